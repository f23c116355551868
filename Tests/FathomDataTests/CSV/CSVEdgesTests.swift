import Testing

@testable import FathomData

@Suite struct CSVEdgesTests {
  private static let header = "region,kind,a,b"
  private static let rows = (0..<40).map {
    "\(["north", "south", "east"][$0 % 3]),\(["x", "y"][$0 % 2]),\(Double($0 * 7 % 23) / 4),\($0 * 13 % 31)"
  }
  private static let sums: (a: Double, b: Int) = (0..<40).reduce(into: (0, 0)) {
    $0.0 += Double($1 * 7 % 23) / 4
    $0.1 += $1 * 13 % 31
  }

  /// A table with lines above and below the header, and below the rows.
  private func table(
    above: [String] = [], under: [String] = [], below: [String] = [],
    _ options: TableOptions = TableOptions()
  ) throws -> ReadTable {
    let lines = above + [CSVEdgesTests.header] + under + CSVEdgesTests.rows + below
    return try ReadTable(lines.joined(separator: "\n") + "\n", options)
  }

  private func expectPlain(_ table: ReadTable, _ what: String) {
    #expect(table.names == ["region", "kind", "a", "b"], "\(what)")
    #expect(table.rowNumbers.count == 40, "\(what)")
    #expect(table.rejections.isEmpty, "\(what)")
    #expect(table.column("a")?.type == .double, "\(what)")
    #expect(table.schema.blindSpots.isEmpty, "\(what)")
    #expect(table.schema.notes.contains { $0.contains("--keep-edges") }, "\(what)")
  }

  @Test(arguments: [
    ["Sales 2024"], ["Sales 2024", "by region", ""], ["Sales of 2024,,,", ",,,"],
    ["Station,Berlin", "Operator,Anna"], ["Report"],
  ])
  func `titles above the header are left out`(_ lines: [String]) throws {
    let found = try table(above: lines)
    expectPlain(found, "\(lines)")
    #expect(found.rowNumbers.first == lines.count + 1)
  }

  @Test(arguments: [
    ",,kg,count", "name,code,[m/s],(%)", "Region of sale,Type,Amount in tons,Number sold",
    "str,str,float,int", "---,---,---,---",
  ])
  func `units and second headers are left out`(_ line: String) throws {
    expectPlain(try table(under: [line]), line)
  }

  @Test func `names in two rows are joined`() throws {
    let rows = (0..<20).map { "\($0),\($0 % 7).5,\($0 % 5).25" }
    let text = ([",A,A", ",mean,sd"] + rows).joined(separator: "\n")
    #expect(try ReadTable(text).names == ["column1", "A mean", "A sd"])
  }

  @Test func `totals and footnotes at the end are left out`() throws {
    let (a, b) = CSVEdgesTests.sums
    let cases = [
      ["Total,,\(a),\(b)"], [",,\(a),\(b)"], ["Summe:,,\(a),\(b)", "Source: own survey"],
      ["Total,,\(a),\(b)", "Average,,\(a / 40),\(Double(b) / 40)"],
      ["", "Source: Ministry of Trade, 2024", "* provisional"], ["(40 rows)"], [",,,", ",,,"],
      [",,,", "Source: Ministry of Trade in 2024,,,"],
    ]
    for lines in cases { expectPlain(try table(below: lines), "\(lines)") }
  }

  @Test func `rows that look like edges stay rows`() throws {
    let cases = [
      // A category that recurs, a label of an ordinary row, a row whose cells are missing.
      (["Total,x,1.5,2"], ["Total,x,0.5,3"]), ([], ["Total,y,2.5,7"]), ([], ["NA,NA,NA,NA"]),
      ([], [",,,"]), (["absent,x,1,2"], []),
    ]
    for (first, last) in cases {
      let found = try table(under: first, below: last)
      #expect(found.rowNumbers.count == 40 + first.count + last.count, "\(first) \(last)")
      #expect(found.schema.notes.isEmpty, "\(first) \(last)")
    }
    for text in [
      "text\nHello you\nred\nGood bye now\nred\n",
      "a,b,c\nred,big,one\nblue,small,two\nred,big,one\n",
      "country,2010,2011\nA,1.5,2\nB,2.5,3\nC,3.5,5\n", "x\n1\n2\n3\n4\n",
      "name,m,n\nAnna,NA,NA\nBob,1,2\nCy,2,3\nDan,4,4\nEve,3,5\n",
    ] {
      #expect(try ReadTable(text).schema.notes.isEmpty, "\(text)")
    }
  }

  @Test func `edges are kept on request, and lines are skipped`() throws {
    let kept = try table(
      below: ["Total,,\(CSVEdgesTests.sums.a),\(CSVEdgesTests.sums.b)"],
      TableOptions(format: TextFormat.keepingEdges))
    #expect(kept.rowNumbers.count == 41)
    #expect(kept.schema.notes.isEmpty)
    var format = TextFormat()
    format.skippedLines = 2
    let skipped = try table(above: ["x,y,z,w", "1,2,3,4"], TableOptions(format: format))
    #expect(skipped.names == ["region", "kind", "a", "b"])
    #expect(skipped.rowNumbers.first == 3)
    #expect(skipped.schema.notes == ["The first 2 lines were skipped, as asked."])
  }

  @Test func `the line of a total says where it was`() throws {
    let found = try table(
      below: ["Total,,\(CSVEdgesTests.sums.a),\(CSVEdgesTests.sums.b)"])
    #expect(
      found.schema.notes == [
        "Line 42 stands under the table, left out as totals. --keep-edges keeps such lines."
      ])
  }

  // MARK: Shapes of rows

  @Test func `names of rows without a cell in the header make a column`() throws {
    for (separator, note) in [(",", 1), (" ", 2), (";", 2)] {
      let rows = (1...20).map { "\($0)\(separator)\($0 % 3).5\(separator)\($0 % 7)" }
      let table = try ReadTable((["x\(separator)y"] + rows).joined(separator: "\n"))
      #expect(table.names == ["rownames", "x", "y"])
      #expect(table.column("rownames")?.type == .identifier)
      #expect(table.rejections.isEmpty)
      #expect(table.schema.notes.count == note)
    }
  }

  @Test func `a delimiter at the end of rows is no cell`() throws {
    for header in ["a,b", "a,b,"] {
      let rows = (1...20).map { "\($0 % 3),\($0 % 7)," }
      let table = try ReadTable(([header] + rows).joined(separator: "\n"))
      #expect(table.names == ["a", "b"], "\(header)")
      #expect(table.rowNumbers.count == 20)
      #expect(table.schema.notes == ["A delimiter at the end of rows was left out."])
    }
    #expect(try ReadTable("a,b,c\n1,2,\n3,4,\n").names == ["a", "b", "c"])
  }

  @Test func `rows of another width are refused with both numbers`() throws {
    let rows = (1...20).map { "\($0 % 3),\($0),x,y" }
    try withCSV((["a,b"] + rows).joined(separator: "\n")) { path in
      #expect(
        throws: DataError.allRowsRejected(
          path: path, reasons: "none has the 2 cells of the first row; most have 4")
      ) { _ = try CSVSource(path: path) }
    }
  }
}

extension TextFormat {
  fileprivate static var keepingEdges: TextFormat {
    var format = TextFormat()
    format.keepsEdges = true
    return format
  }
}
