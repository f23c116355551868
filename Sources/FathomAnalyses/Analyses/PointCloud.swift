internal import FathomNumerics

/// Distinct rows as points, ready for exact distances: one after the other, around 0.
struct PointCloud {
  /// Coordinates, `p × n`: a point is a column.
  private let coordinates: Matrix

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

  /// A point's nearest others, the nearest first.
  struct Neighbours: Sendable {
    /// How far they are.
    var distances: [Double]
    /// Which points they are.
    var points: [Int32]
  }

  /// The `count` nearest others of each point; of equally far ones those that come first.
  ///
  /// A product of matrices finds candidates fast; cancellation blurs small distances, so those of
  /// the candidates are computed again from the differences. A squared distance from a product is
  /// wrong by at most γ(|a|² + |b|²), γ = (p + 8)ε (Higham 2002, *Accuracy and Stability*, 3.1), which
  /// says which points can be among the nearest. Products of single precision take half the time;
  /// where they leave too many candidates, because points lie in clusters that are small beside their
  /// distance, products of double precision take over.
  func nearestNeighbours(
    count wanted: Int, threads: Int, progress: @Sendable (Double) -> Void = { _ in }
  ) -> [Neighbours] {
    let n = count
    let p = coordinates.rows
    let norms = (0..<n).map { squaredNorm($0) }
    let single = coordinates.storage.map(Float.init)
    let blockSize = 64
    let blocks = (n + blockSize - 1) / blockSize
    return Parallel.map(blocks, threads: threads) { block -> [Neighbours] in
      let range = block * blockSize..<min(n, (block + 1) * blockSize)
      let products = LinearAlgebra.products(ofColumns: single, length: p, with: range)
      let gamma = Float(p + 8) * Float.ulpOfOne
      let filter = CandidateFilter(norms.map(Float.init), error: gamma)
      // Where single precision cannot tell points apart, double precision is asked for the block.
      var precise: CandidateFilter<Double>?
      var preciseProducts = Matrix(rows: 0, columns: 0)
      let found = range.map { i in
        var candidates = filter.candidates(
          of: i, count: wanted, products[((i - range.lowerBound) * n)...])
        if candidates.count > PointCloud.mostCandidates, candidates.count < n - 1 || n > 256 {
          if precise == nil {
            precise = CandidateFilter(norms, error: Double(p + 8) * Double.ulpOfOne)
            preciseProducts = LinearAlgebra.product(
              coordinates, transposingFirst: true, coordinates.selecting(columns: Array(range)))
          }
          candidates =
            precise?.candidates(
              of: i, count: wanted, preciseProducts.column(i - range.lowerBound)) ?? candidates
        }
        var nearest = candidates.map { (squaredDistance(i, Int($0)), $0) }
        nearest.sort { $0 < $1 }
        let kept = nearest.prefix(wanted)
        return Neighbours(
          distances: kept.map { $0.0.squareRoot() }, points: kept.map(\.1))
      }
      progress(Double(block + 1) / Double(blocks))
      return found
    }.flatMap(\.self)
  }

  /// More candidates than this for one point, and products of double precision are formed.
  private static let mostCandidates = 256

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

  /// Tells which points can be among the nearest, from products that are nearly right.
  private struct CandidateFilter<Value: BinaryFloatingPoint & SIMDScalar & Sendable>: Sendable {
    private let norms: [Value]
    /// How far a squared distance is off at most, as a share of the sum of both squared norms.
    private let error: Value

    init(_ norms: [Value], error: Value) {
      self.norms = norms
      self.error = error
    }

    /// - Parameter products: of the point with every point, in their order.
    func candidates(of point: Int, count: Int, _ products: ArraySlice<Value>) -> [Int32] {
      products.withUnsafeBufferPointer { products in
        norms.withUnsafeBufferPointer { norms in
          candidates(of: point, count, products, norms)
        }
      }
    }

    private func candidates(
      of point: Int, _ count: Int, _ products: UnsafeBufferPointer<Value>,
      _ norms: UnsafeBufferPointer<Value>
    ) -> [Int32] {
      let n = norms.count
      let own = norms[point]
      // The k-th smallest of upper bounds: no point whose lower bound lies above is among the nearest.
      var nearest = Nearest<Value>(capacity: count)
      let widening = 1 + error
      // What is too small for single precision may be lost altogether.
      let floor: Value = 1e-30
      for j in 0..<n where j != point {
        let upper = widening * (own + norms[j]) - 2 * products[j] + floor
        if upper < nearest.furthest { nearest.insert(upper) }
      }
      let limit = nearest.furthest
      let narrowing = 1 - error
      var candidates = [Int32]()
      for j in 0..<n where narrowing * (own + norms[j]) - 2 * products[j] - floor <= limit {
        if j != point { candidates.append(Int32(truncatingIfNeeded: j)) }
      }
      return candidates
    }
  }

  /// The smallest of the values that came by, in ascending order.
  private struct Nearest<Value: BinaryFloatingPoint> {
    private let capacity: Int
    private var ascending: [Value] = []
    /// The largest of those kept; infinite until there are as many as wanted.
    private(set) var furthest = Value.infinity

    init(capacity: Int) {
      self.capacity = capacity
      ascending.reserveCapacity(capacity + 1)
    }

    mutating func insert(_ value: Value) {
      guard value < furthest else { return }
      var place = ascending.count
      while place > 0, ascending[place - 1] > value { place -= 1 }
      ascending.insert(value, at: place)
      if ascending.count > capacity { ascending.removeLast() }
      if ascending.count == capacity { furthest = ascending[capacity - 1] }
    }
  }
}
