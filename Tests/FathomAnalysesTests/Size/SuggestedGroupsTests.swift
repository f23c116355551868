import FathomData
import FathomNumerics
import Foundation
import SummaryTesting
import Testing

@testable import FathomAnalyses
@testable import FathomSummaries

@Suite struct SuggestedGroupsTests {
  /// Visits of patients: a blood count that each patient has, and a diagnosis.
  private struct Visits {
    var patients = 60
    var visits = 8
    var seed = 1
    /// How a patient is called, from a number that does not follow what the patient has.
    var name: (Int) -> String = { "P\($0)" }
    /// Whether the diagnosis is the patient's, rather than the visit's.
    var isPatients = true

    func summary(exclude: [String] = []) throws -> Summary {
      var stream = NormalStream("visits", seed)
      var lines = [String]()
      for patient in 0..<patients {
        let own = stream.column(5)
        let isIll = stream.next() > 0
        for _ in 0..<visits {
          let values = own.map { 0.9 * $0 + 0.4 * stream.next() }
          let isIllNow = isPatients ? isIll : values[0] + stream.next() > 0
          let number = 1_000 + patient * 7_919 % 997
          lines.append(
            ([name(number)] + values.map { String(format: "%.3f", $0) } + [
              isIllNow ? "ill" : "well"
            ])
            .joined(separator: ","))
        }
      }
      // Rows of a patient do not follow one another.
      let order = lines.indices.sorted { ($0 * 7_919 % 9_973, $0) < ($1 * 7_919 % 9_973, $1) }
      return try SuggestedGroupsTests.summary(
        ["patient,a,b,c,d,e,y"] + order.map { lines[$0] }, exclude: exclude)
    }

    func suggestions(exclude: [String] = []) throws -> (
      [SampleSize.Evidence.Dependence.SuggestedGroup], [Finding]
    ) {
      let evidence = try SampleSize().measure(try summary(exclude: exclude))
      return (
        evidence.dependence.suggestedGroups,
        SampleSize().judge(evidence).filter { $0.id == "sampleSize.suggestedGroups" }
      )
    }
  }

  private static func summary(_ lines: [String], exclude: [String] = []) throws -> Summary {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Summary(
      of: try CSVSource(
        path: file.path, options: TableOptions(roles: ColumnRoles(target: "y", exclude: exclude))))
  }

  @Test(arguments: [1, 2, 3], [false, true])
  func `patients are proposed, with the score without them`(_ seed: Int, _ isNumber: Bool) throws {
    var visits = Visits(seed: seed)
    if isNumber { visits.name = { "\($0)" } }
    let (suggestions, findings) = try visits.suggestions()
    let found = try #require(suggestions.first)
    #expect(found.column == "patient" && found.levels == 60 && found.rowsEach == 8)
    #expect(found.targetICC == 1 && (0.75...0.95).contains(found.featureICC))
    let (mixed, whole) = (try #require(found.scoreMixed), try #require(found.scoreWhole))
    #expect(mixed > 0.7 && whole < 0.7 && mixed > whole + 0.1)
    #expect(findings.map(\.grade) == [.bad] && findings[0].subject == "patient")
    #expect(findings[0].message.contains("--group patient"))
  }

  @Test func `where the score falls without them there is no verdict until they are named`() throws
  {
    let summary = try Visits().summary()
    let context = AnalysisContext(permutations: 199, threads: 2)
    let outcomes = try Catalog.standard.entries.map {
      try $0.run(summary, context, .withoutRace())
    }
    let verdict = VerdictRule(summary: summary, outcomes: outcomes).verdict()
    #expect(verdict.recommendation == .inconclusive)
    #expect(verdict.summary.hasPrefix("No verdict: rows of one “patient” are alike (8 each)"))
    #expect(verdict.tryFirst.hasPrefix("Say which rows belong together, with --group patient."))
    #expect(verdict.beforeAnything.count { $0.contains("--group patient") } == 1)
    #expect(!verdict.blindSpots.contains { $0.subject == "patient" })
  }

  @Test func `a column that was left out is proposed too`() throws {
    let (suggestions, _) = try Visits().suggestions(exclude: ["patient"])
    #expect(suggestions.map(\.column) == ["patient"])
  }

  @Test(arguments: [1, 2, 3, 4])
  func `what does not belong together is not proposed`(_ seed: Int) throws {
    // The diagnosis is that of the visit.
    #expect(try Visits(seed: seed, isPatients: false).suggestions().0.isEmpty)
    // Names without meaning.
    var visits = Visits(patients: 480, visits: 1, seed: seed)
    visits.name = { "P\($0 % 60)" }
    #expect(try visits.suggestions().0.isEmpty)
    // A quantity that recurs, and says all of the target.
    var stream = NormalStream("ages", seed)
    let people = (0..<600).map { _ in
      let age = (45 + 12 * stream.next()).rounded()
      return "\(Int(age)),\(2 * age + stream.next()),\(3 * age + 2 * stream.next()),\(age * age)"
    }
    let summary = try SuggestedGroupsTests.summary(["age,pressure,weight,y"] + people)
    #expect(GroupCandidate.all(summary).map(\.column) == ["age"])
    #expect(SampleSize().proposals(summary).isEmpty)
  }

  @Test func `the correlation is that of declared groups`() throws {
    let summary = try Visits(isPatients: false).summary()
    let candidate = try #require(GroupCandidate.all(summary).first { $0.column == "patient" })
    let own = try #require(candidate.correlation(summary.sample.target, classes: 2))
    var sums = GroupSums(classes: 2)
    sums.absorb(
      GroupSums.Rows(
        groups: candidate.levels.map { UInt64($0 + 1) &* 0x9E37_79B9_7F4A_7C15 },
        targets: summary.sample.target))
    let statistics = try #require(sums.statistics())
    let declared = try #require(statistics.intraclassCorrelation)
    #expect(abs(own - declared) < 1e-12 && own > 0.1 && own < 0.9)
  }
}
