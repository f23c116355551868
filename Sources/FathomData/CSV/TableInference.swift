/// What all columns of a CSV have been so far, and how many rows and lines each chunk holds.
struct TableInference: Partial {
  private(set) var columns: [ColumnInference]
  /// Rows and lines of each absorbed chunk, by its index.
  private(set) var chunks: [ChunkCount] = []
  private(set) var rejectedRows = 0

  struct ChunkCount: Sendable, Codable {
    var index: Int
    var rows: Int
    var lines: Int
  }

  let decimalMark: UInt8

  init(columns: Int, decimalMark: UInt8) {
    self.columns = Array(
      repeating: ColumnInference(
        distinctCapacity: TableInference.distinctCapacity(columns: columns)),
      count: columns)
    self.decimalMark = decimalMark
  }

  /// How many distinct values of a column are counted exactly.
  ///
  /// Fewer in a wide table: 2²¹ hashes of 16 bytes in each of 8 lanes are 256 MiB.
  static func distinctCapacity(columns: Int) -> Int {
    min(DistinctCounter.largestCapacity, max(1 << 10, (1 << 21) / max(1, columns)))
  }

  mutating func absorb(_ chunk: ParsedChunk) {
    let width = columns.count
    let usable = chunk.rows.filter { chunk.table.width($0) == width }
    rejectedRows += chunk.rows.count - usable.count
    chunks.append(
      ChunkCount(index: chunk.index, rows: chunk.rows.count, lines: chunk.table.lineCount))
    let parser = NumberParser(decimalMark: decimalMark)
    let table = chunk.table
    var numbers = [Double]()
    numbers.reserveCapacity(usable.count)
    table.withBytes { bytes in
      for column in columns.indices {
        numbers.removeAll(keepingCapacity: true)
        var integers = 0
        for row in usable {
          table.withCell(row: row, column: column, bytes) { cell, start, end in
            let number = parser.parse(cell, start, end)
            switch number.kind {
            case .integer:
              integers += 1
              numbers.append(number.value)
            case .decimal: numbers.append(number.value)
            case .infinite, .none:
              columns[column].absorb(
                UnsafeRawBufferPointer(start: cell + start, count: end - start),
                number.kind == .infinite ? nil : CellKind(cell, start, end))
            }
          }
        }
        // All at once, so that the processor waits for several slots of the counter together.
        columns[column].absorb(numbers: numbers, integers: integers)
      }
    }
  }

  mutating func merge(_ other: TableInference) {
    for index in columns.indices { columns[index].merge(other.columns[index]) }
    chunks += other.chunks
    rejectedRows += other.rejectedRows
  }
}

/// A chunk of a CSV, split into cells.
struct ParsedChunk: Sendable {
  var index: Int
  var table: FieldTable
  /// The rows of the table that count: header and blank lines are left out.
  var rows: [Int]
}
