/// The nearest points of each point, nearly always, without looking at all pairs.
///
/// Points are divided again and again at the median of a random direction, until few are left together; these are compared
/// each with each (random projection trees; Dasgupta & Freund 2008, *STOC* 40:537). A point whose nearest one is far closer
/// than the next is rarely parted from it, and several trees part it in different places.
public struct ProjectionForest: Sendable {
  /// Coordinates, point by point, filled up with zeros to a multiple of eight.
  private let points: [Float]
  private let stride: Int
  private let width: Int
  /// How many points there are.
  public let count: Int
  private let leaf: Int
  private let seed: UInt64

  /// So many points are compared each with each, unless more are wanted.
  public static let leaf = 32
  /// A direction is a sum of so many coordinates.
  private static let terms = 4

  /// Points from their coordinates.
  ///
  /// - Parameters:
  ///   - coordinates: one array a coordinate, each with a value a point, none of them NaN.
  ///   - leaf: how many points are compared each with each; all of them for the nearest without fail.
  ///   - seed: of the directions.
  public init(_ coordinates: [[Float]], leaf: Int = leaf, seed: UInt64) {
    self.leaf = leaf
    width = coordinates.count
    count = coordinates.first?.count ?? 0
    stride = (coordinates.count + 7) / 8 * 8
    var points = [Float](repeating: 0, count: count * stride)
    for (place, values) in coordinates.enumerated() {
      for point in values.indices { points[point * stride + place] = values[point] }
    }
    self.points = points
    self.seed = seed
  }

  /// The nearest others of a point, the nearest first.
  public struct Neighbours: Sendable, Equatable {
    /// Squared distances, infinite where there are fewer points.
    public var squares: SIMD4<Float> = .init(repeating: .infinity)
    /// Which points they are; −1 for none.
    public var points: SIMD4<Int32> = .init(repeating: -1)

    /// No neighbours yet.
    public init() {}

    /// Takes in a point, unless it is known already.
    @inline(__always)
    mutating func insert(_ square: Float, _ point: Int32) {
      guard square < squares[3] || square == squares[3] && point < points[3] else { return }
      for place in 0..<4 where points[place] == point { return }
      var place = 3
      while place > 0,
        squares[place - 1] > square
          || squares[place - 1] == square && points[place - 1] > point
      {
        squares[place] = squares[place - 1]
        points[place] = points[place - 1]
        place -= 1
      }
      squares[place] = square
      points[place] = point
    }
  }

  /// Adds what one tree finds to the nearest of each point.
  public func grow(tree: Int, into nearest: inout [Neighbours], threads: Int) {
    var order = (0..<Int32(count)).map { $0 }
    var leaves = [0..<count]
    var depth = 0
    // All parts of one depth are divided side by side.
    while leaves.contains(where: { $0.count > leaf }) {
      let (parts, level) = (leaves, depth)
      let divided = order.withUnsafeMutableBufferPointer { order -> [[Range<Int>]] in
        guard let base = order.baseAddress else { return [] }
        let shared = SharedSlots(base: base)
        return Parallel.map(parts.count, threads: threads) { part in
          let range = parts[part]
          guard range.count > leaf else { return [range] }
          var stream = RandomStream(
            seed: seed, domain: "projectionForest.\(tree).\(level)", index: UInt64(part))
          let middle = divide(
            UnsafeMutableBufferPointer(start: shared.base + range.lowerBound, count: range.count),
            &stream)
          return [
            range.lowerBound..<range.lowerBound + middle,
            range.lowerBound + middle..<range.upperBound,
          ]
        }
      }
      leaves = divided.flatMap(\.self)
      depth += 1
    }
    let (places, parts) = (order, leaves)
    nearest.withUnsafeMutableBufferPointer { nearest in
      guard let base = nearest.baseAddress else { return }
      let shared = SharedSlots(base: base)
      // No two leaves share a point.
      Parallel.forEach(parts.count, threads: threads) { compare(places[parts[$0]], shared.base) }
    }
  }

  /// Puts the points of the smaller half along a random direction first; returns how many.
  private func divide(
    _ places: UnsafeMutableBufferPointer<Int32>, _ stream: inout RandomStream
  ) -> Int {
    let directions = (0..<min(width, ProjectionForest.terms)).map { _ in
      (coordinate: Int(stream.uniform(below: UInt32(width))), weight: Float(stream.normal()))
    }
    var keyed = places.map { point -> (key: Float, point: Int32) in
      let start = Int(point) * stride
      // In bounds: a point has `stride` values, of which the first `width` are coordinates.
      return (directions.reduce(0) { $0 + $1.weight * points[start + $1.coordinate] }, point)
    }
    let middle = places.count / 2
    keyed.withUnsafeMutableBufferPointer { ProjectionForest.select(middle, $0) }
    for place in places.indices { places[place] = keyed[place].point }
    return middle
  }

  /// Rearranges points so that none of the first comes behind one of the others.
  ///
  /// Source: Hoare 1961, *Comm. ACM* 4:321.
  private static func select(
    _ count: Int, _ keyed: UnsafeMutableBufferPointer<(key: Float, point: Int32)>
  ) {
    var (low, high) = (0, keyed.count - 1)
    while low < high {
      let pivot = keyed[(low + high) / 2]
      var (left, right) = (low, high)
      while left <= right {
        // Points differ, so no two are equal, and both searches end at the pivot.
        while (keyed[left].key, keyed[left].point) < (pivot.key, pivot.point) { left += 1 }
        while (pivot.key, pivot.point) < (keyed[right].key, keyed[right].point) { right -= 1 }
        if left <= right {
          keyed.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if count <= right {
        high = right
      } else if count >= left {
        low = left
      } else {
        return
      }
    }
  }

  /// Compares the points of a leaf each with each.
  private func compare(_ leaf: ArraySlice<Int32>, _ nearest: UnsafeMutablePointer<Neighbours>) {
    points.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for first in leaf.indices {
        for second in leaf.indices where second > first {
          // In bounds: both are points, `stride` values each.
          let a = base + Int(leaf[first]) * stride
          let b = base + Int(leaf[second]) * stride
          var sums = SIMD8<Float>()
          for place in Swift.stride(from: 0, to: stride, by: 8) {
            let difference =
              UnsafeRawPointer(a + place).loadUnaligned(as: SIMD8<Float>.self)
              - UnsafeRawPointer(b + place).loadUnaligned(as: SIMD8<Float>.self)
            sums += difference * difference
          }
          let square = sums.sum()
          nearest[Int(leaf[first])].insert(square, leaf[second])
          nearest[Int(leaf[second])].insert(square, leaf[first])
        }
      }
    }
  }
}
