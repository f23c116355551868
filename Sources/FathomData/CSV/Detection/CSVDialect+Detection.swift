extension CSVDialect {
  /// The dialect that the first rows speak.
  ///
  /// ``DelimiterSearch`` finds the delimiter, ``TableTop`` the first row. A header is missing when every
  /// cell of the first row is a number, or ``FirstRow`` finds that it is one like those below. The decimal mark is a comma when the delimiter is another one or
  /// cells are quoted, and more columns have cells like `1,5` or `0,478` than like `1.5`.
  ///
  /// - Parameters:
  ///   - sample: the first bytes of a file.
  ///   - isWhole: whether the sample is the whole file.
  ///   - told: what the user has said.
  init(detectingIn sample: [UInt8], isWhole: Bool, told: TextFormat = TextFormat()) {
    self.init()
    // What is told may be that there is none.
    func present(_ byte: UInt8) -> UInt8? { byte == 0 ? nil : byte }
    if let quote = told.quote { quoteByte = present(quote) }
    escape = told.escape.flatMap(present)
    comment =
      told.comment.map(present)
      ?? CSVDialect.comment(in: sample, isWhole: isWhole, known: told)
    let rows = CSVDialect.withoutComments(sample, comment)
    if told.escape == nil, CSVDialect.usesBackslash(rows, isWhole: isWhole, told) {
      escape = CSVDialect.backslash
    }
    func separated(_ dialect: CSVDialect) -> CSVDialect {
      guard let delimiter = told.delimiter else {
        return DelimiterSearch(base: dialect, sample: rows, isWhole: isWhole).best()
      }
      return dialect.separated(by: delimiter)
    }
    let usual = separated(self)
    self = usual
    if told.quote == nil, CSVDialect.usesSingleQuotes(rows, told.delimiter) {
      quoteByte = CSVDialect.singleQuote
      let single = separated(self)
      let isBetter =
        single.agreement(in: rows, isWhole: isWhole) >= usual.agreement(in: rows, isWhole: isWhole)
      self = isBetter ? single : usual
    }
    if told.quote == nil, CSVDialect.quotesBehindBlanks(rows) {
      var behind = self
      behind.opensBehindBlanks = true
      behind = separated(behind)
      // Else quotes behind blanks stay what they are: `5, "x"` is as wide either way.
      if behind.agreement(in: rows, isWhole: isWhole) > agreement(in: rows, isWhole: isWhole) {
        self = behind
      }
    }
    let table = FieldTable(sample: rows, self, isWhole: isWhole)
    if let mark = told.decimalMark {
      decimalMark = mark
    } else {
      let marks = MarkEvidence(table)
      decimalMark = marks.decimalMark
      ambiguousMark = told.thousandsMark == nil ? marks.ambiguousMark : nil
    }
    groupMark =
      told.thousandsMark.map(present)
      ?? CSVDialect.groupMark(in: table, decimalMark: decimalMark)
    let seen = TableRows(table)
    let top = TableTop(
      seen, hasHeader: told.hasHeader, isWhole: isWhole, keepsEdges: told.keepsEdges)
    if let known = told.hasHeader ?? top.hasHeader {
      hasHeader = known
    } else if isFirstRowNumeric(table, seen.count > 0 ? seen.rows[top.header] : nil, top.width) {
      hasHeader = false
    } else {
      // A header with a cell less than the rows is one.
      let isData =
        !top.hasRowNames && !told.keepsEdges && seen.count > 0
        && FirstRow(seen, top.header, width: top.cells).isData
      hasHeader = !isData
      holdsWords = isData ? true : nil
    }
  }

  /// `#` above the header: several such lines, or one that is not as wide as the rows below it.
  private static func comment(
    in sample: [UInt8], isWhole: Bool, known: TextFormat
  ) -> UInt8? {
    let lines = firstLines(of: sample, 200)
    let leading = lines.prefix { $0.first == hash }
    guard let first = leading.first, leading.count < lines.count else { return nil }
    let candidates = known.delimiter.map { [$0] } ?? [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
    let next = lines[lines.startIndex + leading.count]
    guard leading.count == 1 else {
      let body = lines.dropFirst(leading.count)
      let isHeader =
        leading.count <= 40 && !body.contains { $0.first == hash }
        && candidates.contains { names(leading.last ?? [], above: next, leading, mark: $0) }
      return isHeader ? nil : hash
    }
    // `#id,name` is a header; savetxt of numpy writes one.
    let isHeader = candidates.contains { mark in
      let width = next.count { $0 == mark }
      return width > 0 && first.count { $0 == mark } == width
    }
    return isHeader || next.isEmpty ? nil : hash
  }

  /// Whether the last of several lines of `#` names the columns of a row that holds values; no other is as wide.
  private static func names(
    _ line: ArraySlice<UInt8>, above row: ArraySlice<UInt8>, _ lines: ArraySlice<ArraySlice<UInt8>>,
    mark: UInt8
  ) -> Bool {
    let table = FieldTable(scanning: Array(line.dropFirst()) + [0x0A] + Array(row), delimiter: mark)
    guard table.rowCount == 2, table.width(0) > 1, table.width(0) == table.width(1) else {
      return false
    }
    let rows = TableRows(table)
    let names = rows.texts(0)
    let width = names.count
    return Set(names).count == width
      && (0..<width).allSatisfy { rows.kind(0, $0) == .text || rows.kind(1, $0) == .text }
      && (0..<width).contains { rows.kind(0, $0) == .text && rows.kind(1, $0) == .value }
      && lines.dropLast().allSatisfy { other in other.count { $0 == mark } != width - 1 }
  }

  private static func firstLines(of sample: [UInt8], _ limit: Int) -> [ArraySlice<UInt8>] {
    sample.split(
      maxSplits: limit, omittingEmptySubsequences: true,
      whereSeparator: { $0 == 0x0A || $0 == 0x0D }
    )
  }

  /// Whether quotes stand behind a delimiter and a blank.
  private static func quotesBehindBlanks(_ sample: [UInt8]) -> Bool {
    var before: UInt8 = 0
    var last: UInt8 = 0
    for byte in sample {
      if byte == quote, last == 0x20, DelimiterSearch.common.contains(before) { return true }
      if byte != 0x20 { before = byte }
      last = byte
    }
    return false
  }

  /// The sample without its comment lines, for looking at cells.
  private static func withoutComments(_ sample: [UInt8], _ comment: UInt8?) -> [UInt8] {
    guard let comment else { return sample }
    var result = [UInt8]()
    result.reserveCapacity(sample.count)
    var isRowStart = true
    var skips = false
    for byte in sample {
      if isRowStart { skips = byte == comment }
      isRowStart = byte == 0x0A || byte == 0x0D
      if !skips { result.append(byte) }
      if isRowStart { skips = false }
    }
    return result
  }

  /// Whether quotes inside of quoted cells are written `\"`: then, and only then, every quote that
  /// such a backslash does not protect stands at an end of a cell.
  private static func usesBackslash(
    _ sample: [UInt8], isWhole: Bool, _ told: TextFormat
  ) -> Bool {
    guard told.quote == nil || told.quote == quote else { return false }
    let pairs = zip(sample, sample.dropFirst()).contains { $0 == backslash && $1 == quote }
    guard pairs else { return false }
    let delimiters: Set<UInt8> = Set(
      told.delimiter.map { [$0] } ?? [",", ";", "\t", "|"].map { UInt8(ascii: $0) })
    func isEdge(_ byte: UInt8?) -> Bool {
      guard let byte else { return true }
      return byte == 0x0A || byte == 0x0D || delimiters.contains(byte)
    }
    var protected = 0
    for index in sample.indices where sample[index] == quote {
      let before = index > 0 ? sample[index - 1] : nil
      let after = index + 1 < sample.count ? sample[index + 1] : nil
      if before == backslash {
        // `"C:\"` ends a cell and `\"x` starts one that is not quoted: ordinary backslashes.
        if !isEdge(after), !isEdge(index > 1 ? sample[index - 2] : nil) { protected += 1 }
      } else if !isEdge(before), !isEdge(after) {
        return false
      }
    }
    return protected > 0
  }

  static func numericShare(of table: FieldTable, mayUseComma: Bool) -> Double {
    let point = NumberParser(decimalMark: point)
    let comma = NumberParser(decimalMark: comma)
    var cells = 0
    var numbers = 0
    table.forEachCell { bytes, start, end in
      cells += 1
      if point.parse(bytes, start, end).kind != .none
        || (mayUseComma && comma.parse(bytes, start, end).kind != .none)
      {
        numbers += 1
      }
    }
    return cells == 0 ? 0 : Double(numbers) / Double(cells)
  }

  /// The mark between groups of digits: there are cells that only it makes numbers, and most of
  /// the cells that hold it are such.
  private static func groupMark(in table: FieldTable, decimalMark: UInt8) -> UInt8? {
    let plain = NumberParser(decimalMark: decimalMark)
    for mark in [",", ".", "'"].map({ UInt8(ascii: $0) })
    where mark != decimalMark && mark != table.dialect.delimiter || table.holdsQuotes {
      guard mark != decimalMark else { continue }
      let grouped = NumberParser(decimalMark: decimalMark, groupMark: mark)
      var explained = 0
      var holding = 0
      table.forEachCell { bytes, start, end in
        guard start < end, plain.parse(bytes, start, end).kind == .none,
          (start..<end).contains(where: { bytes[$0] == mark })
        else { return }
        holding += 1
        if grouped.parse(bytes, start, end).kind.isFinite { explained += 1 }
      }
      if explained > 0, explained * 2 > holding { return mark }
    }
    return nil
  }

  private func isFirstRowNumeric(_ table: FieldTable, _ first: Int?, _ width: Int) -> Bool {
    guard let first else { return false }
    let parser = NumberParser(decimalMark: decimalMark, groupMark: groupMark)
    return (0..<min(width, table.width(first))).allSatisfy { column in
      table.withCell(row: first, column: column) { cell, start, end in
        parser.parse(cell, start, end).kind != .none
      }
    }
  }
}

extension FieldTable {
  /// Whether any byte is a quote.
  var holdsQuotes: Bool { bytes.contains(CSVDialect.quote) }
}

extension NumberParser {
  /// A parser of the numbers of a dialect.
  init(_ dialect: CSVDialect) {
    self.init(decimalMark: dialect.decimalMark, groupMark: dialect.groupMark)
  }
}
