/// Exact quantiles of type 7 from one pass over values in any reasonable order, or the certain
/// knowledge that this pass was not enough.
///
/// For each probability an interval around the running quantile is kept: exact counts outside, all
/// values inside. Values that come in random order never leave it, so the order statistics are
/// inside at the end and the quantile is exact. Sorted or drifting values may leave it; then there
/// is no quantile but a bracket that certainly holds it, for a second pass with ``BracketCounter``.
/// A quantile that is given depends on the values alone, never on their order, blocks or merges.
///
/// **Margin.** When too many values are inside, after *n* of them, the interval is narrowed to those
/// from rank *nq* − *m* to rank *nq* + *m*, where
///
///     m = 2 + L/3 + √(L²/9 + 2 L n q (1 − q)),   L = 24.
///
/// Say the wanted order statistic x of all *N* values lies below the interval: then at most
/// *nq* − *m* of the first *n* are ≤ x, although a share of *q* of all is (up to two ranks, hence
/// the 2). For values in random order that number is hypergeometric, and Bernstein's inequality,
/// which holds for it too (Hoeffding 1963, *JASA* 58:13, §6), bounds the probability by e^−L. Since
/// the share among the first *n* is a reverse martingale, Doob's inequality extends the bound from one
/// *n* to all from *n* to 1.1 *n* at the price of L/1.1. There are 123 such stretches from 8,192 to
/// 10⁹ rows, and two sides: 246 e^(−24/1.1) < 10⁻⁷ for each probability. A merge of *k* trackers
/// multiplies this by *k*.
///
/// **Memory.** An interval holds up to max(capacity, 3 m) values and one chunk, at most 2^19 + 2^10
/// doubles or 4.2 MB for each probability at any number of rows: about 95 kB up to 10⁶ rows, 2.6 MB
/// at 10⁹, twice that during a merge. Above 2.5 · 10⁹ rows the margin no longer grows.
public struct QuantileTracker: Sendable, Codable, Equatable {
  /// What is known of one quantile.
  public struct Estimate: Sendable, Equatable {
    /// The quantile, if this pass was enough.
    public let quantile: Double?
    /// A range that certainly holds the order statistics that the quantile is computed from.
    public let bracket: ClosedRange<Double>
  }

  /// The logarithm of the failure probability of one narrowing, with the opposite sign.
  private static let confidence = 24.0
  /// The most values that are kept for one probability, but for a chunk, unless memory asks for fewer.
  public static let standardLimit = 1 << 19

  /// The wanted probabilities.
  public let probabilities: [Double]
  /// How many values that are not NaN were seen.
  public private(set) var count = 0
  private let capacity: Int
  private let largestLimit: Int
  /// One for each probability, or one for all of them until it is narrowed for the first time.
  private var intervals = [RankInterval()]

  /// A tracker that has seen nothing; only trackers of the same arguments may be merged.
  ///
  /// `capacity` is how many values are kept before the first narrowing, `largestLimit` how many for one
  /// probability later on: with fewer than the order statistics need, a second pass is more likely.
  public init(
    probabilities: [Double] = [0.25, 0.5, 0.75], capacity: Int = 8192,
    largestLimit: Int = standardLimit
  ) {
    precondition(probabilities.allSatisfy { (0...1).contains($0) }, "probabilities are in [0, 1]")
    self.probabilities = probabilities
    self.capacity = capacity
    self.largestLimit = max(capacity, largestLimit)
  }

  /// About how many bytes it holds.
  public var byteCount: Int { intervals.reduce(0) { $0 + 8 * $1.inside.count + 64 } }

  /// How many bytes it may hold at most.
  public var byteLimit: Int {
    probabilities.count * (8 * (largestLimit + 2 * RankInterval.chunk) + 64)
  }

  // MARK: Absorbing

  /// Takes in values in the order of the pass; NaN is missing and ignored, −0 counts as 0.
  public mutating func absorb(_ values: UnsafeBufferPointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: RankInterval.chunk) { scratch in
      guard let room = scratch.baseAddress else { return }
      var start = 0
      while start < values.count {
        let end = min(start + RankInterval.chunk, values.count)
        absorb(chunk: UnsafeBufferPointer(rebasing: values[start..<end]), room)
        start = end
      }
    }
  }

  private mutating func absorb(
    chunk: UnsafeBufferPointer<Double>, _ scratch: UnsafeMutablePointer<Double>
  ) {
    count += QuantileTracker.present(in: chunk)
    let limit = limit
    for index in intervals.indices {
      intervals[index].absorb(chunk, scratch: scratch, limit: limit)
    }
    narrow()
  }

  /// How many values are not NaN.
  private static func present(in values: UnsafeBufferPointer<Double>) -> Int {
    guard let base = values.baseAddress else { return 0 }
    var numbers = SIMD8<Int64>()
    var index = 0
    while index + 8 <= values.count {
      // In bounds: index + 7 < count.
      let eight = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Double>.self)
      numbers &-= unsafeBitCast(eight .== eight, to: SIMD8<Int64>.self)
      index += 8
    }
    return values[index...].reduce(Int(numbers.wrappedSum())) { $0 + ($1.isNaN ? 0 : 1) }
  }

  // MARK: Narrowing

  /// How many ranks the interval reaches to either side of the running quantile.
  private func margin(_ probability: Double) -> Double {
    let l = QuantileTracker.confidence
    let variance = Double(count) * probability * (1 - probability)
    return 2 + l / 3 + (l * l / 9 + 2 * l * variance).squareRoot()
  }

  /// How many values may be inside of an interval.
  private var limit: Int {
    let widest = probabilities.reduce(0) { max($0, margin($1)) }
    return min(largestLimit, max(capacity, Int(3 * widest)))
  }

  private mutating func narrow() {
    let limit = limit
    guard intervals.contains(where: { $0.inside.count > limit }) else { return }
    spread()
    for (index, probability) in probabilities.enumerated()
    where intervals[index].inside.count > limit {
      let margin = Int(min(margin(probability), Double(limit) / 3).rounded(.up))
      let rank = Int(Double(count) * probability)
      intervals[index].narrow(
        fromRank: rank - margin > 0 ? rank - margin : nil,
        toRank: rank + margin < count ? rank + margin : nil)
    }
  }

  /// Gives every probability an interval of its own.
  private mutating func spread() {
    guard intervals.count < probabilities.count else { return }
    intervals = probabilities.map { _ in intervals[0] }
  }

  // MARK: Merging

  /// Adds what another tracker has seen.
  public mutating func merge(_ other: QuantileTracker) {
    precondition(
      probabilities == other.probabilities && capacity == other.capacity
        && largestLimit == other.largestLimit,
      "only trackers of the same arguments can be merged")
    var other = other
    if intervals.count != other.intervals.count {
      spread()
      other.spread()
    }
    count += other.count
    for index in intervals.indices { intervals[index].merge(other.intervals[index]) }
    narrow()
  }

  // MARK: Finishing

  /// What is known of each quantile, in the order of the probabilities; empty without a value.
  ///
  /// Where a bracket is open to one side, it ends at the extremes of the column if these are given.
  public func finish(
    minimum: Double = -.infinity, maximum: Double = .infinity
  ) -> [Estimate] {
    guard count > 0 else { return [] }
    return probabilities.indices.map { index in
      let position = Quantiles.Position(probabilities[index], count: count)
      let (low, high) = bounds(of: index, minimum...maximum)
      let known = low.lowerBound == low.upperBound && high.lowerBound == high.upperBound
      return Estimate(
        quantile: known ? position.quantile(low.lowerBound, high.lowerBound) : nil,
        bracket: low.lowerBound...high.upperBound)
    }
  }

  /// A counter to be fed with the same values again; nil when this pass was enough.
  ///
  /// It ends with every quantile. Given the extremes of the column it needs fewer passes.
  public func secondPass(
    minimum: Double = -.infinity, maximum: Double = .infinity
  ) -> BracketCounter? {
    guard finish().contains(where: { $0.quantile == nil }) else { return nil }
    return BracketCounter(
      probabilities: probabilities, count: count,
      bounds: probabilities.indices.flatMap { index in
        let (low, high) = bounds(of: index, minimum...maximum)
        return [low, high]
      })
  }

  /// Where the lower and the upper order statistic of a quantile lie.
  private func bounds(
    of index: Int, _ extremes: ClosedRange<Double>
  ) -> (ClosedRange<Double>, ClosedRange<Double>) {
    let position = Quantiles.Position(probabilities[index], count: count)
    let interval = intervals[min(index, intervals.count - 1)]
    return (
      interval.bounds(ofRank: position.lower).clamped(to: extremes),
      interval.bounds(ofRank: position.upper).clamped(to: extremes)
    )
  }
}
