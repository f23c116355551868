/// Quantiles of type 7, the default of R and numpy (Hyndman & Fan 1996, *Am. Stat.* 50:361).
public enum Quantiles {
  /// The quantile of an ascending, nonempty sequence at a probability in [0, 1].
  public static func typeSeven(sorted values: [Double], _ probability: Double) -> Double {
    precondition(!values.isEmpty && (0...1).contains(probability), "values and 0 ≤ p ≤ 1 needed")
    let position = Double(values.count - 1) * probability
    let lower = Int(position)
    let fraction = position - Double(lower)
    guard fraction > 0, lower + 1 < values.count else { return values[lower] }
    return values[lower] + fraction * (values[lower + 1] - values[lower])
  }
}
