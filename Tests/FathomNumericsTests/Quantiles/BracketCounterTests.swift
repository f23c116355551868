import FathomNumerics
import Foundation
import Testing

@Suite struct BracketCounterTests {
  private let everything = -Double.infinity ... .infinity
  private let probabilities = [0, 0.25, 0.5, 0.9, 1]

  private func values(_ count: Int) -> [Double] {
    var stream = RandomStream(seed: 8, domain: "brackets", index: UInt64(count))
    return (0..<count).map { index in
      switch index % 5 {
      case 0: 1 / (stream.uniform() - 0.5)
      case 1: 0.1
      default: stream.uniform() - 0.3
      }
    }
  }

  private func counter(
    _ count: Int, _ bracket: ClosedRange<Double>, capacity: Int = 8192
  ) -> BracketCounter {
    BracketCounter(
      probabilities: probabilities, count: count,
      brackets: probabilities.map { _ in bracket }, capacity: capacity)
  }

  /// The quantiles and the number of passes that they took.
  private func run(_ first: BracketCounter, _ values: [Double]) -> (found: [Double], passes: Int)? {
    var counter = first
    for pass in 1...20 {
      values.withUnsafeBufferPointer { counter.absorb($0) }
      switch counter.finish() {
      case .quantiles(let found): return (found, pass)
      case .again(let next): counter = next
      case .contradiction: return nil
      }
    }
    return nil
  }

  @Test(arguments: [1, 2, 100, 3000])
  func `without keeping a value six passes are enough`(_ count: Int) throws {
    let values = values(count)
    let result = try #require(run(counter(count, everything, capacity: 0), values))
    #expect(result.found == Quantiles.typeSeven(of: values, at: probabilities))
    #expect(result.passes <= 6)
  }

  @Test func `few values are kept, and one pass is enough`() throws {
    let values = values(3000) + [.nan]
    let result = try #require(run(counter(3000, everything), values))
    #expect(result.found == Quantiles.typeSeven(of: values.dropLast(), at: probabilities))
    #expect(result.passes == 1)
  }

  @Test(arguments: [0, 100])
  func `neither the split nor the order of merging matters`(_ capacity: Int) {
    let values = values(2000)
    var whole = counter(2000, everything, capacity: capacity)
    values.withUnsafeBufferPointer { whole.absorb($0) }
    var merged = counter(2000, everything, capacity: capacity)
    for part in [3, 0, 2, 1] {
      var counter = counter(2000, everything, capacity: capacity)
      values.indices.filter { $0 % 4 == part }.map { values[$0] }
        .withUnsafeBufferPointer { counter.absorb($0) }
      merged.merge(counter)
    }
    #expect(merged == whole)
    #expect(merged.finish() == whole.finish())
  }

  @Test func `other values than those of the first pass are noticed`() {
    let values = values(500)
    #expect(run(counter(501, everything), values) == nil)
    #expect(run(counter(500, 1e6...2e6), values) == nil)
    #expect(run(counter(500, -2e6 ... -1e6), values) == nil)
  }

  @Test func `infinities and values at the ends of the bracket count`() throws {
    let values = [-Double.infinity, -1, -1, 0, 2, 2, 2, .infinity]
    let ends = BracketCounter(
      probabilities: [0.2, 0.5, 0.7], count: 8, brackets: [-1 ... -1, 0...2, 2...2])
    let result = try #require(run(ends, values))
    #expect(result.found == Quantiles.typeSeven(of: values, at: [0.2, 0.5, 0.7]))
  }

  @Test func `a counter survives its JSON`() throws {
    var original = counter(300, everything, capacity: 100)
    values(300).withUnsafeBufferPointer { original.absorb($0) }
    let data = try JSONEncoder().encode(original)
    #expect(try JSONDecoder().decode(BracketCounter.self, from: data) == original)
  }
}
