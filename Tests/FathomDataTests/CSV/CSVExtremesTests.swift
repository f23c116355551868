import Testing

@testable import FathomData

/// Files that are too large to be kept, and positions that matter to a scanner of whole words.
@Suite struct CSVExtremesTests {
  private func cells(_ text: String) -> [[String]] {
    CellDump(Array(text.utf8), delimiter: UInt8(ascii: ",")).rows
  }

  /// The numbers of the last column of a file of two columns.
  private func last(_ text: String, threads: Int = 1) throws -> [Double?] {
    let table = try ReadTable(
      text, TableOptions(format: TextFormat(delimiter: UInt8(ascii: ","), hasHeader: true)),
      threads: threads)
    return table.numbers(table.names.last ?? "")
  }

  @Test(arguments: ["\r\n", "\n", "\r"])
  func `a line break may lie anywhere`(_ lineBreak: String) {
    for offset in 0..<140 {
      let name = String(repeating: "n", count: offset)
      let quoted = "\"x\(lineBreak)\"\"y\""
      let text = ["\(name),b", "1,2", "", "\(quoted),\(quoted)"].joined(separator: lineBreak)
      let content = "x\(lineBreak)\"y"
      #expect(
        scalars(cells(text)) == scalars([[name, "b"], ["1", "2"], [content, content]]), "\(offset)")
      #expect(scalars(cells(text + lineBreak)) == scalars(cells(text)), "\(offset)")
    }
  }

  @Test func `a delimiter or a quote may lie anywhere`() {
    for offset in 0..<140 {
      let name = String(repeating: "n", count: offset)
      #expect(cells("\(name),,\",\"\"\",\n") == [[name, "", ",\"", ""]], "\(offset)")
      #expect(cells("\"\(name)\",\"\"\n") == [[name, ""]], "\(offset)")
      #expect(cells("\(name),x") == [[name, "x"]], "\(offset)")
      #expect(cells("\(name),") == [[name, ""]], "\(offset)")
    }
  }

  @Test(arguments: -2...2)
  func `a CRLF may lie across the border of two blocks`(_ offset: Int) throws {
    for cell in ["xyz", "\"x\r\nz\"", "\"\"\"\""] {
      // The first byte of the second row's line break is the last one of the block.
      let head = "a,b\r\n"
      let tail = ",2"
      let room = (1 << 20) - 1 - offset - head.utf8.count - tail.utf8.count - cell.utf8.count - 1
      let filler = String(repeating: String(repeating: "x", count: 8190) + "\r\n", count: 100)
      let rest = String(repeating: "y", count: room - filler.utf8.count - 3) + ",1\n"
      let text = head + filler + rest + cell + tail + "\r\n5,6\r\n7,8"
      #expect(Array(text.utf8)[(1 << 20) - 2 - offset] == 0x0D)
      #expect(try last(text, threads: 2) == [1, 2, 6, 8])
    }
  }

  @Test func `a cell of a megabyte is read`() throws {
    let long = String(repeating: "a \"long\" cell,\r\n", count: 70_000)
    let text = "a,b\n1,2\n\"\(long.replacing("\"", with: "\"\""))\",4\n5,6\n"
    #expect(text.utf8.count > 1 << 20)
    #expect(cells(text)[2] == [String(long), "4"])
    #expect(try last(text, threads: 3) == [2, 4, 6])
  }

  @Test func `five thousand columns are read`() throws {
    let names = (0..<5000).map { "c\($0)" }
    let rows = (0..<3).map { row in (0..<5000).map { "\($0 + row)" } }
    let text = ([names] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n")
    let table = try ReadTable(text)
    #expect(table.names == names)
    #expect(table.numbers("c4999") == [4999, 5000, 5001])
  }

  @Test func `names of a hundred kilobytes are kept whole and made unique`() throws {
    let name = String(repeating: "name ", count: 20_000) + "end"
    let table = try ReadTable("\(name),\(name)\n1,2\n3,4\n")
    #expect(table.names == [name, name + ".2"])
    #expect(table.numbers(name + ".2") == [2, 4])
  }

  @Test func `blank lines may fill the first block`() throws {
    let text = String(repeating: "\n", count: 1 << 20) + "a,b\n1,2\n3,4\n"
    #expect(try last(text) == [2, 4])
  }

  @Test func `a blank line and a header alone are no empty file`() throws {
    try withCSV("\na,b") { path in
      _ = #expect(throws: DataError.noRows(path: path)) { try CSVSource(path: path) }
    }
  }

  @Test func `words that differ in bytes that are not UTF-8 are different levels`() throws {
    let words: [[UInt8]] = [[0xE9], [0xE8], [0x78]]
    let body = (0..<12).flatMap { words[$0 % 3] + Array(",\($0)\n".utf8) }
    try withCSV(Array("a,b\n".utf8) + body) { path in
      let table = try ReadTable(path: path, TableOptions(format: TextFormat(encoding: .utf8)))
      #expect(table.seen("a")?.distinct == 3)
      #expect(table.column("a")?.levels == ["\\xE8", "\\xE9", "x"])
    }
  }

  @Test func `words in two compositions are as many levels as values`() throws {
    let body = (0..<12).map { "\(["\u{E9}", "e\u{301}", "x"][$0 % 3]),\($0)\n" }.joined()
    let table = try ReadTable("a,b\n" + body)
    #expect(table.seen("a")?.distinct == 2)
    // The label is the first spelling by its scalars, whichever row came first.
    #expect(scalars([table.column("a")?.levels ?? []]) == scalars([["e\u{301}", "x"]]))
    #expect(table.labels("a").prefix(3) == ["\u{E9}", "\u{E9}", "x"])
  }
}
