/// Python's `csv.reader` (non-strict) as a plain state machine, written from `Modules/_csv.c`: slow,
/// obvious, and independent of the scanner it checks.
///
/// Beyond Python: a blank as the delimiter stands for any run of blanks, an escape holds behind a
/// closing quote too and takes a CRLF whole, and lines that start with a comment byte are no rows.
struct CSVReferenceScanner {
  struct Row: Equatable {
    var cells: [[UInt8]]
    /// Counted from 0.
    var line: Int
    /// Whether a cell is quoted.
    var isQuoted = false
    var isComment = false

    /// Python gives no cell for an empty line; blanks alone are left out by Fathom too.
    var isBlank: Bool {
      isComment || (!isQuoted && cells.count <= 1 && trimmed.allSatisfy(\.isEmpty))
    }

    /// The cells without the blanks around them; an empty line is one empty cell.
    var trimmed: [String] {
      let cells = cells.isEmpty ? [[]] : cells
      return cells.map { cell in
        let tail = cell.drop(while: CSVReferenceScanner.isBlank)
        let end =
          tail.lastIndex { !CSVReferenceScanner.isBlank($0) }.map { $0 + 1 } ?? tail.startIndex
        return String(decoding: tail[tail.startIndex..<end], as: UTF8.self)
      }
    }
  }

  /// How the rows are written.
  struct Dialect {
    var delimiter = UInt8(ascii: ",")
    var escape: UInt8?
    var comment: UInt8?
  }

  private enum State { case startRow, startCell, inCell, quoted, quoteInQuoted }

  private let bytes: [UInt8]
  private let dialect: Dialect
  private var rows = [Row]()
  private var row = Row(cells: [], line: 0)
  private var cell = [UInt8]()
  private var state = State.startRow
  private var line = 0
  private var i = 0

  /// The rows of `bytes`, and whether a quote is open at their end.
  static func scan(_ bytes: [UInt8], _ dialect: Dialect) -> (rows: [Row], endsOpen: Bool) {
    var scanner = CSVReferenceScanner(bytes: bytes, dialect: dialect)
    return scanner.run()
  }

  static func rows(_ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) -> [Row] {
    scan(bytes, Dialect(delimiter: delimiter)).rows
  }

  private init(bytes: [UInt8], dialect: Dialect) {
    self.bytes = bytes
    self.dialect = dialect
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private var joinsBlanks: Bool { dialect.delimiter == 0x20 }
  /// CR LF is one line break.
  private var breakLength: Int {
    bytes[i] == 0x0D && i + 1 < bytes.count && bytes[i + 1] == 0x0A ? 2 : 1
  }

  private mutating func run() -> (rows: [Row], endsOpen: Bool) {
    while i < bytes.count {
      if state == .startRow { skipRowStart() }
      guard i < bytes.count else { break }
      step(bytes[i])
    }
    if state != .startRow { endRow() }
    return (rows, state == .quoted)
  }

  private mutating func skipRowStart() {
    if joinsBlanks {
      while i < bytes.count, CSVReferenceScanner.isBlank(bytes[i]) { i += 1 }
      // Blanks behind the last line break are a line of their own.
      if i == bytes.count { state = .startCell }
    }
    guard i < bytes.count, bytes[i] == dialect.comment else { return }
    row.isComment = true
    state = .inCell
    while i < bytes.count, !CSVReferenceScanner.isBreak(bytes[i]) { take() }
  }

  /// Appends a byte to the cell.
  private mutating func take() {
    cell.append(bytes[i])
    i += 1
  }

  private mutating func endRow() {
    row.cells.append(cell)
    rows.append(row)
  }

  private mutating func step(_ byte: UInt8) {
    if byte == dialect.escape, i + 1 < bytes.count {
      i += 1
      takeBreakOrByte()
      if state != .quoted { state = .inCell }
    } else if state == .quoted {
      if byte == UInt8(ascii: "\"") {
        state = .quoteInQuoted
        i += 1
      } else {
        takeBreakOrByte()
      }
    } else if CSVReferenceScanner.isBreak(byte) {
      if state == .startRow { rows.append(row) } else { endRow() }
      line += 1
      row = Row(cells: [], line: line)
      cell = []
      state = .startRow
      i += breakLength
    } else if joinsBlanks, CSVReferenceScanner.isBlank(byte) {
      while i < bytes.count, CSVReferenceScanner.isBlank(bytes[i]) { i += 1 }
      if i < bytes.count, !CSVReferenceScanner.isBreak(bytes[i]) { endCell() }
    } else if byte == dialect.delimiter {
      endCell()
      i += 1
    } else if byte == UInt8(ascii: "\""), state == .startRow || state == .startCell {
      row.isQuoted = true
      state = .quoted
      i += 1
    } else if byte == UInt8(ascii: "\""), state == .quoteInQuoted {
      take()
      state = .quoted
    } else {
      take()
      state = .inCell
    }
  }

  private mutating func endCell() {
    row.cells.append(cell)
    cell = []
    state = .startCell
  }

  private mutating func takeBreakOrByte() {
    guard CSVReferenceScanner.isBreak(bytes[i]) else { return take() }
    cell += bytes[i..<i + breakLength]
    i += breakLength
    line += 1
  }
}
