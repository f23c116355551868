import FathomData
import FathomNumerics
import SummaryTesting
import Foundation
import Testing

@testable import FathomSummaries

/// Bins of a power of two, and the most frequent levels.
@Suite struct ColumnHistogramTests {
  @Test func `bins are half open and their edges are multiples of a power of two`() throws {
    let values = [0.3, 0.5, 0.74, 0.75, 1, 2.9, .nan, .infinity]
    let histogram = try #require(ColumnHistogram(of: values, isExact: true))
    // 2.6 / 24 lies between 2⁻⁴ and 2⁻³; 2⁻³ is the first that needs no more than 24 bins.
    #expect(histogram.binWidth == 0.125 && histogram.lowerEdge == 0.25)
    #expect(histogram.counts.count == 22)
    #expect(histogram.counts.prefix(7) == [1, 0, 1, 1, 1, 0, 1])
    #expect(histogram.counts.last == 1 && histogram.counts.reduce(0, +) == 6)
    #expect(histogram.isExact)
  }

  @Test func `a bin of integers is not narrower than 1`() throws {
    let dice = try #require(ColumnHistogram(of: [1, 2, 2, 3, 6], isExact: false))
    #expect(dice.binWidth == 1 && dice.lowerEdge == 1 && dice.counts == [1, 2, 1, 0, 0, 1])
    #expect(!dice.isExact)
    let halves = try #require(ColumnHistogram(of: [1, 2, 2, 3, 6.5], isExact: true))
    #expect(halves.binWidth == 0.25)
  }

  @Test func `a single value has one bin and none has no histogram`() throws {
    #expect(ColumnHistogram(of: [], isExact: true) == nil)
    #expect(ColumnHistogram(of: [.nan, .infinity], isExact: true) == nil)
    for value in [0, -0.0, 7, -0.25, 1e300, .leastNonzeroMagnitude] {
      let histogram = try #require(ColumnHistogram(of: [value, value], isExact: true))
      #expect(histogram.counts == [2] && histogram.binWidth == 1)
      #expect(histogram.lowerEdge <= value)
    }
  }

  @Test(
    arguments: [
      [-Double.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude], [1, 1.0.nextUp],
      [-Double.leastNonzeroMagnitude, .leastNonzeroMagnitude], [1e300, 1e300.nextUp],
      [-Double.leastNonzeroMagnitude, 1e308], [1e15, 1e15 + 1, -1e15],
      [0.1, 0.2, 0.3],
    ])
  func `the limits of doubles are placed too`(values: [Double]) throws {
    let histogram = try #require(ColumnHistogram(of: values, isExact: true))
    #expect(histogram.counts.reduce(0, +) == values.count)
    #expect((1...ColumnHistogram.binLimit).contains(histogram.counts.count))
    #expect(histogram.binWidth.significand == 1 && histogram.lowerEdge.isFinite)
  }

  @Test func `the order of the rows changes nothing and more bins would be too many`() throws {
    var random = RandomStream(seed: 3, domain: "histogram", index: 0)
    for _ in 0..<200 {
      let scale = Double(sign: .plus, exponent: Int(random.uniform(below: 60)) - 30, significand: 1)
      let values = (0..<50).map { _ in (random.uniform() - 0.3) * scale }
      let histogram = try #require(ColumnHistogram(of: values, isExact: true))
      #expect(histogram == ColumnHistogram(of: values.reversed(), isExact: true))
      #expect(histogram.counts.first != 0 && histogram.counts.last != 0)
      // At half the width there would be more than 24: at least 13 are left.
      #expect((13...24).contains(histogram.counts.count))
    }
  }

  @Test func `profiles have the histogram of the column's numbers`() throws {
    let summary = try Fixture.summary("mtcars.csv")
    let cyl = try #require(summary.profiles.first { $0.name == "cyl" })
    // table(mtcars$cyl) in R: 11, 7 and 14 cars of 4, 6 and 8 cylinders.
    #expect(
      cyl.histogram
        == ColumnHistogram(lowerEdge: 4, binWidth: 1, counts: [11, 0, 7, 0, 14], isExact: true))
    for profile in summary.profiles {
      #expect(profile.histogram?.counts.reduce(0, +) == (profile.min == nil ? nil : 32))
    }
  }
}

/// The levels of a column that are shown when they are asked for.
@Suite struct TopValueTests {
  @Test func `the most frequent come first and ties by their scalars`() {
    let levels = ["b", "é", "a", "never", "Z", "e\u{301}"]
    let top = TopValue.top(levels: levels, levelCounts: [2, 2, 2, 0, 5, 2])
    #expect(top.map(\.label) == ["Z", "a", "b", "e\u{301}", "é"])
    // Swift holds the last two to be equal.
    #expect(top.map { $0.label.unicodeScalars.count } == [1, 1, 1, 2, 1])
    #expect(top.map(\.count) == [5, 2, 2, 2, 2])
    let many = TopValue.top(levels: (0..<30).map(String.init), levelCounts: Array(0..<30))
    #expect(many.map(\.count) == Array((20..<30).reversed()))
  }

  @Test(arguments: [SummaryLimits().cells, 40])
  func `features and classes are counted in all rows whatever the sample holds`(
    cellLimit: Int
  ) throws {
    func profiles(target: String) throws -> [String: ColumnProfile] {
      let path = Package.root.appending(path: "Fixtures/Data/duncan.csv").path
      let source = try CSVSource(
        path: path, options: TableOptions(roles: ColumnRoles(target: target)))
      let summary = try Summary(
        of: try MemorySource(source, rowsPerBatch: 7), cellLimit: cellLimit)
      return Dictionary(uniqueKeysWithValues: summary.profiles.map { ($0.name, $0) })
    }
    // table(Duncan$type) in R.
    let expected = [
      TopValue(label: "bc", count: 21), TopValue(label: "prof", count: 18),
      TopValue(label: "wc", count: 6),
    ]
    let asClass = try profiles(target: "type")
    #expect(asClass["type"]?.topValues == expected)
    let asFeature = try profiles(target: "prestige")
    #expect(asFeature["type"]?.topValues == expected)
    #expect(asFeature["income"]?.topValues == nil)
    #expect(asFeature["income"]?.histogram?.isExact == true)
  }
}
