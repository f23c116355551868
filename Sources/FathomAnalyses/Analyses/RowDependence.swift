internal import FathomData

/// What makes rows count for less than one each: repeats, groups, order.
struct RowDependence: Sendable {
  /// Distinct rows; nil where they were not counted.
  var distinctRows: Int?
  var distinctIsExact = true
  /// Whether a repeated row counts once.
  var countsRepeatsOnce = false
  var groups: SampleSize.Evidence.Dependence.Groups?
  var order: SampleSize.Evidence.Dependence.Order?

  /// How many independent rows so many rows are worth.
  func effectiveRows(_ rows: Int) -> Double {
    var effective = Double(rows)
    if countsRepeatsOnce, let distinctRows { effective = min(effective, Double(distinctRows)) }
    if let effect = groups?.designEffect { effective /= max(1, effect) }
    if let inflation = order?.inflation { effective /= max(1, inflation) }
    return effective
  }

  var evidence: SampleSize.Evidence.Dependence {
    SampleSize.Evidence.Dependence(
      distinctRows: distinctRows, distinctIsExact: distinctIsExact,
      countsRepeatsOnce: countsRepeatsOnce, groups: groups, order: order)
  }

  /// Whether so few different rows are possible that chance repeats them.
  ///
  /// Among n draws from N equally likely rows, repeats are expected from n² = 2N on (the birthday
  /// problem; Feller 1968, *An Introduction to Probability Theory*, II.3). N is at most the product of
  /// the distinct values of the columns.
  static func repeatsAreExpected(rows: Int, distinctValues: [Int?]) -> Bool {
    let bits = distinctValues.reduce(0.0) { $0 + ($1.map { binaryLogarithm(max(1, $0)) } ?? .infinity) }
    return bits < 2 * binaryLogarithm(max(1, rows))
  }

  private static func binaryLogarithm(_ value: Int) -> Double {
    let number = Double(value)
    // The exponent and a chord between powers of two: no more is needed.
    return Double(number.exponent) + number.significand - 1
  }
}
