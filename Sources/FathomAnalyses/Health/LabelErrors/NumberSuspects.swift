internal import FathomNumerics

/// Which numbers are doubted, and whether wrong ones can be told from heavy tails.
///
/// A tail thins out: of a heavy one too, fewer numbers lie beyond a distance than between half of it and it. Wrong numbers lie
/// anywhere, beyond a gap, and are off by as much as the target varies. Where the features say next to nothing of the target,
/// a number that is far off is far from all others: that is a tail of the target.
struct NumberSuspects {
  /// Wrong numbers are off by at least this many robust standard deviations of the target, or of exact predictions the
  /// slightest flaw would be doubted.
  private static let least = 1.0
  /// The robust standard deviation of the residuals must be smaller than this share of the target's.
  private static let explained = 0.85
  /// A larger share of rows is no error, but another population.
  private static let most = 0.15
  /// The median distance of a normal variable from its mean, in standard deviations.
  private static let medianOfNormal = 0.674_489_750_196_082

  /// Rows whose number is surely doubted, and those that are listed, the furthest first.
  let sure: [Int]
  let doubted: [Int]
  /// The distance of each number from its prediction, in robust standard deviations.
  let distances: [Double]
  /// How many times more numbers lie beyond the gap than in it; nil where none lies beyond.
  let gap: Double?
  /// Whether the features say enough of the target for a residual to mean anything.
  let isExplained: Bool

  /// - Parameters:
  ///   - residuals: of held-out rows.
  ///   - target: the numbers.
  ///   - isKept: the rows that were learned from, by which the spread is told.
  /// Nil where most residuals are 0.
  init?(
    _ residuals: [Double], of target: [Double], keeping isKept: [Bool], far: Double, suspect: Double
  ) {
    guard let deviation = NumberSuspects.deviation(residuals, keeping: isKept) else { return nil }
    let middle = Quantiles.typeSeven(of: target, at: [0.5])[0]
    let spread =
      NumberSuspects.deviation(target.map { $0 - middle }, keeping: target.map { _ in true }) ?? 0
    let distances = residuals.map { abs($0) / deviation }
    func beyond(_ limit: Double) -> [Int] {
      distances.indices.filter {
        distances[$0] > limit && abs(residuals[$0]) >= NumberSuspects.least * spread
      }.sorted { (distances[$1], $0) < (distances[$0], $1) }
    }
    self.distances = distances
    (sure, doubted) = (beyond(far), beyond(suspect))
    isExplained = deviation <= NumberSuspects.explained * spread
    let inGap = distances.count { $0 > far / 2 && $0 <= far }
    gap = sure.isEmpty ? nil : Double(sure.count) / Double(max(1, inGap))
  }

  /// The robust standard deviation about 0: the median distance over that of a normal variable; nil where it is 0.
  static func deviation(_ residuals: [Double], keeping isKept: [Bool]) -> Double? {
    let distances = zip(residuals, isKept).filter(\.1).map { abs($0.0) }
    guard !distances.isEmpty else { return nil }
    let median = Quantiles.typeSeven(of: distances, at: [0.5])[0]
    return median > 0 ? median / medianOfNormal : nil
  }

  /// Whether wrong numbers stand out from heavy tails.
  func standsOut(least: Double) -> Bool {
    isExplained && (gap ?? 0) >= least
      && Double(sure.count) <= NumberSuspects.most * Double(distances.count)
  }

  /// The share of wrong numbers: those that are listed, with its 95 % interval.
  ///
  /// One that lies near its prediction is not seen: it is a lower bound.
  var share: (value: Double, interval: [Double]) {
    let (lower, upper) = Distributions.proportionInterval(
      successes: doubted.count, trials: distances.count)
    return (Double(doubted.count) / Double(distances.count), [lower, upper])
  }
}
