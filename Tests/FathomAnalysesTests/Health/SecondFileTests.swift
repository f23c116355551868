import FathomData
import FathomNumerics
import FathomSummaries
import Foundation
import SummaryTesting
import Testing

@testable import FathomAnalyses

@Suite struct SecondFileTests {
  /// A file of customers: what is planted changes a row, from its number and a random stream.
  private struct Customers {
    var rows = 800
    var seed = 1
    var header = ["age", "income", "region", "tenure", "y"]
    var change: ([String], inout NormalStream) -> [String] = { row, _ in row }

    func cells() -> [[String]] {
      var stream = NormalStream("customers", seed)
      return (0..<rows).map { _ in
        let (age, income) = (45 + 12 * stream.next(), exp(10 + 0.5 * stream.next()))
        let region = ["north", "south", "east", "west"][abs(Int(9 * stream.next())) % 4]
        let tenure = abs(20 * stream.next())
        let isGone = 0.05 * (age - 45) - 0.03 * tenure + stream.next() > 0
        return change(
          [
            String(format: "%.1f", age), String(format: "%.0f", income), region,
            String(format: "%.2f", tenure), isGone ? "gone" : "stays",
          ], &stream)
      }
    }

    func summary(_ cells: [[String]]? = nil) throws -> Summary {
      let text = ([header] + (cells ?? self.cells())).map { $0.joined(separator: ",") }
      let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
      try Data((text.joined(separator: "\n") + "\n").utf8).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      return try Summary(
        of: try CSVSource(
          path: file.path,
          options: TableOptions(
            roles: ColumnRoles(target: header.contains("y") ? "y" : nil))))
    }
  }

  private static func compared(
    _ first: Summary, _ second: Summary
  ) throws -> (evidence: SecondFile.Evidence, findings: [Finding]) {
    var summary = first
    summary.secondFiles = [second]
    guard case .applicable(let input) = SecondFile().input(from: summary) else {
      throw AnalysisError.unsuitable("not applicable")
    }
    let evidence = try SecondFile().measure(input, AnalysisContext(threads: 2))
    return (evidence, SecondFile().judge(evidence))
  }

  private static func compared(
    _ second: Customers, seed: Int = 1
  ) throws -> (evidence: SecondFile.Evidence, findings: [Finding]) {
    var second = second
    second.seed = 100 + seed
    return try compared(try Customers(seed: seed).summary(), try second.summary())
  }

  private func names(_ findings: [Finding]) -> [String] {
    findings.filter { $0.grade != .good }.map { "\($0.id) \($0.subject)" }
  }

  // MARK: What is planted is found

  @Test(arguments: [1, 2, 3])
  func `rows that are in both are found`(_ seed: Int) throws {
    let first = Customers(seed: seed).cells()
    var second = Customers(rows: 500, seed: 50 + seed).cells()
    for row in 0..<40 { second[10 * row] = first[3 * row] }
    let (evidence, findings) = try SecondFileTests.compared(
      try Customers().summary(first), try Customers().summary(second))
    #expect(evidence.overlap.rows == 40 && evidence.overlap.secondRows == (0..<40).map { 10 * $0 })
    #expect(!evidence.overlap.isNatural && evidence.overlap.isComplete)
    #expect(names(findings) == ["secondFile.overlap rows"] && findings[0].grade == .bad)
    #expect(SecondFile().void(evidence) != nil)
    // Columns in another order are the same columns.
    var other = Customers()
    other.header = ["region", "y", "tenure", "age", "income"]
    let moved = try SecondFileTests.compared(
      try Customers().summary(first),
      try other.summary(second.map { [$0[2], $0[4], $0[3], $0[0], $0[1]] }))
    #expect(moved.evidence.overlap == evidence.overlap)
  }

  @Test(arguments: [1, 2, 3])
  func `a column that moved is named, with what undoes it`(_ seed: Int) throws {
    var older = Customers()
    older.change = { row, _ in
      [String(format: "%.1f", (Double(row[0]) ?? 0) + 6)] + row.dropFirst()
    }
    let shifted = try SecondFileTests.compared(older, seed: seed)
    #expect(names(shifted.findings) == ["secondFile.shift age"])
    #expect(shifted.evidence.columns[0].unitFactor == nil)
    var thousands = Customers()
    thousands.change = { row, _ in
      [row[0], String(format: "%.5f", (Double(row[1]) ?? 0) / 1_000)] + row.dropFirst(2)
    }
    let units = try SecondFileTests.compared(thousands, seed: seed)
    #expect(names(units.findings) == ["secondFile.shift income"])
    #expect(units.findings[0].grade == .bad)
    #expect(abs(try #require(units.evidence.columns[1].unitFactor) - 0.001) < 1e-12)
  }

  @Test func `new levels, and cells that went missing`() throws {
    var cities = Customers()
    cities.change = { row, stream in
      row[2] == "east" && stream.next() > 0
        ? [row[0], row[1], "overseas", row[3], row[4]] : row
    }
    let levels = try SecondFileTests.compared(cities)
    #expect(names(levels.findings) == ["secondFile.shift region"])
    #expect((0.08...0.17).contains(levels.evidence.columns[2].newLevels))
    var gaps = Customers()
    gaps.change = { row, stream in
      [row[0], row[1], row[2], stream.next() > 0.7 ? "" : row[3], row[4]]
    }
    let missing = try SecondFileTests.compared(gaps)
    #expect(names(missing.findings) == ["secondFile.shift tenure"])
    #expect(missing.findings[0].message.contains("of the cells are missing"))
  }

  @Test(arguments: [1, 2, 3])
  func `another relation to the target is no shift of a column`(_ seed: Int) throws {
    var other = Customers()
    other.change = { row, _ in
      // The young leave now, and the old did.
      Array(row.dropLast()) + [(Double(row[0]) ?? 0) < 45 ? "gone" : "stays"]
    }
    let (evidence, findings) = try SecondFileTests.compared(other, seed: seed)
    #expect(names(findings).contains("secondFile.concept age"))
    #expect(try #require(evidence.columns[0].conceptShare) > 0.25)
    #expect(SecondFile().void(evidence) != nil)
  }

  @Test(arguments: [1, 2, 3])
  func `rows of the first with noise are found in the second`(_ seed: Int) throws {
    let first = Customers(seed: seed)
    let rows = first.cells()
    var copied = Customers(rows: 400, seed: 100 + seed).cells()
    for place in 0..<40 {
      var row = rows[19 * place]
      row[0] = String(format: "%.1f", (Double(row[0]) ?? 0) + 0.1)
      row[1] = String(format: "%.0f", 1.0004 * (Double(row[1]) ?? 0))
      copied[9 * place] = row
    }
    let (evidence, findings) = try SecondFileTests.compared(
      try first.summary(), try first.summary(copied))
    #expect(names(findings).contains("secondFile.overlap near rows"))
    let planted = Set((0..<40).map { 9 * $0 })
    let found = Set(evidence.overlap.nearRows)
    #expect(found.intersection(planted).count >= 28, "\(found.count)")
    // As of near repeats within a file.
    #expect(Double(found.subtracting(planted).count) <= 0.3 * Double(found.count))
    #expect(evidence.overlap.near == evidence.overlap.nearRows.count)
  }

  @Test func `patients with rows in both files are named`() throws {
    var stream = NormalStream("patients")
    func rows(_ patients: Range<Int>) -> [[String]] {
      patients.flatMap { patient -> [[String]] in
        var own = NormalStream("patient", patient)
        let (base, isIll) = (own.column(4), own.next() > 0)
        return (0..<6).map { _ in
          ["P\(1_000 + patient * 7_919 % 997)"]
            + base.map { String(format: "%.3f", $0 + 0.3 * stream.next()) }
            + [isIll ? "ill" : "well"]
        }
      }
    }
    var table = Customers()
    table.header = ["patient", "a", "b", "c", "d", "y"]
    let (evidence, findings) = try SecondFileTests.compared(
      try table.summary(rows(0..<80)), try table.summary(rows(60..<120)))
    #expect(evidence.overlap.groups.map(\.column) == ["patient"])
    #expect(abs((evidence.overlap.groups.first?.share ?? 0) - 1.0 / 3) < 1e-12)
    #expect(names(findings).contains("secondFile.overlap patient"))
  }

  // MARK: What is alike is silent

  @Test(arguments: 1...8)
  func `files of one kind are not accused`(_ seed: Int) throws {
    let alike = try SecondFileTests.compared(Customers(rows: seed % 2 == 0 ? 200 : 900), seed: seed)
    #expect(names(alike.findings).isEmpty, "\(alike.findings.map(\.message))")
    #expect(alike.evidence.overlap.near == 0)
    // Rows of few levels agree by chance.
    var levels = Customers()
    levels.change = { row, _ in
      [(Double(row[0]) ?? 0) > 45 ? "old" : "young", "\(Int((Double(row[3]) ?? 0) / 4))"]
        + [row[2], row[0].hasSuffix("3") ? "1" : "0", row[4]]
    }
    levels.seed = seed
    var second = levels
    second.seed = 200 + seed
    let natural = try SecondFileTests.compared(try levels.summary(), try second.summary())
    #expect(natural.evidence.overlap.rows > 100 && natural.evidence.overlap.isNatural)
    #expect(names(natural.findings).isEmpty, "\(natural.findings.map(\.message))")
  }

  @Test
  func `a second file without a target, or with other columns, is compared as far as it goes`()
    throws
  {
    var second = Customers(seed: 9)
    second.header = ["age", "income", "region", "extra"]
    second.change = { row, _ in [row[0], row[1], row[2], row[3]] }
    let (evidence, findings) = try SecondFileTests.compared(
      try Customers().summary(), try second.summary())
    #expect(evidence.onlyFirst == ["tenure", "y"] && evidence.onlySecond == ["extra"])
    #expect(evidence.columns.allSatisfy { $0.conceptShare == nil } && names(findings).isEmpty)
    // The target is no column that could have moved.
    let lacking = SecondFile().blindSpots(evidence)
    #expect(lacking.map(\.subject) == ["tenure"] && lacking.map(\.share) == [0.25])
    #expect(lacking.map(\.isLarge) == [false])
    #expect(SecondFile().notAsked(evidence) == ["concept"])
    // A file of other columns, whose last row is cut off.
    var other = Customers(rows: 50, seed: 3)
    other.header = ["a", "b", "c"]
    let rows = other.cells().map { Array($0.prefix(3)) } + [["1"]]
    let apart = try SecondFileTests.compared(try Customers().summary(), try other.summary(rows))
    #expect(apart.findings.map(\.grade) == [.indeterminate])
    #expect(SecondFile().notAsked(apart.evidence) == ["overlap", "shift", "concept"])
    let spots = SecondFile().blindSpots(apart.evidence)
    #expect(spots.map(\.id) == ["secondFile.columns", "secondFile.rows"])
    #expect(spots.map(\.isLarge) == [true, false] && spots.last?.share == 1.0 / 51)
    guard case .notApplicable(let reason) = SecondFile().input(from: try Customers().summary())
    else {
      Issue.record("there is no second file")
      return
    }
    #expect(reason.contains("--test"))
  }

  // MARK: Numbers

  @Test func `the stability index and what chance gives it`() throws {
    // 0.1 ln 1.2 − 0.1 ln 0.8 = 0.0405465; less 1 · (1/100 + 1/100); ∛(0.0405465 / 0.02) less 7/9, over √(2/9).
    let index = try #require(StabilityIndex([50, 50], [60, 40]))
    #expect(abs(index.value - 0.020_546_5) < 1e-6 && abs(index.chance - 1.034_8) < 1e-3)
    #expect(StabilityIndex([], []) == nil && StabilityIndex([0, 0], [1, 2]) == nil)
    // Without a change it is beyond four standard deviations once in 30,000 times.
    var stream = NormalStream("stability")
    var above = 0
    for _ in 0..<400 {
      var (a, b) = ([Double](repeating: 0, count: 10), [Double](repeating: 0, count: 10))
      for _ in 0..<500 { a[min(9, Int(abs(6 * stream.next())))] += 1 }
      for _ in 0..<300 { b[min(9, Int(abs(6 * stream.next())))] += 1 }
      if (StabilityIndex(a, b)?.chance ?? 0) > 4 { above += 1 }
    }
    #expect(above <= 1)
  }

  private struct Expected: Decodable {
    var first: [Double?]
    var second: [Double?]
    var targetFirst: [Double]
    var targetSecond: [Double]
    var index: Double
    var chance: Double
    var conceptShare: Double
  }

  @Test func `a column changed as the definition says`() throws {
    let expected = try Fixture.expected("SecondFile", as: Expected.self)
    let column = SecondFile.PairedColumn(
      name: "c", first: expected.first.map { $0 ?? .nan },
      second: expected.second.map { $0 ?? .nan })
    let comparison = ColumnComparison(column)
    let index = try #require(comparison.index)
    #expect(abs(index.value - expected.index) < 1e-12)
    #expect(abs(index.chance - expected.chance) < 1e-10)
    let targets = (expected.targetFirst, expected.targetSecond)
    let concept = try #require(comparison.concept(targets, classes: nil))
    #expect(abs(concept.share - expected.conceptShare) < 1e-12)
  }

  @Test func `the change of a target given a column, from its definition`() throws {
    // Two bins of 100 rows; means 0 and 0 before, −1 and 1 after, variance 1 within.
    let first = (0..<200).map { Double($0 / 100) }
    let noise = (0..<200).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    let column = SecondFile.PairedColumn(
      name: "c", first: first, second: first, levels: ["a", "b"], known: 2)
    let moved = zip(first, noise).map { 2 * $0 - 1 + $1 }
    let found = try #require(ColumnComparison(column).concept((noise, moved), classes: nil))
    // (1 − 2 · (100/99) / 100) over the mean of 200/199 and 400/199.
    let within = 100.0 / 99 / 100 * 2
    #expect(abs(found.share - (1 - within) / (300.0 / 199)) < 1e-12)
    #expect(abs(found.z - (1 - within) / (2 * 2 * 0.25 * within * within).squareRoot()) < 1e-9)
  }
}
