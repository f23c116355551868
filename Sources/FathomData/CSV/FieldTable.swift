/// Where the cells of a run of whole rows lie in its bytes.
///
/// Quoting is that of RFC 4180 as Python's `csv` reads it: a cell that starts with a quote goes on
/// to the next quote that is not doubled, line breaks and delimiters included; a quote anywhere else
/// is an ordinary character. Rows end with LF, CRLF or CR.
struct FieldTable: Sendable {
  private(set) var bytes: [UInt8]
  /// Start of each cell, quotes excluded.
  private(set) var starts: [UInt32] = []
  /// End of each cell; the top bit marks a cell whose quotes must be taken out first.
  private(set) var ends: [UInt32] = []
  /// The first cell of each row, and one past the last cell.
  private(set) var rowStarts: [Int] = [0]
  /// The line of each row, from 0, relative to the first byte.
  private(set) var rowLines: [Int] = []
  /// How many lines the bytes hold.
  private(set) var lineCount = 0
  /// The line, from 0, of a quote that never closes; nil when all close.
  private(set) var openQuoteLine: Int?

  static let escapeMark: UInt32 = 1 << 31

  /// Scans rows.
  ///
  /// - Parameter keepLastPartialRow: whether bytes after the last line break are a row; false when
  ///   the bytes are only the beginning of a file.
  init(scanning bytes: [UInt8], delimiter: UInt8, keepLastPartialRow: Bool = true) {
    self.bytes = bytes
    let hasQuotes = bytes.contains(CSVDialect.quote)
    starts.reserveCapacity(bytes.count / 6)
    ends.reserveCapacity(bytes.count / 6)
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      if hasQuotes {
        scanQuoted(base, buffer.count, delimiter, keepLastPartialRow)
      } else {
        scanPlain(base, buffer.count, delimiter, keepLastPartialRow)
      }
    }
  }

  /// How many rows there are, blank lines included.
  var rowCount: Int { rowLines.count }

  /// How many cells a row has.
  func width(_ row: Int) -> Int { rowStarts[row + 1] - rowStarts[row] }

  /// Whether a row is a line without any character but blanks.
  func isBlank(_ row: Int) -> Bool {
    let cell = rowStarts[row]
    guard width(row) == 1, !isQuoted(cell) else { return false }
    // An unquoted cell has no escape mark, so its end is an offset.
    return bytes[Int(starts[cell])..<Int(ends[cell])].allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }

  private func isQuoted(_ cell: Int) -> Bool {
    starts[cell] > 0 && bytes[Int(starts[cell]) - 1] == CSVDialect.quote
  }

  // MARK: Cells

  /// Gives the bytes to a closure.
  func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      // An empty table has no cell, so its pointer is never read.
      withUnsafePointer(to: UInt8(0)) { body(buffer.baseAddress ?? $0) }
    }
  }

  /// Gives a cell to a closure as a range of a pointer, quotes taken out and blanks around it
  /// removed; `bytes` is what ``withBytes(_:)`` gave.
  @inline(__always)
  func withCell<Result>(
    row: Int, column: Int, _ bytes: UnsafePointer<UInt8>,
    _ body: (UnsafePointer<UInt8>, Int, Int) -> Result
  ) -> Result {
    let cell = rowStarts[row] &+ column
    let start = Int(starts[cell])
    let end = Int(ends[cell] & ~FieldTable.escapeMark)
    if ends[cell] & FieldTable.escapeMark == 0 {
      let range = FieldTable.trimmed(bytes, start, end)
      return body(bytes, range.start, range.end)
    }
    let raw = UnsafeBufferPointer(start: bytes + start, count: end - start)
    let content = FieldTable.unescaped(raw)
    return content.withUnsafeBufferPointer { buffer in
      // Without content there is no address; an empty range of the table reads nothing.
      guard let base = buffer.baseAddress else { return body(bytes, start, start) }
      let range = FieldTable.trimmed(base, 0, buffer.count)
      return body(base, range.start, range.end)
    }
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
    withBytes { bytes in
      withCell(row: row, column: column, bytes) { cell, start, end in
        String(
          decoding: UnsafeBufferPointer(start: cell + start, count: end - start), as: UTF8.self)
      }
    }
  }

  /// The content of a cell that holds doubled quotes or goes on after its closing quote.
  static func unescaped(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result = [UInt8]()
    var quoted = true
    var i = 0
    while i < raw.count {
      if quoted, raw[i] == CSVDialect.quote {
        if i + 1 < raw.count, raw[i + 1] == CSVDialect.quote {
          result.append(CSVDialect.quote)
          i += 2
          continue
        }
        quoted = false
      } else {
        result.append(raw[i])
      }
      i += 1
    }
    return result
  }

  /// Visits every cell, quotes taken out and blanks around it removed.
  func forEachCell(_ body: (UnsafePointer<UInt8>, Int, Int) -> Void) {
    withBytes { bytes in
      for row in 0..<rowCount {
        for column in 0..<width(row) { withCell(row: row, column: column, bytes, body) }
      }
    }
  }

  // MARK: Scanning

  private mutating func endRow(line: Int) {
    rowStarts.append(starts.count)
    rowLines.append(line)
  }

  private mutating func endCell(_ start: Int, _ end: Int, escapes: Bool = false) {
    starts.append(UInt32(truncatingIfNeeded: start))
    ends.append(UInt32(truncatingIfNeeded: end) | (escapes ? FieldTable.escapeMark : 0))
  }

  /// The high bit of each byte of `word` that equals `byte` (exact, no false hits).
  @inline(__always)
  private static func matches(_ word: UInt64, _ byte: UInt64) -> UInt64 {
    let x = word ^ (byte &* 0x0101_0101_0101_0101)
    let t = (x & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f
    return ~(t | x | 0x7f7f_7f7f_7f7f_7f7f)
  }

  /// Without quotes: eight bytes at a time, looking for delimiters and line breaks.
  private mutating func scanPlain(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ delimiter: UInt8, _ keepLast: Bool
  ) {
    let raw = UnsafeRawPointer(bytes)
    let wide = UInt64(delimiter)
    var cellStart = 0
    var position = 0
    func structural(_ i: Int) {
      let byte = bytes[i]
      if byte == delimiter {
        endCell(cellStart, i)
        cellStart = i &+ 1
      } else if byte == 0x0A, i > 0, bytes[i &- 1] == 0x0D {
        // The second half of CRLF: the row ended at the CR.
        cellStart = i &+ 1
      } else {
        endCell(cellStart, i)
        cellStart = i &+ 1
        endRow(line: lineCount)
        lineCount += 1
      }
    }
    while position &+ 8 <= count {
      // In bounds: position + 8 ≤ count.
      let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      var hits =
        FieldTable.matches(word, wide) | FieldTable.matches(word, 0x0A)
        | FieldTable.matches(word, 0x0D)
      while hits != 0 {
        structural(position &+ hits.trailingZeroBitCount >> 3)
        hits &= hits &- 1
      }
      position &+= 8
    }
    while position < count {
      let byte = bytes[position]
      if byte == delimiter || byte == 0x0A || byte == 0x0D { structural(position) }
      position &+= 1
    }
    let afterDelimiter = count > 0 && bytes[count - 1] == delimiter
    finish(
      cellStart, count, keepLast: keepLast, afterDelimiter: afterDelimiter, line: lineCount)
  }

  /// With quotes: one byte at a time.
  private mutating func scanQuoted(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ delimiter: UInt8, _ keepLast: Bool
  ) {
    var i = 0
    var cellStart = 0
    var rowLine = 0
    var afterDelimiter = false
    while i < count {
      cellStart = i
      if bytes[i] == CSVDialect.quote {
        // A quoted cell: to the closing quote, then to the end of the cell.
        let openLine = lineCount
        var escapes = false
        var close = -1
        i += 1
        while i < count {
          if bytes[i] == CSVDialect.quote {
            if i + 1 < count, bytes[i + 1] == CSVDialect.quote {
              escapes = true
              i += 2
              continue
            }
            close = i
            i += 1
            break
          }
          if bytes[i] == 0x0A || (bytes[i] == 0x0D && !(i + 1 < count && bytes[i + 1] == 0x0A)) {
            lineCount += 1
          }
          i += 1
        }
        guard close >= 0 else {
          openQuoteLine = openLine
          if keepLast { endCell(cellStart + 1, count, escapes: escapes) }
          cellStart = count
          afterDelimiter = false
          break
        }
        while i < count, bytes[i] != delimiter, bytes[i] != 0x0A, bytes[i] != 0x0D {
          escapes = true
          i += 1
        }
        endCell(cellStart + 1, escapes ? i : close, escapes: escapes)
      } else {
        while i < count, bytes[i] != delimiter, bytes[i] != 0x0A, bytes[i] != 0x0D { i += 1 }
        if i == count { break }
        endCell(cellStart, i)
      }
      afterDelimiter = i < count && bytes[i] == delimiter
      if i >= count || afterDelimiter {
        i += 1
        cellStart = min(i, count)
        continue
      }
      if bytes[i] == 0x0D, i + 1 < count, bytes[i + 1] == 0x0A { i += 1 }
      i += 1
      cellStart = i
      endRow(line: rowLine)
      lineCount += 1
      rowLine = lineCount
    }
    finish(cellStart, count, keepLast: keepLast, afterDelimiter: afterDelimiter, line: rowLine)
  }

  /// What is left after the last line break is a row of its own, if it holds anything.
  private mutating func finish(
    _ cellStart: Int, _ count: Int, keepLast: Bool, afterDelimiter: Bool, line: Int
  ) {
    let openCells = starts.count - (rowStarts.last ?? 0)
    if keepLast, cellStart < count || openCells > 0 {
      if cellStart < count || afterDelimiter { endCell(cellStart, count) }
      endRow(line: line)
      lineCount += 1
    } else if openCells > 0 {
      starts.removeLast(openCells)
      ends.removeLast(openCells)
    }
  }
}
