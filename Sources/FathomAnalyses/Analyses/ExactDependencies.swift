internal import FathomNumerics

/// Which columns are exact combinations of columns before them, and how.
///
/// Columns are taken in order; each is projected on those kept so far, twice (classical
/// Gram–Schmidt "twice is enough", Giraud, Langou & Rozložník 2005, *Numer. Math.* 101:87). What
/// remains of a dependent column is rounding; it is dropped and its coefficients are solved for.
struct ExactDependencies {
  /// A column that is a combination of others.
  struct Dependency: Equatable {
    /// The design column.
    var column: Int
    /// Coefficients in the units of the data, by design column.
    var coefficients: [(column: Int, value: Double)]
    /// The constant term; 0 where it vanishes.
    var intercept: Double

    static func == (a: Dependency, b: Dependency) -> Bool {
      a.column == b.column && a.intercept == b.intercept
        && a.coefficients.elementsEqual(b.coefficients, by: ==)
    }
  }

  /// The design columns that are kept, in order.
  private(set) var kept: [Int] = []
  /// The dependent columns.
  private(set) var dependencies: [Dependency] = []
  /// The triangular factor of the kept columns, centred and of unit length.
  private(set) var factor = Matrix(rows: 0, columns: 0)

  /// What remains of a column of unit length may be rounding below this.
  static let workingPrecision = 1e-12

  /// - Parameter standardised: the factor of [1, Z] and the scaling.
  init(_ standardised: StandardisedFactor) {
    let r = standardised.factor
    let p = r.columns - 1
    let scaling = standardised.scaling
    // Orthonormal directions of the kept columns, one after the other, p numbers each.
    var basis = [Double]()
    basis.reserveCapacity(p * p)
    var factorColumns = [[Double]]()
    var lengths = [Double](repeating: 0, count: p)
    var largestShift = 0.0

    // Means over the complete rows, which may be fewer than those behind the scaling.
    let means = (0..<p).map {
      scaling.means[$0] + scaling.deviations[$0] * r[0, $0 + 1] / r[0, 0]
    }

    for column in 0..<p {
      let centred = (1...p).map { r[$0, column + 1] }
      let length = ExactDependencies.norm(centred)
      let whole = (length * length + r[0, column + 1] * r[0, column + 1]).squareRoot()
      lengths[column] = length
      // A value of size m is rounded to m·ε, which is m/s·ε of a standard deviation s.
      largestShift = max(largestShift, abs(means[column]) / scaling.deviations[column])
      let tolerance = min(
        1e-9, ExactDependencies.workingPrecision + 16 * Double.ulpOfOne * largestShift)
      guard length > ExactDependencies.workingPrecision * whole, length > 0 else {
        dependencies.append(
          Dependency(
            column: column, coefficients: [],
            // A mean that is rounding beside the spread of all rows is 0.
            intercept: abs(means[column]) <= 1e-12 * scaling.deviations[column]
              ? 0 : ExactDependencies.shortest(means[column])))
        continue
      }
      var remainder = centred.map { $0 / length }
      var projections = [Double](repeating: 0, count: kept.count)
      for _ in 0..<2 {
        let step = LinearAlgebra.project(
          remainder, onColumnsOf: basis, rows: p, count: kept.count)
        LinearAlgebra.subtract(step, timesColumnsOf: basis, rows: p, from: &remainder)
        for index in step.indices { projections[index] += step[index] }
      }
      let rest = ExactDependencies.norm(remainder)
      if rest > tolerance {
        kept.append(column)
        basis.append(contentsOf: remainder.map { $0 / rest })
        factorColumns.append(projections + [rest])
      } else {
        dependencies.append(
          solve(column, projections, factorColumns, lengths, means, scaling))
      }
    }
    factor = ExactDependencies.triangular(factorColumns)
  }

  /// The coefficients of a dependent column in the units of the data.
  private func solve(
    _ column: Int, _ projections: [Double], _ factorColumns: [[Double]], _ lengths: [Double],
    _ means: [Double], _ scaling: Scaling
  ) -> Dependency {
    let unit = LinearAlgebra.solve(
      upperTriangular: ExactDependencies.triangular(factorColumns), order: kept.count, projections)
    let largest = unit.map(abs).max() ?? 0
    var coefficients = [(column: Int, value: Double)]()
    var intercept = means[column]
    var size = abs(means[column])
    for (index, other) in kept.enumerated() where abs(unit[index]) > 1e-9 * largest {
      let value = ExactDependencies.shortest(
        unit[index] * (lengths[column] * scaling.deviations[column])
          / (lengths[other] * scaling.deviations[other]))
      coefficients.append((other, value))
      intercept -= value * means[other]
      size += abs(value * means[other])
    }
    let spread = scaling.deviations[column]
    let vanishes = abs(intercept) <= 1e-9 * (size + spread)
    return Dependency(
      column: column, coefficients: coefficients,
      intercept: vanishes ? 0 : ExactDependencies.shortest(intercept))
  }

  private static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func triangular(_ columns: [[Double]]) -> Matrix {
    var result = Matrix(rows: columns.count, columns: columns.count)
    for (j, column) in columns.enumerated() {
      for (i, value) in column.enumerated() { result[i, j] = value }
    }
    return result
  }

  /// The number with the fewest decimal digits within 1e-10 of a coefficient, so that rounding does
  /// not hide that a coefficient is 2 or 0.45.
  static func shortest(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value == 0 ? 0 : value }
    for digits in 0...11 {
      let rounded = Words.rounded(value, significantDigits: digits + 1)
      if abs(rounded - value) <= 1e-10 * abs(value) { return rounded }
    }
    return value
  }
}
