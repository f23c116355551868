import Testing

@testable import FathomData

@Suite struct CSVDialectTests {
  private func dialect(_ text: String, isWhole: Bool = true) -> CSVDialect {
    CSVDialect(detectingIn: Array(text.utf8), isWhole: isWhole)
  }

  private func delimiter(_ text: String) -> String {
    String(decoding: [dialect(text).delimiter], as: UTF8.self)
  }

  @Test(arguments: [",", ";", "\t", "|"])
  func `each delimiter is found`(_ mark: String) {
    #expect(delimiter("a\(mark)b\n1\(mark)2\n3\(mark)4\n") == mark)
    #expect(delimiter("\"a\"\(mark)\"b\"\n\"1\"\(mark)2\n") == mark)
    #expect(delimiter("1\(mark)2\r3\(mark)4") == mark)
  }

  @Test func `other delimiters inside cells do not mislead`() {
    #expect(delimiter("name;note\na;x, y\nb;x\nc;x, y, z\n") == ";")
    #expect(delimiter("a,b\n\"x;y;z\",1\n\"x;y;z\",2\n") == ",")
    #expect(delimiter("a\tb\n1,000\t2,000\n3,000\t4,000\n") == "\t")
  }

  @Test func `one column of text with commas is one column`() throws {
    #expect(delimiter("text\nHello, world\nGood, bye\n") == ",")
    let table = try ReadTable("size;kind\n1,5;a\n2,5;b\n")
    #expect(table.names == ["size", "kind"])
  }

  @Test func `decimal commas without a header do not look like delimiters`() {
    let found = dialect("1,5;2,5\n3,5;4,5\n")
    #expect(found.delimiter == UInt8(ascii: ";"))
    #expect(found.decimalMark == UInt8(ascii: ","))
    #expect(!found.hasHeader)
  }

  @Test func `a decimal comma needs cells that only it explains`() {
    #expect(dialect("a;b\n1,5;2\n").decimalMark == UInt8(ascii: ","))
    #expect(dialect("a;b\n1.5;2\n").decimalMark == UInt8(ascii: "."))
    #expect(dialect("a;b\n1.5;2,5\n").decimalMark == UInt8(ascii: "."))
    #expect(dialect("a;b\n1;2\n").decimalMark == UInt8(ascii: "."))
    #expect(dialect("a,b\n\"1,5\",2\n").decimalMark == UInt8(ascii: "."))
  }

  @Test func `decimal commas are read`() throws {
    let table = try ReadTable("a;b\n1,5;-0,25\n2;1e1\n", TableOptions())
    #expect(table.numbers("a") == [1.5, 2])
    #expect(table.numbers("b") == [-0.25, 10])
    #expect(
      table.dataset.notes == [
        "Cells are separated by semicolons.", "Decimals are written with a comma.",
      ])
  }

  @Test func `a first row of numbers is data`() throws {
    let table = try ReadTable("1,2.5\n3,4.5\n")
    #expect(table.names == ["column1", "column2"])
    #expect(table.numbers("column1") == [1, 3])
    #expect(table.dataset.notes.count == 1)
    #expect(try ReadTable("\n\n1,2\n3,4\n").names == ["column1", "column2"])
  }

  @Test func `a first row with one word is a header`() throws {
    #expect(try ReadTable("1,b\n3,4\n").names == ["1", "b"])
    #expect(try ReadTable("1,\n3,4\n").names == ["1", "column2"])
  }

  @Test func `what the user says about the header wins`() throws {
    let withHeader = try ReadTable("1,2\n3,4\n", TableOptions(hasHeader: true))
    #expect(withHeader.names == ["1", "2"])
    #expect(withHeader.numbers("1") == [3])
    let without = try ReadTable("a,2\nb,4\nc,4\n", TableOptions(hasHeader: false))
    #expect(without.names == ["column1", "column2"])
    #expect(without.labels("column1") == ["a", "b", "c"])
    #expect(without.dataset.notes.isEmpty)
  }

  @Test func `what the user says about the delimiter wins, and the rest follows from it`() throws {
    let options = TableOptions(delimiter: UInt8(ascii: ";"))
    let table = try ReadTable("a,b;c,d;e\n1,5;2,5;7\n3,5;4,5;8\n", options)
    #expect(table.names == ["a,b", "c,d", "e"])
    #expect(table.numbers("a,b") == [1.5, 3.5])
    let colons = try ReadTable("1:2\n3:4\n", TableOptions(delimiter: UInt8(ascii: ":")))
    #expect(colons.numbers("column2") == [2, 4])
  }

  @Test(arguments: ["\"", "\n", "\r"])
  func `a quote or a line break cannot be the delimiter`(_ mark: String) throws {
    #expect(throws: DataError.invalidOption("the delimiter cannot be a quote or a line break")) {
      try ReadTable("a,b\n1,2\n", TableOptions(delimiter: mark.utf8.first))
    }
  }

  @Test func `a header longer than the sample does not hide the delimiter`() throws {
    let names = (0..<9000).map { "wavelength\($0)" }
    let row = (0..<9000).map { "\($0 % 7),5" }
    let text = ([names, row, row].map { $0.joined(separator: ";") }).joined(separator: "\n")
    #expect(text.utf8.count > CSVSource.sampleSize)
    #expect(names.joined(separator: ";").utf8.count > CSVSource.sampleSize)
    let table = try ReadTable(text, TableOptions(layout: .sequence))
    #expect(table.names == names)
    #expect(table.numbers("wavelength6") == [6.5, 6.5])
  }

  @Test func `a sample that ends inside a row is judged by its whole rows`() {
    let found = dialect("a;b\n1,5;2\n3;4\n1,2,3,4,5", isWhole: false)
    #expect(found.delimiter == UInt8(ascii: ";"))
    #expect(found.decimalMark == UInt8(ascii: ","))
  }
}
