internal import FathomData
package import FathomNumerics

/// How alike the targets of consecutive rows are.
///
/// From squared differences, as von Neumann's ratio has it (1941, *Annals of Mathematical Statistics*
/// 12:367): r = 1 − Σ d² / (2 · pairs · variance).
///
/// The variance counts every row twice, a pair counts the first and the last row once. Where that matters, because an
/// outlier stands at an end, the deviations of the pairs themselves take the place of 2 · pairs · variance.
///
/// Pairs are counted within a batch, and those that a batch ends between are left out, one for each batch
/// but the last. Batches are cut by the data alone, so the sums are the same for every split into whole
/// batches; other batches have other pairs.
package struct OrderSums: Partial, Codable, Equatable {
  /// Pairs of consecutive rows with a target.
  package private(set) var pairs = 0
  /// Squared differences; of classes, two for each change.
  private(set) var squares = 0.0
  /// The targets of the pairs, of each pair both; of numbers.
  private var members = Moments()
  private var rises = 0
  private var falls = 0
  private let isClassification: Bool

  init(isClassification: Bool) { self.isClassification = isClassification }

  package var byteCount: Int { MemoryLayout<OrderSums>.size }

  package var byteLimit: Int { byteCount }

  /// Takes in the targets of the rows of one batch in their order; NaN where one is missing.
  package mutating func absorb(_ targets: [Double]) {
    if !isClassification { members.merge(OrderSums.members(targets)) }
    for (before, after) in zip(targets, targets.dropFirst()) {
      guard !before.isNaN, !after.isNaN else { continue }
      pairs += 1
      if before == after { continue }
      squares += isClassification ? 2 : (after - before) * (after - before)
      if after > before { rises += 1 } else { falls += 1 }
    }
  }

  /// The values of each pair, both.
  private static func members(_ targets: [Double]) -> Moments {
    var values = [Double]()
    values.reserveCapacity(2 * targets.count)
    for (before, after) in zip(targets, targets.dropFirst())
    where !before.isNaN && !after.isNaN {
      values.append(before)
      values.append(after)
    }
    return Moments(values)
  }

  /// Adds the pairs of other batches.
  package mutating func merge(_ other: OrderSums) {
    pairs += other.pairs
    squares += other.squares
    members.merge(other.members)
    rises += other.rises
    falls += other.falls
  }

  /// Whether the rows come in the order of the target: a number only rises or only falls, or each class
  /// is in one block.
  package func isSorted(classes: Int) -> Bool {
    isClassification ? rises + falls < max(1, classes) : rises == 0 || falls == 0
  }

  /// The lag-one correlation; nil without pairs.
  ///
  /// - Parameters:
  ///   - variance: of the target; of classes, 1 − Σ φ².
  ///   - mean: of the target; nil for classes.
  package func correlation(variance: Double, mean: Double? = nil) -> Double? {
    let shift = mean.map { members.mean - $0 } ?? 0
    return OrderSums.correlation(
      squares: squares, pairs: pairs, variance: variance,
      deviations: mean == nil
        ? nil : members.squaredDeviations + Double(members.count) * shift * shift)
  }

  /// The lag-one correlation of pairs; nil without any.
  ///
  /// - Parameters:
  ///   - squares: Σ d² over the pairs.
  ///   - deviations: Σ of the squared deviations of both rows of each pair; nil where not known.
  package static func correlation(
    squares: Double, pairs: Int, variance: Double, deviations: Double?
  ) -> Double? {
    guard pairs > 0, variance > 0, variance.isFinite else { return nil }
    var whole = 2 * Double(pairs) * variance
    // By less than its standard error, 1/√pairs, the correlation does not depend on the choice.
    if let deviations, abs(deviations / whole - 1) > 1 / Double(pairs).squareRoot() {
      whole = deviations
    }
    return whole > 0 ? max(-1, min(1, 1 - squares / whole)) : nil
  }
}
