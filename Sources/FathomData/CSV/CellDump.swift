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
