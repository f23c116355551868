import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

/// What a race of a sample says of all rows.
@Suite struct DifferenceAtSizeTests: RaceTesting {
  /// Two products and noise: a network learns them, and better with every row.
  private func smooth(_ rows: Int) throws -> Summary {
    var normal = NormalStream("at size")
    let columns = (0..<4).map { _ in normal.column(rows) }
    let target = (0..<rows).map { row in
      columns[0][row] * columns[1][row] + columns[2][row] * columns[3][row] + 0.3 * normal.next()
    }
    return try Summary(of: regression(columns, target))
  }

  private func race(_ summary: Summary, rows: Int) throws -> Race.Evidence {
    var race = Race()
    race.rows = Double(rows)
    race.budget = 1
    return try race.measure(
      try race.input(of: summary), AnalysisContext(seed: 1, threads: 2),
      classical + [DenseNetworkContender()])
  }

  @Test func `a sample is raced by four sizes, and all rows are within what they expect`() throws {
    let summary = try smooth(1_200)
    let sample = try race(summary, rows: 300)
    #expect(sample.rows == 300 && sample.availableRows == 1_200)
    #expect(sample.curve.map(\.rows) == [25, 50, 100, 200])
    let expected = try #require(sample.atAllRows)
    #expect(expected.rows == 1_200 && expected.factor == 4)
    #expect(expected.first == "denseNetwork")
    let raced = try #require(sample.deepMinusClassical)
    #expect(expected.standardError > raced.standardError ?? .infinity)
    let finding = Race().judge(sample).first { $0.id == "race.atAllRows" }
    #expect(finding?.message.contains("Raced were 300 of 1,200 rows") == true)

    let whole = try race(summary, rows: 1_200)
    #expect(whole.atAllRows == nil && whole.curve.count == 3)
    let measured = try #require(whole.deepMinusClassical).difference
    #expect(expected.interval[0] <= measured && measured <= expected.interval[1])
    #expect(Race().judge(whole).allSatisfy { $0.id != "race.atAllRows" })
  }

  @Test func `what lies within an error of the least gain is open`() {
    func at(_ difference: Double, _ error: Double) -> DifferenceAtSize {
      DifferenceAtSize(
        rows: 10, factor: 2, first: "a", second: "b", difference: difference, standardError: error,
        interval: [difference - 2 * error, difference + 2 * error], secondScore: 0.8)
    }
    #expect(at(0.02, 0.013).isOpen(0.01) && at(0.0, 0.009).isOpen(0.01))
    #expect(!at(0.02, 0.011).isOpen(0.01) && !at(0.0, 0.007).isOpen(0.01))
  }
}
