import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct LocalityMeasuresTests {
  private func symmetric(_ order: Int, _ value: (Int, Int) -> Double) -> Matrix {
    var matrix = Matrix(rows: order, columns: order, repeating: 1)
    for j in 0..<order {
      for i in 0..<j {
        let value = value(i, j)
        matrix[i, j] = value
        matrix[j, i] = value
      }
    }
    return matrix
  }

  private func measures(_ r: Matrix, _ layout: Layout = .sequence) -> LocalityMeasures {
    LocalityMeasures(
      correlations: r,
      neighbours: NeighbourGraph(layout: layout, positions: Array(0..<r.columns)))
  }

  @Test func `AUC counts pairs of pairs, ties half`() {
    // Coarse values make many ties; signs must not matter.
    let r = symmetric(7) { i, j in Double((i * 5 + j * 3) % 4) / 4 * (i.isMultiple(of: 2) ? 1 : -1)
    }
    var wins = 0.0
    var comparisons = 0.0
    for j in 1..<7 {
      for i in 0..<j where j - i == 1 {
        for l in 1..<7 {
          for k in 0..<l where l - k > 1 {
            let a = abs(r[i, j])
            let b = abs(r[k, l])
            wins += a > b ? 1 : a == b ? 0.5 : 0
            comparisons += 1
          }
        }
      }
    }
    #expect(relativeError(measures(r).auc(), wins / comparisons) < 1e-14)
  }

  @Test func `AUC has no value where all pairs are neighbours`() {
    let r = symmetric(2) { _, _ in 0.5 }
    #expect(measures(r).auc().isNaN)
  }

  @Test func `a Toeplitz matrix is explained by displacement alone`() {
    let toeplitz = symmetric(9) { i, j in 1 / Double(1 + j - i) }
    #expect(relativeError(measures(toeplitz).displacements().toeplitzShare(), 1) < 1e-14)
    // On a 3 × 3 grid: the displacement (Δrow, Δcolumn) with its sign.
    let block = symmetric(9) { i, j in
      Double((j / 3 - i / 3) * 10 + (j % 3 - i % 3)) / 100
    }
    let grid = Layout.grid(height: 3, width: 3, channels: 1)
    #expect(relativeError(measures(block, grid).displacements().toeplitzShare(), 1) < 1e-14)
    #expect(measures(block).displacements().toeplitzShare() < 0.99)
  }

  @Test func `correlations that are all alike leave nothing to explain`() {
    #expect(measures(symmetric(5) { _, _ in 0.25 }).displacements().toeplitzShare().isNaN)
  }

  @Test(arguments: [Layout.sequence, .grid(height: 3, width: 3, channels: 1)])
  func `the expected share is the mean over all permutations`(_ layout: Layout) {
    // Six positions; on the grid three are missing.
    let positions = layout == .sequence ? Array(0..<6) : [0, 1, 2, 4, 5, 7]
    var normal = NormalStream("expected share", 1)
    let x = symmetric(6) { _, _ in normal.next() }
    let neighbours = NeighbourGraph(layout: layout, positions: positions)
    func share(_ x: Matrix) -> Double {
      LocalityMeasures(correlations: x, neighbours: neighbours).displacements().toeplitzShare()
    }
    var shares = [Double]()
    func visit(_ order: [Int]) {
      guard order.count < 6 else {
        shares.append(share(x.selecting(rows: order, columns: order)))
        return
      }
      for next in 0..<6 where !order.contains(next) { visit(order + [next]) }
    }
    visit([])
    let expected = LocalityMeasures(correlations: x, neighbours: neighbours).displacements()
      .expectedToeplitzShare(PermutedSums(x, absolute: false))
    #expect(shares.count == 720)
    #expect(relativeError(expected, shares.reduce(0, +) / 720) < 1e-13)
  }

  @Test func `the best possible mean is that of the largest values`() {
    let r = symmetric(4) { i, j in Double(i + j) }
    // Pairs: 1, 2, 3, 3, 4, 5.
    #expect(relativeError(LocalityMeasures.bestPossible(r, edges: 3), 4) < 1e-15)
    #expect(relativeError(LocalityMeasures.meanOfPairs(r), 3) < 1e-15)
  }

  @Test func `the map holds the mean with the neighbours, NaN without any`() {
    let r = symmetric(4) { i, j in Double(10 * i + j) }
    let means = LocalityMeasures.neighbourMeans(r, Graph(nodes: 4, edges: [(0, 1), (1, 2)]))
    // Pairs (0, 1) = 1, (1, 2) = 12.
    #expect(means[0] == 1 && means[2] == 12 && means[3].isNaN)
    #expect(relativeError(means[1], 6.5) < 1e-15)
  }

  @Test func `absolute values are those of a matrix without signs`() {
    let signed = symmetric(20) { i, j in Double((i * 7 + j * 5) % 11 - 5) / 6 }
    var unsigned = signed
    unsigned.replaceElements { abs($0) }
    let graph = Graph(nodes: 20, edges: (0..<19).map { ($0, $0 + 1) })
    for threads in [1, 3] {
      #expect(
        LocalityMeasures.bestPossible(signed, absolute: true, edges: 19, threads: threads)
          == LocalityMeasures.bestPossible(unsigned, edges: 19))
      #expect(
        LocalityMeasures.meanOfPairs(signed, absolute: true, threads: threads)
          == LocalityMeasures.meanOfPairs(unsigned))
    }
    #expect(
      LocalityMeasures.mean(signed, absolute: true, graph, 0..<19)
        == LocalityMeasures.mean(unsigned, graph, 0..<19))
    #expect(
      LocalityMeasures.neighbourMeans(signed, absolute: true, graph)
        == LocalityMeasures.neighbourMeans(unsigned, graph))
  }

  @Test func `a correlogram on a grid averages over equal distances within a channel`() {
    let layout = Layout.grid(height: 3, width: 4, channels: 2)
    // A position that dropped out leaves a hole.
    let positions = (0..<24).filter { $0 != 9 }
    var normal = NormalStream("correlogram")
    let r = symmetric(23) { _, _ in normal.next() / 4 }
    let neighbours = NeighbourGraph(layout: layout, positions: positions)
    var expected = [Int: [Double]]()
    for j in 0..<23 {
      for i in 0..<j {
        if let distance = neighbours.distance(i, j) {
          expected[distance, default: []].append(r[i, j])
        }
      }
    }
    let found = LocalityMeasures(correlations: r, neighbours: neighbours).displacements()
      .correlogram(limit: 4, PermutedSums(r, absolute: false))
    #expect(found.map(\.distance) == [1, 2, 3, 4])
    for point in found {
      let values = expected[point.distance] ?? []
      let n = Double(values.count)
      #expect(point.pairs == values.count)
      // Sums of up to 40 numbers below 1.
      #expect(abs(point.signed - values.reduce(0, +) / n) < 1e-14)
      #expect(abs(point.absolute - values.reduce(0) { $0 + abs($1) } / n) < 1e-14)
    }
  }

  @Test(arguments: [Layout.sequence, .grid(height: 3, width: 4, channels: 2)])
  func `the deviation at a distance is that of a graph of its pairs`(_ layout: Layout) {
    // On the grid one position is missing.
    let positions = layout == .sequence ? Array(0..<9) : (0..<24).filter { $0 != 5 }
    var normal = NormalStream("distances")
    let x = symmetric(positions.count) { _, _ in normal.next() }
    let neighbours = NeighbourGraph(layout: layout, positions: positions)
    let points = LocalityMeasures(correlations: x, neighbours: neighbours).displacements()
      .correlogram(limit: 9, PermutedSums(x, absolute: false))
    for point in points {
      var edges = [(Int, Int)]()
      for j in positions.indices {
        for i in 0..<j where neighbours.distance(i, j) == point.distance { edges.append((i, j)) }
      }
      let moments = PermutationMoments(
        x, over: Graph(nodes: positions.count, edges: edges), withSkewness: false)
      // Of the two ends of a path alone the deviation is that of a single pair.
      #expect(relativeError(point.deviation, moments.standardDeviation) < 1e-10)
    }
    #expect(points.count == (layout == .sequence ? 8 : 5))
  }

  @Test func `any number of threads gives the same measures`() {
    var normal = NormalStream("locality threads")
    let r = symmetric(40) { _, _ in normal.next() / 4 }
    let neighbours = NeighbourGraph(layout: .sequence, positions: Array(0..<40))
    let one = LocalityMeasures(correlations: r, neighbours: neighbours)
    for threads in [2, 7] {
      let other = LocalityMeasures(correlations: r, neighbours: neighbours, threads: threads)
      #expect(other.auc() == one.auc())
      #expect(other.displacements().toeplitzShare() == one.displacements().toeplitzShare())
    }
  }
}
