/// The columns of a chunk that are read as numbers, one behind the other.
struct ChunkNumbers {
  let base: UnsafeMutablePointer<Double>
  let rows: Int
  var decimals: [UInt32]
  /// For each slot, how many cells are missing, and those that are neither that nor finite numbers.
  var missing: [Int]
  var others: [[Other]]

  /// For each slot, numbers in dress, those of them that are read as numbers, and plain numbers that are
  /// something else in this column, by whether they have decimals.
  var dressed: [Int: [DressedNumber]] = [:]
  var undressed: [Int: (cells: Int, decimals: Int)] = [:]
  var replaced: [Int: [Bool]] = [:]

  /// For each slot, how many cells are missing by a word which may well be a level, and a bit for each of these
  /// words.
  var missingLevels: [(cells: Int, words: UInt64)] = []

  struct Other {
    var content: CellContent
    var hash: UInt64
    var row: Int
  }

  let chunk: TableChunk
  let readings: [ColumnReading]

  func column(_ slot: Int) -> UnsafeBufferPointer<Double> {
    // In bounds: there are `rows` values a slot.
    UnsafeBufferPointer(start: base + slot * rows, count: rows)
  }

  /// The integer that a cell of a column spells; nil where it is none.
  private func spelled(_ place: Int, _ column: Int) -> ExactInteger? {
    chunk.table.withCell(row: Int(chunk.rows[place]), column: column) { cell, start, end in
      if let dress = readings[column].dress,
        let number = dress.number(cell, start, end), number.isInteger
      {
        return number.exact.integer ?? ExactInteger(number.exact.value)
      }
      return NumberParser(chunk.table.dialect).parse(cell, start, end).kind == .integer
        ? ExactInteger(spelledBy: UnsafeBufferPointer(start: cell + start, count: end - start))
        : nil
    }
  }

  /// The cells of a column of integers of 64 bits, which is read into a slot.
  func integers(_ column: Int, _ slot: Int) -> ColumnValues {
    let values = self.column(slot)
    let integers = values.indices.map { row -> Int64? in
      values[row].magnitude < ExactNumber.largestExact
        ? Int64(exactly: values[row]) : values[row].isNaN ? nil : spelled(row, column)?.int64
    }
    return .integers(
      integers.map { $0 ?? 0 },
      integers.allSatisfy { $0 != nil } ? nil : Validity(integers.map { $0 != nil }))
  }

  /// Notes what the cells of a column are, which is read into a slot.
  func tell(_ contents: inout ColumnContents, _ column: Int, _ slot: Int) {
    let values = self.column(slot)
    let others = others[slot]
    let levels = missingLevels[slot]
    contents.absorb(
      numbers: values, present: values.count - missing[slot] - levels.cells - others.count,
      decimals: Int(decimals[slot]), dressed: undressed[slot] ?? (0, 0)
    ) { spelled($0, column) }
    for number in dressed[slot] ?? [] { contents.note(number) }
    for isDecimal in replaced[slot] ?? [] { contents.notePlain(isDecimal: isDecimal) }
    contents.count(.missing, missing[slot])
    if levels.cells > 0 { contents.note(missingLevels: levels.cells, words: levels.words) }
    for other in others {
      contents.count(other.content, 1)
      contents.note(line: chunk.lines[other.row] + 1)
      contents.note(word: other.hash) {
        chunk.table.withCell(row: Int(chunk.rows[other.row]), column: column) {
          ColumnContents.label(UnsafeBufferPointer(start: $0 + $1, count: $2 - $1))
        }
      }
    }
  }
}
