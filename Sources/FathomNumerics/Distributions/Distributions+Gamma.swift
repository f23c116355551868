#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

extension Distributions {
  /// The lower and upper regularised incomplete gamma functions P(a, x) and Q(a, x).
  ///
  /// The smaller of the two is computed, by its series or by Lentz's continued fraction, so that tails
  /// far out keep their digits.
  ///
  /// Source: DLMF 8.11.4 and 8.9.2, <https://dlmf.nist.gov/8>.
  ///
  /// - Parameters:
  ///   - a: shape, > 0.
  ///   - x: ≥ 0.
  /// - Complexity: O(√a) near x = a.
  public static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    precondition(a > 0, "the shape is positive")
    guard x > 0 else { return (0, 1) }
    guard x.isFinite else { return (1, 0) }
    let front = gammaFront(a, x)
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var n = a
      repeat {
        n += 1
        term *= x / n
        sum += term
      } while term > sum * 1e-17
      let lower = min(1, front * sum)
      return (lower, 1 - lower)
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    var i = 0.0
    var change = 0.0
    repeat {
      i += 1
      let numerator = -i * (i - a)
      b += 2
      d = numerator * d + b
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = b + numerator / c
      c = abs(c) < tiny ? tiny : c
      change = d * c
      fraction *= change
    } while abs(change - 1) > 1e-16 && i < 1e7
    let upper = min(1, front * fraction)
    return (1 - upper, upper)
  }

  /// x^a e^(−x) / Γ(a), without the difference of large numbers for large a.
  private static func gammaFront(_ a: Double, _ x: Double) -> Double {
    guard a > 20 else { return exp(a * log(x) - x - lgamma(a)) }
    // Stirling: Γ(a) = √(2π/a) (a/e)^a Γ*(a), so the front is √(a/2π) exp(−a φ) / Γ*(a).
    let shift = (x - a) / a
    let inverse = 1 / (a * a)
    let correction =
      (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680))) / a
    return (a / (2 * Double.pi)).squareRoot() * exp(-a * excess(shift) - correction)
  }

  /// u − log(1 + u), which is about u² / 2.
  private static func excess(_ u: Double) -> Double {
    guard abs(u) < 0.1 else { return u - log1p(u) }
    var sum = 0.0
    var power = u * u
    var k = 2.0
    while abs(power) > 1e-19 * abs(sum) || k == 2 {
      sum += (k.truncatingRemainder(dividingBy: 2) == 0 ? 1 : -1) * power / k
      power *= u
      k += 1
      if power == 0 { break }
    }
    return sum
  }

  /// P(Z ≥ z) for the standard normal distribution.
  public static func normalTail(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }

  /// P(Z ≥ z) for the Pearson type III distribution with mean 0, variance 1 and a skewness: a gamma
  /// distribution, shifted, and mirrored where the skewness is negative.
  ///
  /// It approximates the distribution of a permutation statistic from its exact moments (Mielke,
  /// Berry & Brier 1981, *Monthly Weather Review* 109:120).
  ///
  /// - Returns: 0 beyond the upper end that a negative skewness implies.
  public static func pearsonIIITail(_ z: Double, skewness: Double) -> Double {
    // The gamma distribution of so large a shape is normal to all digits that matter.
    guard abs(skewness) > 1e-7 else { return normalTail(z) }
    let shape = 4 / (skewness * skewness)
    let x = shape + (skewness > 0 ? z : -z) * shape.squareRoot()
    let tails = incompleteGamma(shape, max(0, x))
    return skewness > 0 ? tails.upper : tails.lower
  }
}
