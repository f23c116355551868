internal import CKernels

/// Where a text may be cut so that every chunk holds whole rows.
///
/// The cuts depend on the bytes alone. Finding them is the one step that must read in order, because
/// whether a line break ends a row depends on every quote before it; it reads at the speed of memory.
struct ChunkPlan: Sendable {
  struct Chunk: Sendable {
    var offset: Int
    var count: Int
    /// The number of its first line in the text, from 0.
    var firstLine: Int
    /// The quotes, by their offsets in the chunk, that do not open the cell that they start.
    var ordinaryQuotes: [Int32] = []
  }

  private(set) var chunks: [Chunk] = []
  /// How many lines there are, which is no less than the number of rows.
  private(set) var lineCount = 0

  /// Chunks are about this long, or longer where rows are.
  static let blockSize = 1 << 19
  /// A chunk holds about this many rows, so that columns of a wide table are worth a loop each.
  static let rowsPerChunk = 256
  static let longestBlock = 1 << 24

  /// The size of chunks for rows of about this length.
  static func blockSize(rowLength: Int) -> Int {
    min(longestBlock, max(blockSize, rowsPerChunk * rowLength))
  }

  /// - Parameters:
  ///   - textStart: the offset at which rows begin.
  ///   - firstLine: the line there, from 0.
  ///   - blockSize: about how many bytes a chunk has.
  ///   - longestRow: the longest row that is read; beyond it, a quote was surely never closed.
  ///   - judge: says which quotes open cells; nil for all that start one.
  ///   - visit: sees every byte once, in order.
  init(
    _ file: ReadOnlyFile, dialect: CSVDialect, textStart: Int, firstLine: Int = 0,
    blockSize: Int = ChunkPlan.blockSize, longestRow: Int = 1 << 28, judge: QuoteJudge? = nil,
    visit: (UnsafeBufferPointer<UInt8>, fathom_structure) throws(DataError) -> Void = { _, _ in }
  ) throws(DataError) {
    let block = ByteBlock(capacity: blockSize)
    var offset = textStart
    var line = firstLine
    var visited = textStart
    var size = blockSize
    // Line feeds among bytes without a quote or a carriage return of its own; nil where these are.
    var plainLines: Int? = 0
    while true {
      try block.fill(count: size) { target throws(DataError) in
        try file.read(at: offset, count: size, into: target)
      }
      if block.count == 0 { break }
      let isLast = block.count < size
      // What was visited as the tail of the block before is not visited again.
      if offset + block.count > visited {
        let fresh = UnsafeBufferPointer(rebasing: block.bytes[(visited - offset)...])
        var census = fathom_structure()
        // In bounds: the margin lies behind the block.
        if let base = fresh.baseAddress {
          fathom_census(base, fresh.count, CSVDialect.quote, &census)
        }
        try visit(fresh, census)
        visited = offset + block.count
        let isPlain =
          census.has_quotes == 0 && census.lone_returns == 0 && fresh.last != 0x0D
        plainLines = isPlain ? plainLines.map { $0 + census.line_feeds } : nil
      }
      let cut =
        plainLines.flatMap { ChunkPlan.cut(block, dialect, isLast: isLast, plainLines: $0) }
        ?? ChunkPlan.cut(
          block, dialect, judge, isLast: isLast, isLongest: size >= longestRow, blockSize)
      guard cut.count > 0 else {
        guard size < longestRow else {
          throw .unsupported(
            path: file.path,
            kind: "a row of more than \(longestRow >> 20) MB from line \(line + 1)",
            advice: "look for a quote that never closes, or raise --memory-limit")
        }
        size = min(2 * size, longestRow)
        continue
      }
      chunks.append(
        Chunk(
          offset: offset, count: cut.count, firstLine: line, ordinaryQuotes: cut.ordinaryQuotes))
      offset += cut.count
      line += cut.lines
      size = blockSize
      // What is left over from a block with quotes is not known to have none.
      plainLines = plainLines == nil && offset < visited ? nil : 0
      if isLast, cut.count == block.count { break }
    }
    lineCount = line
  }

  /// The first part of a block that is whole rows.
  private struct Cut {
    /// How many bytes.
    var count = 0
    /// How many lines.
    var lines = 0
    var ordinaryQuotes: [Int32] = []
  }

  /// The rows of a block that holds this many line feeds, but neither quotes nor carriage returns of their
  /// own: it ends with its last line feed.
  ///
  /// Nil where that does not tell.
  private static func cut(
    _ block: ByteBlock, _ dialect: CSVDialect, isLast: Bool, plainLines: Int
  ) -> Cut? {
    guard plainLines > 0, dialect.isRegular(block.bytes),
      let end = block.bytes.lastIndex(of: 0x0A).map({ $0 + 1 }),
      !isLast || end == block.count
    else { return nil }
    return Cut(count: end, lines: plainLines)
  }

  /// The rows of a block, which starts with one.
  ///
  /// - Parameters:
  ///   - isLongest: whether no row is longer than the block.
  ///   - blockSize: how long the rows of a judged block should be together.
  private static func cut(
    _ block: ByteBlock, _ dialect: CSVDialect, _ judge: QuoteJudge?, isLast: Bool, isLongest: Bool,
    _ blockSize: Int
  ) -> Cut {
    let bytes = block.bytes
    if dialect.isRegular(bytes) {
      var structure = fathom_structure()
      let longRows = block.marks()
      let end = fathom_row_boundary(
        block.base, bytes.count, dialect.delimiter, CSVDialect.quote, longRows, &structure)
      // A lone carriage return between quotes breaks a line too.
      let isCounted = structure.has_quotes == 0 || structure.lone_returns == 0
      if structure.is_irregular == 0, isCounted, !isLast || end == bytes.count,
        judge == nil || !isLongest || end > 0
      {
        let isWhole = isLast || isLongest
        let rows = UnsafeBufferPointer(start: longRows, count: structure.marks).prefix { $0 < end }
        if judge.map({ judge in
          rows.allSatisfy { judge.opensAll(bytes, inRowAt: Int($0), isWhole: isWhole) }
        }) ?? true {
          return Cut(count: end, lines: structure.line_feeds)
        }
      }
    }
    guard let judge else { return cut(block, RowScanner(dialect), isLast: isLast, limit: .max) }
    return cut(
      block, RowScanner(dialect, quotes: .judged(judge, isWhole: isLast || isLongest)),
      isLast: isLast, limit: blockSize)
  }

  /// The rows of a block, found byte by byte.
  private static func cut(
    _ block: ByteBlock, _ scanner: RowScanner, isLast: Bool, limit: Int
  ) -> Cut {
    let bytes = block.bytes
    var scanner = scanner
    _ = scanner.scan(bytes, marks: block.marks(), limit: limit)
    if let end = scanner.lastRowEnd, end < bytes.count, !isLast || end >= limit {
      return Cut(
        count: end, lines: scanner.linesBeforeEnd,
        ordinaryQuotes: scanner.ordinary.filter { $0 < end })
    }
    guard isLast || scanner.lastRowEnd == bytes.count else { return Cut() }
    let endsLine = scanner.lastRowEnd == bytes.count || bytes.last == 0x0D
    return Cut(
      count: bytes.count, lines: scanner.lineEnds + (endsLine ? 0 : 1),
      ordinaryQuotes: scanner.ordinary)
  }
}

extension ChunkPlan {
  /// The cells of a chunk, whose bytes fill a block.
  func table(_ index: Int, _ block: ByteBlock, _ dialect: CSVDialect) -> FieldTable {
    FieldTable(block, dialect, ordinaryQuotes: chunks[index].ordinaryQuotes)
  }

  /// Reads the bytes of a chunk into a block and finds its cells.
  func table(
    _ index: Int, of file: ReadOnlyFile, _ block: ByteBlock, _ dialect: CSVDialect
  ) throws(DataError) -> FieldTable {
    let chunk = chunks[index]
    try block.fill(count: chunk.count) { target throws(DataError) in
      try file.read(at: chunk.offset, count: chunk.count, into: target)
    }
    return table(index, block, dialect)
  }

  /// The cells of neighbouring chunks.
  func table(
    _ indices: ClosedRange<Int>, of file: ReadOnlyFile, _ dialect: CSVDialect
  ) throws(DataError) -> FieldTable {
    let start = chunks[indices.lowerBound].offset
    let count = chunks[indices].reduce(0) { $0 + $1.count }
    let block = ByteBlock(capacity: count)
    try block.fill(count: count) { target throws(DataError) in
      try file.read(at: start, count: count, into: target)
    }
    let quotes = chunks[indices].flatMap { chunk in
      chunk.ordinaryQuotes.map { $0 + Int32(truncatingIfNeeded: chunk.offset - start) }
    }
    return FieldTable(block, dialect, ordinaryQuotes: quotes)
  }

  /// The plan without the chunks that start on a line or behind it.
  func upTo(line: Int) -> ChunkPlan {
    var plan = self
    plan.chunks = chunks.filter { $0.firstLine < line }
    plan.lineCount = min(lineCount, line)
    return plan
  }
}
