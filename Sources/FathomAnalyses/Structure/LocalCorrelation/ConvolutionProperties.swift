internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// Which part of a convolution the arrangement of the positions supports.
///
/// Four statistics are measured under the same random permutations. Each is standardised by its own
/// mean and deviation over them, and the largest of the four corrects the family (max-T; Westfall &
/// Young 1993, *Resampling-Based Multiple Testing*, 2.3).
///
/// - locality: T, the mean of X over neighbours.
/// - sharing: the share of the variance of r that displacement explains (Toeplitz R²). Weights can be
///   shared where it is high; where neighbours agree but it is low, position matters.
/// - pooling: how alike the correlations r(i, j) are when both positions move by one step: Moran's
///   ratio over pairs no more than two steps apart. 1: nothing changes under a small shift.
/// - depth: T after 2 × 2 neighbours (two, in a sequence) were averaged.
struct ConvolutionProperties {
  typealias Property = LocalCorrelation.Evidence.Property

  static let ids = ["locality", "sharing", "pooling", "depth"]
  /// More positions than these are averaged first.
  static let positionLimit = 1_024
  static let permutationLimit = 999

  private let neighbours: NeighbourGraph
  private let isAbsolute: Bool
  private var signed: PairTable
  /// X in the statistic of locality.
  private var values: PairTable
  private var mean = 0.0
  private var squares = 0.0
  private let edges: PairRuns
  private let displacements: [PairRuns]
  private let shifts: ShiftedPairs
  private let coarse: CoarseSums?
  /// The mean of X over all pairs.
  private var meanOfValues = 0.0
  private var bestPossible = 0.0
  /// The share of the variance of r that is not due to chance: an estimate from this many rows is off by
  /// (1 − r²) / √(n − 1), so displacement cannot explain more.
  private var reliability = 0.0
  private var coarseBestPossible = Double.nan
  /// The mean over all pairs of averages: what shuffled blocks would have.
  private var coarseMean = Double.nan

  /// Nil for too many positions.
  init?(
    _ correlations: Matrix, _ neighbours: NeighbourGraph, rows: Int, absolute: Bool,
    halved: PooledPositions?, threads: Int
  ) {
    guard correlations.columns <= ConvolutionProperties.positionLimit,
      let signed = PairTable(correlations, absolute: false),
      let values = absolute ? PairTable(correlations, absolute: true) : signed
    else { return nil }
    self.neighbours = neighbours
    isAbsolute = absolute
    self.signed = signed
    self.values = values
    edges = neighbours.graph.pairs
    displacements = ConvolutionProperties.pairsByDisplacement(neighbours)
    shifts = ShiftedPairs(neighbours)
    coarse = halved.map { CoarseSums($0) }
    take(correlations, rows: rows, halved, threads)
  }

  private var nodes: Int { neighbours.graph.nodes }

  /// Takes what depends on the correlations and not only on where the positions are.
  private mutating func take(
    _ correlations: Matrix, rows: Int, _ halved: PooledPositions?, _ threads: Int
  ) {
    let sums = PermutedSums(correlations, absolute: false, threads: threads)
    mean = sums.mean
    squares = sums.squares
    let chance =
      UpperTriangle(correlations, absolute: false, threads: threads).map { columns in
        columns.reduce(0.0) { $1.reduce($0) { $0 + (1 - $1 * $1) * (1 - $1 * $1) } }
      }.reduce(0, +) / Double(max(1, rows - 1))
    reliability = sums.squares > 0 ? max(0, 1 - chance / sums.squares) : 0
    meanOfValues =
      isAbsolute
      ? LocalityMeasures.meanOfPairs(correlations, absolute: true, threads: threads) : sums.mean
    bestPossible = LocalityMeasures.bestPossible(
      correlations, absolute: isAbsolute, edges: neighbours.graph.edgeCount, threads: threads)
    guard let halved else { return }
    coarseBestPossible = LocalityMeasures.bestPossible(
      halved.correlations, absolute: isAbsolute, edges: halved.neighbours.graph.edgeCount)
    coarseMean = LocalityMeasures.meanOfPairs(halved.correlations, absolute: isAbsolute)
  }

  /// The effects of the four properties over other correlations of the same positions, in the order of
  /// ``ids``; NaN for what has no value.
  ///
  /// - Parameter tests: what was measured, for what is expected of sharing and pooling.
  func effects(_ correlations: Matrix, rows: Int, like tests: [Property]) -> [Double] {
    guard let signed = PairTable(correlations, absolute: false),
      let values = isAbsolute ? PairTable(correlations, absolute: true) : signed
    else { return ConvolutionProperties.ids.map { _ in .nan } }
    var other = self
    other.signed = signed
    other.values = values
    other.take(correlations, rows: rows, PooledPositions(correlations, neighbours, factor: 2), 1)
    func expected(_ id: String) -> Double { tests.first { $0.id == id }?.expected ?? .nan }
    let means = [
      other.meanOfValues, expected("sharing"), expected("pooling"), other.coarseMean,
    ]
    let best = [other.bestPossible, other.reliability, 1, other.coarseBestPossible]
    let found = other.statistics(Permutation(count: nodes))
    return found.indices.map {
      ConvolutionProperties.effectSize(found[$0], means[$0], best[$0]) ?? .nan
    }
  }

  /// The properties that can be measured, and over how many permutations.
  ///
  /// Of several patches the statistics are averaged, and each is permuted within.
  ///
  /// - Complexity: O(permutations · positions²).
  static func measure(
    _ patches: [ConvolutionProperties], _ context: AnalysisContext
  ) -> (properties: [Property], permutations: Int) {
    let count = min(context.permutations, ConvolutionProperties.permutationLimit)
    let keys = patches.indices.map {
      RandomStream.Key(
        seed: context.seed, domain: "localCorrelation.properties" + ($0 > 0 ? ".\($0)" : ""))
    }
    let blockSize = 16
    let blocks = (count + blockSize - 1) / blockSize
    let observed = mean(patches.map { $0.statistics(Permutation(count: $0.nodes)) })
    let draws = Parallel.map(blocks, threads: context.threads) { block in
      let permutations = patches.map { Permutation(count: $0.nodes) }
      let draws = (block * blockSize..<min(count, (block + 1) * blockSize)).map { replicate in
        mean(
          patches.indices.map { place in
            permutations[place].draw(RandomStream(keys[place], index: UInt64(replicate)))
            return patches[place].statistics(permutations[place])
          })
      }
      context.progress("Measuring properties", Double(block + 1) / Double(blocks))
      return draws
    }.flatMap(\.self)
    let best = mean(
      patches.map { [$0.bestPossible, $0.reliability, 1, $0.coarseBestPossible] })
    // Averages are measured against shuffled averages, as at every scale.
    let coarseMean = mean(patches.map { [$0.coarseMean] })[0]
    let properties = properties(observed, draws, best).map { property in
      var property = property
      if property.id == "depth" {
        property.effectSize = effectSize(property.statistic, coarseMean, best[3])
          .map { min(1, $0) }
      }
      return property
    }
    return (properties, count)
  }

  private static func mean(_ vectors: [[Double]]) -> [Double] {
    vectors[0].indices.map { place in
      vectors.reduce(0) { $0 + $1[place] } / Double(vectors.count)
    }
  }

  /// - Parameter best: what each statistic can be at best.
  private static func properties(
    _ observed: [Double], _ draws: [[Double]], _ best: [Double]
  ) -> [Property] {
    let count = Double(draws.count)
    let standards = observed.indices.map { index -> (mean: Double, deviation: Double)? in
      let mean = draws.reduce(0) { $0 + $1[index] } / count
      let squares = draws.reduce(0) { $0 + ($1[index] - mean) * ($1[index] - mean) }
      let deviation = (squares / max(1, count - 1)).squareRoot()
      // A statistic that has no value, or always the same, says nothing.
      return observed[index].isFinite && deviation > 1e-9 ? (mean, deviation) : nil
    }
    func zScore(_ values: [Double], _ index: Int) -> Double? {
      standards[index].map { (values[index] - $0.mean) / $0.deviation }
    }
    let largest = draws.map { draw in
      draw.indices.compactMap { zScore(draw, $0) }.max() ?? -.infinity
    }
    return observed.indices.compactMap { index in
      guard let standard = standards[index], let z = zScore(observed, index) else { return nil }
      let reached = draws.count { $0[index] >= observed[index] }
      let reachedByAny = largest.count { $0 >= z }
      return Property(
        id: ConvolutionProperties.ids[index], statistic: observed[index], expected: standard.mean,
        standardDeviation: standard.deviation, zScore: z,
        pValue: Double(reached + 1) / (count + 1),
        adjustedPValue: Double(reachedByAny + 1) / (count + 1),
        effectSize: effectSize(observed[index], standard.mean, best[index]).map { min(1, $0) },
        effectSizeInterval: nil)
    }
  }

  private static func effectSize(
    _ statistic: Double, _ expected: Double, _ best: Double
  ) -> Double? {
    // Where chance is nearly all there is, no share of the rest can be told.
    guard best - expected > 0.02 else { return nil }
    return LocalityMeasures.index(statistic, expected, best)
  }

  // MARK: The statistics

  /// The four statistics under a permutation, in the order of ``ids``; NaN for what has no value.
  private func statistics(_ permutation: Permutation) -> [Double] {
    [
      values.mean(values.units(of: edges, under: permutation), pairs: edges.count),
      toeplitzShare(permutation), shifts.ratio(signed, permutation),
      coarse?.mean(signed, permutation, absolute: isAbsolute) ?? .nan,
    ]
  }

  private func toeplitzShare(_ permutation: Permutation) -> Double {
    guard squares > 0 else { return .nan }
    return displacements.reduce(0.0) { sum, pairs in
      let deviation =
        signed.mean(signed.units(of: pairs, under: permutation), pairs: pairs.count)
        - mean
      return sum + Double(pairs.count) * deviation * deviation
    } / squares
  }

  /// The pairs of positions of each displacement.
  private static func pairsByDisplacement(_ neighbours: NeighbourGraph) -> [PairRuns] {
    let frame = DisplacementFrame(neighbours.layout)
    let numbers = (0..<neighbours.graph.nodes).map { frame.number(of: neighbours.place($0)) }
    var pairs = [[(Int, Int)]](repeating: [], count: (numbers.last ?? 0) + 1)
    for i in numbers.indices {
      for j in i + 1..<max(i + 1, numbers.count) { pairs[numbers[j] - numbers[i]].append((i, j)) }
    }
    return pairs.filter { !$0.isEmpty }.map { PairRuns($0) }
  }
}

/// Pairs of near positions, and which pair each becomes when both positions move by one step.
private struct ShiftedPairs: Sendable {
  private let pairs: [(Int, Int)]
  private let links: [(Int, Int)]

  init(_ neighbours: NeighbourGraph) {
    var nodeAt = [Int: Int]()
    let frame = DisplacementFrame(neighbours.layout)
    let nodes = 0..<neighbours.graph.nodes
    for node in nodes { nodeAt[frame.number(of: neighbours.place(node))] = node }
    func node(_ place: (row: Int, column: Int, channel: Int), _ step: (Int, Int)) -> Int? {
      // Steps back may leave the frame, whose numbers would then tell another place.
      guard place.column + step.1 >= 0, place.column + step.1 < frame.columns ?? .max else {
        return nil
      }
      return nodeAt[
        frame.number(of: (place.row + step.0, place.column + step.1, place.channel))]
    }
    let isGrid = neighbours.layout.isGrid
    let near =
      isGrid
      ? [(0, 1), (1, 0), (1, 1), (1, -1), (0, 2), (2, 0)] : [(0, 1), (0, 2), (0, 3), (0, 4)]
    let steps = isGrid ? [(0, 1), (1, 0)] : [(0, 1)]
    var pairs = [(Int, Int)]()
    var links = [(Int, Int)]()
    for displacement in near {
      var pairOfNode = [Int: Int]()
      for a in nodes {
        guard let b = node(neighbours.place(a), displacement) else { continue }
        pairOfNode[a] = pairs.count
        pairs.append((a, b))
      }
      for a in nodes {
        guard let here = pairOfNode[a] else { continue }
        for step in steps {
          if let moved = node(neighbours.place(a), step), let there = pairOfNode[moved] {
            links.append((here, there))
          }
        }
      }
    }
    self.pairs = pairs
    self.links = links
  }

  /// Σ over links of the product of deviations, per link, by the variance over pairs.
  func ratio(_ table: PairTable, _ permutation: Permutation) -> Double {
    guard !links.isEmpty else { return .nan }
    let values = pairs.map { table.value($0.0, $0.1, under: permutation) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance =
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    guard variance > 1e-18 else { return .nan }
    let product = links.reduce(0.0) {
      $0 + (values[$1.0] - mean) * (values[$1.1] - mean)
    }
    return product / Double(links.count) / variance
  }
}

/// T over blocks of averaged neighbours, from the correlations between their members.
private struct CoarseSums: Sendable {
  private let sizes: [Double]
  private let within: [PairRuns]
  private let edges: [(a: Int, b: Int, pairs: PairRuns)]

  init(_ coarse: PooledPositions) {
    sizes = coarse.blocks.map { Double($0.count) }
    within = coarse.blocks.map { nodes in
      PairRuns(nodes.indices.flatMap { i in nodes[..<i].map { ($0, nodes[i]) } })
    }
    let graph = coarse.neighbours.graph
    edges = graph.from.indices.map { edge in
      let a = Int(graph.from[edge])
      let b = Int(graph.to[edge])
      return (
        a, b, PairRuns(coarse.blocks[a].flatMap { i in coarse.blocks[b].map { (i, $0) } })
      )
    }
  }

  func mean(_ table: PairTable, _ permutation: Permutation, absolute: Bool) -> Double {
    func sum(_ pairs: PairRuns) -> Double {
      guard pairs.count > 0 else { return 0 }
      return table.mean(table.units(of: pairs, under: permutation), pairs: pairs.count)
        * Double(pairs.count)
    }
    let variances = sizes.indices.map { sizes[$0] + 2 * sum(within[$0]) }
    let total = edges.reduce(0.0) { total, edge in
      let product = variances[edge.a] * variances[edge.b]
      // Members that cancel out leave an average that agrees with no other.
      let r = product > 1e-12 ? max(-1, min(1, sum(edge.pairs) / product.squareRoot())) : 0
      return total + (absolute ? abs(r) : r)
    }
    return total / Double(edges.count)
  }
}
