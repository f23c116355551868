internal import CKernels

/// Where the cells of a run of whole rows lie in its bytes.
///
/// A mark is the offset of the byte that ends a cell, its top bit set where the row ends there too;
/// cell k lies between mark k − 1 and mark k. See ``RowScanner`` for what quoting means.
struct FieldTable: Sendable {
  let block: ByteBlock
  let dialect: CSVDialect
  /// The memory of the block, which is not changed while a table uses it.
  nonisolated(unsafe) private let base: UnsafePointer<UInt8>
  /// The marks, in the memory of the block; the last one ends a row.
  nonisolated(unsafe) private let marks: UnsafePointer<UInt32>
  /// How many marks there are.
  let cellCount: Int
  /// The first cell of each row, and one past the last cell.
  private(set) var rowCells: [UInt32] = [0]
  /// The line of each row, from 0, relative to the first byte; empty where row r is on line r.
  private var lines: [Int32] = []
  /// How many lines the bytes hold.
  private(set) var lineCount = 0
  /// The line, from 0, of a quote that never closes; nil when all close.
  private(set) var openQuoteLine: Int?
  /// The quotes that are ordinary characters where they should open a cell, row by row.
  private(set) var openQuotes: [OpenQuote] = []

  /// Scans rows.
  ///
  /// - Parameter keepLastPartialRow: whether bytes after the last line break are a row; false when
  ///   the bytes are only the beginning of a file.
  init(
    scanning bytes: some Collection<UInt8>, delimiter: UInt8, keepLastPartialRow: Bool = true
  ) {
    self.init(
      ByteBlock(bytes), CSVDialect(delimiter: delimiter), keepLastPartialRow: keepLastPartialRow)
  }

  /// Scans the rows of a block, whose memory the table then uses.
  ///
  /// - Parameter ordinaryQuotes: the offsets, in ascending order, of the quotes that do not open the cell that
  ///   they start.
  init(
    _ block: ByteBlock, _ dialect: CSVDialect, keepLastPartialRow: Bool = true,
    ordinaryQuotes: [Int32] = []
  ) {
    self.init(
      block, dialect, keepLastPartialRow: keepLastPartialRow,
      quotes: ordinaryQuotes.isEmpty ? .all : .allBut(ordinaryQuotes))
  }

  /// Scans the first rows of a text, where a judge says which quotes open cells.
  init(sample: [UInt8], _ dialect: CSVDialect, isWhole: Bool) {
    let plain = FieldTable(ByteBlock(sample), dialect, keepLastPartialRow: isWhole)
    // Without a cell of several lines there is nothing to judge.
    guard dialect.quoteByte != nil, plain.openQuoteLine != nil || plain.lineCount > plain.rowCount,
      let width = plain.mostCommonWidth
    else {
      self = plain
      return
    }
    self.init(
      plain.block, dialect, keepLastPartialRow: isWhole,
      quotes: .judged(
        QuoteJudge(dialect: dialect, width: width),
        // A quote that takes in nearly all of a sample shows nothing of the rest.
        isWhole: isWhole || plain.rowCount < FieldTable.fewestSampleRows))
  }

  private static let fewestSampleRows = 20

  private init(
    _ block: ByteBlock, _ dialect: CSVDialect, keepLastPartialRow: Bool, quotes: RowScanner.Quotes
  ) {
    self.block = block
    self.dialect = dialect
    let marks = block.marks()
    base = UnsafePointer(block.base)
    self.marks = UnsafePointer(marks)
    let bytes = block.bytes
    var structure = fathom_structure()
    var isIrregular = true
    if case .all = quotes, dialect.isRegular(bytes) {
      fathom_index(
        block.base, bytes.count, dialect.delimiter, CSVDialect.quote, marks, &structure)
      isIrregular = structure.is_irregular != 0
    }
    var count = structure.marks
    var rowEnds = structure.row_ends
    var lineEnds = structure.line_feeds
    if isIrregular {
      var scanner = RowScanner(dialect, quotes: quotes)
      count = scanner.scan(bytes, marks: marks)
      rowEnds = scanner.rowEnds
      lineEnds = scanner.lineEnds
      openQuoteLine = scanner.openQuoteLine
      openQuotes = scanner.openQuotes
    }
    (count, rowEnds, lineEnds) = FieldTable.closeLastRow(
      bytes, marks, count, rowEnds, lineEnds, keep: keepLastPartialRow)
    cellCount = count
    lineCount = lineEnds
    findRows(rowEnds)
    // A carriage return between quotes may break a line too.
    let mayBreak = structure.has_quotes != 0 && structure.lone_returns > 0
    if lineEnds != rowEnds || mayBreak {
      findLines(bytes, onlyLineFeeds: !isIrregular && structure.lone_returns == 0)
    }
  }

  /// What is left after the last line break is a row of its own, if it holds anything.
  private static func closeLastRow(
    _ bytes: UnsafeBufferPointer<UInt8>, _ marks: UnsafeMutablePointer<UInt32>, _ count: Int,
    _ rowEnds: Int, _ lineEnds: Int, keep: Bool
  ) -> (cells: Int, rowEnds: Int, lineEnds: Int) {
    let last = count == 0 ? nil : marks[count - 1]
    if let last, last & RowScanner.rowEnd != 0, Int(last & ~RowScanner.rowEnd) + 1 == bytes.count {
      return (count, rowEnds, lineEnds)
    }
    if bytes.isEmpty { return (0, 0, 0) }
    if keep {
      // In bounds: a table has room for one mark more than there are bytes.
      marks[count] = UInt32(truncatingIfNeeded: bytes.count) | RowScanner.rowEnd
      return (count + 1, rowEnds + 1, lineEnds + 1)
    }
    var kept = count
    while kept > 0, marks[kept - 1] & RowScanner.rowEnd == 0 { kept -= 1 }
    return (kept, rowEnds, lineEnds)
  }

  private mutating func findRows(_ rowEnds: Int) {
    rowCells.reserveCapacity(rowEnds + 1)
    guard cellCount > 0, rowEnds > 0 else { return }
    // All rows as wide as the first: one look a row instead of one a cell.
    var width = 1
    while marks[width - 1] & RowScanner.rowEnd == 0 { width += 1 }
    if width * rowEnds == cellCount {
      var isUniform = true
      for row in 1...rowEnds where marks[row * width - 1] & RowScanner.rowEnd == 0 {
        isUniform = false
        break
      }
      if isUniform {
        for row in 1...rowEnds { rowCells.append(UInt32(truncatingIfNeeded: row * width)) }
        return
      }
    }
    for cell in 0..<cellCount where marks[cell] & RowScanner.rowEnd != 0 {
      rowCells.append(UInt32(truncatingIfNeeded: cell + 1))
    }
  }

  /// Counts the line breaks inside of quotes.
  private mutating func findLines(_ bytes: UnsafeBufferPointer<UInt8>, onlyLineFeeds: Bool) {
    lines.reserveCapacity(rowCount)
    var line: Int32 = 0
    var position = 0
    for row in 0..<rowCount {
      lines.append(line)
      let end = min(
        bytes.count, Int(marks[Int(rowCells[row + 1]) - 1] & ~RowScanner.rowEnd) + 1)
      if onlyLineFeeds {
        // In bounds: position ≤ end ≤ count.
        line += Int32(fathom_line_feeds(block.base + position, end - position))
        position = end
        continue
      }
      while position < end {
        let byte = bytes[position]
        position += 1
        if byte == 0x0A || (byte == 0x0D && !(position < bytes.count && bytes[position] == 0x0A)) {
          line += 1
        }
      }
    }
    lineCount = max(lineCount, Int(line))
  }

  /// How many rows there are, blank lines included.
  var rowCount: Int { rowCells.count - 1 }

  /// How many cells a row has.
  func width(_ row: Int) -> Int { Int(rowCells[row + 1] - rowCells[row]) }

  /// How many cells most rows have that are not blank; of equals the larger number, nil without rows.
  var mostCommonWidth: Int? {
    var counts = [Int: Int]()
    for row in 0..<rowCount where !isBlank(row) { counts[width(row), default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  /// The line of a row, from 0, relative to the first byte.
  func line(_ row: Int) -> Int { lines.isEmpty ? row : Int(lines[row]) }

  /// The offset of the first byte of a row.
  func start(row: Int) -> Int { range(Int(rowCells[row])).start }

  /// The lines of all rows.
  var rowLines: [Int] { (0..<rowCount).map(line) }

  /// The bytes.
  var bytes: UnsafeBufferPointer<UInt8> { block.bytes }

  /// The memory of the marks, for the kernels.
  var markBase: UnsafePointer<UInt32> { marks }

  /// Whether a row is a line without any character but blanks, or a comment.
  func isBlank(_ row: Int) -> Bool {
    var (start, end) = range(Int(rowCells[row]))
    if dialect.delimiter == 0x20 {
      while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    }
    if let comment = dialect.comment, start < bytes.count, bytes[start] == comment { return true }
    guard width(row) == 1 else { return false }
    return bytes[start..<end].allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }

  /// Where a cell lies, quotes and blanks included.
  @inline(__always)
  private func range(_ cell: Int) -> (start: Int, end: Int) {
    // In bounds: cell < cellCount.
    let mark = marks[cell]
    let start = cell == 0 ? 0 : Int(marks[cell &- 1] & ~RowScanner.rowEnd) &+ 1
    var end = Int(mark & ~RowScanner.rowEnd)
    // The carriage return of a row that ends with two bytes is no part of its last cell; a lone one
    // is the byte of the mark.
    if mark & RowScanner.rowEnd != 0, end > start, base[end] == 0x0A, base[end &- 1] == 0x0D,
      end < block.count
    {
      end &-= 1
    }
    if dialect.delimiterLength == 2, mark & RowScanner.rowEnd == 0 { end &-= 1 }
    return (start, end)
  }

  // MARK: Cells

  /// The first byte of a cell as it stands in the text, a quote or a blank among others; what ends it for none.
  @inline(__always)
  func firstByte(row: Int, column: Int) -> UInt8 {
    // In bounds: the margin lies behind the block.
    base[range(Int(rowCells[row]) &+ column).start]
  }

  /// Where the content of a cell lies among the bytes, without quotes and blanks around it; nil where
  /// it is not there in one piece, because quotes or escapes have to be taken out.
  @inline(__always)
  func content(row: Int, column: Int) -> (start: Int, end: Int)? {
    let (start, end) = range(Int(rowCells[row]) &+ column)
    guard dialect.isPlain else { return piece(start, end) }
    guard start < end else { return (start, start) }
    // Neither quotes nor blanks stand around most cells: all of them come before this byte.
    if base[start] > CSVDialect.quote, base[end &- 1] > CSVDialect.quote { return (start, end) }
    return piece(start, end)
  }

  /// As ``content(row:column:)``, for cells that may be written in any way.
  private func piece(_ from: Int, _ to: Int) -> (start: Int, end: Int)? {
    var (start, end) = (from, to)
    if base[start] == CSVDialect.quote, dialect.isPlain, end &- start >= 2,
      base[end &- 1] == CSVDialect.quote, !holdsQuote(start &+ 1, end &- 1)
    {
      return FieldTable.trimmed(base, start &+ 1, end &- 1)
    }
    (start, end) = withoutRuns(start, end)
    return needsUnquoting(start, end) ? nil : FieldTable.trimmed(base, start, end)
  }

  /// Where blanks separate cells, those before and behind a cell are not a part of it.
  private func withoutRuns(_ from: Int, _ to: Int) -> (start: Int, end: Int) {
    guard dialect.delimiter == 0x20 || dialect.opensBehindBlanks == true else { return (from, to) }
    var (start, end) = FieldTable.trimmed(base, from, to)
    // A blank that is escaped belongs to the cell until the escape is taken out.
    if end > start, end < to, base[end &- 1] == dialect.escape { end &+= 1 }
    return (start, end)
  }

  /// Whether blanks stand around the content of a cell, within its quotes where it has any; not where blanks
  /// separate cells, or stand behind each delimiter.
  func isPadded(row: Int, column: Int) -> Bool {
    guard dialect.delimiter != 0x20, dialect.opensBehindBlanks != true else { return false }
    var (start, end) = range(Int(rowCells[row]) &+ column)
    if end &- start >= 2, base[start] == dialect.quoteByte, base[end &- 1] == dialect.quoteByte {
      (start, end) = (start &+ 1, end &- 1)
    }
    guard start < end else { return false }
    // In bounds: the cell has a byte.
    return base[start] == 0x20 || base[end &- 1] == 0x20
  }

  /// Gives a cell to a closure as a range of a pointer, quotes taken out and blanks around it
  /// removed.
  @inline(__always)
  func withCell<Result>(
    row: Int, column: Int, _ body: (UnsafePointer<UInt8>, Int, Int) -> Result
  ) -> Result {
    if let (start, end) = content(row: row, column: column) { return body(base, start, end) }
    let content = unquoted(row, column)
    return content.withUnsafeBufferPointer { buffer in
      // Without content there is no address; an empty range of the table reads nothing.
      guard let address = buffer.baseAddress else { return body(base, 0, 0) }
      let range = FieldTable.trimmed(address, 0, buffer.count)
      return body(address, range.start, range.end)
    }
  }

  /// Whether there is a quote in a range of the bytes.
  @inline(__always)
  private func holdsQuote(_ start: Int, _ end: Int) -> Bool {
    var i = start
    // In bounds: the range lies in the bytes.
    while i < end, base[i] != CSVDialect.quote { i &+= 1 }
    return i < end
  }

  @inline(__always)
  private func needsUnquoting(_ start: Int, _ end: Int) -> Bool {
    guard start < end else { return false }
    if base[start] == dialect.quoteByte { return true }
    guard let escape = dialect.escape else { return false }
    return bytes[start..<end].contains(escape)
  }

  @inline(__always)
  private static func trimmed(
    _ bytes: UnsafePointer<UInt8>, _ from: Int, _ to: Int
  ) -> (start: Int, end: Int) {
    var start = from
    var end = to
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start &+= 1 }
    while end > start, bytes[end &- 1] == 0x20 || bytes[end &- 1] == 0x09 { end &-= 1 }
    return (start, end)
  }

  /// The text of a cell, quotes taken out and blanks around it removed; invalid UTF-8 is replaced.
  func text(row: Int, column: Int) -> String {
    withCell(row: row, column: column) { cell, start, end in
      String(
        decoding: UnsafeBufferPointer(start: cell + start, count: end - start), as: UTF8.self)
    }
  }

  /// The content of a cell that is quoted or holds escapes; what follows a closing quote is kept.
  private func unquoted(_ row: Int, _ column: Int) -> [UInt8] {
    let cell = range(Int(rowCells[row]) &+ column)
    let (start, end) = withoutRuns(cell.start, cell.end)
    let raw = UnsafeBufferPointer(rebasing: bytes[start..<end])
    let quote = dialect.quoteByte
    var result = [UInt8]()
    result.reserveCapacity(raw.count)
    var isQuoted = raw.first == quote
    var i = isQuoted ? 1 : 0
    while i < raw.count {
      let byte = raw[i]
      if byte == dialect.escape, byte != quote, i + 1 < raw.count {
        result.append(raw[i + 1])
        i += 2
        continue
      }
      if isQuoted, byte == quote {
        if i + 1 < raw.count, raw[i + 1] == quote {
          result.append(byte)
          i += 2
          continue
        }
        isQuoted = false
      } else {
        result.append(byte)
      }
      i += 1
    }
    return result
  }

  /// Visits every cell, quotes taken out and blanks around it removed.
  func forEachCell(_ body: (UnsafePointer<UInt8>, Int, Int) -> Void) {
    for row in 0..<rowCount {
      for column in 0..<width(row) { withCell(row: row, column: column, body) }
    }
  }
}
