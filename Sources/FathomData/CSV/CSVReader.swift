/// A text, how it is written, and where it may be cut: what all passes over a table share.
struct CSVReader: Sendable {
  let file: ReadOnlyFile
  let dialect: CSVDialect
  private(set) var plan: ChunkPlan
  /// The names of the columns, each its own.
  let names: [String]
  /// The chunk with the first row that is not blank, and the line of that row in it.
  private let headerChunk: Int
  private let headerLine: Int
  /// The words that stand for a missing value.
  let missing: MissingWords
  /// Whether the text ends unexpectedly, in the middle of its last row.
  let isCutOff: Bool
  private let edges: TableEdges
  /// How many cells most of the first rows have; nil where these are no other than those of the header.
  var commonWidth: Int? { edges.commonWidth }
  private let selection: SelectedLines
  private let memoryLimit: Int

  init(
    file: ReadOnlyFile, _ text: TextPlan, isCutOff: Bool, options: TableOptions
  ) throws(DataError) {
    let (dialect, plan) = (text.dialect, text.chunks)
    self.file = file
    self.dialect = dialect
    self.isCutOff = isCutOff
    edges = text.edges
    memoryLimit = options.memoryLimit
    missing = MissingWords(options.format.missingWords)
    let header = try CSVReader.header(file, plan, dialect, edges)
    names = header.names
    (headerChunk, headerLine) = (header.chunk, header.line)
    self.plan = plan
    var selection = SelectedLines(options.rows, lines: plan.lineCount)
    if let limit = options.rows.limit {
      let end = try CSVReader.lineBehind(limit, file, plan, dialect, edges)
      selection.endLine = end
      self.plan = plan.upTo(line: end)
    }
    self.selection = selection
  }

  /// Scratch memory for the threads that read chunks.
  ///
  /// A chunk takes about six times its bytes: itself, marks, numbers, and the batches that wait.
  /// Half of the memory is for that.
  func scratchPool() -> ScratchPool {
    let largest = plan.chunks.reduce(1) { max($0, $1.count) }
    return ScratchPool(columns: names.count, limit: max(1, memoryLimit / 2 / (6 * largest)))
  }

  /// How many chunks there are.
  var chunkCount: Int { plan.chunks.count }

  /// The bytes of all chunks.
  var byteCount: Int { plan.chunks.reduce(0) { $0 + $1.count } }

  /// Whether not all rows are read.
  var isPartial: Bool { selection.isPartial }

  /// Reads and splits one chunk.
  func chunk(_ index: Int, _ scratch: Scratch) throws(DataError) -> TableChunk {
    let selection = selection
    return TableChunk(
      try plan.table(index, of: file, scratch.block, dialect), width: names.count,
      firstLine: plan.chunks[index].firstLine,
      skipsHeader: index == headerChunk && dialect.hasHeader, missing: missing,
      isCutOff: isCutOff && index == chunkCount - 1, edges: edges,
      selects: { selection.contains($0) })
  }

  /// Where the rows that were asked for end: behind the line of row `limit`.
  private static func lineBehind(
    _ limit: Int, _ file: ReadOnlyFile, _ plan: ChunkPlan, _ dialect: CSVDialect,
    _ edges: TableEdges
  ) throws(DataError) -> Int {
    var left = limit + (dialect.hasHeader ? 1 : 0)
    let block = ByteBlock()
    for (index, chunk) in plan.chunks.enumerated() {
      let table = try plan.table(index, of: file, block, dialect)
      for row in 0..<table.rowCount
      where !table.isBlank(row) && !edges.leftOut.contains(chunk.firstLine + table.line(row)) {
        if left == 0 { return chunk.firstLine + table.line(row) }
        left -= 1
      }
    }
    return plan.lineCount
  }

  /// Where the rows that start on some lines stand among all rows below the header.
  ///
  /// - Parameters:
  ///   - lines: ascending, from 0.
  ///   - rows: how many rows were read; where there are as many lines, each row has one, and nothing is read again.
  /// - Throws: `unreadable` where no row starts on a line: the file has changed.
  func places(of lines: [Int], rows: Int) throws(DataError) -> [Int] {
    guard let last = lines.last else { return [] }
    let first = plan.chunks[headerChunk].firstLine + headerLine + (dialect.hasHeader ? 1 : 0)
    if !selection.isPartial, edges.leftOut.isEmpty, plan.lineCount - first == rows {
      return lines.map { $0 - first }
    }
    var places = [Int]()
    var awaited = lines[...]
    var count = dialect.hasHeader ? -1 : 0
    let block = ByteBlock()
    for (index, chunk) in plan.chunks.enumerated() where chunk.firstLine <= last {
      let table = try plan.table(index, of: file, block, dialect)
      for row in 0..<table.rowCount where !table.isBlank(row) {
        if let line = awaited.first, line == chunk.firstLine + table.line(row) {
          awaited.removeFirst()
          places.append(count)
        }
        count += 1
      }
    }
    guard awaited.isEmpty else {
      throw .unreadable(path: file.path, reason: "it changed while it was read; run again")
    }
    return places
  }

  private static func header(
    _ file: ReadOnlyFile, _ plan: ChunkPlan, _ dialect: CSVDialect, _ edges: TableEdges
  ) throws(DataError) -> (chunk: Int, line: Int, names: [String]) {
    // The first chunks may be nothing but comments or blank lines.
    for (index, chunk) in plan.chunks.enumerated() {
      let table = try plan.table(index, of: file, ByteBlock(), dialect)
      guard let row = (0..<table.rowCount).first(where: { !table.isBlank($0) }) else { continue }
      if let line = table.openQuoteLine, row == table.rowCount - 1 {
        throw .unclosedQuote(
          path: file.path, line: chunk.firstLine + line + 1, column: table.width(row))
      }
      if let open = table.openQuotes.first, open.row == row {
        throw .unclosedQuote(
          path: file.path, line: chunk.firstLine + open.line + 1, column: open.column)
      }
      return (index, table.line(row), names(table, row, dialect, edges))
    }
    throw .empty(path: file.path)
  }

  private static func names(
    _ table: FieldTable, _ row: Int, _ dialect: CSVDialect, _ edges: TableEdges
  ) -> [String] {
    var names = edges.names ?? (0..<table.width(row)).map { table.text(row: row, column: $0) }
    if edges.endsWithDelimiter, names.count > 1,
      table.isEmpty(row: row, column: table.width(row) - 1)
    {
      names.removeLast()
    }
    guard dialect.hasHeader else { return names.indices.map { "column\($0 + 1)" } }
    return ColumnNames.unique((edges.hasRowNames ? [TableEdges.rowNames] : []) + names)
  }
}

/// The lines on which the rows start that are read.
struct SelectedLines: Sendable {
  /// The line behind the last row; nil for all.
  var endLine: Int?
  private var hashLimit = UInt64.max
  private var key: UInt64 = 0

  /// The lines that a selection asks for in a text of this many lines.
  init(_ rows: RowSelection, lines: Int) {
    guard let wanted = rows.sample, wanted < lines else { return }
    hashLimit = UInt64((Double(wanted) / Double(lines) * 0x1p64).rounded(.down))
    key = StableHash.mix(rows.seed ^ 0x7A6C_0F5D_33B1_9E21)
  }

  /// Whether not all rows are read.
  var isPartial: Bool { endLine != nil || hashLimit != .max }

  /// Whether the row that starts on a line is read; depends on the line and the seed only.
  @inline(__always)
  func contains(_ line: Int) -> Bool {
    if let endLine, line >= endLine { return false }
    return hashLimit == .max || StableHash.mix(key ^ UInt64(bitPattern: Int64(line))) < hashLimit
  }
}
