import FathomNumerics
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@testable import FathomAnalyses

@Suite struct CurveExtrapolationTests {
  private func points(_ error: (Double) -> Double, _ variance: Double = 1e-4)
    -> [CurveExtrapolation.Point]
  {
    [0.125, 0.25, 0.5].map {
      CurveExtrapolation.Point(size: $0, ratio: error($0) / error(1), variance: variance)
    }
  }

  @Test func `a power law goes on, and a flat curve stays`() {
    // Without a floor eight times the rows leave 1/√8 of the error; floors that the points allow as well leave more.
    let falling = CurveExtrapolation(points { pow($0, -0.5) }, factor: 8)
    #expect(falling.mean > 0.3 && falling.mean < 0.5, "\(falling.mean)")
    let flat = CurveExtrapolation(points { _ in 0.2 }, factor: 8)
    #expect(flat.mean > 0.9, "\(flat.mean)")
    #expect(flat.variance < falling.variance)
  }

  @Test func `nothing is extrapolated to the largest size itself`() {
    let none = CurveExtrapolation(points { pow($0, -0.7) }, factor: 1)
    #expect(abs(none.mean - 1) < 1e-12 && none.variance < 1e-12)
  }

  @Test func `the further it goes, and the less the points say, the less is certain`() {
    let curve = points { 0.1 + 0.2 * pow($0, -0.4) }
    let far = [2.0, 8, 64].map { CurveExtrapolation(curve, factor: $0).variance }
    #expect(far[0] < far[1] && far[1] < far[2])
    let vague = CurveExtrapolation(points({ 0.1 + 0.2 * pow($0, -0.4) }, 0.05), factor: 8)
    #expect(vague.variance > far[1])
  }

  /// Intervals of two standard errors hold what comes in nine of ten curves of the family at least.
  @Test func `intervals cover what comes`() {
    var stream = RandomStream(seed: 7, domain: "curves", index: 0)
    let curves = 400
    let held = (0..<curves).count { _ in
      let floor = 0.95 * stream.uniform()
      let exponent = 0.05 + 1.0 * stream.uniform()
      func share(_ size: Double) -> Double { floor + (1 - floor) * pow(size, -exponent) }
      let noise = CurveExtrapolation.noise
      let end = exp(noise * stream.normal())
      let seen = [0.125, 0.25, 0.5].map { size in
        CurveExtrapolation.Point(
          size: size, ratio: share(size) * exp(noise * stream.normal()) / end, variance: 0)
      }
      let found = CurveExtrapolation(seen, factor: 16)
      // What is predicted is a share of the error that was measured at the largest size.
      let spread = (found.variance + pow(noise * found.mean, 2)).squareRoot()
      return abs(share(16) / end - found.mean) < 1.96 * spread
    }
    #expect(Double(held) / Double(curves) > 0.9, "\(held)")
  }
}
