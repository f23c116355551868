/// Quantiles of type 7, the default of R and numpy.
///
/// Source: Hyndman & Fan 1996, *Am. Stat.* 50:361.
public enum Quantiles {
  /// The quantiles of values without NaN at some probabilities, without sorting them all.
  ///
  /// - Complexity: O(n) on average.
  public static func typeSeven(of values: [Double], at probabilities: [Double]) -> [Double] {
    precondition(!values.isEmpty, "a quantile needs a value")
    let places = probabilities.map { Position($0, count: values.count) }
    let found = smallest(places.flatMap { [$0.lower + 1, $0.upper + 1] }, of: values)
    return places.indices.map { places[$0].quantile(found[2 * $0], found[2 * $0 + 1]) }
  }

  /// The quantiles of values that occur this many times each; empty without any.
  ///
  /// - Complexity: O(k log k) for k distinct values.
  public static func typeSeven(
    ofCounted values: [(value: Double, count: Int)], at probabilities: [Double]
  ) -> [Double] {
    let sorted = values.filter { $0.count > 0 }.sorted { $0.value < $1.value }
    let count = sorted.reduce(0) { $0 + $1.count }
    guard count > 0 else { return [] }
    func value(ofRank rank: Int) -> Double {
      var below = 0
      for entry in sorted {
        below += entry.count
        if rank < below { return entry.value }
      }
      return sorted[sorted.count - 1].value
    }
    return probabilities.map { probability in
      let position = Position(probability, count: count)
      return position.quantile(value(ofRank: position.lower), value(ofRank: position.upper))
    }
  }

  /// Where a quantile lies between the order statistics, whose ranks count from 0.
  struct Position {
    let lower: Int
    /// One more than `lower`, or the same where the quantile is an order statistic itself.
    let upper: Int
    private let fraction: Double

    /// The place among this many values, at least one.
    init(_ probability: Double, count: Int) {
      let position = Double(count - 1) * probability
      let whole = Int(position)
      fraction = position - Double(whole)
      lower = whole
      upper = fraction > 0 && whole + 1 < count ? whole + 1 : whole
    }

    /// The quantile from the values of both ranks.
    func quantile(_ low: Double, _ high: Double) -> Double {
      upper > lower ? low + fraction * (high - low) : low
    }
  }

  /// The k-th smallest of values without NaN, k from 1.
  ///
  /// - Complexity: O(n) on average.
  public static func smallest(_ k: Int, of values: [Double]) -> Double {
    smallest([k], of: values)[0]
  }

  /// For each k the k-th smallest of values without NaN, k from 1.
  ///
  /// - Complexity: O(n) on average.
  public static func smallest(_ ranks: [Int], of values: [Double]) -> [Double] {
    precondition(ranks.allSatisfy((1...max(1, values.count)).contains), "1 ≤ k ≤ n")
    return Selection.values(at: ranks.map { $0 - 1 }, of: values)
  }
}
