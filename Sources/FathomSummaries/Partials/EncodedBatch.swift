public import FathomData
internal import FathomNumerics

/// A batch, its features as numbers, and its targets.
struct EncodedBatch: Sendable {
  var batch: Batch
  /// `b × p`, NaN where a cell is missing; without a row where features are not wanted.
  var features: Matrix
  /// The target of each row, NaN where it is missing; empty without a target.
  var targets: [Double]
}

/// A batch and its place among all batches.
public struct NumberedBatch: Sendable {
  /// The batch.
  public var batch: Batch
  /// Its index, which no other batch of all parts has.
  public var index: Int

  /// A batch with its index.
  public init(_ batch: Batch, index: Int) {
    self.batch = batch
    self.index = index
  }
}
