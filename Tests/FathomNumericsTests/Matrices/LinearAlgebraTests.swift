import NumericsTesting
import FathomNumerics
import Foundation
import Testing

@Suite struct LinearAlgebraTests {
  /// Backward stable routines on small well-conditioned matrices lose a few digits at most.
  private let tolerance = 1e-13

  private func identity(_ order: Int) -> Matrix {
    var matrix = Matrix(rows: order, columns: order)
    for i in 0..<order { matrix[i, i] = 1 }
    return matrix
  }

  private func directProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
    var c = Matrix(rows: a.rows, columns: b.columns)
    for j in 0..<b.columns {
      for i in 0..<a.rows {
        c[i, j] = (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] }
      }
    }
    return c
  }

  // MARK: Products

  @Test func `products equal sums over rows and columns, transposed or not`() {
    let a = randomMatrix(rows: 7, columns: 4, seed: 1)
    let b = randomMatrix(rows: 4, columns: 5, seed: 2)
    let expected = directProduct(a, b)
    let products = [
      LinearAlgebra.product(a, b),
      LinearAlgebra.product(a.transposed, transposingFirst: true, b),
      LinearAlgebra.product(a, b.transposed, transposingSecond: true),
      LinearAlgebra.product(
        a.transposed, transposingFirst: true, b.transposed, transposingSecond: true),
    ]
    for product in products { #expect(relativeError(product, expected) < tolerance) }
  }

  @Test(arguments: [1, 63, 64, 65, 130])
  func `Gram matrices are full and add up, at every size of block`(_ columns: Int) {
    let a = randomMatrix(rows: 6, columns: columns, seed: 4)
    let b = randomMatrix(rows: 9, columns: columns, seed: 5)
    var gram = Matrix(rows: columns, columns: columns)
    LinearAlgebra.addGram(of: a, to: &gram)
    LinearAlgebra.addGram(of: b, to: &gram)
    var expected = LinearAlgebra.product(a, transposingFirst: true, a)
    for (index, value) in LinearAlgebra.product(b, transposingFirst: true, b).storage.enumerated() {
      expected.storage[index] += value
    }
    #expect(relativeError(gram, expected) < tolerance)
    #expect(gram == gram.transposed)
    let outer = LinearAlgebra.outerGram(of: a.transposed)
    #expect(
      relativeError(outer, LinearAlgebra.product(a, transposingFirst: true, a)) < tolerance)
  }

  @Test func `projecting and subtracting take the part of a basis off a vector`() {
    let basis = randomMatrix(rows: 5, columns: 3, seed: 6)
    let vector = [1.0, -2, 3, -4, 5]
    let weights = LinearAlgebra.project(
      vector, onColumnsOf: basis.storage, rows: 5, count: 2)
    for (column, weight) in weights.enumerated() {
      let expected = zip(basis.column(column), vector).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(relativeError(weight, expected) < tolerance)
    }
    var rest = vector
    LinearAlgebra.subtract(weights, timesColumnsOf: basis.storage, rows: 5, from: &rest)
    for row in 0..<5 {
      let expected = vector[row] - weights[0] * basis[row, 0] - weights[1] * basis[row, 1]
      #expect(abs(rest[row] - expected) < tolerance * 10)
    }
  }

  // MARK: QR, solving, eigenvalues

  @Test(arguments: [(20, 6), (6, 6), (4, 9), (1, 3)])
  func `RᵀR equals AᵀA and R is upper triangular`(_ rows: Int, _ columns: Int) throws {
    let a = randomMatrix(rows: rows, columns: columns, seed: 7)
    let r = try LinearAlgebra.triangularFactor(of: a)
    #expect(r.rows == min(rows, columns) && r.columns == columns)
    for column in 0..<columns {
      for row in 0..<r.rows where row > column { #expect(r[row, column] == 0) }
    }
    #expect(
      relativeError(
        LinearAlgebra.product(r, transposingFirst: true, r),
        LinearAlgebra.product(a, transposingFirst: true, a)) < tolerance)
  }

  @Test func `the inverse of a triangle times the triangle is the identity`() throws {
    let r = try LinearAlgebra.triangularFactor(of: randomMatrix(rows: 30, columns: 8, seed: 8))
    let inverse = try LinearAlgebra.inverse(ofUpperTriangular: r)
    #expect(relativeError(LinearAlgebra.product(r, inverse), identity(8)) < 1e-12)
  }

  @Test func `a singular triangle has no inverse and says so`() {
    var r = identity(3)
    r[1, 1] = 0
    #expect(throws: NumericsError.notConverged(routine: "dtrtri", info: 2)) {
      try LinearAlgebra.inverse(ofUpperTriangular: r)
    }
  }

  @Test func `triangular systems are solved in their leading part`() throws {
    let r = Matrix(columns: [[2, 0, 0], [1, 4, 0], [7, 7, 7]])
    // 2x + y = 4, 4y = 8.
    let x = LinearAlgebra.solve(upperTriangular: r, order: 2, [4, 8])
    #expect(x.count == 2)
    #expect(relativeError(x[0], 1) < tolerance && relativeError(x[1], 2) < tolerance)
  }

  @Test func `positive definite systems are solved and others refused`() throws {
    let a = randomMatrix(rows: 20, columns: 5, seed: 9)
    var gram = Matrix(rows: 5, columns: 5)
    LinearAlgebra.addGram(of: a, to: &gram)
    let x = randomMatrix(rows: 5, columns: 2, seed: 10)
    let solution = try LinearAlgebra.solve(
      positiveDefinite: gram, LinearAlgebra.product(gram, x))
    // The condition number of this Gram matrix is below 1e3.
    #expect(relativeError(solution, x) < 1e-11)
    var indefinite = identity(2)
    indefinite[1, 1] = -1
    #expect(throws: NumericsError.notConverged(routine: "dposv", info: 2)) {
      try LinearAlgebra.solve(positiveDefinite: indefinite, identity(2))
    }
  }

  @Test func `eigenvalues of a path's Laplacian are 2 − 2 cos(πk / n)`() throws {
    let n = 12
    var laplacian = Matrix(rows: n, columns: n)
    for node in 1..<n {
      laplacian[node - 1, node] = -1
      laplacian[node, node - 1] = -1
      laplacian[node, node] += 1
      laplacian[node - 1, node - 1] += 1
    }
    let values = try LinearAlgebra.eigenvalues(ofSymmetric: laplacian)
    for (k, value) in values.enumerated() {
      // Absolute: the largest eigenvalue is 4, so rounding is a few times 1e-16 of it.
      #expect(abs(value - (2 - 2 * cos(.pi * Double(k) / Double(n)))) < 1e-14)
    }
  }

  // MARK: Singular values

  /// Singular values of the 6 × 6 matrix of the doubles nearest to 1 / (i + j + 1): mpmath 1.3.0,
  /// 80 digits.
  private let hilbertValues = [
    1.618899858924339, 0.24236087057520955, 0.016321521319875826, 0.0006157483541826453,
    1.2570757122637029e-05, 1.082799484481101e-07,
  ]

  @Test func `Jacobi finds the singular values of the Hilbert matrix of order 6`() throws {
    let (values, vectors) = try LinearAlgebra.jacobiSVD(hilbert(6))
    for (value, expected) in zip(values, hilbertValues) {
      // Condition number 1.5e7: an absolute error of ε would be 1.5e7·ε = 3e-9 of the smallest.
      #expect(relativeError(value, expected) < 3e-9)
    }
    let gram = LinearAlgebra.product(vectors, transposingFirst: true, vectors)
    #expect(relativeError(gram, identity(6)) < tolerance)
    // A·v has the length of its singular value; the error is ε·‖A‖.
    let images = LinearAlgebra.product(hilbert(6), vectors)
    for (index, value) in values.enumerated() {
      let length = images.column(index).reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(length - value) < 1e-15)
    }
  }

  @Test func `Jacobi keeps its relative accuracy when columns differ by fifteen powers of ten`()
    throws
  {
    let scales = [1e-15, 1, 1e-10, 1e-5]
    let columns = (0..<4).map { j in (0..<6).map { 1 / Double($0 + j + 1) * scales[j] } }
    let (values, _) = try LinearAlgebra.jacobiSVD(Matrix(columns: columns))
    // mpmath 1.3.0, 80 digits. The columns scaled to unit length have a condition number of 7e2.
    let expected = [
      0.7153999246376935, 6.655934414311127e-07, 2.2789824290973294e-13, 7.155992596903416e-18,
    ]
    for (value, expected) in zip(values, expected) {
      #expect(relativeError(value, expected) < 1e-12)
    }
  }

  @Test func `bidiagonalisation agrees with Jacobi where the condition is small`() throws {
    let a = randomMatrix(rows: 15, columns: 6, seed: 11)
    let jacobi = try LinearAlgebra.jacobiSVD(a)
    let fast = try LinearAlgebra.divideAndConquerSVD(a, withVectors: true)
    let valuesOnly = try LinearAlgebra.divideAndConquerSVD(a, withVectors: false)
    #expect(valuesOnly.vectors == nil)
    for index in 0..<6 {
      #expect(relativeError(fast.values[index], jacobi.values[index]) < tolerance)
      #expect(relativeError(valuesOnly.values[index], jacobi.values[index]) < tolerance)
    }
    let vectors = try #require(fast.vectors)
    for column in 0..<6 {
      let cosine = zip(vectors.column(column), jacobi.vectors.column(column)).reduce(0) {
        $0 + $1.0 * $1.1
      }
      #expect(abs(abs(cosine) - 1) < 1e-12)
    }
  }

  @Test func `matrices without columns or rows have empty results`() throws {
    let none = Matrix(rows: 0, columns: 0)
    #expect(try LinearAlgebra.jacobiSVD(none).values.isEmpty)
    #expect(try LinearAlgebra.eigenvalues(ofSymmetric: none).isEmpty)
    #expect(try LinearAlgebra.triangularFactor(of: Matrix(rows: 0, columns: 3)).rows == 0)
    #expect(
      LinearAlgebra.product(Matrix(rows: 2, columns: 0), Matrix(rows: 0, columns: 3))
        == Matrix(rows: 2, columns: 3))
  }
}
