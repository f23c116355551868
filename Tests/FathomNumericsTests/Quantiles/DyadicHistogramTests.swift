import FathomNumerics
import Foundation
import Testing

@Suite struct DyadicHistogramTests {
  /// Kinds of columns.
  enum Column: String, CaseIterable, Sendable {
    case uniform, shifted, wholeNumbers, nearlyWhole, fewWholeNumbers, largeWholeNumbers, mixed,
      huge, tiny, gaps
    case constant, zero, wideTails, subnormal, halves

    func values(_ count: Int) -> [Double] {
      var stream = RandomStream(seed: 6, domain: rawValue, index: UInt64(count))
      return (0..<count).map { index in
        let u = stream.uniform()
        switch self {
        case .uniform: return u * 10 - 3
        case .shifted: return 1e9 + u
        case .wholeNumbers: return (u * 1000).rounded() - 300
        case .fewWholeNumbers: return (u * 6).rounded()
        case .largeWholeNumbers: return (u * 100).rounded() * 0x1p60
        case .mixed: return index == count - 1 ? 0.5 : (u * 6).rounded()
        case .nearlyWhole: return index == count - 1 ? 0.5 : (u * 1000).rounded()
        case .huge: return (u - 0.5) * Double.greatestFiniteMagnitude * 2
        case .tiny: return (u - 0.2) * 1e-300
        case .gaps: return u < 0.2 ? .nan : u < 0.3 ? .infinity : u < 0.4 ? -.infinity : u
        case .constant: return 0.1
        case .zero: return u < 0.5 ? 0 : -0.0
        case .wideTails: return index == 5 ? 1e308 : index == 8 ? -Double.leastNonzeroMagnitude : u
        case .subnormal: return (u - 0.5) * 0x1p-1060
        case .halves: return (u * 9).rounded() / 2
        }
      }
    }
  }

  private func histogram(_ values: [Double], limit: Int = 32, block: Int = 100)
    -> DyadicHistogram
  {
    var histogram = DyadicHistogram(limit: limit)
    for start in stride(from: 0, to: values.count, by: block) {
      values[start..<min(start + block, values.count)].withUnsafeBufferPointer {
        histogram.absorb($0)
      }
    }
    return histogram
  }

  /// ⌊x / 2^k⌋ by the C library; a quotient that underflows keeps its sign only.
  private func bin(_ value: Double, _ k: Int) -> Int {
    let quotient = scalbn(value, -k)
    return quotient == 0 && value < 0 ? -1 : Int(quotient.rounded(.down))
  }

  /// The definition, value by value.
  private func defined(_ values: [Double], limit: Int) -> (Double, Double, [Int])? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    let largest = max(-low, high)
    var k = largest == 0 ? -1022 : max(-1022, Int(largest.exponent) - 50)
    if finite.allSatisfy({ $0.rounded() == $0 }) { k = max(k, 0) }
    while bin(high, k) - bin(low, k) + 1 > limit { k += 1 }
    var counts = [Int](repeating: 0, count: bin(high, k) - bin(low, k) + 1)
    for value in finite { counts[bin(value, k) - bin(low, k)] += 1 }
    return (
      max(scalbn(Double(bin(low, k)), k), -.greatestFiniteMagnitude), scalbn(1, k), counts
    )
  }

  @Test(arguments: Column.allCases, [4, 10, 32])
  func `the histogram is the defined one, however the values come`(_ column: Column, _ limit: Int)
    throws
  {
    var stream = RandomStream(seed: 2, domain: "splits", index: 0)
    for count in [1, 2, 40, 1001] {
      let values = column.values(count)
      let right = defined(values, limit: limit)
      let whole = histogram(values, limit: limit, block: count)
      #expect(whole.finish()?.lowerEdge == right?.0)
      #expect(whole.finish()?.binWidth == right?.1)
      #expect(whole.finish()?.counts == right?.2)
      for block in [1, 3, 100] {
        var places = (0..<Int32(count)).map { $0 }
        stream.shuffle(&places)
        let shuffled = places.map { values[Int($0)] }
        #expect(histogram(shuffled, limit: limit, block: block) == whole)
        var merged = DyadicHistogram(limit: limit)
        for start in Swift.stride(from: 0, to: count, by: max(1, count / 5)).reversed() {
          let part = Array(shuffled[start..<min(count, start + max(1, count / 5))])
          merged.merge(histogram(part, limit: limit, block: block))
        }
        #expect(merged == whole)
      }
    }
  }

  @Test func `whole numbers of a small range have a bin each`() throws {
    let found = try #require(histogram([3, 5, 5, 9, .nan]).finish())
    #expect(found.lowerEdge == 3 && found.binWidth == 1)
    #expect(found.counts == [1, 0, 2, 0, 0, 0, 1])
    let one = try #require(histogram([-7, -7]).finish())
    #expect(one.lowerEdge == -7 && one.binWidth == 1 && one.counts == [2])
  }

  @Test func `one fraction among whole numbers, late or early, makes the bins finer`() throws {
    let late = histogram([Double](repeating: 2, count: 50) + [6, 2.5], block: 7)
    let found = try #require(late.finish())
    // 2 to 6 in quarters are 17 bins, in eighths 33.
    #expect(found.binWidth == 0.25 && found.counts.count == 17)
    #expect(found.counts[0] == 50 && found.counts[2] == 1 && found.counts[16] == 1)
  }

  @Test func `the whole range of doubles has four bins and more`() throws {
    let limit = Double.greatestFiniteMagnitude
    let found = try #require(
      histogram([limit, -limit, -Double.leastNonzeroMagnitude, 0], limit: 4).finish())
    #expect(found.binWidth == 0x1p1023 && found.counts == [1, 1, 1, 1])
    #expect(found.lowerEdge == -limit)
  }

  @Test func `without a finite value there is no histogram`() {
    #expect(DyadicHistogram().finish() == nil)
    #expect(histogram([.nan, .infinity, -.infinity]).finish() == nil)
    var merged = histogram([1, 2])
    merged.merge(histogram([.nan]))
    #expect(merged == histogram([1, 2]))
  }

  @Test(arguments: Column.allCases)
  func `a histogram survives its JSON and goes on`(_ column: Column) throws {
    let values = column.values(300)
    let data = try JSONEncoder().encode(histogram(Array(values[..<100])))
    var copy = try JSONDecoder().decode(DyadicHistogram.self, from: data)
    values[100...].withUnsafeBufferPointer { copy.absorb($0) }
    #expect(copy == histogram(values))
  }
}
