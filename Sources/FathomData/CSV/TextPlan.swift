private import CKernels

/// How a text is written and where it may be cut, found in one pass over its bytes.
struct TextPlan {
  let dialect: CSVDialect
  let chunks: ChunkPlan
  /// What is wrong with its characters.
  let check: UTF8Check
  /// What stands around the table.
  private(set) var edges: TableEdges

  /// The number of bytes that are looked at to find out how a file is written.
  static let sampleSize = 1 << 16
  /// The number of bytes up to which these grow while they hold hardly any row.
  private static let largestSample = 1 << 24

  init(
    _ input: TextInput, _ options: TableOptions, _ progress: (String, Double) -> Void
  ) throws(DataError) {
    var check = UTF8Check()
    // The lines of the check are counted from the start of the text.
    let skipped = try TextPlan.skip(
      options.format.skippedLines, input.file, from: input.textStart, &check)
    let textStart = input.textStart + skipped.length
    let (text, isWhole) = try TextPlan.sample(input.file, at: textStart)
    let preamble = skipped.length == 0 ? SeparatorLine(text) : nil
    var format = options.format
    if format.delimiter == nil { format.delimiter = preamble?.delimiter }
    let rows = Array(text.dropFirst(preamble?.length ?? 0))
    var found = CSVDialect(detectingIn: rows, isWhole: isWhole, told: format)
    if options.readsAsWritten { found.opensBehindBlanks = nil }
    dialect = found
    let seen = TableRows(FieldTable(sample: rows, dialect, isWhole: isWhole))
    let top =
      options.readsAsWritten
      ? TableTop(asIs: seen)
      : TableTop(
        seen, hasHeader: dialect.hasHeader, isWhole: isWhole, keepsEdges: format.keepsEdges)
    let above = (length: top.start, lines: top.firstLine)
    let start = (preamble?.length ?? 0) + above.length
    text[..<start].withUnsafeBytes { check.absorb($0) }
    let firstLine = skipped.lines + (preamble == nil ? 0 : 1)
    let size = Double(max(1, input.file.size))
    chunks = try ChunkPlan(
      input.file, dialect: dialect, textStart: textStart + start,
      firstLine: firstLine + above.lines,
      blockSize: options.blockSize
        ?? ChunkPlan.blockSize(rowLength: TextPlan.rowLength(rows)),
      longestRow: options.longestRow,
      judge: options.readsAsWritten ? nil : QuoteJudge(dialect: dialect, width: top.cells)
    ) { bytes, census throws(DataError) in
      check.absorb(
        UnsafeRawBufferPointer(bytes),
        hasNUL: census.has_nul != 0, isASCII: census.has_non_ascii == 0,
        LineBreaks(lineFeeds: census.line_feeds, carriageReturns: census.carriage_returns))
      progress("Finding rows", Double(check.byteCount) / size)
    }
    self.check = check
    edges = TableEdges(
      top, firstLine: firstLine, skipped: skipped.lines, separator: preamble != nil)
    if !format.keepsEdges, !options.readsAsWritten {
      try edges.findBottom(top, chunks, input.file, dialect)
    }
  }

  /// The first bytes of a file from an offset on, a few rows at least, and whether that is all of it.
  private static func sample(
    _ file: ReadOnlyFile, at offset: Int
  ) throws(DataError) -> (bytes: [UInt8], isWhole: Bool) {
    var size = sampleSize
    while true {
      let bytes = try file.read(at: offset, count: size)
      if bytes.count < size { return (bytes, true) }
      // A header of many columns may be longer than the sample.
      if size >= largestSample || bytes.count(where: { $0 == 0x0A || $0 == 0x0D }) >= 8 {
        return (bytes, false)
      }
      size *= 4
    }
  }

  /// How long the first lines of a text are together, and how many there are of these.
  private static func skip(
    _ wanted: Int, _ file: ReadOnlyFile, from start: Int, _ check: inout UTF8Check
  ) throws(DataError) -> (length: Int, lines: Int) {
    var length = 0
    var lines = 0
    var isReturn = false
    while wanted > 0 {
      let block = try file.read(at: start + length, count: sampleSize)
      var used = block.count
      for (offset, byte) in block.enumerated() {
        // A line feed behind a carriage return ends the same line.
        if lines >= wanted, !(isReturn && byte == 0x0A) {
          used = offset
          break
        }
        if byte == 0x0D || (byte == 0x0A && !isReturn) { lines += 1 }
        isReturn = byte == 0x0D
      }
      block[..<used].withUnsafeBytes { check.absorb($0) }
      length += used
      if used < sampleSize { break }
    }
    return (length, lines)
  }

  /// The length of rows, judged by the sample.
  private static func rowLength(_ sample: [UInt8]) -> Int {
    sample.count / max(1, sample.count { $0 == 0x0A || $0 == 0x0D })
  }
}

/// What stands around a table and is left out, and how its header differs from its rows.
struct TableEdges: Sendable {
  /// The lines, from 0, of rows that are left out.
  private(set) var leftOut: Set<Int> = []
  /// The names of the columns where they are not those of the header.
  let names: [String]?
  let hasRowNames: Bool
  let endsWithDelimiter: Bool
  /// How many cells most of the first rows have; nil where the header has as many.
  let commonWidth: Int?
  /// Sentences for the report.
  private(set) var notes: [String] = []

  /// Up to so many bytes a table is read once more to verify its totals.
  private static let verified = 1 << 26
  /// So many rows of the last chunks are looked at, if they are not longer than so many bytes.
  private static let lastRows = 40
  private static let lastBytes = 1 << 21

  /// - Parameter firstLine: the line, from 0, on which the sample starts.
  init(_ top: TableTop, firstLine: Int, skipped: Int, separator: Bool) {
    names = top.names
    hasRowNames = top.hasRowNames
    endsWithDelimiter = top.endsWithDelimiter
    commonWidth = top.rows.commonWidth.flatMap { $0 == top.width ? nil : $0 }
    if skipped > 0 { notes.append("The first \(skipped) lines were skipped, as asked.") }
    if separator { notes.append("Line 1 names the delimiter, and was left out.") }
    let above = top.linesAbove.map { $0 + firstLine }
    if !above.isEmpty {
      notes.append("\(TableEdges.lines(above)) above the header, left out as a title.")
    }
    let under = top.linesUnder.map { $0 + firstLine }
    leftOut.formUnion(under)
    if !under.isEmpty {
      let meaning =
        names != nil
        ? "joined with its names"
        : top.isRuled ? "left out as drawn" : "left out as units or a second header"
      notes.append("\(TableEdges.lines(under)) under the header, \(meaning).")
    }
    if !above.isEmpty || !under.isEmpty { mentionOption() }
    if hasRowNames {
      notes.append(
        "Each row has one cell more than the header; its first names the row: “\(TableEdges.rowNames)”."
      )
    }
    if endsWithDelimiter { notes.append("A delimiter at the end of rows was left out.") }
  }

  /// The name of a column that has none, and whose cells name the rows.
  static let rowNames = "rownames"

  private mutating func mentionOption() {
    notes[notes.count - 1] += " --keep-edges keeps such lines."
  }

  /// `Line 3 stands`, `Lines 3 to 5 stand`, with numbers from 1.
  private static func lines(_ lines: [Int]) -> String {
    let sorted = lines.map { $0 + 1 }.sorted()
    guard let first = sorted.first, let last = sorted.last, first < last else {
      return "Line \(sorted.first ?? 0) stands"
    }
    let isRun = last - first + 1 == sorted.count
    return
      isRun
      ? "Lines \(first) to \(last) stand"
      : "\(sorted.count) lines, the first of them line \(first), stand"
  }

  // MARK: The end

  /// Looks at the last rows of a table.
  mutating func findBottom(
    _ top: TableTop, _ plan: ChunkPlan, _ file: ReadOnlyFile, _ dialect: CSVDialect
  ) throws(DataError) {
    guard let last = try TableEdges.tail(plan, file, dialect), top.width > 1 else { return }
    // The first line that may hold a row: behind the first line of the table if that is a header.
    let bodyLine = (plan.chunks.first?.firstLine ?? 0) + (dialect.hasHeader ? 1 : 0)
    let cells = top.cells
    let confirmed = try TableEdges.totals(top, last.rows, plan, file, dialect, from: bodyLine)
    let known = last.rows.rows.indices.filter {
      confirmed.contains(last.firstLine + last.rows.line($0))
    }
    let bottom = try TableBottom(last.rows, top, confirmed: Set(known)) {
      columns, labels, count throws(DataError) in
      let bytes = plan.chunks.reduce(0) { $0 + $1.count }
      guard bytes <= TableEdges.verified else { return nil }
      let end = last.firstLine + last.rows.line(last.rows.count - count)
      return try TableEdges.sums(
        plan, file, dialect, columns, labels, lines: bodyLine..<end, width: cells,
        without: confirmed)
    }
    // The header is no row at the end.
    let found = bottom.found.filter { last.firstLine + last.rows.line($0.index) >= bodyLine }
    for (reason, title) in [
      (TableBottom.Reason.total, "totals"), (.footnote, "a note"), (.nothing, "without content"),
    ] {
      let lines = found.filter { $0.reason == reason }.map {
        last.firstLine + last.rows.line($0.index)
      }
      guard !lines.isEmpty else { continue }
      leftOut.formUnion(lines)
      notes.append("\(TableEdges.lines(lines)) under the table, left out as \(title).")
    }
    let among = confirmed.subtracting(leftOut)
    if !among.isEmpty {
      leftOut.formUnion(among)
      notes.append("\(TableEdges.lines(Array(among))) among the rows, left out as totals.")
    }
    if !found.isEmpty || !among.isEmpty { mentionOption() }
  }

  /// The lines of rows that add up others, where some rows say so.
  private static func totals(
    _ top: TableTop, _ last: TableRows, _ plan: ChunkPlan, _ file: ReadOnlyFile,
    _ dialect: CSVDialect, from bodyLine: Int
  ) throws(DataError) -> Set<Int> {
    let first = top.header + (dialect.hasHeader ? 1 + top.under.count : 0)
    guard plan.chunks.reduce(0, { $0 + $1.count }) <= verified,
      TotalScan.isClaimed(top.rows, first..<max(first, top.rows.count))
        || TotalScan.isClaimed(last, max(0, last.count - lastRows)..<last.count)
    else { return [] }
    let columns = top.rows.valueColumns(from: first, width: top.cells)
    guard !columns.isEmpty else { return [] }
    var scan = TotalScan(columns, dialect)
    let block = ByteBlock()
    for (index, chunk) in plan.chunks.enumerated() {
      let table = try plan.table(index, of: file, block, dialect)
      for row in 0..<table.rowCount where table.width(row) == top.cells {
        let line = chunk.firstLine + table.line(row)
        if line >= bodyLine { scan.add(table, row, line: line) }
      }
    }
    return scan.lines
  }

  /// The last rows, and the line of the first byte that was looked at.
  private static func tail(
    _ plan: ChunkPlan, _ file: ReadOnlyFile, _ dialect: CSVDialect
  ) throws(DataError) -> (rows: TableRows, firstLine: Int)? {
    guard let last = plan.chunks.indices.last else { return nil }
    var first = last
    while true {
      let table = try plan.table(first...last, of: file, dialect)
      let rows = TableRows(table, last: true)
      if first == 0 || rows.count >= lastRows || table.bytes.count >= lastBytes {
        return (rows, plan.chunks[first].firstLine)
      }
      first -= 1
    }
  }

  /// What the columns add up to in the rows of some lines.
  private static func sums(
    _ plan: ChunkPlan, _ file: ReadOnlyFile, _ dialect: CSVDialect, _ columns: [Int],
    _ labels: Set<String>, lines: Range<Int>, width: Int, without: Set<Int>
  ) throws(DataError) -> ColumnSums {
    var sums = ColumnSums(columns, dialect)
    let block = ByteBlock()
    for (index, chunk) in plan.chunks.enumerated() {
      let table = try plan.table(index, of: file, block, dialect)
      for row in 0..<table.rowCount
      where table.width(row) == width {
        let line = chunk.firstLine + table.line(row)
        if lines.contains(line), !without.contains(line) {
          sums.add(table, row, looking: labels)
        }
      }
    }
    return sums
  }
}

/// The line `sep=;` that spreadsheets put above a table.
private struct SeparatorLine {
  let delimiter: UInt8
  /// Its length, line break included.
  let length: Int

  init?(_ text: [UInt8]) {
    let prefix = Array("sep=".utf8)
    guard text.starts(with: prefix), text.count > 5, text[5] == 0x0A || text[5] == 0x0D else {
      return nil
    }
    guard ![CSVDialect.quote, 0x0A, 0x0D].contains(text[4]) else { return nil }
    delimiter = text[4]
    length = text[5] == 0x0D && text.count > 6 && text[6] == 0x0A ? 7 : 6
  }
}
