private import Synchronization

/// What all columns of a CSV have been so far, and how many rows.
struct TableInference: Partial {
  private(set) var columns: [ColumnInference]
  /// Rows that are neither blank nor a comment.
  private(set) var rows = 0
  private(set) var rejectedRows = 0
  /// The earliest rejected row; nil for none.
  private(set) var firstRejection: Rejection?

  init(columns: Int, hashes: Int = TableInference.standardHashes) {
    self.columns = Array(
      repeating: ColumnInference(
        distinctCapacity: TableInference.distinctCapacity(columns: columns, hashes: hashes)),
      count: columns)
  }

  /// How many hashes of distinct values are kept where memory is limited, of 16 to 32 bytes each.
  static func distinctHashes(memoryLimit: Int) -> Int { max(1 << 14, memoryLimit / 488) }
  /// What 512 MB allow.
  static let standardHashes = distinctHashes(memoryLimit: 512_000_000)

  init(columns: [ColumnInference], rows: Int, rejectedRows: Int, firstRejection: Rejection?) {
    self.columns = columns
    self.rows = rows
    self.rejectedRows = rejectedRows
    self.firstRejection = firstRejection
  }

  /// How many distinct values of a column are counted exactly.
  ///
  /// Fewer in a wide table, where all columns share so many hashes.
  static func distinctCapacity(columns: Int, hashes: Int = TableInference.standardHashes) -> Int {
    min(DistinctCounter.largestCapacity, max(1 << 10, hashes / max(1, columns)))
  }

  /// Takes in all cells of a chunk.
  mutating func absorb(_ chunk: TableChunk) {
    count(chunk)
    let reader = ColumnReader(
      dialect: chunk.table.dialect, missing: chunk.missing,
      modes: Array(repeating: .inferred, count: columns.count))
    let scratch = Scratch(columns: columns.count)
    for column in columns.indices {
      _ = reader.readWords(column, of: chunk, scratch, into: &columns[column])
    }
  }

  /// Counts the rows of a chunk.
  mutating func count(_ chunk: TableChunk) {
    rows += chunk.rowCount + chunk.rejections.count
    rejectedRows += chunk.rejections.count
    keepFirst(chunk.rejections.first)
  }

  private mutating func keepFirst(_ rejection: Rejection?) {
    guard let rejection else { return }
    if let mine = firstRejection?.line, mine <= rejection.line ?? .max { return }
    firstRejection = rejection
  }

  mutating func merge(_ other: TableInference) {
    for index in columns.indices { columns[index].merge(other.columns[index]) }
    rows += other.rows
    rejectedRows += other.rejectedRows
    keepFirst(other.firstRejection)
  }
}

/// An inference that all threads write to, one column at a time.
///
/// What is inferred depends on the set of cells only, so neither the order of the writers nor the
/// number of threads shows in it, and memory holds it once.
final class SharedInference: Sendable {
  private final class Slot: Sendable {
    let column: Mutex<ColumnInference>
    init(_ column: ColumnInference) { self.column = Mutex(column) }
  }

  private let slots: [Slot]
  private let counts: Mutex<TableInference>

  /// An inference of no row.
  init(names: [String], hashes: Int, countsDistinct: Bool) {
    let capacity = TableInference.distinctCapacity(columns: names.count, hashes: hashes)
    slots = names.map { name in
      let need: CountingNeed =
        countsDistinct
        ? .all : TableSchema.isIdentifierName(name) ? .identifiers : .rowNumbers
      return Slot(ColumnInference(distinctCapacity: capacity, counting: need))
    }
    counts = Mutex(TableInference(columns: 0))
  }

  /// Gives one column to a closure that may change it.
  func withColumn<Result: Sendable>(
    _ column: Int, _ body: (inout ColumnInference) -> Result
  ) -> Result {
    slots[column].column.withLock { state in
      var taken = ColumnInference(distinctCapacity: 1)
      swap(&taken, &state)
      defer { swap(&taken, &state) }
      return body(&taken)
    }
  }

  /// Counts the rows of a chunk.
  func count(_ chunk: TableChunk) { counts.withLock { $0.count(chunk) } }

  /// What was inferred from everything so far.
  func finish() -> TableInference {
    let counts = counts.withLock { $0 }
    return TableInference(
      columns: slots.map { $0.column.withLock { $0 } }, rows: counts.rows,
      rejectedRows: counts.rejectedRows, firstRejection: counts.firstRejection)
  }
}
