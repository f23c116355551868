/// Mean and variance, over all permutations, of the sum of X over the edges of any graph.
///
/// Two edges of a graph are the same, share a position, or are apart; each happens as often as the
/// graph's degrees say, and the mean of the product of X over all placements is known once for all
/// graphs.
public struct PermutedSums: Sendable {
  /// The mean of X over all pairs.
  public let mean: Double
  /// Σ (x − mean)² over all pairs.
  public let squares: Double

  /// Means of the product of two centred values: of one pair with itself, of two that share a
  /// position, of two apart; 0 where there are none.
  private let same: Double
  private let adjacent: Double
  private let apart: Double

  /// - Parameters:
  ///   - x: symmetric `p × p`, p ≥ 2, finite; its diagonal is ignored.
  ///   - absolute: whether X is the absolute value of the matrix.
  ///   - threads: changes the time, never the result.
  /// - Complexity: O(p²).
  public init(_ x: Matrix, absolute: Bool, threads: Int = 1) {
    self.init(CentredPairs(x, absolute: absolute, threads: threads))
  }

  init(_ values: CentredPairs) {
    self.init(
      positions: values.sums.count, mean: values.mean, total: values.sums.reduce(0, +),
      squares: values.squares.reduce(0, +),
      squaredSums: values.sums.reduce(0) { $0 + $1 * $1 })
  }

  /// The same from sums of the values, where the matrix itself does not fit in memory.
  ///
  /// - Parameters:
  ///   - positions: p ≥ 2.
  ///   - sum: Σ x over ordered pairs of distinct positions.
  ///   - squares: Σ x² over them.
  ///   - squaredSums: Σ over positions of the square of Σ x over its pairs.
  public init(positions: Int, sum: Double, squares: Double, squaredSums: Double) {
    let p = Double(positions)
    let pairs = p * (p - 1)
    let mean = sum / pairs
    // Each sum over the pairs of a position loses p − 1 means.
    self.init(
      positions: positions, mean: mean, total: 0, squares: squares - pairs * mean * mean,
      squaredSums: squaredSums - 2 * (p - 1) * mean * sum + p * (p - 1) * (p - 1) * mean * mean)
  }

  /// From sums of centred values.
  private init(
    positions p: Int, mean: Double, total: Double, squares: Double, squaredSums: Double
  ) {
    // Mean over all ordered choices of k distinct positions.
    func average(_ sum: Double, over k: Int) -> Double {
      p < k ? 0 : sum / (0..<k).reduce(1) { $0 * Double(p - $1) }
    }
    let cherries = squaredSums - squares
    self.mean = mean
    self.squares = squares / 2
    same = average(squares, over: 2)
    adjacent = average(cherries, over: 3)
    apart = average(total * total - 2 * squares - 4 * cherries, over: 4)
  }

  /// The variance of the sum over the edges of a graph.
  ///
  /// - Parameters:
  ///   - edges: how many edges.
  ///   - adjacentPairs: ordered pairs of edges that share a position: Σ degree (degree − 1).
  public func variance(edges: Double, adjacentPairs: Double) -> Double {
    max(
      0,
      edges * same + adjacentPairs * adjacent + (edges * edges - edges - adjacentPairs) * apart)
  }
}
