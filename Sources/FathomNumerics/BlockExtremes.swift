/// The extremes of a block of values.
public enum BlockExtremes {
  /// The smallest and the largest value that is not NaN; ∞ and −∞ without one.
  public static func of(_ values: UnsafeBufferPointer<Double>) -> (minimum: Double, maximum: Double)
  {
    guard let base = values.baseAddress else { return (.infinity, -.infinity) }
    var low = SIMD8(repeating: Double.infinity)
    var high = SIMD8(repeating: -Double.infinity)
    var index = 0
    while index + 8 <= values.count {
      // In bounds: index + 7 < count. No comparison with NaN holds, so it replaces nothing.
      let eight = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Double>.self)
      low.replace(with: eight, where: eight .< low)
      high.replace(with: eight, where: eight .> high)
      index += 8
    }
    var (minimum, maximum) = (low.min(), high.max())
    for value in values[index...] {
      if value < minimum { minimum = value }
      if value > maximum { maximum = value }
    }
    return (minimum, maximum)
  }
}
