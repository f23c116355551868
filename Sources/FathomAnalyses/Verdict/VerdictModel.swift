internal import FathomData

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// From the evidence to a probability: a logistic regression of a few features.
///
/// The features are the same as in `Benchmarks/verdict/features.py`; the coefficients are fitted by
/// `Benchmarks/verdict/fit.py` to datasets whose winner was measured.
struct VerdictModel {
  /// What is weighed, in the order of the coefficients.
  enum Feature: String, CaseIterable, Sendable {
    /// 1 for a grid whose neighbours belong together.
    case gridLocality
    /// On a sequence whose neighbours belong together, how much k-nearest neighbours err less than ridge does: the logarithm of the ratio
    /// of their errors, in [0, 1].
    case nonlinearity
    /// How far the best network is beyond 1 % of the best classical score, in standard errors, in [−4, 4].
    case raceMargin
  }

  /// Coefficients, by which features they weigh.
  struct Coefficients: Sendable {
    var intercept: Double
    var weights: [Feature: Double]
  }

  let features: [Feature: Double]
  let coefficients: Coefficients

  init(_ evidence: VerdictEvidence) {
    var features = [Feature: Double]()
    let isLocal = evidence.strength == .strong
    features[.gridLocality] = evidence.isGrid && isLocal ? 1 : 0
    features[.nonlinearity] =
      evidence.layout == .sequence && isLocal ? max(0, VerdictModel.nonlinearity(evidence.size)) : 0
    features[.raceMargin] = VerdictModel.raceMargin(evidence.race)
    self.features = features
    coefficients =
      features[.raceMargin] == nil ? VerdictCoefficients.withoutRace : VerdictCoefficients.withRace
  }

  /// log(error of ridge / error of k-nearest neighbours) on rows held out, in [−1, 1]; 0 without both.
  private static func nonlinearity(_ size: SampleSize.Evidence?) -> Double {
    func error(_ id: String) -> Double? {
      size?.learningCurves.first { $0.id == id }?.points.last?.error
    }
    guard let ridge = error("ridge"), let neighbours = error("kNearestNeighbours") else { return 0 }
    return min(1, max(-1, log(max(ridge, 1e-3) / max(neighbours, 1e-3))))
  }

  /// The standard error is that of the difference and 0.01 together, which stands for what another split or
  /// another seed would change.
  private static func raceMargin(_ race: Race.Evidence?) -> Double? {
    guard let race, let difference = race.deepMinusClassical,
      let error = difference.standardError,
      let base = race.contenders.first(where: { $0.id == difference.second })?.score
    else { return nil }
    let spread = (error * error + 1e-4).squareRoot()
    return min(4, max(-4, (difference.difference - 0.01 * abs(base)) / spread))
  }

  /// What a feature adds to the log-odds.
  func contribution(_ feature: Feature) -> Double {
    (coefficients.weights[feature] ?? 0) * (features[feature] ?? 0)
  }

  /// The probability, to two digits.
  var probability: Double {
    let logit = Feature.allCases.reduce(coefficients.intercept) { $0 + contribution($1) }
    return (1 / (1 + exp(-logit)) * 100).rounded() / 100
  }
}
