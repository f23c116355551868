import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct NeighbourGraphTests {
  private func edges(_ neighbours: NeighbourGraph) -> Set<[Int]> {
    let graph = neighbours.graph
    return Set(
      graph.from.indices.map {
        [neighbours.positions[Int(graph.from[$0])], neighbours.positions[Int(graph.to[$0])]]
          .sorted()
      })
  }

  @Test(arguments: [Layout.table, .sequence])
  func `tables and sequences are paths that close over gaps`(_ layout: Layout) {
    let neighbours = NeighbourGraph(layout: layout, positions: [0, 1, 3, 7])
    #expect(neighbours.name == "path")
    #expect(edges(neighbours) == [[0, 1], [1, 3], [3, 7]])
    #expect(neighbours.distance(0, 3) == 3)
  }

  @Test func `a grid joins rook's moves, horizontal ones first`() {
    let neighbours = NeighbourGraph(
      layout: .grid(height: 2, width: 3, channels: 1), positions: Array(0..<6))
    #expect(neighbours.name == "rook")
    #expect(
      edges(neighbours) == [[0, 1], [1, 2], [3, 4], [4, 5], [0, 3], [1, 4], [2, 5]])
    #expect(neighbours.horizontalEdges == 4)
    #expect(neighbours.distance(0, 5) == 3)
  }

  @Test func `a hole in a grid joins nobody`() {
    let neighbours = NeighbourGraph(
      layout: .grid(height: 2, width: 3, channels: 1), positions: [0, 2, 3, 4, 5])
    #expect(edges(neighbours) == [[3, 4], [4, 5], [0, 3], [2, 5]])
    #expect(neighbours.horizontalEdges == 2)
  }

  @Test func `channels are grids of their own`() {
    let neighbours = NeighbourGraph(
      layout: .grid(height: 2, width: 2, channels: 3), positions: Array(0..<12))
    #expect(neighbours.graph.edgeCount == 12)
    for edge in edges(neighbours) { #expect(edge[0] % 3 == edge[1] % 3) }
    #expect(neighbours.distance(0, 1) == nil)
    // Position 10 is row 1, column 1, channel 1.
    #expect(neighbours.place(10) == (1, 1, 1))
    #expect(neighbours.distance(1, 10) == 2)
  }

  @Test(arguments: [(1, 1), (1, 5), (4, 4), (7, 3)])
  func `a full grid has h(w − 1) + w(h − 1) edges`(_ height: Int, _ width: Int) {
    let neighbours = NeighbourGraph(
      layout: .grid(height: height, width: width, channels: 1),
      positions: Array(0..<height * width))
    #expect(neighbours.graph.edgeCount == height * (width - 1) + width * (height - 1))
    #expect(neighbours.horizontalEdges == height * (width - 1))
  }
}
