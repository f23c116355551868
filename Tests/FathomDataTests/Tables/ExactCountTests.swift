import Foundation
import Testing

@testable import FathomData

/// Integers beyond 2⁵³, of which several are one double.
@Suite struct ExactCountTests {
  /// 2⁵³, 2⁵³ + 1 and 2⁵³ + 2; the second is no double.
  private let three = ["9007199254740992", "9007199254740993", "9007199254740994"]

  private func table(
    _ cells: [String], named name: String = "c", _ options: TableOptions = TableOptions(),
    threads: Int = 1
  ) throws -> ReadTable {
    let rows = cells.enumerated().map { "\($1),\($0 % 7)\n" }
    return try ReadTable("\(name),other\n" + rows.joined(), options, threads: threads)
  }

  private func repeated(_ cells: [String], _ count: Int = 60) -> [String] {
    (0..<count).map { cells[$0 % cells.count] }
  }

  @Test func `integers that are one double are several values`() throws {
    for cells in [three, Array(three.prefix(2)), three.map { "-" + $0 }] {
      let read = try table(repeated(cells))
      // Codes have no sign.
      #expect(read.column("c")?.type == (cells[0].hasPrefix("-") ? .integer : .categorical))
      #expect(read.column("c")?.role == .feature)
      #expect(read.seen("c")?.distinct == cells.count)
      #expect(read.seen("c")?.distinctIsExact == true)
    }
  }

  @Test func `they are counted too where there are too many to be levels`() throws {
    let first = 9_007_199_254_740_992
    let cells = (0..<5_000).map { "\(first + $0)" }
    #expect(try table(cells).seen("c")?.distinct == 5_000)
    #expect(try table(cells + cells).seen("c")?.distinct == 5_000)
  }

  @Test(arguments: [
    ["9007199254740992", "9007199254740992.0", "+9007199254740992", "009007199254740992"],
    ["9007199254740993", "+9007199254740993", "0009007199254740993"],
    ["100000000000000000000", "1e20", "100000000000000000000.0"],
    ["123456789012345678901234567890", "+0123456789012345678901234567890"],
    ["1", "1.0", "01"], ["0", "-0", "0.0"],
  ])
  func `spellings of one value are one value`(_ cells: [String]) throws {
    let read = try table(repeated(cells))
    #expect(read.column("c")?.type == .constant)
    #expect(read.seen("c")?.distinct == 1)
  }

  @Test(
    arguments: [
      (["9007199254740994", "9007199254740992", "9007199254740993"], nil),
      (["-9007199254740992", "-9007199254740993", "9007199254740993"], [1, 0, 2]),
      (["18446744073709551615", "18446744073709551616", "18446744073709551617"], [0, 1, 2]),
      (
        [
          "100000000000000000001", "100000000000000000000", "-30000000000000000000000000001",
          "100000000000000000000000000000000000001",
        ], [2, 1, 0, 3]
      ),
    ] as [([String], [Int]?)])
  func `classes are labelled by their digits, in the order of their values`(
    _ cells: [String], _ order: [Int]?
  ) throws {
    let sorted = (order ?? [1, 2, 0]).map { cells[$0] }
    for threads in [1, 3] {
      let read = try table(
        repeated(cells), TableOptions(roles: ColumnRoles(target: "c")), threads: threads)
      #expect(read.schema.task == .classification)
      #expect(read.column("c")?.levels == sorted)
      #expect(read.labels("c") == repeated(cells))
    }
  }

  @Test func `decimals among them are values of their own`() throws {
    let cells = repeated(three + ["0.5", "9007199254740992.0"])
    let read = try table(cells)
    #expect(read.column("c")?.type == .double)
    #expect(read.seen("c")?.distinct == 4)
    let classes = try table(
      cells, TableOptions(roles: ColumnRoles(target: "c", task: .classification)))
    #expect(classes.column("c")?.levels == ["0.5"] + three)
  }

  @Test func `words and missing cells among them change nothing`() throws {
    let read = try table(
      repeated(three + ["NA", "unknown"]), TableOptions(roles: ColumnRoles(target: "c")))
    #expect(read.column("c")?.levels == three + ["unknown"])
    #expect(read.seen("c")?.missing == 12)
    let labels: [String?] = three + [nil, "unknown"]
    #expect(read.labels("c") == (0..<60).map { labels[$0 % 5] })
  }

  @Test func `a word for missing values is compared exactly`() throws {
    for target in [nil, "c"] {
      let options = TableOptions(
        format: TextFormat(missingWords: [three[1]]), roles: ColumnRoles(target: target))
      let read = try table(repeated(three), options)
      #expect(read.seen("c")?.missing == 20)
      #expect(read.seen("c")?.distinct == 2)
    }
  }

  @Test func `marks between groups of digits do not matter`() throws {
    let cells = ["9.007.199.254.740.992", "9.007.199.254.740.993", "9.007.199.254.740.994"]
    let options = TableOptions(
      format: TextFormat(decimalMark: UInt8(ascii: ","), thousandsMark: UInt8(ascii: ".")),
      roles: ColumnRoles(target: "c"))
    #expect(try table(repeated(cells), options).column("c")?.levels == three)
  }

  @Test func `numbers of eighteen digits identify rows`() throws {
    let cells = (0..<500).map { "\(900_000_000_000_000_000 + $0)" }
    let read = try table(cells, named: "user_id")
    #expect(read.column("user_id")?.type == .identifier)
    #expect(read.seen("user_id")?.distinct == 500)
    let repeating = try table(Array(cells.dropLast()) + [cells[0]], named: "user_id")
    #expect(repeating.column("user_id")?.type == .identifier)
    #expect(repeating.column("user_id")?.roleReason == "identifies rows")
    #expect(repeating.seen("user_id")?.distinct == 499)
  }

  @Test func `neither chunks nor threads show in the counts`() throws {
    var random = SplitMix(11)
    let rows = (0..<3_000).map { _ in
      let large = 9_007_199_254_740_992 + Int.random(in: 0...9, using: &random)
      let id = 900_000_000_000_000_000 + Int.random(in: 0...999, using: &random)
      return "\(large),\(id),\(Bool.random(using: &random) ? "\(large)" : "0.25")\n"
    }
    try withCSV("k,n,m\n" + rows.joined()) { path in
      var tables = [ReadTable]()
      for size in [nil, 256, 5_000] {
        for threads in [1, 4] {
          var options = TableOptions(roles: ColumnRoles(target: "k"))
          options.blockSize = size
          tables.append(try ReadTable(path: path, options, threads: threads))
        }
      }
      #expect(tables[0].seen("k")?.distinct == 10)
      #expect(tables[0].column("k")?.levels.count == 10)
      #expect(tables[0].seen("n")?.distinct == Set(rows.map { $0.split(separator: ",")[1] }).count)
      #expect(tables[0].seen("m")?.distinct == 11)
      for other in tables.dropFirst() {
        #expect(other.schema.columns == tables[0].schema.columns)
        for name in ["k", "n", "m"] {
          #expect(other.seen(name) == tables[0].seen(name))
          #expect(other.labels(name) == tables[0].labels(name))
        }
      }
    }
  }

  @Test func `a feature of such integers arrives without loss`() throws {
    // Such integers are codes, unless they are times.
    let values: [Int64?] = [9_007_199_254_740_993, nil, -9_007_199_254_740_993, 7, .min, .max]
    let read = try table(repeated(values.map { $0.map { "\($0)" } ?? "" }), named: "time")
    // 2⁶³ is the double that is nearest to the largest integer, and too large itself.
    #expect(read.values("time").allSatisfy { if case .doubles = $0 { true } else { false } })
    let less = try table(
      repeated(values.dropLast().map { $0.map { "\($0)" } ?? "" }), named: "time")
    for batch in less.values("time") {
      guard case .integers(let integers, let validity?) = batch else {
        Issue.record("not integers")
        continue
      }
      #expect(integers.indices.allSatisfy { (validity[$0] ? integers[$0] : nil) == values[$0 % 5] })
    }
    let small = try table(repeated(["9007199254740992", "1"]), named: "time")
    #expect(small.values("time").allSatisfy { if case .doubles = $0 { true } else { false } })
  }

  @Test func `a large double is written with all of its digits`() {
    for (value, digits) in [
      (0x1p53, "9007199254740992"), (0x1p64, "18446744073709551616"),
      (1e22, "10000000000000000000000"), (-1e23, "-99999999999999991611392"),
      (0x1p100, "1267650600228229401496703205376"), (1e27, "1000000000000000013287555072"),
    ] {
      #expect(ExactInteger(value).description == digits)
    }
    let largest = ExactInteger(Double.greatestFiniteMagnitude).description
    #expect(largest.hasPrefix("17976931348623157081452742373170435679807056752584499659891747"))
    #expect(largest.hasSuffix("26184124858368") && largest.count == 309)
  }
}
