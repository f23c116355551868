/// A table whose cells can be read as they are written, for whoever has to point at one of them.
public protocol CellSource: Sendable {
  /// How many batches the rows come in.
  var batchCount: Int { get }
  /// No fewer than there are lines on which rows start.
  var lineCount: Int { get }
  /// Lends the cells of a batch to a closure.
  ///
  /// - Throws: what reading throws.
  func withBatch<Value>(
    _ index: Int, _ body: (any CellBatch) -> Value
  ) throws(DataError) -> Value
}

/// Consecutive rows of a table as they are written; only valid where it is lent.
public protocol CellBatch {
  /// How many rows there are that can be used.
  var rowCount: Int { get }
  /// The rows that cannot.
  var rejections: [Rejection] { get }
  /// The line on which a row starts, from 1.
  func line(_ row: Int) -> Int
  /// Gives the bytes of the cells of a column to a closure, quotes taken out and blanks around them removed.
  ///
  /// - Parameter rows: which rows, in this order; nil for all.
  func visit(
    _ column: Int, of rows: [Int]?, _ body: (_ row: Int, _ cell: UnsafeBufferPointer<UInt8>) -> Void
  )
  /// The rows whose cells of a column have blanks around them.
  func paddedRows(_ column: Int) -> [Int]
  /// What a cell of a column holds, as the column is read.
  func value(of cell: UnsafeBufferPointer<UInt8>, in column: Int) -> WrittenValue
}

/// What a cell holds.
public enum WrittenValue: Sendable, Equatable {
  case missing
  /// A number, as far as its column has numbers.
  case number(Double)
  /// Anything else.
  case word
}

extension CellSource {
  /// Reduces all batches into one value, those that were asked for on several threads at once.
  ///
  /// - Parameters:
  ///   - map: what becomes of a batch; called on several threads.
  ///   - absorb: takes it in, in the order of the batches.
  public func reduce<Part: Sendable, Value: Sendable>(
    threads: Int, initial: @Sendable () -> Value,
    map: @Sendable (any CellBatch) -> Part, absorb: @Sendable (inout Value, Part) -> Void
  ) throws(DataError) -> Value {
    try SourceReader.reduce(
      count: batchCount, threads: threads, lanes: 1,
      make: { index throws(DataError) in try withBatch(index, map) },
      initial: initial, absorb: absorb, merge: { _, _ in }, progress: { _ in })
  }
}
