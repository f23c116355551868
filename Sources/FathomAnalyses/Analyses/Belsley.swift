internal import FathomNumerics

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
  /// Above it, so many of the largest indices.
  static let largestRows = 20

  /// - Parameter columns: the design columns to look at, without exact dependencies.
  init(_ standardised: StandardisedFactor, columns: [Int], threads: Int) throws(NumericsError) {
    let unit = Belsley.unitColumns(standardised, columns)
    if unit.columns <= Belsley.fullLimit {
      let decomposition = try Belsley.decompose(unit)
      let indices = Belsley.indices(decomposition.values)
      self.indices = indices
      rows = Array(indices.indices)
      var proportions = [[Double]](
        repeating: [Double](repeating: 0, count: unit.columns), count: unit.columns)
      for column in 0..<unit.columns {
        let parts = indices.indices.map { index in
          let ratio = decomposition.vectors[column, index] * indices[index]
          return ratio * ratio
        }
        let total = parts.reduce(0, +)
        for index in indices.indices { proportions[index][column] = parts[index] / total }
      }
      self.proportions = proportions
      return
    }
    // The singular values are one long piece of work, the vectors of the smallest another: those of
    // the largest eigenvalues of (XᵀX)⁻¹ = M·Mᵀ, whose diagonal holds the sums over all indices.
    let count = Belsley.largestRows
    let parts = Parallel.map(2, threads: threads) {
      part -> Result<(values: [Double], inverse: Matrix, vectors: Matrix), NumericsError> in
      Result { () throws(NumericsError) in
        if part == 0 {
          let values = try LinearAlgebra.divideAndConquerSVD(unit, withVectors: false).values
          return (values, Matrix(rows: 0, columns: 0), Matrix(rows: 0, columns: 0))
        }
        let inverse = try LinearAlgebra.inverse(
          ofUpperTriangular: LinearAlgebra.triangularFactor(of: unit))
        var negative = LinearAlgebra.outerGram(of: inverse)
        negative.replaceElements { -$0 }
        let found = try LinearAlgebra.smallestEigenvectors(ofSymmetric: negative, count: count)
        return (found.values, negative, found.vectors)
      }
    }
    let indices = Belsley.indices(try parts[0].get().values)
    let (values, negative, vectors) = try parts[1].get()
    self.indices = indices
    rows = Array(indices.indices.suffix(count))
    proportions = (0..<count).reversed().map { place in
      (0..<unit.columns).map { column in
        vectors[column, place] * vectors[column, place] * values[place] / negative[column, column]
      }
    }
  }

  /// x = mean + deviation · z, so a column of the factor of [1, X] is that combination.
  private static func unitColumns(
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

  private static func indices(_ values: [Double]) -> [Double] {
    let largest = values.first ?? 1
    return values.map { largest / $0 }
  }

  /// Singular values, descending, and right singular vectors.
  static func decompose(
    _ a: Matrix
  ) throws(NumericsError) -> (values: [Double], vectors: Matrix) {
    if a.columns <= jacobiLimit { return try LinearAlgebra.jacobiSVD(a) }
    let result = try LinearAlgebra.divideAndConquerSVD(a, withVectors: true)
    return (result.values, result.vectors ?? Matrix(rows: 0, columns: 0))
  }
}
