internal import CLAPACKE

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
