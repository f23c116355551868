#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A learning curve's usual shape: error = a + b · n^(−c).
///
/// Least squares with a in [0, 1], b in [0, 100], c in [0.01, 3]. For a given c the best a and b follow
/// in closed form, so only c is searched: on a grid, then by golden section.
///
/// Source of the form: Viering & Loog 2023, *IEEE TPAMI* 45:7799 (*The shape of learning curves*).
struct PowerLaw {
  /// Error with endless rows.
  let asymptote: Double
  /// Scale of the falling part.
  let coefficient: Double
  /// Speed of the fall.
  let exponent: Double

  private static let exponents = 0.01...3.0
  private static let largestCoefficient = 100.0

  /// The fit; nil below four points, where the error does not fall, or where the best exponent or coefficient lies at
  /// a bound, so that the data do not identify it.
  init?(rows: [Double], errors: [Double]) {
    guard rows.count >= 4, rows.count == errors.count, let first = errors.first,
      let last = errors.last, last < first
    else { return nil }
    func residual(_ exponent: Double) -> Double {
      PowerLaw.solve(rows, errors, exponent).residual
    }
    let steps = 300
    let ratio = log(PowerLaw.exponents.upperBound / PowerLaw.exponents.lowerBound)
    let grid = (0...steps).map {
      PowerLaw.exponents.lowerBound * exp(ratio * Double($0) / Double(steps))
    }
    let best = grid.indices.min { residual(grid[$0]) < residual(grid[$1]) } ?? 0
    guard best > 0, best < steps else { return nil }
    var low = grid[best - 1]
    var high = grid[best + 1]
    let golden = (5.0.squareRoot() - 1) / 2
    for _ in 0..<200 where high - low > 1e-13 {
      let a = high - golden * (high - low)
      let b = low + golden * (high - low)
      if residual(a) <= residual(b) { high = b } else { low = a }
    }
    exponent = (low + high) / 2
    let fit = PowerLaw.solve(rows, errors, exponent)
    guard fit.b > 0, fit.b < PowerLaw.largestCoefficient else { return nil }
    asymptote = fit.a
    coefficient = fit.b
  }

  /// The best a and b within their bounds for one exponent: a convex problem in two variables whose
  /// solution is inside, or on one of four edges.
  private static func solve(
    _ rows: [Double], _ errors: [Double], _ exponent: Double
  ) -> (a: Double, b: Double, residual: Double) {
    let x = rows.map { pow($0, -exponent) }
    let n = Double(x.count)
    let meanX = x.reduce(0, +) / n
    let meanY = errors.reduce(0, +) / n
    var covariance = 0.0
    var variance = 0.0
    for (value, error) in zip(x, errors) {
      covariance += (value - meanX) * (error - meanY)
      variance += (value - meanX) * (value - meanX)
    }
    let slope = variance > 0 ? covariance / variance : 0
    func clampedA(_ b: Double) -> Double { min(1, max(0, meanY - b * meanX)) }
    func clampedB(_ a: Double) -> Double {
      let top = zip(x, errors).reduce(0) { $0 + $1.0 * ($1.1 - a) }
      let bottom = x.reduce(0) { $0 + $1 * $1 }
      return min(largestCoefficient, max(0, bottom > 0 ? top / bottom : 0))
    }
    let inner = meanY - slope * meanX
    var candidates = [
      (clampedA(0), 0.0), (clampedA(largestCoefficient), largestCoefficient), (0.0, clampedB(0)),
      (1.0, clampedB(1)),
    ]
    if (0...1).contains(inner), (0...largestCoefficient).contains(slope) {
      candidates.append((inner, slope))
    }
    return candidates.map { a, b in
      let residual = zip(x, errors).reduce(0.0) {
        let difference = $1.1 - a - b * $1.0
        return $0 + difference * difference
      }
      return (a, b, residual)
    }.min { $0.residual < $1.residual } ?? (0, 0, .infinity)
  }
}
