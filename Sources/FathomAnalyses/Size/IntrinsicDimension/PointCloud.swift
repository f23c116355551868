internal import FathomLearners
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
    let filter = CandidateFilter(norms, error: Float(p + 8) * Float.ulpOfOne)
    let blockSize = 64
    let blocks = (n + blockSize - 1) / blockSize
    return Parallel.map(blocks, threads: threads) { block -> [Neighbours] in
      let range = block * blockSize..<min(n, (block + 1) * blockSize)
      let products = LinearAlgebra.products(ofColumns: single, length: p, with: range)
      // Where single precision cannot tell points apart, double precision is asked for the block.
      var precise: Matrix?
      let found = range.map { i in
        var candidates = filter.candidates(
          of: i, count: wanted,
          products[((i - range.lowerBound) * n)..<((i - range.lowerBound + 1) * n)])
        if candidates.count > PointCloud.mostCandidates {
          let products =
            precise
            ?? LinearAlgebra.product(
              coordinates, transposingFirst: true, coordinates.selecting(columns: Array(range)))
          precise = products
          candidates = preciseCandidates(
            of: i, count: wanted, products.column(i - range.lowerBound), norms)
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
  private struct CandidateFilter: Sendable {
    private let norms: [Float]
    /// How far a squared distance is off at most, as a share of the sum of both squared norms.
    private let error: Float
    /// What is too small for single precision may be lost altogether.
    private static let floor: Float = 1e-30

    init(_ norms: [Double], error: Float) {
      self.norms = norms.map(Float.init)
      self.error = error
    }

    /// This many points are looked at under one limit.
    private static let block = 512

    /// - Parameter products: of the point with every point, in their order.
    func candidates(of point: Int, count: Int, _ products: ArraySlice<Float>) -> [Int32] {
      let own = norms[point]
      let narrowing = 1 - error
      let widening = 1 + error
      // No point whose lower bound lies above the k-th smallest of the upper bounds is among the
      // nearest. That limit falls on the way: those below it so far are looked at again.
      var nearest = Nearest<Float>(capacity: count)
      var candidates = [(bound: Float, point: Int32)]()
      products.withUnsafeBufferPointer { products in
        norms.withUnsafeBufferPointer { norms in
          withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.block) { places in
            for first in stride(from: 0, to: norms.count, by: Self.block) {
              // In bounds: no more than there are, here and below.
              let range = first..<min(norms.count, first + Self.block)
              let found = NearProducts.find(
                UnsafeBufferPointer(rebasing: products[range]),
                norms: UnsafeBufferPointer(rebasing: norms[range]), own: own, narrowing: narrowing,
                limit: nearest.furthest + Self.floor, into: places)
              for place in places.prefix(found) where first + Int(place) != point {
                let other = first + Int(place)
                let sum = norms[other] + own
                let lower = sum * narrowing - 2 * products[other] - Self.floor
                guard lower <= nearest.furthest else { continue }
                candidates.append((lower, Int32(truncatingIfNeeded: other)))
                nearest.insert(sum * widening - 2 * products[other] + Self.floor)
              }
            }
          }
        }
      }
      return candidates.filter { $0.bound <= nearest.furthest }.map(\.point)
    }
  }

  /// The same from products of double precision, for the points that single precision cannot tell
  /// apart.
  private func preciseCandidates(
    of point: Int, count wanted: Int, _ products: ArraySlice<Double>, _ norms: [Double]
  ) -> [Int32] {
    let error = Double(coordinates.rows + 8) * Double.ulpOfOne
    let own = norms[point]
    var nearest = Nearest<Double>(capacity: wanted)
    for (j, product) in zip(norms.indices, products) where j != point {
      nearest.insert((1 + error) * (own + norms[j]) - 2 * product)
    }
    return zip(norms.indices, products).filter { j, product in
      j != point && (1 - error) * (own + norms[j]) - 2 * product <= nearest.furthest
    }.map { Int32(truncatingIfNeeded: $0.0) }
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
