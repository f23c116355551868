/// The real line cut in bins of width 2^k, k from −1022 to 1023: value x is in bin ⌊x / 2^k⌋.
struct DyadicCut {
  /// The sum with a number below 2^51 is rounded to a whole number, which is in its lowest bits.
  static let rounder = 0x1.8p52
  private static let rounderBits = Int64(bitPattern: rounder.bitPattern)

  /// 2^k.
  let width: Double
  private let reciprocal: Double

  init(_ exponent: Int) {
    width = Double(sign: .plus, exponent: exponent, significand: 1)
    reciprocal = Double(sign: .plus, exponent: -exponent, significand: 1)
  }

  /// The bins of finite values below 2^(k + 51), exactly; far outside for all others.
  ///
  /// The quotient is exact unless it is so small that it underflows. It is rounded to the nearest
  /// whole number, whose product with the width is exact: where that exceeds the value, the bin is
  /// the one before. This is also right for a negative value whose quotient underflows to zero.
  @inline(__always)
  func bins(_ values: SIMD2<Double>) -> SIMD2<Int64> {
    let rounded = values * reciprocal + DyadicCut.rounder
    let above = (rounded - DyadicCut.rounder) * width .> values
    return unsafeBitCast(rounded, to: SIMD2<Int64>.self)
      &- SIMD2(repeating: DyadicCut.rounderBits) &+ unsafeBitCast(above, to: SIMD2<Int64>.self)
  }

  /// The bins from that of one finite value to that of another.
  func bins(from low: Double, to high: Double) -> ClosedRange<Int> {
    let ends = bins(SIMD2(low, high))
    return Int(ends[0])...Int(ends[1])
  }
}

/// Where the values of a histogram are counted.
struct DyadicPlaces {
  private let cut: DyadicCut
  private let minimum: SIMD2<Double>
  private let maximum: SIMD2<Double>
  private let first: SIMD2<Int64>
  private let ignored: SIMD2<Int64>

  /// Places of finite values in a range, counted from the bin `first`; all others are `ignored`.
  init(_ cut: DyadicCut, _ minimum: Double, _ maximum: Double, _ first: Int, _ ignored: Int) {
    self.cut = cut
    self.minimum = SIMD2(repeating: minimum)
    self.maximum = SIMD2(repeating: maximum)
    self.first = SIMD2(repeating: Int64(first))
    self.ignored = SIMD2(repeating: Int64(ignored))
  }

  /// Without a branch: missing values stand where no processor predicts them.
  @inline(__always)
  func of(_ values: SIMD2<Double>) -> SIMD2<Int64> {
    let counted =
      unsafeBitCast(values .>= minimum, to: SIMD2<Int64>.self)
      & unsafeBitCast(values .<= maximum, to: SIMD2<Int64>.self)
    return ((cut.bins(values) &- first) & counted) | (ignored & ~counted)
  }
}
