internal import FathomNumerics
internal import FathomSummaries

/// Belsley's diagnostics of [1, X], columns scaled to unit length and not centred.
struct Belsley {
  /// Condition indices, ascending from 1.
  let indices: [Double]
  /// Which of them have a row of proportions: all, or for many columns only the largest.
  let rows: [Int]
  /// For each of these rows: the share of the variance of the intercept and of each column.
  let proportions: [[Double]]

  /// Above this many columns one-sided Jacobi takes seconds; bidiagonalisation takes over, whose
  /// condition indices err relatively by about index · 1e-16.
  static let jacobiLimit = 150
  /// Up to this many columns all rows of the variance decomposition are formed.
  static let fullLimit = 200
  /// Above it, this many of the largest indices.
  static let largestRows = 20

  /// The diagnostics from what was decomposed.
  ///
  /// - Parameters:
  ///   - decomposition: of ``unitColumns(_:_:)``.
  ///   - largest: the largest indices by themselves; nil where the decomposition has all vectors.
  init(_ decomposition: Decomposition, largest: Largest?) {
    let indices = decomposition.values.map { (decomposition.values.first ?? 1) / $0 }
    self.indices = indices
    if let largest {
      rows = Array(indices.indices.suffix(largest.proportions.count))
      proportions = largest.proportions
      return
    }
    rows = Array(indices.indices)
    var proportions = [[Double]](
      repeating: [Double](repeating: 0, count: indices.count), count: indices.count)
    for column in indices.indices {
      let parts = indices.indices.map { index in
        let ratio = decomposition.vectors[column, index] * indices[index]
        return ratio * ratio
      }
      let total = parts.reduce(0, +)
      for index in indices.indices { proportions[index][column] = parts[index] / total }
    }
    self.proportions = proportions
  }

  /// Singular values, descending, and right singular vectors.
  struct Decomposition: Sendable {
    var values: [Double]
    /// A column for each value; without columns where they were not formed.
    var vectors: Matrix
  }

  /// The proportions of the largest indices alone.
  struct Largest: Sendable {
    /// A row for each index, the largest last.
    var proportions: [[Double]]

    /// From the vectors of the largest eigenvalues of (XᵀX)⁻¹ = M·Mᵀ, whose diagonal holds the sums over
    /// all indices.
    init(_ unit: Matrix) throws(NumericsError) {
      let count = Belsley.largestRows
      let inverse = try LinearAlgebra.inverse(
        ofUpperTriangular: LinearAlgebra.triangularFactor(of: unit))
      var negative = LinearAlgebra.outerGram(of: inverse)
      negative.replaceElements { -$0 }
      let (values, vectors) = try LinearAlgebra.smallestEigenvectors(
        ofSymmetric: negative, count: count)
      proportions = (0..<count).reversed().map { place in
        (0..<unit.columns).map { column in
          vectors[column, place] * vectors[column, place] * values[place]
            / negative[column, column]
        }
      }
    }
  }

  /// x = mean + deviation · z, so a column of the factor of [1, X] is that combination.
  ///
  /// - Parameter columns: the design columns to look at, without exact dependencies.
  static func unitColumns(
    _ standardised: StandardisedFactor, _ columns: [Int]
  ) -> Matrix {
    let r = standardised.factor
    var unit = Matrix(rows: r.rows, columns: columns.count + 1)
    for place in 0...columns.count {
      let column = place == 0 ? -1 : columns[place - 1]
      let mean = place == 0 ? 1 : standardised.scaling.means[column]
      let deviation = place == 0 ? 0 : standardised.scaling.deviations[column]
      let height = min(r.rows, column + 2)
      var values = (0..<height).map { mean * r[$0, 0] + deviation * r[$0, column + 1] }
      // Divided by the largest first, so that squares neither over- nor underflow.
      let peak = values.map(abs).max() ?? 1
      for index in values.indices { values[index] /= peak }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in values.indices { unit[index, place] = values[index] / length }
    }
    return unit
  }

  /// Decomposes columns of unit length; of very many, without vectors.
  static func decompose(_ unit: Matrix) throws(NumericsError) -> Decomposition {
    if unit.columns <= fullLimit { return try singular(unit) }
    return Decomposition(
      values: try LinearAlgebra.divideAndConquerSVD(unit, withVectors: false).values,
      vectors: Matrix(rows: 0, columns: 0))
  }

  /// The singular value decomposition of any columns.
  static func singular(_ a: Matrix) throws(NumericsError) -> Decomposition {
    if a.columns <= jacobiLimit {
      let (values, vectors) = try LinearAlgebra.jacobiSVD(a)
      return Decomposition(values: values, vectors: vectors)
    }
    let result = try LinearAlgebra.divideAndConquerSVD(a, withVectors: true)
    return Decomposition(
      values: result.values, vectors: result.vectors ?? Matrix(rows: 0, columns: 0))
  }
}
