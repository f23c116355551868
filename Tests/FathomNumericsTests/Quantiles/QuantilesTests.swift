import NumericsTesting
import FathomNumerics
import Testing

@Suite struct QuantilesTests {
  @Test func `quartiles of 1 to 10 are those of R`() {
    // quantile(1:10, c(.25, .5, .75)) in R: 3.25, 5.5, 7.75.
    let values = (1...10).map(Double.init)
    #expect(relativeError(typeSeven(values, 0.25), 3.25) < 1e-15)
    #expect(relativeError(typeSeven(values, 0.5), 5.5) < 1e-15)
    #expect(relativeError(typeSeven(values, 0.75), 7.75) < 1e-15)
  }

  @Test func `quartiles of mtcars mpg are those of R`() {
    // summary(mtcars$mpg) in R: 10.40, 15.43 (15.425), 19.20, 22.80, 33.90.
    let mpg = [
      21.0, 21.0, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4,
      10.4, 14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26.0, 30.4, 15.8, 19.7,
      15.0, 21.4,
    ].sorted()
    let expected = [10.4, 15.425, 19.2, 22.8, 33.9]
    for (probability, value) in zip([0, 0.25, 0.5, 0.75, 1], expected) {
      #expect(relativeError(typeSeven(mpg, probability), value) < 1e-15)
    }
  }

  @Test func `the ends are the extremes and one value is every quantile`() {
    #expect(typeSeven([-3, 2, 8], 0) == -3)
    #expect(typeSeven([-3, 2, 8], 1) == 8)
    for probability in [0, 0.3, 1] { #expect(typeSeven([4], probability) == 4) }
  }

  @Test(arguments: [1, 2, 3, 10, 101, 500], [4, 1_000_000] as [UInt32])
  func `quantiles without sorting equal those of the sorted values`(_ count: Int, _ levels: UInt32)
  {
    var stream = RandomStream(seed: 12, domain: "quantiles", index: UInt64(count))
    // Few levels make many ties.
    let values = (0..<count).map { _ in Double(stream.uniform(below: levels)) - 1.5 }
    let sorted = values.sorted()
    let probabilities = [0, 0.01, 0.25, 1.0 / 3, 0.5, 0.75, 0.999, 1]
    let found = Quantiles.typeSeven(of: values, at: probabilities)
    for (quantile, probability) in zip(found, probabilities) {
      let expected = sortedTypeSeven(sorted, probability)
      #expect(relativeError(quantile, expected) < 1e-15)
    }
    for k in [1, (count + 1) / 2, count] {
      #expect(Quantiles.smallest(k, of: values) == sorted[k - 1])
    }
  }

  @Test func `far outliers and the limits of doubles do not matter`() {
    var stream = RandomStream(seed: 13, domain: "outliers", index: 0)
    var values = (0..<3_000).map { _ in stream.uniform() }
    let pairs: [[Double]] = [
      [1e300, -5], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
    ]
    for extremes in pairs {
      values[17] = extremes[0]
      values[2_000] = extremes[1]
      let sorted = values.sorted()
      #expect(
        Quantiles.smallest([1, 3_000, 751, 750, 1_500], of: values)
          == [sorted[0], sorted[2_999], sorted[750], sorted[749], sorted[1_499]])
    }
    #expect(Quantiles.smallest([1, 900], of: [Double](repeating: 4, count: 900)) == [4, 4])
  }

  private func typeSeven(_ values: [Double], _ probability: Double) -> Double {
    Quantiles.typeSeven(of: values, at: [probability])[0]
  }

  /// The definition on sorted values, beside which the selection is tested.
  private func sortedTypeSeven(_ values: [Double], _ probability: Double) -> Double {
    let position = Double(values.count - 1) * probability
    let lower = Int(position)
    let fraction = position - Double(lower)
    guard fraction > 0, lower + 1 < values.count else { return values[lower] }
    return values[lower] + fraction * (values[lower + 1] - values[lower])
  }
}
