import Foundation
import Testing

@testable import FathomData

@Suite struct CSVErrorTests {
  /// The error of opening a file, which must be one.
  private func error(
    _ bytes: [UInt8], _ options: TableOptions = TableOptions()
  ) throws -> (error: DataError?, path: String) {
    try withCSV(bytes) { path in
      do throws(DataError) {
        _ = try CSVSource(path: path, options: options)
        return (nil, path)
      } catch {
        return (error, path)
      }
    }
  }

  private func error(_ text: String) throws -> (error: DataError?, path: String) {
    try error(Array(text.utf8))
  }

  @Test(arguments: ["", "\u{FEFF}", "\n", " \r\n \n", "\u{FEFF}\n\n"])
  func `a file without anything in it is empty`(_ text: String) throws {
    let failure = try error(text)
    #expect(failure.error == .empty(path: failure.path))
  }

  @Test(arguments: ["a,b", "a,b\n", "a,b\r\n\r\n", "\"a\",b\n\n \n", "word"])
  func `a header alone has no rows`(_ text: String) throws {
    let failure = try error(text)
    #expect(failure.error == .noRows(path: failure.path))
  }

  @Test func `rows that are all ragged are an error`() throws {
    let failure = try error("a,b\n1\n2,3,4\n")
    #expect(
      failure.error
        == .allRowsRejected(
          path: failure.path, reasons: "none has the 2 cells of the first row"))
  }

  @Test func `cells that are all missing are an error`() throws {
    for text in ["a,b\n,\nNA,?\n", "a\n\"\"\n", "a,b\ninf,-inf\n"] {
      let failure = try error(text)
      #expect(failure.error == .noValues(path: failure.path))
    }
  }

  @Test func `a missing file is not found`() throws {
    let path = "/nowhere/at all.csv"
    #expect(throws: DataError.notFound(path: path)) { try CSVSource(path: path) }
    #expect(throws: DataError.notFound(path: "")) { try CSVSource(path: "") }
  }

  @Test func `a folder is not a file`() throws {
    let path = FileManager.default.temporaryDirectory.path
    #expect(throws: DataError.unreadable(path: path, reason: "Is a directory")) {
      try CSVSource(path: path)
    }
  }

  @Test func `an unclosed quote is reported with the line where it opens`() throws {
    let failure = try error("a,b\n1,\"x\ny\"\n2,\"open\n3,4\n")
    #expect(failure.error == nil)
    let table = try ReadTable("a,b\n1,\"x\ny\"\n2,\"open\n3,4\n")
    #expect(table.schema.rows == 3)
    #expect(table.rowNumbers == [1, 4])
    #expect(
      table.rejections == [Rejection(reason: .unclosedQuote, line: 4, column: 2)])
    let strict = try error(
      Array("a,b\n1,\"x\ny\"\n2,\"open\n3,4\n".utf8),
      TableOptions(rows: RowSelection(isStrict: true)))
    #expect(
      strict.error
        == .rejectedRow(
          path: strict.path, rejection: Rejection(reason: .unclosedQuote, line: 4, column: 2),
          count: 1))
    let header = try error("a,\"b\n1,2\n")
    #expect(header.error == .unclosedQuote(path: header.path, line: 1, column: 2))
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `an unclosed quote in a later chunk is reported with its line`(
    _ lineBreak: String
  ) throws {
    var lines = ["a,b"]
    for _ in 0..<2100 { lines.append("1,\(String(repeating: "y", count: 1000))") }
    lines[1500] = "1,\"x\(lineBreak)z\""
    lines[1900] = "1,\"never"
    let table = try ReadTable(lines.joined(separator: lineBreak))
    #expect(
      table.rejections == [Rejection(reason: .unclosedQuote, line: 1902, column: 2)])
    #expect(table.schema.rows == 2100)
  }

  @Test func `UTF-16 of one letter is a header without rows`() throws {
    for signature in [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] as [[UInt8]] {
      let failure = try error(signature)
      #expect(failure.error == .noRows(path: failure.path))
    }
  }

  @Test func `a gzip file of which nothing can be unpacked is an error`() throws {
    let failure = try error([0x1F, 0x8B, 0x08, 0x00, 0x00, 0x61])
    guard case .cannotUnpack(failure.path, _) = failure.error else {
      Issue.record("\(failure)")
      return
    }
  }

  @Test func `strict reading refuses what is left out otherwise`() throws {
    let strict = TableOptions(rows: RowSelection(isStrict: true))
    #expect(try error(Array("a,b\n1,2\n3,4\n".utf8), strict).error == nil)
    let ragged = try error(Array("a,b\n1,2\n3\n4,5,6\n".utf8), strict)
    #expect(
      ragged.error
        == .rejectedRow(
          path: ragged.path, rejection: Rejection(reason: .tooFewFields, line: 3, column: 2),
          count: 2))
    let invalid = try error(Array("é,b\n1,2\n3,".utf8) + [0xFF, 0x0A], strict)
    guard case .damagedText(invalid.path, 3, _) = invalid.error else {
      Issue.record("\(invalid)")
      return
    }
  }

  @Test func `NUL bytes are refused`() throws {
    let failure = try error(Array("a,b\n1,2\n".utf8) + [0] + Array("\n3,4\n".utf8))
    #expect(
      failure.error
        == .unsupported(
          path: failure.path, kind: "binary data (it holds NUL bytes)",
          advice: "export it as CSV"))
  }

  @Test func `Parquet and bzip2 are refused, columns named like them are read`() throws {
    let parquet = try error(Array("PAR1".utf8) + [0x15, 0x04, 0x15, 0x00])
    #expect(
      parquet.error
        == .unsupported(path: parquet.path, kind: "a Parquet file", advice: "export it as CSV"))
    #expect(try ReadTable("PAR1,PAR2\n1,2\n").names == ["PAR1", "PAR2"])
    #expect(try ReadTable("BZhour,b\n1,2\n").names == ["BZhour", "b"])
  }

  @Test func `errors say what, where and what to do`() throws {
    let failure = try error("a,b\n1,\"x\n")
    #expect(
      failure.error?.description
        == "\(failure.path):2:2: a quoted cell starts here and its quote never closes; "
        + "close it or double the quotes inside the cell")
  }

  @Test func `random bytes never crash the reader`() throws {
    var random = SplitMix(5)
    let alphabet = Array("a1,;\"\n\r .".utf8)
    var read = 0
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      try withCSV(bytes) { path in
        _ = try? CSVSource(path: path, threads: 2)
        var options = TableOptions()
        options.readsAsWritten = true
        guard let source = try? CSVSource(path: path, options: options, threads: 2) else { return }
        read += 1
        let table = try ReadTable(source)
        let rows = CSVReferenceScanner.rows(bytes, delimiter: delimiter(of: table.schema))
          .count { !$0.isBlank }
        let header = table.names.first == "column1" ? 0...1 : 1...1
        #expect(
          header.contains(rows - table.rowNumbers.count - table.rejections.count),
          "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        for batch in table.batches {
          for numbers in batch.columns.compactMap(\.numbers) {
            #expect(numbers.count == batch.rowCount)
          }
          for case .codes(let codes) in batch.columns { #expect(codes.count == batch.rowCount) }
        }
      }
    }
    #expect(read > 30)
  }

  private func delimiter(of schema: Schema) -> UInt8 {
    schema.notes.contains("Cells are separated by semicolons.")
      ? UInt8(ascii: ";") : UInt8(ascii: ",")
  }
}
