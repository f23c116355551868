internal import CLAPACKE
internal import COpenBLAS

/// The handful of BLAS and LAPACK calls that Fathom needs, behind safe signatures.
///
/// OpenBLAS runs on the calling thread only: parallelism is ours, so that results do not depend on
/// the number of threads. Every wrapper checks its dimensions before it hands out a pointer, and
/// LAPACK's workspace is managed by LAPACKE.
public enum LinearAlgebra {
  /// Prepares OpenBLAS: one thread, kernels that suit the processor.
  ///
  /// Every function here does so before it calls BLAS or LAPACK. The earlier in a process, the less
  /// time is lost to threads of the library that wait for work by spinning.
  public static func prepare() { _ = BLASRuntime.prepared }

  static let columnMajor = Int32(LAPACK_COL_MAJOR)

  /// Turns LAPACK's `info` into an error; a negative one is a mistake of ours.
  static func check(_ info: Int32, _ routine: String) throws(NumericsError) {
    precondition(info >= 0 || info <= -1000, "\(routine): argument \(-info) is illegal")
    if info != 0 { throw .notConverged(routine: routine, info: Int(info)) }
  }

  /// LAPACK may not end, or may crash, on NaN and infinity.
  package static func requireFinite(_ a: Matrix, _ routine: String) throws(NumericsError) {
    if !a.isFinite { throw .notFinite(routine: routine) }
  }

  /// The product `op(a) · op(b)`.
  ///
  /// - Complexity: O(m·n·k) flops.
  public static func product(
    _ a: Matrix, transposingFirst: Bool = false, _ b: Matrix, transposingSecond: Bool = false
  ) -> Matrix {
    prepare()
    let m = transposingFirst ? a.columns : a.rows
    let k = transposingFirst ? a.rows : a.columns
    let n = transposingSecond ? b.rows : b.columns
    precondition(k == (transposingSecond ? b.columns : b.rows), "inner dimensions must agree")
    var c = Matrix(rows: m, columns: n)
    guard m > 0, n > 0, k > 0 else { return c }
    cblas_dgemm(
      CblasColMajor, transposingFirst ? CblasTrans : CblasNoTrans,
      transposingSecond ? CblasTrans : CblasNoTrans,
      Int32(m), Int32(n), Int32(k), 1, a.storage, Int32(a.rows), b.storage, Int32(b.rows),
      0, &c.storage, Int32(m))
    return c
  }

  /// The products `aᵀ · a[:, range]` of columns in single precision, `n × range.count`, column after
  /// column.
  ///
  /// - Parameters:
  ///   - a: columns one after the other, `length × n`.
  ///   - length: elements of a column.
  ///   - range: the columns on the right.
  public static func products(
    ofColumns a: [Float], length: Int, with range: Range<Int>
  ) -> [Float] {
    products(
      ofColumns: a, with: a[(range.lowerBound * length)..<(range.upperBound * length)], length)
  }

  /// The products `aᵀ · b` of columns in single precision, `n × m`, column after column.
  ///
  /// - Parameters:
  ///   - a: columns one after the other, `length × n`.
  ///   - b: columns of the same length, `length × m`.
  ///   - length: elements of a column, at least 1.
  public static func products(
    ofColumns a: [Float], with b: ArraySlice<Float>, _ length: Int
  ) -> [Float] {
    prepare()
    let n = a.count / length
    let m = b.count / length
    guard n > 0, m > 0 else { return [] }
    return [Float](unsafeUninitializedCapacity: n * m) { products, count in
      b.withUnsafeBufferPointer { b in
        // In bounds: n × length, length × m and n × m elements.
        cblas_sgemm(
          CblasColMajor, CblasTrans, CblasNoTrans, Int32(n), Int32(m), Int32(length), 1, a,
          Int32(length), b.baseAddress, Int32(length), 0, products.baseAddress, Int32(n))
      }
      count = n * m
    }
  }

  /// The triangular factor R of the Householder QR of an `n × p` matrix: `min(n, p) × p`.
  ///
  /// Householder QR is backward stable column by column, so scaling the columns does not change
  /// the relative accuracy of R (Higham 2002, *Accuracy and Stability*, theorem 19.4).
  public static func triangularFactor(of a: Matrix) throws(NumericsError) -> Matrix {
    prepare()
    let k = min(a.rows, a.columns)
    guard k > 0 else { return Matrix(rows: 0, columns: a.columns) }
    try requireFinite(a, "dgeqrf")
    var work = a
    var tau = [Double](repeating: 0, count: k)
    let info = LAPACKE_dgeqrf(
      columnMajor, Int32(a.rows), Int32(a.columns), &work.storage, Int32(a.rows), &tau)
    try check(info, "dgeqrf")
    var r = Matrix(rows: k, columns: a.columns)
    for column in 0..<a.columns {
      for row in 0...min(column, k - 1) { r[row, column] = work[row, column] }
    }
    return r
  }

  /// The inverse of a nonsingular upper triangular matrix.
  public static func inverse(ofUpperTriangular r: Matrix) throws(NumericsError) -> Matrix {
    prepare()
    precondition(r.rows == r.columns, "a triangular matrix is square")
    guard r.rows > 0 else { return r }
    try requireFinite(r, "dtrtri")
    var inverse = r
    let info = LAPACKE_dtrtri(
      columnMajor, CChar(UInt8(ascii: "U")), CChar(UInt8(ascii: "N")), Int32(r.rows),
      &inverse.storage, Int32(r.rows))
    try check(info, "dtrtri")
    return inverse
  }

  /// The solution x of `r · x = b` for an upper triangular `r` (its leading `order` rows and columns).
  public static func solve(upperTriangular r: Matrix, order: Int, _ b: [Double]) -> [Double] {
    prepare()
    precondition(order <= r.rows && order <= r.columns && b.count == order, "orders must agree")
    var x = b
    guard order > 0 else { return x }
    cblas_dtrsv(
      CblasColMajor, CblasUpper, CblasNoTrans, CblasNonUnit, Int32(order), r.storage,
      Int32(r.rows), &x, 1)
    return x
  }

  /// The singular values (descending) and the right singular vectors of an `m × n` matrix, `m ≥ n`.
  ///
  /// One-sided Jacobi (LAPACK's `dgejsv`): unlike bidiagonalisation it finds small singular values
  /// to high *relative* accuracy when the ill-conditioning comes from the scaling of the columns
  /// (Drmač & Veselić 2008, *SIAM J. Matrix Anal. Appl.* 29:1322).
  ///
  /// - Returns: `values` of length n and `vectors`, `n × n`, a column for each value.
  public static func jacobiSVD(
    _ a: Matrix
  ) throws(NumericsError) -> (values: [Double], vectors: Matrix) {
    prepare()
    precondition(a.rows >= a.columns, "one-sided Jacobi needs at least as many rows as columns")
    let n = a.columns
    guard n > 0 else { return ([], Matrix(rows: 0, columns: 0)) }
    try requireFinite(a, "dgejsv")
    var work = a
    var values = [Double](repeating: 0, count: n)
    var u = [Double](repeating: 0, count: a.rows * n)
    var v = Matrix(rows: n, columns: n)
    var statistics = [Double](repeating: 0, count: 7)
    var counts = [Int32](repeating: 0, count: 3)
    func letter(_ scalar: Unicode.Scalar) -> CChar { CChar(UInt8(ascii: scalar)) }
    // F: full set of V with all the accuracy; R: the range of doubles; N: no transposition, no noise.
    let info = LAPACKE_dgejsv(
      columnMajor, letter("F"), letter("U"), letter("V"), letter("R"), letter("N"), letter("N"),
      Int32(a.rows), Int32(n), &work.storage, Int32(a.rows), &values, &u, Int32(a.rows),
      &v.storage, Int32(n), &statistics, &counts)
    try check(info, "dgejsv")
    // Singular values come scaled by statistics[0] / statistics[1] when they would over- or underflow.
    if statistics[0] != statistics[1] {
      for index in values.indices { values[index] *= statistics[0] / statistics[1] }
    }
    return (values, v)
  }

  /// The singular values (descending) of an `m × n` matrix, `m ≥ n`, and on request its right singular
  /// vectors, by bidiagonalisation: fast, small values accurate relative to the largest only.
  public static func divideAndConquerSVD(
    _ a: Matrix, withVectors: Bool
  ) throws(NumericsError) -> (values: [Double], vectors: Matrix?) {
    prepare()
    precondition(a.rows >= a.columns, "at least as many rows as columns")
    let n = a.columns
    guard n > 0 else { return ([], nil) }
    try requireFinite(a, "dgesdd")
    var work = a
    var values = [Double](repeating: 0, count: n)
    var u = [Double](repeating: 0, count: withVectors ? a.rows * n : 1)
    var vt = Matrix(rows: withVectors ? n : 1, columns: withVectors ? n : 1)
    let info = LAPACKE_dgesdd(
      columnMajor, CChar(UInt8(ascii: withVectors ? "S" : "N")), Int32(a.rows), Int32(n),
      &work.storage, Int32(a.rows), &values, &u, Int32(a.rows), &vt.storage, Int32(vt.rows))
    try check(info, "dgesdd")
    return (values, withVectors ? vt.transposed : nil)
  }

  /// The products of the first `count` columns of a `rows × capacity` array with a vector.
  public static func project(
    _ vector: [Double], onColumnsOf basis: [Double], rows: Int, count: Int
  ) -> [Double] {
    prepare()
    precondition(vector.count == rows && basis.count >= rows * count, "dimensions must agree")
    var result = [Double](repeating: 0, count: count)
    guard count > 0 else { return result }
    cblas_dgemv(
      CblasColMajor, CblasTrans, Int32(rows), Int32(count), 1, basis, Int32(rows), vector, 1, 0,
      &result, 1)
    return result
  }

  /// Takes the combination of the first columns of an array with the given weights off a vector.
  public static func subtract(
    _ weights: [Double], timesColumnsOf basis: [Double], rows: Int, from vector: inout [Double]
  ) {
    prepare()
    precondition(vector.count == rows && basis.count >= rows * weights.count, "must agree")
    guard !weights.isEmpty else { return }
    cblas_dgemv(
      CblasColMajor, CblasNoTrans, Int32(rows), Int32(weights.count), -1, basis, Int32(rows),
      weights, 1, 1, &vector, 1)
  }

  /// The eigenvalues of a symmetric matrix, ascending.
  ///
  /// - Complexity: O(n³).
  public static func eigenvalues(ofSymmetric a: Matrix) throws(NumericsError) -> [Double] {
    prepare()
    precondition(a.rows == a.columns, "a symmetric matrix is square")
    guard a.rows > 0 else { return [] }
    try requireFinite(a, "dsyevd")
    var work = a
    var values = [Double](repeating: 0, count: a.rows)
    let info = LAPACKE_dsyevd(
      columnMajor, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "L")), Int32(a.rows),
      &work.storage, Int32(a.rows), &values)
    try check(info, "dsyevd")
    return values
  }

  /// Solves `a · x = b` for a symmetric positive definite `a` by Cholesky.
  ///
  /// - Throws: ``NumericsError/notConverged(routine:info:)`` when `a` is not positive definite.
  public static func solve(
    positiveDefinite a: Matrix, _ b: Matrix
  ) throws(NumericsError) -> Matrix {
    prepare()
    precondition(a.rows == a.columns && a.rows == b.rows, "orders must agree")
    guard a.rows > 0, b.columns > 0 else { return b }
    try requireFinite(a, "dposv")
    var factor = a
    var x = b
    let info = LAPACKE_dposv(
      columnMajor, CChar(UInt8(ascii: "L")), Int32(a.rows), Int32(b.columns), &factor.storage,
      Int32(a.rows), &x.storage, Int32(b.rows))
    try check(info, "dposv")
    return x
  }
}
