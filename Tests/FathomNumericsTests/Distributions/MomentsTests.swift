import NumericsTesting
import FathomNumerics
import Foundation
import Testing

@Suite struct MomentsTests {
  private func values(_ count: Int) -> [Double] {
    var stream = RandomStream(seed: 41, domain: "moments", index: 0)
    return (0..<count).map { _ in stream.uniform() * 10 - 3 }
  }

  @Test func `a textbook example has its mean and standard deviation`() {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squared deviations 32.
    let moments = Moments([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(moments.count == 8)
    #expect(relativeError(moments.mean, 5) < 1e-15)
    #expect(relativeError(moments.squaredDeviations, 32) < 1e-15)
    #expect(relativeError(moments.standardDeviation, (32.0 / 7).squareRoot()) < 1e-15)
    #expect(moments.minimum == 2 && moments.maximum == 9)
  }

  @Test(arguments: [1, 2, 3, 10, 99, 1_000])
  func `any split merges to the whole`(_ size: Int) {
    let all = values(200)
    let whole = Moments(all)
    var merged = Moments()
    for first in stride(from: 0, to: 200, by: size) {
      merged.merge(Moments(all[first..<min(first + size, 200)]))
    }
    #expect(merged.count == 200)
    // Each of up to 200 merges rounds once.
    #expect(relativeError(merged.mean, whole.mean) < 1e-13)
    #expect(relativeError(merged.squaredDeviations, whole.squaredDeviations) < 1e-13)
    #expect(merged.minimum == whole.minimum && merged.maximum == whole.maximum)
  }

  @Test func `either order of merging gives the same`() {
    let all = values(30)
    var one = Moments(all[..<7])
    one.merge(Moments(all[7...]))
    var other = Moments(all[7...])
    other.merge(Moments(all[..<7]))
    #expect(relativeError(one.mean, other.mean) < 1e-14)
    #expect(relativeError(one.squaredDeviations, other.squaredDeviations) < 1e-14)
  }

  @Test func `NaN is skipped, wherever it stands`() {
    let moments = Moments([.nan, 1, .nan, 2, 6, .nan])
    #expect(moments == Moments([1, 2, 6]))
    #expect(moments.count == 3 && moments.minimum == 1)
    #expect(Moments([Double.nan, .nan]).count == 0)
  }

  @Test(arguments: [1, 7, 8, 9, 16, 100, 1003])
  func `eight accumulators add what one would, with and without NaN`(_ count: Int) {
    var all = values(count)
    let moments = Moments(all)
    let mean = all.reduce(0, +) / Double(count)
    let squares = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // A thousand additions of numbers of one size round by less than 1e-13 of the sum.
    #expect(relativeError(moments.mean, mean) < 1e-13)
    #expect(abs(moments.squaredDeviations - squares) <= 1e-13 * squares)
    #expect(moments.minimum == all.min() && moments.maximum == all.max())
    for place in [0, count / 2, count] {
      all.insert(.nan, at: place)
      #expect(Moments(all) == moments)
      #expect(all.withUnsafeBufferPointer { Moments($0) } == moments)
    }
  }

  @Test func `infinities have no finite mean, and overflow only loses the spread`() {
    #expect(Moments([1, .infinity, 2]).maximum == .infinity)
    #expect(Moments([-.infinity, .infinity]).mean.isNaN)
    let huge = Moments([Double](repeating: 1e308, count: 20) + [0.5e308, .nan])
    #expect(huge.count == 21 && huge.minimum == 0.5e308 && huge.maximum == 1e308)
    #expect(relativeError(huge.mean, 1e308 / 21 * 20 + 0.5e308 / 21) < 1e-14)
  }

  @Test func `constant columns have no spread at all, split or not`() {
    // 0.1 has no exact double, so its mean over 1000 values would be rounded.
    let constant = [Double](repeating: 0.1, count: 1_000)
    let whole = Moments(constant)
    #expect(whole.squaredDeviations == 0 && whole.mean == 0.1)
    var merged = Moments()
    for _ in 0..<10 { merged.merge(Moments(constant[..<77])) }
    #expect(merged.squaredDeviations == 0 && merged.mean == 0.1)
    #expect(Moments(repeating: 0.1, count: 1_000) == whole)
  }

  @Test func `a huge mean does not hide a small spread`() {
    let shifted = Moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    // Whole numbers below 2^53 are exact: deviations −6, −3, 3, 6.
    #expect(relativeError(shifted.squaredDeviations, 90) < 1e-15)
    var merged = Moments([1e9 + 4, 1e9 + 7])
    merged.merge(Moments([1e9 + 13, 1e9 + 16]))
    #expect(relativeError(merged.squaredDeviations, 90) < 1e-15)
  }

  @Test func `fewer than two values have no standard deviation`() {
    #expect(Moments().standardDeviation.isNaN)
    #expect(Moments([3]).standardDeviation.isNaN)
    var merged = Moments()
    merged.merge(Moments([3]))
    #expect(merged == Moments([3]))
  }

  @Test func `moments survive their JSON`() throws {
    let original = Moments(values(20))
    let data = try JSONEncoder().encode(original)
    #expect(try JSONDecoder().decode(Moments.self, from: data) == original)
  }
}
