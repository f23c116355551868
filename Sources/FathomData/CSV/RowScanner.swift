internal import CKernels

/// The state machine that finds where cells and rows end, byte by byte.
///
/// It is the meaning of quoting; the kernels are faster for text on which toggling at each quote
/// gives the same. Quoting is that of RFC 4180 as Python's `csv` reads it: a cell that starts with a
/// quote goes on to the next quote that is not doubled, line breaks and delimiters included; a quote
/// anywhere else is an ordinary character. Rows end with LF, CRLF or CR.
struct RowScanner {
  /// What ends a cell; a blank stands for any run of blanks.
  let dialect: CSVDialect
  /// The line, from 0, of a quote that never closes; nil when all close.
  private(set) var openQuoteLine: Int?
  /// How many marks end a row.
  private(set) var rowEnds = 0
  /// How many lines end, inside and outside of quotes.
  private(set) var lineEnds = 0
  /// The offset behind the last row that is certain to end; nil for none.
  private(set) var lastRowEnd: Int?
  /// How many lines end before it.
  private(set) var linesBeforeEnd = 0
  /// The quotes that are ordinary characters where they should open a cell, and their offsets.
  private(set) var openQuotes: [OpenQuote] = []
  private(set) var ordinary: [Int32] = []
  private let quotes: Quotes

  /// Which quotes open cells.
  enum Quotes {
    /// All that start one.
    case all
    /// All but those at these offsets, in ascending order.
    case allBut([Int32])
    /// Those that a judge finds to; nothing behind the bytes belongs to the same row where they are whole.
    case judged(QuoteJudge, isWhole: Bool)
  }

  static let rowEnd: UInt32 = 1 << 31

  init(_ dialect: CSVDialect, quotes: Quotes = .all) {
    self.dialect = dialect
    self.quotes = quotes
  }

  /// Finds the marks of `bytes`, which start with a row; returns how many were written.
  ///
  /// - Parameters:
  ///   - marks: room for as many marks as there are bytes.
  ///   - limit: scanning ends with the first row that ends at this offset or behind it.
  mutating func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, marks: UnsafeMutablePointer<UInt32>, limit: Int = .max
  ) -> Int {
    let quote = dialect.quoteByte
    let delimiter = dialect.delimiter
    let escape = dialect.escape
    let runs = dialect.delimiter == 0x20
    let isDoubled = dialect.delimiterLength == 2
    let skips = dialect.opensBehindBlanks == true
    var count = 0
    var rowMark = 0
    // Blanks at the start of a row separate nothing.
    var cellStart = runs ? RowScanner.behindBlanks(bytes, 0) : 0
    var i = cellStart
    var rowStart = true
    while i < bytes.count {
      let byte = bytes[i]
      if rowStart, let comment = dialect.comment, byte == comment {
        // A comment goes on to the end of the line, whatever it holds.
        while i < bytes.count, bytes[i] != 0x0A, bytes[i] != 0x0D { i += 1 }
        rowStart = false
        continue
      }
      rowStart = false
      if let quote, byte == quote, i == cellStart {
        if opens(bytes, i, cellsBefore: count - rowMark) {
          i = skipQuoted(bytes, from: i, quote: quote)
        } else {
          i += 1
        }
        continue
      }
      if skips, byte == 0x20, i == cellStart {
        cellStart = i + 1
        i = cellStart
        continue
      }
      if escape != nil, byte == escape, i + 1 < bytes.count {
        i = skipEscaped(bytes, i + 1)
        continue
      }
      if byte == 0x0A || byte == 0x0D {
        if byte == 0x0D, i + 1 < bytes.count, bytes[i + 1] == 0x0A { i += 1 }
        // In bounds: there is at most one mark a byte.
        marks[count] = UInt32(truncatingIfNeeded: i) | RowScanner.rowEnd
        count += 1
        rowEnds += 1
        lineEnds += 1
        // A CR at the very end may be half of a CRLF.
        if byte == 0x0A || i + 1 < bytes.count {
          lastRowEnd = i + 1
          linesBeforeEnd = lineEnds
          if i + 1 >= limit { return count }
        }
        rowMark = count
        cellStart = i + 1
        rowStart = true
        if runs { cellStart = RowScanner.behindBlanks(bytes, cellStart) }
        i = cellStart
        continue
      }
      if runs, byte == 0x20 || byte == 0x09 {
        let next = RowScanner.behindBlanks(bytes, i)
        // Blanks at the end of a row separate nothing.
        if next < bytes.count, bytes[next] != 0x0A, bytes[next] != 0x0D,
          dialect.separates(bytes, i, next)
        {
          marks[count] = UInt32(truncatingIfNeeded: next - 1)
          count += 1
          cellStart = next
        }
        i = next
        continue
      }
      if !runs, byte == delimiter {
        if isDoubled {
          guard i + 1 < bytes.count, bytes[i + 1] == delimiter else {
            i += 1
            continue
          }
          i += 1
        }
        marks[count] = UInt32(truncatingIfNeeded: i)
        count += 1
        cellStart = i + 1
      }
      i += 1
    }
    return count
  }

  /// Whether a quote at the start of a cell opens it.
  private mutating func opens(
    _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int, cellsBefore: Int
  ) -> Bool {
    switch quotes {
    case .all: return true
    case .allBut(let others):
      guard ordinary.count < others.count, others[ordinary.count] == offset else { return true }
    case .judged(let judge, let isWhole):
      let answer = judge.judge(
        bytes, quoteAt: offset, cellsBefore: cellsBefore, isWhole: isWhole)
      guard answer == .isOrdinary else { return true }
    }
    ordinary.append(Int32(truncatingIfNeeded: offset))
    openQuotes.append(OpenQuote(row: rowEnds, line: lineEnds, column: cellsBefore + 1))
    return false
  }

  private static func behindBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var i = start
    while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x09 { i += 1 }
    return i
  }

  /// The offset behind what an escape takes literally: one byte, or a CRLF.
  private mutating func skipEscaped(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard start < bytes.count else { return start }
    if bytes[start] == 0x0A || bytes[start] == 0x0D { lineEnds += 1 }
    let isPair = bytes[start] == 0x0D && start + 1 < bytes.count && bytes[start + 1] == 0x0A
    return start + (isPair ? 2 : 1)
  }

  /// The offset behind the closing quote.
  private mutating func skipQuoted(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, quote: UInt8
  ) -> Int {
    let openLine = lineEnds
    var i = start + 1
    while i < bytes.count {
      let byte = bytes[i]
      if byte == dialect.escape, byte != quote {
        i = skipEscaped(bytes, i + 1)
        continue
      }
      if byte == quote {
        guard i + 1 < bytes.count, bytes[i + 1] == quote else { return i + 1 }
        i += 2
        continue
      }
      if byte == 0x0A || (byte == 0x0D && !(i + 1 < bytes.count && bytes[i + 1] == 0x0A)) {
        lineEnds += 1
      }
      i += 1
    }
    openQuoteLine = openLine
    return bytes.count
  }
}
