public import FathomNumerics

/// Ridge regression, judged by leaving out one row after the other, in closed form.
///
/// The error of row i without row i is e_i / (1 − h_i), with the residual e and the leverage h of one
/// fit to all rows; h counts the intercept, which is not penalised.
///
/// Source: Allen 1974, *Technometrics* 16:125 (PRESS).
public enum LeaveOneOutRidge {
  /// The squared error of each row, mean over the outputs.
  ///
  /// - Parameters:
  ///   - features: `n × p`, n ≥ 2; columns are standardised first, and those that do not vary count
  ///     for nothing.
  ///   - target: `n × q`, each column with mean 0.
  ///   - penalty: added to the mean square of each standardised column, > 0.
  /// - Throws: `.notFinite` for features or targets that are not finite.
  /// - Complexity: O(n p² + n p q).
  public static func squaredErrors(
    _ features: Matrix, _ target: Matrix, penalty: Double
  ) throws(NumericsError) -> [Double] {
    precondition(features.rows == target.rows && features.rows >= 2 && penalty > 0)
    let n = features.rows
    var z = features
    z.forEachColumn(threads: 1) { column in
      let moments = Moments(UnsafeBufferPointer(column))
      let deviation = (moments.squaredDeviations / Double(n)).squareRoot()
      let scale = deviation > 1e-12 * max(1e-300, abs(moments.mean)) ? 1 / deviation : 0
      for row in column.indices { column[row] = (column[row] - moments.mean) * scale }
    }
    var gram = LinearAlgebra.gram(of: z)
    for j in 0..<z.columns { gram[j, j] += penalty * Double(n) }
    let factor = try LinearAlgebra.cholesky(ofPositiveDefinite: gram)
    // Q = Z R⁻¹, so that the fit is Q Qᵀ Y and the leverages are the squared lengths of Q's rows.
    let q = LinearAlgebra.product(z, try LinearAlgebra.inverse(ofUpperTriangular: factor))
    let fit = LinearAlgebra.product(
      q, LinearAlgebra.product(q, transposingFirst: true, target))
    var leverages = [Double](repeating: 1 / Double(n), count: n)
    for j in 0..<q.columns {
      for (row, value) in q.column(j).enumerated() { leverages[row] += value * value }
    }
    var errors = [Double](repeating: 0, count: n)
    for j in 0..<target.columns {
      for (row, (truth, fitted)) in zip(target.column(j), fit.column(j)).enumerated() {
        let error = (truth - fitted) / max(1e-12, 1 - leverages[row])
        errors[row] += error * error / Double(target.columns)
      }
    }
    return errors
  }

  /// The mean squared error over rows and outputs.
  ///
  /// See ``squaredErrors(_:_:penalty:)``.
  public static func meanSquaredError(
    _ features: Matrix, _ target: Matrix, penalty: Double
  ) throws(NumericsError) -> Double {
    try squaredErrors(features, target, penalty: penalty).reduce(0, +) / Double(features.rows)
  }
}
