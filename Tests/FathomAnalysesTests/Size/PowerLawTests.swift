import Foundation
import Testing

@testable import FathomAnalyses

@Suite struct PowerLawTests {
  private struct Expected: Decodable {
    var learningCurve: [String: Curve]
  }

  private struct Curve: Decodable {
    var rows: [Double]
    var error: [Double]
    var asymptote: Double
    var coefficient: Double
    var exponent: Double
  }

  private let rows: [Double] = [25, 50, 100, 200, 400, 800]

  private func fitted(_ rows: [Double], _ errors: [Double]) -> PowerLaw? {
    let fit = PowerLawFit(rows: rows).fit(errors)
    return fit.isIdentified ? fit : nil
  }

  private func errors(_ a: Double, _ b: Double, _ c: Double) -> [Double] {
    rows.map { a + b * pow($0, -c) }
  }

  @Test func `the reference's curve gives its parameters back`() throws {
    let expected = try Fixture.expected("SampleSize", as: Expected.self)
    let curve = try #require(expected.learningCurve["noise_free"])
    let fit = try #require(fitted(curve.rows, curve.error))
    // 1e-6 as in Fixtures/SampleSize/README.md.
    #expect(relativeError(fit.asymptote, curve.asymptote) < 1e-6)
    #expect(relativeError(fit.coefficient, curve.coefficient) < 1e-6)
    #expect(relativeError(fit.exponent, curve.exponent) < 1e-6)
  }

  @Test(arguments: [(0.0, 2.0, 0.3), (0.2, 5.0, 1.0), (0.01, 30.0, 2.0)])
  func `curves without noise give their parameters back`(_ a: Double, _ b: Double, _ c: Double)
    throws
  {
    let fit = try #require(fitted(rows, errors(a, b, c)))
    // The residual is flat at its minimum: the exponent is known to the root of the rounding.
    #expect(abs(fit.asymptote - a) < 1e-6)
    #expect(relativeError(fit.coefficient, b) < 1e-5)
    #expect(relativeError(fit.exponent, c) < 1e-6)
  }

  @Test func `an asymptote is never below zero or above one`() throws {
    // Below zero at the end, were it allowed.
    let fit = try #require(fitted(rows, errors(-0.05, 1, 0.4)))
    #expect((0...1).contains(fit.asymptote) && fit.coefficient > 0)
  }

  @Test func `a curve that does not fall is level, and leads nowhere`() throws {
    let fit = PowerLawFit(rows: rows).fit([0.3, 0.31, 0.29, 0.3, 0.31, 0.31])
    #expect(!fit.isIdentified)
    #expect(abs(fit.error(rows: 1e6) - 0.303) < 0.01)
    #expect(fit.error(rows: 800) - fit.error(rows: 1e9) < 0.01)
  }

  @Test func `what identifies no curve has none`() {
    #expect(fitted([50, 100, 200], [0.3, 0.2, 0.15]) == nil)
    #expect(fitted(rows, [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]) == nil)
    #expect(fitted(rows, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) == nil)
    // It falls all at once: the larger the exponent the better, up to its bound.
    #expect(fitted([2, 4, 8, 16, 32], [0.5, 0, 0, 0, 0]) == nil)
  }
}
