import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct RedundantPositionsTests {
  private func evidence(
    _ columns: [[Double]], _ layout: Layout = .table
  ) throws -> LocalCorrelation.Evidence {
    try LocalCorrelation().measure(
      try Summary(of: MemorySource(columns: columns, layout: layout)),
      AnalysisContext(permutations: 999))
  }

  /// Independent columns.
  private func noise(_ count: Int, rows: Int = 100, seed: Int = 1) -> [[Double]] {
    var normal = NormalStream("redundant", seed)
    return (0..<count).map { _ in normal.column(rows) }
  }

  @Test func `ordinary columns have no second test`() throws {
    #expect(try evidence(noise(12)).cautious == nil)
  }

  @Test func `copies side by side look local, and are not`() throws {
    let columns = noise(10).flatMap { column in [column, column.map { -2.54 * $0 + 1 }] }
    let evidence = try evidence(columns)
    #expect(evidence.pValue <= 0.001 && (evidence.effectSize ?? 0) > 0.4)
    let cautious = try #require(evidence.cautious)
    #expect(cautious.copies == 10 && cautious.positions == 10)
    #expect(cautious.pValue > 0.05)
    let analysis = LocalCorrelation()
    #expect(analysis.strength(of: evidence) == .none)
    #expect(analysis.judge(evidence).map(\.id).contains("localCorrelation.redundant"))
  }

  @Test func `functions of the column before them are not neighbours in a table`() throws {
    let columns: [[Double]] = noise(10).flatMap { column in
      [column, column.map { $0 > 0.3 ? 1 : 0 }]
    }
    #expect(try #require(try evidence(columns).cautious).functions == 10)
    // In a sequence the order is the data's own.
    #expect(try evidence(columns, .sequence).cautious == nil)
  }

  @Test func `indicators of one category are siblings`() throws {
    var normal = NormalStream("siblings")
    var columns = [[Double]]()
    for _ in 0..<4 {
      let level = (0..<600).map { _ in Int(abs(normal.next()) * 100) % 4 }
      for value in 0..<4 { columns.append(level.map { $0 == value ? 1 : 0 }) }
    }
    let evidence = try evidence(columns)
    let cautious = try #require(evidence.cautious)
    #expect(cautious.siblings == 12)
    #expect(cautious.positions == 4)
  }

  @Test func `independent indicators are no siblings`() throws {
    let columns = noise(8, rows: 300).map { $0.map { $0 > 1 ? 1.0 : 0 } }
    #expect(try evidence(columns).cautious == nil)
  }

  @Test func `a position at which two rows differ is nearly constant`() throws {
    var columns = noise(9)
    for (place, different) in [(2, 2), (5, 3), (7, 1)] {
      columns[place] = (0..<100).map { $0 < different ? 1 : 0 }
    }
    let cautious = try #require(
      try evidence(columns, .grid(height: 3, width: 3, channels: 1)).cautious)
    #expect(cautious.nearlyConstant == 2 && cautious.positions == 7)
  }

  @Test func `where all are copies nothing is left to shuffle`() throws {
    let column = noise(1)[0]
    var columns = [column, column, column]
    columns.append(noise(1, seed: 2)[0])
    #expect(try evidence(columns).cautious == nil)
  }
}
