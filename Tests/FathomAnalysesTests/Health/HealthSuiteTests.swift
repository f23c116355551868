import FathomData
import FathomNumerics
import FathomSummaries
import Foundation
import HealthSuite
import SummaryTesting
import Synchronization
import Testing

@testable import FathomAnalyses

/// What is planted in made sets is found, and clean sets are not accused, by all analyses of data health with their defaults.
///
/// `Benchmarks/health.py` asks the same of other seeds, beside other tools.
@Suite struct HealthSuiteTests {
  private static let analyses: Set<String> = [
    Leakage.info.id, Repeats.info.id, Cells.info.id, LabelErrors.info.id, SecondFile.info.id,
    SampleSize.info.id, ImageHealth.info.id,
  ]

  /// What is said of one set of data.
  private struct Said {
    var findings: [Finding]
    var outcomes: [AnalysisOutcome]

    init(of made: HealthCase) throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "health-\(UUID())")
      defer { try? FileManager.default.removeItem(at: folder) }
      try made.write(to: folder)
      var survey = Survey(permutations: 99)
      survey.only = HealthSuiteTests.analyses
      let first = folder.appending(path: made.first).path
      let result: SurveyResult
      if case .pictures = made.data {
        result = try survey.run(try ImageFolderSource(path: first))
      } else {
        let options = TableOptions(roles: ColumnRoles(target: made.target))
        if let second = made.second {
          survey.second = try survey.summary(
            of: try CSVFile(path: folder.appending(path: second).path, options: options))
        }
        result = try survey.run(try CSVFile(path: first, options: options))
      }
      outcomes = result.outcomes
      findings = outcomes.flatMap(\.findings).filter {
        ($0.grade == .caution || $0.grade == .bad) && HealthSuiteTests.isOfHealth($0.id)
      }
    }

    /// Whether a planted fault is named: by its kind, and by its column or half of its rows.
    func names(_ condition: HealthCondition) -> Bool {
      let own = findings.filter { condition.condition.findings.contains($0.id) }
      if own.contains(where: { condition.columns.contains($0.subject) }) { return true }
      guard !own.isEmpty, !condition.rows.isEmpty, condition.columns.isEmpty else { return false }
      let named = rows(condition.condition)
      return 2 * condition.rows.count(where: named.contains) >= condition.rows.count
    }

    private func rows(_ kind: HealthCondition.Kind) -> Set<Int> {
      Set(
        outcomes.flatMap { outcome -> [Int] in
          switch (kind, outcome.evidence) {
          case (.duplicates, let found as Repeats.Evidence): found.repeatedRows
          case (.conflicts, let found as Repeats.Evidence): found.conflictingRows
          case (.nearDuplicates, let found as Repeats.Evidence): found.nearRows
          case (.labelErrors, let found as LabelErrors.Evidence): found.suspectRows.map(\.row)
          case (.overlap, let found as SecondFile.Evidence): found.overlap.secondRows
          default: []
          }
        })
    }
  }

  /// Whether a finding is one of data health: the others of the same analyses say how many rows there are, and the like.
  private static func isOfHealth(_ id: String) -> Bool {
    ["leakage.", "repeats.", "cells.", "labelErrors.", "secondFile."].contains {
      id.hasPrefix($0)
    } || id == "sampleSize.suggestedGroups" || id == "imageHealth.confounders"
  }

  /// What is said of each set, as many at a time as there are cores.
  private static func ask(_ cases: [HealthCase]) throws -> [Said] {
    let said = Mutex([Int: Result<Said, any Error>]())
    DispatchQueue.concurrentPerform(iterations: cases.count) { place in
      let result = Result { try Said(of: cases[place]) }
      said.withLock { $0[place] = result }
    }
    let all = said.withLock { $0 }
    return try cases.indices.compactMap { try all[$0]?.get() }
  }

  @Test func `a seed always makes the same sets, and another seed makes others`() {
    func texts(_ seed: UInt64) -> [String] {
      HealthSuite.planted(seed: seed).compactMap {
        if case .table(let table) = $0.data { table.text } else { nil }
      }
    }
    let first = texts(1)
    #expect(first.count >= 40 && first == texts(1))
    #expect(!zip(first, texts(2)).contains { $0 == $1 })
  }

  @Test func `of what is planted at least 19 of 20 are found, by kind and by column or rows`()
    throws
  {
    let cases = HealthSuite.planted(seed: 1)
    #expect(cases.count >= 40)
    let missed = zip(cases, try HealthSuiteTests.ask(cases)).flatMap { made, said in
      made.conditions.filter { !said.names($0) }.map {
        "\(made.name): \($0.how); said is \(said.findings.map { "\($0.id) \($0.subject)" })"
      }
    }
    let all = cases.reduce(0) { $0 + $1.conditions.count }
    #expect(20 * missed.count <= all, "\(missed.joined(separator: "\n"))")
  }

  @Test func `of clean sets at most 1 of 40 is accused`() throws {
    let cases = try HealthSuite.clean(
      seed: 1, fixtures: Package.root.appending(path: "Fixtures/Data"))
    #expect(cases.count >= 40)
    let accused = zip(cases, try HealthSuiteTests.ask(cases)).compactMap { made, said in
      said.findings.isEmpty
        ? nil : "\(made.name): \(said.findings.map { "\($0.id) \($0.subject): \($0.message)" })"
    }
    #expect(40 * accused.count <= cases.count, "\(accused.joined(separator: "\n"))")
  }
}

extension HealthCondition.Kind {
  /// The findings that name it.
  fileprivate var findings: Set<String> {
    switch self {
    case .leakage: ["leakage.column"]
    case .duplicates: ["repeats.equal"]
    case .conflicts: ["repeats.conflicting"]
    case .nearDuplicates: ["repeats.near"]
    case .labelErrors: ["labelErrors.suspects"]
    case .variants: ["cells.variants"]
    case .specialValues: ["cells.specialValues"]
    case .mixed: ["cells.mixed"]
    // Where few other cells are missing it may be a feature, and leak.
    case .missingness: ["cells.missingness", "leakage.column"]
    case .groups: ["sampleSize.suggestedGroups"]
    case .overlap, .groupOverlap: ["secondFile.overlap"]
    case .shift: ["secondFile.shift"]
    case .concept: ["secondFile.concept"]
    case .confounder: ["imageHealth.confounders"]
    }
  }
}
