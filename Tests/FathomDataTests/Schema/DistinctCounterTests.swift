import CKernels
import Foundation
import Testing

@testable import FathomData

@Suite struct DistinctCounterTests {
  private func counter(
    _ values: some Sequence<Int>, capacity: Int = DistinctCounter.largestCapacity
  ) -> DistinctCounter {
    var counter = DistinctCounter(capacity: capacity)
    for value in values { counter.insert(StableHash.mix(UInt64(value))) }
    return counter
  }

  @Test(arguments: [0, 1, 2, 63, 64, 65, 1000, 65_535, 65_536])
  func `up to the capacity every value is counted once`(_ count: Int) {
    var counter = counter(0..<count)
    for value in 0..<count { counter.insert(StableHash.mix(UInt64(value))) }
    #expect(counter.count == count)
    #expect(counter.isExact)
  }

  @Test func `one more than the capacity is an estimate`() {
    let counter = counter(0..<65_537)
    #expect(!counter.isExact)
    #expect(abs(counter.count - 65_537) < 1311)
  }

  // Two percent are four standard errors.
  @Test(arguments: [100_000, 300_000])
  func `above the capacity the estimate is within two percent`(_ count: Int) {
    let counter = counter(0..<count)
    #expect(!counter.isExact)
    #expect(abs(Double(counter.count) / Double(count) - 1) < 0.02)
  }

  @Test func `the estimate has the standard error that it says`() {
    var squares = 0.0
    for trial in 0..<60 {
      let start = trial * 100_000
      let counter = counter(start..<start + 10_000, capacity: 1024)
      let error = Double(counter.count) / 10_000 - 1
      squares += error * error
      #expect(abs(error) < 5 * counter.relativeError)
    }
    let rootMeanSquare = (squares / 60).squareRoot()
    #expect(rootMeanSquare < 1.3 * counter([], capacity: 1024).relativeError)
  }

  @Test func `the hash zero is a value like any other`() {
    var counter = DistinctCounter()
    counter.insert(0)
    counter.insert(0)
    counter.insert(5)
    #expect(counter.count == 2)
  }

  @Test(arguments: [500, 1024, 5000, 40_000])
  func `neither the split nor the order of merging matters`(_ count: Int) {
    var random = SplitMix(UInt64(count))
    let whole = counter(0..<count, capacity: 1024)
    for _ in 0..<5 {
      var parts = (0..<7).map { _ in DistinctCounter(capacity: 1024) }
      for value in (0..<count).shuffled(using: &random) {
        // Some values are seen by several parts.
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          parts[Int.random(in: 0..<7, using: &random)].insert(StableHash.mix(UInt64(value)))
        }
      }
      var merged = DistinctCounter(capacity: 1024)
      for part in parts.shuffled(using: &random) { merged.merge(part) }
      #expect(merged == whole)
      #expect(merged.count == whole.count)
      #expect(merged.isExact == whole.isExact)
    }
  }

  @Test(arguments: [0, 1, 5, 127, 128, 129, 1000, 1024, 1025, 9000], [1, 50, 500])
  func `blocks of numbers count as the numbers one by one`(_ distinct: Int, _ block: Int) {
    var random = SplitMix(UInt64(distinct))
    // NaN, both zeros and repeated values among them.
    let values =
      (0..<distinct).map { Double($0) / 8 } + [-0.0, .nan, 0, .infinity]
      + (0..<distinct).map { _ in Double(Int.random(in: 0..<distinct, using: &random)) / 8 }
    let shuffled = values.shuffled(using: &random)
    var single = DistinctCounter(capacity: 1024)
    for value in shuffled where !value.isNaN {
      single.insert(StableHash.mix((value + 0).bitPattern))
    }
    var blocks = DistinctCounter(capacity: 1024)
    for start in stride(from: 0, to: shuffled.count, by: block) {
      shuffled[start..<min(start + block, shuffled.count)].withUnsafeBufferPointer {
        blocks.insert(hashing: $0)
      }
    }
    #expect(blocks == single)
    #expect(blocks.count == single.count && blocks.isExact == single.isExact)
    if distinct < 1024 { #expect(blocks.count == max(distinct, 1) + 1) }
  }

  @Test(arguments: [0, 1, 127, 128, 129, 1000, 1025, 9000], [1, 50, 500])
  func `blocks of hashes count as the hashes one by one`(_ distinct: Int, _ block: Int) {
    var random = SplitMix(UInt64(distinct))
    // Zero, which an empty slot looks like, and repeated ones among them.
    let hashes =
      ((0..<distinct).map { StableHash.mix(UInt64($0)) } + [0, .max, 0]
      + (0..<distinct).map { _ in
        StableHash.mix(UInt64.random(in: 0..<UInt64(distinct), using: &random))
      }).shuffled(using: &random)
    var single = DistinctCounter(capacity: 1024)
    for hash in hashes { single.insert(hash) }
    var blocks = DistinctCounter(capacity: 1024)
    for start in stride(from: 0, to: hashes.count, by: block) {
      var part = Array(hashes[start..<min(start + block, hashes.count)])
      part.withUnsafeMutableBufferPointer { blocks.insert(using: $0) }
    }
    #expect(blocks == single)
    #expect(blocks.count == single.count && blocks.isExact == single.isExact)
    if distinct < 1022 { #expect(blocks.count == distinct + 2) }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 127, 128, 1000])
  func `the kernels keep what a plain filter keeps, in order`(_ count: Int) {
    var random = SplitMix(UInt64(count))
    let values = (0..<count).map { _ in
      switch Int.random(in: 0..<6, using: &random) {
      case 0: Double.nan
      case 1: -0.0
      case 2: -Double.infinity
      default: Double.random(in: -1e3...1e3, using: &random)
      }
    }
    for limit in [UInt64.max, .max >> 1, .max >> 3, 0] {
      let expected = values.filter { !$0.isNaN }.map { StableHash.mix(($0 + 0).bitPattern) }
        .filter { $0 <= limit }
      for kernel in [fathom_hash_numbers, fathom_hash_numbers_scalar] {
        var hashes = [UInt64](repeating: 7, count: count + 1)
        let kept = kernel(values, count, limit, &hashes)
        #expect(Array(hashes.prefix(kept)) == expected)
        #expect(hashes[count] == 7, "written behind the end")
      }
      let all = values.map { StableHash.mix($0.bitPattern) }
      for kernel in [fathom_keep_small, fathom_keep_small_scalar] {
        var hashes = all + [7]
        let kept = kernel(&hashes, count, limit)
        #expect(Array(hashes.prefix(kept)) == all.filter { $0 <= limit })
        #expect(hashes[count] == 7, "written behind the end")
      }
    }
  }

  @Test func `merging crowds no slots`() {
    // Into a small one, into one of the same size, and into one that is full.
    let large = counter(0..<60_000)
    for mine in [0, 10, 60_000, 65_000] {
      var merged = counter(100_000..<100_000 + mine)
      merged.merge(large)
      let whole = counter(Array(0..<60_000) + Array(100_000..<100_000 + mine))
      #expect(merged == whole && merged.count == whole.count)
    }
  }

  @Test func `the number whose hash is zero is counted, in a block too`() {
    // mix is a bijection, and takes 0 − 0x9E37…15 to 0.
    let hidden = Double(bitPattern: 0 &- 0x9E37_79B9_7F4A_7C15)
    #expect(StableHash.mix(hidden.bitPattern) == 0)
    var counter = DistinctCounter()
    for values in [(0..<300).map(Double.init), [hidden, hidden]] {
      values.withUnsafeBufferPointer { counter.insert(hashing: $0) }
    }
    #expect(counter.count == 301)
  }

  @Test(arguments: [10, 5000])
  func `a counter survives JSON and goes on counting`(_ count: Int) throws {
    let original = counter(0..<count, capacity: 1024)
    var copy = try JSONDecoder().decode(
      DistinctCounter.self, from: JSONEncoder().encode(original))
    #expect(copy == original)
    for value in 0..<2 * count { copy.insert(StableHash.mix(UInt64(value))) }
    #expect(copy == counter(0..<2 * count, capacity: 1024))
  }
}
