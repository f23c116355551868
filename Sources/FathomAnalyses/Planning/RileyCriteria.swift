internal import FathomNumerics
internal import FathomSummaries

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Riley's criteria for the size of a sample on which a prediction model is developed.
///
/// Each says the fewest rows that meet it by itself. The published programs evaluate some of them
/// only from the rows of the others on, which gives the same total.
///
/// Sources: Riley et al. 2019, *Statistics in Medicine* 38:1262 (part I, numbers) and 38:1276 (part II,
/// events and times); Riley et al. 2020, *BMJ* 368:m441; Pate et al. 2023, *Statistical Methods in
/// Medical Research* 32:555 (several classes); van Smeden et al. 2019, *Statistical Methods in Medical
/// Research* 28:2455 (mean absolute error).
struct RileyCriteria {
  typealias Criterion = StudyPlan.Criterion

  private let design: StudyDesign
  private var p: Double { Double(design.parameters) }

  /// The largest drop from the apparent to the adjusted R² (of Nagelkerke).
  static let optimism = 0.05
  /// How far off the overall risk may be estimated.
  static let riskMargin = 0.05
  /// The quantile that the publications use.
  static let z = 1.96
  /// Rows for a residual standard deviation that is known to within 10 %, beyond the parameters.
  static let residualRows = 234
  /// How far off predicted risks may be on average.
  static let absoluteError = 0.05
  /// The formula for the mean absolute error was found for no more parameters than this.
  static let absoluteErrorParameters = 30
  /// More rows than this are not counted.
  static let mostRows = 1_000_000_000_000_000

  init(_ design: StudyDesign) { self.design = design }

  /// All criteria that apply.
  func criteria() -> [Criterion] {
    switch design.outcome {
    case .continuous(let rSquared, let mean, let deviation):
      continuous(rSquared, mean, deviation)
    case .binary(let prevalence, let fit): binary(prevalence, fit.coxSnell(prevalence: prevalence))
    case .multinomial(let shares, let fit): multinomial(shares, fit)
    case .survival(let rate, let timePoint, let meanFollowUp, let fit):
      survival(
        rate, timePoint, meanFollowUp, fit.coxSnell(rate: rate, meanFollowUp: meanFollowUp))
    }
  }

  /// The shrinkage to be expected with this many rows; nil where it is not defined.
  func shrinkage(rows: Int) -> Double? {
    switch design.outcome {
    case .continuous(let rSquared, _, _): linearShrinkage(Double(rows), rSquared)
    case .binary(let prevalence, let fit):
      likelihoodShrinkage(Double(rows), fit.coxSnell(prevalence: prevalence))
    case .multinomial(let shares, let fit):
      pairs(shares).map { share, prevalence in
        likelihoodShrinkage(share * Double(rows), fit.coxSnell(prevalence: prevalence))
      }.min()
    case .survival(let rate, _, let meanFollowUp, let fit):
      likelihoodShrinkage(Double(rows), fit.coxSnell(rate: rate, meanFollowUp: meanFollowUp))
    }
  }

  // MARK: A number

  private static let partOne = "Riley et al. 2019, Statistics in Medicine 38:1262, criterion "

  private func continuous(_ rSquared: Double, _ mean: Double?, _ deviation: Double?) -> [Criterion]
  {
    // 1 − (P − 2) / f(n), f(n) = n [ln((n − 1) / (n − P − 1)) − ln(1 − R²)]: f falls before it rises.
    let lowest = fewest(from: design.parameters + 2) { rows in
      let n = Double(rows)
      return log((n - 1) / (n - p - 1)) - log(1 - rSquared) + n / (n - 1) - n / (n - p - 1) >= 0
    }
    let shrunk = lowest.flatMap { lowest in
      isShrunk(lowest, rSquared)
        ? design.parameters + 2 : fewest(from: lowest) { isShrunk($0, rSquared) }
    }
    var list = [
      criterion(
        "shrinkage", "coefficients shrink by \(shrinkageLoss) at most",
        RileyCriteria.partOne + "1", shrunk),
      criterion(
        "optimism", "R² falls by \(RileyCriteria.optimism) at most on new data",
        RileyCriteria.partOne + "2", whole(1 + p * (1 - rSquared) / RileyCriteria.optimism)),
      criterion(
        "residualDeviation", "residual deviation is known to within 10 %",
        RileyCriteria.partOne + "3", RileyCriteria.residualRows + design.parameters),
    ]
    let source = RileyCriteria.partOne + "4"
    let title = "mean is known to within \(NumberText.percent(design.marginOfError - 1))"
    guard let mean, let deviation else {
      list.append(
        Criterion(
          id: "intercept", title: title, source: source, rows: nil, shrinkage: nil, counts: false,
          note: "needs the mean and the standard deviation of the outcome"))
      return list
    }
    // The interval of the mean narrows as rows are added, its quantile too.
    let known = fewest(from: design.parameters + 2) { rows in
      let t = Distributions.studentQuantile(
        0.975, degreesOfFreedom: Double(rows - design.parameters - 1))
      let error = (deviation * deviation * (1 - rSquared) / Double(rows)).squareRoot()
      return (abs(mean) + t * error) / abs(mean) <= design.marginOfError
    }
    list.append(criterion("intercept", title, source, known))
    return list
  }

  private func isShrunk(_ rows: Int, _ rSquared: Double) -> Bool {
    (linearShrinkage(Double(rows), rSquared) ?? 0) >= design.shrinkage
  }

  /// 1 + (P − 2) / (n ln(1 − R²app)), R²app = (R²adj (n − P − 1) + P) / (n − 1).
  private func linearShrinkage(_ n: Double, _ rSquared: Double) -> Double? {
    let apparent = (rSquared * (n - p - 1) + p) / (n - 1)
    return (1 + (p - 2) / (n * log(1 - apparent))).finite
  }

  // MARK: Classes and times

  private static let partTwo = "Riley et al. 2019, Statistics in Medicine 38:1276, criterion "

  private func binary(_ prevalence: Double, _ coxSnell: Double) -> [Criterion] {
    let largest = ExpectedFit.largestCoxSnell(shares: [prevalence, 1 - prevalence])
    var list = likelihoodCriteria(coxSnell, largest)
    list.append(
      criterion(
        "overallRisk", "overall risk is known to within \(RileyCriteria.riskMargin)",
        RileyCriteria.partTwo + "3",
        whole(
          RileyCriteria.z / RileyCriteria.riskMargin * (RileyCriteria.z / RileyCriteria.riskMargin)
            * (prevalence * (1 - prevalence)))))
    list.append(absoluteError(min(prevalence, 1 - prevalence)))
    return list
  }

  /// Shrinkage and optimism, from the likelihood.
  private func likelihoodCriteria(_ coxSnell: Double, _ largest: Double) -> [Criterion] {
    [
      criterion(
        "shrinkage", "coefficients shrink by \(shrinkageLoss) at most",
        RileyCriteria.partTwo + "1", whole(rows(shrinkage: design.shrinkage, coxSnell))),
      optimism(
        coxSnell, largest, RileyCriteria.partTwo + "2",
        rows(
          shrinkage: coxSnell / (coxSnell + RileyCriteria.optimism * largest), coxSnell)),
    ]
  }

  /// How far the R² falls on new data.
  private func optimism(
    _ coxSnell: Double, _ largest: Double, _ source: String, _ rows: Double
  ) -> Criterion {
    // Where the apparent R² would reach 1 the formula has no value.
    let isNearLargest = coxSnell + RileyCriteria.optimism * largest >= 1
    var found = criterion(
      "optimism", "Nagelkerke R² falls by \(RileyCriteria.optimism) at most on new data", source,
      isNearLargest ? 1 : whole(rows))
    if isNearLargest {
      found.note = "an R² so near to the largest possible cannot fall by more"
      found.shrinkage = nil
    }
    return found
  }

  /// P / ((S − 1) ln(1 − R² / S)).
  private func rows(shrinkage: Double, _ coxSnell: Double) -> Double {
    p / ((shrinkage - 1) * log(1 - coxSnell / shrinkage))
  }

  /// The S for which ``rows(shrinkage:_:)`` are as many as there are, which falls as S does.
  private func likelihoodShrinkage(_ n: Double, _ coxSnell: Double) -> Double {
    var (low, high) = (coxSnell, 1.0)
    for _ in 0..<200 where high - low > 1e-15 {
      let middle = (low + high) / 2
      if rows(shrinkage: middle, coxSnell) <= n { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private func absoluteError(_ share: Double) -> Criterion {
    let source =
      "van Smeden et al. 2019, Statistical Methods in Medical Research 28:2455; Riley et al. 2020, "
      + "BMJ 368:m441"
    let title = "risks are off by \(RileyCriteria.absoluteError) at most on average"
    guard design.parameters <= RileyCriteria.absoluteErrorParameters else {
      return Criterion(
        id: "meanAbsoluteError", title: title, source: source, rows: nil, shrinkage: nil,
        counts: false,
        note: "the formula holds for up to \(RileyCriteria.absoluteErrorParameters) parameters")
    }
    let exponent =
      (-0.508 + 0.259 * log(share) + 0.504 * log(p) - log(RileyCriteria.absoluteError)) / 0.544
    return Criterion(
      id: "meanAbsoluteError", title: title, source: source, rows: whole(exp(exponent)),
      shrinkage: nil, counts: false, note: "not a part of the total, as in the published programs")
  }

  private func multinomial(_ shares: [Double], _ fit: ExpectedFit) -> [Criterion] {
    let source = "Pate et al. 2023, Statistical Methods in Medical Research 32:555, criterion "
    let classes = Double(shares.count)
    let largest = ExpectedFit.largestCoxSnell(shares: shares)
    // Shares are written with a few digits: what is a whole number but for those is one.
    let hardest = pairs(shares).map { share, prevalence in
      let needed = rows(shrinkage: design.shrinkage, fit.coxSnell(prevalence: prevalence))
      return needed.rounded(.up) / share
    }.max()
    // The C statistic is that of pairs; what they explain on average stands for all classes together.
    let overall = largest * nagelkerkeOfPairs(shares, fit)
    let factor = overall / (overall + RileyCriteria.optimism * largest)
    let z = Distributions.normalQuantile(1 - 0.025 / classes)
    let risk = shares.map { z * z * $0 * (1 - $0) }.max() ?? 0
    return [
      criterion(
        "shrinkage", "coefficients of any pair of classes shrink by \(shrinkageLoss) at most",
        source + "1", whole((hardest ?? .infinity) * (1 - 1e-9))),
      optimism(
        overall, largest, source + "2",
        (classes - 1) * rows(shrinkage: factor, overall)),
      criterion(
        "overallRisk",
        "all shares of classes are known to within \(RileyCriteria.riskMargin)",
        source + "3", whole(risk / (RileyCriteria.riskMargin * RileyCriteria.riskMargin))),
    ]
  }

  /// The Nagelkerke R² of the pairs of classes, each weighted by its rows.
  private func nagelkerkeOfPairs(_ shares: [Double], _ fit: ExpectedFit) -> Double {
    let pairs = pairs(shares)
    let sum = pairs.reduce(0.0) { sum, pair in
      let largest = ExpectedFit.largestCoxSnell(shares: [pair.prevalence, 1 - pair.prevalence])
      return sum + pair.share * fit.coxSnell(prevalence: pair.prevalence) / largest
    }
    return sum / pairs.reduce(0) { $0 + $1.share }
  }

  /// For each pair of classes, the share of both among the rows and that of the second in both.
  private func pairs(_ shares: [Double]) -> [(share: Double, prevalence: Double)] {
    shares.indices.flatMap { first in
      shares.indices.dropFirst(first + 1).map { second in
        let both = shares[first] + shares[second]
        return (both, shares[second] / both)
      }
    }
  }

  private func survival(
    _ rate: Double, _ timePoint: Double, _ meanFollowUp: Double, _ coxSnell: Double
  ) -> [Criterion] {
    var list = likelihoodCriteria(
      coxSnell, ExpectedFit.largestCoxSnell(rate: rate, meanFollowUp: meanFollowUp))
    let risk = -expm1(-rate * timePoint)
    let known = fewest(from: 1) { rows in
      let error = RileyCriteria.z * (rate / (meanFollowUp * Double(rows))).squareRoot()
      let upper = -expm1(-(rate + error) * timePoint)
      let lower = -expm1(-max(0, rate - error) * timePoint)
      return max(upper - risk, risk - lower) <= RileyCriteria.riskMargin
    }
    list.append(
      criterion(
        "overallRisk",
        "risk at the time point is known to within \(RileyCriteria.riskMargin)",
        RileyCriteria.partTwo + "3", known))
    return list
  }

  // MARK: Assumptions

  /// More shares than these are not listed one by one.
  private static let listedShares = 6

  /// - Parameters:
  ///   - origin: where what is known of the outcome comes from.
  ///   - fitOrigin: where the expected fit comes from.
  func assumptions(origin: String, fitOrigin: String) -> [StudyPlan.Assumption] {
    var list = [StudyPlan.Assumption]()
    func add(_ id: String, _ title: String, _ value: Double, _ from: String? = nil) {
      list.append(StudyPlan.Assumption(id: id, title: title, value: value, origin: from ?? origin))
    }
    func add(_ fit: ExpectedFit, coxSnell: Double?, largest: Double) {
      let from =
        fit == .unknown
        ? "assumed: Riley et al. 2020, BMJ 368:m441, where nothing is known" : fitOrigin
      switch fit {
      case .coxSnell: break
      case .nagelkerke(let value): add("nagelkerkeRSquared", "Nagelkerke R²", value, from)
      case .cStatistic(let value): add("cStatistic", "C statistic", value, from)
      }
      let isGiven = if case .coxSnell = fit { true } else { false }
      if let coxSnell {
        add("coxSnellRSquared", "Cox–Snell R²", coxSnell, isGiven ? from : "follows from it")
        if case .nagelkerke = fit {
        } else {
          add("nagelkerkeRSquared", "Nagelkerke R²", coxSnell / largest, "follows from it")
        }
      }
      add(
        "largestCoxSnellRSquared", "largest possible Cox–Snell R²", largest,
        "follows from the outcome")
    }
    switch design.outcome {
    case .continuous(let rSquared, let mean, let deviation):
      add("rSquared", "adjusted R²", rSquared, fitOrigin)
      if let mean { add("mean", "mean of the outcome", mean) }
      if let deviation { add("standardDeviation", "standard deviation of the outcome", deviation) }
    case .binary(let prevalence, let fit):
      add("prevalence", "share of events", prevalence)
      add(
        fit, coxSnell: fit.coxSnell(prevalence: prevalence),
        largest: ExpectedFit.largestCoxSnell(shares: [prevalence, 1 - prevalence]))
    case .multinomial(let shares, let fit):
      if shares.count <= RileyCriteria.listedShares {
        for (index, share) in shares.enumerated() {
          add("share\(index + 1)", "share of class \(index + 1)", share)
        }
      } else {
        add("smallestShare", "share of the smallest class", shares.min() ?? 0)
        add("largestShare", "share of the largest class", shares.max() ?? 0)
      }
      add(fit, coxSnell: nil, largest: ExpectedFit.largestCoxSnell(shares: shares))
      if case .nagelkerke = fit {
      } else {
        add(
          "nagelkerkeRSquared", "Nagelkerke R², mean over pairs of classes",
          nagelkerkeOfPairs(shares, fit), "follows from it")
      }
    case .survival(let rate, let timePoint, let meanFollowUp, let fit):
      add("rate", "events a person and unit of time", rate)
      add("timePoint", "time at which risks are predicted", timePoint)
      add("meanFollowUp", "mean follow-up", meanFollowUp)
      add(
        fit, coxSnell: fit.coxSnell(rate: rate, meanFollowUp: meanFollowUp),
        largest: ExpectedFit.largestCoxSnell(rate: rate, meanFollowUp: meanFollowUp))
    }
    return list
  }

  // MARK: Counting

  private var shrinkageLoss: String { NumberText.percent(1 - design.shrinkage) }

  private func criterion(_ id: String, _ title: String, _ source: String, _ rows: Int?) -> Criterion
  {
    Criterion(
      id: id, title: title, source: source, rows: rows,
      shrinkage: rows.flatMap { shrinkage(rows: $0) }, counts: rows != nil,
      note: rows == nil ? "asks for more rows than can be counted" : nil)
  }

  /// Rounded up; nil beyond all counting.
  private func whole(_ rows: Double) -> Int? {
    let count = rows.rounded(.up)
    return count.isFinite && count <= Double(RileyCriteria.mostRows) ? Int(max(1, count)) : nil
  }

  /// The fewest rows, no fewer than some, from which on a condition holds that more rows make easier.
  private func fewest(from first: Int, _ holds: (Int) -> Bool) -> Int? {
    guard !holds(first) else { return first }
    var (low, high) = (first, 2 * first)
    while !holds(high) {
      guard high < RileyCriteria.mostRows else { return nil }
      (low, high) = (high, 2 * high)
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
