internal import FathomData
internal import FathomNumerics

/// Positions whose agreement with a neighbour says nothing about the arrangement.
///
/// A copy of the column before it, a function of it, the next indicator of one category: whoever put
/// them side by side made neighbours agree. A position at which almost every row has one value agrees
/// or not by a coincidence of one or two rows. The test is run with them and without.
public struct RedundantPositions: Codable, Sendable, Equatable {
  /// Nodes that repeat a neighbour: |r| = 1.
  public var copies: [Int] = []
  /// Columns of a table that are monotone functions of the column before them, or it of them.
  public var functions: [Int] = []
  /// Indicators of a table, never set in a row in which the column before them is.
  public var siblings: [Int] = []
  /// Nodes at which no more than two rows differ from the most frequent value.
  public var nearlyConstant: [Int] = []

  /// This many rows in common would be expected of two indicators that have none.
  static let expectedTogether = 10.0

  /// All of them, ascending, each once.
  var all: Set<Int> { Set(copies).union(functions).union(siblings).union(nearlyConstant) }

  /// None.
  init() {}

  /// Looks at positions and their neighbours.
  ///
  /// - Parameters:
  ///   - correlations: over the nodes.
  ///   - moments: of each node.
  ///   - rows: rows in memory.
  ///   - columns: the column of `rows` for each node.
  init(
    _ correlations: Matrix, _ neighbours: NeighbourGraph, moments: [Moments], rows: Matrix,
    columns: [Int]
  ) {
    nearlyConstant = columns.indices.filter { NearlyConstant.holds(rows.column(columns[$0])) }
    let graph = neighbours.graph
    for edge in graph.from.indices {
      let a = Int(graph.from[edge])
      let b = Int(graph.to[edge])
      if abs(correlations[a, b]) >= 1 - 1e-9 {
        copies.append(b)
      } else if neighbours.layout == .table {
        if RedundantPositions.exclude(moments[a], moments[b], correlations[a, b]) {
          siblings.append(b)
        } else if abs(correlations[a, b]) > 0.5,
          RedundantPositions.isMonotone(rows.column(columns[a]), rows.column(columns[b]))
        {
          functions.append(b)
        }
      }
    }
    copies = Array(Set(copies)).sorted()
  }

  /// Whether two columns of 0 and 1 are never 1 together, although they would be by chance.
  private static func exclude(_ a: Moments, _ b: Moments, _ r: Double) -> Bool {
    func isIndicator(_ moments: Moments) -> Bool {
      // A column between 0 and 1 has the variance m (1 − m) only where all its values are 0 or 1.
      guard moments.minimum == 0, moments.maximum == 1 else { return false }
      let largest = Double(moments.count) * moments.mean * (1 - moments.mean)
      return moments.squaredDeviations >= largest * (1 - 1e-9)
    }
    guard isIndicator(a), isIndicator(b) else { return false }
    let count = Double(min(a.count, b.count))
    guard count * a.mean * b.mean >= expectedTogether else { return false }
    let covariance =
      r * (a.mean * (1 - a.mean) * b.mean * (1 - b.mean)).squareRoot()
    // Without a row in common the covariance is −m m.
    return abs(covariance + a.mean * b.mean) * count < 0.5
  }

  /// Whether one of two columns is a monotone function of the other, in either direction.
  private static func isMonotone(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Bool {
    let pairs = zip(a, b).filter { !$0.0.isNaN && !$0.1.isNaN }
    guard pairs.count >= 20 else { return false }
    let byFirst = pairs.sorted { $0.0 < $1.0 }
    let bySecond = pairs.sorted { $0.1 < $1.1 }
    return isFunction(byFirst.map { ($0.0, $0.1) }) || isFunction(bySecond.map { ($0.1, $0.0) })
  }

  /// Whether the second of each pair goes one way as the first, ascending, goes on.
  private static func isFunction(_ pairs: [(Double, Double)]) -> Bool {
    var rises = false
    var falls = false
    for (before, after) in zip(pairs, pairs.dropFirst()) where before.1 != after.1 {
      if before.0 == after.0 { return false }
      if before.1 < after.1 { rises = true } else { falls = true }
      if rises && falls { return false }
    }
    return rises || falls
  }
}
