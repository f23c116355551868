import Testing

@testable import FathomData

/// The same table as a text file, as typed columns, and as columns of texts.
struct TypedTableSample {
  let columns: [MemoryTable.NamedColumn]
  /// The cells of each column as a text file has them.
  let cells: [[String]]

  init(rows: Int = 240) {
    var random = SplitMix(5)
    var columns = [MemoryTable.NamedColumn]()
    var cells = [[String]]()
    func add(_ name: String, _ values: ColumnValues, _ texts: [String]) {
      columns.append((name, values))
      cells.append(texts)
    }
    let all = Array(0..<rows)
    let isThere = all.map { _ in Int.random(in: 0..<8, using: &random) > 0 }
    let validity = Validity(isThere)
    func orMissing(_ texts: [String], _ word: String = "") -> [String] {
      all.map { isThere[$0] ? texts[$0] : word }
    }
    let doubles = all.map { _ in Double.random(in: -5...5, using: &random) }
    add("x", .doubles(doubles), doubles.map { "\($0)" })
    add("gaps", .doubles(doubles, validity), orMissing(doubles.map { "\($0)" }, "NA"))
    add(
      "nan", .doubles(all.map { isThere[$0] ? doubles[$0] : $0 % 2 == 0 ? .nan : .infinity }),
      all.map { isThere[$0] ? "\(doubles[$0])" : $0 % 2 == 0 ? "" : "inf" })
    let integers = all.map { _ in Int64.random(in: -9...9, using: &random) }
    add("n", .integers(integers, validity), orMissing(integers.map { "\($0)" }))
    let large = all.map { _ in 9_007_199_254_740_992 + Int64.random(in: 0...6, using: &random) }
    add("large", .integers(large), large.map { "\($0)" })
    let unsigned = all.map { UInt64.max - UInt64($0) }
    add("user_id", .unsignedIntegers(unsigned), unsigned.map { "\($0)" })
    add("row", .integers(all.map(Int64.init)), all.map { "\($0)" })
    let flags = all.map { _ in Bool.random(using: &random) }
    add("flag", .booleans(flags, validity), orMissing(flags.map { "\($0)" }))
    let days = all.map { _ in Int64.random(in: 10...31, using: &random) }
    add("day", .dates(days.map { 19_722 + $0 }, .days), days.map { "2024-01-\($0)" })
    add(
      "time", .dates(days.map { 1_000 * $0 + 250 }, .milliseconds, validity),
      orMissing(days.map { "1970-01-01T00:00:\($0).25" }))
    func add(_ name: String, words: [String], _ used: [Int]) {
      add(
        name, .strings(used.map(Int32.init), dictionary: words, validity),
        orMissing(used.map { words[$0] }))
    }
    let colours = ["red", "unused", "NA", "green", "blue"]
    add("colour", words: colours, all.map { [0, 2, 3, 4][$0 % 4] })
    add("note", words: all.map { "a sentence about \($0)" }, all)
    add("code", words: all.map { "K-\($0)" }, all)
    add("numbers", words: ["1.5", "2", "-7e2"], all.map { $0 % 3 })
    add("dates", words: ["2024-05-17", "2024-05-18"], all.map { $0 % 2 })
    add("mixed", words: ["1", "1.0", "one", "true"], all.map { $0 % 4 })
    add("seven", .integers(all.map { _ in 7 }), all.map { _ in "7" })
    add("same", words: ["same"], all.map { _ in 0 })
    add("empty", .doubles(all.map { _ in .nan }), all.map { _ in "" })
    self.columns = columns
    self.cells = cells
  }

  /// The table as a text file.
  var text: String {
    let header = columns.map(\.name).joined(separator: ",")
    return (0..<(cells.first?.count ?? 0)).reduce(into: header + "\n") { text, row in
      text += cells.map { $0[row] }.joined(separator: ",") + "\n"
    }
  }

  /// The cells of the text file as columns of texts.
  var texts: [MemoryTable.NamedColumn] {
    zip(columns, cells).map { column, cells in
      let words = Array(Set(cells)).sorted()
      return (
        column.name,
        .strings(cells.map { Int32(words.firstIndex(of: $0) ?? -1) }, dictionary: words)
      )
    }
  }
}

@Suite struct MemoryTableTests {
  private let sample = TypedTableSample()

  @Test(arguments: [
    ColumnRoles(), ColumnRoles(target: "colour"), ColumnRoles(target: "large", group: "code"),
    ColumnRoles(target: "x", include: ["user_id"]), ColumnRoles(target: "n", exclude: ["gaps"]),
    ColumnRoles(target: "large", task: .regression), ColumnRoles(target: "mixed"),
    ColumnRoles(target: "numbers", layout: .sequence, isOrdered: true),
  ])
  func `typed columns and texts get the schema that a text file gets`(
    _ roles: ColumnRoles
  ) throws {
    let expected = try ReadTable(sample.text, TableOptions(roles: roles))
    for columns in [sample.columns, sample.texts] {
      let table = try MemoryTable(columns: columns, roles: roles, rowsPerBatch: 100)
      for (found, column) in zip(table.schema.columns, expected.schema.columns) {
        #expect(found == column)
      }
      #expect(table.observations == expected.observations)
      #expect(table.schema.targetIndex == expected.schema.targetIndex)
      #expect(table.schema.task == expected.schema.task)
      #expect(table.schema.layout == expected.schema.layout)
      #expect(table.schema.groupName == roles.group && table.schema.isOrdered == roles.isOrdered)
      #expect(table.schema.rows == expected.schema.rows)
    }
  }

  @Test func `the columns are what their cells are`() throws {
    let table = try MemoryTable(columns: sample.columns)
    let types = Dictionary(
      uniqueKeysWithValues: table.schema.columns.map { ($0.name, $0.type.rawValue) })
    #expect(
      types == [
        "x": "double", "gaps": "double", "nan": "double", "n": "integer", "large": "categorical",
        "user_id": "identifier", "row": "identifier", "flag": "boolean", "day": "date",
        "time": "date", "colour": "categorical", "note": "text", "code": "identifier",
        "numbers": "double", "dates": "date", "mixed": "categorical", "seven": "constant",
        "same": "constant", "empty": "empty",
      ])
    #expect(table.schema.columns.first { $0.name == "flag" }?.levels == ["false", "true"])
  }

  @Test func `batches hold what a text file holds`() throws {
    let roles = ColumnRoles(target: "colour", group: "code")
    let expected = try ReadTable(sample.text, TableOptions(roles: roles))
    for columns in [sample.columns, sample.texts] {
      let table = try MemoryTable(columns: columns, roles: roles, rowsPerBatch: 100)
      #expect(table.batchCount == 3)
      let batches = try (0..<3).map { try table.batch($0) }
      for (index, name) in expected.names.enumerated() {
        switch expected.values(name)[0] {
        case .doubles, .integers:
          let values = expected.values(name).flatMap { $0.numbers ?? [] }
          let found = batches.flatMap { $0.columns[index].numbers ?? [] }
          #expect(found.map { $0.isNaN ? nil : $0 } == values.map { $0.isNaN ? nil : $0 })
        case .codes(let codes):
          let found = batches.flatMap { batch -> [Int32] in
            if case .codes(let codes) = batch.columns[index] { codes } else { [] }
          }
          #expect(found == codes)
        default: #expect(batches.allSatisfy { $0.columns[index] == .skipped })
        }
      }
      #expect(batches.flatMap(\.rowNumbers) == Array(0..<240))
      let groups = batches.flatMap(\.groups)
      #expect(groups.count == 240 && Set(groups).count == 240)
      let note = expected.names.firstIndex(of: "note")
      #expect(
        batches.flatMap(\.texts).contains { $0.column == note && $0.text.hasSuffix("about 7") })
    }
  }

  @Test func `integers stay what they are`() throws {
    let table = try MemoryTable(columns: [
      ("k", .integers([9_007_199_254_740_993, .min, 3], Validity([true, true, false]))),
      ("u", .unsignedIntegers([.max, .max - 1, 0])),
    ])
    let batch = try table.batch(0)
    #expect(
      batch.columns[0]
        == .integers([9_007_199_254_740_993, .min, 3], Validity([true, true, false])))
    #expect(batch.columns[1] == .unsignedIntegers([.max, .max - 1, 0]))
    #expect(table.observations.map(\.distinct) == [2, 3])
  }

  @Test func `words for missing values are numbers and texts`() throws {
    let table = try MemoryTable(
      columns: [
        ("n", .integers([-999, 1, 2, 9_007_199_254_740_992])),
        ("d", .doubles([1.5, -999, 2.5, 3.5])),
        ("w", .strings([0, 1, 2, 1], dictionary: ["none", "a", "NA"])),
      ], missingWords: ["-999", "none", "9007199254740993"])
    #expect(table.observations.map(\.missing) == [1, 1, 1])
    #expect(table.observations.map(\.distinct) == [3, 3, 2])
    let batch = try table.batch(0)
    #expect(batch.columns[0].numbers?.map(\.isNaN) == [true, false, false, false])
    #expect(batch.columns[1].numbers?.map(\.isNaN) == [false, true, false, false])
  }

  @Test func `what cannot be a table says why`() {
    func problem(_ columns: [MemoryTable.NamedColumn], _ roles: ColumnRoles = ColumnRoles())
      -> DataError?
    {
      #expect(throws: DataError.self) { try MemoryTable(columns: columns, roles: roles) }
    }
    #expect(problem([]) == .noRows(path: "memory"))
    #expect(problem([("a", .doubles([]))]) == .noRows(path: "memory"))
    #expect(problem([("a", .doubles([.nan]))]) == .noValues(path: "memory"))
    #expect(
      problem([("a", .doubles([1, 2])), ("b", .doubles([1]))])?.description.contains(
        "column “b” has 1 cells, the first 2") == true)
    #expect(problem([("a", .codes([1]))])?.description.contains("without their levels") == true)
    #expect(
      problem([("a", .doubles([1]))], ColumnRoles(target: "zzzzzz"))
        == .unknownColumn(name: "zzzzzz", nearest: nil, path: "memory"))
  }

  @Test func `names are made unique, and the digest is that of the cells`() throws {
    func table(_ values: ColumnValues, _ name: String = "a") throws -> MemoryTable {
      try MemoryTable(columns: [(name, values), (name, .integers([1, 2]))])
    }
    #expect(try table(.doubles([1, 2])).schema.columns.map(\.name) == ["a", "a.2"])
    let digests = try [
      table(.doubles([1, 2])), table(.doubles([1, 3])), table(.integers([1, 2])),
      table(.doubles([1, 2]), "b"), table(.doubles([1, 2], Validity([true, false]))),
    ].map(\.schema.sha256)
    #expect(Set(digests).count == 5)
    #expect(
      try table(.doubles([1, 7], Validity([true, false]))).schema.sha256 == digests[4])
  }

  @Test(
    arguments: [
      (0, DateUnit.days, "1970-01-01"), (-1, .days, "1969-12-31"), (19_782, .days, "2024-02-29"),
      (-719_528, .days, "0000-01-01"), (2_932_896, .days, "9999-12-31"),
      (11_016, .days, "2000-02-29"), (47_540, .days, "2100-02-28"), (47_541, .days, "2100-03-01"),
      (1_715_949_005, .seconds, "2024-05-17T12:30:05"), (-1, .seconds, "1969-12-31T23:59:59"),
      (1_715_949_005_250, .milliseconds, "2024-05-17T12:30:05.25"),
      (-1, .microseconds, "1969-12-31T23:59:59.999999"),
      (1_000_000_007, .nanoseconds, "1970-01-01T00:00:01.000000007"),
    ] as [(Int64, DateUnit, String)])
  func `dates are written as text files have them`(_ value: Int64, _ unit: DateUnit, _ text: String)
  {
    #expect(unit.text(value) == text)
  }
}
