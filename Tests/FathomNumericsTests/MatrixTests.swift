import FathomNumerics
import Foundation
import Testing

@Suite struct MatrixTests {
  private let matrix = Matrix(columns: [[1, 2, 3], [4, 5, 6]])

  @Test func `storage holds column after column`() {
    #expect(matrix.rows == 3 && matrix.columns == 2)
    #expect(matrix.storage == [1, 2, 3, 4, 5, 6])
    #expect(matrix[2, 0] == 3 && matrix[0, 1] == 4)
    #expect(Array(matrix.column(1)) == [4, 5, 6])
  }

  @Test func `an element can be set without touching others`() {
    var changed = matrix
    changed[1, 1] = 9
    #expect(changed.storage == [1, 2, 3, 4, 9, 6])
  }

  @Test func `rows and columns are chosen in the given order, repeats allowed`() {
    #expect(matrix.selecting(columns: [1, 0, 1]).storage == [4, 5, 6, 1, 2, 3, 4, 5, 6])
    #expect(matrix.selecting(rows: [2, 0]) == Matrix(columns: [[3, 1], [6, 4]]))
    #expect(matrix.selecting(rows: []) == Matrix(rows: 0, columns: 2))
  }

  @Test func `the transpose swaps the indices, twice gives the matrix back`() {
    #expect(matrix.transposed == Matrix(columns: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.transposed.transposed == matrix)
  }

  @Test func `a matrix survives its JSON to the last bit`() throws {
    let original = randomMatrix(rows: 5, columns: 3, seed: 3)
    let data = try JSONEncoder().encode(original)
    #expect(try JSONDecoder().decode(Matrix.self, from: data) == original)
  }
}
