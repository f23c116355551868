import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct LocalCorrelationCalibrationTests {
  static let layouts = [Layout.sequence, .grid(height: 4, width: 4, channels: 1)]
  private let rows = 30
  private let positions = 16

  /// The p-value for 16 columns, from their correlations.
  private func evidence(
    _ columns: [[Double]], _ layout: Layout, seed: Int
  ) throws -> LocalCorrelation.Evidence {
    let block = Matrix(columns: columns)
    var sums = CorrelationPartial(columns: columns.count)
    sums.absorb(Scaling(columns.map { Moments($0) }).apply(to: block))
    return try LocalCorrelation().measure(
      LocalCorrelation.Input(
        correlations: sums.correlations(),
        neighbours: NeighbourGraph(layout: layout, positions: Array(columns.indices)), rows: rows),
      AnalysisContext(seed: UInt64(seed), permutations: 199))
  }

  /// Columns that share a common part: exchangeable, so no arrangement differs from another.
  private func exchangeable(_ schema: Int, shared: Double) -> [[Double]] {
    var normal = NormalStream("null \(shared)", schema)
    let common = normal.column(rows)
    return (0..<positions).map { _ in
      common.map { shared.squareRoot() * $0 + (1 - shared).squareRoot() * normal.next() }
    }
  }

  @Test(arguments: layouts, [0, 0.5])
  func `exchangeable features are rejected at the level of the test`(
    _ layout: Layout, _ shared: Double
  ) throws {
    let datasets = 200
    let rejected = try (0..<datasets).count { schema in
      try evidence(exchangeable(schema, shared: shared), layout, seed: schema).pValue <= 0.05
    }
    // 5 % of 200 with a standard error of 1.5 %: two to three standard errors on either side.
    let share = Double(rejected) / Double(datasets)
    #expect((0.02...0.09).contains(share), "\(share)")
  }

  @Test(arguments: layouts)
  func `planted neighbours are found`(_ layout: Layout) throws {
    let datasets = 20
    let found = try (0..<datasets).count { schema in
      var normal = NormalStream("planted", schema)
      // White noise on a larger board; each position is the mean of the 3 × 3 or 3 around it.
      var isGrid = false
      if case .grid = layout { isGrid = true }
      let board = (0..<36).map { _ in normal.column(rows) }
      let columns = (0..<positions).map { position in
        let around: [Int] =
          isGrid
          ? (0..<3).flatMap { dy in
            (0..<3).map { dx in (position / 4 + dy) * 6 + position % 4 + dx }
          } : (0..<3).map { position + $0 }
        return (0..<rows).map { row in around.reduce(0) { $0 + board[$1][row] } }
      }
      let evidence = try evidence(columns, layout, seed: schema)
      return evidence.pValue <= 0.05 && (evidence.effectSize ?? 0) > 0.3
    }
    #expect(found == datasets)
  }

  /// Every eighth pixel moved, every fourth, every second, all: each step loses structure.
  @Test func `the more pixels are shuffled, the smaller the effect`() throws {
    let summary = try Fixture.digits()
    guard case .applicable(let input) = LocalCorrelation().input(from: summary) else {
      Issue.record("the question arises")
      return
    }
    let count = input.neighbours.graph.nodes
    var stream = RandomStream(seed: 1, domain: "progressive", index: 0)
    let chosen = stream.arrangement(of: count)
    let evidence = try [0, count / 8, count / 4, count / 2, count].map { moved in
      var order = Array(0..<count)
      let places = chosen[..<moved].sorted()
      for (place, node) in zip(places, chosen[..<moved]) { order[place] = node }
      var shuffled = input
      shuffled.correlations = input.correlations.selecting(rows: order, columns: order)
      shuffled.jackknife = nil
      return try LocalCorrelation().measure(shuffled, AnalysisContext(permutations: 99))
    }
    let indices = evidence.compactMap(\.effectSize)
    let areas = evidence.compactMap(\.auc)
    for values in [indices, areas] {
      #expect(values.count == 5)
      for (before, after) in zip(values, values.dropFirst()) { #expect(after < before) }
    }
    #expect(indices[0] > 0.7 && abs(indices[4]) < 0.15)
  }

  @Test func `an interval of the index covers the index and lies below 1`() throws {
    var normal = NormalStream("interval")
    var columns = [normal.column(100)]
    for _ in 1..<10 { columns.append(columns[columns.count - 1].map { $0 + normal.next() }) }
    let evidence = try LocalCorrelation().measure(
      try Summary(of: MemorySource(columns: columns, layout: .sequence)))
    let interval = try #require(evidence.effectSizeInterval)
    let index = try #require(evidence.effectSize)
    #expect(interval.count == 2 && interval[0] < index && index < interval[1])
    #expect(interval[1] <= 1)
  }
}
