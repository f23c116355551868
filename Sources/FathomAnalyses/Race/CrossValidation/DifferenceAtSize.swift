internal import FathomNumerics

/// How the best network compares with the best classical method with all rows that there are, where a sample was raced.
public struct DifferenceAtSize: Codable, Sendable, Equatable {
  /// Rows that there are.
  public var rows: Int
  /// How many times the rows that were raced.
  public var factor: Double
  /// The network that is expected to be the best of its side.
  public var first: String
  /// The classical method that is.
  public var second: String
  /// The expected score of the one minus that of the other.
  public var difference: Double
  /// Its standard error: of the difference that was raced, and of what the learning curves leave open.
  public var standardError: Double
  /// 95 % interval of the difference.
  public var interval: [Double]
  /// The expected score of the classical method.
  public var secondScore: Double
}

extension CrossValidation {
  /// The expected difference with all rows; nil where all were raced, and without learning curves of both sides.
  ///
  /// The curves are those of the first part; their shape is applied to the scores on all parts.
  func differenceAtSize(_ available: Int) -> DifferenceAtSize? {
    guard rows.count < available, rows.count > 0 else { return nil }
    let factor = Double(available) / Double(rows.count)
    let expected = ranked.indices.compactMap { rank -> Expected? in
      guard ranked[rank].info.side != .other, let left = left(rank, factor) else { return nil }
      let error = 1 - ranked[rank].scores.score
      // Another start would have moved the error that was raced, and moves the one that is expected.
      let starts = 2 * CurveExtrapolation.noise * CurveExtrapolation.noise * left.mean * left.mean
      return Expected(
        rank: rank, error: error * left.mean, spread: error * error * (left.variance + starts))
    }
    func best(_ side: ContenderInfo.Side) -> Expected? {
      expected.filter { ranked[$0.rank].info.side == side }.min { $0.error < $1.error }
    }
    guard let deep = best(.deep), let classical = best(.classical),
      let raced = difference(deep.rank, classical.rank), let error = raced.standardError
    else { return nil }
    let difference = classical.error - deep.error
    // Who is behind may catch up; that it goes past is not taken for granted, for what is left of the error of the one that
    // is ahead may be what nobody can remove.
    let passing = raced.difference * difference < 0 ? difference * difference : 0
    let standardError = (error * error + deep.spread + classical.spread + passing).squareRoot()
    let reach = Distributions.normalQuantile(0.975) * standardError
    return DifferenceAtSize(
      rows: available, factor: factor, first: raced.first, second: raced.second,
      difference: difference, standardError: standardError,
      interval: [difference - reach, difference + reach], secondScore: 1 - classical.error)
  }

  private struct Expected {
    var rank: Int
    /// The expected error, and the variance that its curve leaves.
    var error: Double
    var spread: Double
  }

  private func left(_ rank: Int, _ factor: Double) -> CurveExtrapolation? {
    let points = curvePoints(rank)
    return points.count < 2 ? nil : CurveExtrapolation(points, factor: factor)
  }

  /// The learning curve of a contender, against its error with all rows to learn from.
  private func curvePoints(_ rank: Int) -> [CurveExtrapolation.Point] {
    guard let all = losses(rank, share: nil) else { return [] }
    let first = folds[0]
    let units = first.test.map { rows.groups?[$0] ?? $0 }
    let end = RaceScores.sums(all.scoring, units)
    return shares.compactMap { share in
      guard let some = losses(rank, share: share) else { return nil }
      let start = RaceScores.sums(some.scoring, units)
      let (a, b) = (start.reduce(0, +), end.reduce(0, +))
      guard a > 0, b > 0 else { return nil }
      // The linear part of log a − log b, over independent units.
      let parts = zip(start, end).map { $0 / a - $1 / b }
      return CurveExtrapolation.Point(
        size: share, ratio: a / b, variance: parts.reduce(0) { $0 + $1 * $1 })
    }
  }
}
