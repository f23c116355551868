import FathomNumerics
import SummaryTesting
import Testing

@testable import FathomSummaries

/// How alike consecutive rows are.
@Suite struct OrderSumsTests {
  @Test func `the lag-one correlation of an autoregression`() throws {
    var normal = NormalStream("autoregression")
    var value = 0.0
    let series = (0..<4_000).map { _ -> Double in
      value = 0.8 * value + normal.next()
      return value
    }
    var sums = OrderSums(isClassification: false)
    for start in stride(from: 0, to: 4_000, by: 500) {
      sums.absorb(Array(series[start..<(start + 500)]))
    }
    let variance = Moments(series).standardDeviation
    let found = try #require(sums.correlation(variance: variance * variance))
    // A standard error of √((1 − 0.64) / 4000) ≈ 0.01.
    #expect(abs(found - 0.8) < 0.04)
    #expect(!sums.isSorted(classes: 0))
  }

  @Test func `an outlier at an end of the file is no order`() throws {
    var normal = NormalStream("outlier")
    let values = (0..<300).map { _ in normal.next() } + [3_000]
    var sums = OrderSums(isClassification: false)
    sums.absorb(values)
    let moments = Moments(values)
    let variance = moments.standardDeviation * moments.standardDeviation
    // The ratio alone gives one half, because the last row is in one pair only.
    #expect(abs(try #require(sums.correlation(variance: variance)) - 0.5) < 0.01)
    #expect(abs(try #require(sums.correlation(variance: variance, mean: moments.mean))) < 0.02)
    // In the middle of ordinary rows nothing changes, to the last bit.
    var ordinary = OrderSums(isClassification: false)
    ordinary.absorb(Array(values.dropLast()))
    let own = Moments(Array(values.dropLast()))
    let spread = own.standardDeviation * own.standardDeviation
    #expect(
      ordinary.correlation(variance: spread)
        == ordinary.correlation(variance: spread, mean: own.mean))
  }

  @Test func `sorted rows are told from series`() {
    var rising = OrderSums(isClassification: false)
    rising.absorb([1, 2, 2, 5, 9])
    #expect(rising.isSorted(classes: 0))
    var classes = OrderSums(isClassification: true)
    classes.absorb([2, 2, 0, 0, 0, 1, 1])
    #expect(classes.isSorted(classes: 3))
    classes.absorb([0, 1, 0])
    #expect(!classes.isSorted(classes: 3))
    // Six changes of class could be sorted; classes in turn are as unlike as can be.
    var turns = OrderSums(isClassification: true)
    turns.absorb([0, 1, 0, 1, 0, 1])
    #expect(turns.correlation(variance: 0.5) == -1)
  }
}
