import Testing

@testable import FathomData

@Suite struct CSVChunksTests {
  /// Rows of which some are so long that a quoted cell with line breaks lies across each border of
  /// the blocks.
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

  @Test func `line breaks in quotes lie across the ends of the blocks that are read`() throws {
    let bytes = Array(CSVChunksTests.table.text.utf8)
    var crossed = 0
    try withCSV(bytes) { path in
      let plan = try ChunkPlan(ReadOnlyFile(path: path), dialect: CSVDialect(), textStart: 0)
      for chunk in plan.chunks where chunk.offset + ChunkPlan.blockSize < bytes.count {
        // The block cut here would end inside quotes.
        let head = FieldTable(
          scanning: bytes[chunk.offset..<chunk.offset + ChunkPlan.blockSize],
          delimiter: UInt8(ascii: ","))
        if head.openQuoteLine != nil { crossed += 1 }
      }
    }
    #expect(crossed >= 3)
  }

  @Test func `blocks of any size give the rows of the whole`() throws {
    var random = SplitMix(3)
    let alphabet = Array("a1,;\"\"\n\r .".utf8)
    for _ in 0..<400 {
      let bytes = (0..<Int.random(in: 1...90, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      let whole = FieldTable(scanning: bytes, delimiter: UInt8(ascii: ","))
      let size = Int.random(in: 1...40, using: &random)
      try withCSV(bytes) { path in
        let file = try ReadOnlyFile(path: path)
        let plan = try ChunkPlan(file, dialect: CSVDialect(), textStart: 0, blockSize: size)
        var rows = [[String]]()
        var lines = [Int]()
        for chunk in plan.chunks {
          let table = FieldTable(
            scanning: try file.read(at: chunk.offset, count: chunk.count),
            delimiter: UInt8(ascii: ","))
          for row in 0..<table.rowCount {
            rows.append((0..<table.width(row)).map { table.text(row: row, column: $0) })
            lines.append(chunk.firstLine + table.line(row))
          }
        }
        let expected = (0..<whole.rowCount).map { row in
          (0..<whole.width(row)).map { whole.text(row: row, column: $0) }
        }
        let written = String(decoding: bytes, as: UTF8.self).debugDescription
        #expect(rows == expected, "\(written), blocks of \(size)")
        #expect(lines == whole.rowLines, "\(written), blocks of \(size)")
        #expect(lines.allSatisfy { $0 < plan.lineCount }, "\(written), blocks of \(size)")
      }
    }
  }

  @Test func `every cell of a file of several chunks is what was written`() throws {
    let (rows, text) = CSVChunksTests.table
    let cells = try withCSV(text) { path in
      let file = try ReadOnlyFile(path: path)
      let plan = try ChunkPlan(file, dialect: CSVDialect(), textStart: 0)
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
        try ReadTable(
          path: path, TableOptions(roles: ColumnRoles(target: "kind")), threads: threads)
      }
      #expect(tables[0].batches.count >= 3)
      #expect(tables[0].numbers("value") == rows.dropFirst().map { Double($0[2]) })
      #expect(tables[0].labels("kind") == rows.dropFirst().map { $0[3] })
      for other in tables.dropFirst() {
        #expect(other.schema.columns == tables[0].schema.columns)
        #expect(other.observations == tables[0].observations)
        #expect(other.schema.sha256 == tables[0].schema.sha256)
        #expect(other.batches.map(\.bits) == tables[0].batches.map(\.bits))
      }
    }
  }

  /// What ``CSVFile/read`` makes of the batches of its one pass, in their order.
  private static func onePass(
    _ path: String, threads: Int
  ) throws -> (source: CSVSource, batches: [Batch]?) {
    let file = try CSVFile(
      path: path, options: TableOptions(roles: ColumnRoles(target: "kind")), threads: threads)
    #expect(file.provisional != nil)
    let (source, batches) = try file.read(
      threads: threads, initial: { [Batch]() }, absorb: { $0.append($1) }, merge: { $0 += $1 })
    return (source, batches?.sorted { ($0.rowNumbers.first ?? 0) < ($1.rowNumbers.first ?? 0) })
  }

  @Test(arguments: [1, 2, 7])
  func `one pass gives the batches that a second one gives`(_ threads: Int) throws {
    try withCSV(CSVChunksTests.table.text) { path in
      let (source, batches) = try CSVChunksTests.onePass(path, threads: threads)
      let again = try (0..<source.batchCount).map { try source.batch($0) }
      #expect(again.count >= 3)
      #expect(batches?.map(\.bits) == again.map(\.bits))
    }
  }

  @Test(arguments: ["word,red\n", "1,violet\n", "1,red\n"])
  func `one pass is void when a row outside of the samples changes the schema`(
    _ cells: String
  ) throws {
    let changes = cells != "1,red\n"
    let note = String(repeating: "n", count: 1000)
    let rows = 20 * ChunkPlan.blockSize / 1010
    // Chunk 9 of 21 is none of the eight that are looked at; the last one is.
    let inside = 9 * ChunkPlan.blockSize / 1010 + 100
    for (place, isVoid) in [(inside, changes), (rows - 1, false)] {
      var text = "id,note,value,kind\n"
      for index in 0..<rows {
        text += "\(index),\(note),"
        text += index == place ? cells : "\(index % 7).5,\(index % 2 == 0 ? "red" : "blue")\n"
      }
      try withCSV(text) { path in
        let (source, batches) = try CSVChunksTests.onePass(path, threads: 2)
        #expect((batches == nil) == isVoid, "row \(place) holds \(cells)")
        let again = try (0..<source.batchCount).map { try source.batch($0) }
        if let batches { #expect(batches.map(\.bits) == again.map(\.bits)) }
        let alone = try CSVSource(
          path: path, options: TableOptions(roles: ColumnRoles(target: "kind")))
        #expect(source.schema.columns == alone.schema.columns)
      }
    }
  }

  @Test func `chunks hold all bytes, each once`() throws {
    let text = CSVChunksTests.table.text
    try withCSV("\u{FEFF}" + text) { path in
      let plan = try ChunkPlan(
        ReadOnlyFile(path: path), dialect: CSVDialect(), textStart: 3)
      var next = 3
      for chunk in plan.chunks {
        #expect(chunk.offset == next)
        next += chunk.count
      }
      #expect(next == text.utf8.count + 3)
    }
  }

  @Test func `a word in the last row of a column of numbers is missing`() throws {
    var text = "a,b\n"
    for row in 0..<120_000 { text += "\(row % 5000),\(row % 1000)\n" }
    let numeric = try ReadTable(text + "1,2\n")
    #expect(numeric.batches.count >= 2)
    #expect(numeric.column("b")?.type == .integer)
    let table = try ReadTable(text + "1,unknown\n", threads: 2)
    #expect(table.column("a")?.type == .integer)
    #expect(table.column("b")?.type == .integer)
    #expect(table.seen("b")?.missing == 1)
    #expect(
      table.schema.notes == ["“b”: 1 cell is not a number and counts as missing (line 120002)."])
    #expect(table.schema.blindSpots.map(\.id) == ["cells.notNumbers"])
  }

  @Test func `a long file of row numbers has an identifier`() throws {
    var text = "n,x\n"
    for row in 1...100_000 { text += "\(row),\(row &* 7919 % 1000)\n" }
    let table = try ReadTable(text)
    #expect(table.seen("n")?.distinctIsExact == false)
    #expect(table.column("n")?.type == .identifier)
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
