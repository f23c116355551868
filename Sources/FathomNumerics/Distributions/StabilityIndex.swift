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
  /// By how many of its standard deviations under no change it exceeds that mean; at least 0.
  public var chance: Double

  /// The index of two rows of counts in the same bins; an empty bin counts half a row. Nil without counts.
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
    let deviation = (2 * freedom).squareRoot() * scale
    value = max(0, excess)
    chance = deviation > 0 ? max(0, excess / deviation) : 0
  }
}
