import NumericsTesting
import Testing

@testable import FathomNumerics

@Suite struct PermutationTests {
  @Test(arguments: [3, 4, 5, 6])
  func `all arrangements are drawn alike`(_ count: Int) {
    let draws = 200 * (1...count).reduce(1, *)
    var frequencies = [[Int]: Int]()
    for index in 0..<draws {
      var stream = RandomStream(seed: 5, domain: "arrange", index: UInt64(index))
      frequencies[stream.arrangement(of: count), default: 0] += 1
    }
    let cells = (1...count).reduce(1, *)
    #expect(frequencies.count == cells)
    // χ² with cells − 1 degrees of freedom: mean cells − 1, variance twice that; five deviations.
    let chi = frequencies.values.reduce(0.0) {
      $0 + ($1 == 200 ? 0 : (Double($1) - 200) * (Double($1) - 200) / 200)
    }
    let degrees = Double(cells - 1)
    #expect(abs(chi - degrees) < 5 * (2 * degrees).squareRoot(), "\(chi) for \(degrees)")
  }

  @Test(arguments: [1, 2, 5, 783, 784, 16_384, 16_385, 20_003])
  func `every position is drawn once`(_ count: Int) {
    var stream = RandomStream(seed: 1, domain: "arrange", index: 9)
    #expect(stream.arrangement(of: count).sorted() == Array(0..<count))
  }

  @Test func `one stream goes on behind an arrangement`() {
    var stream = RandomStream(seed: 1, domain: "arrange", index: 1)
    let first = stream.arrangement(of: 50)
    #expect(stream.arrangement(of: 50) != first)
  }

  @Test(arguments: [true, false])
  func `sums in 16 bits are those of the matrix, to half a step`(_ absolute: Bool) throws {
    let x = randomSymmetric(40, seed: 3)
    let table = try #require(PairTable(x, absolute: absolute))
    let graph = TestGraph.path.over(40)
    let permutation = Permutation(count: 40)
    for index in 0..<20 {
      permutation.draw(RandomStream(seed: 1, domain: "table", index: UInt64(index)))
      let mean = table.mean(table.units(of: graph.pairs, under: permutation), pairs: 39)
      let expected =
        (0..<39).reduce(0.0) {
          let value = x[permutation[$1], permutation[$1 + 1]]
          return $0 + (absolute ? abs(value) : value)
        } / 39
      #expect(abs(mean - expected) <= 0.5 * table.step)
    }
  }

  @Test func `edges in a row are one run`() {
    let graph = Graph(nodes: 6, edges: [(0, 1), (1, 2), (3, 4), (0, 3), (1, 4), (2, 5), (5, 0)])
    #expect(graph.pairs.runs.map(\.length) == [2, 1, 3, 1])
    #expect(graph.pairs.runs.map(\.from) == [0, 3, 0, 5])
    #expect(graph.pairs.runs.map(\.to) == [1, 4, 3, 0])
  }

  /// Two values only, so that many arrangements tie: those within half a step are formed again.
  @Test func `ties are counted as the matrix has them`() throws {
    var x = randomSymmetric(14, seed: 8)
    for place in x.storage.indices { x.storage[place] = x.storage[place] > 0 ? 0.3 : -0.1 }
    // A third value far away makes the steps uneven.
    x[0, 13] = 0.777_777_7
    x[13, 0] = x[0, 13]
    let graph = TestGraph.path.over(14)
    let test = try PermutationTest(x, over: graph)
    let result = test.run(permutations: 3_000, seed: 1, domain: "ties", threads: 1)
    var reached = 0
    for index in 0..<result.permutations {
      var stream = RandomStream(seed: 1, domain: "ties", index: UInt64(index))
      let order = stream.arrangement(of: 14)
      let mean = (0..<13).reduce(0.0) { $0 + x[order[$1], order[$1 + 1]] } / 13
      reached += mean >= result.statistic - 1e-9 ? 1 : 0
    }
    #expect(result.reached == reached)
  }

  @Test func `random permutations end with the thousandth that reaches T`() throws {
    // Noise: about half of all arrangements reach T.
    let test = try PermutationTest(randomSymmetric(20, seed: 4), over: TestGraph.path.over(20))
    let long = test.run(permutations: 100_000, seed: 2, domain: "stop", threads: 1)
    #expect(long.isStopped && long.reached == 1_000 && long.permutations < 100_000)
    #expect(long.distribution.count == long.permutations)
    #expect(long.pValue == 1_000 / Double(long.permutations))
    // The last one reached it, and the same run on two threads ends with it.
    let short = test.run(
      permutations: long.permutations - 1, seed: 2, domain: "stop", threads: 1)
    #expect(!short.isStopped && short.reached == 999)
    #expect(test.run(permutations: 100_000, seed: 2, domain: "stop", threads: 2) == long)
  }

  @Test func `large matrices are summed as they are`() throws {
    let p = PairTable.largestOrder + 1
    var x = Matrix(rows: p, columns: p)
    var stream = RandomStream(seed: 1, domain: "large", index: 0)
    for i in 0..<p { for j in 0..<i { x[i, j] = stream.uniform(); x[j, i] = x[i, j] } }
    #expect(PairTable(x, absolute: false) == nil)
    let test = try PermutationTest(x, over: TestGraph.path.over(p))
    let result = test.run(permutations: 3, seed: 1, domain: "large", threads: 1)
    var draw = RandomStream(seed: 1, domain: "large", index: 1)
    let order = draw.arrangement(of: p)
    let mean = (1..<p).reduce(0.0) { $0 + x[order[$1 - 1], order[$1]] } / Double(p - 1)
    #expect(abs(result.distribution[1] - mean) < 1e-13)
  }
}
