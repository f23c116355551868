internal import CKernels

/// A run of whole rows, split into cells.
struct TableChunk: Sendable {
  let table: FieldTable
  /// The words that stand for a missing value.
  let missing: MissingWords
  /// The rows of the table that can be used: as wide as the first row, not blank, no comment.
  private(set) var rows: [Int32] = []
  /// The first cell of each of them.
  private(set) var rowCells: [UInt32] = []
  /// The line of each of them in the text, from 0.
  private(set) var lines: [Int] = []
  /// The rows that cannot be used.
  private(set) var rejections: [Rejection] = []
  /// Where each of these is in the table.
  private(set) var rejectedRows: [Int32] = []
  /// The number of columns.
  let width: Int

  /// How columns are best read whose first cells are those of this chunk: as numbers unless they hold
  /// words.
  func likelyPlans() -> [ColumnPlan] {
    let parser = NumberParser(table.dialect)
    return (0..<width).map { column in
      let holdsWords = rows.prefix(8).contains { row in
        table.withCell(row: Int(row), column: column) { cell, start, end in
          parser.parse(cell, start, end).kind == .none
            && CellKind(cell, start, end, missing: missing) != .missing
        }
      }
      return holdsWords ? .undecoded : .numbers
    }
  }

  /// Whether a cell holds nothing, or a word that stands for nothing.
  func isMissing(row: Int, column: Int) -> Bool {
    table.withCell(row: row, column: column) { cell, start, end in
      CellKind(cell, start, end, missing: missing) == .missing
    }
  }

  /// How many rows can be used.
  var rowCount: Int { rows.count }

  /// Sorts the rows of a table.
  ///
  /// - Parameters:
  ///   - width: the number of columns.
  ///   - firstLine: the line of the first row in the text, from 0.
  ///   - skipsHeader: whether the first row that is not blank names the columns.
  ///   - edges: what stands around the table, and how rows end; nil for nothing.
  ///   - isCutOff: whether the data end unexpectedly behind this table, in the middle of its last row.
  ///   - selects: whether a line belongs to the rows that were asked for.
  init(
    _ table: FieldTable, width: Int, firstLine: Int, skipsHeader: Bool,
    missing: MissingWords = .standard, isCutOff: Bool = false, edges: TableEdges? = nil,
    selects: (Int) -> Bool = { _ in true }
  ) {
    self.table = table
    self.width = width
    self.missing = missing
    rows.reserveCapacity(table.rowCount)
    rowCells.reserveCapacity(table.rowCount)
    lines.reserveCapacity(table.rowCount)
    let leftOut = edges?.leftOut ?? []
    let mayEndWithDelimiter = edges?.endsWithDelimiter == true
    var awaitsHeader = skipsHeader
    let isPlain =
      leftOut.isEmpty && !isCutOff && table.openQuotes.isEmpty && table.openQuoteLine == nil
    var openQuotes = table.openQuotes[...]
    var nextOpen = openQuotes.popFirst()
    for row in 0..<table.rowCount {
      let cells = table.width(row)
      // In a table of one column, and only there, a row without delimiter needs a closer look.
      if cells == 1 || table.dialect.comment != nil, table.isBlank(row) { continue }
      if awaitsHeader {
        awaitsHeader = false
        continue
      }
      let line = firstLine + table.line(row)
      while let open = nextOpen, open.row < row { nextOpen = openQuotes.popFirst() }
      guard selects(line) else { continue }
      if isPlain, cells == width {
        use(row, line)
        continue
      }
      if !leftOut.isEmpty, leftOut.contains(line) { continue }
      let isLast = row == table.rowCount - 1
      if let open = nextOpen, open.row == row {
        reject(row, .unclosedQuote, line: firstLine + open.line, column: open.column)
      } else if isLast, let open = table.openQuoteLine {
        reject(row, .unclosedQuote, line: firstLine + open, column: cells)
      } else if isLast, isCutOff {
        reject(row, .cutOff, line: line, column: cells)
      } else if cells == width
        || (mayEndWithDelimiter && cells == width + 1 && table.isEmpty(row: row, column: width))
      {
        use(row, line)
      } else {
        reject(
          row, cells < width ? .tooFewFields : .tooManyFields, line: line,
          column: min(cells, width) + 1)
      }
    }
  }

  @inline(__always)
  private mutating func use(_ row: Int, _ line: Int) {
    rows.append(Int32(truncatingIfNeeded: row))
    rowCells.append(table.rowCells[row])
    lines.append(line)
  }

  /// - Parameter line: from 0.
  private mutating func reject(
    _ row: Int, _ reason: Rejection.Reason, line: Int, column: Int
  ) {
    rejections.append(Rejection(reason: reason, line: line + 1, column: column))
    rejectedRows.append(Int32(truncatingIfNeeded: row))
  }
}

extension TableContents: Partial {
  var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }

  /// The levels of each column, and the hashes of its numbers and of its words, with half of the slots empty.
  var byteLimit: Int { columns.reduce(0) { $0 + $1.byteLimit } }

  /// Takes in all cells of a chunk.
  mutating func absorb(_ chunk: TableChunk) {
    count(rows: chunk.rowCount, rejections: chunk.rejections)
    let reader = ColumnReader(
      dialect: chunk.table.dialect, missing: chunk.missing,
      plans: Array(repeating: .undecoded, count: columns.count))
    let scratch = Scratch(columns: columns.count)
    for column in columns.indices {
      _ = reader.readWords(column, of: chunk, scratch, into: &columns[column])
    }
  }
}

/// The cells of a CSV as strings, for the tools that compare this reader with others.
package struct CellDump: Sendable {
  /// The cells of the rows that are not blank, quotes taken out and blanks around them removed.
  package let rows: [[String]]

  /// Reads the bytes of a whole file; a byte-order mark at the start is left out.
  package init(_ bytes: [UInt8], delimiter: UInt8, escape: UInt8? = nil, comment: UInt8? = nil) {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let dialect = CSVDialect(delimiter: delimiter, escape: escape, comment: comment)
    let table = FieldTable(ByteBlock(text), dialect)
    rows = (0..<table.rowCount).filter { !table.isBlank($0) }.map { row in
      (0..<table.width(row)).map { table.text(row: row, column: $0) }
    }
  }
}
