import Foundation

// The fuzzer compiles this file and the reader into one module.
#if !FUZZING
  @testable import FathomData
#endif

/// What must hold for any bytes: checked by the tests on a stored corpus, by the fuzzer on its own.
struct CSVFuzzChecks {
  /// Where the bytes are put for the checks that need a file.
  let path: String

  private static let dialects: [CSVDialect] = {
    let hash = UInt8(ascii: "#")
    let backslash = UInt8(ascii: "\\")
    return Array(",;\t| ".utf8).map { CSVDialect(delimiter: $0) } + [
      CSVDialect(escape: backslash), CSVDialect(comment: hash),
      CSVDialect(escape: backslash, comment: hash),
      CSVDialect(delimiter: UInt8(ascii: " "), comment: hash),
    ]
  }()
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private struct Row {
    var cells: [[UInt8]]
    var line: Int
    /// Whether its last quote never closes.
    var isOpen = false
  }

  /// What the scanner does wrong with these bytes in any dialect; nil when nothing.
  func scannerFailure(_ bytes: [UInt8]) -> String? {
    CSVFuzzChecks.dialects.lazy.compactMap { scannerFailure(bytes, $0) }.first
  }

  /// What a source does wrong with a file of these bytes; nil when nothing.
  ///
  /// Bytes that begin with `#` are also laid across the border of two blocks of the reader.
  func sourceFailure(_ bytes: [UInt8]) throws -> String? {
    let text = bytes.starts(with: CSVFuzzChecks.byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    // The line of a spreadsheet that names the delimiter is no row.
    if text.starts(with: "sep=".utf8) { return nil }
    try Data(bytes).write(to: URL(filePath: path))
    guard
      Outcome(path: path, TableOptions(), threads: 1)
        == Outcome(path: path, TableOptions(), threads: 3)
    else { return "three threads read something else" }
    if let failure = blockFailure() { return failure }
    if let failure = sourceFailure(rows: CSVFuzzChecks.rows(of: text)) { return failure }
    guard bytes.first == UInt8(ascii: "#") else { return nil }
    let (file, rows) = CSVFuzzChecks.acrossBorder(Array(bytes.dropFirst()))
    try Data(file).write(to: URL(filePath: path))
    return sourceFailure(rows: rows).map { "across a border: \($0)" }
  }

  // MARK: The scanner

  private func scannerFailure(_ bytes: [UInt8], _ dialect: CSVDialect) -> String? {
    let mark =
      "delimiter \(dialect.delimiter), escape \(dialect.escape ?? 0), "
      + "comment \(dialect.comment ?? 0)"
    let (reference, endsOpen) = CSVReferenceScanner.scan(
      bytes,
      .init(delimiter: dialect.delimiter, escape: dialect.escape, comment: dialect.comment))
    let table = FieldTable(ByteBlock(bytes), dialect)
    guard (table.openQuoteLine != nil) == endsOpen else {
      return "\(mark): a quote is open at the end: \(!endsOpen)"
    }
    guard table.rowCount == reference.count else {
      return "\(mark): \(table.rowCount) rows, not \(reference.count)"
    }
    for (row, expected) in reference.enumerated() {
      let cells = expected.trimmed
      guard table.width(row) == cells.count else {
        return "\(mark): row \(row) has \(table.width(row)) cells, not \(cells.count)"
      }
      guard table.line(row) == expected.line else {
        return "\(mark): row \(row) is on line \(table.line(row)), not \(expected.line)"
      }
      guard table.isBlank(row) == expected.isBlank else {
        return "\(mark): row \(row) is blank: \(table.isBlank(row))"
      }
      // What a comment says is never looked at.
      if expected.isComment { continue }
      for (column, cell) in cells.enumerated()
      where !table.text(row: row, column: column).utf8.elementsEqual(cell.utf8) {
        return "\(mark): cell \(row), \(column) is \(table.text(row: row, column: column))"
      }
    }
    let head = FieldTable(ByteBlock(bytes), dialect, keepLastPartialRow: false)
    guard head.rowCount <= table.rowCount, head.rowCount + 1 >= table.rowCount else {
      return "\(mark): \(head.rowCount) of \(table.rowCount) rows are whole"
    }
    for row in 0..<head.rowCount {
      guard head.width(row) == table.width(row) else {
        return "\(mark): the whole row \(row) has \(head.width(row)) cells"
      }
      for column in 0..<head.width(row)
      where head.text(row: row, column: column) != table.text(row: row, column: column) {
        return "\(mark): cell \(row), \(column) differs where the last row is left out"
      }
    }
    return nil
  }

  // MARK: The source

  /// What small blocks change; nil when nothing.
  private func blockFailure() -> String? {
    var small = TableOptions()
    small.blockSize = 16
    let whole = Outcome(path: path, TableOptions(), threads: 1)
    guard case .table(let table) = whole,
      case .table(let other) = Outcome(path: path, small, threads: 2)
    else { return nil }
    return table.rowNumbers == other.rowNumbers && table.rejectedLines == other.rejectedLines
      ? nil : "blocks of 16 bytes give other rows"
  }

  /// The rows that are not blank, as the slow scanner reads them.
  private static func rows(of bytes: [UInt8], firstLine: Int = 0) -> [Row] {
    let (rows, endsOpen) = CSVReferenceScanner.scan(bytes, .init())
    return rows.indices.filter { !rows[$0].isBlank }.map { index in
      Row(
        cells: rows[index].trimmed.map { Array($0.utf8) }, line: rows[index].line + firstLine,
        isOpen: endsOpen && index == rows.count - 1)
    }
  }

  /// The bytes behind a header and long rows, so that their middle lies 2²⁰ bytes into the file.
  private static func acrossBorder(_ bytes: [UInt8]) -> (file: [UInt8], rows: [Row]) {
    let width = rows(of: bytes).first?.cells.count ?? 1
    let empty = [[UInt8]](repeating: [], count: width - 1)
    let commas = [UInt8](repeating: UInt8(ascii: ","), count: width - 1)
    var file = Array("name".utf8) + commas + [0x0A]
    var found = [Row(cells: [Array("name".utf8)] + empty, line: 0)]
    while file.count < 1 << 20 - bytes.count / 2 {
      let room = 1 << 20 - bytes.count / 2 - file.count
      let cell = [UInt8](repeating: UInt8(ascii: "x"), count: max(1, min(8000, room - width)))
      found.append(Row(cells: [cell] + empty, line: found.count))
      file += cell + commas + [0x0A]
    }
    return (file + bytes, found + rows(of: bytes, firstLine: found.count))
  }

  /// Compares what a source reads in the file with the rows that it should find.
  private func sourceFailure(rows: [Row]) -> String? {
    var options = TableOptions(
      format: TextFormat(
        encoding: .utf8, delimiter: UInt8(ascii: ","), hasHeader: true, escape: 0, comment: 0,
        decimalMark: UInt8(ascii: "."), thousandsMark: 0))
    options.readsAsWritten = true
    guard case .table(let table) = Outcome(path: path, options, threads: 2) else { return nil }
    guard let header = rows.first else { return "a file without rows was read" }
    let body = rows.dropFirst()
    let isUsable = { (row: Row) in row.cells.count == header.cells.count && !row.isOpen }
    let usable = body.filter(isUsable)
    guard table.rows == body.count, table.rowNumbers == usable.map(\.line) else {
      return "\(table.rows) rows on the lines \(table.rowNumbers)"
    }
    // An open quote is told by its own line, at or behind that of its row.
    let rejected = body.filter { !isUsable($0) }
    guard table.rejectedLines.count == rejected.count,
      zip(table.rejectedLines, rejected).allSatisfy({ line, row in
        row.isOpen ? (line ?? 0) > row.line : line == row.line + 1
      })
    else { return "the rejected lines are \(table.rejectedLines)" }
    guard table.numbers.count == header.cells.count else {
      return "\(table.numbers.count) columns, not \(header.cells.count)"
    }
    for (index, numbers) in table.numbers.enumerated() where !numbers.isEmpty {
      for (row, bits) in zip(usable, numbers) {
        let cell = row.cells[index]
        let plain = CSVFuzzChecks.number(cell)
        // A cell that no plain number is may be one in dress.
        let isDressed =
          plain.isNaN
          && cell.withUnsafeBufferPointer { cell in
            cell.baseAddress.flatMap { DressedNumber($0, 0, cell.count) } != nil
          }
        guard bits == plain.bitPattern || isDressed else {
          return "column \(index) has other numbers"
        }
      }
    }
    return nil
  }

  /// The finite number that a cell is, else NaN.
  private static func number(_ cell: [UInt8]) -> Double {
    let alphabet = Array("0123456789+-.eE".utf8)
    guard cell.allSatisfy(alphabet.contains),
      let value = Double(String(decoding: cell, as: UTF8.self)), value.isFinite
    else { return .nan }
    return value
  }

  /// What came of opening a file and reading all of it.
  private enum Outcome: Equatable {
    case table(Table)
    case error(DataError)

    struct Table: Equatable {
      var rows: Int
      var rowNumbers: [Int] = []
      var rejectedLines: [Int?] = []
      /// The bits of the numbers of each column; empty where it holds something else.
      var numbers: [[UInt64]]
      var codes: [[Int32]]
    }

    init(path: String, _ options: TableOptions, threads: Int) {
      do throws(DataError) {
        let source = try CSVSource(path: path, options: options, threads: threads)
        let width = source.schema.columns.count
        var table = Table(
          rows: source.schema.rows, numbers: Array(repeating: [], count: width),
          codes: Array(repeating: [], count: width))
        for index in 0..<source.batchCount {
          let batch = try source.batch(index)
          table.rowNumbers += batch.rowNumbers
          table.rejectedLines += batch.rejections.map(\.line)
          for (column, values) in batch.columns.enumerated() {
            switch values {
            case .doubles, .integers:
              table.numbers[column] += (values.numbers ?? []).map(\.bitPattern)
            case .codes(let codes): table.codes[column] += codes
            default: break
            }
          }
        }
        self = .table(table)
      } catch {
        self = .error(error)
      }
    }
  }
}
