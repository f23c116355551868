import Testing

@testable import FathomData

/// The cells of all rows that are not blank.
private func cells(_ text: String, delimiter: String = ",") -> [[String]] {
  let table = FieldTable(
    scanning: Array(text.utf8), delimiter: delimiter.utf8.first ?? UInt8(ascii: ","))
  return (0..<table.rowCount).filter { !table.isBlank($0) }.map { row in
    (0..<table.width(row)).map { table.text(row: row, column: $0) }
  }
}

private func lines(_ text: String) -> [Int] {
  FieldTable(scanning: Array(text.utf8), delimiter: UInt8(ascii: ",")).rowLines
}

@Suite struct CSVFieldTableTests {
  @Test func `a quoted cell loses its quotes`() {
    #expect(cells(#""a","b c",d"#) == [["a", "b c", "d"]])
  }

  @Test func `a doubled quote is one quote`() {
    #expect(cells(#""say ""hi""","""","""""""#) == [["say \"hi\"", "\"", "\"\""]])
  }

  @Test func `a quoted line break stays in its cell`() {
    #expect(
      cells("a,\"x\ny\"\nb,\"x\r\ny\"\nc,\"x\ry\"\n") == [
        ["a", "x\ny"], ["b", "x\r\ny"], ["c", "x\ry"],
      ])
  }

  @Test func `a quoted delimiter stays in its cell`() {
    #expect(cells("\"a,b\",c\n,\",\",\n") == [["a,b", "c"], ["", ",", ""]])
  }

  @Test func `a quote inside an unquoted cell is a character`() {
    #expect(cells("5\"6,a\"b\"\n7\" pipe,x\n") == [["5\"6", "a\"b\""], ["7\" pipe", "x"]])
    #expect(cells(" \"a,b\"\n") == [["\"a", "b\""]])
  }

  @Test func `text after a closing quote belongs to the cell`() {
    #expect(cells(#""a"b,"c"d"e",f"#) == [["ab", "cd\"e\"", "f"]])
    #expect(cells(#""" x,"a""b"c"#) == [["x", "a\"bc"]])
  }

  @Test func `blanks after a closing quote are not content`() {
    #expect(cells("\"a\" ,\"b\"\t,\"c\"\n") == [["a", "b", "c"]])
  }

  @Test func `every kind of line break ends a row`() {
    let expected = [["a", "b"], ["1", "2"], ["3", "4"]]
    #expect(cells("a,b\n1,2\n3,4\n") == expected)
    #expect(cells("a,b\r\n1,2\r\n3,4\r\n") == expected)
    #expect(cells("a,b\r1,2\r3,4\r") == expected)
    #expect(cells("a,b\r\n1,2\r3,4\n") == expected)
    #expect(cells("\"a\",b\r\n1,\"2\"\r\"3\",\"4\"\n") == expected)
  }

  @Test func `the last row needs no line break`() {
    #expect(cells("a,b\n1,2") == [["a", "b"], ["1", "2"]])
    #expect(cells("a,b\n1,\"2\"") == [["a", "b"], ["1", "2"]])
  }

  @Test(arguments: ["a,b,\n1,2,\n", "a,b,\n1,2,", "a,\"b\",\r\n1,\"2\",", "\"a\",b,\n1,\"2\",\r"])
  func `an empty last cell is a cell`(_ text: String) {
    #expect(cells(text) == [["a", "b", ""], ["1", "2", ""]])
  }

  @Test func `an empty quoted last cell is a cell`() {
    #expect(cells("a,\"\"\n1,\"\"") == [["a", ""], ["1", ""]])
  }

  @Test func `blank lines are no rows, wherever they are`() {
    #expect(cells("\n\na\n\r\n1\n\n  \n2\n\n") == [["a"], ["1"], ["2"]])
    #expect(cells("\n\"a\"\n\n1\n \t\n2\n\n") == [["a"], ["1"], ["2"]])
  }

  @Test func `an empty quoted cell is a row`() {
    #expect(cells("a\n\"\"\n\" \"\nb\n") == [["a"], [""], [""], ["b"]])
  }

  @Test func `blanks around a cell are taken off, inside they stay`() {
    #expect(cells(" a b ,\tc\t,  \n") == [["a b", "c", ""]])
    #expect(cells("\" a b \",\" \"\n") == [["a b", ""]])
  }

  @Test func `rows know their lines behind quoted line breaks`() {
    #expect(lines("a,b\n1,\"x\ny\r\nz\rw\"\n2,3\n\n4,5\n") == [0, 1, 5, 6, 7])
    #expect(lines("a\r\nb\rc\nd") == [0, 1, 2, 3])
  }

  @Test func `an open quote is found with its line`() {
    let table = FieldTable(
      scanning: Array("a,b\n\"x\ny\",1\n2,\"never\n3,4\n".utf8), delimiter: UInt8(ascii: ","))
    #expect(table.openQuoteLine == 3)
    #expect(table.rowCount == 3)
    #expect(table.width(2) == 2)
  }

  @Test func `a beginning of a file keeps whole rows only`() {
    for text in ["a,b\n1,2\n3,4", "a,b\n1,2\n3,", "a,b\n\"1\",2\n\"3", "a,b\n\"1\",2\n3,\"4\""] {
      let table = FieldTable(
        scanning: Array(text.utf8), delimiter: UInt8(ascii: ","), keepLastPartialRow: false)
      #expect(table.rowCount == 2)
      #expect(table.cellCount == 4)
    }
  }

  @Test func `random bytes are read as Python reads them`() {
    var random = SplitMix(1)
    let alphabet = Array("a1,;\"\"\n\r .".utf8)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      let table = FieldTable(scanning: bytes, delimiter: UInt8(ascii: ","))
      let expected = CSVReferenceScanner.rows(bytes)
      let written = String(decoding: bytes, as: UTF8.self).debugDescription
      #expect(rows(of: table) == expected.map(\.trimmed), "\(written)")
      #expect(table.rowLines == expected.map(\.line), "\(written)")
      #expect((0..<table.rowCount).map(table.isBlank) == expected.map(\.isBlank), "\(written)")
    }
  }

  @Test func `the scanners with and without quotes agree`() {
    var random = SplitMix(2)
    let alphabet = Array("ab1,,;\n\r .".utf8)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      let plain = FieldTable(scanning: bytes, delimiter: UInt8(ascii: ","))
      // One quoted row in front sends the same bytes to the other scanner.
      let quoted = FieldTable(
        scanning: Array("\"q\"\n".utf8) + bytes, delimiter: UInt8(ascii: ","))
      let written = String(decoding: bytes, as: UTF8.self).debugDescription
      #expect(rows(of: plain) == Array(rows(of: quoted).dropFirst()), "\(written)")
      #expect(plain.rowLines == quoted.rowLines.dropFirst().map { $0 - 1 }, "\(written)")
      #expect(plain.lineCount == quoted.lineCount - 1, "\(written)")
    }
  }

  private func rows(of table: FieldTable) -> [[String]] {
    (0..<table.rowCount).map { row in
      (0..<table.width(row)).map { table.text(row: row, column: $0) }
    }
  }
}
