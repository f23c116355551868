import FathomData
import FathomNumerics
import FathomSummaries
import Foundation
import SummaryTesting
import Testing

@testable import FathomAnalyses

@Suite struct LeakageTests {
  /// A table of people: three honest features, a target that they say something of, and what else is planted.
  private struct Table {
    var rows = 600
    var isRegression = false
    var seed = 1
    /// Further columns, from the honest features, the target and a random stream.
    var columns: [(name: String, cell: (Row, inout NormalStream) -> String)] = []

    struct Row {
      var number: Int
      var a: Double
      var b: Double
      var target: Double
    }

    func survey(
      include: [String] = [], only: Set<String> = ["leakage"], threads: Int = 1
    ) throws -> SurveyResult {
      var stream = NormalStream("leakage", seed)
      var text = (["a", "b", "c"] + columns.map(\.name) + ["y"]).joined(separator: ",") + "\n"
      for number in 0..<rows {
        let (a, b, c) = (stream.next(), stream.next(), stream.next())
        let value = a + b + stream.next()
        let target = isRegression ? value : value > 0.8 ? 1 : 0
        let row = Row(number: number, a: a, b: b, target: target)
        let cells =
          [a, b, c].map { String(format: "%.4f", $0) } + columns.map { $0.cell(row, &stream) }
          + [isRegression ? String(format: "%.5f", target) : target == 1 ? "yes" : "no"]
        text += cells.joined(separator: ",") + "\n"
      }
      let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
      try Data(text.utf8).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let source = try CSVFile(
        path: file.path,
        options: TableOptions(roles: ColumnRoles(target: "y", include: include)))
      var survey = Survey(permutations: 99, threads: threads)
      survey.only = only
      return try survey.run(source)
    }

    func evidence(
      include: [String] = [], threads: Int = 1
    ) throws -> (Leakage.Evidence, [Finding]) {
      let result = try survey(include: include, threads: threads)
      let outcome = try #require(result.outcomes.first { $0.info.id == Leakage.info.id })
      return (try #require(outcome.evidence as? Leakage.Evidence), outcome.findings)
    }
  }

  private static func number(_ value: Double) -> String { String(format: "%.4f", value) }

  // MARK: What is planted is found

  @Test(arguments: [1, 2, 3])
  func `a proxy of the target is named, with the score without it`(_ seed: Int) throws {
    var table = Table(seed: seed)
    table.columns = [
      (
        "refund",
        { row, stream in
          row.target == 1
            ? LeakageTests.number(50 + 10 * stream.next()) : row.number % 60 == 0 ? "40" : "0"
        }
      )
    ]
    let (evidence, findings) = try table.evidence()
    #expect(findings.map(\.subject) == ["refund"])
    #expect(findings.allSatisfy { $0.grade == .bad || $0.grade == .caution })
    let (with, without) = (try #require(evidence.scoreWith), try #require(evidence.scoreWithout))
    #expect(with > 0.95 && without < 0.9)
    #expect(evidence.strong == ["refund"])
  }

  @Test func `a copy in other words leaves the race, unless it is to stay`() throws {
    var table = Table()
    table.columns = [
      ("code", { row, _ in row.target == 1 ? "X4" : row.number % 2 == 0 ? "A1" : "B2" })
    ]
    let (evidence, findings) = try table.evidence()
    #expect(evidence.columns.first { $0.name == "code" }?.kind == .copy)
    #expect(findings.map(\.grade) == [.bad] && findings[0].message.contains("left out of the race"))
    #expect(Leakage().leaks(evidence) == ["code"])
    let (kept, said) = try table.evidence(include: ["code"])
    #expect(Leakage().leaks(kept).isEmpty)
    #expect(said.map(\.grade) == [.bad] && said[0].message.contains("It stays, as --include says"))
  }

  @Test func `the race does not see what gives the target away`() throws {
    var table = Table(rows: 300)
    table.columns = [("code", { row, _ in row.target == 1 ? "X4" : "A1" })]
    let result = try table.survey(only: ["leakage", "trial"])
    let trial = try #require(
      result.outcomes.first { $0.info.id == Trial.info.id }?.evidence as? Trial.Evidence)
    #expect(try #require(trial.best?.accuracy) < 0.95)
  }

  @Test func `where nothing is left there is no verdict`() throws {
    let rows = 200
    var stream = NormalStream("only leaks")
    let y = (0..<rows).map { _ in stream.next() > 0 ? 1.0 : 0 }
    var source = MemorySource([("code", y.map { 3 * $0 + 1 }), ("y", y)])
    source.schema.columns[1].role = .target
    source.schema.columns[1].levels = ["0", "1"]
    source.schema.columns[1].type = .categorical
    source.schema.targetIndex = 1
    source.schema.task = .regression
    let result = try Survey(permutations: 99).run(source)
    #expect(result.verdict.recommendation == .inconclusive)
    #expect(result.verdict.summary.contains("every feature gives the target away"))
  }

  @Test func `where missing cells tell the class that is said`() throws {
    var table = Table()
    table.columns = [
      ("closed", { row, stream in row.target == 1 ? "" : LeakageTests.number(stream.next()) })
    ]
    let (evidence, findings) = try table.evidence()
    #expect(evidence.columns.first { $0.name == "closed" }?.kind == .missingness)
    #expect(findings.map(\.subject) == ["closed"] && findings[0].grade == .bad)
    #expect(findings[0].message.hasPrefix("Where “closed” is missing"))
  }

  @Test func `names of rows that carry the class in their first letters`() throws {
    var table = Table()
    table.columns = [
      (
        "case",
        { row, _ in
          "\(row.target == 1 ? "POS" : "NEG")-\((row.number * 7919) % 99_991)x\(row.number)"
        }
      )
    ]
    let (evidence, findings) = try table.evidence()
    #expect(evidence.columns.first { $0.name == "case" }?.kind == .identifier)
    #expect(findings.map(\.subject) == ["case"] && findings[0].grade == .caution)
  }

  @Test(arguments: ["apart", "following", "counting"])
  func `whole numbers tell the class unless they follow the rows or count them`(
    _ how: String
  ) throws {
    var table = Table()
    table.columns = [
      (
        "record_id",
        { row, _ in
          let place = row.number * 241 % 600
          return switch how {
          case "apart": "\(row.target == 1 ? 30_000 + 5 * place : 10_000 + 5 * place)"
          case "following": "\(10_000 + 5 * row.number)"
          default: "\(row.target == 1 ? 600 + place : place)"
          }
        }
      )
    ]
    let (evidence, findings) = try table.evidence()
    let isAsked = how == "apart"
    #expect(evidence.columns.contains { $0.name == "record_id" } == isAsked)
    #expect(findings.map(\.subject) == [isAsked ? "record_id" : "columns"])
    #expect(findings[0].grade == (isAsked ? .caution : .good))
  }

  @Test func `one class of three that came at another time is told from the others`() throws {
    var stream = NormalStream("visits")
    let rows = (0..<600).map { row -> String in
      let kind = row % 3
      let day = "\(kind == 2 ? 2_023 : 2_021)-0\(1 + row / 3 % 9)-1\(row / 27 % 9)"
      return String(format: "%.3f", stream.next()) + ",\(day),k\(kind)"
    }
    try withTable("a,seen,y\n" + rows.joined(separator: "\n") + "\n") { path in
      let summary = try Summary(
        of: try CSVSource(path: path, options: TableOptions(roles: ColumnRoles(target: "y"))))
      let evidence = try Leakage().measure(summary)
      let date = try #require(evidence.columns.first { $0.name == "seen" })
      #expect(date.kind == .timestamp && date.alone > 0.95 && date.auc == nil)
      #expect(Leakage().judge(evidence).map(\.subject) == ["seen"])
    }
  }

  @Test func `numbers that add up to the target, or make it by products`() throws {
    var numbers = NormalStream("parts")
    let n = 400
    let (a, b, c) = (numbers.column(n), numbers.column(n), numbers.column(n))
    let total = zip(a, b).map { $0 - 2 * $1 + 5 }
    var input = ExactRelations.Input(
      names: ["a", "b", "c"], features: Matrix(columns: [a, b, c]), target: total,
      targetName: "total")
    let found = try ExactRelations.search(input)
    #expect(found.map(\.columns) == [["a", "b"]])
    #expect(found[0].relation == "total = a − 2 × b + 5")
    let (rate, area) = (a.map { exp($0) }, b.map { exp(0.5 * $0) })
    input.features = Matrix(columns: [rate, area, c.map { exp($0) }])
    input.names = ["rate", "area", "age"]
    input.target = zip(rate, area).map(*)
    let product = try ExactRelations.search(input)
    #expect(product.map(\.columns) == [["rate", "area"]])
    #expect(product[0].relation == "total = rate × area")
    input.target = zip(input.target, c).map { $0 * exp(0.01 * $1 * $1) }
    #expect(try ExactRelations.search(input).isEmpty)
  }

  @Test func `what the target is made of leaves the race together`() throws {
    var table = Table(isRegression: true)
    table.columns = [("part", { row, _ in String(format: "%.5f", row.target - row.a) })]
    let (evidence, findings) = try table.evidence()
    #expect(evidence.exact.map(\.columns) == [["a", "part"]])
    #expect(evidence.exact[0].relation == "y = a + part")
    #expect(findings.map(\.subject) == ["a", "part"] && findings.allSatisfy { $0.grade == .bad })
    #expect(Leakage().leaks(evidence) == ["a", "part"])
  }

  // MARK: What is honest is not accused

  @Test(arguments: [1, 2, 3, 4], [false, true])
  func `honest columns are not accused`(_ seed: Int, _ isRegression: Bool) throws {
    var table = Table(isRegression: isRegression, seed: seed)
    table.columns = [
      // A strong measurement, with company.
      ("assay", { row, stream in LeakageTests.number(row.target * 2.5 + stream.next()) }),
      ("city", { row, _ in ["Bonn", "Köln", "Trier"][row.number % 3] }),
      ("seen", { row, _ in "2024-\(1 + row.number % 12)-\(1 + row.number % 28)" }),
      ("id", { row, _ in "P\((row.number * 7919) % 99_991)q" }),
      ("gap", { _, stream in stream.next() > 1 ? "" : LeakageTests.number(stream.next()) }),
    ]
    let (evidence, findings) = try table.evidence()
    #expect(findings.map(\.grade) == [.good], "\(findings.map(\.message))")
    #expect(evidence.exact.isEmpty && Leakage().leaks(evidence).isEmpty)
  }

  @Test func `a strong column with company is not accused`() throws {
    var table = Table()
    table.columns = [
      ("length", { row, stream in LeakageTests.number(row.target * 4.6 + stream.next()) }),
      ("width", { row, stream in LeakageTests.number(row.target * 3 + stream.next()) }),
      ("depth", { row, stream in LeakageTests.number(row.target * 3 + stream.next()) }),
    ]
    let (evidence, findings) = try table.evidence()
    #expect(evidence.strong == ["length"])
    #expect(findings.map(\.grade) == [.good], "\(findings.map(\.message))")
  }

  @Test func `levels that recur are groups, not a leak`() throws {
    var table = Table(rows: 400)
    table.columns = [("patient", { row, _ in "P\(1_000 + row.number % 100)" })]
    let (evidence, findings) = try table.evidence()
    let patient = evidence.columns.first { $0.name == "patient" }
    #expect(patient == nil || patient?.kind == .group)
    #expect(findings.map(\.grade) == [.good])
  }

  // MARK: Numbers that are known

  @Test func `shares and areas are those of the definition`() {
    // Two levels, each with 3 of 4 rows of one class, in both halves.
    let values = [0.0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]
    let target = [0.0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0]
    let half = (0..<16).map { $0 >= 8 }
    let found = BinnedPrediction(values, isLevels: true, target, classes: 2, half: half)
    // Guessing is wrong in half of the rows, the levels in a quarter.
    #expect(found.share == 0.5)
    #expect(found.area(target) == 0.75)
    let numbers = BinnedPrediction(values, isLevels: true, values, classes: nil, half: half)
    #expect(numbers.share == 1)
  }

  private struct Expected: Decodable {
    var values: [Double?]
    var classes: [Double]
    var numbers: [Double]
    var half: [Bool]
    var classShare: Double
    var area: Double
    var numberShare: Double
  }

  @Test func `shares and areas are those of the script`() throws {
    let file = Package.root.appending(path: "Fixtures/Leakage/expected.json")
    let expected = try JSONDecoder().decode(Expected.self, from: try Data(contentsOf: file))
    let values = expected.values.map { $0 ?? .nan }
    let classes = BinnedPrediction(
      values, isLevels: false, expected.classes, classes: 2, half: expected.half)
    #expect(abs(classes.share - expected.classShare) < 1e-12)
    #expect(abs(try #require(classes.area(expected.classes)) - expected.area) < 1e-12)
    let numbers = BinnedPrediction(
      values, isLevels: false, expected.numbers, classes: nil, half: expected.half)
    #expect(abs(numbers.share - expected.numberShare) < 1e-12)
  }

  @Test func `the same at any number of threads`() throws {
    var table = Table()
    table.columns = [("code", { row, _ in row.target == 1 ? "X4" : "A1" })]
    let first = try table.evidence().0
    #expect(first == (try table.evidence(threads: 3).0))
  }
}
