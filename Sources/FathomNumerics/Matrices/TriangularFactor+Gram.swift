extension TriangularFactor {
  /// The largest condition number of the correlations for which a Gram matrix is good enough.
  public static let largestCondition = 1e6

  /// The factor of rows whose Gram matrix is known, or nil where that matrix does not tell enough.
  ///
  /// The rows are [1, Z] with Z standardised nearly, by the mean and deviation of a part of the rows
  /// for instance. With S = Z centred, of unit length, the correlations are R = SᵀS, and forming and
  /// factoring them adds an error E of about ε to each element (Higham 2002, *Accuracy and
  /// Stability*, theorem 10.3; its size relative to the diagonal does not depend on the scales, which
  /// is van der Sluis's observation, ibid. 10.1). The factor found is exact for R + E = Uᵀ(I + F)U with
  /// F = U⁻ᵀEU⁻¹ and ‖F‖ ≤ ‖E‖·‖R⁻¹‖ ≤ ‖E‖·κ(R). That is a factor (I + F)^½ on the left of U, which
  /// changes VIFs, singular values of U and of U·B for any B (Belsley's columns among them)
  /// relatively by at most about ‖F‖ (Ostrowski). With ε = 1.1e-16 and κ ≤ 1e6 this is about 1e-10;
  /// beyond, only a QR of the rows keeps more digits. Where a mean is far off, centring cancels:
  /// the loss, Σz² over Σ(z − z̄)², counts as a part of κ.
  ///
  /// κ is LAPACK's estimate in the 1-norm, which is not below the 2-norm's for symmetric matrices.
  /// A column of zeros, as a constant becomes, has a zero column in the factor, as in a QR.
  ///
  /// - Parameters:
  ///   - gram: the products of [1, Z] with itself, `(p + 1) × (p + 1)`, both triangles.
  ///   - rowCount: the rows behind it, more than there are columns.
  /// - Complexity: O(p³).
  public init?(gram: Matrix, rowCount: Int) {
    precondition(gram.rows == gram.columns && gram.columns > 0, "the Gram matrix is square")
    guard rowCount >= gram.columns, gram.isFinite, gram[0, 0] > 0 else { return nil }
    let first = gram[0, 0].squareRoot()
    var r = Matrix(rows: gram.rows, columns: gram.columns)
    for column in 0..<gram.columns { r[0, column] = gram[0, column] / first }
    let columns = (1..<gram.columns).filter { gram[$0, $0] > 0 }
    guard !columns.isEmpty else {
      self.init(factor: r, rowCount: rowCount)
      return
    }

    let centred = columns.map { gram[$0, $0] - r[0, $0] * r[0, $0] }
    let losses = zip(columns, centred).map { gram[$0, $0] / $1 }
    let loss = losses.max() ?? 1
    guard losses.allSatisfy({ $0 >= 1 && $0 <= TriangularFactor.largestCondition }) else {
      return nil
    }
    let lengths = centred.map { $0.squareRoot() }
    var correlations = Matrix(rows: columns.count, columns: columns.count, repeating: 1)
    for (j, column) in columns.enumerated() {
      for (i, row) in columns[..<j].enumerated() {
        correlations[i, j] =
          (gram[row, column] - r[0, row] * r[0, column]) / (lengths[i] * lengths[j])
        correlations[j, i] = correlations[i, j]
      }
    }
    guard let upper = try? LinearAlgebra.cholesky(ofPositiveDefinite: correlations),
      LinearAlgebra.condition(of: correlations, choleskyFactor: upper) * loss
        <= TriangularFactor.largestCondition
    else { return nil }
    // The columns of zeros have rows of zeros as well, so the order of the others stays.
    for (j, column) in columns.enumerated() {
      for (i, row) in columns[...j].enumerated() {
        r[row, column] = upper[i, j] * lengths[j]
      }
    }
    self.init(factor: r, rowCount: rowCount)
  }
}
