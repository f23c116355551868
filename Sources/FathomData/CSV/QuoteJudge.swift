internal import CKernels

/// Tells whether a quote that opens a cell of several lines was meant to.
///
/// A quote that somebody forgot to close, or that stands for inches, takes in everything up to the next
/// quote of the file. Such a quote is an ordinary character, and its row is rejected, so that reading goes
/// on at the next line and every line is accounted for. What closes sensibly stays what RFC 4180 says: a
/// cell with line breaks. The answer depends on the bytes behind the start of the row alone, so it is the
/// same however a text is cut.
struct QuoteJudge: Sendable {
  let dialect: CSVDialect
  /// How many cells the header has; nil where that is not known, and then only a quote that never closes
  /// is an ordinary character.
  let width: Int?

  /// What a quote does.
  enum Answer: Equatable {
    /// It opens a cell that is closed before this offset.
    case closes(before: Int)
    case isOrdinary
    /// The bytes end before that shows.
    case needsMore
  }

  /// A cell that closes sensibly is doubted when it swallows this many lines at least, and all are rows.
  static let fewestLines = 4
  /// It must also swallow this many delimiters.
  ///
  /// Lines of prose hold exactly w − 1 delimiters by chance: at most every third for w = 2, and all of 12
  /// once in 3¹² cells.
  static let fewestDelimiters = 12

  /// Judges a quote that opens a cell.
  ///
  /// - Parameters:
  ///   - isWhole: whether nothing follows the bytes, or nothing that may belong to the same row.
  ///   - cellsBefore: how many cells of its row come before.
  func judge(
    _ bytes: UnsafeBufferPointer<UInt8>, quoteAt start: Int, cellsBefore: Int, isWhole: Bool
  ) -> Answer {
    guard let close = closing(bytes, from: start) else { return isWhole ? .isOrdinary : .needsMore }
    guard let firstBreak = lineEnd(bytes, from: start), firstBreak < close else {
      return .closes(before: close + 1)
    }
    guard let width else { return .closes(before: close + 1) }
    let behind = behindBlanks(bytes, close + 1)
    if behind >= bytes.count, !isWhole { return .needsMore }
    let isSensible =
      behind >= bytes.count || isBreak(bytes[behind]) || bytes[behind] == dialect.delimiter
      || (dialect.delimiter == 0x20 && behind > close + 1)
    let last = lineEnd(bytes, from: close)
    if last == nil, !isWhole { return .needsMore }
    let lines = Lines(
      bytes, first: lineStart(bytes, start), close: close, last: last ?? bytes.count)
    if isSensible {
      return isDoubtful(lines, width) ? .isOrdinary : .closes(before: close + 1)
    }
    let joined = cellsBefore + cells(bytes, close + 1, lines.last, isInCell: true)
    return joined != width || isRow(lines, width) ? .isOrdinary : .closes(before: close + 1)
  }

  /// Whether all quotes of a row open the cell that they start, in text where toggling at each quote gives what a
  /// state machine gives.
  func opensAll(
    _ bytes: UnsafeBufferPointer<UInt8>, inRowAt start: Int, isWhole: Bool
  ) -> Bool {
    var position = start
    var lineBreak = lineEnd(bytes, from: start)
    // The first line break that is not quoted ends the row.
    while let end = lineBreak, let open = first(CSVDialect.quote, in: bytes, position..<end) {
      guard let close = closing(bytes, from: open) else { return false }
      if close > end {
        // In such text only what separates cells stands behind a closing quote, so that no cell needs counting.
        let answer = judge(bytes, quoteAt: open, cellsBefore: 0, isWhole: isWhole)
        guard answer != .isOrdinary else { return false }
        lineBreak = lineEnd(bytes, from: close)
      }
      position = close + 1
    }
    return true
  }

  /// The lines that a cell touches.
  private struct Lines {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the line with the opening quote starts.
    let first: Int
    /// The closing quote.
    let close: Int
    /// Where the line with the closing quote ends.
    let last: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, first: Int, close: Int, last: Int) {
      self.bytes = bytes
      self.first = first
      self.close = close
      self.last = last
    }
  }

  /// Whether all lines of a cell that closes sensibly are rows, and there are many.
  private func isDoubtful(_ lines: Lines, _ width: Int) -> Bool {
    guard width > 1, breaks(lines) >= QuoteJudge.fewestLines - 1 else { return false }
    var count = 0
    var start = lines.first
    while start < lines.last {
      let end = min(lines.last, lineEnd(lines.bytes, from: start) ?? lines.last)
      // Whoever doubles quotes inside of cells has closed them.
      guard cells(lines.bytes, start, end) == width, !doubles(lines.bytes, start, end) else {
        return false
      }
      count += 1
      start = behindBreak(lines.bytes, end)
    }
    return count >= QuoteJudge.fewestLines
      && count * (width - 1) >= QuoteJudge.fewestDelimiters
  }

  /// How many lines end between the quotes of a cell; no more are counted than matter.
  private func breaks(_ lines: Lines) -> Int {
    var count = 0
    var start = lines.first
    while count < QuoteJudge.fewestLines, let end = lineEnd(lines.bytes, from: start),
      end < lines.close
    {
      count += 1
      start = behindBreak(lines.bytes, end)
    }
    return count
  }

  /// Whether the first line, the last, or most of those between are rows of the right width by themselves.
  private func isRow(_ lines: Lines, _ width: Int) -> Bool {
    var between = 0
    var rows = 0
    var start = lines.first
    while start < lines.last {
      let end = min(lines.last, lineEnd(lines.bytes, from: start) ?? lines.last)
      let isRow = cells(lines.bytes, start, end) == width
      if isRow, start == lines.first || end >= lines.close { return true }
      between += 1
      if isRow { rows += 1 }
      start = behindBreak(lines.bytes, end)
    }
    return rows * 2 > between - 2
  }

  /// How many cells a line has by itself, where a quote that does not close on it is an ordinary character.
  ///
  /// - Parameter isInCell: whether the range starts in the middle of a cell.
  func cells(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, isInCell: Bool = false
  ) -> Int {
    var i = dialect.delimiter == 0x20 ? min(end, behindBlanks(bytes, start)) : start
    var cellStart = isInCell ? -1 : i
    var cells = 1
    while i < end {
      let byte = bytes[i]
      if byte == dialect.quoteByte, i == cellStart {
        let close = closing(bytes, from: i, before: end)
        i = (close ?? i) + 1
      } else if byte == dialect.escape, dialect.escape != nil {
        i += 2
      } else if dialect.delimiter == 0x20, byte == 0x20 || byte == 0x09 {
        let next = min(end, behindBlanks(bytes, i))
        if next < end, dialect.separates(bytes, i, next) {
          cells += 1
          cellStart = next
        }
        i = next
      } else {
        i += 1
        guard byte == dialect.delimiter, dialect.delimiter != 0x20 else { continue }
        if dialect.delimiterLength == 2 {
          guard i < end, bytes[i] == byte else { continue }
          i += 1
        }
        cells += 1
        cellStart = i
      }
    }
    return cells
  }

  /// Whether two quotes stand inside of a line, and not between delimiters.
  private func doubles(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var i = start
    while i + 1 < end {
      guard bytes[i] == dialect.quoteByte, bytes[i + 1] == dialect.quoteByte else {
        i += 1
        continue
      }
      let isCell =
        (i == start || bytes[i - 1] == dialect.delimiter)
        && (i + 2 >= end || bytes[i + 2] == dialect.delimiter)
      if !isCell { return true }
      i += 2
    }
    return false
  }

  // MARK: Bytes

  /// The quote that closes what one opens.
  private func closing(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, before end: Int? = nil
  ) -> Int? {
    let end = end ?? bytes.count
    var i = start + 1
    if dialect.escape == nil, let quote = dialect.quoteByte {
      while i < end, let found = first(quote, in: bytes, i..<end) {
        guard found + 1 < end, bytes[found + 1] == quote else { return found }
        i = found + 2
      }
      return nil
    }
    while i < end {
      let byte = bytes[i]
      if byte == dialect.escape, byte != dialect.quoteByte {
        i += 2
      } else if byte == dialect.quoteByte {
        guard i + 1 < end, bytes[i + 1] == dialect.quoteByte else { return i }
        i += 2
      } else {
        i += 1
      }
    }
    return nil
  }

  private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// The first byte of a line break at an offset or behind it.
  private func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    let feed = first(0x0A, in: bytes, start..<bytes.count)
    return first(0x0D, in: bytes, start..<(feed ?? bytes.count)) ?? feed
  }

  private func first(
    _ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int? {
    guard let base = bytes.baseAddress, !range.isEmpty else { return nil }
    // In bounds: callers name places of the bytes.
    let place = range.lowerBound + fathom_first(base + range.lowerBound, range.count, byte)
    return place < range.upperBound ? place : nil
  }

  private func behindBreak(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) -> Int {
    guard end + 1 < bytes.count, bytes[end] == 0x0D, bytes[end + 1] == 0x0A else { return end + 1 }
    return end + 2
  }

  private func lineStart(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int {
    var i = offset
    while i > 0, !isBreak(bytes[i - 1]) { i -= 1 }
    return i
  }

  private func behindBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var i = start
    while i < bytes.count, bytes[i] == 0x20 || (bytes[i] == 0x09 && dialect.delimiter != 0x09) {
      i += 1
    }
    return i
  }
}

/// A quote that is an ordinary character where it should open a cell, and the row that it spoils.
struct OpenQuote: Sendable, Equatable {
  /// The row, from 0.
  var row: Int
  /// The line, from 0.
  var line: Int
  /// The cell of the row, from 1.
  var column: Int
}
