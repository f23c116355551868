import Testing

@testable import FathomData

@Suite struct ColumnResolverTests {
  /// A table of one column `name` beside the row number modulo seven.
  private func table(
    _ cells: [String], named name: String = "c", _ options: TableOptions = TableOptions()
  ) throws -> ReadTable {
    let rows = cells.enumerated().map { "\($1),\($0 % 7)\n" }
    return try ReadTable("\(name),other\n" + rows.joined(), options)
  }

  private func column(
    _ cells: [String], named name: String = "c", _ options: TableOptions = TableOptions()
  ) throws -> Column? {
    try table(cells, named: name, options).column(name)
  }

  private func repeated(_ cells: [String], _ count: Int = 60) -> [String] {
    (0..<count).map { cells[$0 % cells.count] }
  }

  // MARK: Types

  @Test func `integers, decimals and booleans are numeric features`() throws {
    let integers = try column(repeated(["1", "-2", "+30"]))
    #expect(integers?.type == .integer)
    #expect(integers?.role == .feature)
    #expect(try column(repeated(["1", "2.5", "1e5"]))?.type == .double)
    let booleans = try column(repeated(["True", "False", "NA"]))
    #expect(booleans?.type == .boolean)
    #expect(booleans?.levels == ["False", "True"])
    #expect(try table(repeated(["True", "False", "NA"])).seen("c")?.missing == 20)
    #expect(booleans?.role == .feature)
  }

  @Test func `booleans written in two ways are categories`() throws {
    #expect(try column(repeated(["True", "true", "false"]))?.type == .categorical)
  }

  @Test(arguments: [
    "2024-05-17", "2024/5/7", "17.05.2024", "5/17/2024", "2024-05-17T12:30",
    "2024-05-17 12:30:05.25", "2024-05-17T12:30:05Z", "2024-05-17T12:30:05.123456+02:00", "12:30",
    "23:59:59", "2024-05-17T12:30:05-0500",
  ])
  func `dates and times are dates`(_ date: String) throws {
    let column = try column(repeated([date, "2001-01-01"]))
    #expect(column?.type == .date)
    #expect(column?.role == .excluded)
    #expect(column?.roleReason == "a date or time")
  }

  @Test(arguments: [
    "2024-13-45", "192.168.1.1", "99/99/2024", "12:99", "2024-05-17T", "1-2-3",
    "2024-05/17", "25:61", "2024-05-17 12", "May",
  ])
  func `what only resembles a date is not one`(_ text: String) throws {
    #expect(try column(repeated([text, "a"]))?.type == .categorical)
  }

  @Test func `text with few levels is categorical`() throws {
    let column = try column(repeated(["b", "a", "c d"]))
    #expect(column?.type == .categorical)
    #expect(column?.levels == ["a", "b", "c d"])
    #expect(column?.role == .feature)
  }

  @Test func `a category with too many levels is left out and says so`() throws {
    let column = try column(repeated((0..<51).map { "w\($0)" }, 204))
    #expect(column?.type == .categorical)
    #expect(column?.role == .excluded)
    #expect(column?.roleReason == "51 levels, more than 50")
    #expect(try self.column(repeated((0..<50).map { "w\($0)" }, 200))?.role == .feature)
  }

  @Test func `codes that never repeat identify rows`() throws {
    let column = try column((0..<60).map { "K-\($0)" })
    #expect(column?.type == .identifier)
    #expect(column?.roleReason == "identifies rows")
  }

  @Test func `prose is text`() throws {
    let column = try column((0..<60).map { "a sentence about \($0)" })
    #expect(column?.type == .text)
    #expect(column?.roleReason == "free text")
  }

  @Test func `row numbers identify rows, from zero or from one, in any order`() throws {
    #expect(try column((0..<60).map { "\($0)" })?.type == .identifier)
    #expect(try column((1...60).reversed().map { "\($0)" })?.type == .identifier)
  }

  @Test func `integer codes that number nothing are features`() throws {
    #expect(try column((0..<16).map { "\(1947 + $0)" }, named: "YEAR")?.role == .feature)
    #expect(try column((0..<60).map { "\($0 * 2)" })?.role == .feature)
    #expect(try column((2..<62).map { "\($0)" })?.role == .feature)
    #expect(try column((0..<10).map { "\($0)" })?.role == .feature)
    #expect(try column((0..<59).map { "\($0)" } + ["7"])?.role == .feature)
  }

  @Test(arguments: ["id", "ID", "user_id", "userId", "Unnamed: 0", "uuid", "index"])
  func `distinct integers under the name of an identifier identify rows`(_ name: String) throws {
    #expect(try column((0..<10).map { "\($0 * 37)" }, named: name)?.type == .identifier)
    #expect(try column(repeated(["1", "2"], 10), named: name)?.type == .integer)
  }

  @Test func `Longley's year stays a feature`() throws {
    let table = try ReadTable(
      path: fixture("longley.csv"), TableOptions(roles: ColumnRoles(target: "TOTEMP")))
    #expect(table.column("YEAR")?.role == .feature)
    #expect(table.schema.task == .regression)
    #expect(table.schema.positions.count == 6)
  }

  @Test func `one value is a constant, with or without missing cells`() throws {
    for cells in [["7"], ["7", "NA"], ["x"], ["x", ""], ["True"], ["7", "7.0", "inf"]] {
      let column = try column(repeated(cells))
      #expect(column?.type == .constant)
      #expect(column?.role == .excluded)
      #expect(column?.roleReason == ExclusionReason.noVariation)
      #expect(column?.holdsNumbers == (cells[0] == "7"))
    }
  }

  @Test func `no value is an empty column`() throws {
    let column = try column(repeated(["", "NA", "inf"]))
    #expect(column?.type == .empty)
    #expect(try table(repeated(["", "NA", "inf"])).seen("c")?.missing == 60)
    #expect(column?.roleReason == ExclusionReason.noVariation)
    #expect(column?.holdsNumbers == false)
  }

  // MARK: Target

  @Test func `integers of at most twenty levels are classes`() throws {
    let options = TableOptions(roles: ColumnRoles(target: "c"))
    let twenty = try ReadTable("c,x\n" + (0..<60).map { "\($0 % 20),1.\($0)\n" }.joined(), options)
    #expect(twenty.schema.task == .classification)
    #expect(twenty.schema.target?.levels == (0..<20).map { "\($0)" })
    #expect(twenty.labels("c").prefix(2) == ["0", "1"])
    let more = try ReadTable("c,x\n" + (0..<63).map { "\($0 % 21),1.\($0)\n" }.joined(), options)
    #expect(more.schema.task == .regression)
    #expect(more.schema.target?.levels == [])
    #expect(more.numbers("c").prefix(2) == [0, 1])
  }

  @Test func `decimals are a quantity, text is classes`() throws {
    #expect(
      try ReadTable(path: fixture("mtcars.csv"), TableOptions(roles: ColumnRoles(target: "mpg")))
        .schema.task
        == .regression)
    #expect(
      try ReadTable(path: fixture("duncan.csv"), TableOptions(roles: ColumnRoles(target: "type")))
        .schema.task
        == .classification)
  }

  @Test func `the task can be chosen`() throws {
    let text = "c,x\n" + (0..<60).map { "\($0 % 20),1.\($0)\n" }.joined()
    let regression = try ReadTable(
      text, TableOptions(roles: ColumnRoles(target: "c", task: .regression)))
    #expect(regression.schema.task == .regression)
    #expect(regression.numbers("c").count == 60)
    let decimals = "c,x\n" + (0..<60).map { "\($0 % 3).5,1.\($0)\n" }.joined()
    let classes = try ReadTable(
      decimals, TableOptions(roles: ColumnRoles(target: "c", task: .classification)))
    #expect(classes.schema.target?.levels == ["0.5", "1.5", "2.5"])
    #expect(classes.labels("c").prefix(2) == ["0.5", "1.5"])
  }

  @Test func `a target that does not fit the task is refused`() throws {
    let text = "c,t,e\n" + (0..<300).map { "\($0).5,w\($0 % 3),\n" }.joined()
    for (target, task, part) in [
      ("c", Task.classification, "300 distinct values"), ("t", .regression, "holds text"),
      ("e", .regression, "no value at all"),
    ] {
      let error = #expect(throws: DataError.self) {
        try ReadTable(text, TableOptions(roles: ColumnRoles(target: target, task: task)))
      }
      #expect(error?.description.contains(part) == true)
    }
  }

  @Test func `a target is a target whatever it looks like`() throws {
    let rows = (1...40).map { "\($0),u-\($0),1.\($0)\n" }.joined()
    let numbers = try ReadTable(
      "id,code,x\n" + rows, TableOptions(roles: ColumnRoles(target: "id")))
    #expect(numbers.column("id")?.role == .target)
    #expect(numbers.column("id")?.type == .integer)
    #expect(numbers.schema.task == .regression)
    let codes = try ReadTable(
      "id,code,x\n" + rows, TableOptions(roles: ColumnRoles(target: "code")))
    #expect(codes.column("code")?.type == .categorical)
    #expect(codes.labels("code").first == "u-1")
  }

  @Test func `an unknown column is refused with the nearest name`() throws {
    let path = fixture("wine.csv")
    let expected = DataError.unknownColumn(name: "alchol", nearest: "alcohol", path: path)
    #expect(throws: expected) {
      try ReadTable(path: path, TableOptions(roles: ColumnRoles(target: "alchol")))
    }
    #expect(throws: expected) {
      try ReadTable(path: path, TableOptions(roles: ColumnRoles(exclude: ["alchol"])))
    }
    #expect(throws: expected) {
      try ReadTable(path: path, TableOptions(roles: ColumnRoles(include: ["alchol"])))
    }
    #expect(throws: DataError.unknownColumn(name: "qqqqqq", nearest: nil, path: path)) {
      try ReadTable(path: path, TableOptions(roles: ColumnRoles(target: "qqqqqq")))
    }
  }

  // MARK: Inclusion and exclusion

  @Test func `columns can be left out`() throws {
    let table = try ReadTable(
      path: fixture("mtcars.csv"), TableOptions(roles: ColumnRoles(exclude: ["hp", "wt"])))
    #expect(table.column("hp")?.role == .excluded)
    #expect(table.column("hp")?.roleReason == "left out on request")
    #expect(table.schema.positions.count == 9)
  }

  @Test func `an identifier and a wide category can be kept`() throws {
    let rows = (1...204).map { "\($0),w\($0 % 51)\n" }.joined()
    let table = try ReadTable(
      "n,w\n" + rows, TableOptions(roles: ColumnRoles(include: ["n", "w"])))
    #expect(table.column("n")?.role == .feature)
    #expect(table.column("n")?.type == .integer)
    #expect(table.column("n")?.roleReason == nil)
    #expect(table.column("w")?.role == .feature)
    #expect(table.labels("w").first == "w1")
  }

  @Test func `what holds no number and no category cannot be kept`() throws {
    let rows = (0..<40).map { "2024-01-0\($0 % 9 + 1),\($0 % 7),5\n" }.joined()
    for name in ["d", "k"] {
      #expect(throws: DataError.self) {
        try ReadTable("d,x,k\n" + rows, TableOptions(roles: ColumnRoles(include: [name])))
      }
    }
  }

  @Test func `leaving out wins over keeping`() throws {
    let options = TableOptions(roles: ColumnRoles(include: ["hp"], exclude: ["hp"]))
    #expect(try ReadTable(path: fixture("mtcars.csv"), options).column("hp")?.role == .excluded)
  }

  // MARK: Layouts

  @Test func `a sequence keeps constant and empty positions`() throws {
    let rows = (0..<30).map { "\($0 % 4),7,\($0 % 5).5,,\($0 % 3),t\n" }.joined()
    let text = "a,b,c,d,y,w\n" + rows
    let sequence = try ReadTable(
      text, TableOptions(roles: ColumnRoles(target: "y", layout: .sequence)))
    #expect(sequence.schema.positions == [0, 1, 2, 3])
    #expect(sequence.numbers("b") == Array(repeating: 7, count: 30))
    #expect(sequence.numbers("d") == Array(repeating: nil, count: 30))
    #expect(sequence.column("w")?.roleReason == "one text in every row")
    let table = try ReadTable(text, TableOptions(roles: ColumnRoles(target: "y")))
    #expect(table.schema.positions == [0, 2])
    #expect(table.values("d") == [.skipped])
  }

  @Test func `in a sequence a category is no position and row numbers are one`() throws {
    let rows = (0..<30).map { "\($0),\($0 % 4),c\($0 % 2),\($0 + 1)\n" }.joined()
    let table = try ReadTable(
      "id,a,b,c\n" + rows, TableOptions(roles: ColumnRoles(layout: .sequence)))
    #expect(table.schema.positions == [1, 3])
    #expect(table.column("b")?.roleReason == "not a number, so not a position of a sequence")
  }

  @Test func `digits fill their grid, constant pixels included`() throws {
    let options = TableOptions(
      roles: ColumnRoles(target: "label", layout: .grid(height: 8, width: 8, channels: 1)))
    let table = try ReadTable(path: fixture("digits.csv"), options)
    #expect(table.column("p0")?.type == .constant)
    #expect(table.schema.positions == Array(0..<64))
    #expect(table.numbers("p0").allSatisfy { $0 == 0 })
    #expect(table.schema.target?.levels == (0..<10).map { "\($0)" })
  }

  @Test func `a grid of the wrong size is refused with a hint`() throws {
    let path = fixture("digits.csv")
    let grid = Layout.grid(height: 8, width: 8, channels: 1)
    #expect(
      throws: DataError.layoutMismatch(
        path: path, expected: 64, found: 65, layout: "8x8",
        hint: "; if “label” is the label, add --target label")
    ) {
      try ReadTable(path: path, TableOptions(roles: ColumnRoles(layout: grid)))
    }
    #expect(
      throws: DataError.layoutMismatch(
        path: path, expected: 81, found: 64, layout: "9x9",
        hint: "; did you mean --layout 8x8?")
    ) {
      try ReadTable(
        path: path,
        TableOptions(
          roles: ColumnRoles(target: "label", layout: .grid(height: 9, width: 9, channels: 1))))
    }
  }
}
