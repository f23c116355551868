import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

/// Steps of a sequence that belong together although neighbours do not.
@Suite struct LocalSpacingTests {
  private let analysis = LocalCorrelation()

  private func evidence(
    _ columns: [[Double]], layout: Layout = .sequence
  ) throws -> LocalCorrelation.Evidence {
    try analysis.measure(
      try Summary(of: MemorySource(columns: columns, layout: layout)),
      AnalysisContext(permutations: 499, threads: 2))
  }

  /// Channels that take turns, each a walk of small steps.
  private func channels(_ count: Int, moments: Int, rows: Int = 150) -> [[Double]] {
    var normal = NormalStream("channels", count)
    var levels = (0..<count).map { _ in normal.column(rows) }
    return (0..<moments).flatMap { _ -> [[Double]] in
      levels = levels.map { level in level.map { 0.95 * $0 + 0.3 * normal.next() } }
      return levels
    }
  }

  @Test(arguments: [3, 4, 8])
  func `channels that take turns are local at their distance`(_ count: Int) throws {
    let evidence = try evidence(channels(count, moments: 96 / count))
    #expect(analysis.neighbourStrength(of: evidence) == .none)
    #expect(analysis.strength(of: evidence) == .strong)
    let spacing = try #require(analysis.spacing(of: evidence))
    #expect(spacing.distance == count)
    #expect(spacing.pValue > 0 && spacing.pValue <= 0.05)
    let finding = try #require(analysis.judge(evidence).first)
    #expect(finding.grade == .good && finding.message.hasPrefix("Steps \(count) apart"))
    let highlights = analysis.highlights(evidence)
    #expect(highlights.headline?.hasPrefix("Steps \(count) apart") == true)
    #expect(highlights.rows[0].direction == .speaksFor && highlights.rows[0].chance != nil)
    #expect(highlights.nextSteps[0].options == ["--layout", "1x\(96 / count)x\(count)"])
  }

  @Test func `neighbours that belong together have no spacing`() throws {
    let evidence = try evidence(channels(1, moments: 60))
    #expect(analysis.neighbourStrength(of: evidence) == .strong)
    #expect(analysis.spacing(of: evidence) == nil)
  }

  @Test func `shuffled channels, noise and tables have none`() throws {
    var stream = RandomStream(seed: 3, domain: "spacing", index: 0)
    let columns = channels(4, moments: 24)
    for _ in 0..<20 {
      let shuffled = stream.arrangement(of: columns.count).map { columns[$0] }
      let evidence = try evidence(shuffled)
      #expect(analysis.spacing(of: evidence) == nil)
      #expect(analysis.strength(of: evidence) != .strong)
    }
    var normal = NormalStream("noise")
    #expect(
      analysis.spacing(of: try evidence((0..<60).map { _ in normal.column(80) })) == nil)
    #expect(analysis.spacing(of: try evidence(columns, layout: .table)) == nil)
  }

  /// Cantelli's bound lies above every tail: with a deviation of 1 and z = 12, 7 / 145.
  @Test func `the bound of p follows from the exact moments`() throws {
    let evidence = try evidence(channels(4, moments: 24))
    let spacing = try #require(analysis.spacing(of: evidence))
    let point = try #require(evidence.correlogram.first { $0.distance == 4 })
    let z = (point.correlation - evidence.expected) / (point.standardDeviation ?? .nan)
    #expect(abs(spacing.pValue - 7 / (1 + z * z)) < 1e-12)
    #expect(
      abs(
        spacing.index - (point.correlation - evidence.expected)
          / (evidence.bestPossible - evidence.expected)) < 1e-12)
  }
}
