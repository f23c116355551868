import FathomData
import FathomNumerics
// Every test of the analyses reads summaries.
@_exported import FathomSummaries
@_exported import SummaryTesting
import Foundation

@testable import FathomAnalyses

// MARK: Measuring

/// An analysis said that its question does not arise.
struct NotApplicable: Error, Equatable {
  var reason: String
}

extension Analysis {
  func input(of summary: Summary) throws -> Input {
    switch input(from: summary) {
    case .applicable(let input): return input
    case .notApplicable(let reason): throw NotApplicable(reason: reason)
    }
  }

  func measure(
    _ summary: Summary, _ context: AnalysisContext = AnalysisContext(permutations: 99)
  ) throws -> Evidence {
    try measure(try input(of: summary), context)
  }
}

extension Survey {
  /// A survey without race and trial, which take longer than all the rest.
  static func withoutRace(
    seed: UInt64 = 1, permutations: Int, threads: Int = 1
  ) throws -> Survey {
    var survey = Survey(seed: seed, permutations: permutations, threads: threads)
    survey.thresholds = try .withoutRace()
    return survey
  }
}

extension ContenderScore {
  /// One with a score, so far behind the best one.
  static func made(
    _ id: String, _ name: String, _ side: String, _ score: Double, best: Double, error: Double
  ) -> Self {
    Self(
      id: id, name: name, side: side, score: score, standardError: 0.02, logLoss: 0.5,
      behind: best - score, behindStandardError: best > score ? error : 0)
  }
}

extension ThresholdChanges {
  /// No race, and no trial in its place.
  static func withoutRace() throws -> ThresholdChanges {
    var changes = ThresholdChanges()
    try changes.set(Trial.info.id, "budget", to: 0)
    try changes.set(Race.info.id, "budget", to: 0)
    return changes
  }
}
