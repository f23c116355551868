public import FathomData

/// What is kept of the cells of a table, as they are written, to tell whether a later table is like it.
///
/// Memory is bounded by the number of columns: values by their hashes, shapes of cells, and a sample of whole rows.
package struct TableSketch: Sendable {
  /// Rows chosen by a hash of their lines.
  package struct Sample: Sendable {
    /// Their lines, from 1.
    package fileprivate(set) var lines: [Int] = []
    /// In which third of the rows each lies.
    package fileprivate(set) var thirds: [Int] = []
    /// A number a column and row: the number, the days since 1970 of a date, or how many bytes a word has; NaN where the cell
    /// is missing or none of its kind.
    package fileprivate(set) var values: [[Double]]
    /// What tells the cells of a column apart; 0 where they are missing.
    package fileprivate(set) var keys: [[UInt64]]
    /// The cells of columns of dates, until it is known which of two numbers is the month.
    fileprivate var texts: [[String]]
  }

  /// The columns, in their order.
  package private(set) var columns: [ColumnSketch]
  /// How many rows can be used, by thirds, of the batches that were read.
  package private(set) var rows = [0, 0, 0]
  /// How many lines there are at most.
  package let lineCount: Int
  /// Some whole rows.
  package private(set) var sample: Sample
  /// How each column of dates is read.
  package private(set) var dateOrders: [Int: DateText] = [:]
  private let hashLimit: UInt64

  /// How many rows are sampled, and how many cells at most.
  static let (mostRows, mostCells) = (8_192, 4_000_000)
  /// Of columns of numbers alone so many batches are read, spread over all.
  private static let mostBatches = 96
  private static let key: UInt64 = 0x2F8B_61D9_4C07_A3E5

  /// - Parameter share: the share of the batches that will be read.
  private init(_ schema: Schema, lineCount: Int, share: Double) {
    columns = schema.columns.map(ColumnSketch.init)
    self.lineCount = max(1, lineCount)
    let empty = schema.columns.count
    sample = Sample(
      values: Array(repeating: [], count: empty), keys: Array(repeating: [], count: empty),
      texts: Array(repeating: [], count: empty))
    let wanted = max(1, min(TableSketch.mostRows, TableSketch.mostCells / max(1, empty)))
    let lines = Double(lineCount) * share
    hashLimit =
      Double(wanted) >= lines ? .max : UInt64((Double(wanted) / lines * 0x1p64).rounded(.down))
  }

  /// The sketch of a table.
  ///
  /// - Parameter threads: changes the time, never the result.
  /// - Returns: nil where the cells are not there as they are written.
  package static func read(_ schema: Schema, threads: Int) throws(DataError) -> TableSketch? {
    guard let cells = schema.cells else { return nil }
    // Of numbers only sampled rows are looked at, so that some batches are enough.
    let isSampled = schema.columns.allSatisfy(\.holdsNumbers)
    let count = isSampled ? min(cells.batchCount, mostBatches) : cells.batchCount
    let last = cells.batchCount - 1
    let batches = (0..<count).map { count < 2 ? 0 : $0 * last / (count - 1) }
    var empty = TableSketch(
      schema, lineCount: cells.lineCount,
      share: Double(count) / Double(max(1, cells.batchCount)))
    if !isSampled, count > 1 {
      // What the first batch holds says of which columns nearly all values differ.
      let first = try cells.withBatch(0) { batch in
        var part = empty
        part.absorb(batch)
        return part
      }
      for column in empty.columns.indices where empty.columns[column].kind != .numbers {
        empty.columns[column] = empty.columns[column].beginning(
          ceiling: ColumnSketch.ceiling(first.columns[column], rows: cells.lineCount))
      }
    }
    let start = empty
    var sketch = try SourceReader.reduce(
      count: count, threads: threads, lanes: 1,
      make: { place throws(DataError) in
        try cells.withBatch(batches[place]) { batch in
          var part = start
          part.absorb(batch)
          return part
        }
      }, initial: { start }, absorb: { $0.merge($1) }, merge: { _, _ in }, progress: { _ in })
    sketch.readDates()
    return sketch
  }

  /// In which third of the table a line lies.
  private func third(_ line: Int) -> Int { min(2, (line - 1) * 3 / lineCount) }

  private mutating func absorb(_ batch: any CellBatch) {
    for column in columns.indices where columns[column].kind == .words {
      columns[column].absorb(padded: batch.paddedRows(column).count)
    }
    var start = 0
    while start < batch.rowCount {
      let third = third(batch.line(start))
      var end = start + 1
      while end < batch.rowCount, self.third(batch.line(end)) == third { end += 1 }
      absorb(batch, start..<end, third)
      start = end
    }
  }

  private mutating func absorb(_ batch: any CellBatch, _ range: Range<Int>, _ third: Int) {
    rows[third] += range.count
    let chosen = range.filter { row in
      hashLimit == .max
        || StableHash.mix(TableSketch.key ^ UInt64(bitPattern: Int64(batch.line(row)))) < hashLimit
    }
    for row in chosen {
      sample.lines.append(batch.line(row))
      sample.thirds.append(third)
    }
    for column in columns.indices {
      if columns[column].kind != .numbers {
        columns[column].absorb(batch, column, rows: range, third: third, chosen: chosen)
      }
      batch.visit(column, of: chosen) { row, cell in
        add(batch.value(of: cell, in: column), cell, column, third, batch.line(row))
      }
    }
  }

  /// Takes in a cell of a sampled row.
  private mutating func add(
    _ value: WrittenValue, _ cell: UnsafeBufferPointer<UInt8>, _ column: Int, _ third: Int,
    _ line: Int
  ) {
    var number = Double.nan
    var key: UInt64 = 0
    switch value {
    case .missing: break
    case .number(let found):
      number = found
      key = StableHash.mix((found + 0).bitPattern)
    case .word:
      number = columns[column].kind == .words ? Double(cell.count) : .nan
      key = StableHash.hash(UnsafeRawBufferPointer(cell))
    }
    if columns[column].kind == .numbers {
      columns[column].absorb(value, cell, key, third: third, line: line)
    }
    sample.values[column].append(number)
    sample.keys[column].append(key)
    if columns[column].kind == .dates {
      sample.texts[column].append(
        value == .missing ? "" : String(decoding: cell, as: UTF8.self))
    }
  }

  private mutating func merge(_ other: TableSketch) {
    for third in 0..<3 { rows[third] += other.rows[third] }
    for column in columns.indices {
      columns[column].merge(other.columns[column])
      sample.values[column] += other.sample.values[column]
      sample.keys[column] += other.sample.keys[column]
      sample.texts[column] += other.sample.texts[column]
    }
    sample.lines += other.sample.lines
    sample.thirds += other.sample.thirds
  }

  /// Dates become days once it is known which of two numbers is the month.
  private mutating func readDates() {
    for column in columns.indices where columns[column].kind == .dates {
      let texts = sample.texts[column]
      let order = DateText(sample: texts)
      dateOrders[column] = order
      sample.values[column] = texts.map { $0.isEmpty ? .nan : order.days($0) ?? .nan }
      sample.texts[column] = []
    }
  }

  /// About how many bytes it holds.
  package var byteCount: Int {
    columns.reduce(sample.lines.count * (16 + 16 * columns.count)) { $0 + $1.byteCount }
  }
}
