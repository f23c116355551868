internal import CLAPACKE
internal import COpenBLAS

/// What a Cholesky factor is good for.
extension LinearAlgebra {
  private static let upper = CChar(UInt8(ascii: "U"))

  /// The upper triangular U of `a = Uᵀ · U`.
  ///
  /// - Throws: ``NumericsError/notConverged(routine:info:)`` when `a` is not positive definite.
  /// - Complexity: O(n³).
  public static func cholesky(ofPositiveDefinite a: Matrix) throws(NumericsError) -> Matrix {
    prepare()
    precondition(a.rows == a.columns, "a symmetric matrix is square")
    guard a.rows > 0 else { return a }
    try requireFinite(a, "dpotrf")
    var factor = a
    let order = a.rows
    let info = LAPACKE_dpotrf(
      columnMajor, upper, Int32(order), &factor.storage, Int32(order))
    try check(info, "dpotrf")
    factor.storage.withUnsafeMutableBufferPointer { values in
      // In bounds: a square matrix; what lies below the diagonal is left over from `a`.
      for column in 0..<order {
        for row in column + 1..<max(order, column + 1) { values[row + column * order] = 0 }
      }
    }
    return factor
  }

  /// LAPACK's estimate of a matrix's condition number in the 1-norm, from its Cholesky factor;
  /// infinite where it overflows.
  ///
  /// - Complexity: O(n²).
  static func condition(of a: Matrix, choleskyFactor factor: Matrix) -> Double {
    prepare()
    precondition(factor.rows == a.rows && factor.columns == a.columns, "orders must agree")
    let order = Int32(a.rows)
    let norm = (0..<a.columns).map { a.column($0).reduce(0) { $0 + abs($1) } }.max() ?? 0
    var reciprocal = 0.0
    let info = LAPACKE_dpocon(
      columnMajor, upper, order, factor.storage, order, norm, &reciprocal)
    return info == 0 && reciprocal > 0 ? 1 / reciprocal : .infinity
  }

  /// For each of some columns z of a matrix: zᵀ · a⁻¹ · z, from the Cholesky factor U of a.
  ///
  /// It is the squared length of U⁻ᵀz, so one triangular solution does.
  ///
  /// - Complexity: O(n²) for each column.
  public static func quadraticForms(
    choleskyFactor factor: Matrix, columns: Range<Int>, of z: Matrix
  ) -> [Double] {
    prepare()
    let n = z.rows
    precondition(factor.rows == n && factor.columns == n, "orders must agree")
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= z.columns, "the columns must exist")
    guard n > 0, !columns.isEmpty else { return columns.map { _ in 0 } }
    var solution = Array(z.storage[columns.lowerBound * n..<columns.upperBound * n])
    cblas_dtrsm(
      CblasColMajor, CblasLeft, CblasUpper, CblasTrans, CblasNonUnit, Int32(n),
      Int32(columns.count), 1, factor.storage, Int32(n), &solution, Int32(n))
    return solution.withUnsafeBufferPointer { solution in
      guard let base = solution.baseAddress else { return [] }
      // In bounds: n elements for each column.
      return columns.indices.map { index in
        let column = base + (index - columns.lowerBound) * n
        return cblas_ddot(Int32(n), column, 1, column, 1)
      }
    }
  }
}

extension LinearAlgebra {
  /// The smallest eigenvalues of a symmetric matrix, ascending, each with its eigenvector.
  ///
  /// Of a vector and its opposite, the one is given whose element of the largest size is positive.
  ///
  /// - Parameters:
  ///   - a: `p × p`, symmetric; only its upper triangle is read.
  ///   - count: how many, 1...p.
  /// - Returns: eigenvalues and vectors, `p × count`.
  /// - Throws: ``NumericsError/notFinite(routine:)``, or ``NumericsError/notConverged(routine:info:)``.
  /// - Complexity: O(p³).
  public static func smallestEigenvectors(
    ofSymmetric a: Matrix, count: Int
  ) throws(NumericsError) -> (values: [Double], vectors: Matrix) {
    prepare()
    let p = a.rows
    precondition(a.rows == a.columns && (1...max(1, p)).contains(count), "1...p of p × p")
    try requireFinite(a, "dsyevr")
    var work = a
    var values = [Double](repeating: 0, count: p)
    var vectors = Matrix(rows: p, columns: count)
    var supports = [Int32](repeating: 0, count: 2 * max(1, count))
    var found: Int32 = 0
    let info = LAPACKE_dsyevr(
      columnMajor, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "I")), CChar(UInt8(ascii: "U")),
      Int32(p), &work.storage, Int32(p), 0, 0, 1, Int32(count), 0, &found, &values,
      &vectors.storage, Int32(p), &supports)
    try check(info, "dsyevr")
    for j in 0..<count {
      let largest = vectors.column(j).max { abs($0) < abs($1) } ?? 0
      if largest < 0 { for i in 0..<p { vectors[i, j].negate() } }
    }
    return (Array(values[..<count]), vectors)
  }
}
