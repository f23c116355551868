import NumericsTesting
import FathomNumerics
import Testing

/// The triangular factor from a Gram matrix, beside the one from the rows.
@Suite struct GramFactorTests {
  /// VIFs from a factor of [1, Z]: squared lengths of the rows of the inverse, at unit length.
  private func inflation(_ factor: Matrix) throws -> [Double] {
    let columns = Array(1..<factor.columns)
    var r = factor.selecting(rows: columns, columns: columns)
    for j in 0..<r.columns {
      let length = r.column(j).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for i in 0..<r.rows { r[i, j] /= length }
    }
    let inverse = try LinearAlgebra.inverse(ofUpperTriangular: r)
    return (0..<r.columns).map { row in
      (0..<r.columns).reduce(0) { $0 + inverse[row, $1] * inverse[row, $1] }
    }
  }

  private func withIntercept(_ z: Matrix) -> Matrix {
    Matrix(
      rows: z.rows, columns: z.columns + 1,
      storage: [Double](repeating: 1, count: z.rows) + z.storage)
  }

  /// Columns that share a common part; the rest of each is `noise` times its own.
  ///
  /// The condition number of their correlations is about 1 + p / noise².
  private func related(_ noise: Double, columns: Int = 6, rows: Int = 400) -> Matrix {
    let common = randomMatrix(rows: rows, columns: 1, seed: 51)
    var z = randomMatrix(rows: rows, columns: columns, seed: 52)
    for j in 0..<columns {
      // Neither centred nor scaled exactly, as by a sample's mean and deviation.
      for i in 0..<rows { z[i, j] = (common[i, 0] + noise * z[i, j]) * Double(j + 1) / 2 + 0.1 }
    }
    return z
  }

  @Test(arguments: [3, 1, 0.3, 0.1, 0.03])
  func `VIFs agree with those of the rows while the condition allows`(_ noise: Double) throws {
    let rows = withIntercept(related(noise))
    let factor = try #require(
      TriangularFactor(gram: LinearAlgebra.gram(of: rows), rowCount: rows.rows))
    #expect(factor.rowCount == 400 && factor.columns == 7)
    let expected = try inflation(try LinearAlgebra.triangularFactor(of: rows))
    for (vif, reference) in zip(try inflation(factor.factor), expected) {
      // The condition is at most 1e6: about 1e-10.
      #expect(relativeError(vif, reference) < 1e-10)
    }
    #expect(
      relativeError(
        LinearAlgebra.product(factor.factor, transposingFirst: true, factor.factor),
        LinearAlgebra.gram(of: rows)) < 1e-13)
  }

  @Test(arguments: [1e-3, 1e-6, 1e-9, 0])
  func `beyond the condition there is no factor`(_ noise: Double) {
    let rows = withIntercept(related(noise))
    #expect(TriangularFactor(gram: LinearAlgebra.gram(of: rows), rowCount: rows.rows) == nil)
  }

  @Test func `columns far from their centre have no factor`() {
    var z = related(1)
    for index in z.storage.indices { z.storage[index] += 1_000 }
    let rows = withIntercept(z)
    #expect(TriangularFactor(gram: LinearAlgebra.gram(of: rows), rowCount: rows.rows) == nil)
  }

  @Test func `a polynomial of degree ten is left to the QR`() {
    // As in NIST's Filippelli: powers of x between −9 and −3, whose correlations are near singular.
    var powers = Matrix(rows: 82, columns: 10)
    for i in 0..<82 {
      var value = 1.0
      for j in 0..<10 {
        value *= -9 + 6 * Double(i) / 81
        powers[i, j] = value
      }
    }
    for j in 0..<10 {
      let moments = Moments(powers.column(j))
      for i in 0..<82 { powers[i, j] = (powers[i, j] - moments.mean) / moments.standardDeviation }
    }
    let rows = withIntercept(powers)
    #expect(TriangularFactor(gram: LinearAlgebra.gram(of: rows), rowCount: 82) == nil)
  }

  @Test func `a column of zeros has a column of zeros`() throws {
    var z = related(1)
    for row in 0..<z.rows { z[row, 2] = 0 }
    let rows = withIntercept(z)
    let factor = try #require(
      TriangularFactor(gram: LinearAlgebra.gram(of: rows), rowCount: rows.rows))
    #expect(factor.factor.column(3).allSatisfy { $0 == 0 })
    let others = [0, 1, 2, 4, 5, 6]
    let expected = try LinearAlgebra.triangularFactor(of: rows.selecting(columns: others))
    let found = factor.factor.selecting(rows: others, columns: others)
    for (a, b) in zip(found.storage, expected.storage) {
      // Up to signs; numbers up to 60 with errors of 1e-16 times a condition of 10.
      #expect(abs(abs(a) - abs(b)) < 1e-11)
    }
  }

  @Test func `too few rows and no columns`() throws {
    let few = withIntercept(randomMatrix(rows: 3, columns: 4, seed: 3))
    #expect(TriangularFactor(gram: LinearAlgebra.gram(of: few), rowCount: 3) == nil)
    let alone = try #require(
      TriangularFactor(gram: Matrix(rows: 1, columns: 1, repeating: 9), rowCount: 9))
    #expect(alone.factor.storage == [3])
  }
}
