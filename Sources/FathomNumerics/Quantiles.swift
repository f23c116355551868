/// Quantiles of type 7, the default of R and numpy.
///
/// Source: Hyndman & Fan 1996, *Am. Stat.* 50:361.
public enum Quantiles {
  /// The quantiles of values without NaN at some probabilities, without sorting them all.
  ///
  /// - Complexity: O(n) on average for each probability.
  public static func typeSeven(of values: [Double], at probabilities: [Double]) -> [Double] {
    precondition(!values.isEmpty, "a quantile needs a value")
    return probabilities.map { probability in
      let position = Double(values.count - 1) * probability
      let lower = Int(position)
      let fraction = position - Double(lower)
      let low = smallest(lower + 1, of: values)
      guard fraction > 0, lower + 1 < values.count else { return low }
      // The next value in order: the same again where it is tied, else the smallest above it.
      var notAbove = 0
      var next = Double.infinity
      for value in values {
        if value <= low { notAbove += 1 } else if value < next { next = value }
      }
      let high = notAbove > lower + 1 ? low : next
      return low + fraction * (high - low)
    }
  }

  /// The k-th smallest of values without NaN, k from 1, by Hoare's selection.
  ///
  /// - Complexity: O(n) on average.
  public static func smallest(_ k: Int, of values: [Double]) -> Double {
    precondition((1...values.count).contains(k), "1 ≤ k ≤ n")
    var values = values
    var low = 0
    var high = values.count - 1
    while low < high {
      let pivot = values[(low + high) / 2]
      var i = low
      var j = high
      while i <= j {
        while values[i] < pivot { i += 1 }
        while values[j] > pivot { j -= 1 }
        if i <= j {
          values.swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if k - 1 <= j { high = j } else if k - 1 >= i { low = i } else { break }
    }
    return values[k - 1]
  }
}
