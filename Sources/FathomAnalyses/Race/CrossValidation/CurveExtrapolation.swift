#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// How much of a contender's error is left with more rows to learn from.
///
/// Errors of learners fall as a power of the rows, to a floor: E(m) = E(n)·(f + (1 − f)·(m/n)^−b), with the floor f as a
/// share of the error at n and the exponent b (Hestness et al. 2017, arXiv:1712.00409; Viering & Loog 2023, IEEE TPAMI
/// 45:7799). Four points do not single out one curve: all of a grid are weighed by how well they meet the points, every
/// floor and exponent as likely as another before, and what they say of more rows is averaged. Curves that differ as much
/// as the points allow make the variance.
struct CurveExtrapolation: Sendable {
  /// A size, and the error there as a share of the error at the largest size.
  struct Point: Sendable {
    /// Rows to learn from, as a share of the largest size.
    var size: Double
    var ratio: Double
    /// The variance of its logarithm.
    var variance: Double
  }

  /// The error with so many times the rows, as a share of that at the largest size.
  let mean: Double
  /// The variance of that.
  let variance: Double

  /// Another start or other rows to learn from move an error by about this share: a round figure, with which intervals
  /// hold 32 of the 36 differences of `Benchmarks/verdict/LARGE-SETS.md`.
  static let noise = 0.03
  private static let floors = stride(from: 0.0, to: 1.0, by: 0.05).map { $0 }
  private static let exponents = stride(from: 0.05, through: 1.5, by: 0.05).map { $0 }

  /// - Parameters:
  ///   - points: those below the largest size.
  ///   - factor: how many times the rows of the largest size, ≥ 1.
  init(_ points: [Point], factor: Double) {
    let known = points.filter { $0.ratio > 0 && $0.ratio.isFinite && $0.variance.isFinite }
    var candidates = [(misfit: Double, value: Double)]()
    for floor in CurveExtrapolation.floors {
      for exponent in CurveExtrapolation.exponents {
        func share(_ size: Double) -> Double { floor + (1 - floor) * pow(size, -exponent) }
        let misfit = known.reduce(0.0) { sum, point in
          let error = log(point.ratio) - log(share(point.size))
          let variance = point.variance + 2 * CurveExtrapolation.noise * CurveExtrapolation.noise
          return sum + error * error / variance
        }
        candidates.append((misfit, share(factor)))
      }
    }
    let least = candidates.map(\.misfit).min() ?? 0
    var (sum, first, second) = (0.0, 0.0, 0.0)
    for (misfit, value) in candidates {
      let weight = exp(-(misfit - least) / 2)
      sum += weight
      first += weight * value
      second += weight * value * value
    }
    mean = first / sum
    variance = max(0, second / sum - mean * mean)
  }
}
