import NumericsTesting
import FathomNumerics
import Foundation
import Testing

@Suite struct QuantileTrackerTests {
  private static let quartiles = [0.25, 0.5, 0.75]

  /// Kinds of columns: each makes so many values in random order.
  enum Column: String, CaseIterable, Sendable {
    case uniform, heavyTailed, wholeNumbers, binary, mostlyZero, threeLevels, constant, gaps
    case infinities, tiny

    func values(_ count: Int, seed: UInt64 = 3) -> [Double] {
      var stream = RandomStream(seed: seed, domain: rawValue, index: UInt64(count))
      return (0..<count).map { _ in
        let u = stream.uniform()
        switch self {
        case .uniform: return u - 0.5
        case .heavyTailed: return 1 / (u - 0.5)
        case .wholeNumbers: return (u * 1000).rounded()
        // A quarter lies on the border, where either value may be the quartile.
        case .binary: return u < 0.25 ? 0 : 1
        case .mostlyZero: return u < 0.9 ? 0 : u
        case .threeLevels: return u < 0.2 ? -7 : u < 0.7 ? 0.1 : 1e9
        case .constant: return 4.25
        case .gaps: return u < 0.3 ? .nan : u
        case .infinities: return u < 0.3 ? -.infinity : u > 0.9 ? .infinity : u
        case .tiny: return (u - 0.5) * 0x1p-1030
        }
      }
    }
  }

  private func tracker(
    _ values: [Double], _ probabilities: [Double] = quartiles, capacity: Int = 64,
    block: Int = 500
  ) -> QuantileTracker {
    var tracker = QuantileTracker(probabilities: probabilities, capacity: capacity)
    for start in stride(from: 0, to: values.count, by: block) {
      values[start..<min(start + block, values.count)].withUnsafeBufferPointer {
        tracker.absorb($0)
      }
    }
    return tracker
  }

  /// The quantiles, their bits to be compared: NaN, between two infinities, equals itself then.
  private func bits(_ values: [Double?]) -> [UInt64?] { values.map { $0?.bitPattern } }

  private func expected(_ values: [Double], _ probabilities: [Double] = quartiles) -> [Double] {
    Quantiles.typeSeven(of: values.filter { !$0.isNaN }, at: probabilities)
  }

  /// Runs the further passes; nil when there is a contradiction.
  private func finish(_ first: BracketCounter, _ values: [Double]) -> (passes: Int, [Double])? {
    var counter = first
    for pass in 1...6 {
      values.withUnsafeBufferPointer { counter.absorb($0) }
      switch counter.finish() {
      case .quantiles(let found): return (pass, found)
      case .again(let next): counter = next
      case .contradiction: return nil
      }
    }
    return nil
  }

  // MARK: Values in random order

  @Test(arguments: Column.allCases, [1, 2, 5, 64, 65, 1000, 8_000])
  func `one pass over values in random order gives the quantiles to the last bit`(
    _ column: Column, _ count: Int
  ) {
    let values = column.values(count)
    guard values.contains(where: { !$0.isNaN }) else { return }
    let tracker = tracker(values)
    #expect(bits(tracker.finish().map(\.quantile)) == bits(expected(values)))
    #expect(tracker.count == values.count { !$0.isNaN })
    #expect(tracker.secondPass() == nil)
  }

  @Test func `any list of probabilities will do, the extremes too`() {
    let values = Column.uniform.values(10_000)
    for list in [[0.5], [0, 1], [0.001, 0.1, 1.0 / 3, 0.5, 0.9, 0.999], []] {
      let found = tracker(values, list).finish().map(\.quantile)
      #expect(bits(found) == bits(expected(values, list)))
    }
  }

  @Test func `a hundred random orders all stay inside`() {
    for seed in 0..<100 {
      let values = Column.uniform.values(1_000, seed: UInt64(seed))
      #expect(bits(tracker(values).finish().map(\.quantile)) == bits(expected(values)))
    }
  }

  @Test func `memory grows with the root of the rows only`() throws {
    func size(_ count: Int, _ column: Column) throws -> Int {
      try JSONEncoder().encode(tracker(column.values(count))).count
    }
    // Four times the rows, twice the margin: up to 3 m of 20 bytes in each of three
    // intervals, m = 10 + √(48 n q (1 − q)).
    #expect(try size(10_000, .uniform) < 3 * 3 * 20 * 360)
    #expect(try size(40_000, .uniform) < 3 * 3 * 20 * 710)
    for column in [Column.binary, .mostlyZero, .threeLevels, .constant] {
      let bytes = try size(20_000, column)
      #expect(bytes < 6000, "\(column)")
    }
  }

  @Test func `minus zero counts as zero`() {
    let found = tracker([-0.0, 0, -0.0, 1, -1]).finish().map(\.quantile)
    #expect(bits(found) == bits([0, 0, 0]))
  }

  @Test func `no value has no quantile`() {
    #expect(QuantileTracker().finish().isEmpty)
    #expect(tracker([.nan, .nan]).finish().isEmpty)
    #expect(tracker([.nan, .nan]).secondPass() == nil)
  }

  // MARK: Merging

  @Test(arguments: Column.allCases)
  func `neither blocks nor merges nor their order matter`(_ column: Column) {
    let values = column.values(4_000)
    let expected = bits(expected(values))
    var stream = RandomStream(seed: 5, domain: "splits", index: 0)
    for parts in [2, 3, 7, 40] {
      var places = (0..<Int32(values.count)).map { $0 }
      stream.shuffle(&places)
      var trackers = [QuantileTracker](repeating: QuantileTracker(capacity: 64), count: parts)
      var start = 0
      while start < values.count {
        let end = min(values.count, start + 1 + Int(stream.uniform(below: 1500)))
        let block = places[start..<end].map { values[Int($0)] }
        block.withUnsafeBufferPointer {
          trackers[Int(stream.uniform(below: UInt32(parts)))].absorb($0)
        }
        start = end
      }
      var merged = QuantileTracker(capacity: 64)
      while !trackers.isEmpty {
        merged.merge(trackers.remove(at: Int(stream.uniform(below: UInt32(trackers.count)))))
      }
      #expect(bits(merged.finish().map(\.quantile)) == expected)
    }
  }

  @Test func `parts that have nothing in common leave a certain bracket`() throws {
    let values = Column.uniform.values(2_000)
    let parts = [values, values.map { $0 + 10 }, values.map { $0 - 10 }, [3, .infinity, 4]]
    let all = parts.flatMap { $0 }
    for order in permutations(4) {
      var merged = tracker(parts[order[0]])
      for part in order.dropFirst() { merged.merge(tracker(parts[part])) }
      let estimates = merged.finish(minimum: -11)
      for (estimate, quantile) in zip(estimates, expected(all)) {
        #expect(estimate.quantile == nil || estimate.quantile == quantile)
        #expect(estimate.bracket.contains(quantile) && estimate.bracket.lowerBound >= -11)
      }
      let counter = try #require(merged.secondPass())
      let found = try #require(finish(counter, all))
      #expect(bits(found.1) == bits(expected(all)))
    }
  }

  // MARK: Values in an order

  @Test(arguments: Column.allCases)
  func `sorted values give the right quantile or none, and a bracket that holds it`(
    _ column: Column
  ) throws {
    let sorted = column.values(5_000).filter { !$0.isNaN }.sorted()
    let drift = sorted.indices.map { sorted[($0 * 7 + $0 / 100) % sorted.count] }
    for values in [sorted, sorted.reversed(), drift, sorted + sorted.reversed()] {
      let tracker = tracker(values)
      let right = expected(values)
      for (estimate, quantile) in zip(tracker.finish(), right) {
        let wrong = estimate.quantile.map { $0.bitPattern != quantile.bitPattern } ?? false
        #expect(!wrong)
        #expect(quantile.isNaN || estimate.bracket.contains(quantile))
      }
      guard let counter = tracker.secondPass() else { continue }
      #expect(tracker.finish().contains { $0.quantile == nil })
      let found = try #require(finish(counter, values))
      #expect(bits(found.1) == bits(right))
      #expect(found.passes <= 3)
    }
  }

  @Test func `sorted distinct values need a second pass`() {
    let values = (0..<20_000).map(Double.init)
    let first = tracker(values)
    #expect(first.finish().map(\.quantile) == [nil, nil, nil])
    #expect(first.finish(minimum: 0, maximum: 19_999).allSatisfy { $0.bracket.upperBound < 20_000 })
  }

  // MARK: Storage

  @Test(arguments: [30, 5000])
  func `a tracker survives its JSON and goes on`(_ count: Int) throws {
    let values = Column.infinities.values(count)
    let original = tracker(values)
    var copy = try JSONDecoder().decode(
      QuantileTracker.self, from: JSONEncoder().encode(original))
    #expect(copy == original)
    values.withUnsafeBufferPointer { copy.absorb($0) }
    #expect(copy != original)
    #expect(bits(copy.finish().map(\.quantile)) == bits(expected(values + values)))
  }
}
