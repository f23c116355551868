internal import FathomData

/// How alike the targets of consecutive rows are.
///
/// From squared differences, as von Neumann's ratio has it (1941, *Annals of Mathematical Statistics*
/// 12:367): r = 1 − Σ d² / (2 · pairs · variance).
///
/// Pairs are counted within a batch, and those that a batch ends between are left out, one for each batch
/// but the last. Batches are cut by the data alone, so the sums are the same for every split into whole
/// batches; other batches have other pairs.
package struct OrderSums: Partial, Codable, Equatable {
  /// Pairs of consecutive rows with a target.
  package private(set) var pairs = 0
  /// Squared differences; of classes, two for each change.
  private(set) var squares = 0.0
  private var rises = 0
  private var falls = 0
  private let isClassification: Bool

  init(isClassification: Bool) { self.isClassification = isClassification }

  package var byteCount: Int { MemoryLayout<OrderSums>.size }

  package var byteLimit: Int { byteCount }

  /// Takes in the targets of the rows of one batch in their order; NaN where one is missing.
  package mutating func absorb(_ targets: [Double]) {
    for (before, after) in zip(targets, targets.dropFirst()) {
      guard !before.isNaN, !after.isNaN else { continue }
      pairs += 1
      if before == after { continue }
      squares += isClassification ? 2 : (after - before) * (after - before)
      if after > before { rises += 1 } else { falls += 1 }
    }
  }

  /// Adds the pairs of other batches.
  package mutating func merge(_ other: OrderSums) {
    pairs += other.pairs
    squares += other.squares
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
  /// - Parameter variance: of the target; of classes, 1 − Σ φ².
  package func correlation(variance: Double) -> Double? {
    guard pairs > 0, variance > 0 else { return nil }
    return max(-1, min(1, 1 - squares / (2 * Double(pairs) * variance)))
  }
}
