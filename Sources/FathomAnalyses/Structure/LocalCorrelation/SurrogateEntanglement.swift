internal import FathomData
internal import FathomNumerics

/// Surrogate entanglement: how much correlation crosses the canonical cuts of the arrangement.
///
/// Level l cuts each axis into 2^l parts. The entanglement of a block is Σ |r| over the pairs of
/// which one member lies in it; that of a level is the mean over its blocks. A locally connected
/// network can represent data well where it is low.
///
/// Source: Alexander, De La Vega, Razin & Cohen 2023, NeurIPS. The mean and variance under
/// permuted positions are exact: the pairs cut at a level are the edges of a graph.
struct SurrogateEntanglement {
  typealias Level = LocalCorrelation.Evidence.EntanglementLevel

  static let deepestLevel = 4

  /// The levels at which every block is at least two positions wide.
  ///
  /// Positions of a grid that dropped out count as positions that agree with no other.
  static func levels(
    _ correlations: Matrix, _ neighbours: NeighbourGraph, threads: Int
  ) -> [Level] {
    let full = Expanded(correlations, neighbours)
    let sums = PermutedSums(full.correlations, absolute: true, threads: threads)
    var levels = [Level]()
    for level in 1...deepestLevel where full.extent >= 2 << level {
      let blockOfPosition = full.blocks(level)
      let sizes = Dictionary(blockOfPosition.map { ($0, 1) }, uniquingKeysWith: +)
      let positions = Double(blockOfPosition.count)
      // Each position has an edge to every position of the other blocks.
      let degrees = blockOfPosition.map { positions - Double(sizes[$0] ?? 0) }
      let edges = degrees.reduce(0, +) / 2
      let cut = full.cut(blockOfPosition)
      // Each cut pair is counted at both of its blocks.
      let weight = 2 / Double(sizes.count)
      let deviation =
        weight
        * sums.variance(edges: edges, adjacentPairs: degrees.reduce(0) { $0 + $1 * ($1 - 1) })
        .squareRoot()
      let statistic = weight * cut
      let expected = weight * edges * sums.mean
      levels.append(
        Level(
          level: level, blocks: sizes.count, statistic: statistic, expected: expected,
          standardDeviation: deviation,
          zScore: deviation > 1e-12 * expected ? (statistic - expected) / deviation : nil))
    }
    return levels
  }

  /// The correlations over all positions of a grid, those that dropped out among them.
  private struct Expanded {
    let correlations: Matrix
    private let layout: Layout

    init(_ r: Matrix, _ neighbours: NeighbourGraph) {
      layout = neighbours.layout
      guard case .grid(let height, let width, let channels) = layout else {
        correlations = r
        return
      }
      let count = height * width * channels
      guard count != r.columns else {
        correlations = r
        return
      }
      var full = Matrix(rows: count, columns: count)
      for (j, column) in neighbours.positions.enumerated() {
        for (i, row) in neighbours.positions.enumerated() { full[row, column] = r[i, j] }
      }
      correlations = full
    }

    /// The shorter axis.
    var extent: Int {
      guard case .grid(let height, let width, _) = layout else { return correlations.columns }
      return min(height, width)
    }

    func blocks(_ level: Int) -> [Int] {
      let parts = 1 << level
      guard case .grid(let height, let width, let channels) = layout else {
        return (0..<correlations.columns).map { $0 * parts / correlations.columns }
      }
      return (0..<correlations.columns).map { position in
        let pixel = position / channels
        return pixel / width * parts / height * parts + pixel % width * parts / width
      }
    }

    /// Σ |r| over the pairs in different blocks.
    func cut(_ blockOfPosition: [Int]) -> Double {
      let p = correlations.columns
      var sum = 0.0
      for j in 1..<p {
        let block = blockOfPosition[j]
        sum += (0..<j).reduce(0.0) {
          blockOfPosition[$1] == block ? $0 : $0 + abs(correlations[$1, j])
        }
      }
      return sum
    }
  }
}
