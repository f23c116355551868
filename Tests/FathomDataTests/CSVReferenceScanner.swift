/// Python's `csv.reader` (non-strict, no escape character) as a plain state machine, written from
/// `Modules/_csv.c`: slow, obvious, and independent of the scanner it checks.
struct CSVReferenceScanner {
  struct Row: Equatable {
    var cells: [[UInt8]]
    /// Counted from 0.
    var line: Int
    /// Whether a cell is quoted.
    var isQuoted: Bool

    /// Python gives no cell for an empty line; blanks alone are left out by Fathom too.
    var isBlank: Bool { !isQuoted && cells.count <= 1 && trimmed.allSatisfy(\.isEmpty) }

    /// The cells without the blanks around them; an empty line is one empty cell.
    var trimmed: [String] {
      let cells = cells.isEmpty ? [[]] : cells
      return cells.map { cell in
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let tail = cell.drop(while: isBlank)
        let end = tail.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? tail.startIndex
        return String(decoding: tail[tail.startIndex..<end], as: UTF8.self)
      }
    }
  }

  private enum State { case startRow, startCell, inCell, quoted, quoteInQuoted }

  static func rows(_ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) -> [Row] {
    var rows = [Row]()
    var row = Row(cells: [], line: 0, isQuoted: false)
    var cell = [UInt8]()
    var state = State.startRow
    var line = 0
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      let isBreak = byte == 0x0A || byte == 0x0D
      // CR LF is one line break.
      let breakLength = byte == 0x0D && i + 1 < bytes.count && bytes[i + 1] == 0x0A ? 2 : 1
      if state == .quoted {
        if byte == UInt8(ascii: "\"") {
          state = .quoteInQuoted
          i += 1
        } else if isBreak {
          cell += bytes[i..<i + breakLength]
          line += 1
          i += breakLength
        } else {
          cell.append(byte)
          i += 1
        }
        continue
      }
      if isBreak {
        if state != .startRow { row.cells.append(cell) }
        rows.append(row)
        line += 1
        row = Row(cells: [], line: line, isQuoted: false)
        cell = []
        state = .startRow
        i += breakLength
        continue
      }
      i += 1
      if byte == delimiter {
        row.cells.append(cell)
        cell = []
        state = .startCell
      } else if byte == UInt8(ascii: "\""), state == .startRow || state == .startCell {
        row.isQuoted = true
        state = .quoted
      } else if byte == UInt8(ascii: "\""), state == .quoteInQuoted {
        cell.append(byte)
        state = .quoted
      } else {
        cell.append(byte)
        state = .inCell
      }
    }
    if state != .startRow {
      row.cells.append(cell)
      rows.append(row)
    }
    return rows
  }
}
