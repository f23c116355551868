import NumericsTesting
import FathomNumerics
import Testing

@Suite struct PermutationMomentsTests {
  private struct Enumerated {
    var mean = 0.0
    var variance = 0.0
    var skewness = 0.0

    init(_ x: Matrix, _ graph: Graph) {
      let values = permutations(graph.nodes).map { order in
        graph.from.indices.reduce(0.0) {
          $0 + x[order[Int(graph.from[$1])], order[Int(graph.to[$1])]]
        } / Double(graph.edgeCount)
      }
      let count = Double(values.count)
      mean = values.reduce(0, +) / count
      variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let third = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) } / count
      skewness = third / (variance * variance.squareRoot())
    }
  }

  @Test(arguments: TestGraph.allCases, [4, 5, 6, 7])
  func `mean, variance and skewness equal full enumeration`(_ kind: TestGraph, _ nodes: Int) {
    for seed in 0..<3 as Range<UInt64> {
      let x = randomSymmetric(nodes, seed: seed + 100 * UInt64(nodes))
      let graph = kind.over(nodes)
      let moments = PermutationMoments(x, over: graph)
      let expected = Enumerated(x, graph)
      // Sums of up to 5040 terms of size 1 err by 1e-13 or so; skewness has the size 1 or less.
      #expect(relativeError(moments.mean, expected.mean) < 1e-10)
      #expect(relativeError(moments.variance, expected.variance) < 1e-10)
      #expect(abs(moments.skewness - expected.skewness) < 1e-10)
    }
  }

  @Test func `adding a constant moves the mean alone, the diagonal is ignored`() {
    let graph = TestGraph.rookGrid.over(7)
    let x = randomSymmetric(7, seed: 1)
    var shifted = x
    for index in shifted.storage.indices { shifted.storage[index] += 1_000 }
    for node in 0..<7 { shifted[node, node] = -5 }
    let one = PermutationMoments(x, over: graph)
    let other = PermutationMoments(shifted, over: graph)
    // 1000 has an ulp of 1e-13, relative to deviations of size 0.3.
    #expect(relativeError(other.mean, one.mean + 1_000) < 1e-14)
    #expect(relativeError(other.variance, one.variance) < 1e-10)
    #expect(abs(other.skewness - one.skewness) < 1e-9)
  }

  @Test func `a matrix of equal values has no variance and no skewness`() {
    let moments = PermutationMoments(
      Matrix(rows: 6, columns: 6, repeating: 0.1), over: TestGraph.path.over(6))
    #expect(relativeError(moments.mean, 0.1) < 1e-15)
    #expect(moments.variance == 0)
    #expect(moments.standardDeviation == 0)
    #expect(moments.skewness.isNaN)
  }

  @Test func `skewness is left out on request`() {
    let graph = TestGraph.path.over(5)
    let x = randomSymmetric(5, seed: 2)
    #expect(PermutationMoments(x, over: graph, withSkewness: false).skewness.isNaN)
    #expect(PermutationMoments(x, over: graph).skewness.isFinite)
  }

  @Test func `two positions have one pair and no spread`() {
    let x = randomSymmetric(2, seed: 3)
    let moments = PermutationMoments(x, over: Graph(nodes: 2, edges: [(0, 1)]))
    #expect(relativeError(moments.mean, x[0, 1]) < 1e-15)
    #expect(moments.variance == 0)
  }

  @Test func `absolute values have the moments of a matrix without signs, at any threads`() throws {
    var signed = randomSymmetric(150, seed: 71)
    for j in 0..<150 {
      for i in 0..<150 where (i + j).isMultiple(of: 3) { signed[i, j] = -signed[i, j] }
    }
    var unsigned = signed
    unsigned.replaceElements { abs($0) }
    let graph = Graph(nodes: 150, edges: (0..<149).map { ($0, $0 + 1) })
    let expected = PermutationMoments(unsigned, over: graph)
    #expect(expected != PermutationMoments(signed, over: graph))
    for threads in [1, 4] {
      #expect(PermutationMoments(signed, absolute: true, over: graph, threads: threads) == expected)
    }
    let test = try PermutationTest(signed, absolute: true, over: graph)
      .run(permutations: 50, seed: 1, domain: "absolute", threads: 1)
    let reference = try PermutationTest(unsigned, over: graph)
      .run(permutations: 50, seed: 1, domain: "absolute", threads: 2)
    #expect(test == reference)
  }
}
