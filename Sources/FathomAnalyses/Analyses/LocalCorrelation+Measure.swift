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
    if let large = input.large { return try measure(large, input, context) }
    var evidence = try measureWhole(input, context)
    evidence.properties = try properties(input, context)
    return evidence
  }

  /// Measures where all pairs of positions are in memory, but for the properties of a convolution.
  func measureWhole(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let graph = input.neighbours.graph
    var isGrid = false
    if case .grid = input.neighbours.layout { isGrid = true }
    let x = input.correlations
    let threads = context.threads
    let test: RelabellingTest
    do { test = try RelabellingTest(x, absolute: !isGrid, over: graph) } catch {
      throw .numerics("\(error)")
    }
    let total = Double(max(1, context.permutations))
    let result = test.run(
      permutations: context.permutations, seed: context.seed, domain: LocalCorrelation.info.id,
      threads: threads
    ) { context.progress("Shuffling positions", Double($0) / total) }
    let moments = RelabellingMoments(
      x, absolute: !isGrid, over: graph,
      withSkewness: graph.nodes <= LocalCorrelation.skewnessLimit, threads: threads)
    let best = LocalityMeasures.bestPossible(
      x, absolute: !isGrid, edges: graph.edgeCount, threads: threads)
    let measures = LocalityMeasures(
      correlations: x, neighbours: input.neighbours, threads: threads)
    let displacements = measures.displacements()
    let relabelled = RelabelledSums(x, absolute: false, threads: threads)
    let spread = moments.standardDeviation
    let interval = Distributions.proportionInterval(
      successes: result.reached, trials: result.permutations)
    let zScore = LocalCorrelation.zScore(result.statistic, moments, best)
    let correlogram = displacements.correlogram(
      limit: LocalCorrelation.correlogramLimit,
      isGrid ? relabelled : RelabelledSums(x, absolute: true, threads: threads)
    ).map {
      Evidence.Point(
        distance: $0.distance, correlation: isGrid ? $0.signed : $0.absolute,
        signedCorrelation: $0.signed, absoluteCorrelation: $0.absolute, pairs: $0.pairs,
        standardDeviation: $0.deviation)
    }
    return Evidence(
      layout: input.neighbours.layout, graph: input.neighbours.name, isAbsolute: !isGrid,
      rows: input.rows, positions: graph.nodes, droppedPositions: input.droppedPositions,
      edges: graph.edgeCount, statistic: result.statistic, expected: moments.mean,
      standardDeviation: spread, skewness: moments.skewness.finite,
      zScore: zScore,
      pValue: result.pValue,
      smallestPValue: result.smallestPValue,
      pValueInterval: result.isExhaustive
        ? [result.pValue, result.pValue] : [interval.lower, interval.upper],
      permutations: result.permutations, isExhaustive: result.isExhaustive,
      isStopped: result.isStopped,
      pValuePearsonIII: LocalCorrelation.tail(zScore, moments.skewness),
      windows: nil, sampledPairs: nil,
      effectSize: LocalCorrelation.index(result.statistic, moments.mean, best),
      effectSizeInterval: effectSizeInterval(input, isAbsolute: !isGrid, threads),
      bestPossible: best, auc: measures.auc().finite,
      toeplitzR2: displacements.toeplitzShare().finite,
      toeplitzR2Expected: displacements.expectedToeplitzShare(relabelled).finite,
      horizontal: isGrid
        ? LocalityMeasures.mean(x, graph, 0..<input.neighbours.horizontalEdges).finite : nil,
      vertical: isGrid
        ? LocalityMeasures.mean(
          x, graph, input.neighbours.horizontalEdges..<graph.edgeCount
        ).finite : nil,
      channels: measures.meanBetweenChannels().finite,
      correlogram: correlogram,
      correlationLength: LocalCorrelation.correlationLength(
        correlogram, result.statistic, moments.mean),
      nullDistribution: LocalCorrelation.bins(result.distribution),
      neighbourMap: LocalCorrelation.map(x, absolute: !isGrid, input.neighbours),
      displacementMap: displacements.map(steps: LocalCorrelation.mapSteps),
      cautious: try cautious(input, isAbsolute: !isGrid, context),
      properties: nil)
  }

  /// The test without redundant positions; nil where there are none, or nothing is left to shuffle.
  private func cautious(
    _ input: Input, isAbsolute: Bool, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence.Cautious? {
    let redundant = input.redundant
    let gone = redundant.all
    let kept = (0..<input.neighbours.graph.nodes).filter { !gone.contains($0) }
    guard !gone.isEmpty, kept.count >= 3 else { return nil }
    let x = input.correlations.selecting(rows: kept, columns: kept)
    let neighbours = NeighbourGraph(
      layout: input.neighbours.layout, positions: kept.map { input.neighbours.positions[$0] })
    let graph = neighbours.graph
    guard graph.edgeCount > 0 else { return nil }
    let test: RelabellingTest
    do { test = try RelabellingTest(x, absolute: isAbsolute, over: graph) } catch {
      throw .numerics("\(error)")
    }
    let result = test.run(
      permutations: context.permutations, seed: context.seed, domain: "localCorrelation.cautious",
      threads: context.threads)
    let moments = RelabellingMoments(
      x, absolute: isAbsolute, over: graph, withSkewness: false, threads: context.threads)
    let best = LocalityMeasures.bestPossible(
      x, absolute: isAbsolute, edges: graph.edgeCount, threads: context.threads)
    return Evidence.Cautious(
      copies: redundant.copies.count, functions: redundant.functions.count,
      siblings: redundant.siblings.count, nearlyConstant: redundant.nearlyConstant.count,
      positions: graph.nodes, statistic: result.statistic, expected: moments.mean,
      standardDeviation: moments.standardDeviation,
      zScore: LocalCorrelation.zScore(result.statistic, moments, best), pValue: result.pValue,
      permutations: result.permutations,
      effectSize: LocalCorrelation.index(result.statistic, moments.mean, best),
      auc: LocalityMeasures(
        correlations: x, neighbours: neighbours, threads: context.threads
      ).auc().finite)
  }

  /// P(T ≥ observed) by a Pearson type III distribution; nil where that gives no positive number.
  static func tail(_ zScore: Double?, _ skewness: Double) -> Double? {
    guard let zScore, skewness.isFinite else { return nil }
    let tail = Distributions.pearsonIIITail(zScore, skewness: skewness)
    return tail > 0 ? tail : nil
  }

  /// Where the correlogram falls below the middle between T and its mean under relabelling.
  static func correlationLength(
    _ points: [Evidence.Point], _ statistic: Double, _ expected: Double
  ) -> Double? {
    guard statistic > expected else { return nil }
    let half = (statistic + expected) / 2
    guard let place = points.firstIndex(where: { $0.correlation < half }) else { return nil }
    let after = points[place]
    guard place > 0 else { return Double(after.distance) }
    let before = points[place - 1]
    let fall = before.correlation - after.correlation
    return Double(before.distance)
      + (before.correlation - half) / fall * Double(after.distance - before.distance)
  }

  /// (T − E T) / (best possible − E T); nil when even the best arrangement is no better than chance.
  static func index(_ statistic: Double, _ mean: Double, _ best: Double) -> Double? {
    let room = best - mean
    return room > 1e-12 ? (statistic - mean) / room : nil
  }

  /// A 95 % interval of the locality index.
  private func effectSizeInterval(
    _ input: Input, isAbsolute: Bool, _ threads: Int
  ) -> [Double]? {
    let graph = input.neighbours.graph
    @Sendable func index(of correlations: Matrix) -> Double? {
      LocalCorrelation.index(
        LocalityMeasures.mean(correlations, absolute: isAbsolute, graph, 0..<graph.edgeCount),
        LocalityMeasures.meanOfPairs(correlations, absolute: isAbsolute),
        LocalityMeasures.bestPossible(
          correlations, absolute: isAbsolute, edges: graph.edgeCount))
    }
    guard let whole = index(of: input.correlations),
      let margin = input.jackknife?.margins(threads: threads, { [index(of: $0) ?? .nan] })[0]
    else { return nil }
    return [whole - margin, min(1, whole + margin)]
  }

  static func bins(_ values: [Double], count: Int = 40) -> Evidence.Bins {
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

  private static func map(
    _ x: Matrix, absolute: Bool, _ neighbours: NeighbourGraph
  ) -> [Double?] {
    guard let positions = neighbours.layout.positions, positions <= mapLimit else { return [] }
    var map = [Double?](repeating: nil, count: positions)
    let means = LocalityMeasures.neighbourMeans(x, absolute: absolute, neighbours.graph)
    for (node, mean) in means.enumerated() {
      map[neighbours.positions[node]] = mean.finite
    }
    return map
  }
}
