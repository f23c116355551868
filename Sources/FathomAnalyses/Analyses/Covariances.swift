internal import FathomNumerics

/// Covariances as correlations and deviations, so that the correlations need not be copied.
struct Covariances: Sendable {
  /// `p × p`.
  let correlations: Matrix
  /// One for each column.
  let deviations: [Double]

  /// The covariances themselves, `p × p`.
  var matrix: Matrix {
    var matrix = correlations
    for column in matrix.columnIndices {
      for row in 0..<matrix.rows { matrix[row, column] *= deviations[row] * deviations[column] }
    }
    return matrix
  }

  /// (Σλ)² / Σλ²: the squared trace over the sum of the squares; nil where not defined.
  func participationRatio(threads: Int) -> Double? {
    let sums = PairScan(correlations, absolute: false, threads: threads).map { columns in
      columns.reduce(0.0) { total, column in
        let sum = zip(column, deviations).reduce(0.0) { sum, pair in
          let weighted = pair.0 * pair.1
          return sum + weighted * weighted
        }
        return total + sum * deviations[column.index] * deviations[column.index]
      }
    }
    let variances = deviations.map { $0 * $0 }
    let trace = variances.reduce(0, +)
    let squares = 2 * sums.reduce(0, +) + variances.reduce(0) { $0 + $1 * $1 }
    let ratio = trace * trace / squares
    return squares > 0 && ratio.isFinite ? ratio : nil
  }
}
