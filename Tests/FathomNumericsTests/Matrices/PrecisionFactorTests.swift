import NumericsTesting
import Foundation
import Testing

@testable import FathomNumerics

@Suite struct PrecisionFactorTests {
  /// Columns of unit length, the later ones nearly combinations of the first.
  private func columns(_ noise: Double) -> Matrix {
    var stream = RandomStream(seed: 3, domain: "precision", index: 0)
    var matrix = Matrix(rows: 40, columns: 6)
    for row in 0..<40 {
      for column in 0..<6 {
        matrix[row, column] =
          column < 3
          ? stream.uniform() - 0.5
          : matrix[row, column - 3] + matrix[row, (column - 2) % 3] + noise
            * (stream.uniform() - 0.5)
      }
    }
    for column in 0..<6 {
      let mean = matrix.column(column).reduce(0, +) / 40
      for row in 0..<40 { matrix[row, column] -= mean }
      let length = matrix.column(column).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for row in 0..<40 { matrix[row, column] /= length }
    }
    return matrix
  }

  private func inverse(_ matrix: Matrix) throws -> Matrix {
    try LinearAlgebra.inverse(ofUpperTriangular: LinearAlgebra.triangularFactor(of: matrix))
  }

  /// VIFs of some columns from a QR of them alone.
  private func direct(_ matrix: Matrix, _ kept: [Int]) throws -> [Double] {
    let b = try inverse(matrix.selecting(columns: kept))
    return kept.indices.map { row in
      (0..<kept.count).reduce(0) { $0 + b[row, $1] * b[row, $1] }
    }
  }

  @Test(arguments: [(1.0, 1e-12), (1e-3, 1e-11), (1e-6, 1e-9)])
  func `inflations after drops are those of the columns that are left`(
    _ noise: Double, _ tolerance: Double
  ) throws {
    let matrix = columns(noise)
    var precision = PrecisionFactor(try inverse(matrix))
    var kept = Array(0..<6)
    for dropped in [4, 0, 5] {
      precision.drop(dropped)
      kept.removeAll { $0 == dropped }
      let inflations = precision.inflations
      #expect(inflations[dropped] == 0)
      for (column, expected) in zip(kept, try direct(matrix, kept)) {
        #expect(relativeError(inflations[column], expected) < tolerance, "\(dropped), \(column)")
      }
    }
  }

  @Test func `companions keep the share that the columns left explain`() throws {
    let matrix = columns(0.5)
    // A variable of unit length: the first column and something of the others.
    var y = (0..<40).map { matrix[$0, 0] + 0.3 * matrix[$0, 4] + 0.1 * sin(Double($0)) }
    let mean = y.reduce(0, +) / 40
    for row in y.indices { y[row] -= mean }
    let length = y.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let variable = Matrix(rows: 40, columns: 1, storage: y.map { $0 / length })
    func explained(_ kept: [Int]) throws -> Double {
      let x = matrix.selecting(columns: kept)
      let c = LinearAlgebra.product(
        try inverse(x), transposingFirst: true,
        LinearAlgebra.product(x, transposingFirst: true, variable))
      return c.storage.reduce(0) { $0 + $1 * $1 }
    }
    let b = try inverse(matrix)
    let r = LinearAlgebra.product(matrix, transposingFirst: true, variable)
    var precision = PrecisionFactor(
      b, companions: LinearAlgebra.product(r, transposingFirst: true, b))
    var kept = Array(0..<6)
    for dropped in [1, 4] {
      let before = precision.companionSquares[0]
      let loss = precision.companionLosses(dropped)[0]
      precision.drop(dropped)
      kept.removeAll { $0 == dropped }
      #expect(abs(precision.companionSquares[0] - (try explained(kept))) < 1e-12)
      #expect(abs(before - loss - precision.companionSquares[0]) < 1e-12)
    }
  }

  @Test func `partial correlations are those of the inverse`() throws {
    let matrix = columns(0.5)
    let precision = PrecisionFactor(try inverse(matrix))
    let inverse = try LinearAlgebra.solve(
      positiveDefinite: LinearAlgebra.gram(of: matrix), Matrix.identity(6))
    let partial = precision.partialCorrelations(2, precision.inflations)
    for other in 0..<6 {
      let expected = abs(inverse[2, other]) / (inverse[2, 2] * inverse[other, other]).squareRoot()
      #expect(abs(partial[other] - expected) < 1e-11)
    }
  }
}

extension Matrix {
  fileprivate static func identity(_ order: Int) -> Matrix {
    var matrix = Matrix(rows: order, columns: order)
    for index in 0..<order { matrix[index, index] = 1 }
    return matrix
  }
}
