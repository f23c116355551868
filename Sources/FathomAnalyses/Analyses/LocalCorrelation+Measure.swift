internal import FathomData
internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

extension LocalCorrelation {
  /// Measures; the same input, seed and permutations give the same evidence.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let graph = input.neighbours.graph
    var isGrid = false
    if case .grid = input.neighbours.layout { isGrid = true }
    let x = LocalityMeasures.statisticMatrix(input.correlations, absolute: !isGrid)
    let test: RelabellingTest
    do { test = try RelabellingTest(x, over: graph) } catch { throw .numerics("\(error)") }
    let total = Double(max(1, context.permutations))
    let result = test.run(
      permutations: context.permutations, seed: context.seed, domain: LocalCorrelation.info.id,
      threads: context.threads
    ) { context.progress("Shuffling positions", Double($0) / total) }
    let moments = RelabellingMoments(
      x, over: graph, withSkewness: graph.nodes <= LocalCorrelation.skewnessLimit)
    let best = LocalityMeasures.bestPossible(x, edges: graph.edgeCount)
    let measures = LocalityMeasures(correlations: input.correlations, neighbours: input.neighbours)
    let toeplitz = measures.toeplitz()
    let spread = moments.standardDeviation
    let interval = Distributions.proportionInterval(
      successes: result.reached, trials: result.permutations)
    return Evidence(
      layout: input.neighbours.layout, graph: input.neighbours.name, isAbsolute: !isGrid,
      rows: input.rows, positions: graph.nodes, droppedPositions: input.droppedPositions,
      edges: graph.edgeCount, statistic: result.statistic, expected: moments.mean,
      standardDeviation: spread, skewness: moments.skewness.finite,
      // Where the best arrangement is no better than the mean, what spread there is is rounding.
      zScore: spread > 0 && best - moments.mean > 1e-12
        ? (result.statistic - moments.mean) / spread : nil,
      pValue: result.pValue,
      pValueInterval: result.isExhaustive
        ? [result.pValue, result.pValue] : [interval.lower, interval.upper],
      permutations: result.permutations, isExhaustive: result.isExhaustive,
      effectSize: LocalCorrelation.index(result.statistic, moments.mean, best),
      effectSizeInterval: effectSizeInterval(input, isAbsolute: !isGrid),
      bestPossible: best, auc: measures.auc().finite, toeplitzR2: toeplitz.share.finite,
      toeplitzR2Expected: toeplitz.expected.finite,
      horizontal: isGrid
        ? LocalityMeasures.mean(x, graph, 0..<input.neighbours.horizontalEdges).finite : nil,
      vertical: isGrid
        ? LocalityMeasures.mean(
          x, graph, input.neighbours.horizontalEdges..<graph.edgeCount
        ).finite : nil,
      correlogram: measures.correlogram(limit: LocalCorrelation.correlogramLimit).map {
        Evidence.Point(
          distance: $0.distance, correlation: isGrid ? $0.signed : $0.absolute,
          signedCorrelation: $0.signed, absoluteCorrelation: $0.absolute, pairs: $0.pairs)
      },
      nullDistribution: LocalCorrelation.bins(result.distribution),
      neighbourMap: LocalCorrelation.map(x, input.neighbours))
  }

  /// (T − E T) / (best possible − E T); nil when even the best arrangement is no better than chance.
  static func index(_ statistic: Double, _ mean: Double, _ best: Double) -> Double? {
    let room = best - mean
    return room > 1e-12 ? (statistic - mean) / room : nil
  }

  /// A 95 % interval by the delete-a-group jackknife (Shao & Tu 1995, *The Jackknife and Bootstrap*,
  /// 2.3): the index with each tenth of the rows left out, and a normal approximation.
  private func effectSizeInterval(_ input: Input, isAbsolute: Bool) -> [Double]? {
    guard input.groups.count > 1 else { return nil }
    let graph = input.neighbours.graph
    func index(of correlations: Matrix) -> Double? {
      // A position that does not vary among the rows that are left agrees with no other.
      var correlations = correlations
      for i in correlations.storage.indices where correlations.storage[i].isNaN {
        correlations.storage[i] = 0
      }
      let x = LocalityMeasures.statisticMatrix(correlations, absolute: isAbsolute)
      return LocalCorrelation.index(
        LocalityMeasures.mean(x, graph, 0..<graph.edgeCount),
        LocalityMeasures.meanOfPairs(x),
        LocalityMeasures.bestPossible(x, edges: graph.edgeCount))
    }
    guard let whole = index(of: input.correlations) else { return nil }
    let replicates = input.groups.indices.compactMap { left in
      // One sum at a time: ten of them would not be small.
      let kept = input.groups.indices.filter { $0 != left }
      var rest = input.groups[kept[0]]
      for group in kept.dropFirst() { rest.merge(input.groups[group]) }
      return index(of: rest.correlations())
    }
    guard replicates.count == input.groups.count else { return nil }
    let groups = Double(replicates.count)
    let mean = replicates.reduce(0, +) / groups
    let variance =
      (groups - 1) / groups * replicates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let margin = 1.96 * variance.squareRoot()
    return [whole - margin, min(1, whole + margin)]
  }

  private static func bins(_ values: [Double], count: Int = 40) -> Evidence.Bins {
    let lower = values.min() ?? 0
    let upper = values.max() ?? 0
    var counts = [Int](repeating: 0, count: count)
    let width = (upper - lower) / Double(count)
    for value in values {
      let bin = width > 0 ? Int((value - lower) / width) : 0
      counts[min(count - 1, bin)] += 1
    }
    return Evidence.Bins(lower: lower, upper: upper, counts: counts)
  }

  private static func map(_ x: Matrix, _ neighbours: NeighbourGraph) -> [Double?] {
    guard let positions = neighbours.layout.positions, positions <= mapLimit else { return [] }
    var map = [Double?](repeating: nil, count: positions)
    for (node, mean) in LocalityMeasures.neighbourMeans(x, neighbours.graph).enumerated() {
      map[neighbours.positions[node]] = mean.finite
    }
    return map
  }
}
