import NumericsTesting
import Testing

@testable import FathomNumerics

@Suite struct EigenvectorsTests {
  @Test(arguments: [1, 2, 5, 20], [1, 3])
  func `vectors solve the eigenproblem, ascending and of length 1`(
    _ order: Int, _ wanted: Int
  ) throws {
    let count = min(order, wanted)
    let a = randomSymmetric(order, seed: 11)
    let (values, vectors) = try LinearAlgebra.smallestEigenvectors(ofSymmetric: a, count: count)
    #expect(vectors.rows == order && vectors.columns == count)
    let all = try LinearAlgebra.eigenvalues(ofSymmetric: a)
    for j in 0..<count {
      #expect(abs(values[j] - all[j]) < 1e-12)
      for i in 0..<order {
        let product = (0..<order).reduce(0.0) { $0 + a[i, $1] * vectors[$1, j] }
        #expect(abs(product - values[j] * vectors[i, j]) < 1e-12)
      }
      #expect(abs(vectors.column(j).reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
      #expect(try #require(vectors.column(j).max { abs($0) < abs($1) }) > 0)
    }
  }

  @Test func `what is not finite is refused`() {
    var a = randomSymmetric(3, seed: 1)
    a[0, 1] = .nan
    #expect(throws: NumericsError.self) {
      try LinearAlgebra.smallestEigenvectors(ofSymmetric: a, count: 1)
    }
  }
}
