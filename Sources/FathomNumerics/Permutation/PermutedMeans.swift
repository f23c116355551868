/// The mean of X over the edges of a graph, for one random permutation after the other.
struct PermutedMeans: Sendable {
  /// One permutation.
  struct Mean: Sendable {
    /// T, to half a step of the table where there is one.
    var value: Double
    /// Whether T reaches what was observed; exact.
    var reaches: Bool
  }

  private let x: Matrix
  private let isAbsolute: Bool
  private let graph: Graph
  private let pairs: PairRuns
  private let table: PairTable?

  init(_ x: Matrix, absolute: Bool, over graph: Graph) {
    self.x = x
    isAbsolute = absolute
    self.graph = graph
    pairs = graph.pairs
    table = PairTable(x, absolute: absolute)
  }

  /// The means of some replicates, in their order, and whether they reach an observed one.
  func means(of replicates: Range<Int>, _ key: RandomStream.Key, reaching observed: Double)
    -> [Mean]
  {
    let permutation = Permutation(count: graph.nodes)
    let limit = observed - PermutationTest.tieTolerance
    guard let table else {
      return replicates.map { replicate in
        permutation.draw(RandomStream(key, index: UInt64(replicate)))
        let value = exactMean(permutation)
        return Mean(value: value, reaches: value >= limit)
      }
    }
    // Each value is rounded by half a step at most, and the division by its last digit.
    let doubt = 0.5 * table.step + 1e-12 * max(1, abs(observed))
    return replicates.map { replicate in
      permutation.draw(RandomStream(key, index: UInt64(replicate)))
      let value = table.mean(table.units(of: pairs, under: permutation), pairs: graph.edgeCount)
      guard abs(value - limit) <= doubt else { return Mean(value: value, reaches: value >= limit) }
      return Mean(value: value, reaches: exactMean(permutation) >= limit)
    }
  }

  private func exactMean(_ permutation: Permutation) -> Double {
    let p = graph.nodes
    let mask: UInt64 = isAbsolute ? ~(1 << 63) : ~0
    let order = permutation.order
    let sum = x.storage.withUnsafeBufferPointer { x in
      graph.from.withUnsafeBufferPointer { from in
        graph.to.withUnsafeBufferPointer { to in
          // In bounds: edges join nodes of 0..<p, which are arranged anew, and x has p² elements.
          from.indices.reduce(0.0) { sum, edge in
            let place = Int(order[Int(from[edge])]) &* p &+ Int(order[Int(to[edge])])
            return sum + Double(bitPattern: x[place].bitPattern & mask)
          }
        }
      }
    }
    return sum / Double(graph.edgeCount)
  }
}
