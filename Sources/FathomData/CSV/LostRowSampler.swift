/// Takes a bounded sample of the rows of a table that could not be read, and of those that could, by a hash of their
/// lines.
enum LostRowSampler {
  /// How many rows of each kind are kept.
  static let sampleSize = 500
  /// How many chunks, spread over the file, they come from at most.
  static let chunks = 64
  private static let key: UInt64 = 0x5D1C_3A0B_9F27_44E1

  /// Rows with the smallest hashes of their lines.
  private struct Sample {
    private(set) var rows: [(hash: UInt64, row: LostRows.Row)] = []
    private var largest = UInt64.max

    func takes(_ hash: UInt64) -> Bool { hash < largest }

    mutating func add(_ hash: UInt64, _ row: LostRows.Row) {
      rows.append((hash, row))
      guard rows.count >= 2 * LostRowSampler.sampleSize else { return }
      shrink()
    }

    mutating func shrink() {
      rows.sort { $0.hash < $1.hash }
      rows = Array(rows.prefix(LostRowSampler.sampleSize))
      if rows.count == LostRowSampler.sampleSize { largest = rows.last?.hash ?? .max }
    }
  }

  /// Samples the rows of a table.
  static func sample(_ reader: CSVReader) throws(DataError) -> LostRows {
    var lost = Sample()
    var used = Sample()
    let scratch = Scratch(columns: reader.names.count)
    let count = min(reader.chunkCount, chunks)
    for place in 0..<count {
      let index = count < 2 ? 0 : place * (reader.chunkCount - 1) / (count - 1)
      let chunk = try reader.chunk(index, scratch)
      for (row, line) in zip(chunk.rows, chunk.lines) {
        let hash = StableHash.mix(key ^ UInt64(bitPattern: Int64(line)))
        guard used.takes(hash) else { continue }
        used.add(hash, chunk.leading(Int(row), line: line, cells: chunk.width))
      }
      for (row, rejection) in zip(chunk.rejectedRows, chunk.rejections) {
        guard let line = rejection.line, let cells = rejection.readableCells else { continue }
        let hash = StableHash.mix(key ^ UInt64(bitPattern: Int64(line)))
        guard lost.takes(hash) else { continue }
        lost.add(hash, chunk.leading(Int(row), line: line - 1, cells: cells))
      }
    }
    lost.shrink()
    used.shrink()
    return LostRows(lost: lost.rows.map(\.row), used: used.rows.map(\.row))
  }
}

extension Rejection {
  /// How many leading cells are those of the row, as far as that can be said.
  fileprivate var readableCells: Int? {
    switch reason {
    case .tooFewFields, .tooManyFields, .unclosedQuote: column.map { $0 - 1 }
    case .cutOff, .unreadableImage: nil
    }
  }
}

extension TableChunk {
  /// The first cells of a row.
  fileprivate func leading(_ row: Int, line: Int, cells: Int) -> LostRows.Row {
    let parser = NumberParser(table.dialect)
    return LostRows.Row(
      line: line,
      cells: (0..<min(cells, table.width(row))).map { column in
        table.withCell(row: row, column: column) { cell, start, end in
          if missing.contains(cell + start, end - start) { return nil }
          let number = parser.parse(cell, start, end)
          if number.kind.isFinite { return .number(number.value) }
          return .word(
            StableHash.hash(UnsafeRawBufferPointer(start: cell + start, count: end - start)))
        }
      })
  }
}
