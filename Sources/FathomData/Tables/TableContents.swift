private import Synchronization

/// What all columns of a table have been so far, and how many rows.
struct TableContents: Sendable, Codable {
  var columns: [ColumnContents]
  /// Rows that are neither blank nor a comment.
  private(set) var rows = 0
  private(set) var rejectedRows = 0
  /// The earliest rejected row; nil for none.
  private(set) var firstRejection: Rejection?

  init(columns: Int, hashes: Int = TableContents.standardHashes) {
    self.columns = Array(
      repeating: ColumnContents(
        distinctCapacity: TableContents.distinctCapacity(columns: columns, hashes: hashes)),
      count: columns)
  }

  /// How many hashes of distinct values are kept where memory is limited, of 16 to 32 bytes each.
  static func distinctHashes(memoryLimit: Int) -> Int { max(1 << 14, memoryLimit / 488) }
  /// What 512 MB allow.
  static let standardHashes = distinctHashes(memoryLimit: 512_000_000)

  /// Contents of these columns with the rows that others count.
  init(columns: [ColumnContents], counts: TableContents) {
    self = counts
    self.columns = columns
  }

  /// How many distinct values of a column are counted exactly.
  ///
  /// Fewer in a wide table, where all columns share this many hashes.
  static func distinctCapacity(columns: Int, hashes: Int = TableContents.standardHashes) -> Int {
    min(DistinctCounter.largestCapacity, max(1 << 10, hashes / max(1, columns)))
  }

  /// Counts rows.
  mutating func count(rows: Int, rejections: [Rejection]) {
    self.rows += rows + rejections.count
    rejectedRows += rejections.count
    keepFirst(rejections.first)
  }

  private mutating func keepFirst(_ rejection: Rejection?) {
    guard let rejection else { return }
    if let mine = firstRejection?.line, mine <= rejection.line ?? .max { return }
    firstRejection = rejection
  }

  mutating func merge(_ other: TableContents) {
    for index in columns.indices { columns[index].merge(other.columns[index]) }
    rows += other.rows
    rejectedRows += other.rejectedRows
    keepFirst(other.firstRejection)
  }
}

/// Contents that all threads write to, one column at a time.
///
/// What is noted depends on the set of cells only, so neither the order of the writers nor the
/// number of threads shows in it, and memory holds it once.
final class SharedContents: Sendable {
  private final class Slot: Sendable {
    let column: Mutex<ColumnContents>
    init(_ column: ColumnContents) { self.column = Mutex(column) }
  }

  private let slots: [Slot]
  private let counts: Mutex<TableContents>

  /// The contents of no row.
  ///
  /// - Parameter readings: how each column is read; nil for plainly.
  init(names: [String], hashes: Int, countsDistinct: Bool, readings: [ColumnReading]?) {
    let capacity = TableContents.distinctCapacity(columns: names.count, hashes: hashes)
    slots = names.enumerated().map { column, name in
      let need: CountingNeed =
        ColumnNames.isIdentifier(name)
        ? .identifiers : countsDistinct ? .all : .rowNumbers
      return Slot(
        ColumnContents(
          distinctCapacity: capacity, counting: need, reading: readings?[column] ?? .plain))
    }
    counts = Mutex(TableContents(columns: 0))
  }

  /// Gives one column to a closure that may change it.
  func withColumn<Result: Sendable>(
    _ column: Int, _ body: (inout ColumnContents) -> Result
  ) -> Result {
    slots[column].column.withLock { state in
      var taken = ColumnContents(distinctCapacity: 1)
      swap(&taken, &state)
      defer { swap(&taken, &state) }
      return body(&taken)
    }
  }

  /// Counts rows.
  func count(rows: Int, rejections: [Rejection]) {
    counts.withLock { $0.count(rows: rows, rejections: rejections) }
  }

  /// What everything so far holds.
  func finish() -> TableContents {
    let counts = counts.withLock { $0 }
    return TableContents(
      columns: slots.map { $0.column.withLock { $0 } }, counts: counts)
  }
}

extension ColumnContents {
  /// What a report says of the cells.
  var observation: ColumnObservation {
    ColumnObservation(
      missing: absent, distinct: countsDistinct ? distinct : nil, distinctIsExact: distinctIsExact,
      otherCells: otherCells, otherLines: otherCells > 0 ? survey.lines : [])
  }

  /// Cells of a column of numbers, whether it is read or not, that are no numbers, nor a word for none, nor in another
  /// unit.
  private var otherCells: Int {
    if case .words(let cells) = reading.conflict { return max(0, cells - survey.placeholders) }
    let units = numeric > 0 ? survey.otherUnits(reading.dress)?.cells ?? 0 : 0
    return max(0, leftOut - survey.placeholders - units)
  }
}
