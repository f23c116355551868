/// Sums of the deviations of a block from a centre, and of their squares, in eight accumulators.
///
/// Value i is added to accumulator i mod 8, and these are added in one order, so the sums are the
/// same on every machine.
struct MomentSums {
  let deviations: Double
  let squares: Double

  /// The sums over values without NaN.
  init(_ values: UnsafeBufferPointer<Double>, around centre: Double) {
    var sums = SIMD8<Double>()
    var squareSums = SIMD8<Double>()
    let whole = values.count / 8 * 8
    if let base = values.baseAddress {
      for index in stride(from: 0, to: whole, by: 8) {
        // In bounds: index + 7 < whole ≤ count.
        let eight = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Double>.self)
        let deviation = eight - centre
        sums += deviation
        squareSums += deviation * deviation
      }
    }
    for (lane, value) in values[whole...].enumerated() {
      let deviation = value - centre
      sums[lane] += deviation
      squareSums[lane] += deviation * deviation
    }
    deviations = sums.sum()
    squares = squareSums.sum()
  }

  /// The sum of the values, which is NaN if one of them is.
  static func total(_ values: UnsafeBufferPointer<Double>) -> Double {
    var sums = SIMD8<Double>()
    let whole = values.count / 8 * 8
    if let base = values.baseAddress {
      for index in stride(from: 0, to: whole, by: 8) {
        // In bounds: index + 7 < whole ≤ count.
        sums += UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Double>.self)
      }
    }
    for (lane, value) in values[whole...].enumerated() { sums[lane] += value }
    return sums.sum()
  }
}
