import NumericsTesting
import FathomNumerics
import Foundation
import Testing

@Suite struct DistributionsTests {
  @Test func `incomplete beta functions with whole parameters are polynomials`() {
    for x in [0.01, 0.2, 0.5, 0.77, 0.999] {
      // I_x(1, 1) = x, I_x(1, b) = 1 − (1 − x)^b, I_x(a, 1) = x^a, I_x(2, 2) = x²(3 − 2x).
      #expect(relativeError(Distributions.incompleteBeta(x, 1, 1), x) < 1e-13)
      #expect(relativeError(Distributions.incompleteBeta(x, 1, 7), 1 - pow(1 - x, 7)) < 1e-13)
      #expect(relativeError(Distributions.incompleteBeta(x, 6, 1), pow(x, 6)) < 1e-13)
      #expect(relativeError(Distributions.incompleteBeta(x, 2, 2), x * x * (3 - 2 * x)) < 1e-13)
    }
    #expect(Distributions.incompleteBeta(0, 3, 4) == 0)
    #expect(Distributions.incompleteBeta(1, 3, 4) == 1)
  }

  @Test func `incomplete beta functions equal 80-digit values`() {
    // mpmath 1.3.0, betainc regularised. Logarithms of gamma near 1e3 cost three digits.
    let expected = [
      (0.3, 2.5, 4.5, 0.40653901668245923), (0.9, 0.5, 12, 0.9999999999998308),
      (0.001, 30, 0.5, 1.0262784370021768e-91), (0.5, 200, 210, 0.6894852134274162),
    ]
    for (x, a, b, value) in expected {
      #expect(relativeError(Distributions.incompleteBeta(x, a, b), value) < 1e-11)
    }
  }

  @Test func `Clopper–Pearson limits of 0 and 5 of 10 are the published ones`() {
    let none = Distributions.proportionInterval(successes: 0, trials: 10)
    #expect(none.lower == 0)
    // 1 − 0.025^(1/10).
    #expect(relativeError(none.upper, 0.308_497_107_818_760_83) < 1e-12)
    let half = Distributions.proportionInterval(successes: 5, trials: 10)
    // scipy.stats.binomtest(5, 10).proportion_ci(); given with 14 digits.
    #expect(relativeError(half.lower, 0.187_086_028_447_39) < 1e-12)
    #expect(relativeError(half.upper, 0.812_913_971_552_61) < 1e-12)
    let all = Distributions.proportionInterval(successes: 10, trials: 10)
    #expect(all.upper == 1)
    #expect(relativeError(all.lower, 1 - none.upper) < 1e-12)
  }

  @Test(arguments: [(1, 20), (7, 50), (499, 9_999)])
  func `tails beyond Clopper–Pearson limits hold 2.5 percent each`(_ k: Int, _ n: Int) {
    let limits = Distributions.proportionInterval(successes: k, trials: n)
    func logChoose(_ i: Int) -> Double {
      lgamma(Double(n) + 1) - lgamma(Double(i) + 1) - lgamma(Double(n - i) + 1)
    }
    func probability(_ i: Int, _ p: Double) -> Double {
      exp(logChoose(i) + Double(i) * log(p) + Double(n - i) * log1p(-p))
    }
    let atLeast = 1 - (0..<k).reduce(0) { $0 + probability($1, limits.lower) }
    let atMost = (0...k).reduce(0) { $0 + probability($1, limits.upper) }
    // Logarithms of gamma up to 1e5 cost five digits.
    #expect(relativeError(atLeast, 0.025) < 1e-8)
    #expect(relativeError(atMost, 0.025) < 1e-8)
  }

  @Test func `more confidence widens the interval`() {
    let narrow = Distributions.proportionInterval(successes: 3, trials: 17, confidence: 0.8)
    let wide = Distributions.proportionInterval(successes: 3, trials: 17, confidence: 0.99)
    #expect(wide.lower < narrow.lower && narrow.upper < wide.upper)
    #expect(narrow.lower < 3.0 / 17 && 3.0 / 17 < narrow.upper)
  }

  @Test(arguments: [
    (0.975, 1.0, 12.706204736174698), (0.975, 10, 2.2281388519649385),
    (0.975, 30, 2.0422724563012373),
    (0.995, 5, 4.032142983555227), (0.975, 1e6, 1.9599663568), (0.5, 4, 0),
  ])
  func `quantiles of Student's t are those of the tables`(
    _ probability: Double, _ freedom: Double, _ expected: Double
  ) {
    // scipy.stats.t.ppf, and tables.
    let found = Distributions.studentQuantile(probability, degreesOfFreedom: freedom)
    #expect(abs(found - expected) < 1e-9 * max(1, expected))
  }
}
