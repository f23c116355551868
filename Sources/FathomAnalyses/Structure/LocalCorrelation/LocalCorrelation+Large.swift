internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// The same test where not all pairs of positions fit in memory.
extension LocalCorrelation {
  /// Random permutations of a grid, of which each reads all rows.
  static let largePermutations = 99
  /// This many of them that reach T are enough.
  static let largeSufficient = 20
  /// Pairs drawn at random to stand for those that are no neighbours.
  static let sampledPairs = 1_000_000
  /// How far the correlogram reaches.
  static let largeDistance = 6
  /// Columns of a window, and how many windows there are at most.
  static let windowColumns = 1_024
  static let windowLimit = 8
  /// How often the columns of each window are shuffled, in all windows together.
  static let windowPermutations = 999
  static let fewestLargeRows = 10
  /// Patches on which the properties of a convolution are measured.
  static let patchLimit = 4

  func largeInput(_ summary: Summary, _ features: ArrangedFeatures) -> Applicability<Input> {
    let rows = summary.sample.features.rows
    guard rows >= LocalCorrelation.fewestLargeRows, features.count >= 3 else {
      return .notApplicable(
        "\(NumberText.count(summary.design.columnCount)) columns, too many for all pairs of them to be in "
          + "memory, and only \(NumberText.plural(rows, "row")) that fit")
    }
    var input = Input(
      correlations: Matrix(rows: 0, columns: 0),
      neighbours: NeighbourGraph(layout: features.layout, positions: features.positions),
      rows: rows,
      droppedPositions: summary.schema.positions.count - features.count)
    input.large = LargeLocality(summary, features, input.neighbours, threads: 1)
    return .applicable(input)
  }

  func measure(
    _ large: LargeLocality, _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    var evidence: Evidence
    if large.layout.isGrid {
      evidence = try measureGrid(large, input, context)
    } else {
      evidence = try measureWindows(large, input, context)
    }
    evidence.properties = try largeProperties(large, context)
    return evidence
  }

  /// The properties of averaged positions.
  private func largeProperties(
    _ large: LargeLocality, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence.Properties? {
    let values = large.averages.values
    let moments = values.columnIndices.map { Moments(values.column($0)) }
    let kept = values.columnIndices.filter { moments[$0].varies }
    guard kept.count >= 3 else { return nil }
    var partial = CorrelationPartial(columns: kept.count)
    partial.absorb(
      Scaling(kept.map { moments[$0] }).apply(
        to: values.selecting(rows: Array(0..<values.rows), columns: kept)))
    var correlations = partial.takeCorrelations()
    correlations.replaceUndefined(by: 0)
    let neighbours = large.averages.neighbours
    let averaged = Input(
      correlations: correlations,
      neighbours: NeighbourGraph(
        layout: neighbours.layout, positions: kept.map { neighbours.positions[$0] }),
      rows: values.rows)
    guard averaged.neighbours.graph.edgeCount > 0 else { return nil }
    return try properties(
      averaged, context, averagedBefore: large.averages.factor, patches: patches(large, context)
    ).properties
  }

  /// Patches of neighbouring positions, as they are: squares of a grid, runs of columns.
  private func patches(
    _ large: LargeLocality, _ context: AnalysisContext
  ) -> [ConvolutionProperties]? {
    var stream = RandomStream(seed: context.seed, domain: "localCorrelation.patches", index: 0)
    let patches = (0..<LocalCorrelation.patchLimit).compactMap { _ -> ConvolutionProperties? in
      let nodes = large.patch(&stream, positions: ConvolutionProperties.positionLimit)
      guard nodes.count >= LocalCorrelation.fewestBlocks else { return nil }
      var correlations = LinearAlgebra.gram(of: large.rows.block(nodes), threads: context.threads)
      correlations.replaceElements { max(-1, min(1, $0 / Double(large.rows.rows))) }
      let neighbours = NeighbourGraph(
        layout: large.layout, positions: nodes.map { large.positions[$0] })
      guard neighbours.graph.edgeCount > 0 else { return nil }
      return ConvolutionProperties(
        correlations, neighbours, rows: large.rows.rows, absolute: !large.layout.isGrid,
        halved: PooledPositions(correlations, neighbours, factor: 2), threads: context.threads)
    }
    return patches.isEmpty ? nil : patches
  }

  // MARK: Grids

  /// T and its exact mean and variance over all positions; what needs the largest of all correlations
  /// comes from all edges and from pairs drawn at random.
  private func measureGrid(
    _ large: LargeLocality, _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let threads = context.threads
    let across = large.runs(rows: 0, columns: 1)
    let down = large.runs(rows: 1, columns: 0)
    let edges = across + down
    let count = edges.pairCount
    guard count > 0 else {
      throw .unsuitable("no two features that vary are neighbours in the layout \(large.layout)")
    }
    let statistic = large.rows.mean(over: edges, count: count, order: nil, threads: threads)
    let draws = permuted(large, edges, count, statistic, context)
    let reached = draws.count { $0 >= statistic - PermutationTest.tieTolerance }
    let isStopped = reached == LocalCorrelation.largeSufficient
    let b = Double(draws.count)
    let sums = large.rows.permutedSums(threads: threads)
    let spread =
      (sums.variance(
        edges: Double(count),
        adjacentPairs: large.neighbours.graph.degrees.reduce(0.0) { $0 + Double($1 * ($1 - 1)) })
      / (Double(count) * Double(count))).squareRoot()
    let near = large.rows.correlations(of: edges.pairs, threads: threads)
    let others = otherCorrelations(large, context)
    let best = bestPossible(near, others, positions: large.positions.count)
    let interval = Distributions.proportionInterval(successes: reached, trials: draws.count)
    let (correlogram, map) = distances(large, threads)
    return Evidence(
      layout: large.layout, graph: "rook", isAbsolute: false, rows: input.rows,
      positions: large.positions.count, droppedPositions: input.droppedPositions, edges: count,
      statistic: statistic, expected: sums.mean, standardDeviation: spread, skewness: nil,
      zScore: spread > 0 && best - sums.mean > 1e-9 ? (statistic - sums.mean) / spread : nil,
      pValue: isStopped ? Double(reached) / b : Double(reached + 1) / (b + 1),
      smallestPValue: 1 / (b + 1), pValueInterval: [interval.lower, interval.upper],
      permutations: draws.count, isExhaustive: false, isStopped: isStopped,
      pValuePearsonIII: nil, windows: nil, sampledPairs: others.count,
      effectSize: LocalityMeasures.index(statistic, sums.mean, best), effectSizeInterval: nil,
      bestPossible: best, auc: auc(near, others), toeplitzR2: nil, toeplitzR2Expected: nil,
      horizontal: large.rows.mean(
        over: across, count: across.pairCount, order: nil, threads: threads),
      vertical: large.rows.mean(over: down, count: down.pairCount, order: nil, threads: threads),
      channels: channelMean(large, threads), correlogram: correlogram,
      correlationLength: LocalCorrelation.correlationLength(correlogram, statistic, sums.mean),
      nullDistribution: LocalCorrelation.bins(draws), neighbourMap: [], displacementMap: map,
      cautious: nil, properties: nil)
  }

  private func permuted(
    _ large: LargeLocality, _ edges: [PositionRun], _ count: Int, _ statistic: Double,
    _ context: AnalysisContext
  ) -> [Double] {
    let limit = min(context.permutations, LocalCorrelation.largePermutations)
    let key = RandomStream.Key(seed: context.seed, domain: LocalCorrelation.info.id)
    var draws = [Double]()
    var reached = 0
    var order = [UInt32](repeating: 0, count: large.positions.count)
    while draws.count < limit, reached < LocalCorrelation.largeSufficient {
      var stream = RandomStream(key, index: UInt64(draws.count))
      order.withUnsafeMutableBufferPointer { stream.arrange($0) }
      let mean = large.rows.mean(
        over: edges, count: count, order: order, threads: context.threads)
      draws.append(mean)
      reached += mean >= statistic - PermutationTest.tieTolerance ? 1 : 0
      context.progress("Shuffling positions", Double(draws.count) / Double(limit))
    }
    return draws
  }

  private func otherCorrelations(_ large: LargeLocality, _ context: AnalysisContext) -> [Float] {
    var stream = RandomStream(seed: context.seed, domain: "localCorrelation.pairs", index: 0)
    let count = UInt32(large.positions.count)
    let pairs = (0..<LocalCorrelation.sampledPairs).compactMap { _ -> (a: UInt32, b: UInt32)? in
      let a = stream.uniform(below: count)
      let b = stream.uniform(below: count - 1)
      let other = b < a ? b : b + 1
      return large.neighbours.distance(Int(a), Int(other)) == 1 ? nil : (a, other)
    }
    return large.rows.correlations(of: pairs, threads: context.threads)
  }

  /// The mean of the largest correlations, as many as there are edges: each edge stands for itself, each
  /// random pair for many.
  private func bestPossible(_ near: [Float], _ others: [Float], positions: Int) -> Double {
    let pairs = Double(positions) * Double(positions - 1) / 2
    let weight = max(0, pairs - Double(near.count)) / Double(max(1, others.count))
    let all =
      (near.map { (value: $0, weight: 1.0) } + others.map { (value: $0, weight: weight) })
      .sorted { $0.value > $1.value }
    var left = Double(near.count)
    var sum = 0.0
    for (value, weight) in all where left > 0 {
      let taken = min(left, weight)
      sum += taken * Double(value)
      left -= taken
    }
    return sum / Double(near.count)
  }

  private func auc(_ near: [Float], _ others: [Float]) -> Double? {
    guard !near.isEmpty, !others.isEmpty else { return nil }
    let twice = EdgeRanks(near.map { abs(Double($0)) }).withScore { score in
      others.reduce(0) { $0 + score(abs(Double($1))) }
    }
    return Double(twice) / 2 / (Double(near.count) * Double(others.count))
  }

  private func channelMean(_ large: LargeLocality, _ threads: Int) -> Double? {
    guard case .grid(_, _, let channels) = large.layout, channels > 1 else { return nil }
    var pairs = [(a: UInt32, b: UInt32)]()
    for node in large.positions.indices {
      // Channels of a pixel follow each other.
      for other in large.positions.indices[(node + 1)...].prefix(channels - 1)
      where large.positions[node] / channels == large.positions[other] / channels {
        pairs.append((UInt32(node), UInt32(other)))
      }
    }
    guard !pairs.isEmpty else { return nil }
    let r = large.rows.correlations(of: pairs, threads: threads)
    return r.reduce(0.0) { $0 + Double($1) } / Double(r.count)
  }

  /// The correlogram, and the mean correlation by displacement, as far as they reach.
  private func distances(
    _ large: LargeLocality, _ threads: Int
  ) -> (points: [Evidence.Point], map: [[Double?]]) {
    let reach = LocalCorrelation.largeDistance
    let steps = LocalCorrelation.mapSteps
    var map = [[Double?]](
      repeating: [Double?](repeating: nil, count: 2 * steps + 1), count: 2 * steps + 1)
    let points = (1...reach).compactMap { distance -> Evidence.Point? in
      var signed = 0.0
      var absolute = 0.0
      var count = 0
      for down in 0...distance {
        let right = distance - down
        for column in right > 0 ? [right, -right] : [0] where down > 0 || column > 0 {
          let r = large.rows.correlations(
            of: large.runs(rows: down, columns: column).pairs, threads: threads)
          guard !r.isEmpty else { continue }
          let sum = r.reduce(0.0) { $0 + Double($1) }
          signed += sum
          absolute += r.reduce(0.0) { $0 + Double(abs($1)) }
          count += r.count
          map[steps + down][steps + column] = sum / Double(r.count)
          map[steps - down][steps - column] = sum / Double(r.count)
        }
      }
      guard count > 0 else { return nil }
      return Evidence.Point(
        distance: distance, correlation: signed / Double(count),
        signedCorrelation: signed / Double(count), absoluteCorrelation: absolute / Double(count),
        pairs: count, standardDeviation: nil)
    }
    return (points, map)
  }

  // MARK: Rows of columns

  /// |r| has no shortcut: windows of neighbouring columns are tested apart, and shuffled within.
  ///
  /// T is their mean, and so are its mean and variance.
  private func measureWindows(
    _ large: LargeLocality, _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let width = min(LocalCorrelation.windowColumns, large.positions.count)
    let available = large.positions.count / width
    var stream = RandomStream(seed: context.seed, domain: "localCorrelation.windows", index: 0)
    let chosen = stream.arrangement(of: available).prefix(LocalCorrelation.windowLimit).sorted()
    var parts = [Evidence]()
    let count = min(context.permutations, LocalCorrelation.windowPermutations)
    var draws = [Double](repeating: 0, count: count)
    var observed = 0.0
    for (place, window) in chosen.enumerated() {
      let z = large.rows.block(Array(window * width..<(window + 1) * width))
      var correlations = LinearAlgebra.gram(of: z, threads: context.threads)
      correlations.replaceElements { max(-1, min(1, $0 / Double(input.rows))) }
      let part = Input(
        correlations: correlations,
        neighbours: NeighbourGraph(layout: large.layout, positions: Array(0..<width)),
        rows: input.rows)
      let test: PermutationTest
      do {
        test = try PermutationTest(correlations, absolute: true, over: part.neighbours.graph)
      } catch { throw .numerics("\(error)") }
      let result = test.run(
        permutations: count, seed: context.seed, domain: "localCorrelation.window\(place)",
        threads: context.threads, stopsEarly: false)
      for index in draws.indices {
        draws[index] += result.distribution[index] / Double(chosen.count)
      }
      observed += result.statistic / Double(chosen.count)
      // The other numbers of the window; its own p-value is not used.
      var own = context
      own.permutations = 1
      parts.append(try measureWhole(part, own))
    }
    let reached = draws.count { $0 >= observed - PermutationTest.tieTolerance }
    let interval = Distributions.proportionInterval(successes: reached, trials: count)
    var evidence = LocalCorrelation.combined(parts, large, input)
    evidence.pValue = Double(reached + 1) / Double(count + 1)
    evidence.smallestPValue = 1 / Double(count + 1)
    evidence.pValueInterval = [interval.lower, interval.upper]
    evidence.permutations = count
    evidence.isStopped = false
    evidence.nullDistribution = LocalCorrelation.bins(draws)
    evidence.cautious = nil
    return evidence
  }

  private static func combined(
    _ parts: [Evidence], _ large: LargeLocality, _ input: Input
  ) -> Evidence {
    let count = Double(parts.count)
    func mean(_ value: (Evidence) -> Double?) -> Double? {
      let values = parts.compactMap(value)
      return values.count == parts.count ? values.reduce(0, +) / count : nil
    }
    var evidence = parts[0]
    let statistic = mean(\.statistic) ?? .nan
    let expected = mean(\.expected) ?? .nan
    let best = mean(\.bestPossible) ?? .nan
    let spread =
      (parts.reduce(0) { $0 + $1.standardDeviation * $1.standardDeviation }).squareRoot()
      / count
    let z = spread > 0 && best - expected > 1e-12 ? (statistic - expected) / spread : nil
    // Third central moments add up.
    let third = parts.reduce(0.0) {
      $0 + ($1.skewness ?? 0) * $1.standardDeviation * $1.standardDeviation * $1.standardDeviation
    }
    let skewness = spread > 0 ? third / (count * count * count) / (spread * spread * spread) : 0
    let tail = LocalCorrelation.tail(z, skewness)
    evidence.pValuePearsonIII = tail
    evidence.layout = large.layout
    evidence.positions = large.positions.count
    evidence.droppedPositions = input.droppedPositions
    evidence.edges = parts.reduce(0) { $0 + $1.edges }
    evidence.statistic = statistic
    evidence.expected = expected
    evidence.standardDeviation = spread
    evidence.skewness = skewness
    evidence.zScore = z
    evidence.bestPossible = best
    evidence.effectSize = LocalityMeasures.index(statistic, expected, best)
    evidence.auc = mean(\.auc)
    evidence.toeplitzR2 = mean(\.toeplitzR2)
    evidence.toeplitzR2Expected = mean(\.toeplitzR2Expected)
    evidence.windows = parts.count
    for place in evidence.correlogram.indices {
      let points = parts.map { $0.correlogram[place] }
      evidence.correlogram[place].correlation = points.reduce(0) { $0 + $1.correlation } / count
      evidence.correlogram[place].signedCorrelation =
        points.reduce(0) { $0 + $1.signedCorrelation } / count
      evidence.correlogram[place].absoluteCorrelation =
        points.reduce(0) { $0 + $1.absoluteCorrelation } / count
      evidence.correlogram[place].pairs = points.reduce(0) { $0 + $1.pairs }
      let variances = points.reduce(0.0) {
        $0 + ($1.standardDeviation ?? 0) * ($1.standardDeviation ?? 0)
      }
      evidence.correlogram[place].standardDeviation = variances.squareRoot() / count
    }
    evidence.correlationLength = correlationLength(evidence.correlogram, statistic, expected)
    return evidence
  }
}
