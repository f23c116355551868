import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct ExactDependenciesTests {
  private func dependencies(_ columns: [[Double]]) throws -> ExactDependencies {
    let summary = try Summary(of: MemorySource(columns: columns))
    return try ExactDependencies(try #require(summary.factor))
  }

  private func normal(_ rows: Int, _ index: Int) -> [Double] {
    var normal = NormalStream("dependencies", index)
    return normal.column(rows)
  }

  @Test func `a combination with fractions and a constant term is recovered`() throws {
    let a = normal(50, 1)
    let b = normal(50, 2)
    let c = a.indices.map { 0.45 * a[$0] - 3 * b[$0] + 1.5 }
    let found = try dependencies([a, b, c])
    #expect(found.kept == [0, 1])
    let dependency = try #require(found.dependencies.first)
    #expect(dependency.column == 2 && dependency.coefficients.map(\.column) == [0, 1])
    // Rounded to the shortest number within 1e-10, so these are the nearest doubles.
    #expect(relativeError(dependency.coefficients[0].value, 0.45) < 1e-15)
    #expect(relativeError(dependency.coefficients[1].value, -3) < 1e-15)
    #expect(relativeError(dependency.intercept, 1.5) < 1e-15)
  }

  @Test func `of copies the first stays`() throws {
    let a = normal(30, 3)
    let found = try dependencies([a, normal(30, 4), a, a])
    #expect(found.kept == [0, 1])
    #expect(found.dependencies.map(\.column) == [2, 3])
    #expect(found.dependencies.allSatisfy { $0.coefficients.map(\.column) == [0] })
  }

  @Test func `a constant column depends on the intercept alone`() throws {
    let found = try dependencies([normal(30, 5), [Double](repeating: 0.1, count: 30)])
    let dependency = try #require(found.dependencies.first)
    #expect(dependency.column == 1 && dependency.coefficients.isEmpty)
    #expect(relativeError(dependency.intercept, 0.1) < 1e-15)
  }

  @Test func `the factor belongs to the kept columns, centred and of unit length`() throws {
    let columns = [normal(40, 6), normal(40, 7), normal(40, 8)]
    let found = try dependencies(columns)
    let gram = LinearAlgebra.product(found.factor, transposingFirst: true, found.factor)
    for j in 0..<3 {
      for i in 0..<3 {
        // Correlations of 40 rows: sums of rounding errors of 1e-16.
        #expect(abs(gram[i, j] - pearson(columns[i], columns[j])) < 1e-14)
      }
    }
  }

  @Test func `coefficients take the shortest form within 1e-10`() {
    let cases =
      [
        (2.000_000_000_000_01, 2), (0.1 + 0.2, 0.3), (-0.449_999_999_999_99, -0.45),
        (1e-20 * (1 + 1e-13), 1e-20), (1_234_567.000_000_001, 1_234_567), (0, 0),
      ] as [(Double, Double)]
    for (value, shortest) in cases { #expect(ExactDependencies.shortest(value) == shortest) }
    let third = ExactDependencies.shortest(1.0 / 3)
    #expect(relativeError(third, 1.0 / 3) < 1e-10)
  }
}
