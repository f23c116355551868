import NumericsTesting
import FathomNumerics
import Synchronization
import Testing

@Suite struct PermutationTestTests {
  private func path(_ nodes: Int) -> Graph { TestGraph.path.over(nodes) }

  /// Neighbours on a path are alike, and nobody else: the arrangement and its mirror image are best.
  private func tridiagonal(_ nodes: Int) -> Matrix {
    var x = Matrix(rows: nodes, columns: nodes)
    for node in 1..<nodes {
      x[node - 1, node] = 1
      x[node, node - 1] = 1
    }
    return x
  }

  private func run(
    _ test: PermutationTest, _ permutations: Int = 500, seed: UInt64 = 1, threads: Int = 1,
    domain: String = "test"
  ) -> PermutationTest.Result {
    test.run(permutations: permutations, seed: seed, domain: domain, threads: threads)
  }

  // MARK: All relabellings

  @Test(arguments: [3, 4, 5, 6, 7, 8])
  func `on a path of few positions the smallest p is two over n factorial`(_ nodes: Int) throws {
    let result = run(try PermutationTest(tridiagonal(nodes), over: path(nodes)))
    let factorial = (1...nodes).reduce(1, *)
    #expect(result.isExhaustive)
    #expect(result.permutations == factorial && result.distribution.count == factorial)
    #expect(result.reached == 2)
    #expect(relativeError(result.pValue, 2 / Double(factorial)) < 1e-15)
  }

  @Test(arguments: TestGraph.allCases, [4, 5, 6, 7])
  func `every permutation is looked at once`(_ kind: TestGraph, _ nodes: Int) throws {
    let x = randomSymmetric(nodes, seed: 31)
    let graph = kind.over(nodes)
    let expected = permutations(nodes).map { order in
      graph.from.indices.reduce(0.0) {
        $0 + x[order[Int(graph.from[$1])], order[Int(graph.to[$1])]]
      } / Double(graph.edgeCount)
    }.sorted()
    let result = run(try PermutationTest(x, over: graph))
    #expect(result.distribution.count == expected.count)
    // Sums of the same few numbers in the same order of edges.
    for (value, reference) in zip(result.distribution.sorted(), expected) {
      #expect(abs(value - reference) < 1e-14)
    }
    #expect(result.reached == expected.count { $0 >= result.statistic - 1e-9 })
  }

  @Test func `ties within 1e-9 count as reached`() throws {
    var x = Matrix(rows: 4, columns: 4, repeating: 0.5)
    // Above every other arrangement, but by less than the tolerance.
    x[0, 1] += 1e-10
    x[1, 0] += 1e-10
    let tied = run(try PermutationTest(x, over: path(4)))
    #expect(tied.reached == 24)
    #expect(tied.pValue == 1)
    x[0, 1] += 1e-6
    x[1, 0] += 1e-6
    let apart = run(try PermutationTest(x, over: path(4)))
    // The pair (0, 1) lies on an edge in half of the arrangements.
    #expect(apart.reached == 12)
  }

  // MARK: Random relabellings

  @Test func `p is never 0, however strong the structure`() throws {
    let result = run(try PermutationTest(tridiagonal(30), over: path(30)), 199)
    #expect(!result.isExhaustive)
    #expect(result.reached == 0)
    #expect(relativeError(result.pValue, 1 / 200) < 1e-15)
  }

  @Test func `equal values tie every time`() throws {
    let x = Matrix(rows: 12, columns: 12, repeating: 0.3)
    let result = run(try PermutationTest(x, over: path(12)), 99)
    #expect(result.reached == 99)
    #expect(result.pValue == 1)
  }

  @Test func `any number of threads gives the same result to the last bit`() throws {
    let test = try PermutationTest(randomSymmetric(14, seed: 32), over: TestGraph.rookGrid.over(14))
    // More than two blocks of 256 replicates, the last one not full.
    let one = run(test, 700)
    for threads in [2, 3, 7] { #expect(run(test, 700, threads: threads) == one) }
    #expect(run(test, 700) == one)
  }

  @Test func `seed and domain choose other permutations`() throws {
    let test = try PermutationTest(randomSymmetric(14, seed: 33), over: path(14))
    let one = run(test).distribution
    #expect(run(test, seed: 2).distribution != one)
    #expect(run(test, domain: "other").distribution != one)
  }

  @Test func `a longer run begins like a shorter one`() throws {
    let test = try PermutationTest(randomSymmetric(14, seed: 34), over: path(14))
    #expect(Array(run(test, 400).distribution.prefix(150)) == run(test, 150).distribution)
  }

  @Test func `random permutations have the moments of all of them`() throws {
    let x = randomSymmetric(20, seed: 35)
    let graph = TestGraph.rookGrid.over(20)
    let exact = PermutationMoments(x, over: graph)
    let values = run(try PermutationTest(x, over: graph), 4_000).distribution
    let count = Double(values.count)
    #expect(count >= 1_000)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    // Four standard errors: σ / √n, and √(2 / n) of the variance.
    #expect(abs(mean - exact.mean) < 4 * exact.standardDeviation / count.squareRoot())
    #expect(relativeError(variance, exact.variance) < 4 * (2 / count).squareRoot())
  }

  @Test func `progress ends at the number of replicates`() throws {
    let test = try PermutationTest(randomSymmetric(12, seed: 36), over: path(12))
    let seen = Mutex<[Int]>([])
    _ = test.run(permutations: 600, seed: 1, domain: "test", threads: 1) { done in
      seen.withLock { $0.append(done) }
    }
    #expect(seen.withLock { $0 } == [256, 512, 600])
  }

  // MARK: What cannot be tested

  @Test func `values that are not finite are refused`() {
    var x = randomSymmetric(5, seed: 37)
    x[1, 2] = .nan
    #expect(throws: NumericsError.notFinite(routine: "relabelling test")) {
      try PermutationTest(x, over: path(5))
    }
  }

  @Test func `a graph without an edge is refused`() {
    #expect(throws: NumericsError.self) {
      try PermutationTest(randomSymmetric(5, seed: 38), over: Graph(nodes: 5, edges: []))
    }
  }
}
