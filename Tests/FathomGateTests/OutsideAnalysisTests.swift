import ReportTesting
import FathomAnalyses
import FathomData
import FathomGate
import FathomReports
import FathomSummaries
import Foundation
import Testing

// Nothing here is @testable: an analysis of another package has no more.

// README: begin
struct MissingCells: Analysis {
  struct Evidence: Codable, Equatable, Sendable { var largest: Double }

  static let info = AnalysisInfo(
    id: "missingCells", title: "Missing cells", question: "Is any column mostly empty?",
    references: ["Schafer 1999, Statistical Methods in Medical Research 8:3"])
  static let thresholds = [
    Threshold<Self>("most", \.most, meaning: "a larger share is bad", source: "our team")
  ]
  static let findings = [finding("largest", "The largest share of missing cells of a column.")]
  static let evidence = ValueInfo.object(
    "Evidence: missing cells.", ["largest": .number("The largest share.", min: 0, max: 1)])
  var most = 0.5

  func input(from summary: Summary) -> Applicability<[Double]> {
    .applicable(summary.profiles.map { Double($0.missing) / Double(max(1, summary.rows.used)) })
  }
  func measure(_ shares: [Double], _ context: AnalysisContext) -> Evidence {
    Evidence(largest: shares.max() ?? 0)
  }
  func judge(_ evidence: Evidence) -> [Finding] {
    let grade: Grade = evidence.largest > most ? .bad : .good
    let message = "At most \(evidence.largest) of a column is missing."
    return [Finding(id: "missingCells.largest", grade: grade, subject: "cells", message: message)]
  }
}
let survey = Survey(seed: 1, catalog: .standard.adding(MissingCells.self))
// README: end

@Suite struct OutsideAnalysisTests {
  private let catalog = Catalog.standard.adding(MissingCells.self)

  /// The report of a table of which 37 of 153 cells of a column are missing.
  private func report(_ change: (inout Survey) throws -> Void = { _ in }) throws -> Report {
    var own = survey
    own.permutations = 99
    own.only = ["missingCells"]
    try change(&own)
    return Report(try own.run(CSVSource(path: fixture("airquality.csv"))))
  }

  @Test func `it is in every format`() throws {
    let report = try report()
    for format in ReportFormat.forAllReports {
      let text = try format.renderer().render(report)
      #expect(text.contains("of a column is missing"), "\(format)")
    }
    let outcome = try #require(report.analyses.map(\.outcome).last)
    #expect(outcome.info.id == "missingCells" && outcome.status == .measured)
    #expect(outcome.evidence as? MissingCells.Evidence == .init(largest: 37.0 / 153))
  }

  @Test func `its report is read again and fits the schema of its catalog`() throws {
    let first = try report { try $0.thresholds.set("missingCells", "most", to: 0.1) }
    let data = Data(try JSONRenderer().render(first).utf8)
    let second = try JSONRenderer.read(data, path: "report.json", catalog: catalog)
    for format in ReportFormat.forAllReports {
      #expect(try format.renderer().render(second) == format.renderer().render(first))
    }
    #expect(try TextRenderer().render(second).contains("missingCells.most 0.1"))
    #expect(throws: ReportError.self) { try JSONRenderer.read(data, path: "report.json") }
    let folder = try ReportTestFolder()
    let schema = URL(filePath: try folder.write(ReportSchema.text(catalog), to: "schema.json"))
    #expect(try SchemaValidation.problems(["own": data], against: schema) == ["own": []])
    #expect(try SchemaValidation.problems(["own": data])["own"]?.isEmpty == false)
  }

  @Test func `it is explained and declared as its types are`() throws {
    let text = try #require(Explanation.find("missingCells", in: catalog).first).text
    #expect(text.contains("most = 0.5: a larger share is bad"))
    let finding = try #require(Explanation.find("missingCells.largest", in: catalog).first).text
    #expect(finding.contains("  missingCells.largest\n      The largest share of missing cells"))
    #expect(Explanation.find("missingCells").isEmpty)
    #expect(DeclarationCheck.problems(of: Catalog.Entry(MissingCells.self)) == [])
  }

  @Test func `a gate bounds its numbers, grades and status`() throws {
    let names = CheckNames(catalog)
    let checks = try [
      CheckRequest("missingCells.largest.max", .number(0.2), among: names),
      CheckRequest("missingCells.largest.grade", .text("good"), among: names),
      CheckRequest("missingCells.status", .text("measured"), among: names),
    ]
    var report = try report { $0.only.insert("collinearity") }
    let gate = GatePolicy(checks: checks).judge(report, today: "2026-01-01")
    #expect(gate.checks.map(\.status) == [.failed, .passed, .passed])
    #expect(gate.checks[0].message.hasPrefix("The largest share: 0.24"))
    report.gate = gate
    #expect(try SARIFRenderer().render(report).contains("Missing cells: Is any column mostly"))
    #expect(try JUnitRenderer().render(report).contains("missingCells.largest.max"))
    #expect(throws: GateError.self) { try CheckRequest("missingCells.status", .text("measured")) }
  }

  @Test func `a finding that is not declared fails the analysis`() throws {
    var own = Survey(permutations: 99, catalog: .standard.adding(Undeclared.self))
    own.only = ["undeclared"]
    let outcome = try own.run(CSVSource(path: fixture("wine.csv"))).outcomes.last
    #expect(outcome?.status == .failed && outcome?.findings.isEmpty == true)
    #expect(
      outcome?.reason == "it made a finding that it does not declare: “undeclared.other”")
  }

  @Test func `the README shows this analysis`() throws {
    func region(_ text: String, _ begin: String, _ end: String) throws -> String {
      let start = try #require(text.range(of: begin)).upperBound
      let stop = try #require(text.range(of: end, range: start..<text.endIndex)).lowerBound
      return String(text[start..<stop])
    }
    let readme = try String(contentsOf: packageRoot.appending(path: "README.md"), encoding: .utf8)
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let shown = "struct MissingCells" + (try region(readme, "struct MissingCells", "```"))
    #expect(shown == (try region(source, "// README: begin\n", "// README: end")))
    #expect(shown.split(separator: "\n", omittingEmptySubsequences: false).count < 30)
  }

  @Test func `an analysis takes the place of the one with its id`() {
    let twice = catalog.adding(MissingCells.self)
    #expect(twice.entries.map(\.info.id) == catalog.entries.map(\.info.id))
    #expect(Catalog(catalog.entries + catalog.entries).entries.count == catalog.entries.count)
    #expect(Catalog.standard["missingCells"] == nil && catalog["missingCells"] != nil)
  }
}

/// An analysis whose judge makes a finding that nobody can look up.
private struct Undeclared: Analysis {
  struct Evidence: Codable, Equatable, Sendable { var rows: Int }

  static let info = AnalysisInfo(id: "undeclared", title: "U", question: "U?", references: [])
  static let thresholds: [Threshold<Self>] = []
  static let findings = [finding("rows", "Rows.")]
  static let evidence = ValueInfo.object("E.", ["rows": .integer("Rows.")])

  func input(from summary: Summary) -> Applicability<Int> { .applicable(summary.rows.used) }
  func measure(_ rows: Int, _ context: AnalysisContext) -> Evidence { Evidence(rows: rows) }
  func judge(_ evidence: Evidence) -> [Finding] {
    [Finding(id: "undeclared.other", grade: .good, subject: "rows", message: "Other.")]
  }
}
