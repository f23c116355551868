import FathomData
import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct SurveyTests {
  @Test func `a survey asks every question of the catalog in its order`() throws {
    let result = try Survey(permutations: 199).run(try Fixture.source("wine.csv"))
    #expect(result.outcomes.map(\.info.id) == Catalog.entries.map(\.info.id))
    #expect(result.outcomes.allSatisfy { $0.status == .measured && $0.reason == nil })
    #expect(result.outcomes.allSatisfy { !$0.findings.isEmpty && !$0.exhibits.isEmpty })
    for outcome in result.outcomes {
      for finding in outcome.findings { #expect(finding.id.hasPrefix(outcome.info.id + ".")) }
    }
    #expect(result.seed == 1 && result.permutations == 199)
  }

  @Test func `any number of threads gives the same survey to the last byte`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func bytes(_ threads: Int) throws -> [Data] {
      let source = try MemorySource(try Fixture.source("wine.csv"), rowsPerBatch: 30)
      let result = try Survey(permutations: 300, threads: threads).run(source)
      return try result.outcomes.map { outcome in
        let evidence = try #require(outcome.evidence)
        return try encoder.encode(evidence) + encoder.encode(outcome.findings)
      } + [encoder.encode(result.verdict)]
    }
    let one = try bytes(1)
    for threads in [2, 7] { #expect(try bytes(threads) == one) }
  }

  @Test func `evidence read back from JSON is judged as it was`() throws {
    let result = try Survey(permutations: 199).run(try Fixture.source("airquality.csv"))
    for (entry, outcome) in zip(Catalog.entries, result.outcomes) {
      let evidence = try #require(outcome.evidence)
      let again = try entry.judgeAgain(try JSONEncoder().encode(evidence))
      #expect(again.findings == outcome.findings)
      #expect(again.exhibits == outcome.exhibits)
      #expect(again.status == .measured)
    }
  }
}
