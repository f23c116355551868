import FathomData
import FathomNumerics
import FathomSummaries
import Foundation
import SummaryTesting
import Testing

@testable import FathomAnalyses

@Suite struct LabelErrorsTests {
  // MARK: Reference values

  private struct Expected: Decodable {
    struct Numbers: Decodable {
      var target: [Double]
      var residuals: [Double]
      var kept: [Bool]
      var deviation: Double
      var sure: [Int]
      var doubted: [Int]
      var gap: Double
      var share: Double
      var shareInterval: [Double]
    }
    var labels: [Int]
    var learners: [[[Double]]]
    var believed: [Bool]
    var logPowers: [Double]
    var first: [[Double]]
    var last: [[Double]]
    var sure: [Int]
    var doubted: [Int]
    var standing: Double
    var rank: Double
    var share: Double
    var shareInterval: [Double]
    var numbers: Numbers
  }

  private func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(columns: rows[0].indices.map { column in rows.map { $0[column] } })
  }

  private func logarithms(_ rows: [[Double]]) -> Matrix {
    var result = matrix(rows)
    result.replaceElements { log($0) }
    return result
  }

  @Test func `temperatures and calibrated means are those of scipy`() throws {
    let expected = try Fixture.expected("LabelErrors", as: Expected.self)
    let everybody = expected.labels.map { _ in true }
    for (learner, power) in zip(expected.learners, expected.logPowers) {
      let found = ClassProbabilities.bestLogPower(
        logarithms(learner), expected.labels, keeping: expected.believed)
      // Twenty-four golden sections of an interval of 5.
      #expect(abs(found - power) < 1e-4)
    }
    for (isKept, probabilities) in [
      (everybody, expected.first), (expected.believed, expected.last),
    ] {
      let found = ClassProbabilities.calibratedMean(
        expected.learners.map(matrix), expected.labels, keeping: isKept, threads: 2)
      let largest = zip(found.storage, matrix(probabilities).storage).map { abs($0 - $1) }.max()
      #expect(try #require(largest) < 1e-4)
    }
  }

  @Test func `doubted labels and their share are those of the script`() throws {
    let expected = try Fixture.expected("LabelErrors", as: Expected.self)
    let first = matrix(expected.first)
    #expect(ClassSuspects.believed(first, expected.labels) == expected.believed)
    let found = ClassSuspects(
      matrix(expected.last), first: first, labels: expected.labels, sure: 0.02, suspect: 0.05)
    #expect(found.sure == expected.sure)
    #expect(found.doubted == expected.doubted)
    #expect(relativeError(try #require(found.standing), expected.standing) < 1e-12)
    #expect(relativeError(try #require(found.rank), expected.rank) < 1e-12)
    let share = try #require(found.share)
    #expect(relativeError(share.value, expected.share) < 1e-12)
    for (own, reference) in zip(share.interval, expected.shareInterval) {
      #expect(relativeError(own, reference) < 1e-9)
    }
    #expect(found.standsOut(least: 0.35) && !found.standsOut(least: 0.4))
  }

  @Test func `doubted numbers and their share are those of the script`() throws {
    let expected = try Fixture.expected("LabelErrors", as: Expected.self).numbers
    let deviation = NumberSuspects.deviation(expected.residuals, keeping: expected.kept)
    #expect(relativeError(try #require(deviation), expected.deviation) < 1e-12)
    let found = try #require(
      NumberSuspects(
        expected.residuals, of: expected.target, keeping: expected.kept, far: 8, suspect: 5))
    #expect(found.sure == expected.sure && found.doubted == expected.doubted)
    #expect(found.gap == expected.gap && found.standsOut(least: 1.5))
    #expect(relativeError(found.share.value, expected.share) < 1e-12)
    for (own, reference) in zip(found.share.interval, expected.shareInterval) {
      #expect(relativeError(own, reference) < 1e-9)
    }
  }

  @Test func `classes keep a third of their rows`() {
    // Of the second class every label is unlikely.
    let probabilities = Matrix(
      columns: [[0.9, 0.9, 0.9, 0.99, 0.98, 0.97, 0.96, 0.95]]
        + [[0.1, 0.1, 0.1, 0.01, 0.02, 0.03, 0.04, 0.05]])
    let kept = ClassSuspects.believed(probabilities, [0, 0, 0, 1, 1, 1, 1, 1])
    #expect(kept == [true, true, true, false, false, true, true, true])
  }

  // MARK: Surveys

  private func survey(
    _ text: String, target: String = "kind", exclude: [String] = ["patient"], group: String? = nil,
    only: Set<String> = ["labelErrors"], threads: Int = 2, includesSamples: Bool = false
  ) throws -> SurveyResult {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var survey = Survey(permutations: 99, threads: threads)
    survey.only = only
    survey.includesSamples = includesSamples
    return try survey.run(
      try CSVFile(
        path: file.path,
        options: TableOptions(
          roles: ColumnRoles(
            target: target, exclude: group == nil ? exclude : [], group: group))))
  }

  private func outcome(_ result: SurveyResult) throws -> AnalysisOutcome {
    try #require(result.outcomes.first { $0.info.id == LabelErrors.info.id })
  }

  private func evidence(_ result: SurveyResult) throws -> LabelErrors.Evidence {
    let outcome = try outcome(result)
    return try #require(
      outcome.evidence as? LabelErrors.Evidence, Comment(rawValue: outcome.reason ?? ""))
  }

  // MARK: What is planted is found

  @Test(arguments: [2, 3, 6], [0.03, 0.06])
  func `wrong labels are found`(_ classes: Int, _ share: Double) throws {
    var covered = 0
    for seed in 1...3 {
      let made = LabelClouds(classes: classes, share: share, seed: seed).made()
      let result = try survey(made.text)
      let evidence = try evidence(result)
      #expect(evidence.isTellable && evidence.reason == .found)
      let found = Set(evidence.suspectRows.map(\.row))
      let hits = found.intersection(made.wrong).count
      // Some wrong labels lie between classes; some right ones far from their own.
      #expect(
        Double(hits) >= (classes == 2 ? 0.5 : 0.7) * Double(made.wrong.count),
        "\(hits) of \(made.wrong.count)")
      #expect(Double(hits) >= 0.7 * Double(found.count), "\(hits) of \(found.count)")
      #expect(evidence.suspects == evidence.suspectRows.count)
      #expect(
        evidence.suspectRows.map(\.probability) == evidence.suspectRows.map(\.probability).sorted())
      #expect(evidence.suspectRows.allSatisfy { $0.probability > 0 && $0.line == $0.row + 2 })
      #expect(evidence.byPair.reduce(0) { $0 + $1.count } == evidence.suspects)
      let planted = Double(made.wrong.count) / 600
      let interval = try #require(evidence.shareInterval)
      if interval[0] <= planted && planted <= interval[1] { covered += 1 }
      let finding = try #require(try outcome(result).findings.first)
      #expect(finding.grade == (try #require(evidence.share) >= 0.033 ? .bad : .caution))
    }
    #expect(covered >= 2)
  }

  @Test func `what gives the target away explains rare cases`() throws {
    // Who is in the workforce is employed, but for 4 in 100; a column that leaves the race says of whom.
    var stream = NormalStream("workforce")
    var (with, without) = (["status,inWorkforce,age,kind"], ["inWorkforce,age,kind"])
    for row in 0..<1_500 {
      let isIn = row % 10 < 7
      let isEmployed = isIn && row % 24 != 5
      let rest =
        "\(isIn ? "yes" : "no"),\(NumberText.exact((40 + 10 * stream.next()).rounded())),"
        + (isEmployed ? "employed" : "not")
      without.append(rest)
      with.append("\(isEmployed ? "works" : isIn ? "seeks" : "rests"),\(rest)")
    }
    let both: Set<String> = ["leakage", "labelErrors"]
    let known = try survey(with.joined(separator: "\n") + "\n", exclude: [], only: both)
    #expect(known.summary.leaks.count == 1)
    #expect(try !evidence(known).isTellable)
    // Without it the same rows look wrong.
    let unknown = try survey(without.joined(separator: "\n") + "\n", exclude: [], only: both)
    #expect(try evidence(unknown).sureRows > 20)
  }

  @Test func `numbers that are off are found`() throws {
    let rows = 500
    var stream = NormalStream("off")
    var lines = ["a,b,y"]
    var wrong = Set<Int>()
    for row in 0..<rows {
      let (a, b) = (stream.next(), stream.next())
      var y = 10 + 3 * a - 2 * b + 0.5 * stream.next()
      if row % 25 == 7 {
        y *= 10
        wrong.insert(row)
      }
      lines.append([a, b, y].map { String(format: "%.4f", $0) }.joined(separator: ","))
    }
    let text = lines.joined(separator: "\n") + "\n"
    let evidence = try evidence(try survey(text, target: "y", exclude: []))
    #expect(evidence.isTellable && !evidence.isClassification && evidence.byPair.isEmpty)
    #expect(Set(evidence.suspectRows.map(\.row)) == wrong)
    // Without being asked no value of a cell is shown, and a file that is asked for has it.
    #expect(evidence.suspectRows.allSatisfy { $0.given == nil && $0.numbers != nil })
    let json = String(decoding: try JSONEncoder().encode(evidence), as: UTF8.self)
    #expect(!json.contains("\"numbers\""))
    let shown = try self.evidence(
      try survey(text, target: "y", exclude: [], includesSamples: true))
    #expect(shown.suspectRows.allSatisfy { $0.given != nil && $0.likely != nil })
  }

  // MARK: What is clean is spared

  @Test(arguments: [2, 3, 6], [1.0, 2, 3, 5])
  func `clean clouds are not accused, however much they overlap`(
    _ classes: Int, _ distance: Double
  ) throws {
    for seed in 1...3 {
      let made = LabelClouds(classes: classes, distance: distance, seed: seed).made()
      let evidence = try evidence(try survey(made.text))
      #expect(!evidence.isTellable && evidence.suspectRows.isEmpty && evidence.share == nil)
      let findings = LabelErrors().judge(evidence)
      #expect(findings.map(\.grade) == [.indeterminate])
    }
  }

  @Test func `what one column alone says against labels is said against it as well`() throws {
    var stream = NormalStream("one column")
    var lines = ["a,b,code,y"]
    for row in 0..<1_000 {
      let (a, b) = (stream.next(), stream.next())
      let isYes = a + b + stream.next() > 0
      // A code made from the target, wrong in every thirtieth row.
      let isCode = (row % 30 == 3) != isYes
      lines.append(
        String(format: "%.3f,%.3f,", a, b) + (isCode ? "A" : "B") + (isYes ? ",yes" : ",no"))
    }
    let evidence = try evidence(
      try survey(lines.joined(separator: "\n") + "\n", target: "y", exclude: []))
    #expect(!evidence.isTellable && evidence.reason == .oneColumn && evidence.column == "code")
    #expect(LabelErrors().judge(evidence)[0].message.contains("“code” alone"))
  }

  @Test func `a rare class that nothing predicts is not accused`() throws {
    var stream = NormalStream("rare")
    var lines = ["a,b,c,y"]
    for row in 0..<1_500 {
      lines.append(
        (0..<3).map { _ in String(format: "%.3f", stream.next()) }.joined(separator: ",")
          + (row % 40 == 3 ? ",yes" : ",no"))
    }
    let evidence = try evidence(
      try survey(lines.joined(separator: "\n") + "\n", target: "y", exclude: []))
    #expect(!evidence.isTellable)
  }

  @Test(arguments: [1, 2, 3]) func `heavy tails are not accused`(_ degrees: Int) throws {
    var stream = NormalStream("tails", degrees)
    var lines = ["a,b,y"]
    for _ in 0..<1_200 {
      let (a, b) = (stream.next(), stream.next())
      // Student's t: a normal over the root of a mean of squares.
      let squares = (0..<degrees).reduce(0.0) { sum, _ in
        let value = stream.next()
        return sum + value * value
      }
      let noise = stream.next() / (squares / Double(degrees)).squareRoot()
      lines.append(
        [a, b, 4 * a - 3 * b + noise].map { String(format: "%.4f", $0) }.joined(separator: ","))
    }
    let evidence = try evidence(
      try survey(lines.joined(separator: "\n") + "\n", target: "y", exclude: []))
    #expect(!evidence.isTellable && evidence.share == nil)
  }

  // MARK: Rows

  @Test func `any number of threads tells the same rows`() throws {
    let made = LabelClouds(share: 0.05).made()
    #expect(
      try evidence(survey(made.text, threads: 1)) == evidence(survey(made.text, threads: 5)))
  }

  @Test func `groups are held out whole`() throws {
    let made = LabelClouds(share: 0.05, groupSize: 4).made()
    let evidence = try evidence(try survey(made.text, group: "patient"))
    let found = Set(evidence.suspectRows.map(\.row))
    #expect(evidence.isTellable)
    #expect(Double(found.intersection(made.wrong).count) >= 0.75 * Double(made.wrong.count))
  }

  @Test func `copies do not vouch for their labels`() throws {
    let made = LabelClouds(share: 0.05).made()
    let lines = made.text.split(separator: "\n").map(String.init)
    // Every eighth row, and every wrong one, is there twice.
    let copied = (0..<600).filter { $0 % 8 == 0 || made.wrong.contains($0) }
    let text = (lines + copied.map { lines[$0 + 1] }).joined(separator: "\n") + "\n"
    let wrong = made.wrong.union(
      copied.indices.filter { made.wrong.contains(copied[$0]) }.map { 600 + $0 })
    let found = Set(try evidence(try survey(text)).suspectRows.map(\.row))
    #expect(Double(found.intersection(wrong).count) >= 0.75 * Double(wrong.count))
  }

  @Test func `rows count from 0 below the header, whatever stands between them`() throws {
    let made = LabelClouds(share: 0.06).made()
    var lines = made.text.split(separator: "\n").map(String.init)
    // A blank line, a row with a cell too many and a cell over two lines, above all others.
    let first = lines[1].split(separator: ",").map(String.init)
    lines.insert("", at: 1)
    lines.insert(lines[2] + ",9", at: 2)
    lines.insert(
      (first.prefix(6) + ["\"P\n1\""] + first.suffix(1)).joined(separator: ","), at: 3)
    let evidence = try evidence(try survey(lines.joined(separator: "\n") + "\n"))
    #expect(evidence.isTellable)
    // Two rows more, one of them rejected, over two lines, and a blank one.
    let shifted = Set(made.wrong.map { $0 + 2 })
    let hits = evidence.suspectRows.filter { shifted.contains($0.row) }
    #expect(Double(hits.count) >= 0.85 * Double(evidence.suspectRows.count))
    #expect(hits.allSatisfy { $0.line == $0.row + 4 })
  }

  // MARK: Where the question does not arise

  @Test func `levels in several ways and few rows are refused`() throws {
    let made = LabelClouds(classes: 2, rows: 200).made()
    let variants = made.text.split(separator: "\n").enumerated().map { place, line in
      place % 3 == 1 ? line.replacingOccurrences(of: ",k1", with: ",K1 ") : String(line)
    }.joined(separator: "\n")
    let refused = try outcome(try survey(variants + "\n"))
    #expect(refused.status == .notApplicable)
    #expect(try #require(refused.reason).contains("written in several ways"))
    let few = try outcome(try survey(LabelClouds(classes: 2, rows: 90).made().text))
    #expect(few.status == .notApplicable && few.reason?.contains("too few") == true)
  }

  // MARK: Sentences

  private func made(
    share: Double = 0.05, suspects: Int = 48, rows: Int = 1_000, of all: Int = 1_000
  ) -> LabelErrors.Evidence {
    LabelErrors.Evidence(
      target: "kind", isClassification: true, rows: all, sampledRows: rows,
      learners: ["linear model", "boosted trees"], isTellable: true, reason: .found, sureRows: 40,
      sureShare: 0.04, standing: 0.8, share: share, shareInterval: [0.04, 0.06],
      suspects: suspects,
      suspectRows: [
        .init(row: 7, line: 9, name: nil, given: "k1", likely: "k2", probability: 0.001)
      ], byPair: [.init(given: "k1", likely: "k2", count: 30)])
  }

  @Test func `the sentence names the share, the pair and the option`() {
    let found = LabelErrors().judge(made())
    #expect(
      found.map(\.message) == [
        "48 of 1,000 labels are probably wrong (mostly “k1” for “k2”); differences between models below 5\u{202F}% mean "
          + "nothing until they are looked at: --write-suspects FILE."
      ])
    #expect(found[0].grade == .bad)
    let small = LabelErrors().judge(made(share: 0.006, suspects: 1, rows: 500, of: 2_000))
    #expect(small[0].grade == .caution)
    #expect(
      small[0].message.hasPrefix(
        "1 of 500 labels that were looked at (of 2,000) is probably wrong (mostly “k1” for “k2”); differences between "
          + "models below 0.6\u{202F}% mean nothing until it is looked at"))
    var strict = LabelErrors()
    strict.bad = 0.06
    #expect(strict.judge(made())[0].grade == .caution)
  }

  @Test(arguments: LabelErrors.Evidence.Reason.allCases)
  func `what cannot be told is never good`(_ reason: LabelErrors.Evidence.Reason) {
    var evidence = made()
    (evidence.isTellable, evidence.reason, evidence.share) = (false, reason, nil)
    for isClassification in [true, false] {
      evidence.isClassification = isClassification
      let found = LabelErrors().judge(evidence)
      #expect(found.map(\.grade) == [.indeterminate])
      #expect(found[0].message.contains("cannot be told"))
    }
  }
}
