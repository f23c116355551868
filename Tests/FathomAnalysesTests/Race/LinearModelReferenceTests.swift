import FathomLearners
import FathomNumerics
import Testing

@testable import FathomAnalyses

/// Coefficients of the race's linear models against those of scikit-learn.
@Suite struct LinearModelReferenceTests {
  struct Expected: Decodable {
    struct Softmax: Decodable {
      var penalty: Double
      var slopes: [[Double]]
      var intercepts: [Double]
    }
    struct Slopes: Decodable {
      var penalty: Double
      var intercept: Double?
      var slopes: [Double]
    }
    var softmax: Softmax
    var ridge: Slopes
    var poisson: Slopes
  }

  private func expected() throws -> Expected { try Fixture.expected("Race", as: Expected.self) }

  /// The standardised features of a file and its target.
  private func table(_ file: String) throws -> (Matrix, [Double]) {
    let summary = try Fixture.summary(file)
    let scaling = Scaling(summary.moments)
    var x = summary.sample.features
    scaling.standardise(&x, threads: 1)
    return (x, summary.sample.target)
  }

  private let precise = LimitedMemoryBFGS(tolerance: 1e-11, mostSteps: 5_000)

  @Test func `the softmax of wine has the coefficients of scikit-learn`() throws {
    let expected = try expected().softmax
    let (x, y) = try table("wine.csv")
    let model = try GeneralisedLinearModel(
      .multinomial(classes: 3), x, y, penalty: expected.penalty, search: precise)
    let centre = (0..<3).reduce(0) { $0 + model.coefficients[0, $1] } / 3
    for k in 0..<3 {
      #expect(abs(model.coefficients[0, k] - centre - expected.intercepts[k]) < 1e-5)
      for j in 0..<13 {
        #expect(abs(model.coefficients[1 + j, k] - expected.slopes[k][j]) < 1e-5)
      }
    }
  }

  @Test func `ridge and Poisson regressions have the coefficients of scikit-learn`() throws {
    let expected = try expected()
    let (x, y) = try table("diabetes.csv")
    let exact = try GeneralisedLinearModel(.gaussian, x, y, penalty: expected.ridge.penalty)
    for (j, slope) in expected.ridge.slopes.enumerated() {
      #expect(abs(exact.coefficients[1 + j, 0] - slope) < 3e-4)
    }
    let counts = y.map { ($0 / 10).rounded(.toNearestOrEven) }
    let poisson = try GeneralisedLinearModel(
      .poisson, x, counts, penalty: expected.poisson.penalty, search: precise)
    #expect(abs(poisson.coefficients[0, 0] - (expected.poisson.intercept ?? 0)) < 1e-5)
    for (j, slope) in expected.poisson.slopes.enumerated() {
      #expect(abs(poisson.coefficients[1 + j, 0] - slope) < 1e-5)
    }
  }
}
