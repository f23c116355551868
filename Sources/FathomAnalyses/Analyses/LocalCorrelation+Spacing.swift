internal import FathomData

extension LocalCorrelation {
  /// Steps of a sequence that belong together although neighbours do not: channels that take turns, or a
  /// rhythm.
  struct Spacing {
    /// Steps apart.
    var distance: Int
    /// The mean of X over all pairs so far apart.
    var statistic: Double
    /// The locality index with these pairs in the place of neighbours.
    var index: Double
    /// An upper bound of the p-value, corrected for the distances that were looked at.
    var pValue: Double
  }

  /// Distances that are looked at: a kernel of nine steps sees them.
  static let spacings = 2...8

  /// The distance at which steps belong together most; nil where neighbours do, and where nothing stands
  /// out.
  ///
  /// The exact mean and variance of the mean over relabellings bound the p-value by 1 / (1 + z²) (Cantelli's
  /// inequality), times the number of distances (Bonferroni). What comes back has to come back twice.
  func spacing(of evidence: Evidence) -> Spacing? {
    guard evidence.layout == .sequence, neighbourStrength(of: evidence) != .strong else {
      return nil
    }
    let room = evidence.bestPossible - evidence.expected
    func spacing(_ point: Evidence.Point) -> Spacing? {
      guard let deviation = point.standardDeviation, deviation > 0, room > 0 else { return nil }
      let z = (point.correlation - evidence.expected) / deviation
      let bound = Double(LocalCorrelation.spacings.count) / (1 + z * z)
      return Spacing(
        distance: point.distance, statistic: point.correlation,
        index: (point.correlation - evidence.expected) / room, pValue: z > 0 ? min(1, bound) : 1)
    }
    func stands(_ spacing: Spacing) -> Bool {
      spacing.index >= strongIndex && spacing.pValue <= significance
    }
    let found = evidence.correlogram.filter { LocalCorrelation.spacings ~= $0.distance }
      .compactMap(spacing).max { $0.index < $1.index }
    guard let found, stands(found),
      let again = evidence.correlogram.first(where: { $0.distance == 2 * found.distance })
        .flatMap(spacing), stands(again)
    else { return nil }
    return found
  }
}
