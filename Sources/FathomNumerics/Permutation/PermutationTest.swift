/// The permutation test of T = mean of X over the edges of a graph, under permuted positions.
///
/// The null hypothesis: the positions are exchangeable, given X. The alternative is "greater":
/// values at neighbouring positions are larger than chance would place there.
public struct PermutationTest: Sendable {
  /// What the test found.
  public struct Result: Sendable, Equatable {
    /// T on the positions as they are.
    public var statistic: Double
    /// How many permutations reached T, ties within 1e-9 counted.
    public var reached: Int
    /// How many permutations were looked at.
    public var permutations: Int
    /// How many would have been looked at, had they not ended early.
    public var requested: Int
    /// Whether all permutations were looked at, each once, the identity among them.
    public var isExhaustive: Bool
    /// Whether random permutations ended early, because enough of them had reached T.
    public var isStopped: Bool
    /// T of each permutation, in order of the replicate, as far as kept; of random ones to five digits
    /// of the range of X.
    public var distribution: [Double]

    /// The p-value, never 0.
    ///
    /// (m + 1) / (B + 1) for random permutations (Phipson & Smyth 2010, *SAGMB* 9:39); m / b where
    /// they ended with the m-th that reached T (Besag & Clifford 1991, *Biometrika* 78:301); m / B
    /// when all were looked at, where the identity is one of the m.
    public var pValue: Double {
      isExhaustive || isStopped
        ? Double(reached) / Double(permutations) : Double(reached + 1) / Double(permutations + 1)
    }

    /// The smallest p-value that these permutations can give: an arrangement and those that are the
    /// same for the statistic, its mirror image at least, reach the largest T together.
    public var smallestPValue: Double {
      guard isExhaustive, let largest = distribution.max() else {
        return 1 / Double(requested + 1)
      }
      let ties = distribution.count { $0 >= largest - PermutationTest.tieTolerance }
      return Double(ties) / Double(permutations)
    }
  }

  /// Permutations whose T differs from the observed by less than this count as ties.
  public static let tieTolerance = 1e-9
  /// Up to this many positions all permutations are enumerated: 9! = 362,880.
  public static let largestEnumeration = 9
  /// Random permutations end when this many have reached T: p is then known to 3 % (1 / √1,000).
  public static let sufficient = 1_000
  /// This many draws are kept for a picture.
  public static let keptDraws = 100_000

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

  private func value(_ a: Int, _ b: Int) -> Double { isAbsolute ? abs(x[a, b]) : x[a, b] }

  /// T on the positions as they are.
  public var statistic: Double {
    var sum = 0.0
    for edge in graph.from.indices { sum += value(Int(graph.from[edge]), Int(graph.to[edge])) }
    return sum / Double(graph.edgeCount)
  }

  /// Runs the test: every permutation for few positions, random ones otherwise.
  ///
  /// - Parameters:
  ///   - permutations: how many random permutations.
  ///   - seed: replicate r draws from the stream keyed by (seed, domain, r).
  ///   - domain: the name of the analysis.
  ///   - threads: changes the time, never the result.
  ///   - stopsEarly: whether random permutations end when enough have reached T.
  ///   - progress: called with the number of replicates done, now and then, from any thread.
  /// - Complexity: O(permutations · (p + edges)).
  public func run(
    permutations: Int, seed: UInt64, domain: String, threads: Int, stopsEarly: Bool = true,
    progress: @Sendable (Int) -> Void = { _ in }
  ) -> Result {
    graph.nodes <= PermutationTest.largestEnumeration
      ? enumerateAll()
      : sample(
        permutations, seed: seed, domain: domain, threads: threads,
        sufficient: stopsEarly ? PermutationTest.sufficient : .max, progress)
  }

  private func sample(
    _ permutations: Int, seed: UInt64, domain: String, threads: Int, sufficient: Int,
    _ progress: @Sendable (Int) -> Void
  ) -> Result {
    let draws = PermutedMeans(x, absolute: isAbsolute, over: graph)
    let observed = statistic
    let key = RandomStream.Key(seed: seed, domain: domain)
    let blockSize = 256
    // The sum of many blocks is looked at together; where the test stops does not depend on it.
    let blocksAtOnce = 64
    var distribution = [Double]()
    distribution.reserveCapacity(min(permutations, PermutationTest.keptDraws))
    var reached = 0
    var first = 0
    while first < permutations {
      let end = min(permutations, first + blocksAtOnce * blockSize)
      let start = first
      let blocks = (end - first + blockSize - 1) / blockSize
      let drawn = Parallel.map(blocks, threads: threads) { block in
        let from = start + block * blockSize
        let means = draws.means(of: from..<min(end, from + blockSize), key, reaching: observed)
        progress(min(end, from + blockSize))
        return means
      }
      for mean in drawn.joined() {
        first += 1
        if distribution.count < PermutationTest.keptDraws { distribution.append(mean.value) }
        reached += mean.reaches ? 1 : 0
        if reached == sufficient {
          progress(permutations)
          return Result(
            statistic: observed, reached: reached, permutations: first, requested: permutations,
            isExhaustive: false,
            isStopped: true, distribution: distribution)
        }
      }
    }
    return Result(
      statistic: observed, reached: reached, permutations: permutations, requested: permutations,
      isExhaustive: false,
      isStopped: false, distribution: distribution)
  }

  /// All p! permutations by Heap's algorithm.
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
    let observed = statistic
    return Result(
      statistic: observed,
      reached: distribution.count { $0 >= observed - PermutationTest.tieTolerance },
      permutations: distribution.count, requested: distribution.count, isExhaustive: true,
      isStopped: false,
      distribution: distribution)
  }
}
