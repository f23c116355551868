package import FathomNumerics

/// |a − b| relative to |b|; 0 where both are equal, so that 0 may be compared with 0.
package func relativeError(_ a: Double, _ b: Double) -> Double {
  a == b ? 0 : abs(a - b) / abs(b)
}

/// The largest |a − b| over the elements, relative to the largest |b|.
package func relativeError(_ a: Matrix, _ b: Matrix) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  let largest = b.storage.map(abs).max() ?? 0
  let difference = zip(a.storage, b.storage).map { abs($0 - $1) }.max() ?? 0
  return difference == 0 ? 0 : difference / largest
}

/// A matrix of uniform numbers in [0, 1), the same in every run.
package func randomMatrix(rows: Int, columns: Int, seed: UInt64) -> Matrix {
  var stream = RandomStream(seed: seed, domain: "test matrix", index: 0)
  return Matrix(
    rows: rows, columns: columns, storage: (0..<rows * columns).map { _ in stream.uniform() })
}

/// A symmetric matrix of uniform numbers in [0, 1) with a unit diagonal.
package func randomSymmetric(_ order: Int, seed: UInt64) -> Matrix {
  var matrix = randomMatrix(rows: order, columns: order, seed: seed)
  for column in 0..<order {
    matrix[column, column] = 1
    for row in 0..<column { matrix[row, column] = matrix[column, row] }
  }
  return matrix
}

/// The Hilbert matrix: 1 / (i + j + 1).
package func hilbert(_ order: Int) -> Matrix {
  var matrix = Matrix(rows: order, columns: order)
  for j in 0..<order { for i in 0..<order { matrix[i, j] = 1 / Double(i + j + 1) } }
  return matrix
}

/// The graphs on which statistics of neighbours are tested.
package enum TestGraph: String, CaseIterable, Sendable {
  case path, rookGrid, star, triangleAndEdge

  /// The graph over so many nodes, at least four.
  ///
  /// The grid has two columns; an odd node dangles.
  package func over(_ nodes: Int) -> Graph {
    switch self {
    case .path:
      return Graph(nodes: nodes, edges: (1..<nodes).map { ($0 - 1, $0) })
    case .rookGrid:
      var edges = [(Int, Int)]()
      for node in 0..<nodes {
        if node.isMultiple(of: 2), node + 1 < nodes { edges.append((node, node + 1)) }
        if node + 2 < nodes { edges.append((node, node + 2)) }
      }
      return Graph(nodes: nodes, edges: edges)
    case .star:
      return Graph(nodes: nodes, edges: (1..<nodes).map { (0, $0) })
    case .triangleAndEdge:
      return Graph(nodes: nodes, edges: [(0, 1), (1, 2), (0, 2), (nodes - 2, nodes - 1)])
    }
  }
}

/// All orders of `0..<count`, by inserting the last number everywhere.
package func permutations(_ count: Int) -> [[Int]] {
  guard count > 0 else { return [[]] }
  return permutations(count - 1).flatMap { shorter in
    (0..<count).map { place in
      Array(shorter[..<place]) + [count - 1] + Array(shorter[place...])
    }
  }
}
