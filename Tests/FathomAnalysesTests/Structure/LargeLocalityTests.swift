import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct LargeLocalityTests {
  /// Noise averaged over 3 × 3 pixels or three columns, with a hole and a second channel.
  private func summary(_ layout: Layout, rows: Int = 40) throws -> Summary {
    var normal = NormalStream("large")
    let positions = layout.positions ?? 60
    var across = 1
    var down = 14
    if case .grid(_, let width, let channels) = layout {
      (across, down) = (channels, width * channels)
    }
    let noise = (0..<positions + 2 * across + down).map { _ in normal.column(rows) }
    var columns = (0..<positions).map { position in
      [0, across, 2 * across, down, down + across, down + 2 * across].reduce(
        [Double](repeating: 0, count: rows)
      ) { sum, step in zip(sum, noise[min(position + step, noise.count - 1)]).map(+) }
    }
    columns[7] = [Double](repeating: 3, count: rows)
    return try Summary(of: MemorySource(columns: columns, layout: layout))
  }

  private static let grids = [
    Layout.grid(height: 7, width: 8, channels: 1), .grid(height: 6, width: 7, channels: 3),
  ]

  /// The same input, whole and by its rows.
  private func inputs(
    _ layout: Layout
  ) throws -> (whole: LocalCorrelation.Input, large: LocalCorrelation.Input) {
    let summary = try summary(layout)
    guard case .applicable(let whole) = LocalCorrelation().input(from: summary),
      case .applicable(let large) =
        LocalCorrelation().largeInput(summary, ArrangedFeatures(summary))
    else { throw NotApplicable(reason: "a test of local correlation") }
    return (whole, large)
  }

  @Test(arguments: grids)
  func `sums over all pairs need no matrix of them`(_ layout: Layout) throws {
    let (whole, large) = try inputs(layout)
    let rows = try #require(large.large).rows
    let found = rows.permutedSums(threads: 2)
    let expected = PermutedSums(whole.correlations, absolute: false)
    // Rows are in single precision.
    #expect(abs(found.mean - expected.mean) < 1e-6)
    #expect(relativeError(found.squares, expected.squares) < 1e-5)
    for (edges, adjacent) in [(10.0, 8.0), (97, 300), (1, 0)] {
      let variance = expected.variance(edges: edges, adjacentPairs: adjacent)
      #expect(
        relativeError(found.variance(edges: edges, adjacentPairs: adjacent), variance) < 1e-4)
    }
  }

  @Test(arguments: grids)
  func `the runs of a grid are its edges`(_ layout: Layout) throws {
    let (whole, large) = try inputs(layout)
    let locality = try #require(large.large)
    let runs = locality.runs(rows: 0, columns: 1) + locality.runs(rows: 1, columns: 0)
    let graph = whole.neighbours.graph
    let expected = Set(graph.from.indices.map { [Int(graph.from[$0]), Int(graph.to[$0])] })
    #expect(Set(runs.pairs.map { [Int($0.a), Int($0.b)] }) == expected)
    #expect(runs.pairCount == graph.edgeCount)
  }

  @Test(arguments: grids)
  func `a grid of which not all pairs are formed has the same evidence`(_ layout: Layout) throws {
    let (whole, large) = try inputs(layout)
    let context = AnalysisContext(permutations: 99, threads: 2)
    let expected = try LocalCorrelation().measure(whole, context)
    let found = try LocalCorrelation().measure(large, context)
    #expect(found.edges == expected.edges && found.positions == expected.positions)
    #expect(found.droppedPositions == expected.droppedPositions)
    #expect(abs(found.statistic - expected.statistic) < 1e-6)
    #expect(abs(found.expected - expected.expected) < 1e-6)
    #expect(relativeError(found.standardDeviation, expected.standardDeviation) < 1e-4)
    #expect(abs(try #require(found.horizontal) - (try #require(expected.horizontal))) < 1e-6)
    #expect(abs(try #require(found.vertical) - (try #require(expected.vertical))) < 1e-6)
    #expect(found.pValue == 0.01 && found.permutations == 99)
    // A million random pairs tell these to three digits.
    #expect(abs(found.bestPossible - expected.bestPossible) < 0.02)
    #expect(abs(try #require(found.auc) - (try #require(expected.auc))) < 0.02)
    #expect(found.windows == nil)
    #expect(try #require(found.sampledPairs) > 900_000)
    for (point, reference) in zip(found.correlogram, expected.correlogram) {
      #expect(point.distance == reference.distance && point.pairs == reference.pairs)
      #expect(abs(point.signedCorrelation - reference.signedCorrelation) < 1e-6)
      #expect(abs(point.absoluteCorrelation - reference.absoluteCorrelation) < 1e-6)
    }
    if case .grid(_, _, 3) = layout {
      #expect(abs(try #require(found.channels) - (try #require(expected.channels))) < 1e-6)
    }
    #expect(LocalCorrelation().strength(of: found) == LocalCorrelation().strength(of: expected))
  }

  @Test func `a permuted mean is that of the permuted matrix`() throws {
    let (whole, large) = try inputs(.grid(height: 7, width: 8, channels: 1))
    let locality = try #require(large.large)
    let runs = locality.runs(rows: 0, columns: 1)
    var stream = RandomStream(seed: 3, domain: "order", index: 0)
    let order = stream.arrangement(of: 55)
    let found = locality.rows.mean(
      over: runs, count: runs.pairCount, order: order.map { UInt32($0) }, threads: 2)
    let expected =
      runs.pairs.reduce(0.0) {
        $0 + whole.correlations[order[Int($1.a)], order[Int($1.b)]]
      } / Double(runs.pairCount)
    #expect(abs(found - expected) < 1e-6)
  }

  @Test func `columns in one window have the same evidence`() throws {
    let (whole, large) = try inputs(.sequence)
    let context = AnalysisContext(permutations: 199)
    let expected = try LocalCorrelation().measure(whole, context)
    let found = try LocalCorrelation().measure(large, context)
    #expect(found.windows == 1 && found.isAbsolute && found.edges == expected.edges)
    #expect(abs(found.statistic - expected.statistic) < 1e-6)
    #expect(abs(found.expected - expected.expected) < 1e-6)
    #expect(relativeError(found.standardDeviation, expected.standardDeviation) < 1e-5)
    #expect(abs(try #require(found.effectSize) - (try #require(expected.effectSize))) < 1e-5)
    #expect(found.pValue == 0.005)
    #expect(found.correlogram.count == expected.correlogram.count)
  }

  @Test func `shuffled pixels are found to be shuffled`() throws {
    let layout = Layout.grid(height: 8, width: 8, channels: 1)
    var normal = NormalStream("large noise", 2)
    let columns = (0..<64).map { _ in normal.column(30) }
    let summary = try Summary(of: MemorySource(columns: columns, layout: layout))
    guard
      case .applicable(let input) =
        LocalCorrelation().largeInput(summary, ArrangedFeatures(summary))
    else {
      Issue.record("the question arises")
      return
    }
    let evidence = try LocalCorrelation().measure(input, AnalysisContext(permutations: 99))
    #expect(evidence.isStopped && evidence.permutations < 99)
    #expect(evidence.pValue == 20 / Double(evidence.permutations) && evidence.pValue > 0.05)
  }

  @Test func `any number of threads gives the same evidence`() throws {
    for layout in [Layout.sequence, .grid(height: 7, width: 8, channels: 1)] {
      let large = try inputs(layout).large
      let one = try LocalCorrelation().measure(large, AnalysisContext(permutations: 49))
      let three = try LocalCorrelation().measure(
        large, AnalysisContext(permutations: 49, threads: 3))
      #expect(one == three)
    }
  }

  @Test func `missing cells count as means`() throws {
    var block = Matrix(rows: 6, columns: 2)
    for row in 0..<6 {
      block[row, 0] = Double(row)
      block[row, 1] = row == 2 ? .nan : Double(row * row)
    }
    let rows = StandardisedRows(block, features: [0, 1], threads: 1)
    let z = rows.block([0, 1])
    for column in 0..<2 {
      #expect(abs(z.column(column).reduce(0, +)) < 1e-5)
      #expect(abs(z.column(column).reduce(0) { $0 + $1 * $1 } - 6) < 1e-5)
    }
    #expect(z[2, 1] == 0)
  }
}
