internal import FathomNumerics

/// Effect sizes of local correlation, beside the test.
struct LocalityMeasures {
  /// The locality index, (T − E T) / (best possible − E T); nil where even the best arrangement is no better than
  /// chance.
  static func index(_ statistic: Double, _ mean: Double, _ best: Double) -> Double? {
    let reach = best - mean
    return reach > 1e-12 ? (statistic - mean) / reach : nil
  }

  let correlations: Matrix
  let neighbours: NeighbourGraph
  var threads = 1

  private var p: Int { correlations.columns }

  /// The mean of the largest values of X, as many as there are edges: what no arrangement can exceed.
  ///
  /// Counts in bins tell from where on values can be among the largest; only those are looked at.
  ///
  /// - Complexity: O(p²).
  static func bestPossible(
    _ x: Matrix, absolute: Bool = false, edges: Int, threads: Int = 1
  ) -> Double {
    let bins = 4_096
    // Correlations lie in −1...1; what lies outside falls into the bins at the ends.
    let shift = absolute ? 0 : Double(bins / 2)
    let scale = Double(bins) - shift
    @Sendable func bin(_ value: Double) -> Int {
      Int(min(Double(bins - 1), max(0, value * scale + shift)))
    }
    let scan = UpperTriangle(x, absolute: absolute, threads: threads)
    let parts = scan.map { columns in
      var counts = [Int](repeating: 0, count: bins)
      counts.withUnsafeMutableBufferPointer { counts in
        for column in columns { for value in column { counts[bin(value)] += 1 } }
      }
      return counts
    }
    var lowest = bins
    var among = 0
    while among < edges, lowest > 0 {
      lowest -= 1
      among += parts.reduce(0) { $0 + $1[lowest] }
    }
    let limitBin = lowest
    let largest = scan.map { columns in
      var values = [Double]()
      for column in columns {
        for value in column where bin(value) >= limitBin { values.append(value) }
      }
      return values
    }.flatMap(\.self)
    // The sum of those above the limit, and the limit itself for those that tie with it.
    let limit = Quantiles.smallest(largest.count - edges + 1, of: largest)
    let above = largest.filter { $0 > limit }.sorted(by: >)
    return (above.reduce(0, +) + limit * Double(edges - above.count)) / Double(edges)
  }

  /// P(|r| of neighbours > |r| of others), ties counted half: the Mann–Whitney form of the area
  /// under the curve.
  ///
  /// NaN when all pairs are neighbours.
  ///
  /// - Complexity: O(p² log |E|) at most, without a list of all pairs.
  func auc() -> Double {
    let graph = neighbours.graph
    let edges = graph.from.indices.map { edge in
      abs(correlations[Int(graph.from[edge]), Int(graph.to[edge])])
    }
    let others = p * (p - 1) / 2 - edges.count
    guard others > 0 else { return .nan }
    let ranks = EdgeRanks(edges)
    // Over all pairs, twice the number of edges above plus those tied; then the edges themselves,
    // which are no "others", are taken off.
    var twice = UpperTriangle(correlations, absolute: true, threads: threads).map { columns in
      ranks.withScore { score in
        var sum = 0
        for column in columns { for value in column { sum += score(value) } }
        return sum
      }
    }.reduce(0, +)
    ranks.withScore { score in for value in edges { twice -= score(value) } }
    return Double(twice) / 2 / (Double(edges.count) * Double(others))
  }

  /// The sums of the correlations by displacement.
  func displacements() -> DisplacementSums {
    DisplacementSums(correlations, neighbours, threads: threads)
  }

  /// The mean of r between the channels of one pixel; NaN without several channels.
  func meanBetweenChannels() -> Double {
    var sum = 0.0
    var pairs = 0
    // Channels of a pixel follow each other.
    for a in neighbours.positions.indices {
      let place = neighbours.place(a)
      for b in neighbours.positions.indices[(a + 1)...] {
        let other = neighbours.place(b)
        guard other.row == place.row, other.column == place.column,
          other.channel != place.channel
        else { break }
        sum += correlations[a, b]
        pairs += 1
      }
    }
    return pairs > 0 ? sum / Double(pairs) : .nan
  }

  /// The mean of X over all pairs: E T.
  static func meanOfPairs(_ x: Matrix, absolute: Bool = false, threads: Int = 1) -> Double {
    let sums = UpperTriangle(x, absolute: absolute, threads: threads).map { columns in
      columns.reduce(0.0) { $0 + $1.reduce(0, +) }
    }
    return sums.reduce(0, +) / Double(x.columns * (x.columns - 1) / 2)
  }

  /// The mean of X over a range of the edges; NaN for none.
  static func mean(
    _ x: Matrix, absolute: Bool = false, _ graph: Graph, _ edges: Range<Int>
  ) -> Double {
    guard !edges.isEmpty else { return .nan }
    let sum = edges.reduce(0.0) {
      let value = x[Int(graph.from[$1]), Int(graph.to[$1])]
      return $0 + (absolute ? abs(value) : value)
    }
    return sum / Double(edges.count)
  }

  /// The mean of X between each node and its neighbours; NaN where it has none.
  static func neighbourMeans(_ x: Matrix, absolute: Bool = false, _ graph: Graph) -> [Double] {
    var sums = [Double](repeating: 0, count: graph.nodes)
    for edge in graph.from.indices {
      let a = Int(graph.from[edge])
      let b = Int(graph.to[edge])
      let value = absolute ? abs(x[a, b]) : x[a, b]
      sums[a] += value
      sums[b] += value
    }
    return zip(sums, graph.degrees).map { $1 > 0 ? $0 / Double($1) : .nan }
  }
}

/// Where a value stands among the correlations on the edges.
///
/// Many narrow bins of ascending values: most values fall into one that holds no edge, and are
/// ranked by a glance.
struct EdgeRanks {
  private let sorted: [Double]
  /// For each bin the place of its first value, and one more at the end.
  private let starts: [Int32]
  private let scale: Double

  init(_ edges: [Double]) {
    sorted = edges.sorted()
    let bins = min(1 << 16, 16 * edges.count)
    let scale = Double(bins) / (sorted.last ?? 1)
    self.scale = scale.isFinite ? scale : 0
    var starts = [Int32](repeating: 0, count: bins + 1)
    for value in sorted { starts[EdgeRanks.bin(value, self.scale, bins - 1) + 1] += 1 }
    for bin in 0..<bins { starts[bin + 1] += starts[bin] }
    self.starts = starts
  }

  @inline(__always)
  private static func bin(_ value: Double, _ scale: Double, _ last: Int) -> Int {
    let place = value * scale
    return place < Double(last) ? Int(place) : last
  }

  /// Hands out the score of a value ≥ 0: how many edges are not below it and how many are above it.
  func withScore<Result>(_ body: ((Double) -> Int) -> Result) -> Result {
    sorted.withUnsafeBufferPointer { sorted in
      starts.withUnsafeBufferPointer { starts in
        body { value in
          // In bounds: a bin is at most the last, and starts hold one more; they ascend to the count.
          let bin = EdgeRanks.bin(value, scale, starts.count - 2)
          let first = Int(starts[bin])
          let end = Int(starts[bin + 1])
          if first == end { return 2 * (sorted.count - first) }
          let within = UnsafeBufferPointer(rebasing: sorted[first..<end])
          let below = EdgeRanks.count(within) { $0 < value }
          let notAbove = EdgeRanks.count(within) { $0 <= value }
          return 2 * (sorted.count - first) - below - notAbove
        }
      }
    }
  }

  /// How many of ascending values fulfil a condition that holds for the first of them only.
  @inline(__always)
  private static func count(
    _ sorted: UnsafeBufferPointer<Double>, while holds: (Double) -> Bool
  ) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if holds(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
