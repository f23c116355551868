internal import FathomNumerics
internal import FathomSummaries

/// Which columns are exact combinations of columns before them, and how.
///
/// Columns are taken in order; what remains of a dependent one beside those before it is rounding. It
/// is dropped and its coefficients are solved for.
struct ExactDependencies {
  /// A column that is a combination of others.
  struct Dependency: Equatable {
    /// The design column.
    var column: Int
    /// Coefficients in the units of the data, by design column.
    var coefficients: [(column: Int, value: Double)]
    /// The constant term; 0 where it vanishes.
    var intercept: Double
    /// The column at unit length in the directions of the kept columns; empty for a constant.
    var direction: [Double]

    static func == (a: Dependency, b: Dependency) -> Bool {
      a.column == b.column && a.intercept == b.intercept
        && a.coefficients.elementsEqual(b.coefficients, by: ==)
    }
  }

  /// All columns, centred.
  let columns: CentredColumns
  /// The design columns that are kept, in order.
  let kept: [Int]
  /// The dependent columns, in order.
  let dependencies: [Dependency]
  /// The triangular factor of the kept columns, centred and of unit length.
  let factor: Matrix
  /// The kept columns that R's `lm` would leave out, in order.
  let aliased: [Int]

  /// What remains of a column of unit length may be rounding below this.
  static let workingPrecision = 1e-12
  /// Below this share of a column's length R's `lm` takes it for a combination of those before it.
  ///
  /// Source: the default `tol` of `lm.fit`, R 4, handed to LINPACK's `dqrdc2`, which compares what
  /// remains of a column with its own length, not centred.
  static let aliasTolerance = 1e-7

  /// - Parameter standardised: the factor of [1, Z] and the scaling.
  init(_ standardised: StandardisedFactor) throws(NumericsError) {
    let columns = CentredColumns(standardised)
    let varying = columns.indices.filter { !columns.isConstant($0) }
    let unit = try columns.unitFactor(varying)
    // A value of size m is rounded to m·ε, which is m/s·ε of a standard deviation s.
    var largestShifts = [Double]()
    for column in columns.indices {
      largestShifts.append(max(largestShifts.last ?? 0, columns.shift(column)))
    }
    let elimination = ColumnElimination(unit) { place, rest in
      let shift = largestShifts[varying[place]]
      return rest
        <= min(1e-9, ExactDependencies.workingPrecision + 16 * Double.ulpOfOne * shift)
    }
    let kept = elimination.kept.map { varying[$0] }
    var found = columns.indices.filter { columns.isConstant($0) }.map { column in
      Dependency(
        column: column, coefficients: [], intercept: columns.constant(column), direction: [])
    }
    for (place, coordinates) in elimination.dependent {
      found.append(
        ExactDependencies.solve(varying[place], coordinates, kept, elimination.factor, columns))
    }
    self.kept = kept
    self.columns = columns
    factor = elimination.factor
    dependencies = found.sorted { $0.column < $1.column }
    aliased = ColumnElimination(elimination.factor) { place, rest in
      rest * columns.centredShare(kept[place]) < ExactDependencies.aliasTolerance
    }.dependent.map { kept[$0.column] }
  }

  /// The coefficients of a dependent column in the units of the data.
  private static func solve(
    _ column: Int, _ coordinates: [Double], _ kept: [Int], _ factor: Matrix,
    _ columns: CentredColumns
  ) -> Dependency {
    let unit = LinearAlgebra.solve(
      upperTriangular: factor, order: coordinates.count, coordinates)
    let largest = unit.map(abs).max() ?? 0
    var coefficients = [(column: Int, value: Double)]()
    var intercept = columns.means[column]
    var size = abs(intercept)
    for (place, value) in unit.enumerated() where abs(value) > 1e-9 * largest {
      let other = kept[place]
      let value = shortest(value * columns.ratio(column, other))
      coefficients.append((other, value))
      intercept -= value * columns.means[other]
      size += abs(value * columns.means[other])
    }
    let vanishes = abs(intercept) <= 1e-9 * (size + columns.deviations[column])
    return Dependency(
      column: column, coefficients: coefficients, intercept: vanishes ? 0 : shortest(intercept),
      direction: coordinates)
  }

  /// The number with the fewest decimal digits within 1e-10 of a coefficient, so that rounding does
  /// not hide that a coefficient is 2 or 0.45.
  static func shortest(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value == 0 ? 0 : value }
    for digits in 0...11 {
      let rounded = NumberText.rounded(value, significantDigits: digits + 1)
      if abs(rounded - value) <= 1e-10 * abs(value) { return rounded }
    }
    return value
  }
}

/// The centred columns behind the factor of [1, Z], in the coordinates of that factor.
struct CentredColumns {
  private let factor: Matrix
  private let rows: Double
  /// How Z came from the columns.
  let deviations: [Double]
  /// Means over the complete rows, which may be fewer than those behind the scaling.
  let means: [Double]
  /// The length of each centred column of Z.
  let lengths: [Double]

  init(_ standardised: StandardisedFactor) {
    let r = standardised.factor
    factor = r
    rows = Double(standardised.rows)
    deviations = standardised.scaling.deviations
    means = (0..<r.columns - 1).map {
      standardised.scaling.means[$0]
        + standardised.scaling.deviations[$0] * r[0, $0 + 1] / r[0, 0]
    }
    lengths = (0..<r.columns - 1).map { column in
      (1..<r.rows).reduce(0) { $0 + r[$1, column + 1] * r[$1, column + 1] }.squareRoot()
    }
  }

  var indices: Range<Int> { lengths.indices }

  /// Whether nothing but rounding is left of a column when its mean is gone.
  func isConstant(_ column: Int) -> Bool {
    let length = lengths[column]
    let whole = (length * length + factor[0, column + 1] * factor[0, column + 1]).squareRoot()
    return !(length > ExactDependencies.workingPrecision * whole && length > 0)
  }

  /// The value of a constant; a mean that is rounding beside the spread of all rows is 0.
  func constant(_ column: Int) -> Double {
    abs(means[column]) <= 1e-12 * deviations[column]
      ? 0 : ExactDependencies.shortest(means[column])
  }

  /// How far a column is from 0, in standard deviations.
  func shift(_ column: Int) -> Double { abs(means[column]) / deviations[column] }

  /// The length of the centred column by the length of the column as it is.
  func centredShare(_ column: Int) -> Double {
    let length = lengths[column]
    let shift = shift(column)
    return length / (length * length + rows * shift * shift).squareRoot()
  }

  /// What turns a coefficient between columns of unit length into one in the units of the data.
  func ratio(_ column: Int, _ other: Int) -> Double {
    (lengths[column] * deviations[column]) / (lengths[other] * deviations[other])
  }

  /// The triangular factor of some columns, at unit length.
  func unitFactor(_ columns: [Int]) throws(NumericsError) -> Matrix {
    let height = factor.rows - 1
    var unit = Matrix(rows: height, columns: columns.count)
    var isTriangular = true
    for (place, column) in columns.enumerated() {
      for row in 0..<min(height, column + 1) {
        let value = factor[row + 1, column + 1] / lengths[column]
        unit[row, place] = value
        if row > place, value != 0 { isTriangular = false }
      }
    }
    guard isTriangular else { return try LinearAlgebra.triangularFactor(of: unit) }
    return unit.selecting(rows: Array(columns.indices))
  }
}
