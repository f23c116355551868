/// The cells of a text that is cut into chunks.
struct CSVCells: CellSource {
  let reader: CSVReader
  let readings: [ColumnReading]
  let pool: ScratchPool

  /// The cells of a table whose columns are read in some way.
  init(_ reader: CSVReader, _ contents: TableContents) {
    self.reader = reader
    readings = contents.columns.map(\.reading)
    pool = reader.scratchPool()
  }

  var batchCount: Int { reader.chunkCount }
  var lineCount: Int { reader.plan.lineCount }

  func withBatch<Value>(
    _ index: Int, _ body: (any CellBatch) -> Value
  ) throws(DataError) -> Value {
    try pool.with { scratch throws(DataError) in
      let chunk = try reader.chunk(index, scratch)
      return body(
        ChunkCells(chunk: chunk, parser: NumberParser(reader.dialect), readings: readings))
    }
  }

  /// The cells of a chunk.
  private struct ChunkCells: CellBatch {
    let chunk: TableChunk
    let parser: NumberParser
    let readings: [ColumnReading]

    var rowCount: Int { chunk.rowCount }
    var rejections: [Rejection] { chunk.rejections }

    func line(_ row: Int) -> Int { chunk.lines[row] + 1 }

    func visit(
      _ column: Int, of rows: [Int]?, _ body: (Int, UnsafeBufferPointer<UInt8>) -> Void
    ) {
      func visit(_ row: Int) {
        chunk.table.withCell(row: Int(chunk.rows[row]), column: column) { cell, start, end in
          body(row, UnsafeBufferPointer(start: cell + start, count: end - start))
        }
      }
      if let rows { rows.forEach(visit) } else { (0..<rowCount).forEach(visit) }
    }

    func paddedRows(_ column: Int) -> [Int] {
      (0..<rowCount).filter { chunk.table.isPadded(row: Int(chunk.rows[$0]), column: column) }
    }

    func value(of cell: UnsafeBufferPointer<UInt8>, in column: Int) -> WrittenValue {
      guard let base = cell.baseAddress, !cell.isEmpty else { return .missing }
      let found = ReadCell(
        base, 0, cell.count, parser: parser, missing: chunk.missing, reading: readings[column])
      if let number = found.number { return .number(number.value) }
      return found.isMissing ? .missing : .word
    }
  }
}
