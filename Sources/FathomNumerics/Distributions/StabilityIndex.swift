#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// How far counts have moved, as an effect size that does not grow with the number of rows.
///
/// Source: Siddiqi 2006, *Credit Risk Scorecards*, Wiley. Without a change the index is about a χ² of bins − 1 degrees of
/// freedom times 1/n + 1/m (Yurdakul & Naranjo 2020, *J. Risk Model Validation* 14:1).
public struct StabilityIndex: Sendable, Equatable {
  /// Σ (q − p) ln(q / p), less its mean under no change; at least 0.
  public var value: Double
  /// How unlikely it is without a change, as a normal deviate of at least 0.
  ///
  /// Source: Wilson & Hilferty 1931, *Proc. Natl. Acad. Sci.* 17:684.
  public var chance: Double

  /// The index of two rows of counts in the same bins, of which an empty one counts half a row; nil without counts.
  public init?(_ past: [Double], _ present: [Double]) {
    let (n, m) = (past.reduce(0, +), present.reduce(0, +))
    guard n > 0, m > 0, past.count == present.count else { return nil }
    let sum = zip(past, present).reduce(0.0) { sum, pair in
      let p = max(0.5, pair.0) / n
      let q = max(0.5, pair.1) / m
      return sum + (q - p) * log(q / p)
    }
    let (freedom, scale) = (Double(past.count - 1), 1 / n + 1 / m)
    let excess = sum - freedom * scale
    value = max(0, excess)
    guard freedom > 0 else {
      chance = 0
      return
    }
    let spread = 2 / (9 * freedom)
    chance = max(0, (cbrt(sum / (scale * freedom)) - (1 - spread)) / spread.squareRoot())
  }
}
