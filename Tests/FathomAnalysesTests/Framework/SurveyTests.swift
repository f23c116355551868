import FathomData
import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct SurveyTests {
  @Test func `a survey asks every question of the catalog in its order`() throws {
    let result = try Survey.withoutRace(permutations: 199).run(try Fixture.source("wine.csv"))
    // A table of numbers is not asked about words or images.
    #expect(
      result.outcomes.map(\.info.id) == [
        "localCorrelation", "supervisedLocality", "hiddenOrder", "collinearity", "repeats",
        "sampleSize", "leakage", "race", "cells", "labelErrors",
      ])
    let race = try #require(result.outcomes.first { $0.info.id == "race" })
    #expect(race.status == .notApplicable && race.reason?.contains("--no-race") == true)
    let measured = result.outcomes.filter { $0.info.id != "race" }
    #expect(measured.allSatisfy { $0.status == .measured && $0.reason == nil })
    #expect(measured.allSatisfy { !$0.findings.isEmpty && !$0.exhibits.isEmpty })
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
      let result = try Survey.withoutRace(permutations: 300, threads: threads).run(source)
      // The race, which has a test of its own, was left out.
      return try result.outcomes.filter { $0.info.id != "race" }.map { outcome in
        let evidence = try #require(outcome.evidence)
        return try encoder.encode(evidence) + encoder.encode(outcome.findings)
      } + [encoder.encode(result.verdict)]
    }
    let one = try bytes(1)
    for threads in [2, 7] { #expect(try bytes(threads) == one) }
  }

  @Test func `evidence read back from JSON is judged as it was`() throws {
    let result = try Survey.withoutRace(permutations: 199).run(try Fixture.source("airquality.csv"))
    for outcome in result.outcomes where outcome.status == .measured {
      let entry = try #require(Catalog.standard[outcome.info.id])
      let evidence = try #require(outcome.evidence)
      let again = try entry.judgeAgain(try JSONEncoder().encode(evidence), [:])
      #expect(again.findings == outcome.findings)
      #expect(again.exhibits == outcome.exhibits)
      #expect(again.status == .measured)
    }
  }

  @Test func `a part that is wanted alone is what it is among all, without a verdict`() throws {
    let source = try Fixture.source("wine.csv")
    var survey = try Survey.withoutRace(permutations: 199)
    let whole = try survey.run(source)
    survey.only = ["collinearity"]
    let part = try survey.run(source)
    for (all, alone) in zip(whole.outcomes, part.outcomes) {
      if all.info.id == "collinearity" {
        #expect(alone.status == .measured)
        #expect(
          alone.evidence as? Collinearity.Evidence == all.evidence as? Collinearity.Evidence)
      } else {
        #expect(alone.status == .notApplicable)
        #expect(alone.reason == "it was not asked for")
      }
    }
    #expect(part.verdict.recommendation == .inconclusive)
    #expect(part.verdict.summary == "No verdict: only a part of the analyses was asked for.")
    #expect(part.verdict.reasons.count == 3)
    #expect(part.summary.profiles.allSatisfy { $0.median == nil && $0.histogram == nil })
    #expect(part.summary.profiles.map(\.mean) == whole.summary.profiles.map(\.mean))
  }

  @Test func `distributions wanted alone are those among all`() throws {
    let source = try Fixture.source("wine.csv")
    var survey = try Survey.withoutRace(permutations: 199)
    let whole = try survey.run(source)
    survey.only = [Survey.columns]
    let part = try survey.run(source)
    #expect(part.summary.profiles == whole.summary.profiles)
    #expect(part.outcomes.allSatisfy { $0.status == .notApplicable })
    #expect(part.verdict.recommendation == .inconclusive)
  }
}
