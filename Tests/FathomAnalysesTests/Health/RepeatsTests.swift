import FathomData
import FathomLearners
import FathomNumerics
import FathomSummaries
import Foundation
import SummaryTesting
import Testing

@testable import FathomAnalyses

@Suite struct RepeatsTests {
  private typealias Cells = [[String]]

  /// Rows of three numbers, two levels and a class.
  private static func people(_ rows: Int, seed: Int) -> Cells {
    var stream = NormalStream("people", seed)
    return (0..<rows).map { _ in
      let (a, b, c) = (stream.next(), stream.next(), stream.next())
      let level = ["north", "south", "east", "west"][abs(Int(8 * stream.next())) % 4]
      return [
        String(format: "%.3f", a), String(format: "%.3f", b), String(format: "%.3f", exp(c)), level,
        stream.next() > 0 ? "yes" : "no", a + b + stream.next() > 0 ? "ill" : "well",
      ]
    }
  }

  private static let names = ["a", "b", "c", "region", "smokes", "y"]

  private static func outcome(
    _ rows: Cells, names: [String] = names, separator: String = "\n", threads: Int = 1,
    only: Set<String> = ["repeats"]
  ) throws -> SurveyResult {
    let text = ([names] + rows).map { $0.joined(separator: ",") }.joined(separator: separator)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    try Data((text + "\n").utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let source = try CSVFile(
      path: file.path, options: TableOptions(roles: ColumnRoles(target: names.last)))
    var survey = Survey(permutations: 99, threads: threads)
    survey.only = only
    try survey.thresholds.set(Race.info.id, "budget", to: 0)
    return try survey.run(source)
  }

  private static func found(
    _ rows: Cells, names: [String] = names, separator: String = "\n", threads: Int = 1
  ) throws -> (evidence: Repeats.Evidence, findings: [Finding]) {
    let result = try outcome(rows, names: names, separator: separator, threads: threads)
    let outcome = try #require(result.outcomes.first { $0.info.id == Repeats.info.id })
    return (try #require(outcome.evidence as? Repeats.Evidence), outcome.findings)
  }

  // MARK: What is planted is found

  @Test(arguments: [1, 2, 3])
  func `copies are found, each by its row`(_ seed: Int) throws {
    var rows = RepeatsTests.people(400, seed: seed)
    for copy in 0..<20 { rows.append(rows[11 * copy]) }
    let (evidence, findings) = try RepeatsTests.found(rows)
    #expect(evidence.repeated == 20 && evidence.equalPairs == 20 && !evidence.isNatural)
    #expect(evidence.repeatedRows == (0..<20).map { 11 * $0 } + (400..<420))
    #expect(evidence.examples.first == [2, 402])
    #expect(findings.map(\.id) == ["repeats.equal"] && findings[0].grade == .bad)
    #expect(evidence.byClass.count == 2)
  }

  @Test(arguments: [1, 2, 3])
  func `rows with two labels bound every score`(_ seed: Int) throws {
    var rows = RepeatsTests.people(400, seed: seed)
    for copy in 0..<20 {
      rows.append(rows[11 * copy])
      rows[400 + copy][5] = rows[11 * copy][5] == "ill" ? "well" : "ill"
    }
    let (evidence, findings) = try RepeatsTests.found(rows)
    #expect(evidence.conflicting == 40 && evidence.repeated == 0)
    #expect(evidence.conflictingRows == (0..<20).map { 11 * $0 } + (400..<420))
    #expect(abs(try #require(evidence.accuracyCeiling) - 400.0 / 420) < 1e-12)
    #expect(findings.map(\.id) == ["repeats.conflicting"] && findings[0].grade == .bad)
    #expect(findings[0].message.contains("nobody can exceed an accuracy of 0.952"))
  }

  @Test(arguments: [1, 2, 3], ["noise", "rounding", "twice"])
  func `copies with noise or rounded numbers are found`(_ seed: Int, _ how: String) throws {
    var rows = RepeatsTests.people(400, seed: seed)
    var stream = NormalStream("noise", seed)
    for copy in 0..<(how == "twice" ? 40 : 20) {
      var row = rows[11 * (copy % 20)]
      for place in 0..<3 {
        let value = Double(row[place]) ?? 0
        row[place] = String(
          format: how == "rounding" ? "%.2f" : "%.4f",
          how == "rounding" ? value : value + 0.005 * stream.next())
      }
      rows.append(row)
    }
    let (evidence, findings) = try RepeatsTests.found(rows)
    #expect(findings.contains { $0.id == "repeats.near" })
    let planted = Set((0..<20).map { 11 * $0 } + (400..<rows.count))
    let near = Set(evidence.nearRows)
    #expect(Double(near.intersection(planted).count) >= 0.8 * Double(planted.count))
    #expect(Double(near.subtracting(planted).count) <= 0.3 * Double(near.count))
  }

  @Test func `a difference below what conflicts cost decides nothing`() throws {
    var rows = RepeatsTests.people(400, seed: 3)
    for copy in 0..<120 {
      rows.append(rows[3 * copy])
      rows[400 + copy][5] = rows[3 * copy][5] == "ill" ? "well" : "ill"
    }
    let result = try RepeatsTests.outcome(rows, only: [])
    let evidence = try #require(
      result.outcomes.first { $0.info.id == Repeats.info.id }?.evidence as? Repeats.Evidence)
    #expect(abs(try #require(Repeats().unavoidable(evidence)) - 120.0 / 520) < 1e-12)
    let verdict = result.verdict
    #expect(verdict.recommendation == .inconclusive)
    #expect(verdict.summary.contains("cost every model 23.1\u{202F}%"))
  }

  // MARK: What is natural is silent

  @Test(arguments: [1, 2, 3, 4], [0, 2, 5])
  func `tables without copies are not accused`(_ seed: Int, _ width: Int) throws {
    var stream = NormalStream("clean", seed)
    let rows = RepeatsTests.people(500, seed: seed).map { row in
      (0..<width).map { _ in String(format: "%.2f", stream.next()) } + row
    }
    let (evidence, findings) = try RepeatsTests.found(
      rows, names: (0..<width).map { "x\($0)" } + RepeatsTests.names)
    #expect(findings.map(\.grade) == [.good], "\(findings.map(\.message))")
    #expect(evidence.repeatedRows.isEmpty && evidence.nearRows.isEmpty)
  }

  @Test(arguments: [1, 2, 3])
  func `rows of few levels agree by chance`(_ seed: Int) throws {
    // Passengers: a class, a sex, an age in years; some of a thousand agree, and survive or not.
    var stream = NormalStream("passengers", seed)
    let rows = (0..<1_000).map { _ in
      [
        ["1st", "2nd", "3rd"][abs(Int(6 * stream.next())) % 3], stream.next() > 0 ? "m" : "f",
        "\(max(0, Int(30 + 14 * stream.next())))", "\(max(0, Int(stream.next())))",
        stream.next() > 0.3 ? "died" : "lived",
      ]
    }
    let (evidence, findings) = try RepeatsTests.found(
      rows, names: ["class", "sex", "age", "siblings", "y"])
    #expect(evidence.equalPairs > 100 && evidence.conflicting > 100 && evidence.isNatural)
    #expect(findings.map(\.grade) == [.good])
    #expect(try #require(evidence.accuracyCeiling) < 1)
    // A mode of many rows, such as 0 in every answer, is no copy.
    let answers = (0..<300).map { row in
      (0..<8).map { _ in stream.next() > 1.6 ? "1" : "0" } + [row % 3 == 0 ? "a" : "b"]
    }
    let modes = try RepeatsTests.found(answers, names: (0..<8).map { "q\($0)" } + ["y"])
    #expect(modes.evidence.isNatural && modes.findings.map(\.grade) == [.good])
  }

  @Test func `a level and its code are left out together`() throws {
    var stream = NormalStream("codes")
    let rows = (0..<400).map { row in
      let region = abs(Int(12 * stream.next())) % 8
      return [
        "r\(region)", "\(100 + 7 * region)", "\(abs(Int(20 * stream.next())) % 12)",
        row % 2 == 0 ? "a" : "b",
      ]
    }
    let names = ["region", "code", "kind", "y"]
    let (evidence, findings) = try RepeatsTests.found(rows, names: names)
    #expect(evidence.isNatural && findings.map(\.grade) == [.good])
    // Without that nothing but `kind` could differ alone.
    #expect(try #require(evidence.oneColumnPairs) > 300)
  }

  @Test
  func `text tells rows apart, numbers of rows do not, and a row without a target has no copy`()
    throws
  {
    var rows = RepeatsTests.people(200, seed: 5)
    for copy in 0..<10 { rows.append(rows[11 * copy]) }
    rows = rows.enumerated().map { ["\(1_000 + $0)"] + $1 }
    let names = ["id"] + RepeatsTests.names
    let numbered = try RepeatsTests.found(rows, names: names)
    #expect(numbered.evidence.repeated == 10 && numbered.evidence.exceptColumns == ["id"])
    #expect(numbered.findings[0].message.contains("in all but “id”"))
    let words = ["ate", "saw", "met", "heard", "left", "found", "took"]
    let told = rows.enumerated().map { number, row in
      Array(row.dropLast()) + [
        "they \(words[number % 7]) the \(number * 7 % 211) of them", row.last ?? "",
      ]
    }
    let texts = try RepeatsTests.found(told, names: Array(names.dropLast()) + ["note", "y"])
    #expect(texts.evidence.repeated == 0 && texts.evidence.nearRows.isEmpty)
    var missing = rows
    for row in 200..<210 { missing[row][6] = "" }
    #expect(try RepeatsTests.found(missing, names: names).evidence.repeated == 0)
  }

  @Test func `a text makes copies of rows with few levels, which agree by chance without it`()
    throws
  {
    var stream = NormalStream("tickets")
    let words = ["ate", "saw", "met", "heard", "left", "found", "took"]
    var rows = (0..<400).map { number in
      [
        ["mail", "web", "phone"][abs(Int(9 * stream.next())) % 3], stream.next() > 0 ? "a" : "b",
        "office \(abs(Int(9 * stream.next())) % 5)",
        "they \(words[number % 7]) the \(number * 7 % 401) of them",
        stream.next() > 0 ? "now" : "later",
      ]
    }
    for copy in 0..<16 { rows.append(rows[13 * copy]) }
    let names = ["channel", "product", "office", "note", "y"]
    let (evidence, findings) = try RepeatsTests.found(rows, names: names)
    #expect(evidence.repeated == 16 && !evidence.isNatural)
    #expect(findings.map(\.id) == ["repeats.equal"] && findings[0].grade == .bad)
    let (without, silent) = try RepeatsTests.found(
      rows.map { [$0[0], $0[1], $0[2], $0[4]] }, names: ["channel", "product", "office", "y"])
    #expect(without.isNatural && silent.map(\.grade) == [.good])
  }

  // MARK: Numbers

  private struct Expected: Decodable {
    var levels: [[Int]]
    var classes: [Int]
    var equalPairs: Double
    var oneColumnPairs: Double
    var groups: Double
    var repeatedRows: [Int]
    var conflictingRows: [Int]
    var ceiling: Double
    var numbers: [[Double]]
    var nearPairs: Int
    var widerPairs: Int
  }

  @Test func `pairs of rows are those that comparing each with each finds`() throws {
    let expected = try Fixture.expected("Repeats", as: Expected.self)
    let rows = zip(expected.levels, expected.classes).map { levels, label in
      levels.map { "l\($0)" } + ["c\(label)"]
    }
    let names = ["a", "b", "c", "d", "y"]
    let (evidence, _) = try RepeatsTests.found(rows, names: names)
    #expect(evidence.equalPairs == expected.equalPairs && evidence.groups == expected.groups)
    #expect(evidence.oneColumnPairs == expected.oneColumnPairs)
    #expect(evidence.repeatedRows == expected.repeatedRows)
    #expect(evidence.conflictingRows == expected.conflictingRows)
    #expect(abs(try #require(evidence.accuracyCeiling) - expected.ceiling) < 1e-12)
    let numbers = expected.numbers.enumerated().map { row, values in
      values.map { "\($0)" } + ["c\(row % 2)"]
    }
    let near = try RepeatsTests.found(numbers, names: ["a", "b", "c", "d", "e", "y"]).evidence
    #expect(near.nearPairs == expected.nearPairs && near.nearPairsWider == expected.widerPairs)
  }

  @Test func `rows are counted from 0 below the header, whatever lies between them`() throws {
    var rows = RepeatsTests.people(60, seed: 9)
    rows += [rows[7], rows[7], rows[31], rows[32], rows[33]]
    let (evidence, _) = try RepeatsTests.found(rows, separator: "\n\n")
    #expect(evidence.repeatedRows == [7, 31, 32, 33, 60, 61, 62, 63, 64])
    #expect(evidence.equalPairs == 6 && evidence.repeated == 5)
    #expect(evidence.examples[0] == [17, 123, 125])
  }

  @Test func `numbers that agree in all features bound R²`() throws {
    var rows = RepeatsTests.people(300, seed: 4)
    for row in rows.indices { rows[row][5] = rows[row][0] }
    for copy in 0..<15 {
      rows.append(rows[copy])
      rows[300 + copy][5] = "\(3 + 0.11 * Double(copy))"
    }
    let (evidence, findings) = try RepeatsTests.found(rows)
    #expect(evidence.accuracyCeiling == nil && evidence.conflicting == 30)
    #expect(findings.map(\.id) == ["repeats.conflicting"])
    let targets = rows.map { Double($0[5]) ?? 0 }
    let within = (0..<15).reduce(0.0) { $0 + pow(targets[$1] - targets[300 + $1], 2) / 2 }
    let whole = Moments(targets).squaredDeviations
    #expect(abs(try #require(evidence.r2Ceiling) - (1 - within / whole)) < 1e-9)
  }

  @Test func `any number of threads finds the same`() throws {
    var rows = RepeatsTests.people(3_000, seed: 6)
    for copy in 0..<90 {
      var row = rows[11 * copy]
      row[0] = "\((Double(row[0]) ?? 0) + 0.002)"
      rows.append(copy % 3 == 0 ? rows[11 * copy] : row)
    }
    let one = try RepeatsTests.found(rows, threads: 1)
    let four = try RepeatsTests.found(rows, threads: 4)
    #expect(one.evidence == four.evidence && one.findings == four.findings)
    #expect(one.findings.contains { $0.id == "repeats.equal" && $0.grade == .caution })
  }

  // MARK: Splits

  @Test func `copies are held out together`() throws {
    let copies = (0..<120).map { $0 % 40 }
    for split in CrossValidationSplit.all(
      rows: 120, classes: copies.map { $0 % 2 }, groups: nil, copies: copies, repetitions: 2,
      folds: 4, seed: 3)
    {
      let test = Set(split.test.map { copies[$0] })
      #expect(split.training.allSatisfy { !test.contains(copies[$0]) } && !split.test.isEmpty)
    }
    // Labels without meaning, each row five times: whoever saw a copy knows them.
    let honest = RepeatsTests.people(120, seed: 8).enumerated().map { number, row in
      Array(row.dropLast()) + [number * number % 7 < 3 ? "a" : "b"]
    }
    let rows = (0..<5).flatMap { _ in honest }
    let result = try RepeatsTests.outcome(rows, only: ["repeats", "trial"])
    let trial = try #require(
      result.outcomes.first { $0.info.id == Trial.info.id }?.evidence as? Trial.Evidence)
    #expect(try #require(trial.best?.accuracy) < 0.75)
    #expect(!result.summary.copies.isEmpty)
  }

  @Test func `groups that share a copy become one`() {
    var rows = LabelledRows(
      features: SampleRows(count: 4, width: 1), isNumber: [true], target: [0, 1, 0, 1], classes: 2,
      layout: .table, groups: [7, 8, 8, 9])
    rows.takeCopies([50, 50, nil, nil])
    #expect(rows.groups == [7, 7, 7, 9] && rows.copies == nil)
    rows.groups = nil
    rows.takeCopies([nil, 50, nil, 50])
    #expect(rows.copies == [0, 1, 2, 1])
  }

  // MARK: Grades

  @Test func `grades follow the thresholds`() throws {
    var evidence = try RepeatsTests.found(RepeatsTests.people(100, seed: 2)).evidence
    func grades() -> [String] { Repeats().judge(evidence).map { "\($0.id) \($0.grade)" } }
    #expect(grades() == ["repeats.equal good"])
    (evidence.isNatural, evidence.equalPairs, evidence.repeated) = (false, 4, 4)
    evidence.repeatedShare = 0.004
    #expect(grades() == ["repeats.equal good"])
    evidence.repeatedShare = 0.005
    #expect(grades() == ["repeats.equal caution"])
    evidence.repeatedShare = 0.033
    #expect(grades() == ["repeats.equal bad"])
    evidence.repeated = 3
    #expect(grades() == ["repeats.equal good"])
    (evidence.conflicting, evidence.conflictingShare) = (4, 0.02)
    #expect(grades() == ["repeats.conflicting caution"])
    evidence.isNatural = true
    #expect(grades() == ["repeats.equal good"])
    (evidence.nearCompared, evidence.nearPairs, evidence.nearPairsWider) = (500, 5, 7)
    evidence.nearGroups = (0..<5).map { [$0, $0 + 50] }
    #expect(grades() == ["repeats.near caution"])
    evidence.nearPairsWider = 8
    #expect(grades() == ["repeats.equal good"])
  }
}
