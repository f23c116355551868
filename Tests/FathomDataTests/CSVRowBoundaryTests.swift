import Testing

@testable import FathomData

@Suite struct CSVRowBoundaryTests {
  private func ends(_ blocks: [String], delimiter: String = ",") -> [Int?] {
    var boundary = RowBoundary(delimiter: delimiter.utf8.first ?? UInt8(ascii: ","))
    return blocks.map { boundary.advance(over: Array($0.utf8), from: 0) }
  }

  @Test func `the last line break of a block is a border`() {
    #expect(ends(["a,b\n1,2\n3,"]) == [8])
    #expect(ends(["a,b\r1,2\r3,"]) == [8])
    #expect(ends(["a,b"]) == [nil])
  }

  @Test func `CRLF split over two blocks is never cut in the middle`() {
    #expect(ends(["a,b\r", "\n1,2"]) == [nil, 1])
    #expect(ends(["\"a\",b\r", "\n1,\"2\""]) == [nil, 1])
    #expect(ends(["a,b\r", "1,2\r3"]) == [nil, 4])
  }

  @Test func `a line break inside quotes is no border, even blocks later`() {
    #expect(ends(["a,\"x\n", "y\n", "z\"\n1,2"]) == [nil, nil, 3])
  }

  @Test func `quotes split over two blocks keep their meaning`() {
    // A doubled quote, halved: the cell goes on.
    #expect(ends(["a,\"x\"", "\"\ny\"\nb"]) == [nil, 5])
    // A closing quote at the border: the cell is over.
    #expect(ends(["a,\"x\"", "\nb,c\nd"]) == [nil, 5])
    // A quote at the start of a block that is not the start of a cell.
    #expect(ends(["a,5", "\"\nb,c"]) == [nil, 2])
    #expect(ends(["a,", "\"\nb\"\nc"]) == [nil, 5])
  }

  @Test func `only the delimiter opens a cell for a quote`() {
    #expect(ends(["a;\"b\nc"], delimiter: ";") == [nil])
    #expect(ends(["a;\"b\nc"], delimiter: ",") == [5])
  }

  @Test func `cutting random bytes anywhere gives the rows of the whole`() {
    var random = SplitMix(3)
    let alphabet = Array("a1,;\"\"\n\r .".utf8)
    for _ in 0..<1500 {
      let bytes = (0..<Int.random(in: 1...60, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      let size = Int.random(in: 1...9, using: &random)
      var boundary = RowBoundary(delimiter: UInt8(ascii: ","))
      var rows = [[String]]()
      var lines = [Int]()
      var lineCount = 0
      var start = 0
      func scan(_ end: Int) {
        let table = FieldTable(
          scanning: Array(bytes[start..<end]), delimiter: UInt8(ascii: ","))
        for row in 0..<table.rowCount {
          rows.append((0..<table.width(row)).map { table.text(row: row, column: $0) })
          lines.append(lineCount + table.rowLines[row])
        }
        lineCount += table.lineCount
        start = end
      }
      for position in stride(from: 0, to: bytes.count, by: size) {
        let block = Array(bytes[position..<min(position + size, bytes.count)])
        if let end = boundary.advance(over: block, from: 0) { scan(position + end) }
      }
      if start < bytes.count { scan(bytes.count) }
      let whole = CSVReferenceScanner.rows(bytes)
      let written = String(decoding: bytes, as: UTF8.self).debugDescription
      #expect(rows == whole.map(\.trimmed), "\(written) in blocks of \(size)")
      #expect(lines == whole.map(\.line), "\(written) in blocks of \(size)")
    }
  }
}
