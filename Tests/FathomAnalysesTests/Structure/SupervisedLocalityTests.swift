import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct SupervisedLocalityTests {
  private struct Expected: Decodable {
    struct Map: Decodable {
      var statistic: Double
      var expected: Double
      var standardDeviation: Double
      var zScore: Double
    }
    var digits: Map
  }

  private static let grid = Layout.grid(height: 8, width: 8, channels: 1)

  private func evidence(
    _ summary: Summary, permutations: Int = 99, threads: Int = 2
  ) throws -> SupervisedLocality.Evidence {
    try SupervisedLocality().measure(
      summary, AnalysisContext(permutations: permutations, threads: threads))
  }

  /// Rows of noise with a bump at one of two places a class; what tells them apart is whether two
  /// neighbours or two strangers go together.
  private func bumps(
    rows: Int, positions: Int, seed: Int, isShuffled: Bool = false
  ) -> (columns: [[Double]], labels: [String]) {
    var normal = NormalStream("bumps", seed)
    var columns = [[Double]](
      repeating: [Double](repeating: 0, count: rows), count: positions)
    var labels = [String]()
    for row in 0..<rows {
      let isJoined = row % 2 == 0
      labels.append(isJoined ? "joined" : "apart")
      let start = Int(abs(normal.next()) * 1_000) % (positions - 8)
      for position in 0..<positions { columns[position][row] = 0.2 * normal.next() }
      for place in isJoined ? [0, 1, 2, 3] : [0, 2, 4, 6] { columns[start + place][row] += 2 }
    }
    guard isShuffled else { return (columns, labels) }
    var stream = RandomStream(seed: UInt64(seed), domain: "bumps", index: 0)
    return (stream.arrangement(of: positions).map { columns[$0] }, labels)
  }

  private func input(
    _ columns: [[Double]], labels: [String]? = nil, numbers: [Double] = []
  ) -> SupervisedLocality.Input {
    let classes = Set(labels ?? []).sorted()
    return SupervisedLocality.Input(
      features: Matrix(columns: columns),
      target: labels.map { labels in
        Matrix(columns: classes.map { label in labels.map { $0 == label ? 1 : 0 } })
      } ?? Matrix(columns: [numbers]),
      neighbours: NeighbourGraph(layout: .sequence, positions: Array(columns.indices)))
  }

  private func evidence(
    _ input: SupervisedLocality.Input, permutations: Int = 99, threads: Int = 2
  ) throws -> SupervisedLocality.Evidence {
    try SupervisedLocality().measure(
      input, AnalysisContext(permutations: permutations, threads: threads))
  }

  @Test func `the arrangement of digits says something about the digit`() throws {
    let evidence = try evidence(try Fixture.digits())
    #expect(evidence.pValue == 0.01 && evidence.permutations == 99)
    #expect(try #require(evidence.effectSize) > 0.1)
    #expect(try #require(evidence.zScore) < -4)
    #expect(SupervisedLocality().judge(evidence).map(\.grade) == [.good])
  }

  @Test func `Moran's I of the map of digits equals the reference`() throws {
    let expected = try Fixture.expected("SupervisedLocality", as: Expected.self).digits
    // All 1,797 rows; the learner looks at fewer.
    let summary = try Fixture.digits()
    guard case .applicable(var input) = SupervisedLocality().input(from: summary) else {
      Issue.record("the question arises")
      return
    }
    let features = ArrangedFeatures(summary)
    let classes = Set(summary.sample.target).sorted()
    input.features = summary.sample.features.selecting(
      rows: Array(0..<1_797), columns: features.columns)
    input.target = Matrix(
      columns: classes.map { label in summary.sample.target.map { $0 == label ? 1 : 0 } })
    let moran = try #require(
      try SupervisedLocality().measure(input, AnalysisContext(permutations: 99)).moran)
    #expect(relativeError(moran.statistic, expected.statistic) < 1e-10)
    #expect(relativeError(moran.expected, expected.expected) < 1e-10)
    #expect(relativeError(moran.standardDeviation, expected.standardDeviation) < 1e-10)
    #expect(relativeError(moran.zScore, expected.zScore) < 1e-10)
    #expect(moran.pValue == 0.01)
  }

  @Test func `what neighbours say together is found, and lost by shuffling`() throws {
    let local = bumps(rows: 200, positions: 40, seed: 1)
    let found = try evidence(input(local.columns, labels: local.labels))
    #expect(found.pValue == 0.01 && (found.effectSize ?? 0) > 0.2)
    let shuffled = bumps(rows: 200, positions: 40, seed: 1, isShuffled: true)
    let lost = try evidence(input(shuffled.columns, labels: shuffled.labels))
    #expect(lost.pValue > 0.05)
    #expect(SupervisedLocality().judge(lost).map(\.grade) == [.bad])
  }

  @Test func `the interval of what is saved holds it, and 0 where nothing is`() throws {
    let local = bumps(rows: 200, positions: 40, seed: 9)
    let found = try evidence(input(local.columns, labels: local.labels))
    let saved = try #require(found.effectSize)
    let interval = try #require(found.effectSizeInterval)
    #expect(interval[0] > 0 && interval[0] < saved && saved < interval[1])
    let shuffled = bumps(rows: 200, positions: 40, seed: 9, isShuffled: true)
    let none = try #require(
      try evidence(input(shuffled.columns, labels: shuffled.labels)).effectSizeInterval)
    #expect(none[0] < 0 && none[1] > 0)
  }

  @Test func `a regression is asked the same question`() throws {
    let local = bumps(rows: 200, positions: 40, seed: 2)
    let numbers = local.labels.map { $0 == "joined" ? 12.5 : -3 }
    let evidence = try evidence(input(local.columns, numbers: numbers))
    #expect(evidence.pValue == 0.01 && (evidence.effectSize ?? 0) > 0.2)
  }

  @Test func `noise is found at the level of the test`() throws {
    let datasets = 100
    let found = try (0..<datasets).count { schema in
      var normal = NormalStream("unsupervised", schema)
      let columns = (0..<12).map { _ in normal.column(48) }
      let labels = (0..<48).map { $0 % 2 == 0 ? "a" : "b" }
      return try evidence(input(columns, labels: labels), permutations: 39).pValue <= 0.05
    }
    // 5 % of 100 with a standard error of 2.2 %.
    #expect((0...12).contains(found), "\(found)")
  }

  @Test func `any number of threads gives the same evidence`() throws {
    let local = bumps(rows: 80, positions: 24, seed: 3)
    let input = input(local.columns, labels: local.labels)
    #expect(try evidence(input, threads: 1) == evidence(input, threads: 3))
  }

  @Test func `rearrangements end with the twentieth that errs no more`() throws {
    let shuffled = bumps(rows: 100, positions: 24, seed: 4, isShuffled: true)
    let evidence = try evidence(
      input(shuffled.columns, labels: shuffled.labels), permutations: 199)
    #expect(evidence.isStopped && evidence.permutations < 199)
    #expect(evidence.pValue == 20 / Double(evidence.permutations))
  }

  /// Why the question does not arise for a table.
  private func reason(rows: Int, columns: Int, label: ((Int) -> String)?) throws -> String {
    var normal = NormalStream("not applicable")
    let header = (0..<columns).map { "x\($0)" } + (label == nil ? [] : ["y"])
    let lines = (0..<rows).map { row in
      (0..<columns).map { _ in "\(normal.next())" } + (label.map { [$0(row)] } ?? [])
    }
    let text = ([header] + lines).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    return try withTable(text) { path in
      let summary = try Summary(
        of: try CSVSource(
          path: path,
          options: TableOptions(
            roles: ColumnRoles(target: label == nil ? nil : "y", layout: .table))))
      guard case .notApplicable(let reason) = SupervisedLocality().input(from: summary) else {
        return ""
      }
      return reason
    }
  }

  @Test func `where the question does not arise the reason is given`() throws {
    let even: (Int) -> String = { $0 % 2 == 0 ? "a" : "b" }
    #expect(try reason(rows: 60, columns: 8, label: nil).contains("--target"))
    #expect(try reason(rows: 30, columns: 8, label: even).contains("30 rows"))
    #expect(try reason(rows: 60, columns: 5, label: even).contains("(5)"))
    #expect(try reason(rows: 60, columns: 8, label: { _ in "one" }).contains("target"))
    #expect(try reason(rows: 60, columns: 8, label: even).isEmpty)
  }

  @Test func `missing values become means, and change nothing else`() throws {
    var local = bumps(rows: 120, positions: 24, seed: 8)
    for column in local.columns.indices where column % 3 == 0 {
      local.columns[column][column] = .nan
    }
    let evidence = try evidence(input(local.columns, labels: local.labels))
    #expect(evidence.rows == 120 && evidence.pValue <= 0.05)
  }
}
