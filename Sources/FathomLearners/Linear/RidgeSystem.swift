public import FathomNumerics

/// Ridge regressions of several targets on the same columns, for one penalty after the other.
///
/// The products of the columns, or of the rows where there are fewer of them, are formed once.
///
/// Source: Hoerl & Kennard 1970, *Technometrics* 12:55.
public struct RidgeSystem: Sendable {
  private let centred: Matrix
  private let means: [Double]
  private let targetMeans: [Double]
  private let targets: Matrix
  private let products: Matrix
  private let isDual: Bool

  /// The system of `n × p` features and `n × q` targets.
  ///
  /// - Complexity: O(n p · min(n, p)).
  public init(_ features: Matrix, _ targets: Matrix) {
    precondition(features.rows == targets.rows)
    means = RidgeSystem.means(features)
    targetMeans = RidgeSystem.means(targets)
    centred = RidgeSystem.centred(features, means)
    isDual = features.columns > features.rows
    let y = RidgeSystem.centred(targets, targetMeans)
    products =
      isDual ? LinearAlgebra.outerGram(of: centred) : LinearAlgebra.gram(of: centred)
    self.targets = isDual ? y : LinearAlgebra.product(centred, transposingFirst: true, y)
  }

  private static func means(_ a: Matrix) -> [Double] {
    a.columnIndices.map { a.column($0).reduce(0, +) / Double(max(1, a.rows)) }
  }

  private static func centred(_ a: Matrix, _ means: [Double]) -> Matrix {
    var result = a
    result.storage.withUnsafeMutableBufferPointer { values in
      // In bounds: one column after the other.
      for column in 0..<a.columns {
        for row in 0..<a.rows { values[column * a.rows + row] -= means[column] }
      }
    }
    return result
  }

  /// The intercept of each target and the coefficient of each column, `(1 + p) × q`.
  ///
  /// - Parameter penalty: added to the mean square of each column, > 0.
  /// - Throws: `.notConverged` where the system is singular in spite of the penalty.
  /// - Complexity: O(min(n, p)³).
  public func coefficients(penalty: Double) throws(NumericsError) -> Matrix {
    var system = products
    let n = Double(centred.rows)
    for index in 0..<system.rows { system[index, index] += penalty * n }
    let factor = try LinearAlgebra.cholesky(ofPositiveDefinite: system)
    let inverse = try LinearAlgebra.inverse(ofUpperTriangular: factor)
    var slopes = LinearAlgebra.product(
      inverse, LinearAlgebra.product(inverse, transposingFirst: true, targets))
    if isDual { slopes = LinearAlgebra.product(centred, transposingFirst: true, slopes) }
    var result = Matrix(rows: 1 + centred.columns, columns: slopes.columns)
    for k in slopes.columnIndices {
      var intercept = targetMeans[k]
      for (j, slope) in slopes.column(k).enumerated() {
        result[1 + j, k] = slope
        intercept -= means[j] * slope
      }
      result[0, k] = intercept
    }
    return result
  }

  /// What coefficients, intercepts first, say of rows: `rows × q`.
  public static func predict(_ features: Matrix, _ coefficients: Matrix) -> Matrix {
    let p = features.columns
    precondition(coefficients.rows == 1 + p)
    var result =
      p > 0
      ? LinearAlgebra.product(features, coefficients.selecting(rows: Array(1...p)))
      : Matrix(rows: features.rows, columns: coefficients.columns)
    result.storage.withUnsafeMutableBufferPointer { values in
      // In bounds: one column after the other.
      for column in 0..<coefficients.columns {
        let intercept = coefficients[0, column]
        for row in 0..<features.rows { values[column * features.rows + row] += intercept }
      }
    }
    return result
  }
}
