internal import CKernels

/// Sums of the deviations of a block from a centre, and of their squares.
///
/// The order of the additions depends on the number of values only, so the sums are the same on every
/// machine.
struct MomentSums {
  let deviations: Double
  let squares: Double

  /// The sums over values without NaN.
  init(_ values: UnsafeBufferPointer<Double>, around centre: Double) {
    var deviations = 0.0
    var squares = 0.0
    if let base = values.baseAddress {
      // In bounds: base and count are those of one buffer.
      fathom_deviations(base, values.count, centre, &deviations, &squares)
    }
    self.deviations = deviations
    self.squares = squares
  }
}
