import Testing

@testable import FathomData

@Suite struct CSVOpenQuoteTests {
  /// A table of 60 rows of four cells, with other lines in the place of some.
  private func text(_ others: [Int: String] = [:], _ lineBreak: String = "\n") -> String {
    (["id,site,k,y"] + (0..<60).map { others[$0] ?? "\($0),s\($0 % 7),0.\($0),1.\($0)" })
      .joined(separator: lineBreak) + lineBreak
  }

  private func lines(_ table: ReadTable) -> [Int?] { table.rejections.map(\.line) }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `a quote that never closes costs its own line`(_ lineBreak: String) throws {
    let table = try ReadTable(text([20: "20,\"s6,0.1,1.1"], lineBreak))
    #expect(table.schema.rows == 60)
    #expect(table.rowNumbers.count == 59)
    #expect(table.rejections == [Rejection(reason: .unclosedQuote, line: 22, column: 2)])
  }

  @Test func `the next quote of the file does not close it`() throws {
    for other in ["40,\"s, 5\",0.1,1.1", "40,\"s\"\"5\",0.1,1.1", "\"40\",s5,0.1,1.1"] {
      let table = try ReadTable(text([20: "20,\"s6,0.1,1.1", 40: other]))
      #expect(lines(table) == [22], "\(other)")
      #expect(table.rowNumbers.count == 59, "\(other)")
    }
  }

  @Test func `a mark for inches does not close another`() throws {
    let table = try ReadTable(text([20: "20,\"12 inch,0.1,1.1", 40: "40,12\",0.1,1.1"]))
    #expect(lines(table) == [22])
    #expect(table.schema.rows == 60)
  }

  @Test func `cells of several lines stay what they are`() throws {
    let cells = [
      "a text, with\nline, breaks\n\nand \"\"quotes\"\"", "one\ntwo", "\n\n\n", "a,b,c\nd,e",
      "12 High St, Springfield\nOregon, USA",
    ]
    for cell in cells {
      let table = try ReadTable(text([20: "20,\"\(cell)\",0.1,1.1"]))
      #expect(table.rejections.isEmpty, "\(cell)")
      #expect(table.rowNumbers.count == 60, "\(cell)")
    }
  }

  @Test func `both kinds stand in one table`() throws {
    let table = try ReadTable(
      text([10: "10,\"a\nb\",0.1,1", 20: "20,\"open,0.1,1.1", 30: "30,\"c\nd, e\",0.1,1"]))
    #expect(lines(table) == [23])
    #expect(table.rowNumbers.count == 59)
  }

  @Test func `text behind a closing quote is a part of the cell`() throws {
    let table = try ReadTable("a,b\n\"x\"y,1\n\"x\"z,2\n")
    #expect(table.labels("a") == ["xy", "xz"])
    #expect(table.numbers("b") == [1, 2])
  }

  @Test func `neither threads nor blocks change what is rejected`() throws {
    var random = SplitMix(11)
    for _ in 0..<60 {
      var others = [Int: String]()
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let row = Int.random(in: 0..<60, using: &random)
        others[row] =
          [
            "\(row),\"open,1,2", "\(row),\"a\nb\",1,2", "\(row),5\",1,2", "\(row),\"\",1,2",
            "\"\(row),x,1,2", "\(row),\"a\"b,1,2",
          ][Int.random(in: 0..<6, using: &random)]
      }
      let written = text(others)
      let whole = try ReadTable(written)
      #expect(whole.schema.rows == whole.rowNumbers.count + whole.rejections.count)
      for size in [7, 64, 300] {
        var options = TableOptions()
        options.blockSize = size
        let table = try ReadTable(written, options, threads: 3)
        #expect(table.rowNumbers == whole.rowNumbers, "\(written)")
        #expect(table.rejections == whole.rejections, "\(written)")
      }
    }
  }

  // MARK: What is lost

  @Test func `rows that are lost are sampled beside rows that are used, with their leading cells`()
    throws
  {
    let table = try ReadTable(text([3: "3,s,1", 9: "9,\"s,0.1,1.1"]))
    let rows = try #require(table.schema.lostRows)
    #expect(rows.lost.map(\.line).sorted() == [4, 10])
    #expect(rows.used.count == 58)
    let short = try #require(rows.lost.first { $0.line == 4 })
    #expect(short.cells.count == 3)
    #expect(short.cells[0] == .number(3) && short.cells[2] == .number(1))
    #expect(try ReadTable(text()).schema.lostRows == nil)
  }

  @Test func `the samples are bounded, and the same at any number of threads`() throws {
    let short = Dictionary(
      uniqueKeysWithValues: (0..<60).filter { $0 % 2 == 0 }.map { ($0, "1,2") })
    let written = text(short) + String(repeating: "1,s,1,1\n1,2\n", count: 2_000)
    var options = TableOptions()
    options.blockSize = 512
    let one = try #require(try ReadTable(written, options, threads: 1).schema.lostRows)
    let three = try #require(try ReadTable(written, options, threads: 3).schema.lostRows)
    #expect(one.lost.count == 500 && one.used.count == 500)
    #expect(one.lost.map(\.line) == three.lost.map(\.line))
    #expect(one.used.map(\.line) == three.used.map(\.line))
  }
}
