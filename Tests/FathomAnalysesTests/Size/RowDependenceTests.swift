import FathomData
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses
@testable import FathomSummaries

/// What rows are worth: repeats, groups, order.
@Suite struct RowDependenceTests {
  // MARK: Groups

  @Test func `the intraclass correlation of a small table by hand`() throws {
    // Groups 1 3, 5 7, 9 11: between 64 / 2 = 32, within 6 / 3 = 2; (32 − 2) / (32 + 2).
    var sums = GroupSums(classes: 0)
    sums.absorb(
      GroupSums.Rows(groups: [10, 10, 20, 20, 30, 30], targets: [1, 3, 5, 7, 9, 11]))
    let groups = SampleSize.Evidence.Dependence.Groups(
      column: "g", try #require(sums.statistics()))
    #expect(groups.count == 3 && groups.isExact && groups.size == 2)
    #expect(relativeError(try #require(groups.intraclassCorrelation), 30.0 / 34) < 1e-14)
    #expect(relativeError(try #require(groups.designEffect), 1 + 30.0 / 34) < 1e-14)
  }

  /// By definition a design effect is how many times larger the variance of a mean is.
  @Test func `the design effect is that of the mean of grouped rows`() throws {
    var normal = NormalStream("design effect")
    var means = [Double]()
    var effects = 0.0
    for _ in 0..<400 {
      var sums = GroupSums(classes: 0)
      var total = 0.0
      for group in 0..<20 {
        let centre = normal.next()
        let values = (0..<10).map { _ in centre + normal.next() }
        total += values.reduce(0, +)
        sums.absorb(
          GroupSums.Rows(
            groups: [UInt64](repeating: UInt64(group), count: 10), targets: values))
      }
      means.append(total / 200)
      let groups = SampleSize.Evidence.Dependence.Groups(
        column: "g", try #require(sums.statistics()))
      effects += try #require(groups.designEffect) / 400
    }
    let variance = means.reduce(0) { $0 + $1 * $1 } / 400
    // Rows that are independent, of variance 2, would give 2 / 200; 1 + 9 · 0.5 = 5.5.
    #expect(abs(effects - 5.5) < 0.3)
    // 400 means: a relative standard error of √(2 / 400) = 7 %.
    #expect(relativeError(variance / 0.01, 5.5) < 0.25)
  }

  // MARK: Repeats

  @Test func `repeated rows are counted, whatever the batches`() throws {
    let values = (0..<300).map { Double($0 % 250) }
    for size in [300, 7] {
      let source = MemorySource(
        [("a", values), ("b", values.map { $0 == 0 ? -0.0 : $0 * 2 })], rowsPerBatch: size)
      let summary = try Summary(of: source)
      #expect(summary.distinctRows?.count == 250)
    }
    // A column that is left out does not tell rows apart.
    var source = MemorySource([
      ("a", values), ("b", (0..<300).map { Double($0) }), ("c", values.map { $0 * $0 }),
    ])
    source.schema.columns[1].role = .excluded
    #expect(try Summary(of: source).distinctRows?.count == 250)
  }

  @Test func `repeats count once where chance cannot explain them`() throws {
    var stream = NormalStream("repeats")
    let numbers = (0..<300).map { _ in stream.next() }
    let copies = MemorySource([
      ("a", numbers + numbers.prefix(30)), ("b", (numbers + numbers.prefix(30)).map { $0 * $0 }),
      ("c", (0..<330).map { Double($0 % 300 % 7) }),
    ])
    #expect(RowDependence(try Summary(of: copies)).countsRepeatsOnce)
    // 2,201 passengers with 4 · 2 · 2 · 2 different rows.
    let levels = MemorySource(
      [4, 2, 2, 2].enumerated().map { place, levels in
        (
          "c\(place)",
          (0..<2_201).map { _ in
            abs(stream.next() * 10).rounded(.down).truncatingRemainder(dividingBy: Double(levels))
          }
        )
      })
    #expect(!RowDependence(try Summary(of: levels)).countsRepeatsOnce)
    var dependence = RowDependence()
    dependence.distinctRows = 60
    #expect(dependence.effectiveRows(100) == 100)
    dependence.countsRepeatsOnce = true
    #expect(dependence.effectiveRows(100) == 60)
  }

  // MARK: Findings

  private func wine() throws -> SampleSize.Evidence {
    try SampleSize().measure(try Fixture.summary("wine.csv"))
  }

  @Test func `a file sorted by class is no series, but wines of a kind are in order`() throws {
    let order = try #require(try wine().dependence.order)
    let target = try #require(order.target)
    #expect(order.isSorted && target > 0.9)
    // Within a cultivar the rows follow one another by vintage.
    #expect((0.2...0.4).contains(try #require(order.features)))
    var evidence = try wine()
    #expect(SampleSize().judge(evidence).contains { $0.id == "sampleSize.rowOrder" })
    evidence.dependence.order?.features = 0.1
    #expect(!SampleSize().judge(evidence).contains { $0.id == "sampleSize.rowOrder" })
  }

  @Test func `rows in groups weaken what the rules find`() throws {
    var evidence = try wine()
    #expect(!SampleSize().judge(evidence).contains { $0.id == "sampleSize.effectiveRows" })
    evidence.effectiveRows = 80
    evidence.dependence.groups = SampleSize.Evidence.Dependence.Groups(
      column: "patient", count: 40, isExact: true, size: 5, intraclassCorrelation: 0.3,
      designEffect: 2.2)
    let finding = try #require(
      SampleSize().judge(evidence).first { $0.id == "sampleSize.effectiveRows" })
    #expect(finding.grade == .bad && finding.message.contains("40 groups of “patient”"))
    // 48 rows of the smallest class, at 80 of 178.
    let smallest = try #require(
      SampleSize().judge(evidence).first { $0.id == "sampleSize.smallestClass" })
    #expect(smallest.message.contains("48 rows, worth 22 independent ones"))
    var analysis = SampleSize()
    analysis.labelsPerClass = 30
    #expect(
      analysis.judge(evidence).first { $0.id == "sampleSize.smallestClass" }?.grade == .caution)
    // 80 independent rows are asked for, and 100 rows are worth 50.
    let requirements = SampleRequirements(
      rows: 100, parameters: 8, smallestClass: 0, isClassification: false, worth: 0.5)
    let ten = try #require(
      requirements.all(SampleSize()).first { $0.id == "eventsPerVariable10" })
    #expect(ten.rows == 80 && !ten.met && ten.missing == 30)
  }
}
