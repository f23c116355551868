import Testing

@testable import FathomData

/// How columns are read that are neither plain numbers nor plain words.
@Suite struct ColumnReadingTests {
  private func quoted(_ cell: String) -> String {
    "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  private func table(
    _ cells: [String], named name: String = "c", _ options: TableOptions = TableOptions(),
    threads: Int = 1
  ) throws -> ReadTable {
    let rows = cells.enumerated().map { "\(quoted($1)),\($0 % 7).5\n" }
    return try ReadTable("\(name),other\n" + rows.joined(), options, threads: threads)
  }

  private func many(_ spell: (Int) -> String, _ count: Int = 200) -> [String] {
    (0..<count).map(spell)
  }

  private func memory(_ cells: [String], named name: String = "c") throws -> MemoryTable {
    let words = Array(Set(cells)).sorted()
    let codes = cells.map { Int32(words.firstIndex(of: $0) ?? 0) }
    return try MemoryTable(columns: [(name, .strings(codes, dictionary: words))])
  }

  // MARK: Dress

  @Test func `batches hold the numbers without their dress`() throws {
    let cells = many { "$\(1 + $0 % 50),\(100 + $0).25" }
    let table = try table(cells)
    #expect(table.column("c")?.type == .double)
    let expected: [Double?] = (0..<200).map { row in
      let thousands = 1_000 * (1 + row % 50)
      return Double(thousands + 100 + row) + 0.25
    }
    #expect(table.numbers("c") == expected)
    #expect(table.schema.notes == ["“c” is written with “$”: read as numbers."])
    #expect(table.schema.blindSpots.isEmpty)
    #expect(table.seen("c")?.missing == 0)
    #expect(table.seen("c")?.distinct == 200)
  }

  @Test func `thousands and millions beside others are multiplied out`() throws {
    func amount(_ row: Int) -> (cell: String, number: Double?) {
      switch row % 3 {
      case 0: ("\(900 + row % 90)", Double(900 + row % 90))
      case 1: ("1.\(row % 9)K", 1_000 + 100 * Double(row % 9))
      default: ("2M", 2_000_000)
      }
    }
    let table = try table(many { amount($0).cell })
    let expected = (0..<200).map { amount($0).number }
    #expect(table.numbers("c") == expected)
    #expect(table.schema.notes.first?.contains("multiplied out") == true)
    // `300 K` is a temperature, and one scale for all needs no word.
    #expect(try self.table(many { "\(200 + $0) K" }).numbers("c").first == 200)
    #expect(try self.table(many { "\(200 + $0)K" }).numbers("c").first == 200)
  }

  @Test func `chromosomes are levels, and numbers with a few words are not`() throws {
    let names = (1...22).map(String.init) + ["X", "Y", "MT"]
    #expect(try table(many { names[$0 % 25] }).column("c")?.type == .categorical)
    let words = (1...40).map(String.init) + ["refused"]
    #expect(try table(many({ words[$0 % 41] }, 400)).column("c")?.type == .integer)
  }

  @Test func `a typed column of texts is read like a text file`() throws {
    for cells in [
      many { "\($0) kg" }, many { $0 % 40 == 0 ? "-" : "\($0).5%" },
      many { $0 % 3 == 0 ? "word" : "\($0)" },
      many { "00\($0 % 4)" }, many { ($0 % 2 == 0 ? "$" : "€") + "\($0)" }, many { "(\($0),500)" },
    ] {
      let text = try table(cells)
      let typed = try memory(cells)
      #expect(typed.schema.columns[0] == text.schema.columns[0])
      #expect(typed.schema.notes.count == text.schema.notes.count)
      #expect(typed.schema.blindSpots.map(\.id) == text.schema.blindSpots.map(\.id))
      // A text has a header before its first row.
      var seen = text.observations[0]
      seen.otherLines = seen.otherLines.map { $0 - 1 }
      #expect(typed.observations[0] == seen)
    }
  }

  @Test func `few other cells are missing, and their lines are named`() throws {
    let table = try table(many { [20: "n/d", 50: "#DIV/0!"][$0] ?? "\($0).5" })
    #expect(table.column("c")?.type == .double)
    #expect(table.seen("c")?.missing == 2)
    #expect(
      table.schema.notes == ["“c”: 2 cells are not numbers and count as missing (lines 22 and 52)."]
    )
    let spot = try #require(table.schema.blindSpots.first)
    #expect(spot.id == "cells.notNumbers" && spot.share == 0.01 && !spot.isLarge)
    #expect(table.numbers("c")[20] == nil && table.numbers("c")[21] == 21.5)
  }

  @Test func `a column that is numeric in part is neither text nor an identifier`() throws {
    let table = try table(
      many { $0 % 4 == 0 ? "word \(["a", "b", "c", "d"][$0 / 4 % 4])" : "\($0).5" })
    let column = try #require(table.column("c"))
    #expect(column.type == .text && !column.isFreeText)
    #expect(column.roleReason == "50 of 200 cells are not numbers")
    let spot = try #require(table.schema.blindSpots.first)
    #expect(spot.id == "columns.partlyNumeric" && spot.subject == "c" && spot.share == 0.5)
    #expect(spot.isLarge)
  }

  @Test func `the user may let the other cells be missing`() throws {
    let cells = many { $0 % 4 == 0 ? "word \(["a", "b", "c", "d"][$0 / 4 % 4])" : "\($0).5" }
    let included = try table(cells, TableOptions(roles: ColumnRoles(include: ["c"])))
    #expect(included.column("c")?.type == .double && included.seen("c")?.missing == 50)
    let target = try table(cells, TableOptions(roles: ColumnRoles(target: "c", task: .regression)))
    #expect(target.schema.task == .regression && target.seen("c")?.missing == 50)
    #expect(throws: DataError.self) {
      try table(cells, TableOptions(roles: ColumnRoles(target: "c")))
    }
  }

  @Test func `levels that recur stay levels`() throws {
    for cells in [
      many { ["0", "1", "2", "3+"][$0 % 4] }, many { ["1", "2", "other"][$0 % 3] },
      many { ["<=50K", ">50K"][$0 % 2] }, many { ["18-25", "26-40", "60+"][$0 % 3] },
    ] {
      let table = try table(cells)
      #expect(table.column("c")?.type == .categorical)
      #expect(table.schema.notes.isEmpty && table.schema.blindSpots.isEmpty)
    }
  }

  @Test func `a user who names the decimal mark has the last word`() throws {
    let cells = many { "\($0 % 9 + 1).\(100 + $0) €" }
    #expect(try table(cells).numbers("c")[0] == 1100)
    let format = TextFormat(decimalMark: UInt8(ascii: "."))
    #expect(try table(cells, TableOptions(format: format)).numbers("c")[0] == 1.1)
  }

  // MARK: All rows, and not only those that are looked at first

  @Test(arguments: [1, 3])
  func `what shows behind the sample is read again`(_ threads: Int) throws {
    // A hundred rows a chunk; the sample sees some chunks, the others have the dress.
    var options = TableOptions()
    options.blockSize = 1 << 10
    let sampled = Set((0..<8).map { $0 * 19 })
    func cell(_ row: Int) -> String {
      "\(row)" + (row > 300 && row < 2_300 && !sampled.contains(row / 100) ? " kg" : "")
    }
    let table = try table(many(cell, 3_000), options, threads: threads)
    #expect(table.schema.columns[0].role == .excluded)
    #expect(table.schema.columns[0].roleReason == "numbers with “kg” and numbers without")
    let late = try self.table(
      many({ $0 == 1_490 ? "n/d" : "\($0).5" }, 3_000), options, threads: threads)
    #expect(late.column("c")?.type == .double)
    #expect(late.schema.notes == ["“c”: 1 cell is not a number and counts as missing (line 1492)."])
    #expect(late.seen("c")?.missing == 1)
  }

  // MARK: Codes

  @Test func `padded digits keep their zeros`() throws {
    let table = try table(many { ["02116", "94110", "10001"][$0 % 3] }, named: "zip")
    #expect(table.column("zip")?.type == .categorical)
    #expect(table.column("zip")?.levels == ["02116", "10001", "94110"])
    #expect(table.labels("zip").first == "02116")
    #expect(
      table.schema.notes == [
        "“zip” holds digits with leading zeros: read as codes, not as quantities."
      ])
  }

  @Test func `numbers stay numbers`() throws {
    #expect(try table(many { $0 == 7 ? "007" : "\($0 * 31 % 400)" }).column("c")?.type == .integer)
    #expect(try table(many { "0.\($0)" }).column("c")?.type == .double)
    #expect(try table(many { "\($0 % 2)" }).column("c")?.type == .integer)
    #expect(try table(many { "-0\($0 % 9)" }).column("c")?.type == .integer)
    #expect(
      try table(many { $0 % 12 < 9 ? "0\($0 % 12 + 1)" : "\($0 % 12 + 1)" }, named: "month").column(
        "month")?.type == .integer)
    #expect(try table(many { "\($0).5E\($0 % 9)" }).column("c")?.type == .double)
  }

  // MARK: Identifiers

  @Test(arguments: ["t", "dose", "year_index", "time", "rank", "wavelength", "dayNumber"])
  func `what counts under the name of a quantity is a quantity`(_ name: String) throws {
    #expect(try table(many { "\($0 + 1)" }, named: name).column(name)?.role == .feature)
  }

  @Test(arguments: ["no", "c", "V1", "sample", "Obs", "record_number", "Unnamed: 0", "patient"])
  func `what counts under another name tells rows apart`(_ name: String) throws {
    #expect(try table(many { "\($0 + 1)" }, named: name).column(name)?.type == .identifier)
  }

  @Test(arguments: ["Order No.", "Invoice #", "Rechnungsnr.", "numero de pedido", "account_number"])
  func `numbers of papers tell rows apart although some are left out`(_ name: String) throws {
    #expect(try table(many { "\(1_000 + 3 * $0)" }, named: name).column(name)?.type == .identifier)
    #expect(try table(many { "\(1_000 + $0 % 9)" }, named: name).column(name)?.role == .feature)
  }

  @Test func `an identifier may be written with a point and be missing`() throws {
    let cells = many { $0 % 20 == 5 ? "" : "\(9_000 + $0).0" }
    #expect(try table(cells, named: "customer_id").column("customer_id")?.type == .identifier)
    let halves = many { "\(9_000 + $0).5" }
    #expect(try table(halves, named: "customer_id").column("customer_id")?.type == .double)
  }

  // MARK: Wholes, units, codes

  @Test func `numbers are out of one whole or none`() throws {
    #expect(try table(many { "\($0 % 10 + 1)/10" }).column("c")?.type == .integer)
    let fractions = try table(many { "\($0 % 3 + 1)/\([4, 8, 16][$0 * 7 % 3])" })
    #expect(fractions.column("c")?.type == .categorical)
    #expect(fractions.schema.blindSpots.isEmpty)
  }

  @Test func `a few cells in another unit are named`() throws {
    let table = try table(many { $0 % 25 == 7 ? "\($0) lb" : "\($0) kg" })
    let spot = try #require(table.schema.blindSpots.first)
    #expect(spot.id == "cells.otherUnit")
    #expect(spot.share == 0.04)
    #expect(try self.table(many { "\($0) kg" }).schema.blindSpots.isEmpty)
  }

  @Test func `infinite cells are counted`() throws {
    let table = try table(many { $0 % 50 == 0 ? "1e309" : "\($0).5" })
    #expect(table.schema.blindSpots.map(\.id) == ["cells.notNumbers"])
    #expect(table.schema.notes.contains { $0.contains("4 cells are infinite") })
  }

  @Test func `diagnoses are codes and slips are not`() throws {
    let codes = many { $0 % 40 == 0 ? "V45.01" : "\(100 + $0).\($0 % 10)" }
    #expect(try table(codes).column("c")?.holdsNumbers == false)
    let slips = many { $0 % 40 == 0 ? "Q45.01" : "\(100 + $0).\($0 % 10)" }
    #expect(try table(slips).column("c")?.type == .double)
  }

  // MARK: Hostile cells

  @Test func `cells of marks only make no numbers and no crash`() throws {
    let marks = [
      "$", "%", "()", "-", "<", "(", ")", "€", "+", "~", "'", ".", ",", "$-", "(-)", "≥",
      "\u{2212}", "$,", "1e", "e5",
    ]
    let table = try table(many { marks[$0 % marks.count] })
    #expect(table.column("c")?.type == .categorical)
    let long = try self.table(many { String(repeating: "9", count: 400) + "\($0) kg" })
    #expect(long.column("c")?.role == .excluded)
    #expect(
      try self.table(many { String(repeating: "$", count: $0 + 1) }).schema.blindSpots.isEmpty)
  }
}
