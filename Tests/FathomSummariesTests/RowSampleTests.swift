import FathomData
import FathomNumerics
import SummaryTesting
import Testing

@testable import FathomSummaries

@Suite struct RowSampleTests {
  /// Two columns that tell their row; the second is the target.
  private let source: MemorySource = {
    var source = MemorySource(
      [
        ("x", (0..<4_000).map(Double.init)), ("y", (0..<4_000).map { Double($0) * 2 }),
      ])
    source.schema.columns[1].role = .target
    source.schema.targetIndex = 1
    source.schema.task = .regression
    return source
  }()

  private func sample(
    rowsPerBatch: Int = 1_000, threads: Int = 1, seed: UInt64 = 1, cellLimit: Int = 1_000
  ) throws -> RowSample {
    try Summary(
      of: source.batches(of: rowsPerBatch), threads: threads, seed: seed, cellLimit: cellLimit
    ).sample
  }

  @Test func `a sample is about as large as its limit, whatever the rows`() throws {
    for limit in [200, 1_000, 4_000] {
      let sample = try sample(cellLimit: limit)
      #expect(!sample.isComplete)
      // x, y among the numeric columns, and y again as the target.
      let wanted = Double(limit) / 3
      // A binomial number of rows: five standard deviations.
      #expect(abs(Double(sample.rowNumbers.count) - wanted) < 5 * wanted.squareRoot())
    }
  }

  @Test func `any split and any number of threads give the same rows`() throws {
    let one = try sample()
    for (rowsPerBatch, threads) in [(1_000, 7), (1, 1), (7, 2), (333, 3), (4_000, 2)] {
      let other = try sample(rowsPerBatch: rowsPerBatch, threads: threads)
      #expect(other.rowNumbers == one.rowNumbers)
      #expect(other.features == one.features)
      #expect(other.target == one.target)
    }
  }

  @Test func `rows keep their order, their numbers and their target`() throws {
    let sample = try sample(rowsPerBatch: 90, threads: 2)
    #expect(sample.rowNumbers == sample.rowNumbers.sorted())
    #expect(Array(sample.features.column(0)) == sample.rowNumbers.map(Double.init))
    #expect(sample.target == sample.rowNumbers.map { Double($0) * 2 })
  }

  @Test func `another seed chooses other rows`() throws {
    let one = Set(try sample().rowNumbers)
    let other = Set(try sample(seed: 2).rowNumbers)
    // Independent samples of an eighth of the rows share an eighth of their rows.
    #expect(Double(one.intersection(other).count) < 0.3 * Double(one.count))
  }

  @Test func `where all rows fit all are kept`() throws {
    let sample = try sample(rowsPerBatch: 13, threads: 3, cellLimit: 12_000)
    #expect(sample.isComplete)
    #expect(sample.rowNumbers == Array(0..<4_000))
    #expect(Array(sample.features.column(0)) == (0..<4_000).map(Double.init))
  }

  @Test func `without a target there is none in the sample`() throws {
    let summary = try Summary(of: MemorySource(columns: [[1, 2, 3], [3, 1, 2]]))
    #expect(summary.sample.target.isEmpty && summary.sample.features.rows == 3)
  }
}
