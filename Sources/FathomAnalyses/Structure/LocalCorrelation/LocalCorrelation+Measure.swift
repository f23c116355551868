internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension LocalCorrelation {
  /// Measures; the same input, seed and permutations give the same evidence.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    if let large = input.large { return try measure(large, input, context) }
    var evidence = try measureWhole(input, context)
    let (properties, measures) = try properties(input, context)
    evidence.properties = properties
    addIntervals(to: &evidence, input, measures, context.threads)
    return evidence
  }

  /// Measures where all pairs of positions are in memory, but for the properties of a convolution.
  func measureWhole(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let graph = input.neighbours.graph
    let isGrid = input.neighbours.layout.isGrid
    let x = input.correlations
    let threads = context.threads
    let total = Double(max(1, context.permutations))
    let test = try ArrangementTest(
      x, over: graph, absolute: !isGrid, permutations: context.permutations,
      domain: LocalCorrelation.info.id,
      withSkewness: graph.nodes <= LocalCorrelation.skewnessLimit, context
    ) { context.progress("Shuffling positions", Double($0) / total) }
    let (result, moments) = (test.result, test.moments)
    let measures = LocalityMeasures(
      correlations: x, neighbours: input.neighbours, threads: threads)
    let displacements = measures.displacements()
    let permuted = PermutedSums(x, absolute: false, threads: threads)
    let interval = Distributions.proportionInterval(
      successes: result.reached, trials: result.permutations)
    let correlogram = displacements.correlogram(
      limit: LocalCorrelation.correlogramLimit,
      isGrid ? permuted : PermutedSums(x, absolute: true, threads: threads)
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
      standardDeviation: moments.standardDeviation, skewness: moments.skewness.finite,
      zScore: test.zScore,
      pValue: result.pValue,
      smallestPValue: result.smallestPValue,
      pValueInterval: result.isExhaustive
        ? [result.pValue, result.pValue] : [interval.lower, interval.upper],
      permutations: result.permutations, isExhaustive: result.isExhaustive,
      isStopped: result.isStopped,
      pValuePearsonIII: LocalCorrelation.tail(test.zScore, moments.skewness),
      windows: nil, sampledPairs: nil,
      effectSize: test.effectSize, effectSizeInterval: nil, bestPossible: test.best,
      auc: measures.auc().finite,
      toeplitzR2: displacements.toeplitzShare().finite,
      toeplitzR2Expected: displacements.expectedToeplitzShare(permuted).finite,
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
    let test = try ArrangementTest(
      x, over: graph, absolute: isAbsolute, permutations: context.permutations,
      domain: "localCorrelation.cautious", context)
    return Evidence.Cautious(
      copies: redundant.copies.count, functions: redundant.functions.count,
      siblings: redundant.siblings.count, nearlyConstant: redundant.nearlyConstant.count,
      positions: graph.nodes, statistic: test.result.statistic, expected: test.moments.mean,
      standardDeviation: test.moments.standardDeviation, zScore: test.zScore,
      pValue: test.result.pValue, permutations: test.result.permutations,
      effectSize: test.effectSize,
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

  /// Where the correlogram falls below the middle between T and its mean under permutation.
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

  /// Adds the 95 % intervals of the locality index, and of the properties of positions as they are.
  private func addIntervals(
    to evidence: inout Evidence, _ input: Input, _ measures: ConvolutionProperties?,
    _ threads: Int
  ) {
    let graph = input.neighbours.graph
    let isAbsolute = evidence.isAbsolute
    let tests = evidence.properties?.tests ?? []
    let kept = input.rows - input.rows / JackknifeRows.groupCount
    // One pass over the rows for all of them.
    guard
      let margins = input.jackknife?.margins(
        threads: threads,
        { correlations in
          [ArrangementTest.effectSize(correlations, over: graph, absolute: isAbsolute)]
            + (measures?.effects(correlations, rows: kept, like: tests) ?? [])
        })
    else { return }
    func interval(_ effect: Double?, _ margin: Double?) -> [Double]? {
      guard let effect, let margin else { return nil }
      return [effect - margin, min(1, effect + margin)]
    }
    evidence.effectSizeInterval = interval(evidence.effectSize, margins[0])
    guard measures != nil else { return }
    for (place, test) in tests.enumerated() {
      guard let index = ConvolutionProperties.ids.firstIndex(of: test.id) else { continue }
      evidence.properties?.tests[place].effectSizeInterval = interval(
        test.effectSize, margins[1 + index])
    }
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
