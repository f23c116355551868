internal import FathomNumerics

/// Effect sizes of local correlation, beside the test.
struct LocalityMeasures {
  let correlations: Matrix
  let neighbours: NeighbourGraph

  private var p: Int { correlations.columns }

  /// X as the statistic sees it: the correlations, or their absolute values.
  static func statisticMatrix(_ correlations: Matrix, absolute: Bool) -> Matrix {
    var x = correlations
    if absolute { for index in x.storage.indices { x.storage[index] = abs(x.storage[index]) } }
    return x
  }

  /// The mean of the largest values, as many as there are edges: what no arrangement can exceed.
  static func bestPossible(_ x: Matrix, edges: Int) -> Double {
    var values = [Double]()
    values.reserveCapacity(x.columns * (x.columns - 1) / 2)
    for j in 0..<x.columns { values.append(contentsOf: x.column(j).prefix(j)) }
    // The sum of those above the limit, and the limit itself for those that tie with it.
    let limit = Quantiles.smallest(values.count - edges + 1, of: values)
    let above = values.filter { $0 > limit }.sorted(by: >)
    return (above.reduce(0, +) + limit * Double(edges - above.count)) / Double(edges)
  }

  /// P(|r| of neighbours > |r| of others), ties counted half: the Mann–Whitney form of the area
  /// under the curve.
  ///
  /// NaN when all pairs are neighbours.
  ///
  /// - Complexity: O(p² log |E|), without a list of all pairs.
  func auc() -> Double {
    let graph = neighbours.graph
    let edges = graph.from.indices.map { edge in
      abs(correlations[Int(graph.from[edge]), Int(graph.to[edge])])
    }.sorted()
    let others = p * (p - 1) / 2 - edges.count
    guard others > 0 else { return .nan }
    // Over all pairs, twice the number of edges above plus those tied; then the edges themselves,
    // which are no "others", are taken off.
    func score(_ value: Double) -> Int {
      let notBelow = edges.count - LocalityMeasures.count(edges) { $0 < value }
      let above = edges.count - LocalityMeasures.count(edges) { $0 <= value }
      return notBelow + above
    }
    var twice = 0
    for j in 1..<p { for i in 0..<j { twice += score(abs(correlations[i, j])) } }
    for value in edges { twice -= score(value) }
    return Double(twice) / 2 / (Double(edges.count) * Double(others))
  }

  /// How many of ascending values fulfil a condition that holds for the first of them only.
  private static func count(_ sorted: [Double], while holds: (Double) -> Bool) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if holds(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The share of the variance of the correlations that the displacement between two positions
  /// explains, and how many displacements there are.
  ///
  /// A convolution shares its weights over positions, which suits data whose correlations depend on
  /// the displacement alone: a Toeplitz matrix for a sequence, a block Toeplitz one for a grid.
  func toeplitz() -> (share: Double, expected: Double) {
    struct Displacement: Hashable {
      var rows: Int
      var columns: Int
      var channels: Int
    }
    var sums = [Displacement: (count: Double, sum: Double)]()
    let places = (0..<p).map(neighbours.place)
    var mean = 0.0
    let pairs = Double(p * (p - 1) / 2)
    for j in 1..<p { for i in 0..<j { mean += correlations[i, j] / pairs } }
    var total = 0.0
    for j in 1..<p {
      for i in 0..<j {
        let a = places[i]
        let b = places[j]
        var key = Displacement(
          rows: b.row - a.row, columns: b.column - a.column, channels: b.channel - a.channel)
        // A displacement and its opposite are one.
        if (key.rows, key.columns, key.channels) < (0, 0, 0) {
          key = Displacement(rows: -key.rows, columns: -key.columns, channels: -key.channels)
        }
        let deviation = correlations[i, j] - mean
        total += deviation * deviation
        sums[key, default: (0, 0)].count += 1
        sums[key, default: (0, 0)].sum += deviation
      }
    }
    // Below rounding there is no variance to explain.
    guard total > 1e-24 * pairs, pairs > 1 else { return (.nan, .nan) }
    // In the order of the displacements, so that rounding is the same in every run.
    let between = sums.sorted {
      ($0.key.rows, $0.key.columns, $0.key.channels)
        < ($1.key.rows, $1.key.columns, $1.key.channels)
    }.reduce(0.0) { $0 + $1.value.sum * $1.value.sum / $1.value.count }
    return (between / total, Double(sums.count - 1) / (pairs - 1))
  }

  /// Mean correlation by distance, nearest first.
  func correlogram(limit: Int) -> [CorrelogramPoint] {
    var pairs = [Int: (count: Int, signed: Double, absolute: Double)]()
    for j in 1..<p {
      for i in 0..<j {
        guard let distance = neighbours.distance(i, j), distance <= limit else { continue }
        pairs[distance, default: (0, 0, 0)].count += 1
        pairs[distance, default: (0, 0, 0)].signed += correlations[i, j]
        pairs[distance, default: (0, 0, 0)].absolute += abs(correlations[i, j])
      }
    }
    return pairs.keys.sorted().map { distance in
      let sum = pairs[distance] ?? (0, 0, 0)
      let n = Double(sum.count)
      return CorrelogramPoint(
        distance: distance, pairs: sum.count, signed: sum.signed / n, absolute: sum.absolute / n)
    }
  }

  struct CorrelogramPoint {
    var distance: Int
    var pairs: Int
    var signed: Double
    var absolute: Double
  }

  /// The mean of X over all pairs: E T.
  static func meanOfPairs(_ x: Matrix) -> Double {
    var sum = 0.0
    for j in 0..<x.columns { sum += x.column(j).prefix(j).reduce(0, +) }
    return sum / Double(x.columns * (x.columns - 1) / 2)
  }

  /// The mean of X over a range of the edges; NaN for none.
  static func mean(_ x: Matrix, _ graph: Graph, _ edges: Range<Int>) -> Double {
    guard !edges.isEmpty else { return .nan }
    let sum = edges.reduce(0.0) { $0 + x[Int(graph.from[$1]), Int(graph.to[$1])] }
    return sum / Double(edges.count)
  }

  /// The mean of X between each node and its neighbours; NaN where it has none.
  static func neighbourMeans(_ x: Matrix, _ graph: Graph) -> [Double] {
    var sums = [Double](repeating: 0, count: graph.nodes)
    for edge in graph.from.indices {
      let a = Int(graph.from[edge])
      let b = Int(graph.to[edge])
      sums[a] += x[a, b]
      sums[b] += x[a, b]
    }
    return zip(sums, graph.degrees).map { $1 > 0 ? $0 / Double($1) : .nan }
  }
}
