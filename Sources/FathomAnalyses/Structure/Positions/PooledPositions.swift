internal import FathomData
internal import FathomNumerics

/// Positions averaged in blocks of neighbours: what a layer sees that pools before it looks.
///
/// The features are standardised before they are averaged, so that all that is needed are their
/// correlations: cov(a, b) is the sum of r over the pairs of two blocks.
struct PooledPositions {
  /// Correlations of the averages, signed.
  let correlations: Matrix
  /// Who is whose neighbour among the blocks.
  let neighbours: NeighbourGraph
  /// The nodes of each block, ascending.
  let blocks: [[Int]]
  /// How many positions a block is wide, and high in a grid.
  let factor: Int
  /// The share of the variance that is left in the averages, mean over the blocks.
  let keptVariance: Double
  /// The same for blocks of arbitrary positions.
  let expectedVariance: Double

  /// Nil where fewer than three blocks vary.
  init?(_ correlations: Matrix, _ neighbours: NeighbourGraph, factor: Int) {
    let layout = PooledPositions.layout(neighbours.layout, factor)
    let numbers = (0..<correlations.columns).map {
      PooledPositions.block(neighbours.place($0), layout, factor)
    }
    // Blocks in the order of their positions; those of which no node is left do not occur.
    let occurring = Set(numbers).sorted()
    let indexOfNumber = Dictionary(
      uniqueKeysWithValues: occurring.enumerated().map { ($1, $0) })
    var blocks = [[Int]](repeating: [], count: occurring.count)
    let blockOfNode = numbers.map { indexOfNumber[$0] ?? 0 }
    for (node, block) in blockOfNode.enumerated() { blocks[block].append(node) }
    let covariances = PooledPositions.covariances(correlations, blockOfNode, occurring.count)
    let sizes = blocks.map { Double($0.count) }
    let p = Double(correlations.columns)
    let meanCorrelation =
      (covariances.storage.reduce(0, +) - p) / (p * (p - 1))
    keptVariance =
      blocks.indices.reduce(0.0) { $0 + covariances[$1, $1] / (sizes[$1] * sizes[$1]) }
      / Double(blocks.count)
    expectedVariance =
      sizes.reduce(0.0) { $0 + 1 / $1 + (1 - 1 / $1) * meanCorrelation } / Double(blocks.count)
    // Averages of what cancels out do not vary.
    let kept = blocks.indices.filter {
      covariances[$0, $0] > 1e-9 * Double(blocks[$0].count * blocks[$0].count)
    }
    guard kept.count >= 3 else { return nil }
    var result = covariances.selecting(rows: kept, columns: kept)
    let deviations = kept.map { covariances[$0, $0].squareRoot() }
    for j in kept.indices {
      for i in kept.indices {
        result[i, j] =
          i == j ? 1 : max(-1, min(1, result[i, j] / (deviations[i] * deviations[j])))
      }
    }
    self.correlations = result
    self.neighbours = NeighbourGraph(layout: layout, positions: kept.map { occurring[$0] })
    self.blocks = kept.map { blocks[$0] }
    self.factor = factor
    guard self.neighbours.graph.edgeCount > 0 else { return nil }
  }

  static func layout(_ layout: Layout, _ factor: Int) -> Layout {
    guard case .grid(let height, let width, let channels) = layout else { return layout }
    return .grid(
      height: (height + factor - 1) / factor, width: (width + factor - 1) / factor,
      channels: channels)
  }

  static func block(
    _ place: (row: Int, column: Int, channel: Int), _ layout: Layout, _ factor: Int
  ) -> Int {
    guard case .grid(_, let width, let channels) = layout else { return place.column / factor }
    return (place.row / factor * width + place.column / factor) * channels + place.channel
  }

  private static func covariances(_ r: Matrix, _ blockOfNode: [Int], _ count: Int) -> Matrix {
    var sums = Matrix(rows: count, columns: count)
    let p = r.columns
    sums.storage.withUnsafeMutableBufferPointer { sums in
      r.storage.withUnsafeBufferPointer { r in
        // In bounds: r has p² elements, and blocks are numbered below their count.
        for j in 0..<p {
          let column = blockOfNode[j] * count
          for i in 0..<p {
            sums[column + blockOfNode[i]] += i == j ? 1 : r[i + j * p]
          }
        }
      }
    }
    return sums
  }
}
