/// The minimum of a function of one variable that falls and then rises.
///
/// Source: Kiefer 1953, *Proc. Am. Math. Soc.* 4:502.
public enum GoldenSection {
  /// Where the function is least, by narrowing an interval.
  ///
  /// - Parameters:
  ///   - range: where it is looked for.
  ///   - steps: how often the interval is narrowed at most, each time to 0.618 of its width.
  ///   - width: an interval that is no wider ends it.
  ///   - function: with one minimum in the range.
  /// - Complexity: `steps` + 2 calls of the function.
  public static func minimum(
    in range: ClosedRange<Double>, steps: Int, width: Double = 0,
    of function: (Double) -> Double
  ) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (range.lowerBound, range.upperBound)
    var (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
    var (atA, atB) = (function(a), function(b))
    for _ in 0..<steps where high - low > width {
      if atA <= atB {
        (high, b, atB) = (b, a, atA)
        a = high - ratio * (high - low)
        atA = function(a)
      } else {
        (low, a, atA) = (a, b, atB)
        b = low + ratio * (high - low)
        atB = function(b)
      }
    }
    return (low + high) / 2
  }
}
