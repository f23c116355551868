/// An undirected simple graph over the positions `0..<nodes`.
public struct Graph: Sendable, Equatable {
  /// Number of nodes.
  public let nodes: Int
  /// One end of each edge.
  public let from: [Int32]
  /// The other end of each edge.
  public let to: [Int32]

  /// A graph from its edges; each is given once, in either direction, and joins two distinct nodes.
  public init(nodes: Int, edges: [(Int, Int)]) {
    precondition(
      edges.allSatisfy { $0.0 != $0.1 && (0..<nodes).contains($0.0) && (0..<nodes).contains($0.1) },
      "an edge joins two distinct nodes of the graph")
    self.nodes = nodes
    self.from = edges.map { Int32($0.0) }
    self.to = edges.map { Int32($0.1) }
  }

  /// Number of edges.
  public var edgeCount: Int { from.count }

  /// Number of edges at each node.
  public var degrees: [Int] {
    var degrees = [Int](repeating: 0, count: nodes)
    for edge in from.indices {
      degrees[Int(from[edge])] += 1
      degrees[Int(to[edge])] += 1
    }
    return degrees
  }

  /// How often each pattern of two or three edges occurs, which is all that the moments of a
  /// statistic over permuted positions need to know of a graph.
  struct PatternCounts {
    var adjacentPairs = 0.0
    var disjointPairs = 0.0
    var triangles = 0.0
    var stars = 0.0
    var paths = 0.0
    var cherriesWithEdge = 0.0
    var disjointTriples = 0.0
  }

  /// Counts unordered triples of edges and ordered pairs of edges by the pattern they form.
  var patternCounts: PatternCounts {
    let degree = degrees.map(Double.init)
    let e = Double(edgeCount)
    var counts = PatternCounts()
    counts.adjacentPairs = degree.reduce(0) { $0 + $1 * ($1 - 1) }
    counts.disjointPairs = e * e - e - counts.adjacentPairs
    counts.triangles = Double(triangleCount)
    counts.stars = degree.reduce(0) { $0 + $1 * ($1 - 1) * ($1 - 2) / 6 }
    for edge in from.indices {
      counts.paths += (degree[Int(from[edge])] - 1) * (degree[Int(to[edge])] - 1)
    }
    counts.paths -= 3 * counts.triangles
    let cherries = counts.adjacentPairs / 2
    counts.cherriesWithEdge =
      cherries * (e - 2) - 3 * counts.triangles - 3 * counts.stars - 2 * counts.paths
    counts.disjointTriples =
      e * (e - 1) * (e - 2) / 6 - counts.triangles - counts.stars - counts.paths
      - counts.cherriesWithEdge
    return counts
  }

  /// Each triangle is found once, at its smallest node: two larger neighbours that are neighbours.
  ///
  /// - Complexity: O(Σ degree²) comparisons.
  private var triangleCount: Int {
    var larger = [[Int32]](repeating: [], count: nodes)
    for edge in from.indices {
      larger[Int(min(from[edge], to[edge]))].append(max(from[edge], to[edge]))
    }
    for node in larger.indices { larger[node].sort() }
    var triangles = 0
    for near in larger {
      for second in near {
        triangles += Graph.common(near, larger[Int(second)])
      }
    }
    return triangles
  }

  /// How many values two ascending lists have in common.
  private static func common(_ a: [Int32], _ b: [Int32]) -> Int {
    var i = 0
    var j = 0
    var count = 0
    while i < a.count, j < b.count {
      if a[i] == b[j] { count += 1 }
      let takesFirst = a[i] <= b[j]
      if b[j] <= a[i] { j += 1 }
      if takesFirst { i += 1 }
    }
    return count
  }
}
