import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct ConvolutionPropertiesTests {
  /// Images of noise averaged over 3 × 3, so that near pixels agree; `turned` puts every second column
  /// of every second row upside down, which leaves |r| and breaks what is the same everywhere.
  private func images(
    side: Int, rows: Int, seed: Int, dx: (Int, Int) -> Int = { _, _ in 1 },
    dy: (Int, Int) -> Int = { _, _ in 1 }
  ) -> [[Double]] {
    var normal = NormalStream("images", seed)
    let board = side + 8
    let noise = (0..<board * board).map { _ in normal.column(rows) }
    return (0..<side * side).map { position in
      let row = position / side
      let column = position % side
      var sum = [Double](repeating: 0, count: rows)
      for a in -dy(row, column)...dy(row, column) {
        for b in -dx(row, column)...dx(row, column) {
          let source = noise[(row + 4 + a) * board + column + 4 + b]
          for i in 0..<rows { sum[i] += source[i] }
        }
      }
      return sum
    }
  }

  private func evidence(
    _ columns: [[Double]], _ layout: Layout, permutations: Int = 199, threads: Int = 1
  ) throws -> LocalCorrelation.Evidence {
    try LocalCorrelation().measure(
      try Summary(of: MemorySource(columns: columns, layout: layout)),
      AnalysisContext(permutations: permutations, threads: threads))
  }

  private let grid = Layout.grid(height: 12, width: 12, channels: 1)

  @Test func `a field that is the same everywhere has all four properties`() throws {
    let evidence = try evidence(images(side: 12, rows: 400, seed: 1), grid)
    let properties = try #require(evidence.properties)
    #expect(properties.tests.map(\.id) == ConvolutionProperties.ids)
    let analysis = LocalCorrelation()
    for id in ConvolutionProperties.ids {
      #expect(analysis.has(id, properties), "\(id)")
      #expect(properties.test(id)?.adjustedPValue == 1 / 200.0)
    }
    #expect(try #require(properties.test("sharing")?.effectSize) > 0.8)
    #expect(try #require(properties.test("pooling")?.effectSize) > 0.8)
    // A 3 × 3 mean: r is 2/3 to a neighbour and 4/9 to the next across, so a 2 × 2 mean keeps
    // (1 + 2 · 2/3 + 4/9) / 4 = 0.694 of the variance.
    #expect(abs(try #require(properties.pooledVariance) - 0.694) < 0.02)
    #expect(analysis.judge(evidence).map(\.grade) == [.good, .good, .good, .good])
  }

  @Test func `a field whose grain turns from place to place is local but not shared`() throws {
    // Stripes across in one square, upright in the next: neighbours agree, but where to look differs.
    func isAcross(_ row: Int, _ column: Int) -> Bool { (row / 3 + column / 3) % 2 == 0 }
    let columns = images(
      side: 12, rows: 400, seed: 2, dx: { isAcross($0, $1) ? 3 : 0 },
      dy: { isAcross($0, $1) ? 0 : 3 })
    let evidence = try evidence(columns, grid)
    let properties = try #require(evidence.properties)
    let same = try #require(
      try self.evidence(images(side: 12, rows: 400, seed: 2), grid).properties)
    let share = try #require(properties.test("sharing")?.effectSize)
    #expect(share < 0.6 * (try #require(same.test("sharing")?.effectSize)))
    #expect(LocalCorrelation().has("locality", properties))
  }

  @Test func `shuffled positions have none of the four`() throws {
    var columns = images(side: 12, rows: 300, seed: 3)
    var stream = RandomStream(seed: 3, domain: "shuffle", index: 0)
    columns = stream.arrangement(of: columns.count).map { columns[$0] }
    let evidence = try evidence(columns, grid)
    let properties = try #require(evidence.properties)
    for id in ConvolutionProperties.ids {
      #expect(!LocalCorrelation().has(id, properties), "\(id)")
    }
    #expect(LocalCorrelation().judge(evidence).allSatisfy { $0.grade == .bad })
  }

  @Test func `the corrected p is never below the plain one`() throws {
    for seed in 0..<5 {
      var normal = NormalStream("plain", seed)
      let columns = (0..<36).map { _ in normal.column(40) }
      let evidence = try evidence(columns, .grid(height: 6, width: 6, channels: 1))
      for test in try #require(evidence.properties).tests {
        #expect(test.adjustedPValue >= test.pValue && test.pValue > 0)
      }
    }
  }

  /// The chance that any of four is found where nothing is: at the level, as max-T promises.
  @Test func `the family keeps its level`() throws {
    let datasets = 200
    let found = try (0..<datasets).count { schema in
      var normal = NormalStream("family", schema)
      let columns = (0..<16).map { _ in normal.column(30) }
      let evidence = try evidence(
        columns, .grid(height: 4, width: 4, channels: 1), permutations: 99)
      return try #require(evidence.properties).tests.contains { $0.adjustedPValue <= 0.05 }
    }
    // 5 % of 200 with a standard error of 1.5 %.
    #expect((2...20).contains(found), "\(found)")
  }

  @Test func `intervals hold the effects and narrow with more rows`() throws {
    let few = try #require(
      try evidence(images(side: 8, rows: 60, seed: 9), .grid(height: 8, width: 8, channels: 1))
        .properties)
    let many = try #require(
      try evidence(images(side: 8, rows: 960, seed: 9), .grid(height: 8, width: 8, channels: 1))
        .properties)
    for id in ConvolutionProperties.ids {
      let widths = try [few, many].map { properties in
        let test = try #require(properties.test(id))
        let effect = try #require(test.effectSize)
        let interval = try #require(test.effectSizeInterval)
        #expect(interval.count == 2 && interval[0] <= effect && effect <= interval[1])
        #expect(interval[1] <= 1)
        return effect - interval[0]
      }
      #expect(widths[1] < widths[0], "\(id)")
    }
  }

  @Test func `without enough rows for a jackknife there is no interval`() throws {
    let properties = try #require(
      try evidence(images(side: 6, rows: 15, seed: 10), .grid(height: 6, width: 6, channels: 1))
        .properties)
    #expect(properties.tests.allSatisfy { $0.effectSizeInterval == nil })
  }

  @Test func `any number of threads gives the same properties`() throws {
    let columns = images(side: 8, rows: 60, seed: 5)
    let layout = Layout.grid(height: 8, width: 8, channels: 1)
    let one = try evidence(columns, layout)
    #expect(try evidence(columns, layout, threads: 3).properties == one.properties)
  }

  @Test func `a table has no properties: its columns have no distance`() throws {
    #expect(try evidence(images(side: 4, rows: 50, seed: 6), .table).properties == nil)
  }

  @Test func `a sequence has all four`() throws {
    var normal = NormalStream("walk", 1)
    let noise = (0..<60).map { _ in normal.column(200) }
    let columns = (0..<52).map { start in
      (0..<200).map { row in (start..<start + 8).reduce(0) { $0 + noise[$1][row] } }
    }
    let properties = try #require(try evidence(columns, .sequence).properties)
    for id in ConvolutionProperties.ids { #expect(LocalCorrelation().has(id, properties), "\(id)") }
    #expect(properties.scales.map(\.factor) == [1, 2, 4, 8])
  }

  // MARK: Blocks

  @Test func `averages of standardised neighbours have the correlations of the averages`() throws {
    let rows = 50
    let columns = images(side: 5, rows: rows, seed: 7)
    let layout = Layout.grid(height: 5, width: 5, channels: 1)
    // Without position 24, so that the last block is empty.
    let positions = Array(0..<24)
    let x = Matrix(columns: Array(columns[..<24]))
    var sums = CorrelationPartial(columns: 24)
    let z = Scaling(columns[..<24].map { Moments($0) }).apply(to: x)
    sums.absorb(z)
    let coarse = try #require(
      PooledPositions(
        sums.correlations(), NeighbourGraph(layout: layout, positions: positions), factor: 2))
    #expect(coarse.neighbours.layout == .grid(height: 3, width: 3, channels: 1))
    #expect(coarse.blocks.map(\.count) == [4, 4, 2, 4, 4, 2, 2, 2])
    let means = coarse.blocks.map { nodes in
      (0..<rows).map { row in nodes.reduce(0) { $0 + z[row, $1] } / Double(nodes.count) }
    }
    var expected = CorrelationPartial(columns: 8)
    expected.absorb(Scaling(means.map { Moments($0) }).apply(to: Matrix(columns: means)))
    let reference = expected.correlations()
    for i in 0..<8 {
      for j in 0..<8 where i != j {
        #expect(abs(coarse.correlations[i, j] - reference[i, j]) < 1e-12)
      }
    }
    let kept =
      zip(means, coarse.blocks).reduce(0.0) { sum, mean in
        let moments = Moments(mean.0)
        return sum + moments.squaredDeviations / Double(rows - 1)
      } / 8
    #expect(abs(coarse.keptVariance - kept) < 1e-12)
  }

  // MARK: Surrogate entanglement

  /// Σ |r| across canonical cuts of the 8 × 8 digits, with its mean and deviation over relabellings:
  /// numpy 2.4.6, in closed form.
  @Test func `entanglement of the digits equals the reference`() throws {
    let summary = try Fixture.digits()
    let properties = try #require(
      try LocalCorrelation().measure(summary, AnalysisContext(permutations: 19)).properties)
    let expected: [(Double, Double, Double, Double)] = [
      (70.6460510189985, 86.15049254421916, 1.1371342821503263, -13.634661946785814),
      (24.737926216565537, 26.922028920068485, 0.1421417852687908, -15.365662527544586),
    ]
    #expect(properties.entanglement.map(\.blocks) == [4, 16])
    for (level, reference) in zip(properties.entanglement, expected) {
      #expect(relativeError(level.statistic, reference.0) < 1e-10)
      #expect(relativeError(level.expected, reference.1) < 1e-10)
      #expect(relativeError(level.standardDeviation, reference.2) < 1e-10)
      #expect(relativeError(try #require(level.zScore), reference.3) < 1e-8)
    }
  }
}
