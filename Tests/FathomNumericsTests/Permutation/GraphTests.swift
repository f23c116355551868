import NumericsTesting
import Testing

@testable import FathomNumerics

@Suite struct GraphTests {
  /// What two or three edges have in common, by looking at all of them.
  private func counted(_ graph: Graph) -> Graph.PatternCounts {
    let edges = graph.from.indices.map { Set([Int(graph.from[$0]), Int(graph.to[$0])]) }
    var counts = Graph.PatternCounts()
    for a in edges.indices {
      for b in edges.indices where b != a {
        if edges[a].isDisjoint(with: edges[b]) {
          counts.disjointPairs += 1
        } else {
          counts.adjacentPairs += 1
        }
        for c in edges.indices where a < b && b < c {
          let nodes = edges[a].union(edges[b]).union(edges[c]).count
          let isStar = !edges[a].intersection(edges[b]).intersection(edges[c]).isEmpty
          switch nodes {
          case 3: counts.triangles += 1
          case 4 where isStar: counts.stars += 1
          case 4: counts.paths += 1
          case 5: counts.cherriesWithEdge += 1
          default: counts.disjointTriples += 1
          }
        }
      }
    }
    return counts
  }

  @Test(arguments: TestGraph.allCases, [4, 5, 6, 7, 10])
  func `patterns of edges are counted as looking at all triples counts them`(
    _ kind: TestGraph, _ nodes: Int
  ) {
    let graph = kind.over(nodes)
    let fast = graph.patternCounts
    let slow = counted(graph)
    // The counts are small whole numbers, exact in doubles.
    #expect(fast.adjacentPairs == slow.adjacentPairs)
    #expect(fast.disjointPairs == slow.disjointPairs)
    #expect(fast.triangles == slow.triangles)
    #expect(fast.stars == slow.stars)
    #expect(fast.paths == slow.paths)
    #expect(fast.cherriesWithEdge == slow.cherriesWithEdge)
    #expect(fast.disjointTriples == slow.disjointTriples)
  }

  @Test func `degrees count the edges at each node`() {
    let graph = Graph(nodes: 5, edges: [(0, 1), (2, 1), (1, 3)])
    #expect(graph.edgeCount == 3)
    #expect(graph.degrees == [1, 3, 1, 1, 0])
  }
}
