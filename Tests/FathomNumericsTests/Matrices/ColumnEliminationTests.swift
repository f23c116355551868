import Testing

@testable import FathomNumerics

@Suite struct ColumnEliminationTests {
  /// Random columns of unit length, some of them combinations of those before.
  private var columns: Matrix {
    var stream = RandomStream(seed: 8, domain: "elimination", index: 0)
    var matrix = Matrix(rows: 30, columns: 7)
    for row in 0..<30 {
      for column in 0..<7 {
        switch column {
        case 2: matrix[row, column] = matrix[row, 0] - 2 * matrix[row, 1]
        case 5: matrix[row, column] = matrix[row, 3]
        default: matrix[row, column] = stream.uniform() - 0.5
        }
      }
    }
    return matrix
  }

  @Test func `dependent columns go, and the factor is that of the others`() throws {
    let triangular = try LinearAlgebra.triangularFactor(of: columns)
    let found = ColumnElimination(triangular) { $1 < 1e-12 }
    #expect(found.kept == [0, 1, 3, 4, 6])
    #expect(found.dependent.map(\.column) == [2, 5])
    let direct = try LinearAlgebra.triangularFactor(
      of: columns.selecting(columns: found.kept))
    for j in 0..<5 {
      for i in 0...j { #expect(abs(abs(found.factor[i, j]) - abs(direct[i, j])) < 1e-13) }
    }
    // The coordinates give the coefficients: x₂ = x₀ − 2x₁, x₅ = x₃.
    let first = LinearAlgebra.solve(
      upperTriangular: found.factor, order: 2, found.dependent[0].coordinates)
    #expect(abs(first[0] - 1) < 1e-12 && abs(first[1] + 2) < 1e-12)
    let second = LinearAlgebra.solve(
      upperTriangular: found.factor, order: found.dependent[1].coordinates.count,
      found.dependent[1].coordinates)
    #expect(second.count == 4 && abs(second[2] - 1) < 1e-12 && abs(second[3]) < 1e-12)
  }

  @Test func `where no column depends on others, the factor stays as it is`() throws {
    let triangular = try LinearAlgebra.triangularFactor(
      of: columns.selecting(columns: [0, 1, 3, 4]))
    let found = ColumnElimination(triangular) { $1 < 1e-12 }
    #expect(found.kept == [0, 1, 2, 3] && found.dependent.isEmpty && found.factor == triangular)
  }
}
