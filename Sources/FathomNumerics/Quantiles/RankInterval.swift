/// What one pass keeps to know the order statistics in a part of the range: exact counts outside
/// of an interval and at its two ends, and every value strictly inside.
///
/// Ends are values that are counted, not kept. So ties cost nothing: strictly between the values of
/// two ranks there are fewer values than ranks, however often one value occurs.
struct RankInterval: Sendable, Codable {
  /// How many values are taken in at a time.
  static let chunk = 1024

  private var lowerKey: UInt64
  private var upperKey: UInt64
  private(set) var lessThanLower = 0
  private(set) var atMostLower = 0
  private(set) var atMostUpper = 0
  /// The values strictly inside, in any order: none is infinite.
  private(set) var inside: [Double] = []
  /// Whether intervals without a common point were merged.
  ///
  /// Nothing is kept inside then, and `lessThanLower` is only an upper bound, `atMostUpper` only a
  /// lower bound of the true counts.
  private(set) var isTorn = false

  /// The ends.
  var lower: Double { OrderedBits.value(lowerKey) }
  var upper: Double { OrderedBits.value(upperKey) }

  /// An interval that has seen nothing.
  init(from lower: Double = -.infinity, to upper: Double = .infinity) {
    lowerKey = OrderedBits.key(lower)
    upperKey = OrderedBits.key(upper)
  }

  // MARK: Absorbing

  /// Takes in at most `chunk` values; NaN is ignored.
  ///
  /// `scratch` has room for a chunk. `limit` is how many values may be inside before the caller
  /// narrows the interval: memory for no more than that and a chunk is taken.
  mutating func absorb(
    _ values: UnsafeBufferPointer<Double>, scratch: UnsafeMutablePointer<Double>, limit: Int
  ) {
    let quads = values.count / 4
    let low = SIMD2(repeating: lower)
    let high = SIMD2(repeating: upper)
    // A comparison is −1 in each lane where it holds; with NaN none holds.
    var less = SIMD2<Int64>()
    var atMostLow = SIMD2<Int64>()
    var atMostHigh = SIMD2<Int64>()
    var kept = 0
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: RankInterval.chunk / 4) { hits in
      guard let base = values.baseAddress, let hits = hits.baseAddress else { return }
      // Few values are inside, at places that no processor predicts: so the places are noted
      // without a branch first.
      var hitCount = 0
      for quad in 0..<quads {
        // In bounds: 4 quad + 3 < count, and hitCount ≤ quad < chunk / 4.
        let four = UnsafeRawPointer(base + 4 * quad).loadUnaligned(as: SIMD4<Double>.self)
        let (a, b) = (four.lowHalf, four.highHalf)
        let (lowA, lowB) = (RankInterval.lanes(a .<= low), RankInterval.lanes(b .<= low))
        let (highA, highB) = (RankInterval.lanes(a .< high), RankInterval.lanes(b .< high))
        less &+= RankInterval.lanes(a .< low) &+ RankInterval.lanes(b .< low)
        atMostLow &+= lowA &+ lowB
        atMostHigh &+= RankInterval.lanes(a .<= high) &+ RankInterval.lanes(b .<= high)
        let hit = (highA & ~lowA) | (highB & ~lowB)
        hits[hitCount] = Int32(truncatingIfNeeded: quad)
        hitCount &-= Int(truncatingIfNeeded: hit[0] | hit[1])
      }
      for hit in 0..<hitCount {
        let first = 4 * Int(hits[hit])
        for value in UnsafeBufferPointer(start: base + first, count: 4) {
          // In bounds: at most as many were kept as came before, and scratch holds a chunk.
          scratch[kept] = value
          kept &+= (value > lower ? 1 : 0) & (value < upper ? 1 : 0)
        }
      }
    }
    lessThanLower -= Int(less.wrappedSum())
    atMostLower -= Int(atMostLow.wrappedSum())
    atMostUpper -= Int(atMostHigh.wrappedSum())
    for value in values[(4 * quads)...] {
      lessThanLower += value < lower ? 1 : 0
      atMostLower += value <= lower ? 1 : 0
      atMostUpper += value <= upper ? 1 : 0
      scratch[kept] = value
      kept += value > lower && value < upper ? 1 : 0
    }
    guard !isTorn, kept > 0 else { return }
    keep(UnsafeBufferPointer(start: scratch, count: kept), limit: limit)
  }

  @inline(__always)
  private static func lanes(_ mask: SIMDMask<SIMD2<Int64>>) -> SIMD2<Int64> {
    unsafeBitCast(mask, to: SIMD2<Int64>.self)
  }

  private mutating func keep(_ values: UnsafeBufferPointer<Double>, limit: Int) {
    let needed = inside.count + values.count
    if needed > inside.capacity {
      inside.reserveCapacity(max(needed, min(2 * needed, limit + RankInterval.chunk)))
    }
    inside.append(contentsOf: values)
  }

  /// Takes in all that another interval knows, which reaches as far as this one to both sides.
  private mutating func absorb(all other: RankInterval) {
    lessThanLower += other.lessThanLower
    atMostLower += other.lessThanLower
    atMostUpper += other.lessThanLower
    tally(other.lower, count: other.atMostLower - other.lessThanLower)
    tally(other.upper, count: other.atMostUpper - other.atMostLower - other.inside.count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: RankInterval.chunk) { scratch in
      other.inside.withUnsafeBufferPointer { values in
        guard let room = scratch.baseAddress else { return }
        for start in stride(from: 0, to: values.count, by: RankInterval.chunk) {
          let end = min(start + RankInterval.chunk, values.count)
          absorb(
            UnsafeBufferPointer(rebasing: values[start..<end]), scratch: room,
            limit: other.inside.count)
        }
      }
    }
  }

  /// Counts a value that occurs this many times and is not strictly inside.
  private mutating func tally(_ value: Double, count: Int) {
    if value < lower { lessThanLower += count }
    if value <= lower { atMostLower += count }
    if value <= upper { atMostUpper += count }
  }

  // MARK: Ranks

  /// The value of a rank, from 0, where it is certain; else a range that certainly holds it.
  ///
  /// - Complexity: O(1) outside, on average linear in the values inside.
  func bounds(ofRank rank: Int) -> ClosedRange<Double> {
    if isTorn {
      return (rank < lessThanLower ? -.infinity : lower)...(rank < atMostUpper ? upper : .infinity)
    }
    if rank < lessThanLower { return -.infinity...lower }
    if rank >= atMostUpper { return upper ... .infinity }
    if rank < atMostLower { return lower...lower }
    if rank >= atMostLower + inside.count { return upper...upper }
    let value = Selection.values(at: [rank - atMostLower], of: inside)[0] + 0
    return value...value
  }

  // MARK: Narrowing

  /// Gives up the values that are not strictly between those of two ranks, and counts them instead.
  ///
  /// No rank leaves that end where it is. A rank outside of the interval is replaced by the end on
  /// that side: after a drift of the data the interval shrinks although it may never meet the rank
  /// again.
  mutating func narrow(fromRank: Int?, toRank: Int?) {
    guard !isTorn else { return }
    let places = [fromRank ?? -1, toRank ?? Int.max].map { $0 - atMostLower }
    let found = Selection.values(at: places.filter(inside.indices.contains), of: inside)
    let low = places[0] < 0 ? lower : places[0] < inside.count ? found.first : upper
    let high = places[1] < 0 ? lower : places[1] < inside.count ? found.last : upper
    guard let low, let high else { return }
    var narrowed = RankInterval(from: low, to: high)
    narrowed.absorb(all: self)
    // The larger buffer stays: it will be filled again.
    swap(&inside, &narrowed.inside)
    narrowed.inside.removeAll(keepingCapacity: true)
    narrowed.inside += inside
    self = narrowed
  }

  // MARK: Merging

  /// Whether nothing was given up: every finite value is inside.
  private var isWhole: Bool { lower == -.infinity && upper == .infinity && !isTorn }

  /// Adds what another interval has seen; what remains is the intersection.
  mutating func merge(_ other: RankInterval) {
    var sum: RankInterval
    if isTorn && other.isWhole {
      sum = self
      sum.absorb(all: other)
    } else if isWhole && other.isTorn {
      sum = other
      sum.absorb(all: self)
    } else if isTorn || other.isTorn || max(lower, other.lower) > min(upper, other.upper) {
      sum = RankInterval(torn: self, other)
    } else {
      sum = RankInterval(from: max(lower, other.lower), to: min(upper, other.upper))
      sum.absorb(all: self)
      sum.absorb(all: other)
    }
    self = sum
  }

  /// What is certain of the union of two samples: of either, at most the values counted below its
  /// own lower end are below the smaller of the lower ends; likewise above.
  private init(torn a: RankInterval, _ b: RankInterval) {
    lowerKey = min(a.lowerKey, b.lowerKey)
    upperKey = max(a.upperKey, b.upperKey)
    lessThanLower = a.lessThanLower + b.lessThanLower
    atMostUpper = a.atMostUpper + b.atMostUpper
    isTorn = true
  }
}

extension RankInterval: Equatable {
  /// Whether both know the same; the order of the values inside does not matter.
  static func == (a: RankInterval, b: RankInterval) -> Bool {
    a.lowerKey == b.lowerKey && a.upperKey == b.upperKey && a.isTorn == b.isTorn
      && a.lessThanLower == b.lessThanLower && a.atMostLower == b.atMostLower
      && a.atMostUpper == b.atMostUpper && a.inside.count == b.inside.count
      && a.inside.sorted() == b.inside.sorted()
  }
}
