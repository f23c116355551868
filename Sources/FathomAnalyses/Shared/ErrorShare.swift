/// The share of errors that something saves.
enum ErrorShare {
  /// A 95 % interval of the share that is saved, over rows: a ratio of means by the delta method
  /// (Cochran 1977, *Sampling Techniques*, 6.4).
  ///
  /// - Parameters:
  ///   - own: the error of each row.
  ///   - others: the error that it is compared with.
  static func interval(_ own: [Double], of others: [Double]) -> [Double]? {
    let n = Double(own.count)
    let mean = others.reduce(0, +) / n
    guard mean > 0, n > 1 else { return nil }
    let share = 1 - own.reduce(0, +) / n / mean
    let squares = zip(own, others).reduce(0.0) {
      let residual = ($1.1 - $1.0) - share * $1.1
      return $0 + residual * residual
    }
    let margin = 1.96 * (squares / (n * (n - 1))).squareRoot() / mean
    return [share - margin, min(1, share + margin)]
  }
}
