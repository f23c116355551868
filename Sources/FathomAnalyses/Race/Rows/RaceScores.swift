internal import FathomNumerics

/// What one contender lost on every row that was held out, and what that makes of its score.
struct RaceScores: Sendable {
  /// 1 or 0 or a log loss for a class, a squared error for a number; the mean over repetitions.
  var losses: [Double]
  /// Log losses; empty for numbers.
  var logLosses: [Double]
  /// What losses are shares of: 1, the log loss of guessing, or the squared distance from the mean of the rows held out
  /// with it.
  var totals: [Double]
  /// The unit of each row: rows of one group count together.
  var units: [Int]
  /// 1 where a class is mistaken, 0 where not; empty for numbers.
  var mistakes: [Double] = []
  /// Log losses of guessing; empty for numbers.
  var guessLogLosses: [Double] = []
  /// Distances from the number; empty for classes.
  var distances: [Double] = []
  /// What people decide by; nil for numbers.
  var report: ClassReport? = nil

  /// 1 − lost share: the accuracy, the explained log loss, or R².
  var score: Double { 1 - RaceScores.share(losses, totals) }

  var meanLogLoss: Double? { RaceScores.mean(logLosses) }
  var accuracy: Double? { RaceScores.mean(mistakes).map { 1 - $0 } }
  var meanAbsoluteError: Double? { RaceScores.mean(distances) }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The share of the log loss of guessing that is explained, and its standard error; nil for numbers.
  var explained: (share: Double, standardError: Double)? {
    guard !guessLogLosses.isEmpty else { return nil }
    let scores = RaceScores(
      losses: logLosses, logLosses: [], totals: guessLogLosses, units: units)
    return (scores.score, scores.standardError)
  }

  /// The standard error of the score, over the rows held out.
  var standardError: Double { RaceScores.standardError(residuals, units) }

  /// How much larger this score is than another one, and the standard error of that, paired by rows.
  func difference(from other: RaceScores) -> (value: Double, standardError: Double) {
    let residuals = zip(residuals, other.residuals).map { $0 - $1 }
    return (score - other.score, RaceScores.standardError(residuals, units))
  }

  /// Each row's part in how far the lost share is off (the linear part of a ratio; Cochran 1977, *Sampling
  /// Techniques*, 6.3).
  private var residuals: [Double] {
    let share = RaceScores.share(losses, totals)
    let mean = totals.reduce(0, +) / Double(max(1, totals.count))
    guard mean > 0 else { return totals.map { _ in 0 } }
    return zip(losses, totals).map { ($0 - share * $1) / mean }
  }

  private static func share(_ losses: [Double], _ totals: [Double]) -> Double {
    let total = totals.reduce(0, +)
    return total > 0 ? losses.reduce(0, +) / total : 1
  }

  private static func standardError(_ residuals: [Double], _ units: [Int]) -> Double {
    let n = Double(residuals.count)
    guard n > 1 else { return .nan }
    let sums = RaceScores.sums(residuals, units)
    let count = Double(sums.count)
    guard count > 1 else { return .nan }
    let squares = sums.reduce(0) { $0 + $1 * $1 }
    return (squares * count / (count - 1)).squareRoot() / n
  }

  /// The sum of the values of each unit, in the order of the units.
  static func sums(_ values: [Double], _ units: [Int]) -> [Double] {
    var sums = [Int: Double]()
    for (value, unit) in zip(values, units) { sums[unit, default: 0] += value }
    return sums.sorted { $0.key < $1.key }.map(\.value)
  }
}
