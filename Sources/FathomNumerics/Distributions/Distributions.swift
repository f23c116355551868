#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Distribution functions that the analyses need.
public enum Distributions {
  /// The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction.
  ///
  /// Source: DLMF 8.17.22, <https://dlmf.nist.gov/8.17>.
  public static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges fast only left of the mean; the reflection covers the rest.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
    var fraction = d
    for m in 1...500 {
      let m1 = Double(m)
      let even = m1 * (b - m1) * x / ((a + 2 * m1 - 1) * (a + 2 * m1))
      d = 1 / nonzero(1 + even * d, tiny)
      c = nonzero(1 + even / c, tiny)
      fraction *= d * c
      let odd = -(a + m1) * (a + b + m1) * x / ((a + 2 * m1) * (a + 2 * m1 + 1))
      d = 1 / nonzero(1 + odd * d, tiny)
      c = nonzero(1 + odd / c, tiny)
      fraction *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return front * fraction
  }

  /// The Clopper–Pearson interval for a proportion (Clopper & Pearson 1934, *Biometrika* 26:404).
  ///
  /// - Returns: lower and upper limit, each in [0, 1].
  public static func proportionInterval(
    successes: Int, trials: Int, confidence: Double = 0.95
  ) -> (lower: Double, upper: Double) {
    precondition(trials > 0 && successes >= 0 && successes <= trials, "0 ≤ successes ≤ trials")
    let tail = (1 - confidence) / 2
    let k = Double(successes)
    let n = Double(trials)
    let lower =
      successes == 0 ? 0 : bisect { incompleteBeta($0, k, n - k + 1) - tail }
    let upper =
      successes == trials ? 1 : bisect { incompleteBeta($0, k + 1, n - k) - (1 - tail) }
    return (lower, upper)
  }

  /// The quantile of Student's t distribution, for a probability in [0.5, 1).
  ///
  /// |T| exceeds t with probability I_x(ν/2, 1/2), x = ν / (ν + t²).
  ///
  /// Source: Abramowitz & Stegun 1964, *Handbook of Mathematical Functions*, 26.7.1.
  public static func studentQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    precondition(probability >= 0.5 && probability < 1 && degreesOfFreedom > 0, "an upper quantile")
    let outside = 2 * (1 - probability)
    let x = bisect { incompleteBeta($0, degreesOfFreedom / 2, 0.5) - outside }
    return (degreesOfFreedom * (1 - x) / x).squareRoot()
  }

  /// The quantile of the standard normal distribution, for a probability in (0, 1).
  public static func normalQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability between 0 and 1")
    guard probability >= 0.5 else { return -upperNormalQuantile(probability) }
    return probability == 0.5 ? 0 : upperNormalQuantile(1 - probability)
  }

  /// The share of a standard normal distribution that is further than z from 0, on either side.
  public static func normalTails(_ z: Double) -> Double { 2 * normalTail(abs(z)) }

  /// z ≥ 0 with P(Z ≥ z) as given: the tail falls, so it is bracketed and halved.
  private static func upperNormalQuantile(_ tail: Double) -> Double {
    40 * bisect { tail - normalTail(40 * $0) }
  }

  /// The root in [0, 1] of an increasing function.
  private static func bisect(_ f: (Double) -> Double) -> Double {
    var low = 0.0
    var high = 1.0
    for _ in 0..<200 where high - low > 1e-16 * max(high, 1e-300) {
      let middle = 0.5 * (low + high)
      if f(middle) < 0 { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  private static func nonzero(_ x: Double, _ tiny: Double) -> Double { abs(x) < tiny ? tiny : x }
}
