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
    #expect(dialect("a,b\n\"1,5\",2\n").decimalMark == UInt8(ascii: ","))
    #expect(dialect("a,b\n\"0,478\",2\n").decimalMark == UInt8(ascii: ","))
    #expect(dialect("a,b\n\"1,234\",2\n").decimalMark == UInt8(ascii: "."))
    #expect(dialect("a,b\n\"1,5\",2.5\n").decimalMark == UInt8(ascii: "."))
  }

  @Test func `decimal commas are read`() throws {
    let table = try ReadTable("a;b\n1,5;-0,25\n2;1e1\n", TableOptions())
    #expect(table.numbers("a") == [1.5, 2])
    #expect(table.numbers("b") == [-0.25, 10])
    #expect(
      table.schema.notes == [
        "Cells are separated by semicolons.", "Decimals are written with a comma.",
      ])
  }

  @Test func `a first row of numbers is data`() throws {
    let table = try ReadTable("1,2.5\n3,4.5\n")
    #expect(table.names == ["column1", "column2"])
    #expect(table.numbers("column1") == [1, 3])
    #expect(table.schema.notes.count == 1)
    #expect(try ReadTable("\n\n1,2\n3,4\n").names == ["column1", "column2"])
  }

  @Test func `a first row with one word is a header`() throws {
    #expect(try ReadTable("1,b\n3,4\n").names == ["1", "b"])
    #expect(try ReadTable("1,\n3,4\n").names == ["1", "column2"])
  }

  @Test func `what the user says about the header wins`() throws {
    let withHeader = try ReadTable("1,2\n3,4\n", TableOptions(format: TextFormat(hasHeader: true)))
    #expect(withHeader.names == ["1", "2"])
    #expect(withHeader.numbers("1") == [3])
    let without = try ReadTable(
      "a,2\nb,4\nc,4\n", TableOptions(format: TextFormat(hasHeader: false)))
    #expect(without.names == ["column1", "column2"])
    #expect(without.labels("column1") == ["a", "b", "c"])
    #expect(without.schema.notes.isEmpty)
  }

  @Test func `what the user says about the delimiter wins, and the rest follows from it`() throws {
    let options = TableOptions(format: TextFormat(delimiter: UInt8(ascii: ";")))
    let table = try ReadTable("a,b;c,d;e\n1,5;2,5;7\n3,5;4,5;8\n", options)
    #expect(table.names == ["a,b", "c,d", "e"])
    #expect(table.numbers("a,b") == [1.5, 3.5])
    let colons = try ReadTable(
      "1:2\n3:4\n", TableOptions(format: TextFormat(delimiter: UInt8(ascii: ":"))))
    #expect(colons.numbers("column2") == [2, 4])
  }

  @Test(arguments: ["\"", "\n", "\r"])
  func `a quote or a line break cannot be the delimiter`(_ mark: String) throws {
    #expect(throws: DataError.invalidOption("the delimiter cannot be a quote or a line break")) {
      try ReadTable("a,b\n1,2\n", TableOptions(format: TextFormat(delimiter: mark.utf8.first)))
    }
  }

  @Test func `a header longer than the sample does not hide the delimiter`() throws {
    let names = (0..<9000).map { "wavelength\($0)" }
    let row = (0..<9000).map { "\($0 % 7),5" }
    let text = ([names, row, row].map { $0.joined(separator: ";") }).joined(separator: "\n")
    #expect(text.utf8.count > CSVFile.sampleSize)
    #expect(names.joined(separator: ";").utf8.count > CSVFile.sampleSize)
    let table = try ReadTable(text, TableOptions(roles: ColumnRoles(layout: .sequence)))
    #expect(table.names == names)
    #expect(table.numbers("wavelength6") == [6.5, 6.5])
  }

  // MARK: Blanks, escapes, comments, groups of digits

  @Test func `blanks are delimiters of numbers in columns, not of prose`() {
    #expect(delimiter("a b\n1 2\n3 4\n") == " ")
    // Fortran and R put blanks before the first cell.
    #expect(delimiter("   a   b\n   1   2.5\n  10  -3\n") == " ")
    #expect(delimiter("a\t  b\n1 \t 2\n3\t4\n") == "\t")
    #expect(delimiter("text\nHello you\nGood bye\n") == ",")
    #expect(delimiter("a b\n1 2\n3 4 5\n") == ",")
    #expect(delimiter("first name,x\n1 2,3\n") == ",")
  }

  @Test func `blanks separate a number, a date and a word`() throws {
    let rows = (0..<30).map { "\($0).5 2020-01-\($0 % 20 + 10) \(["red", "blue"][$0 % 2])" }
    let table = try ReadTable((["load stage colour"] + rows).joined(separator: "\n"))
    #expect(table.names == ["load", "stage", "colour"])
    #expect(table.schema.columns.map(\.type) == [.double, .date, .categorical])
    #expect(delimiter("full name\nAnna Smith\nBob Jones\nCy Rome\n") == ",")
  }

  @Test func `columns that are aligned by blanks may hold single blanks`() throws {
    let rows = (0..<12).map { "red wine \($0 % 2)     \($0).5   \($0 % 3)" }
    let table = try ReadTable((["the kind      a       b"] + rows).joined(separator: "\n"))
    #expect(table.names == ["the kind", "a", "b"])
    #expect(table.numbers("b").count == 12)
  }

  @Test(arguments: ["^", "~", ":", "\u{1}", "\u{1F}", "||", "::"])
  func `delimiters of exports are found`(_ mark: String) throws {
    let rows = (0..<12).map { ["red wine", "\($0).5", "\($0 % 3)"].joined(separator: mark) }
    let text = ([["kind", "a", "b"].joined(separator: mark)] + rows).joined(separator: "\n")
    let table = try ReadTable(text)
    #expect(table.names == ["kind", "a", "b"])
    #expect(table.numbers("a").last == 11.5)
    #expect(table.schema.notes.count == 1)
  }

  @Test func `times, addresses and pairs of words are one column`() {
    for text in ["time\n12:30\n12:31\n", "url\nhttp://a.b\nhttp://c.d\n", "x\na: b\nc: d\n"] {
      #expect(delimiter(text) == ",", "\(text)")
    }
  }

  @Test func `single quotes quote where all of them close`() throws {
    let quoted = try ReadTable("'a, b','c'\n'x, y',1\n'it''s, z',2\n")
    #expect(quoted.names == ["a, b", "c"])
    #expect(quoted.labels("a, b") == ["x, y", "it's, z"])
    #expect(quoted.schema.notes == ["Cells are quoted with single quotes."])
    for text in ["a,b\n'x,y'\n'x','y'\n", "a,b\n't Hooft,1\n't Veld,2\n", "a,b\n'x,1\ny',2\n"] {
      #expect(dialect(text).quoteByte == CSVDialect.quote, "\(text)")
    }
  }

  @Test func `every chunk of columns between blanks may begin with blanks`() throws {
    let row = "   1   2.5 \n"
    let count = 2 * ChunkPlan.blockSize / row.utf8.count + 10
    let table = try ReadTable("  a   b\n" + String(repeating: row, count: count), threads: 2)
    #expect(table.batches.count >= 2)
    #expect(table.rejections.isEmpty)
    #expect(table.numbers("b") == Array(repeating: 2.5, count: count))
  }

  @Test func `a backslash escapes when quotes inside of quoted cells show it`() throws {
    #expect(dialect(#"a,b\#n"say \"hi\"",1\#n"#).escape == CSVDialect.backslash)
    #expect(dialect(#"a,b\#n"\"hi\" he said",1\#n"#).escape == CSVDialect.backslash)
    for text in [
      #""C:\",1\#n"D:\","E:\"\#n"#, #"\"x,1\#ny\",2\#n"#, #""a ""b"" c\",1\#n"#, #"x\y,"1"\#n"#,
      #"5" pipe,"a\"b"\#n"#,
    ] {
      #expect(dialect("a,b\n" + text).escape == nil, "\(text)")
    }
    let table = try ReadTable(#"a,b\#n"say \"hi, you\"",1\#nx,2\#n"#)
    #expect(table.numbers("b") == [1, 2])
    #expect(
      table.schema.notes == ["Quotes inside of cells are written with a backslash before them."])
  }

  @Test func `lines after an escaped line break are counted`() throws {
    let options = TableOptions(format: TextFormat(escape: CSVDialect.backslash))
    for text in ["a,b\nx\\\ny,1\nz\n", "a,b\n\"x\\\ny\",1\nz\n", "a,b\nx\\\r\ny,1\nz\n"] {
      let table = try ReadTable(text, options)
      #expect(table.rowNumbers == [1], "\(text)")
      #expect(
        table.rejections == [Rejection(reason: .tooFewFields, line: 4, column: 2)], "\(text)")
    }
  }

  @Test func `lines of comment are found above the header`() {
    #expect(dialect("# made by hand\na,b\n1,2\n").comment == CSVDialect.hash)
    #expect(dialect("# made, by\n# hand\na,b\n1,2\n").comment == CSVDialect.hash)
    #expect(dialect("#a,b,c\na,b\n1,2\n").comment == CSVDialect.hash)
  }

  @Test func `a name or a cell that starts with a hash is no comment`() throws {
    for text in ["#id,name\n1,x\n", "a,b\n#1,2\n#3,4\n", "#id\tx\n1\t2\n"] {
      #expect(dialect(text).comment == nil, "\(text)")
    }
    #expect(try ReadTable("#id,x\n1,2\n2,4\n").names == ["#id", "x"])
  }

  @Test func `groups of digits are found where most cells with the mark need it`() {
    func marks(_ text: String) -> String {
      let found = dialect(text)
      return String(
        decoding: [found.decimalMark] + [found.groupMark].compactMap { $0 }, as: UTF8.self)
    }
    #expect(marks("a,b\n\"1,234\",2\n") == ".,")
    #expect(marks("a;b\n1,234.5;2\n") == ".,")
    #expect(marks("a;b\n1.234,5;2\n") == ",.")
    #expect(marks("a;b\n1'234;2\n") == ".'")
    // Two groups cannot be decimals; one may be, and then it is.
    #expect(marks("a;b\n1,234;2\n1,234,567;2\n") == ".,")
    #expect(marks("a;b\n1.234.567;2\n") == ",.")
    #expect(marks("a;b\n1,234;2\n") == ",")
    #expect(marks("a;b\n1.234;2\n") == ".")
    #expect(marks("a;b\n12,34,567;2\n1234,567.5;3\n") == ".")
    #expect(marks("a;b\n\"1,234.5\";x, y\n2;x, z\n3;v, w\n") == ".")
    #expect(marks("a;b\n10.0.0.1;192.168.1.12\n") == ".")
  }

  @Test func `none can be told for what would be detected`() {
    let texts = ["# x\na,b\n1,2\n", #"a,b\#n"x\"y",1\#n"#, "a;b\n1'234;2\n"]
    for text in texts {
      let options = TableOptions(
        format: TextFormat(quote: 0, escape: 0, comment: 0, thousandsMark: 0))
      let found = CSVDialect(detectingIn: Array(text.utf8), isWhole: true, told: options.format)
      #expect(found.comment == nil)
      #expect(found.escape == nil)
      #expect(found.groupMark == nil)
      #expect(found.quoteByte == nil)
    }
  }

  @Test func `the line of a spreadsheet names the delimiter`() throws {
    for text in ["sep=;\na;b\n1;2\n", "sep=;\r\na;b\r\n1;2\r\n", "\u{FEFF}sep=;\ra;b\r1;2\r"] {
      let table = try ReadTable(text)
      #expect(table.names == ["a", "b"])
      #expect(table.rowNumbers == [2])
    }
    #expect(try ReadTable("sep=:\na:b,c\n1:2\n").names == ["a", "b,c"])
    #expect(try ReadTable("sep=,b\n1,2\n").names == ["sep=", "b"])
    #expect(try ReadTable("sep=\n\n1\n2\n").names == ["sep="])
  }

  @Test func `a sample that ends inside a row is judged by its whole rows`() {
    let found = dialect("a;b\n1,5;2\n3;4\n1,2,3,4,5", isWhole: false)
    #expect(found.delimiter == UInt8(ascii: ";"))
    #expect(found.decimalMark == UInt8(ascii: ","))
  }
}
