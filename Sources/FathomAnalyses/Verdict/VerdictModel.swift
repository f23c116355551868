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
    /// 1 for a grid whose neighbours belong together; for data without a target.
    case gridLocality
    /// 1 for a sequence whose steps belong together; for data without a target.
    case sequenceLocality
    /// How sure it is that rearranging a sequence or grid costs a local learner something: standard deviations, as a share of 8, in
    /// [0, 1]; without race and trial.
    case supervisedLocality
    /// 1 for a sequence or grid, where networks win far oftener than on tables; with a race or a trial.
    case hasPositions
    /// How far the lead of the best learner on random features in the trial is beyond what makes a winner, as for
    /// ``raceMargin``; where no race decides.
    case trialMargin
    /// How far the lead of the best network is beyond what makes a winner, 1 % of the best classical score and
    /// a standard error, in standard errors, in [−6, 6].
    case raceMargin
  }

  /// Coefficients, by which features they weigh.
  struct Coefficients: Sendable {
    var intercept: Double
    var weights: [Feature: Double]
    /// How many datasets they were fitted to.
    var datasets: Int
  }

  let features: [Feature: Double]
  let coefficients: Coefficients

  init(_ evidence: VerdictEvidence) {
    var features = [Feature: Double]()
    let isLocal = evidence.strength == .strong
    features[.gridLocality] = evidence.isGrid && isLocal ? 1 : 0
    features[.sequenceLocality] = evidence.layout == .sequence && isLocal ? 1 : 0
    features[.supervisedLocality] = VerdictModel.supervisedLocality(evidence)
    features[.hasPositions] = evidence.layout == .table ? 0 : 1
    features[.trialMargin] = evidence.trialComparison.flatMap {
      VerdictModel.margin($0.difference, $0.trial)
    }
    features[.raceMargin] = evidence[Race.self].flatMap { race in
      race.isDecisive ? VerdictModel.margin(race) : nil
    }
    self.features = features
    coefficients =
      if features[.raceMargin] != nil {
        VerdictCoefficients.withRace
      } else if features[.trialMargin] != nil {
        VerdictCoefficients.withTrial
      } else {
        features[.supervisedLocality] != nil
          ? VerdictCoefficients.withoutRace : VerdictCoefficients.withoutTarget
      }
  }

  /// 0 for a table; nil where it was not measured.
  private static func supervisedLocality(_ evidence: VerdictEvidence) -> Double? {
    guard evidence.layout != .table else { return 0 }
    return evidence[SupervisedLocality.self].map { min(1, max(0, -($0.zScore ?? 0) / 8)) }
  }

  /// The winner of a dataset is measured too: its standard error counts like that of the race.
  ///
  /// What other settings change is counted in errors rather than points: 0.02·√(e(1 − e)) for the error e of the best
  /// classical method, a lost share, so that one point says more at .98 than at .60 (`Benchmarks/verdict`).
  private static func margin(
    _ difference: ScoreDifference, _ contest: some CrossValidatedEvidence
  ) -> Double? {
    guard let error = difference.standardError,
      let base = contest.contender(difference.second)?.score
    else { return nil }
    return margin(difference.difference, error, base: base)
  }

  /// That of the race, with all rows that there are.
  private static func margin(_ race: Race.Evidence) -> Double? {
    guard let all = race.atAllRows else {
      return race.deepMinusClassical.flatMap { margin($0, race) }
    }
    return margin(all.difference, all.standardError, base: all.secondScore)
  }

  private static func margin(_ difference: Double, _ error: Double, base: Double) -> Double {
    let lost = min(1, max(0, 1 - base))
    let spread = (2 * error * error + 0.02 * 0.02 * lost * (1 - lost) + 1e-12).squareRoot()
    let line = max(0.01 * abs(base), error)
    return min(6, max(-6, (difference - line) / spread))
  }

  /// What a feature adds to the log-odds.
  func contribution(_ feature: Feature) -> Double {
    (coefficients.weights[feature] ?? 0) * (features[feature] ?? 0)
  }

  /// The probability, to two digits.
  ///
  /// It is never closer to 0 or 1 than one in n + 2 for n datasets (Laplace's rule of succession): what never
  /// happened in them may be the next thing to happen.
  var probability: Double {
    let logit = Feature.allCases.reduce(coefficients.intercept) { $0 + contribution($1) }
    let least = 1 / Double(coefficients.datasets + 2)
    return (min(1 - least, max(least, 1 / (1 + exp(-logit)))) * 100).rounded() / 100
  }
}
