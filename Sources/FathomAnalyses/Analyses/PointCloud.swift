internal import FathomNumerics

/// Distinct rows as points, ready for exact distances: one after the other, around 0.
struct PointCloud {
  /// Coordinates, `p × n`: a point is a column.
  private let coordinates: Matrix

  /// Up to so many coordinates the products are made block by block.
  private static let shortPoint = 256

  /// Number of distinct points.
  var count: Int { coordinates.columns }

  /// Whether no coordinate is infinite or NaN.
  var isFinite: Bool { coordinates.isFinite }

  /// - Parameters:
  ///   - rows: `n × p`, complete.
  ///   - scales: what the columns are divided by; empty for nothing.
  init(_ rows: Matrix, scales: [Double], threads: Int) {
    var points = rows.transposed
    let kept = PointCloud.distinct(points, threads: threads)
    if kept.count < points.columns { points = points.selecting(columns: kept) }
    let scales = scales.isEmpty ? [Double](repeating: 1, count: rows.columns) : scales
    // Any centre will do; the mean keeps small distances exact.
    let means = Moments.ofColumns(rows, threads: threads).map(\.mean)
    let p = points.rows
    points.forEachColumn(threads: threads) { point in
      // In bounds: a column has p elements.
      for c in 0..<p { point[c] = (point[c] - means[c]) / scales[c] }
    }
    PointCloud.bringNearOne(&points, threads)
    coordinates = points
  }

  /// Divides all by one power of two, so that squares neither over- nor underflow; no ratio of
  /// distances changes.
  private static func bringNearOne(_ points: inout Matrix, _ threads: Int) {
    let largest = points.storage.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return }
    // Dividing in two steps: the power itself may lie beyond the range of doubles.
    let half = largest.exponent / 2
    let first = Double(sign: .plus, exponent: -half, significand: 1)
    let second = Double(sign: .plus, exponent: -(largest.exponent - half), significand: 1)
    points.forEachColumn(threads: threads) { point in
      for c in point.indices { point[c] = point[c] * first * second }
    }
  }

  /// The first of equal points each.
  private static func distinct(_ points: Matrix, threads: Int) -> [Int] {
    let hashes = Parallel.map(points.columns, threads: threads) { hash(points.column($0)) }
    var firsts = [UInt64: [Int]]()
    return points.columnIndices.filter { index in
      let alike = firsts[hashes[index]] ?? []
      let point = points.column(index)
      guard !alike.contains(where: { points.column($0).elementsEqual(point) }) else {
        return false
      }
      firsts[hashes[index]] = alike + [index]
      return true
    }
  }

  /// Equal for equal points; 0 and −0 are equal.
  private static func hash(_ point: ArraySlice<Double>) -> UInt64 {
    point.reduce(0) { hash, value in
      let mixed = (hash ^ (value + 0).bitPattern) &* 0x9E37_79B9_7F4A_7C15
      return mixed ^ (mixed >> 29)
    }
  }

  /// The distances of each point to its `count` nearest others, ascending.
  ///
  /// A product of matrices finds candidates fast; cancellation blurs small distances, so those of
  /// the candidates are computed again from the differences. A squared distance from the product is
  /// wrong by at most γ(|a|² + |b|²), γ = (p + 4)ε (Higham 2002, *Accuracy and Stability*, 3.1), so
  /// no point further off than the last wanted plus twice that can be among the nearest.
  func nearestDistances(count wanted: Int, threads: Int) -> [[Double]] {
    let n = count
    let norms = (0..<n).map { squaredNorm($0) }
    let largestNorm = norms.max() ?? 0
    let gamma = Double(coordinates.rows + 4) * Double.ulpOfOne
    // Half the work by symmetry, but n² numbers in memory: worth it for long points only.
    let gram =
      coordinates.rows > PointCloud.shortPoint
      ? LinearAlgebra.gram(of: coordinates, threads: threads) : nil
    let blockSize = 64
    return Parallel.map((n + blockSize - 1) / blockSize, threads: threads) { block in
      var squared = [Double](repeating: 0, count: n)
      var nearest = Nearest(capacity: wanted)
      let range = block * blockSize..<min(n, (block + 1) * blockSize)
      let products =
        gram
        ?? LinearAlgebra.product(
          coordinates, transposingFirst: true, coordinates.selecting(columns: Array(range)))
      let first = gram == nil ? range.lowerBound : 0
      return range.map { i in
        for (j, product) in zip(0..<n, products.column(i - first)) {
          squared[j] = norms[i] + norms[j] - 2 * product
        }
        squared[i] = .infinity
        nearest.removeAll()
        for value in squared { nearest.insert(value) }
        let limit = nearest.furthest + 2 * gamma * (norms[i] + largestNorm)
        nearest.removeAll()
        for j in 0..<n where squared[j] <= limit { nearest.insert(squaredDistance(i, j)) }
        return nearest.ascending.map { $0.squareRoot() }
      }
    }.flatMap(\.self)
  }

  private func squaredNorm(_ point: Int) -> Double {
    coordinates.column(point).reduce(0) { $0 + $1 * $1 }
  }

  private func squaredDistance(_ a: Int, _ b: Int) -> Double {
    coordinates.storage.withUnsafeBufferPointer { values in
      let p = coordinates.rows
      var sums = SIMD8<Double>()
      var sum = 0.0
      // In bounds: a and b are columns of p elements.
      let whole = p / 8 * 8
      for first in stride(from: 0, to: whole, by: 8) {
        var difference = SIMD8<Double>()
        for lane in 0..<8 {
          difference[lane] = values[a * p + first + lane] - values[b * p + first + lane]
        }
        sums += difference * difference
      }
      for c in whole..<p {
        let difference = values[a * p + c] - values[b * p + c]
        sum += difference * difference
      }
      return sums.sum() + sum
    }
  }

  /// The smallest of the values that came by, in ascending order.
  private struct Nearest {
    private let capacity: Int
    private(set) var ascending: [Double] = []

    init(capacity: Int) {
      self.capacity = capacity
      ascending.reserveCapacity(capacity + 1)
    }

    /// The largest of those kept; infinite until there are as many as wanted.
    var furthest: Double { ascending.count < capacity ? .infinity : ascending[capacity - 1] }

    mutating func removeAll() { ascending.removeAll(keepingCapacity: true) }

    mutating func insert(_ value: Double) {
      guard value < furthest else { return }
      var place = ascending.count
      while place > 0, ascending[place - 1] > value { place -= 1 }
      ascending.insert(value, at: place)
      if ascending.count > capacity { ascending.removeLast() }
    }
  }
}
