/// The permutation test of T = mean of X over the edges of a graph, under relabelled positions.
///
/// The null hypothesis: the positions are exchangeable, given X. The alternative is "greater":
/// values at neighbouring positions are larger than chance would place there.
public struct RelabellingTest: Sendable {
  /// What the test found.
  public struct Result: Sendable, Equatable {
    /// T on the positions as they are.
    public var statistic: Double
    /// How many relabellings reached T, ties within 1e-9 counted.
    public var reached: Int
    /// How many relabellings were looked at.
    public var permutations: Int
    /// Whether all relabellings were looked at, each once, the identity among them.
    public var isExhaustive: Bool
    /// T of each relabelling, in order of the replicate.
    public var distribution: [Double]

    /// The p-value, never 0.
    ///
    /// (m + 1) / (B + 1) for random relabellings (Phipson & Smyth 2010, *SAGMB* 9:39); m / B when all
    /// were looked at, where the identity is one of the m.
    public var pValue: Double {
      isExhaustive
        ? Double(reached) / Double(permutations) : Double(reached + 1) / Double(permutations + 1)
    }
  }

  /// Relabellings whose T differs from the observed by less than this count as ties.
  public static let tieTolerance = 1e-9
  /// Up to this many positions all relabellings are enumerated: 9! = 362,880.
  public static let largestEnumeration = 9

  private let x: Matrix
  private let isAbsolute: Bool
  private let graph: Graph

  /// A test of a symmetric `p × p` matrix over a graph with p nodes and at least one edge.
  ///
  /// - Parameter absolute: whether X is the absolute value of the matrix.
  public init(
    _ x: Matrix, absolute: Bool = false, over graph: Graph
  ) throws(NumericsError) {
    precondition(x.rows == x.columns && x.rows == graph.nodes, "X and the graph have p positions")
    guard graph.nodes >= 2, graph.edgeCount >= 1 else {
      throw .tooSmall("a neighbour graph needs at least two positions and one edge")
    }
    guard x.isFinite else { throw .notFinite(routine: "relabelling test") }
    self.x = x
    self.isAbsolute = absolute
    self.graph = graph
  }

  /// What a bit pattern is masked with: all of it, or all but the sign.
  private var mask: UInt64 { isAbsolute ? ~(1 << 63) : ~0 }

  private func value(_ a: Int, _ b: Int) -> Double { isAbsolute ? abs(x[a, b]) : x[a, b] }

  /// T on the positions as they are.
  public var statistic: Double {
    var sum = 0.0
    for edge in graph.from.indices { sum += value(Int(graph.from[edge]), Int(graph.to[edge])) }
    return sum / Double(graph.edgeCount)
  }

  /// Runs the test: every relabelling for few positions, random ones otherwise.
  ///
  /// - Parameters:
  ///   - permutations: how many random relabellings.
  ///   - seed: replicate r draws from the stream keyed by (seed, domain, r).
  ///   - domain: the name of the analysis.
  ///   - threads: changes the time, never the result.
  ///   - progress: called with the number of replicates done, now and then, from any thread.
  /// - Complexity: O(permutations · (p + edges)).
  public func run(
    permutations: Int, seed: UInt64, domain: String, threads: Int,
    progress: @Sendable (Int) -> Void = { _ in }
  ) -> Result {
    graph.nodes <= RelabellingTest.largestEnumeration
      ? enumerateAll()
      : sample(permutations, seed: seed, domain: domain, threads: threads, progress)
  }

  private func sample(
    _ permutations: Int, seed: UInt64, domain: String, threads: Int,
    _ progress: @Sendable (Int) -> Void
  ) -> Result {
    let p = graph.nodes
    let edges = graph.edgeCount
    let blockSize = 256
    let mask = mask
    let blocks = (permutations + blockSize - 1) / blockSize
    var distribution = [Double](repeating: 0, count: permutations)
    distribution.withUnsafeMutableBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      let shared = SharedSlots(base: base)
      Parallel.forEach(blocks, threads: threads) { block in
        var positions = (0..<Int32(p)).map { $0 }
        positions.withUnsafeMutableBufferPointer { positions in
          x.storage.withUnsafeBufferPointer { x in
            graph.from.withUnsafeBufferPointer { from in
              graph.to.withUnsafeBufferPointer { to in
                // In bounds: positions holds a permutation of 0..<p, edges join nodes of 0..<p,
                // x has p² elements, and each replicate writes to its own slot below permutations.
                for r in block * blockSize..<min((block + 1) * blockSize, permutations) {
                  for node in 0..<p { positions[node] = Int32(truncatingIfNeeded: node) }
                  var stream = RandomStream(seed: seed, domain: domain, index: UInt64(r))
                  stream.shuffle(positions)
                  var sum = 0.0
                  for edge in 0..<edges {
                    let place =
                      Int(positions[Int(from[edge])]) &* p &+ Int(positions[Int(to[edge])])
                    sum += Double(bitPattern: x[place].bitPattern & mask)
                  }
                  shared.base[r] = sum / Double(edges)
                }
              }
            }
          }
        }
        progress(min((block + 1) * blockSize, permutations))
      }
    }
    return result(distribution, isExhaustive: false)
  }

  /// All p! relabellings by Heap's algorithm.
  ///
  /// Source: Heap 1963, *Comput. J.* 6:293.
  private func enumerateAll() -> Result {
    let p = graph.nodes
    var positions = Array(0..<p)
    var distribution = [Double]()
    distribution.reserveCapacity((1...p).reduce(1, *))
    func visit() {
      var sum = 0.0
      for edge in graph.from.indices {
        sum += value(positions[Int(graph.from[edge])], positions[Int(graph.to[edge])])
      }
      distribution.append(sum / Double(graph.edgeCount))
    }
    var counters = [Int](repeating: 0, count: p)
    visit()
    var i = 1
    while i < p {
      if counters[i] < i {
        positions.swapAt(i.isMultiple(of: 2) ? 0 : counters[i], i)
        visit()
        counters[i] += 1
        i = 1
      } else {
        counters[i] = 0
        i += 1
      }
    }
    return result(distribution, isExhaustive: true)
  }

  private func result(_ distribution: [Double], isExhaustive: Bool) -> Result {
    let observed = statistic
    let reached = distribution.count { $0 >= observed - RelabellingTest.tieTolerance }
    return Result(
      statistic: observed, reached: reached, permutations: distribution.count,
      isExhaustive: isExhaustive, distribution: distribution)
  }
}
