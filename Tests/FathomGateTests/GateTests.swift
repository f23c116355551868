import ReportTesting
import FathomReports
import FathomAnalyses
import FathomData
import Foundation
import Testing

@testable import FathomGate

/// Checks on reports whose numbers are known.
@Suite struct GateTests {
  private func wine() throws -> Report { try #require(try SampleReports.all.get()["wine"]) }

  private func checks(
    _ id: String, _ value: CheckValue, _ report: Report
  ) throws -> [GateResult.Check] {
    GatePolicy(checks: [try CheckRequest(id, value)]).judge(report, today: "2026-01-01").checks
  }

  @Test(arguments: [
    ("rows.used.min", 178.0, GateResult.Status.passed), ("rows.used.min", 179, .failed),
    ("rows.used.max", 178, .passed), ("rows.used.max", 177, .failed),
    ("rows.rejected.max", 0, .passed), ("columns.count.min", 14, .passed),
    ("columns.count.max", 13, .failed), ("columns.features.min", 13, .passed),
    ("classes.smallest.min", 48, .passed), ("classes.smallest.min", 49, .failed),
    ("classes.count.max", 3, .passed), ("classes.smallestShare.min", 0.27, .failed),
    ("sampleSize.smallestClass.min", 100, .failed),
    ("collinearity.conditionNumber.min", 1, .passed),
    ("images.read.min", 1, .notRun), ("race.guessing.min", 0, .notRun),
    ("columns.missingShare.max", 0, .passed), ("duplicates.count.max", 0, .passed),
  ]) func `a bound holds up to its value`(
    id: String, bound: Double, status: GateResult.Status
  ) throws {
    let checks = try checks(id, .number(bound), try wine())
    #expect(checks.count == 1)
    #expect(checks.first?.status == status, "\(checks)")
  }

  private func withBlindSpots() throws -> Report {
    var report = try wine()
    report.verdict.blindSpots = [
      BlindSpot(
        .rejectedRows, share: 0.3, message: "90 lines could not be read.", remedy: "Mend them."),
      BlindSpot(
        .textColumn, subject: "note", share: 0.04, message: "“note” is text.",
        remedy: "Leave it out."),
    ]
    return report
  }

  @Test(arguments: [
    ("blindSpots.max", 2.0, GateResult.Status.passed), ("blindSpots.max", 1, .failed),
    ("blindSpots.large.max", 1, .passed), ("blindSpots.large.max", 0, .failed),
    ("blindSpots.rows.rejected.max", 0.3, .passed),
    ("blindSpots.rows.rejected.max", 0.29, .failed),
    ("blindSpots.columns.text.max", 0.03, .failed),
    ("blindSpots.columns.date.max", 0, .passed),
  ]) func `blind spots are bounded, all of them, large ones and each kind`(
    id: String, bound: Double, status: GateResult.Status
  ) throws {
    #expect(try checks(id, .number(bound), try withBlindSpots()).map(\.status) == [status])
    #expect(
      try checks(id, .number(bound), try wine()).map(\.status) == [.passed], "without any")
  }

  @Test func `without a policy a large blind spot fails, and says what cures it`() throws {
    let result = GatePolicy().judge(try withBlindSpots(), today: "2026-01-01")
    let failed = result.checks.filter { $0.status == .failed && $0.severity == .error }
    #expect(failed.map(\.id) == ["blindSpots.large.max"])
    #expect(failed.first?.message.contains("Mend them.") ?? false)
    let clean = GatePolicy().judge(try wine(), today: "2026-01-01")
    #expect(!clean.checks.contains { $0.status == .failed && $0.severity == .error })
  }

  @Test func `the more rows there are the smaller a share of them may be lost`() throws {
    func status(read: Int, lost: Int) throws -> [GateResult.Status] {
      var report = try wine()
      report.input.rows = Report.Rows(
        read: read, used: read - lost, rejected: ["tooFewFields": lost], rejectedExamples: [])
      return try checks("rows.rejectedRatio.max", .number(1), report).map(\.status)
    }
    // 0.98/√n of 100 rows is 9.8 %, of 10,000 rows 0.98 %.
    #expect(try status(read: 100, lost: 9) == [.passed])
    #expect(try status(read: 100, lost: 10) == [.failed])
    #expect(try status(read: 10_000, lost: 98) == [.passed])
    #expect(try status(read: 10_000, lost: 99) == [.failed])
  }

  @Test func `a short name stands for the outermost measure, and every column above is named`()
    throws
  {
    let report = try wine()
    #expect(Measure.named("collinearity.vif")?.name == "collinearity.predictors.vif")
    let checks = try checks("collinearity.vif.max", .number(4), report)
    let evidence = try #require(
      report.analyses.first { $0.outcome.info.id == "collinearity" }?.outcome.evidence
        as? Collinearity.Evidence)
    let above = evidence.predictors.filter { ($0.vif ?? 0) > 4 }.sorted {
      ($0.vif ?? 0) > ($1.vif ?? 0)
    }
    #expect(!above.isEmpty)
    #expect(checks.map(\.subject) == above.map(\.name))
    #expect(checks.map(\.value) == above.map(\.vif))
    #expect(checks.allSatisfy { $0.status == .failed && $0.expected == "at most 4" })
  }

  @Test func `an exact dependency is above every bound`() throws {
    let report = try #require(try SampleReports.all.get()["exact dependencies"])
    let failed = try checks("collinearity.vif.max", .number(1e9), report).filter {
      $0.status == .failed
    }
    #expect(!failed.isEmpty)
    #expect(failed.allSatisfy { $0.value == nil && $0.found.contains("infinite") })
  }

  @Test func `the verdict is one of those that are allowed`() throws {
    var report = try wine()
    report.verdict.recommendation = .classical
    #expect(try checks("verdict", .text("classical"), report).map(\.status) == [.passed])
    #expect(try checks("verdict", .text("deep"), report).map(\.status) == [.failed])
    #expect(
      try checks("verdict", .list(["deep", "classical"]), report).map(\.status) == [.passed])
    report.verdict.recommendation = .inconclusive
    #expect(try checks("verdict", .text("deep"), report).map(\.status) == [.inconclusive])
    #expect(try checks("verdict", .text("inconclusive"), report).map(\.status) == [.passed])
  }

  @Test func `columns are there and hold such cells`() throws {
    let report = try wine()
    let missing = try checks("columns.required", .list(["hue", "huee"]), report)
    #expect(missing.map(\.subject) == ["huee"])
    #expect(missing.first?.message.contains("the nearest is “hue”") == true)
    #expect(
      try checks("columns.required", .list(["hue"]), report).map(\.status) == [.passed])
    let types = try checks(
      "columns.types", .mapping(["hue": "integer", "alcohol": "double", "x": "date"]), report)
    #expect(types.map(\.subject) == ["hue", "x"])
    #expect(types.allSatisfy { $0.status == .failed })
  }

  @Test func `grades count by their name, and what was not run never passes`() throws {
    let report = try wine()
    let findings = report.analyses.flatMap(\.outcome.findings)
    let bad = findings.filter { $0.grade == .bad }
    let all = try checks("findings.grade", .text("caution"), report)
    #expect(bad.isEmpty || all.map(\.subject) == bad.map(\.subject))
    #expect(try checks("race.winner.grade", .text("good"), report).map(\.status) == [.notRun])
    #expect(try checks("race.status", .text("measured"), report).map(\.status) == [.notRun])
    // Where trouble was looked for and is not there, all is well; where it was not looked for, nobody knows.
    #expect(try checks("repeats.equal.grade", .text("good"), report).map(\.status) == [.passed])
    #expect(try checks("secondFile.shift.grade", .text("good"), report).map(\.status) == [.notRun])
    var small = report
    let place = try #require(small.analyses.firstIndex { $0.outcome.info.id == "repeats" })
    small.analyses[place].outcome.notAsked = ["repeats.near"]
    #expect(try checks("repeats.near.grade", .text("good"), report).map(\.status) == [.passed])
    let unasked = try checks("repeats.near.grade", .text("good"), small)
    #expect(unasked.map(\.status) == [.notRun])
    #expect(unasked.first?.message.contains("could not be looked for") == true)
    #expect(
      try checks("collinearity.status", .text("measured"), report).map(\.status) == [.passed])
  }

  @Test func `every finding and analysis of the sample reports can be checked by its name`() throws
  {
    for (name, report) in try SampleReports.all.get() {
      for finding in report.analyses.flatMap(\.outcome.findings) {
        #expect(CheckNames.standard.findings.contains(finding.id), "\(name): \(finding.id)")
      }
    }
  }

  @Test func `the sources name no finding that cannot be checked`() throws {
    let folder = packageRoot.appending(path: "Sources/FathomAnalyses")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let pattern = /\\\(([A-Z][A-Za-z]+)\.info\.id\)\.([a-z][A-Za-z]*)"/
    var found = Set<String>()
    for name in names where name.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      // A judge that several analyses share names none of them.
      for match in text.matches(of: pattern) where match.1 != "Self" {
        found.insert(match.1.prefix(1).lowercased() + match.1.dropFirst() + "." + match.2)
      }
    }
    #expect(found.count > 15)
    #expect(found.subtracting(CheckNames.standard.findings) == [])
  }

  @Test(arguments: [
    ("colinearity.vif.max", CheckValue.number(1), "did you mean “collinearity.vif.max”?"),
    ("collinearity.vif", .number(1), "say collinearity.vif.min or collinearity.vif.max"),
    ("collinearity.vif.max", .text("ten"), "expected a number"),
    ("collinearity.vif.max", .number(.nan), "expected a number"),
    ("verdict", .text("depp"), "expected deep, classical or inconclusive"),
    ("race.status", .text("failed"), "expected measured"),
    ("collinearity.vif.grade", .text("bad"), "expected good or caution"),
    ("columns.types", .mapping(["a": "int"]), "a type for “a”"),
    ("columns.required", .number(3), "expected names of columns"),
    ("nothing.at.all", .number(3), "fathom list --checks"),
  ]) func `what is no check is refused with what was meant`(
    id: String, value: CheckValue, words: String
  ) throws {
    let error = #expect(throws: GateError.self) { try CheckRequest(id, value) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: GateResult.FailOn.allCases) func `the exit code follows from the worst check`(
    failOn: GateResult.FailOn
  ) throws {
    func code(_ checks: (GateResult.Status, GateResult.Severity)...) -> Int {
      GateResult(
        failOn: failOn, configuration: nil, baseline: nil,
        checks: checks.map {
          GateResult.Check(
            id: "a.b", title: "t", severity: $1, status: $0, expected: "e", found: "f",
            message: "m")
        }, exceptions: []
      ).exitCode
    }
    let isStrict = failOn == .warning || failOn == .inconclusive
    #expect(code() == 0)
    #expect(code((.passed, .error), (.excepted, .error)) == 0)
    #expect(code((.failed, .error)) == (failOn == .never ? 0 : 1))
    #expect(code((.failed, .warning)) == (isStrict ? 1 : 0))
    #expect(code((.inconclusive, .error)) == (failOn == .inconclusive ? 3 : 0))
    #expect(code((.notRun, .warning)) == (failOn == .inconclusive ? 3 : 0))
    #expect(code((.notRun, .error), (.failed, .error)) == (failOn == .never ? 0 : 1))
  }

  @Test func `exceptions spare what they name until their day, and tell when nobody needs them`()
    throws
  {
    let exceptions = [
      ("collinearity.vif", "flavanoids", "2026-06-30"), ("rows.used.min", nil, nil),
      ("verdict", nil, "2025-12-31"), ("classes", "x", nil),
    ].enumerated().map { place, entry in
      GatePolicy.Exception(
        id: entry.0, subject: entry.1, reason: "known", expires: entry.2, line: place + 1)
    }
    let policy = GatePolicy(
      checks: [
        try CheckRequest("collinearity.vif.max", .number(5)),
        try CheckRequest("rows.used.min", .number(1_000)),
        try CheckRequest("verdict", .text("deep")),
      ], exceptions: exceptions)
    var report = try wine()
    report.verdict.recommendation = .classical
    let before = policy.judge(report, today: "2026-06-30")
    #expect(before.checks.map(\.status) == [.excepted, .excepted, .failed])
    #expect(before.exceptions.map(\.state) == [.used, .used, .expired, .unused])
    let after = policy.judge(report, today: "2026-07-01")
    #expect(after.checks.map(\.status) == [.failed, .excepted, .failed])
    #expect(after.exceptions.map(\.state) == [.expired, .used, .expired, .unused])
  }

  @Test func `an analysis that gave up fails without anybody asking`() throws {
    var report = try wine()
    report.analyses[0].outcome.status = .failed
    report.analyses[0].outcome.reason = "no memory"
    let result = GatePolicy(checks: []).judge(report, today: "2026-01-01")
    #expect(result.exitCode == 1)
    #expect(result.checks.map(\.status) == [.failed])
  }
}
