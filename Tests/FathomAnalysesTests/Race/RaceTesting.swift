import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

/// Runs races of some contenders.
protocol RaceTesting {}

extension RaceTesting {
  var classical: [any Contender] { [LinearContender(), NeighbourContender()] }

  func race(
    _ summary: Summary, _ contenders: [any Contender], threads: Int = 2, seed: UInt64 = 1,
    budget: Double = 30
  ) throws -> Race.Evidence {
    var race = Race()
    race.budget = budget
    return try race.measure(
      try race.input(of: summary), AnalysisContext(seed: seed, threads: threads), contenders)
  }

  func score(_ id: String, _ evidence: Race.Evidence) throws -> ContenderScore {
    try #require(evidence.contenders.first { $0.id == id })
  }

  func regression(_ columns: [[Double]], _ target: [Double]) -> MemorySource {
    var named = columns.enumerated().map { ("x\($0)", $1) }
    named.append(("y", target))
    var source = MemorySource(named)
    source.schema.columns[columns.count].role = .target
    source.schema.targetIndex = columns.count
    source.schema.task = .regression
    return source
  }
}
