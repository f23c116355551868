import NumericsTesting
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
    #expect(matrix.keeping(firstColumns: 1) == matrix.selecting(columns: [0]))
    #expect(matrix.keeping(firstColumns: 0) == Matrix(rows: 3, columns: 0))
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

  @Test func `rows and columns are chosen at once`() {
    let chosen = matrix.selecting(rows: [2, 0], columns: [1])
    #expect(chosen == Matrix(columns: [[6, 4]]))
    #expect(matrix.selecting(rows: nil, columns: [0, 1]) == matrix)
    #expect(matrix.selecting(rows: [0, 1, 2], columns: nil) == matrix)
  }

  @Test func `large matrices are filled, transposed and stacked like small ones`() {
    // 8.4 MB: beyond what small pages are used for.
    let large = Matrix(rows: 1_030, columns: 1_020, repeating: 0.5)
    #expect(large.storage.count == 1_030 * 1_020 && large.storage.allSatisfy { $0 == 0.5 })
    let random = randomMatrix(rows: 70, columns: 41, seed: 5)
    let turned = random.transposed
    for row in 0..<70 {
      for column in 0..<41 { #expect(turned[column, row] == random[row, column]) }
    }
    let stacked = Matrix(stacking: [matrix, Matrix(columns: [[7], [8]])])
    #expect(stacked == Matrix(columns: [[1, 2, 3, 7], [4, 5, 6, 8]]))
  }

  @Test(arguments: [0, 6, 7, 8, 18])
  func `one element that is not finite is found wherever it stands`(_ index: Int) {
    var values = randomMatrix(rows: 19, columns: 1, seed: 6)
    #expect(values.isFinite)
    for value in [Double.nan, .infinity, -.infinity] {
      values.storage[index] = value
      #expect(!values.isFinite)
    }
    values.replaceUndefined(by: 1)
    #expect(!values.isFinite)
    values.storage[index] = .nan
    values.replaceUndefined(by: 1)
    #expect(values.isFinite && values.storage[index] == 1)
  }

  @Test func `sums and changed columns`() {
    var sum = matrix
    sum.add(matrix)
    #expect(sum.storage == [2, 4, 6, 8, 10, 12])
    sum.forEachColumn(threads: 2) { column in column[0] = Double(column.count) }
    #expect(sum.storage == [3, 4, 6, 3, 10, 12])
  }
}
