import Testing

@testable import FathomData

@Suite struct CSVChunksTests {
  /// Rows of which some are so long that a quoted cell with line breaks lies across each border of
  /// the 1 MiB blocks.
  private static let table: (rows: [[String]], text: String) = {
    var random = SplitMix(6)
    var rows = [["id", "note", "value", "kind"]]
    var text = "id,note,value,kind\n"
    let long = String(repeating: "a line, with \"quotes\"\r\nand\n", count: 300)
    while text.utf8.count < 3 << 20 {
      let toBorder = ChunkPlan.blockSize - text.utf8.count % ChunkPlan.blockSize
      let note: String
      switch Int.random(in: 0..<6, using: &random) {
      case _ where toBorder < 4000: note = long
      case 0: note = "two\nlines"
      case 1: note = "\"quoted\" and \r\n broken"
      case 2: note = ""
      default: note = String(repeating: "x,y;", count: Int.random(in: 1...120, using: &random))
      }
      let value = "\(Double(Int.random(in: -9_999...9_999, using: &random)) / 8)"
      let kind = ["red", "green", "blue"][Int.random(in: 0..<3, using: &random)]
      rows.append(["\(rows.count)", note, value, kind])
      let quoted = "\"" + note.replacing("\"", with: "\"\"") + "\""
      text += "\(rows.count - 1),\(quoted),\(value),\(kind)\n"
    }
    return (rows, text)
  }()

  @Test func `line breaks in quotes lie across the borders of this file`() {
    let bytes = Array(CSVChunksTests.table.text.utf8)
    for border in stride(from: ChunkPlan.blockSize, to: bytes.count, by: ChunkPlan.blockSize) {
      // The file cut here would end inside quotes.
      let head = FieldTable(scanning: Array(bytes[..<border]), delimiter: UInt8(ascii: ","))
      #expect(head.openQuoteLine != nil)
    }
  }

  @Test func `every cell of a file of several chunks is what was written`() throws {
    let (rows, text) = CSVChunksTests.table
    let cells = try withCSV(text) { path in
      let file = try ReadOnlyFile(path: path)
      let plan = try ChunkPlan(file, delimiter: UInt8(ascii: ","), textStart: 0)
      #expect(plan.chunks.count >= 3)
      return try plan.chunks.flatMap { chunk in
        let table = FieldTable(
          scanning: try file.read(at: chunk.offset, count: chunk.count),
          delimiter: UInt8(ascii: ","))
        return (0..<table.rowCount).map { row in
          (0..<table.width(row)).map { table.text(row: row, column: $0) }
        }
      }
    }
    #expect(cells.count == rows.count)
    #expect(cells.elementsEqual(rows))
  }

  @Test func `any number of threads gives the same schema and batches`() throws {
    let (rows, text) = CSVChunksTests.table
    try withCSV(text) { path in
      let tables = try [1, 2, 7].map { threads in
        try ReadTable(path: path, TableOptions(target: "kind"), threads: threads)
      }
      #expect(tables[0].batches.count >= 3)
      #expect(tables[0].numbers("value") == rows.dropFirst().map { Double($0[2]) })
      #expect(tables[0].labels("kind") == rows.dropFirst().map { $0[3] })
      for other in tables.dropFirst() {
        #expect(other.dataset.columns == tables[0].dataset.columns)
        #expect(other.dataset.sha256 == tables[0].dataset.sha256)
        #expect(other.batches.map(\.bits) == tables[0].batches.map(\.bits))
      }
    }
  }

  @Test func `chunks hold all bytes, each once`() throws {
    let text = CSVChunksTests.table.text
    try withCSV("\u{FEFF}" + text) { path in
      let plan = try ChunkPlan(
        ReadOnlyFile(path: path), delimiter: UInt8(ascii: ","), textStart: 3)
      var next = 3
      for chunk in plan.chunks {
        #expect(chunk.offset == next)
        next += chunk.count
      }
      #expect(next == text.utf8.count + 3)
    }
  }

  @Test func `a column that turns to text in the last row is text`() throws {
    var text = "a,b\n"
    for row in 0..<160_000 { text += "\(row % 5000),\(row % 1000)\n" }
    let numeric = try ReadTable(text + "1,2\n")
    #expect(numeric.batches.count >= 2)
    #expect(numeric.column("b")?.type == .integer)
    let table = try ReadTable(text + "1,unknown\n", threads: 2)
    #expect(table.column("a")?.type == .integer)
    #expect(table.column("b")?.type == .text)
    #expect(table.column("b")?.roleReason == "1 of 160001 cells are not numbers")
  }

  @Test func `a long file of row numbers has an identifier`() throws {
    var text = "n,x\n"
    for row in 1...100_000 { text += "\(row),\(row &* 7919 % 1000)\n" }
    let column = try ReadTable(text).column("n")
    #expect(column?.distinctIsExact == false)
    #expect(column?.type == .identifier)
  }

  @Test func `progress ends at one`() throws {
    try withCSV(CSVChunksTests.table.text) { path in
      let seen = ProgressLog()
      _ = try CSVSource(path: path, threads: 2, progress: { seen.append($0) })
      #expect(seen.values.max() == 1)
      #expect(seen.values.allSatisfy { $0 > 0 && $0 <= 1 })
    }
  }
}
