import Foundation
import Testing

@testable import FathomData

@Suite struct CSVSourceTests {
  @Test func `wine is read`() throws {
    let table = try ReadTable(
      path: fixture("wine.csv"), TableOptions(roles: ColumnRoles(target: "cultivar")))
    #expect(table.schema.columns.count == 14)
    #expect(table.rowNumbers == Array(1...178))
    #expect(table.numbers("alcohol").prefix(2) == [14.23, 13.2])
    #expect(table.schema.task == .classification)
    #expect(table.schema.target?.levels == ["class_0", "class_1", "class_2"])
    #expect(table.labels("cultivar").count { $0 == "class_1" } == 71)
    #expect(table.schema.format == "csv")
    #expect(table.schema.path == fixture("wine.csv"))
    #expect(table.schema.sha256.count == 64)
  }

  @Test func `missing cells of airquality are counted and NaN`() throws {
    let table = try ReadTable(path: fixture("airquality.csv"))
    // R: colSums(is.na(airquality)).
    #expect(table.seen("Ozone")?.missing == 37)
    #expect(table.seen("Solar.R")?.missing == 7)
    #expect(table.seen("Wind")?.missing == 0)
    #expect(table.numbers("Ozone").count { $0 == nil } == 37)
  }

  @Test func `the digest is SHA-256 of all bytes, byte-order mark included`() throws {
    let table = try ReadTable("\u{FEFF}a,b\n1,2\n")
    // sha256sum of the same bytes.
    #expect(
      table.schema.sha256 == "4baf8d035fbc583379d998ac9ed3d18276d308ee43cf945ee88d0c54cca33992")
    #expect(table.names == ["a", "b"])
  }

  @Test func `a byte-order mark before a quoted header is no part of it`() throws {
    #expect(try ReadTable("\u{FEFF}\"a\nb\",c\n1,2\n").names == ["a\nb", "c"])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `the line break changes nothing but the digest`(_ lineBreak: String) throws {
    let rows = ["a,b,c", "1,x,", "2,\"y\",4", "", "3,x,5"]
    for ending in ["", lineBreak] {
      let table = try ReadTable(rows.joined(separator: lineBreak) + ending)
      #expect(table.numbers("a") == [1, 2, 3])
      #expect(table.labels("b") == ["x", "y", "x"])
      #expect(table.numbers("c") == [nil, 4, 5])
      #expect(table.rowNumbers == [1, 2, 4])
      #expect(table.rejections.isEmpty)
    }
  }

  @Test func `a pipe is read like a file`() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("a,b\n1,2\n3,4\n".utf8))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    let table = try ReadTable(path: path)
    #expect(table.numbers("b") == [2, 4])
    #expect(table.schema.path == path)
  }

  @Test func `a file of one column is read`() throws {
    let table = try ReadTable("x\n1\n\"\"\n\n3\n")
    #expect(table.numbers("x") == [1, nil, 3])
    #expect(try ReadTable("x\n7").numbers("x") == [7])
  }

  @Test func `missing words are missing in numbers and in text`() throws {
    let words = CellKind.missingWords.map { $0.description } + ["", " ", "\"\"", "\"NA\" "]
    var text = "n,t\n"
    for word in words { text += "\(word),\(word)\n" }
    text += "1,a\n2,b\n3,a\n"
    // Mostly missing columns are left out unless they are asked for.
    let table = try ReadTable(text, TableOptions(roles: ColumnRoles(include: ["n", "t"])))
    #expect(table.seen("n")?.missing == words.count)
    #expect(table.seen("t")?.missing == words.count)
    #expect(table.numbers("n").compactMap { $0 } == [1, 2, 3])
    #expect(table.labels("t").compactMap { $0 } == ["a", "b", "a"])
  }

  @Test func `words that merely resemble a missing one are text`() throws {
    let table = try ReadTable("t\nna\nNAs\nnone\nN A\n-\n.\nna\n")
    #expect(table.seen("t")?.missing == 0)
  }

  @Test func `infinite numbers count as missing`() throws {
    let table = try ReadTable("a,b\n1,inf\n-inf,inf\n1e999,inf\n2.5,inf\n")
    #expect(table.seen("a")?.missing == 2)
    #expect(table.seen("a")?.distinct == 2)
    #expect(table.column("a")?.type == .double)
    #expect(table.numbers("a") == [1, nil, nil, 2.5])
    #expect(table.column("b")?.type == .empty)
    #expect(table.seen("b")?.missing == 4)
  }

  @Test func `inf among words is a word`() throws {
    let table = try ReadTable("a,b\n1,inf\n2,sup\n3,inf\n4,NA\n")
    #expect(table.column("b")?.levels == ["inf", "sup"])
    #expect(table.seen("b")?.missing == 1)
    #expect(table.labels("b") == ["inf", "sup", "inf", nil])
  }

  @Test func `an infinite cell in a target of classes is missing, not a class`() throws {
    let table = try ReadTable(
      "a,y\n1,0\n2,1\n3,inf\n4,1\n", TableOptions(roles: ColumnRoles(target: "y")))
    #expect(table.schema.target?.levels == ["0", "1"])
    #expect(table.labels("y") == ["0", "1", nil, "1"])
  }

  @Test func `quoted numbers are numbers, with blanks behind the quote too`() throws {
    let table = try ReadTable("a,b\n\"1\",\" 2 \"\n\"3\" ,4\n")
    #expect(table.column("a")?.type == .integer)
    #expect(table.numbers("a") == [1, 3])
    #expect(table.numbers("b") == [2, 4])
  }

  @Test func `a level is one level however it is quoted`() throws {
    let table = try ReadTable("t\nx \"y\"\n\"x \"\"y\"\"\"\n\"x\" \"y\"\nz\nz\n")
    #expect(table.column("t")?.levels == ["x \"y\"", "z"])
    #expect(table.seen("t")?.distinct == 2)
    #expect(table.labels("t") == ["x \"y\"", "x \"y\"", "x \"y\"", "z", "z"])
  }

  @Test func `a number is one level however it is written`() throws {
    let table = try ReadTable(
      "t\n1.0\n1\n-0\n0\nx\n01\n", TableOptions(roles: ColumnRoles(target: "t")))
    #expect(table.schema.target?.levels == ["0", "1", "x"])
    #expect(table.labels("t") == ["1", "1", "0", "0", "x", "1"])
  }

  @Test func `integers beyond 2^53 and long decimals are the nearest doubles`() throws {
    let table = try ReadTable("a\n9007199254740993\n0.1234567890123456789\n-0\n")
    #expect(table.numbers("a") == [9_007_199_254_740_992, 0.12345678901234568, 0])
  }

  @Test func `duplicate and empty names are made unique`() throws {
    let table = try ReadTable("a,,a,a.2,\"\",a, a \n1,2,3,4,5,6,7\n")
    #expect(table.names == ["a", "column2", "a.2", "a.2.2", "column5", "a.3", "a.4"])
    #expect(Set(table.names).count == 7)
  }

  @Test func `a name given to a duplicate never collides with a written one`() throws {
    #expect(try ReadTable("column2,,x\n1,2,3\n").names == ["column2", "column2.2", "x"])
  }

  @Test func `very long names and names with line breaks are kept`() throws {
    let long = String(repeating: "ä", count: 70_000)
    let table = try ReadTable("\(long),\"two\nlines\"\n1,2\n3,4\n")
    #expect(table.names == [long, "two\nlines"])
    #expect(table.numbers("two\nlines") == [2, 4])
  }

  @Test func `invalid UTF-8 does not stop the reading`() throws {
    // One é in UTF-8 says that the file is; the lone byte is damage then.
    let bytes = Array("é,b\n".utf8) + [0xC3, 0x28, 0x2C, 0x31, 0x0A, 0x78, 0x2C, 0x32]
    try withCSV(bytes) { path in
      let table = try ReadTable(path: path)
      #expect(table.labels("é") == ["\\xC3(", "x"])
      #expect(table.numbers("b") == [1, 2])
      #expect(
        table.schema.notes == [
          "1 byte sequence in line 2 is not valid UTF-8; it is read as U+FFFD."
        ])
    }
  }

  // MARK: Subsets

  @Test func `the first rows are those that are asked for`() throws {
    let text = "a,b\n\n" + (0..<5_000).map { "\($0),\"x\ny\"\n" }.joined(separator: "\n")
    for limit in [1, 2, 777, 4_999, 5_000, 9_999] {
      let table = try ReadTable(text, TableOptions(rows: RowSelection(limit: limit)), threads: 2)
      #expect(table.numbers("a") == (0..<min(limit, 5_000)).map(Double.init))
      #expect(table.schema.rows == min(limit, 5_000))
    }
  }

  @Test func `a sample is about as large as asked, and the same with any number of threads`() throws
  {
    var text = "a\n"
    for row in 0..<200_000 { text += "\(row),\n".replacing(",", with: "") }
    let one = try ReadTable(text, TableOptions(rows: RowSelection(sample: 2_000, seed: 7)))
    let count = one.numbers("a").count
    // A binomial number: five standard deviations.
    #expect(abs(count - 2_000) < 225)
    #expect(one.schema.notes == ["Only \(count) rows were read, as asked."])
    let other = try ReadTable(
      text, TableOptions(rows: RowSelection(sample: 2_000, seed: 7)), threads: 3)
    #expect(other.numbers("a") == one.numbers("a"))
    let next = try ReadTable(text, TableOptions(rows: RowSelection(sample: 2_000, seed: 8)))
    #expect(next.numbers("a") != one.numbers("a"))
    let mean = one.numbers("a").compactMap { $0 }.reduce(0, +) / Double(count)
    // The standard error of the mean is 200,000 / √12 / √2,000 = 1,291.
    #expect(abs(mean - 100_000) < 6_500)
  }

  // MARK: Missing values

  @Test func `words and numbers may stand for a missing value`() throws {
    let text = "a,b\n-999,x\n1,n.a.\n-999.0,NA\n,y\n2.5,x\n"
    let table = try ReadTable(
      text, TableOptions(format: TextFormat(missingWords: ["-999", "n.a."])))
    #expect(table.numbers("a") == [nil, 1, nil, nil, 2.5])
    #expect(table.labels("b") == ["x", nil, "NA", "y", "x"])
    #expect(table.seen("a")?.missing == 3)
    #expect(table.seen("a")?.distinct == 2)
    #expect(try ReadTable(text).seen("a")?.missing == 1)
  }

  // MARK: Ragged rows

  @Test func `ragged rows are rejected with their lines`() throws {
    let table = try ReadTable("a,b\n1,2\n3\n4,5\n6,7,8\n\n9,\"x\ny\",1\n10,\"x\r\ny\"\n11\n")
    #expect(
      table.rejections == [
        Rejection(reason: .tooFewFields, line: 3, column: 2),
        Rejection(reason: .tooManyFields, line: 5, column: 3),
        Rejection(reason: .tooManyFields, line: 7, column: 3),
        Rejection(reason: .tooFewFields, line: 11, column: 2),
      ])
    #expect(table.rowNumbers == [1, 3, 8])
    #expect(table.numbers("a") == [1, 4, 10])
  }

  @Test func `rejected rows leave no trace in the schema`() throws {
    let table = try ReadTable("a,b\n1,2\nword\n3,4\n,,\n")
    #expect(table.column("a")?.type == .integer)
    #expect(table.seen("a")?.missing == 0)
    #expect(table.rejections.count == 2)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `lines and rows add up over chunks`(_ lineBreak: String) throws {
    var text = "a,b\(lineBreak)"
    var line = 2
    var expected = [Int]()
    var rows = 0
    let filler = String(repeating: "z", count: 400)
    while text.utf8.count < 5 << 19 {
      if rows % 997 == 5 {
        expected.append(line)
        text += "only one cell\(lineBreak)"
      } else if rows % 50 == 7 {
        text += "1,\"\(filler)\(lineBreak)\(filler)\"\(lineBreak)"
        line += 1
      } else {
        text += "1,\(filler)\(lineBreak)"
      }
      rows += 1
      line += 1
    }
    let table = try ReadTable(text, threads: 2)
    #expect(table.batches.count >= 3)
    #expect(table.rejections.map(\.line) == expected)
    #expect(table.rowNumbers.count + table.rejections.count == rows)
    #expect(Set(table.rowNumbers).count == table.rowNumbers.count)
    #expect(table.rowNumbers.allSatisfy { $0 < line })
    #expect(table.rowNumbers == table.rowNumbers.sorted())
    #expect(table.batches.flatMap(\.rowNumbers) == table.batches.flatMap(\.rowNumbers).sorted())
  }

  // MARK: Where rows stand

  /// The place of each row that is read, by its line.
  private func places(_ text: String, _ options: TableOptions = TableOptions()) throws -> [Int] {
    try withCSV(text) { path in
      let source = try CSVSource(path: path, options: options)
      let numbers = try (0..<source.batchCount).flatMap { try source.batch($0).rowNumbers }
      return try #require(source.schema.rowPlaces).places(ofRows: numbers)
    }
  }

  @Test func `rows count from 0 below the header`() throws {
    let plain = "a,b\n" + (0..<50).map { "\($0),\($0 * 7 % 5)\n" }.joined()
    #expect(try places(plain) == Array(0..<50))
    #expect(try places(String(plain.dropLast())) == Array(0..<50))
  }

  @Test func `rejected rows count, blank lines and lines within a cell do not`() throws {
    let text = "a,b\n\n1,x\n2,\"y\nz\"\n3,x,9\n4,y\n\n\n5,x\n6,y\n7,x\n8,y\n9,x\n"
    #expect(try places(text) == [0, 1, 3, 4, 5, 6, 7, 8])
  }

  @Test func `in small chunks and of chosen rows places are the same`() throws {
    let rows = (0..<400).map { "\($0),\($0 % 9 == 4 ? "\"p\nq\"" : "r")\n" }
    let text = "a,b\n" + rows.joined()
    var options = TableOptions()
    options.blockSize = 300
    #expect(try places(text, options) == Array(0..<400))
    options.rows.limit = 120
    #expect(try places(text, options) == Array(0..<120))
    options.rows.limit = nil
    options.rows.sample = 60
    let chosen = try places(text, options)
    #expect(chosen.count < 400 && chosen == chosen.sorted() && Set(chosen).count == chosen.count)
    try withCSV(text) { path in
      let source = try CSVSource(path: path, options: options)
      let values = try (0..<source.batchCount).flatMap {
        try source.batch($0).columns[0].numbers ?? []
      }
      #expect(chosen.map(Double.init) == values)
    }
  }
}
