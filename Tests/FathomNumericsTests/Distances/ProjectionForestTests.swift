import Testing

@testable import FathomNumerics

@Suite struct ProjectionForestTests {
  private static func points(_ count: Int, _ width: Int) -> [[Float]] {
    var stream = RandomStream(seed: 1, domain: "forest", index: UInt64(width))
    return (0..<width).map { _ in (0..<count).map { _ in Float(stream.normal()) } }
  }

  private static func nearest(
    _ points: [[Float]], leaf: Int = ProjectionForest.leaf, trees: Int, threads: Int = 1
  ) -> [ProjectionForest.Neighbours] {
    let forest = ProjectionForest(points, leaf: leaf, seed: 3)
    var nearest = [ProjectionForest.Neighbours](repeating: .init(), count: forest.count)
    for tree in 0..<trees { forest.grow(tree: tree, into: &nearest, threads: threads) }
    return nearest
  }

  @Test(arguments: [1, 3, 8, 17])
  func `one leaf finds the nearest without fail`(_ width: Int) {
    let points = ProjectionForestTests.points(150, width)
    let nearest = ProjectionForestTests.nearest(points, leaf: 150, trees: 1)
    for a in 0..<150 {
      let distances = (0..<150).filter { $0 != a }.map { b in
        (points.reduce(0) { $0 + ($1[a] - $1[b]) * ($1[a] - $1[b]) }, Int32(b))
      }.sorted { $0 < $1 }
      for place in 0..<4 {
        #expect(abs(nearest[a].squares[place] - distances[place].0) <= 1e-5 * distances[place].0)
      }
      #expect(nearest[a].points[0] == distances[0].1)
    }
  }

  @Test func `trees find nearly all copies, the same at any number of threads`() {
    var points = ProjectionForestTests.points(6_000, 9)
    // The last 300 lie beside the first.
    for column in points.indices {
      for copy in 0..<300 { points[column][5_700 + copy] = points[column][copy] + 0.01 }
    }
    let nearest = ProjectionForestTests.nearest(points, trees: 4)
    let found = (0..<300).count { nearest[$0].points[0] == Int32(5_700 + $0) }
    #expect(found >= 290)
    #expect(ProjectionForestTests.nearest(points, trees: 4, threads: 3) == nearest)
  }

  @Test func `points that are equal, or next to none, end`() {
    let equal = ProjectionForestTests.nearest(
      [[Float](repeating: 1, count: 500)], trees: 2)
    #expect(equal.allSatisfy { $0.squares[0] == 0 })
    #expect(ProjectionForestTests.nearest([[2]], trees: 1)[0].points[0] == -1)
    #expect(ProjectionForestTests.nearest([], trees: 1).isEmpty)
  }
}
