internal import CKernels

/// The sum and the extremes of a block of values, in one pass.
public struct BlockSum: Sendable {
  /// The sum; NaN if one of the values is.
  public let sum: Double
  /// The smallest value that is not NaN; ∞ without one.
  public let minimum: Double
  /// The largest value that is not NaN; −∞ without one.
  public let maximum: Double

  /// Adds up values.
  public init(_ values: UnsafeBufferPointer<Double>) {
    var result = fathom_sum(sum: 0, minimum: .infinity, maximum: -.infinity)
    // In bounds: base and count are those of one buffer.
    if let base = values.baseAddress { fathom_sum_extremes(base, values.count, &result) }
    (sum, minimum, maximum) = (result.sum, result.minimum, result.maximum)
  }
}
