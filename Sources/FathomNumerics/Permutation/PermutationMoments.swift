/// The exact mean, variance and skewness of T over all permutations of the positions.
///
/// T = Σ X over the edges of a graph / number of edges, with X symmetric and its positions
/// permuted uniformly. Two or three edges meet in few patterns (the same edge, a shared node, a
/// path, a star, a triangle, apart); each moment is the sum over patterns of
/// (how often the graph holds it) × (mean of the product of X over all placements of it).
///
/// Source: the idea is that of Mantel 1967 (*Cancer Res.* 27:209) and Siemiatycki 1978
/// (*J. Math. Biol.* 6:207); the sums here are derived anew for unweighted graphs.
public struct PermutationMoments: Sendable, Equatable {
  /// E T: the mean of X over all pairs.
  public let mean: Double
  /// Var T.
  public let variance: Double
  /// Skewness of T; NaN when the variance is 0 or when it was not asked for.
  public let skewness: Double

  /// Standard deviation of T.
  public var standardDeviation: Double { variance.squareRoot() }

  /// Computes the moments.
  ///
  /// - Parameters:
  ///   - x: symmetric `p × p`, finite; its diagonal is ignored.
  ///   - absolute: whether X is the absolute value of the matrix.
  ///   - graph: a graph over p nodes with at least one edge.
  ///   - withSkewness: the third moment needs a matrix product.
  ///   - threads: changes the time, never the result.
  /// - Complexity: O(p²), and O(p³) with skewness.
  public init(
    _ x: Matrix, absolute: Bool = false, over graph: Graph, withSkewness: Bool = true,
    threads: Int = 1
  ) {
    let p = x.columns
    precondition(x.rows == p && graph.nodes == p && p >= 2 && graph.edgeCount >= 1)

    let values = CentredPairs(x, absolute: absolute, threads: threads)
    mean = values.mean
    let rowSum = values.sums
    let rowSquares = values.squares
    let indices = 0..<p
    let total = rowSum.reduce(0, +)
    let squares = rowSquares.reduce(0, +)
    let cherrySum = indices.reduce(0) { $0 + rowSum[$1] * rowSum[$1] - rowSquares[$1] }

    // Mean of a product over all ordered choices of k distinct positions; 0 where there are none.
    func average(_ sum: Double, over k: Int) -> Double {
      p < k ? 0 : sum / (0..<k).reduce(1) { $0 * Double(p - $1) }
    }

    let counts = graph.patternCounts
    let edges = Double(graph.edgeCount)
    let variance =
      PermutedSums(values).variance(edges: edges, adjacentPairs: counts.adjacentPairs)
      / (edges * edges)
    self.variance = variance
    guard withSkewness, variance > 0 else {
      skewness = .nan
      return
    }

    let y = values.matrix()
    let rowCubes = (0..<p).map { j in y.column(j).reduce(0) { $0 + $1 * $1 * $1 } }
    let cubes = rowCubes.reduce(0, +)
    // Y is symmetric, so YᵀY is its square.
    let square = LinearAlgebra.gram(of: y, threads: threads)
    var triangleSum = 0.0
    var neighbourSum = 0.0
    for j in 0..<p {
      var weighted = 0.0
      for (i, (value, other)) in zip(y.column(j), square.column(j)).enumerated() {
        triangleSum += value * other
        weighted += value * rowSum[i]
      }
      neighbourSum += weighted * rowSum[j]
    }
    let squareRow = indices.reduce(0) { $0 + rowSquares[$1] * rowSum[$1] }
    let repeatedShared = squareRow - cubes
    let repeatedApart = squares * total - 4 * squareRow + 2 * cubes
    let starSum = indices.reduce(0.0) { sum, i in
      let r = rowSum[i]
      return sum + r * r * r - 3 * r * rowSquares[i] + 2 * rowCubes[i]
    }
    let pathSum = neighbourSum - 2 * squareRow + cubes - triangleSum
    let centreWeighted = indices.reduce(0) {
      $0 + rowSum[$1] * (rowSum[$1] * rowSum[$1] - rowSquares[$1])
    }
    let cherryEdgeSum =
      total * cherrySum - 4 * (neighbourSum - squareRow) - 2 * centreWeighted
      + 4 * repeatedShared + 2 * triangleSum
    let half = total / 2
    let disjointTripleSum =
      8
      * (half * half * half - cubes / 2 - 3 * repeatedShared - 0.75 * repeatedApart - triangleSum
        - starSum - 3 * pathSum - 1.5 * cherryEdgeSum)

    let thirdMoment =
      edges * average(cubes, over: 2)
      + 3 * counts.adjacentPairs * average(repeatedShared, over: 3)
      + 3 * counts.disjointPairs * average(repeatedApart, over: 4)
      + 6 * counts.triangles * average(triangleSum, over: 3)
      + 6 * counts.stars * average(starSum, over: 4)
      + 6 * counts.paths * average(pathSum, over: 4)
      + 6 * counts.cherriesWithEdge * average(cherryEdgeSum, over: 5)
      + 6 * counts.disjointTriples * average(disjointTripleSum, over: 6)
    skewness = thirdMoment / (edges * edges * edges) / (variance * variance.squareRoot())
  }
}
