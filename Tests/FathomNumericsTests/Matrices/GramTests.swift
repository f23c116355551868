import NumericsTesting
import FathomNumerics
import Testing

@Suite struct GramTests {
  // 600 is more than one tile.
  @Test(arguments: [1, 5, 600])
  func `tiles make the Gram matrices that products make`(_ columns: Int) {
    let a = randomMatrix(rows: 9, columns: columns, seed: 61)
    let expected = LinearAlgebra.product(a, transposingFirst: true, a)
    #expect(relativeError(LinearAlgebra.gram(of: a), expected) < 1e-14)
    #expect(relativeError(LinearAlgebra.outerGram(of: a.transposed), expected) < 1e-14)
    var sum = expected
    LinearAlgebra.addGram(of: a, to: &sum)
    LinearAlgebra.addProduct(of: a, and: a, to: &sum)
    var thrice = expected
    thrice.replaceElements { 3 * $0 }
    #expect(relativeError(sum, thrice) < 1e-14)
  }

  // Around the width up to which there is a kernel for few columns, and more rows than it takes at once.
  @Test(arguments: [2, 49, 50, 128, 129])
  func `few columns of many rows have the products of any columns`(_ columns: Int) {
    let a = randomMatrix(rows: 2_051, columns: columns, seed: 64)
    let expected = LinearAlgebra.product(a, transposingFirst: true, a)
    let gram = LinearAlgebra.gram(of: a)
    #expect(relativeError(gram, expected) < 1e-14)
    #expect(gram == gram.transposed)
    var sum = expected
    LinearAlgebra.addGram(of: a, to: &sum)
    sum.replaceElements { $0 / 2 }
    #expect(relativeError(sum, expected) < 1e-14)
  }

  @Test func `both triangles are the same numbers, whatever the number of threads`() {
    let a = randomMatrix(rows: 40, columns: 1_100, seed: 62)
    let one = LinearAlgebra.gram(of: a)
    #expect(one == one.transposed)
    for threads in [2, 3, 8] {
      #expect(LinearAlgebra.gram(of: a, threads: threads) == one)
      #expect(LinearAlgebra.outerGram(of: a.transposed, threads: threads).rows == 1_100)
      var product = Matrix(rows: 1_100, columns: 1_100)
      LinearAlgebra.addProduct(of: a, and: a, to: &product, threads: threads)
      #expect(relativeError(product, one) < 1e-13)
    }
  }

  @Test func `a Cholesky factor gives back the matrix and quadratic forms`() throws {
    let z = randomMatrix(rows: 5, columns: 12, seed: 63)
    var a = LinearAlgebra.outerGram(of: z)
    for i in 0..<5 { a[i, i] += 1 }
    let u = try LinearAlgebra.cholesky(ofPositiveDefinite: a)
    #expect(relativeError(LinearAlgebra.product(u, transposingFirst: true, u), a) < 1e-14)
    #expect(u[4, 0] == 0)
    let solved = try LinearAlgebra.solve(positiveDefinite: a, z)
    let forms = LinearAlgebra.quadraticForms(choleskyFactor: u, columns: 3..<12, of: z)
    for (column, form) in zip(3..<12, forms) {
      let direct = zip(z.column(column), solved.column(column)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(relativeError(form, direct) < 1e-13)
    }
    a[2, 2] = -1
    #expect(throws: NumericsError.self) { try LinearAlgebra.cholesky(ofPositiveDefinite: a) }
  }
}
