internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A learning curve's usual shape: error = a + b · n^(−c).
///
/// Source of the form: Viering & Loog 2023, *IEEE TPAMI* 45:7799 (*The shape of learning curves*).
struct PowerLaw: Sendable, Equatable {
  /// Error with endless rows.
  let asymptote: Double
  /// Scale of the falling part.
  let coefficient: Double
  /// Speed of the fall.
  let exponent: Double
  /// Whether the data single the curve out: not below four points, not where the error does not fall,
  /// and not where the best exponent or coefficient lies at a bound.
  let isIdentified: Bool

  /// The error with this many rows.
  func error(rows: Double) -> Double { asymptote + coefficient * pow(rows, -exponent) }

  /// The curve without an end through the logarithms of errors: a = 0.
  ///
  /// The straight line of least squares; errors below 1e-9 count as that.
  static func endless(rows: ArraySlice<Double>, errors: ArraySlice<Double>) -> PowerLaw {
    let x = rows.map { log($0) }
    let y = errors.map { log(max(1e-9, $0)) }
    let meanX = x.reduce(0, +) / Double(x.count)
    let meanY = y.reduce(0, +) / Double(y.count)
    var products = 0.0
    var squares = 0.0
    for (a, b) in zip(x, y) {
      products += (a - meanX) * (b - meanY)
      squares += (a - meanX) * (a - meanX)
    }
    let exponent = min(3, max(0, squares > 0 ? -products / squares : 0))
    return PowerLaw(
      asymptote: 0, coefficient: exp(meanY + exponent * meanX), exponent: exponent,
      isIdentified: false)
  }
}

/// Fits power laws to errors at the same sizes, again and again.
///
/// Least squares with a in [0, 1], b in [0, 100], c in [0.01, 3]. For a given c the best a and b follow
/// in closed form, so only c is searched, in place of several starts: on a grid of 60 steps over its
/// whole range, then by golden section.
struct PowerLawFit: Sendable {
  private static let exponents = 0.01...3.0
  private static let largestCoefficient = 100.0
  private static let steps = 60

  private let rows: [Double]
  /// They add up to 1.
  private let weights: [Double]
  private let grid: [Abscissae]

  /// The values of n^(−c) at the sizes for one exponent, with their weighted sums.
  private struct Abscissae {
    let exponent: Double
    let x: [Double]
    let mean: Double
    let variance: Double
    let squares: Double

    init(_ rows: [Double], _ weights: [Double], _ exponent: Double) {
      self.exponent = exponent
      x = rows.map { pow($0, -exponent) }
      let mean = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 }
      self.mean = mean
      variance = zip(weights, x).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
      squares = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    }
  }

  /// Prepares for errors at some sizes.
  ///
  /// - Parameter weightPower: the weight of a size is its number of rows to this power.
  init(rows: [Double], weightPower: Double = 0) {
    self.rows = rows
    let largest = rows.max() ?? 1
    let powers = rows.map { pow($0 / largest, weightPower) }
    let sum = powers.reduce(0, +)
    let weights = powers.map { $0 / sum }
    self.weights = weights
    let ratio = log(PowerLawFit.exponents.upperBound / PowerLawFit.exponents.lowerBound)
    grid = (0...PowerLawFit.steps).map { step in
      Abscissae(
        rows, weights,
        PowerLawFit.exponents.lowerBound * exp(ratio * Double(step) / Double(PowerLawFit.steps)))
    }
  }

  /// The best curve within the bounds.
  func fit(_ errors: [Double]) -> PowerLaw {
    precondition(errors.count == rows.count, "one error a size")
    let residuals = grid.map { solve($0, errors).residual }
    let best = residuals.indices.min { residuals[$0] < residuals[$1] } ?? 0
    let range =
      grid[max(0, best - 1)].exponent...grid[min(PowerLawFit.steps, best + 1)].exponent
    let exponent = GoldenSection.minimum(in: range, steps: 100, width: 1e-13) {
      solve(Abscissae(rows, weights, $0), errors).residual
    }
    let solution = solve(Abscissae(rows, weights, exponent), errors)
    let falls = (errors.last ?? 0) < (errors.first ?? 0)
    return PowerLaw(
      asymptote: solution.a, coefficient: solution.b, exponent: exponent,
      isIdentified: rows.count >= 4 && falls && best > 0 && best < PowerLawFit.steps
        && solution.b > 0 && solution.b < PowerLawFit.largestCoefficient)
  }

  /// The best a and b within their bounds for one exponent: a convex problem in two variables whose
  /// solution is inside, or on one of four edges.
  private func solve(
    _ abscissae: Abscissae, _ errors: [Double]
  ) -> (a: Double, b: Double, residual: Double) {
    let meanX = abscissae.mean
    let largest = PowerLawFit.largestCoefficient
    return abscissae.x.withUnsafeBufferPointer { x in
      errors.withUnsafeBufferPointer { y in
        weights.withUnsafeBufferPointer { w in
          // In bounds: one error and one weight a size.
          var meanY = 0.0
          for i in 0..<y.count { meanY += w[i] * y[i] }
          var covariance = 0.0
          var products = 0.0
          for i in 0..<y.count {
            covariance += w[i] * (x[i] - meanX) * (y[i] - meanY)
            products += w[i] * x[i] * y[i]
          }
          let slope = abscissae.variance > 0 ? covariance / abscissae.variance : 0
          func clampedA(_ b: Double) -> Double { min(1, max(0, meanY - b * meanX)) }
          func clampedB(_ a: Double) -> Double {
            let b = abscissae.squares > 0 ? (products - a * meanX) / abscissae.squares : 0
            return min(largest, max(0, b))
          }
          func residual(_ a: Double, _ b: Double) -> Double {
            var sum = 0.0
            for i in 0..<y.count {
              let difference = y[i] - a - b * x[i]
              sum += w[i] * difference * difference
            }
            return sum
          }
          let inner = meanY - slope * meanX
          if (0...1).contains(inner), (0...largest).contains(slope) {
            return (inner, slope, residual(inner, slope))
          }
          var best = (a: 0.0, b: 0.0, residual: Double.infinity)
          for (a, b) in [
            (clampedA(0), 0.0), (clampedA(largest), largest), (0.0, clampedB(0)),
            (1.0, clampedB(1)),
          ] {
            let left = residual(a, b)
            if left < best.residual { best = (a, b, left) }
          }
          return best
        }
      }
    }
  }
}
