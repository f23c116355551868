import NumericsTesting
import FathomNumerics
import Foundation
import Testing

@Suite struct TriangularFactorTests {
  private let rows = randomMatrix(rows: 50, columns: 7, seed: 21)

  /// R with a positive diagonal, which makes it unique.
  private func normalised(_ r: Matrix) -> Matrix {
    var result = r
    for row in 0..<r.rows where r[row, row] < 0 {
      for column in 0..<r.columns { result[row, column] = -r[row, column] }
    }
    return result
  }

  private func factor(_ range: Range<Int>, blocksOf size: Int) throws -> TriangularFactor {
    var factor = TriangularFactor(columns: 7)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      try factor.absorb(rows.selecting(rows: Array(first..<min(first + size, range.upperBound))))
    }
    return factor
  }

  @Test(arguments: [1, 2, 3, 7, 8, 25, 49, 50, 1_000])
  func `blocks of any size give the factor of one QR up to signs`(_ size: Int) throws {
    let whole = try LinearAlgebra.triangularFactor(of: rows)
    let parts = try factor(0..<50, blocksOf: size)
    #expect(parts.rowCount == 50)
    // QR is backward stable; the columns' condition number is about 10.
    #expect(relativeError(normalised(parts.factor), normalised(whole)) < 1e-13)
  }

  @Test(arguments: [0, 1, 3, 20, 44, 49, 50])
  func `merging two parts in either order equals the whole`(_ cut: Int) throws {
    let whole = normalised(try LinearAlgebra.triangularFactor(of: rows))
    let first = try factor(0..<cut, blocksOf: 5)
    let second = try factor(cut..<50, blocksOf: 4)
    for (one, other) in [(first, second), (second, first)] {
      var merged = one
      try merged.merge(other)
      #expect(merged.rowCount == 50)
      #expect(relativeError(normalised(merged.factor), whole) < 1e-13)
    }
  }

  @Test func `the order in which three parts merge does not matter beyond rounding`() throws {
    let parts = try [0..<5, 5..<30, 30..<50].map { try factor($0, blocksOf: 6) }
    let factors = try permutations(3).map { order in
      var merged = TriangularFactor(columns: 7)
      for index in order { try merged.merge(parts[index]) }
      return normalised(merged.factor)
    }
    for factor in factors { #expect(relativeError(factor, factors[0]) < 1e-13) }
  }

  @Test func `fewer rows than columns keep all rows`() throws {
    let few = try factor(0..<3, blocksOf: 1)
    #expect(few.factor.rows == 3 && few.factor.columns == 7)
    let block = rows.selecting(rows: [0, 1, 2])
    #expect(
      relativeError(
        LinearAlgebra.product(few.factor, transposingFirst: true, few.factor),
        LinearAlgebra.product(block, transposingFirst: true, block)) < 1e-13)
  }

  @Test func `empty blocks and empty parts change nothing`() throws {
    var some = try factor(0..<20, blocksOf: 20)
    let before = some
    try some.absorb(Matrix(rows: 0, columns: 7))
    try some.merge(TriangularFactor(columns: 7))
    #expect(some == before)
  }

  @Test func `a factor survives its JSON to the last bit`() throws {
    let original = try factor(0..<50, blocksOf: 9)
    let data = try JSONEncoder().encode(original)
    #expect(try JSONDecoder().decode(TriangularFactor.self, from: data) == original)
  }
}
