internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// How well a model of classes or of survival is expected to predict, in one of the measures that
/// are published.
///
/// All are turned into the Cox–Snell R², which the sample-size criteria of Riley et al. are made of.
public enum ExpectedFit: Sendable, Equatable {
  /// R² of Cox & Snell, adjusted for optimism.
  case coxSnell(Double)
  /// R² of Nagelkerke: Cox–Snell over the largest that the outcome allows.
  case nagelkerke(Double)
  /// The C statistic: the area under the ROC curve, or for survival Harrell's.
  case cStatistic(Double)

  /// Where nothing is known, 15 % of what could be explained.
  ///
  /// Source: Riley et al. 2020, *BMJ* 368:m441.
  public static let unknown = ExpectedFit.nagelkerke(0.15)

  /// The largest Cox–Snell R² that shares of classes allow: 1 − Π φₖ^(2φₖ).
  ///
  /// Source: Riley et al. 2019, *Statistics in Medicine* 38:1276, eq. 23; Pate et al. 2023,
  /// *Statistical Methods in Medical Research* 32:555, for more than two.
  public static func largestCoxSnell(shares: [Double]) -> Double {
    -expm1(2 * shares.reduce(0) { $0 + ($1 > 0 ? $1 * log($1) : 0) })
  }

  /// The largest Cox–Snell R² of a survival model.
  ///
  /// The null model is exponential: ln L = E ln(E / n) − E for E events of n persons. Source: Riley
  /// et al. 2019, *Statistics in Medicine* 38:1276. Events are counted among 10,000 persons and
  /// rounded up, as the published programs do, so that their tables come out.
  public static func largestCoxSnell(rate: Double, meanFollowUp: Double) -> Double {
    let e = (rate * (meanFollowUp * 10_000)).rounded(.up) / 10_000
    return -expm1(2 * (e * log(e) - e))
  }

  /// The Cox–Snell R² of a binary outcome.
  func coxSnell(prevalence: Double) -> Double {
    switch self {
    case .coxSnell(let value): value
    case .nagelkerke(let value):
      value * ExpectedFit.largestCoxSnell(shares: [prevalence, 1 - prevalence])
    case .cStatistic(let value): ExpectedFit.coxSnell(cStatistic: value, prevalence: prevalence)
    }
  }

  /// The Cox–Snell R² of a survival outcome.
  func coxSnell(rate: Double, meanFollowUp: Double) -> Double {
    switch self {
    case .coxSnell(let value): value
    case .nagelkerke(let value):
      value * ExpectedFit.largestCoxSnell(rate: rate, meanFollowUp: meanFollowUp)
    case .cStatistic(let value):
      ExpectedFit.coxSnell(survivalCStatistic: value, eventsPerPerson: rate * meanFollowUp)
    }
  }

  /// The Cox–Snell R² that goes with a C statistic.
  ///
  /// The linear predictor is taken as normal with variance 1 in both classes, its means √2 Φ⁻¹(C)
  /// apart. Riley, Van Calster & Collins 2021 (*Statistics in Medicine* 40:859) simulate a million
  /// persons; here the likelihoods are integrals, by the trapezium rule, which for such integrands
  /// leaves no error that a double shows.
  static func coxSnell(cStatistic: Double, prevalence: Double) -> Double {
    guard cStatistic > 0.5 else { return 0 }
    let distance = 2.0.squareRoot() * Distributions.normalQuantile(cStatistic)
    let odds = log(prevalence / (1 - prevalence))
    let step = 1.0 / 128
    let first = -10.0
    let count = Int(((distance + 20) / step).rounded(.up))
    var likelihood = 0.0
    for index in 0...count {
      let x = first + Double(index) * step
      let predictor = odds + distance * (x - distance / 2)
      let density = exp(-x * x / 2)
      let eventDensity = exp(-(x - distance) * (x - distance) / 2)
      // ln σ(η) = −ln(1 + e^−η), without overflow.
      let logEvent = -max(0, -predictor) - log1p(exp(-abs(predictor)))
      let logOther = -max(0, predictor) - log1p(exp(-abs(predictor)))
      likelihood += prevalence * eventDensity * logEvent + (1 - prevalence) * density * logOther
    }
    likelihood *= step / (2 * Double.pi).squareRoot()
    let null = prevalence * log(prevalence) + (1 - prevalence) * log(1 - prevalence)
    return max(0, -expm1(-2 * (likelihood - null)))
  }

  /// The Cox–Snell R² that goes with a C statistic of a survival model.
  ///
  /// From C to Royston's D (Jinks, Royston & Parmar 2015, *BMC Med. Res. Methodol.* 15:82), to its
  /// R²_D, to O'Quigley's R², to the likelihood ratio (Riley et al. 2019, *Statistics in Medicine*
  /// 38:1276, 5.2).
  static func coxSnell(survivalCStatistic c: Double, eventsPerPerson: Double) -> Double {
    guard c > 0.5 else { return 0 }
    let d = 5.50 * (c - 0.5) + 10.26 * pow(c - 0.5, 3)
    let explained = d * d * Double.pi / 8
    let variance = Double.pi * Double.pi / 6
    let roystonSauerbrei = explained / (variance + explained)
    let oQuigley = -variance * roystonSauerbrei / ((1 - variance) * roystonSauerbrei - 1)
    return -expm1(eventsPerPerson * log1p(-oQuigley))
  }
}
