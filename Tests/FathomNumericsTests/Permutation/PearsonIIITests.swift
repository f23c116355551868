import NumericsTesting
import FathomNumerics
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct PearsonIIITests {
  /// z, skewness, P(Z ≥ z) by mpmath 1.4.1 in 40 digits (gammainc, regularised).
  static let tails: [(z: Double, skewness: Double, probability: Double)] = [
    (13.635678117766677, 0.021593495723940974, 4.5715147656651916e-39),
    (20.789024111069384, 0.2818542103415401, 1.3804171893014855e-36),
    (0.357, -0.0229, 0.36179324892398873),
    (2.1893, 0.3517, 0.021935844403892322),
    (-1.648, 0.18, 0.9560844992215307),
    (3.0, -0.5, 4.892610719877852e-06),
    (3.9, -0.5, 1.40912451427391e-20),
    (0.0, 0.3, 0.48005051824604206),
  ]

  @Test(arguments: tails)
  func `tails keep their digits`(_ tail: (z: Double, skewness: Double, probability: Double)) {
    let found = Distributions.pearsonIIITail(tail.z, skewness: tail.skewness)
    #expect(relativeError(found, tail.probability) < 2e-12)
  }

  @Test func `without skewness it is the normal distribution`() {
    for z in [-3.0, 0, 1, 6, 12] {
      let normal = Distributions.normalTail(z)
      #expect(relativeError(Distributions.pearsonIIITail(z, skewness: 0), normal) < 1e-15)
      // φ (z² − 1) / 6 is the first term of the Edgeworth expansion.
      let near = Distributions.pearsonIIITail(z, skewness: 1e-4)
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let expanded = normal + 1e-4 * density * (z * z - 1) / 6
      #expect(relativeError(near, expanded) < 1e-3)
    }
  }

  @Test func `a mirrored distribution has the other tail`() {
    for z in [-2.0, -0.5, 0, 0.7, 2.5] {
      for skewness in [0.01, 0.3, 1.2] {
        let sum =
          Distributions.pearsonIIITail(z, skewness: skewness)
          + Distributions.pearsonIIITail(-z, skewness: -skewness)
        #expect(abs(sum - 1) < 1e-14)
      }
    }
  }

  @Test func `a negative skewness ends the distribution`() {
    #expect(Distributions.pearsonIIITail(4.1, skewness: -0.5) == 0)
  }

  @Test func `incomplete gamma functions of whole shapes are Poisson sums`() {
    for shape in [1, 3, 10, 40, 300] {
      for x in [0.1, 0.9 * Double(shape), Double(shape) + 2, 3 * Double(shape)] {
        let (lower, upper) = Distributions.incompleteGamma(Double(shape), x)
        // Q(k, x) = P(Poisson(x) < k).
        let expected = (0..<shape).reduce(0.0) {
          $0 + exp(Double($1) * log(x) - x - lgamma(Double($1) + 1))
        }
        #expect(abs(upper - expected) < 1e-12)
        #expect(abs(lower + upper - 1) < 1e-15)
      }
    }
  }
}
