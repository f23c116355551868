internal import FathomNumerics

/// k-nearest neighbours for all sizes of one split.
///
/// Subsets are nested, so the neighbours of a size are found by going on from those of the size
/// before. Columns without a common unit are standardised by the rows of the split to learn from. How
/// many neighbours vote is chosen on the last fifth of a subset.
struct NeighbourLadder {
  /// How many neighbours may vote.
  static let counts = [1, 3, 5, 9, 15, 25]
  /// Rows that the number of neighbours is chosen on, at most.
  private static let validationRows = 500
  private static let chunk = 512

  private let rows: CurveRows
  private let split: CrossValidationSplit
  private let columns: Int
  /// Coordinates, one row after the other.
  private let training: [Float]
  private let test: [Float]
  private let trainingNorms: [Float]
  private let testNorms: [Float]

  init(_ rows: CurveRows, _ split: CrossValidationSplit) {
    self.rows = rows
    self.split = split
    columns = rows.features.columns
    let moments = rows.moments(of: split.training)
    // In a common unit, one number for all columns brings the coordinates near 1.
    let spread = moments.map(\.standardDeviation).max() ?? 0
    let factors = moments.map { moment -> Double in
      let unit = rows.hasCommonUnit ? spread : moment.varies ? moment.standardDeviation : 0
      return unit > 0 && unit.isFinite ? 1 / unit : 0
    }
    func coordinates(_ part: [Int]) -> [Float] {
      let p = rows.features.columns
      var values = [Float](repeating: 0, count: part.count * p)
      for column in 0..<p {
        let all = rows.features.column(column)
        for (place, row) in part.enumerated() {
          values[place * p + column] = Float(
            (all[all.startIndex + row] - moments[column].mean) * factors[column])
        }
      }
      return values
    }
    training = coordinates(split.training)
    test = coordinates(split.test)
    trainingNorms = Self.norms(training, columns)
    testNorms = Self.norms(test, columns)
  }

  private static func norms(_ values: [Float], _ length: Int) -> [Float] {
    stride(from: 0, to: values.count, by: max(1, length)).map { first in
      values[first..<(first + length)].reduce(0) { $0 + $1 * $1 }
    }
  }

  /// The losses at each size.
  func losses(sizes: [Int]) -> CurveLosses {
    let truths = split.test.map { rows.target[$0] }
    let totals = rows.totals(of: split.test)
    var search = Search(points: split.test.count)
    let losses = sizes.map { size -> [Double] in
      let count = bestCount(size)
      extend(&search, to: size, points: test, norms: testNorms)
      return split.test.indices.map { loss(search.nearest(of: $0, count), truths[$0]) }
    }
    return CurveLosses(losses: losses, totals: totals, cStatistic: nil)
  }

  private func bestCount(_ size: Int) -> Int {
    let inner = size - max(2, size / 5)
    let tried = inner..<min(size, inner + Self.validationRows)
    var search = Search(points: tried.count)
    extend(
      &search, to: inner,
      points: Array(training[(tried.lowerBound * columns)..<(tried.upperBound * columns)]),
      norms: Array(trainingNorms[tried]))
    let possible = Self.counts.filter { $0 <= inner }
    let errors = possible.map { count in
      tried.reduce(0.0) {
        $0
          + loss(
            search.nearest(of: $1 - tried.lowerBound, count), rows.target[split.training[$1]])
      }
    }
    return possible[errors.indices.min { errors[$0] < errors[$1] } ?? 0]
  }

  /// What the vote of neighbours loses: 1 for a wrong class, or the squared error of their mean.
  ///
  /// Of classes with as many votes, that of the nearest neighbour wins.
  private func loss(_ neighbours: ArraySlice<Int32>, _ truth: Double) -> Double {
    let targets = neighbours.map { rows.target[split.training[Int($0)]] }
    guard rows.classes != nil else {
      let error = targets.reduce(0, +) / Double(targets.count) - truth
      return error * error
    }
    var winner = targets[0]
    var most = 0
    for (place, target) in targets.enumerated() where !targets[..<place].contains(target) {
      let votes = targets.count { $0 == target }
      if votes > most { (winner, most) = (target, votes) }
    }
    return winner == truth ? 0 : 1
  }

  // MARK: Search

  /// The nearest rows of some points so far, each point's in ascending order.
  private struct Search {
    static let capacity = NeighbourLadder.counts.max() ?? 1

    var rows = 0
    var distances: [Float]
    var indices: [Int32]

    init(points: Int) {
      distances = [Float](repeating: .infinity, count: points * Search.capacity)
      indices = [Int32](repeating: 0, count: points * Search.capacity)
    }

    func nearest(of point: Int, _ count: Int) -> ArraySlice<Int32> {
      let first = point * Search.capacity
      return indices[first..<(first + min(count, rows))]
    }
  }

  /// Goes on with the rows up to a size.
  private func extend(_ search: inout Search, to size: Int, points: [Float], norms: [Float]) {
    while search.rows < size {
      let range = search.rows..<min(size, search.rows + Self.chunk)
      let products = LinearAlgebra.products(
        ofColumns: points,
        with: training[(range.lowerBound * columns)..<(range.upperBound * columns)],
        columns)
      products.withUnsafeBufferPointer { products in
        search.distances.withUnsafeMutableBufferPointer { distances in
          search.indices.withUnsafeMutableBufferPointer { indices in
            for (place, row) in range.enumerated() {
              let own = trainingNorms[row]
              for point in norms.indices {
                let distance = Self.rounded(
                  own + norms[point] - 2 * products[place * norms.count + point])
                let first = point * Search.capacity
                let last = first + Search.capacity - 1
                guard distance < distances[last] else { continue }
                var slot = last
                while slot > first, distances[slot - 1] > distance {
                  distances[slot] = distances[slot - 1]
                  indices[slot] = indices[slot - 1]
                  slot -= 1
                }
                distances[slot] = distance
                indices[slot] = Int32(truncatingIfNeeded: row)
              }
            }
          }
        }
      }
      search.rows = range.upperBound
    }
  }

  /// The distance to about five digits: so much rounding in the product makes no two rows that are
  /// equally far differ.
  private static func rounded(_ distance: Float) -> Float {
    Float(bitPattern: (max(0, distance).bitPattern &+ 0x80) & 0xFFFF_FF00)
  }
}
