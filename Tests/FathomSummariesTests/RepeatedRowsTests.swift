import FathomData
import FathomNumerics
import SummaryTesting
import Testing

@testable import FathomSummaries

@Suite struct RepeatedRowsTests {
  private static func hash(_ value: Int) -> UInt64 { RowHashes.spread(UInt64(value)) }

  /// Prints of rows in batches of some size, merged from two halves.
  private static func prints(_ values: [Int], capacity: Int, batch: Int) -> RowPrints {
    var halves = [RowPrints](
      repeating: RowPrints(rows: values.count, capacity: capacity), count: 2)
    for (place, start) in stride(from: 0, to: values.count, by: batch).enumerated() {
      let rows = start..<min(values.count, start + batch)
      let hashes = rows.map { hash(values[$0]) }
      halves[place % 2].absorb(
        hashes, wholes: hashes, others: [], numbers: rows.map { 2 * $0 + 1 })
    }
    halves[0].merge(halves[1])
    return halves[0].inOrder()
  }

  @Test func `beyond memory all copies of a row are kept, or none`() {
    // 3,000 different rows, of which the first 1,000 come twice.
    let values = Array(0..<3_000) + Array(0..<1_000)
    let kept = RepeatedRowsTests.prints(values, capacity: 500, batch: 64)
    #expect(!kept.areComplete && kept.count <= 500 && kept.count > 200 && kept.weight == 16)
    #expect(RepeatedRowsTests.prints(values, capacity: 500, batch: 1_000) == kept)
    let numbers = Set(kept.numbers)
    for row in 0..<1_000 {
      #expect(numbers.contains(2 * row + 1) == numbers.contains(2 * (3_000 + row) + 1))
    }
    #expect(RepeatedRowsTests.prints(values, capacity: 4_000, batch: 64).areComplete)
  }

  @Test func `counts are estimates where not all rows are kept`() throws {
    var stream = NormalStream("prints")
    let first = (0..<20_000).map { _ in stream.next() }
    let values = first + first.prefix(4_000)
    let columns = [("a", values), ("b", values.map { $0 * $0 })]
    var limits = SummaryLimits()
    limits.printedRows = 3_000
    let source = MemorySource(columns)
    let summary = try Summarizer(
      seed: 1, threads: 2, progress: .silent, limits: limits, needs: .all,
      missingPolicy: .completeCases
    ).summarize(source)
    let repeated = try #require(summary.repeatedRows)
    // 4,000 of 24,000; an eighth of them is kept, with a standard error of √(8 · 4,000) = 179.
    #expect(repeated.weight == 8 || repeated.weight == 16)
    #expect(abs(repeated.repeated - 4_000) < 1_000)
    #expect(!repeated.areNatural && repeated.oneColumnPairs == 0)
    limits.printedRows = 24_000
    let whole = try Summarizer(
      seed: 1, threads: 1, progress: .silent, limits: limits, needs: .all,
      missingPolicy: .completeCases
    ).summarize(source)
    #expect(whole.repeatedRows?.repeated == 4_000 && whole.repeatedRows?.weight == 1)
  }

  @Test func `one row that fills the memory leaves nothing to say`() {
    let kept = RepeatedRowsTests.prints(
      [Int](repeating: 7, count: 2_000) + Array(0..<100), capacity: 300, batch: 50)
    #expect(kept.count <= 100)
  }
}
