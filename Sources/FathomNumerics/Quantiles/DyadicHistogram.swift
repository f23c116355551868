/// Exact counts of a column in few bins of one width, a power of two, whose edges are multiples of
/// the width.
///
/// The width 2^k is the smallest for which the range of the values touches at most `limit` bins; it
/// is at least 1 where all values are whole numbers, so that each has a bin of its own in a small
/// range. Finer than 50 bits below the largest magnitude, or than 2^−1022, bins are never cut: a
/// constant column is one bin. Infinite values and NaN are ignored, −0 counts as 0.
///
/// **Independence of the order.** All three conditions bound k from below by the set of values, and
/// a larger set never lowers a bound: the range touches no fewer bins, and the largest magnitude
/// does not shrink. So k only grows, from any part of the values to all of them. Pairs of bins at k
/// are the bins at k + 1, ⌊x / 2^(k+1)⌋ = ⌊⌊x / 2^k⌋ / 2⌋, so the counts at the final k are the sums of
/// those taken before. (For whole numbers k ≥ 0 is demanded only when the histogram is finished, as a
/// later value may have a fraction.)
public struct DyadicHistogram: Sendable, Codable, Equatable {
  /// How many bins there may be.
  public let limit: Int
  private var minimum = 0.0
  private var maximum = 0.0
  private var exponent = DyadicHistogram.finestExponent
  /// The number ⌊minimum / 2^k⌋ of the first bin.
  private var first = 0
  /// One for each bin that the range touches; empty without a value.
  private var counts: [Int] = []
  /// Whether every value is a whole number; only known, and else false, while k < 0.
  private var holdsWholeNumbers = true

  private static let finestExponent = -1022

  /// A histogram of no values; only those of one limit, at least 4, may be merged.
  public init(limit: Int = 32) {
    precondition(limit >= 4, "bins of at most 2^1023 have room for all doubles if there are four")
    self.limit = limit
  }

  /// How many bytes its bins take.
  public var byteCount: Int { 8 * counts.count }

  /// How many bytes its bins may take.
  public var byteLimit: Int { 8 * limit }

  // MARK: Absorbing

  /// Takes in values in any order.
  public mutating func absorb(_ values: UnsafeBufferPointer<Double>) {
    let block = BlockSum(values)
    var range = (minimum: block.minimum, maximum: block.maximum)
    if !(range.minimum.isFinite && range.maximum.isFinite) {
      range = (.infinity, -.infinity)
      for value in values where value.isFinite {
        range = (min(range.minimum, value), max(range.maximum, value))
      }
    }
    guard range.minimum <= range.maximum else { return }
    if holdsWholeNumbers, !values.allSatisfy(DyadicHistogram.isWhole) { holdsWholeNumbers = false }
    grow(range.minimum + 0, range.maximum + 0)
    count(values)
  }

  /// Whether a value is a whole number, or ignored.
  private static func isWhole(_ value: Double) -> Bool {
    // Above 2^51 this may be wrong for halves, but the width is at least 1 there.
    guard abs(value) < 0x1p51 else { return true }
    return value + DyadicCut.rounder - DyadicCut.rounder == value
  }

  /// Counts values in the range; the bins are wide enough.
  private mutating func count(_ values: UnsafeBufferPointer<Double>) {
    precondition(values.count <= UInt32.max, "a block is counted in 32 bits")
    let places = DyadicPlaces(DyadicCut(exponent), minimum, maximum, first, limit)
    let stride = limit + 1
    // Four counters for each bin: one alone would wait for itself where a value is repeated. The
    // last of each lane is for what is ignored.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * stride) { counters in
      guard let base = values.baseAddress, let counter = counters.baseAddress else { return }
      counters.initialize(repeating: 0)
      var index = 0
      while index + 4 <= values.count {
        // In bounds: index + 3 < count; a place is at most `limit`.
        let four = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD4<Double>.self)
        let (a, b) = (places.of(four.lowHalf), places.of(four.highHalf))
        counter[Int(a[0])] &+= 1
        counter[stride &+ Int(a[1])] &+= 1
        counter[2 &* stride &+ Int(b[0])] &+= 1
        counter[3 &* stride &+ Int(b[1])] &+= 1
        index += 4
      }
      for value in values[index...] {
        counter[Int(places.of(SIMD2(repeating: value))[0])] &+= 1
      }
      for bin in counts.indices {
        for lane in 0..<4 { counts[bin] += Int(counter[lane * stride + bin]) }
      }
    }
  }

  // MARK: Growing

  /// Makes room for a range of finite values.
  private mutating func grow(_ low: Double, _ high: Double) {
    let isFirst = counts.isEmpty
    guard isFirst || low < minimum || high > maximum else { return }
    minimum = isFirst ? low : min(minimum, low)
    maximum = isFirst ? high : max(maximum, high)
    let largest = max(-minimum, maximum)
    var wider = max(exponent, largest == 0 ? exponent : largest.exponent.advanced(by: -50))
    while DyadicCut(wider).bins(from: minimum, to: maximum).count > limit { wider += 1 }
    let bins = DyadicCut(wider).bins(from: minimum, to: maximum)
    counts = rebinned(at: wider, bins)
    exponent = wider
    first = bins.lowerBound
    if exponent >= 0 { holdsWholeNumbers = false }
  }

  /// The counts in other bins, at the same width or a larger one, that cover all values.
  private func rebinned(at wider: Int, _ bins: ClosedRange<Int>) -> [Int] {
    var result = [Int](repeating: 0, count: bins.count)
    for (index, count) in counts.enumerated() where count > 0 {
      result[((first + index) >> (wider - exponent)) - bins.lowerBound] += count
    }
    return result
  }

  // MARK: Merging

  /// Adds what another histogram has seen.
  public mutating func merge(_ other: DyadicHistogram) {
    precondition(limit == other.limit, "only histograms of one limit can be merged")
    guard !other.counts.isEmpty else { return }
    holdsWholeNumbers = holdsWholeNumbers && other.holdsWholeNumbers
    var other = other
    grow(other.minimum, other.maximum)
    other.grow(minimum, maximum)
    for bin in counts.indices { counts[bin] += other.counts[bin] }
  }

  // MARK: Finishing

  /// The histogram, its first and last bin not empty; nil without a finite value.
  ///
  /// Bin i holds the values from lowerEdge + i binWidth up to the next edge, which is in the next
  /// bin. The lowest edge of all, −2^1024, is given as the smallest finite number.
  public func finish() -> (lowerEdge: Double, binWidth: Double, counts: [Int])? {
    guard !counts.isEmpty else { return nil }
    let final = holdsWholeNumbers ? max(0, exponent) : exponent
    let cut = DyadicCut(final)
    let bins = cut.bins(from: minimum, to: maximum)
    return (
      max(Double(bins.lowerBound) * cut.width, -.greatestFiniteMagnitude), cut.width,
      rebinned(at: final, bins)
    )
  }
}
