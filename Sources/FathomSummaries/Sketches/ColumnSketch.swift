public import FathomData

/// What is kept of the cells of a column to tell whether later ones are like them.
///
/// Rows are counted by thirds, in their order: what holds for the first two and not for the last is no rule of the data.
package struct ColumnSketch: Sendable {
  /// What its cells are taken for.
  package enum Kind: Sendable, Equatable { case numbers, dates, words }

  /// Its name.
  package let name: String
  /// Its type.
  package let type: ColumnType
  /// What its cells are taken for.
  package let kind: Kind
  /// Missing cells in each third, of all rows; of columns of numbers, of the sampled ones.
  package private(set) var missing = [0, 0, 0]
  /// Other cells, likewise.
  package private(set) var present = [0, 0, 0]
  /// The values, likewise.
  package private(set) var values: ValueSample
  /// How the cells of all rows are written; of no use for numbers.
  package private(set) var shapes = ShapeCounts()
  /// Of a column of words, how many cells have blanks around them.
  package private(set) var padded = 0
  /// Of a column of numbers, the sampled cells that are none.
  package private(set) var words = 0
  /// Of a column of numbers, how often each byte is there that plain numbers are not written with, in the sampled cells.
  package private(set) var marks = [UInt8: Int]()
  private var formatCounts = [CellFormat: Int]()
  /// The characters and words of the sampled rows; of no use for numbers.
  package private(set) var text = TextTally()

  /// How many values of a column are kept.
  static let mostValues = 2_048

  /// A ceiling for the hashes of values under which the rows of a whole table leave a few times as many as are kept.
  ///
  /// - Parameters:
  ///   - first: what one of the batches holds.
  ///   - rows: how many rows there are in all, at most.
  static func ceiling(_ first: ColumnSketch, rows: Int) -> UInt64 {
    let cells = first.present.reduce(0, +)
    guard cells > 0, first.values.distinct * 2 > Double(cells) else { return .max }
    let expected = first.values.distinct / Double(cells) * Double(rows)
    let share = 8 * Double(mostValues) / max(1, expected)
    return share >= 1 ? .max : UInt64(share * 0x1p64)
  }

  /// The same column with values of smaller hashes only.
  func beginning(ceiling: UInt64) -> ColumnSketch {
    var column = self
    column.values = ValueSample(capacity: ColumnSketch.mostValues, ceiling: ceiling)
    return column
  }

  init(_ column: Column) {
    name = column.name
    type = column.type
    kind = column.holdsNumbers ? .numbers : column.type == .date ? .dates : .words
    values = ValueSample(capacity: ColumnSketch.mostValues)
  }

  /// Takes in cells of words or dates.
  mutating func absorb(
    _ batch: any CellBatch, _ column: Int, rows: Range<Int>, third: Int, chosen: [Int]
  ) {
    struct Seen {
      var times: Int
      var row: Int
    }
    var seen = [UInt64: Seen]()
    var order = [UInt64]()
    let ceiling = values.ceiling
    batch.visit(column, of: Array(rows)) { row, cell in
      guard !cell.isEmpty else {
        missing[third] += 1
        return
      }
      let hash = StableHash.hash(UnsafeRawBufferPointer(cell))
      guard hash <= ceiling else {
        // One of many that nearly all differ: those with small hashes stand for it.
        present[third] += 1
        return
      }
      if let known = seen[hash] {
        seen[hash] = Seen(times: known.times + 1, row: known.row)
      } else {
        seen[hash] = Seen(times: 1, row: row)
        order.append(hash)
      }
    }
    batch.visit(column, of: order.compactMap { seen[$0]?.row }) { row, cell in
      let hash = StableHash.hash(UnsafeRawBufferPointer(cell))
      let times = seen[hash]?.times ?? 0
      guard batch.value(of: cell, in: column) != .missing else {
        missing[third] += times
        return
      }
      present[third] += times
      let line = batch.line(row)
      values.add(hash, third: third, line: line, times: times) {
        cell.count <= CellShape.longest ? String(decoding: cell, as: UTF8.self) : nil
      }
      shapes.add(cell, third: third, line: line, times: times)
      if let format = CellFormat(cell) { formatCounts[format, default: 0] += times }
    }
    batch.visit(column, of: chosen) { row, cell in
      guard batch.value(of: cell, in: column) != .missing else { return }
      text.add(cell, third: third, line: batch.line(row))
    }
  }

  /// Takes in how many of the cells have blanks around them.
  mutating func absorb(padded cells: Int) { padded += cells }

  /// Takes in a number of a sampled row.
  mutating func absorb(
    _ value: WrittenValue, _ cell: UnsafeBufferPointer<UInt8>, _ key: UInt64, third: Int, line: Int
  ) {
    guard value != .missing else {
      missing[third] += 1
      return
    }
    present[third] += 1
    values.add(key, third: third, line: line)
    if value == .word {
      words += 1
    } else {
      for byte in cell where !ColumnSketch.isPlain(byte) { marks[byte, default: 0] += 1 }
    }
  }

  /// What plain numbers are written with.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte &- 48 < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "+") || byte | 0x20 == UInt8(ascii: "e")
  }

  mutating func merge(_ other: ColumnSketch) {
    for third in 0..<3 {
      missing[third] += other.missing[third]
      present[third] += other.present[third]
    }
    values.merge(other.values)
    shapes.merge(other.shapes)
    text.merge(other.text)
    words += other.words
    padded += other.padded
    marks.merge(other.marks, uniquingKeysWith: +)
    formatCounts.merge(other.formatCounts, uniquingKeysWith: +)
  }

  /// How many cells have a form with a name, of those that have any.
  package var formats: [(format: CellFormat, cells: Int)] {
    CellFormat.allCases.compactMap { format in formatCounts[format].map { (format, $0) } }
  }

  /// About how many bytes it holds.
  var byteCount: Int { values.byteCount + shapes.byteCount + text.byteCount }
}
