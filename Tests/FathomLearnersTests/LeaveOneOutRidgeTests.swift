import NumericsTesting
import Testing

@testable import FathomLearners
@testable import FathomNumerics

@Suite struct LeaveOneOutRidgeTests {
  /// The error by fitting as many times as there are rows; standardisation is that of all rows.
  private func refitted(_ features: Matrix, _ target: Matrix, _ penalty: Double) throws -> Double {
    let n = features.rows
    let p = features.columns
    var z = features
    for j in 0..<p {
      let moments = Moments(features.column(j))
      let deviation = (moments.squaredDeviations / Double(n)).squareRoot()
      for i in 0..<n {
        z[i, j] = deviation > 0 ? (features[i, j] - moments.mean) / deviation : 0
      }
    }
    var sum = 0.0
    for left in 0..<n {
      let rows = (0..<n).filter { $0 != left }
      // An unpenalised intercept: centre what is left.
      let means = (0..<p).map { j in rows.reduce(0.0) { $0 + z[$1, j] } / Double(n - 1) }
      var gram = Matrix(rows: p, columns: p)
      for a in 0..<p {
        for b in 0..<p {
          gram[a, b] = rows.reduce(a == b ? penalty * Double(n) : 0) {
            $0 + (z[$1, a] - means[a]) * (z[$1, b] - means[b])
          }
        }
      }
      let factor = try LinearAlgebra.cholesky(ofPositiveDefinite: gram)
      let inverse = try LinearAlgebra.inverse(ofUpperTriangular: factor)
      for q in 0..<target.columns {
        let mean = rows.reduce(0.0) { $0 + target[$1, q] } / Double(n - 1)
        let right = (0..<p).map { a in
          rows.reduce(0.0) { $0 + (z[$1, a] - means[a]) * (target[$1, q] - mean) }
        }
        let half = LinearAlgebra.product(
          inverse, transposingFirst: true, Matrix(rows: p, columns: 1, storage: right))
        let weights = LinearAlgebra.product(inverse, half)
        let predicted =
          mean + (0..<p).reduce(0.0) { $0 + weights[$1, 0] * (z[left, $1] - means[$1]) }
        sum += (target[left, q] - predicted) * (target[left, q] - predicted)
      }
    }
    return sum / Double(n * target.columns)
  }

  private func centred(_ matrix: Matrix) -> Matrix {
    var matrix = matrix
    for j in 0..<matrix.columns {
      let mean = Moments(matrix.column(j)).mean
      for i in 0..<matrix.rows { matrix[i, j] -= mean }
    }
    return matrix
  }

  @Test(arguments: [(12, 3), (15, 8), (9, 12)], [1e-3, 0.1, 10])
  func `the closed form is what leaving out each row gives`(
    _ size: (rows: Int, columns: Int), _ penalty: Double
  ) throws {
    let features = randomMatrix(rows: size.rows, columns: size.columns, seed: 5)
    let target = centred(randomMatrix(rows: size.rows, columns: 2, seed: 6))
    let found = try LeaveOneOutRidge.meanSquaredError(features, target, penalty: penalty)
    #expect(relativeError(found, try refitted(features, target, penalty)) < 1e-9)
  }

  @Test func `the mean is that of the errors of the rows`() throws {
    let features = randomMatrix(rows: 12, columns: 4, seed: 2)
    let target = centred(randomMatrix(rows: 12, columns: 3, seed: 3))
    let errors = try LeaveOneOutRidge.squaredErrors(features, target, penalty: 0.5)
    let mean = try LeaveOneOutRidge.meanSquaredError(features, target, penalty: 0.5)
    #expect(errors.count == 12 && errors.allSatisfy { $0 > 0 })
    #expect(relativeError(errors.reduce(0, +) / 12, mean) < 1e-14)
  }

  @Test func `columns that do not vary count for nothing`() throws {
    let features = randomMatrix(rows: 20, columns: 3, seed: 7)
    let target = centred(randomMatrix(rows: 20, columns: 1, seed: 8))
    var wider = Matrix(rows: 20, columns: 4, repeating: 0.1)
    for j in 0..<3 { for i in 0..<20 { wider[i, j] = features[i, j] } }
    let plain = try LeaveOneOutRidge.meanSquaredError(features, target, penalty: 0.1)
    let found = try LeaveOneOutRidge.meanSquaredError(wider, target, penalty: 0.1)
    #expect(relativeError(found, plain) < 1e-13)
  }

  @Test func `what is not finite is refused`() {
    var features = randomMatrix(rows: 5, columns: 2, seed: 1)
    features[1, 1] = .infinity
    #expect(throws: NumericsError.self) {
      try LeaveOneOutRidge.meanSquaredError(features, Matrix(rows: 5, columns: 1), penalty: 1)
    }
  }
}
