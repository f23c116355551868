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

  /// The error with so many rows.
  func error(rows: Double) -> Double { asymptote + coefficient * pow(rows, -exponent) }

  /// How many rows lower the error by so much from where it is with some rows; nil where no number
  /// does.
  func rows(lowering gain: Double, from rows: Double) -> Double? {
    let falling = coefficient * pow(rows, -exponent) - gain
    guard coefficient > 0, falling > 0 else { return nil }
    let needed = pow(falling / coefficient, -1 / exponent)
    return needed.isFinite ? needed : nil
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
  private let grid: [Abscissae]

  /// The values of n^(−c) at the sizes for one exponent, with their sums.
  private struct Abscissae {
    let exponent: Double
    let x: [Double]
    let mean: Double
    let variance: Double
    let squares: Double

    init(_ rows: [Double], _ exponent: Double) {
      self.exponent = exponent
      x = rows.map { pow($0, -exponent) }
      let mean = x.reduce(0, +) / Double(x.count)
      self.mean = mean
      variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      squares = x.reduce(0) { $0 + $1 * $1 }
    }
  }

  /// Prepares for errors at some sizes.
  init(rows: [Double]) {
    self.rows = rows
    let ratio = log(PowerLawFit.exponents.upperBound / PowerLawFit.exponents.lowerBound)
    grid = (0...PowerLawFit.steps).map { step in
      Abscissae(
        rows,
        PowerLawFit.exponents.lowerBound * exp(ratio * Double(step) / Double(PowerLawFit.steps)))
    }
  }

  /// The best curve within the bounds.
  func fit(_ errors: [Double]) -> PowerLaw {
    precondition(errors.count == rows.count, "one error a size")
    let residuals = grid.map { PowerLawFit.solve($0, errors).residual }
    let best = residuals.indices.min { residuals[$0] < residuals[$1] } ?? 0
    var low = grid[max(0, best - 1)].exponent
    var high = grid[min(PowerLawFit.steps, best + 1)].exponent
    func residual(_ exponent: Double) -> Double {
      PowerLawFit.solve(Abscissae(rows, exponent), errors).residual
    }
    let golden = (5.0.squareRoot() - 1) / 2
    var (a, b) = (high - golden * (high - low), low + golden * (high - low))
    var (atA, atB) = (residual(a), residual(b))
    for _ in 0..<100 where high - low > 1e-13 {
      if atA <= atB {
        (high, b, atB) = (b, a, atA)
        a = high - golden * (high - low)
        atA = residual(a)
      } else {
        (low, a, atA) = (a, b, atB)
        b = low + golden * (high - low)
        atB = residual(b)
      }
    }
    let exponent = (low + high) / 2
    let solution = PowerLawFit.solve(Abscissae(rows, exponent), errors)
    let falls = (errors.last ?? 0) < (errors.first ?? 0)
    return PowerLaw(
      asymptote: solution.a, coefficient: solution.b, exponent: exponent,
      isIdentified: rows.count >= 4 && falls && best > 0 && best < PowerLawFit.steps
        && solution.b > 0 && solution.b < PowerLawFit.largestCoefficient)
  }

  /// The best a and b within their bounds for one exponent: a convex problem in two variables whose
  /// solution is inside, or on one of four edges.
  private static func solve(
    _ abscissae: Abscissae, _ errors: [Double]
  ) -> (a: Double, b: Double, residual: Double) {
    let n = Double(errors.count)
    let meanY = errors.reduce(0, +) / n
    let meanX = abscissae.mean
    var covariance = 0.0
    var products = 0.0
    abscissae.x.withUnsafeBufferPointer { x in
      errors.withUnsafeBufferPointer { y in
        // In bounds: one error a size.
        for i in 0..<y.count {
          covariance += (x[i] - meanX) * (y[i] - meanY)
          products += x[i] * y[i]
        }
      }
    }
    let slope = abscissae.variance > 0 ? covariance / abscissae.variance : 0
    func clampedA(_ b: Double) -> Double { min(1, max(0, meanY - b * meanX)) }
    func clampedB(_ a: Double) -> Double {
      let b = abscissae.squares > 0 ? (products - a * n * meanX) / abscissae.squares : 0
      return min(largestCoefficient, max(0, b))
    }
    func residual(_ a: Double, _ b: Double) -> Double {
      abscissae.x.withUnsafeBufferPointer { x in
        errors.withUnsafeBufferPointer { y in
          var sum = 0.0
          // In bounds: one error a size.
          for i in 0..<y.count {
            let difference = y[i] - a - b * x[i]
            sum += difference * difference
          }
          return sum
        }
      }
    }
    let inner = meanY - slope * meanX
    if (0...1).contains(inner), (0...largestCoefficient).contains(slope) {
      return (inner, slope, residual(inner, slope))
    }
    var best = (a: 0.0, b: 0.0, residual: Double.infinity)
    for (a, b) in [
      (clampedA(0), 0.0), (clampedA(largestCoefficient), largestCoefficient), (0.0, clampedB(0)),
      (1.0, clampedB(1)),
    ] {
      let left = residual(a, b)
      if left < best.residual { best = (a, b, left) }
    }
    return best
  }
}
