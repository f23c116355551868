internal import FathomNumerics

/// What may be said of the difference of two scores: the one source of every sentence about it.
///
/// Where the 95 % interval leaves out 0 the one is ahead or behind, slightly where the difference is no more than
/// the least gain that counts. Where the interval lies within the least gain on both sides of 0 the two are equal.
/// In every other case, and without an interval, they cannot be told apart.
struct Comparison: Sendable, Equatable {
  /// What the interval allows to say.
  enum Relation: String, Sendable, CaseIterable {
    case ahead, slightlyAhead, equal, open, slightlyBehind, behind
  }

  /// The score of the one minus that of the other.
  let difference: Double
  /// Its standard error, paired by rows; nil for one unit.
  let standardError: Double?
  /// The least difference that counts.
  let least: Double
  let relation: Relation
  /// By the margin of the grades: better or worse by more than the least gain and so many standard errors.
  let outcome: ComparisonOutcome

  private let gain: Double
  private let standardErrors: Double
  private let metric: String

  /// - Parameters:
  ///   - base: the score of what it is compared with.
  ///   - gain: the least gain, as a share of the base.
  ///   - standardErrors: the least difference of the grades, in standard errors.
  ///   - metric: the name of the score.
  init(
    _ difference: ScoreDifference, base: Double, gain: Double, standardErrors: Double = 1,
    metric: String
  ) {
    self.difference = difference.difference
    standardError = difference.standardError
    least = gain * abs(base)
    self.gain = gain
    self.standardErrors = standardErrors
    self.metric = metric
    relation = Comparison.relation(difference, least: least)
    let margin = max(least, standardErrors * (difference.standardError ?? .infinity))
    outcome =
      difference.difference > margin
      ? .better : difference.difference < -margin ? .worse : .same
  }

  private static func relation(_ difference: ScoreDifference, least: Double) -> Relation {
    let value = difference.difference
    guard difference.interval.count == 2, value.isFinite else { return .open }
    let (lower, upper) = (difference.interval[0], difference.interval[1])
    if lower > 0 { return value > least ? .ahead : .slightlyAhead }
    if upper < 0 { return value < -least ? .behind : .slightlyBehind }
    return lower >= -least && upper <= least ? .equal : .open
  }

  /// Whether the interval lies above 0.
  var isAhead: Bool { relation == .ahead || relation == .slightlyAhead }
  /// Whether the interval lies below 0.
  var isBehind: Bool { relation == .behind || relation == .slightlyBehind }
}

// MARK: Words

extension Comparison {
  /// “a is ahead of b by 0.020 ± 0.005 in accuracy”: a part of a sentence, with the number and what it means.
  func clause(_ first: String, _ second: String) -> String {
    switch relation {
    case .ahead, .slightlyAhead, .behind, .slightlyBehind, .equal:
      "\(first) is \(standing(to: second))"
    case .open:
      "\(first) cannot be told apart from \(second): \(signedSize) in \(metric)"
        + lean(first, second)
    }
  }

  /// The same without the one: “ahead of b by 0.020 ± 0.005 in accuracy”.
  func standing(to second: String) -> String {
    switch relation {
    case .ahead, .slightlyAhead: "ahead of \(second) by \(size) in \(metric)" + shortfall
    case .behind, .slightlyBehind: "behind \(second) by \(size) in \(metric)" + shortfall
    case .equal: "equal to \(second) to within \(limit): \(signedSize) in \(metric)"
    case .open: "not to be told apart from \(second): \(signedSize) in \(metric)"
    }
  }

  /// The relation as a headline: without its number.
  func headline(_ first: String, _ second: String) -> String {
    let first = first.capitalizedFirst
    return switch relation {
    case .ahead: "\(first) is ahead of \(second)"
    case .slightlyAhead: "\(first) is ahead of \(second) by less than the \(limit) that counts"
    case .equal: "\(first) is equal to \(second) to within \(limit)"
    case .open: "\(first) cannot be told apart from \(second)"
    case .slightlyBehind: "\(first) is behind \(second) by less than the \(limit) that counts"
    case .behind: "\(first) is behind \(second)"
    }
  }

  /// The relation in a word or two.
  var word: String {
    switch relation {
    case .ahead: "ahead"
    case .slightlyAhead: "ahead by less than \(limit)"
    case .equal: "equal to within \(limit)"
    case .open: "cannot be told apart"
    case .slightlyBehind: "behind by less than \(limit)"
    case .behind: "behind"
    }
  }

  /// “, less than the 1 % that counts” where the interval leaves out 0 and the difference is that small.
  var shortfall: String {
    relation == .slightlyAhead || relation == .slightlyBehind
      ? ", less than the \(limit) that counts" : ""
  }

  /// The least gain as a percentage.
  var limit: String { "\(NumberText.number(100 * gain))\u{202F}%" }

  /// The size of the difference and its standard error.
  var size: String { Comparison.text(abs(difference)) + error }

  /// The same with its sign.
  var signedSize: String {
    (abs(difference) < Comparison.smallest
      ? NumberText.error(0) : NumberText.signed(difference)) + error
  }

  /// What the grade makes of a difference that chance may explain: it counts from one standard error on.
  private func lean(_ first: String, _ second: String) -> String {
    guard outcome != .same else { return "" }
    return ", more than \(NumberText.number(standardErrors)) standard error"
      + (standardErrors == 1 ? "" : "s")
      + " in favour of \(outcome == .better ? first : second)"
  }

  private var error: String { standardError.map { " ± \(Comparison.text($0))" } ?? "" }

  /// Three decimals show no more than this.
  private static let smallest = 0.0005

  private static func text(_ value: Double) -> String {
    value > 0 && value < smallest ? "less than 0.001" : NumberText.error(value)
  }
}

// MARK: From evidence

extension CrossValidatedAnalysis {
  /// What may be said of a difference, by the thresholds that hold.
  func comparison(_ difference: ScoreDifference, _ evidence: some CrossValidatedEvidence)
    -> Comparison
  {
    Comparison(
      difference, base: evidence.contender(difference.second)?.score ?? 0, gain: gain,
      standardErrors: standardErrors, metric: evidence.metricName)
  }

  /// What may be said of a contender beside the best one.
  func comparison(
    _ contender: ContenderScore, with best: ContenderScore,
    _ evidence: some CrossValidatedEvidence
  ) -> Comparison {
    comparison(contender.difference(from: best), evidence)
  }
}

extension ContenderScore {
  /// How it compares with the best one, from which ``behind`` is measured.
  func difference(from best: ContenderScore) -> ScoreDifference {
    let reach = behindStandardError.map { Distributions.normalQuantile(0.975) * $0 }
    return ScoreDifference(
      first: id, second: best.id, difference: -behind, standardError: behindStandardError,
      interval: reach.map { [-behind - $0, -behind + $0] } ?? [])
  }
}
