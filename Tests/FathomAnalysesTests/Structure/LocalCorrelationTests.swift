import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct LocalCorrelationTests {
  private struct Expected: Decodable {
    var cases: [String: Case]
  }

  private struct Case: Decodable {
    var file: String
    var graph: String
    var shape: [Int]?
    var statistic: String
    var constant: [String]
    var features: Int
    var edges: Int
    var t: Double
    var mean: Double
    var variance: Double
    var standardDeviation: Double
    var skewness: Double
    var z: Double
    var auc: Double
    var topMean: Double
    var localityIndex: Double
    var toeplitzR2: Double
    var relabellings: Int
    var p: Double
    var fullEnumeration: Enumeration?
    var correlogram: [Point]

    struct Enumeration: Decodable {
      var relabellings: Int
      var atLeast: Int
    }

    struct Point: Decodable {
      var distance: Int
      var pairs: Int
      var meanR: Double
      var meanAbsR: Double
    }
  }

  private func expected(_ name: String) throws -> Case {
    try #require(try Fixture.expected("LocalCorrelation", as: Expected.self).cases[name])
  }

  private func summary(_ expected: Case) throws -> Summary {
    switch expected.file {
    case "digits.csv": return try Fixture.digits()
    case "digits_shuffled.csv": return try Fixture.digitsShuffled()
    default:
      let layout: Layout =
        expected.shape.map { .grid(height: $0[0], width: $0[1], channels: 1) }
        ?? .table
      return try Fixture.summary(expected.file, layout: layout)
    }
  }

  // MARK: Reference values

  @Test(arguments: [
    "longley", "mtcars", "diabetes", "wine", "breast_cancer", "spectra", "digits",
    "digits_shuffled", "noise6x6_path", "noise6x6_rook",
  ])
  func `reference cases match exact moments, effect sizes and p-values`(_ name: String) throws {
    let expected = try expected(name)
    let permutations = 1_999
    let evidence = try LocalCorrelation().measure(
      try summary(expected), AnalysisContext(permutations: permutations, threads: 2))
    #expect(evidence.graph == expected.graph)
    #expect(evidence.isAbsolute == (expected.statistic == "|R|"))
    #expect(evidence.positions == expected.features)
    #expect(evidence.droppedPositions == expected.constant.count)
    #expect(evidence.edges == expected.edges)

    // The tolerances of Fixtures/LocalCorrelation/README.md.
    #expect(isClose(evidence.statistic, expected.t, 1e-10))
    #expect(isClose(evidence.expected, expected.mean, 1e-10))
    #expect(isClose(evidence.standardDeviation, expected.standardDeviation, 1e-10))
    let variance = evidence.standardDeviation * evidence.standardDeviation
    #expect(relativeError(variance, expected.variance) < 1e-10)
    #expect(isClose(try #require(evidence.skewness), expected.skewness, 1e-7))
    #expect(isClose(try #require(evidence.zScore), expected.z, 1e-8))
    #expect(isClose(try #require(evidence.auc), expected.auc, 1e-10))
    #expect(isClose(evidence.bestPossible, expected.topMean, 1e-10))
    #expect(isClose(try #require(evidence.effectSize), expected.localityIndex, 1e-10))
    #expect(isClose(try #require(evidence.toeplitzR2), expected.toeplitzR2, 1e-10))
    compareCorrelograms(evidence, expected)

    #expect(evidence.pValue > 0)
    if evidence.isExhaustive {
      let reference = try #require(expected.fullEnumeration)
      #expect(evidence.permutations == reference.relabellings)
      let p = Double(reference.atLeast) / Double(reference.relabellings)
      // Equal counts: the quotients are the same double.
      #expect(relativeError(evidence.pValue, p) < 1e-15)
    } else {
      #expect(evidence.permutations == permutations || evidence.isStopped)
      let q = expected.p
      let m = Double(evidence.permutations)
      let error = (q * (1 - q) * (1 / m + 1 / Double(expected.relabellings))).squareRoot()
      #expect(abs(evidence.pValue - q) <= 4 * error + 1 / (m + 1))
    }
  }

  private func compareCorrelograms(_ evidence: LocalCorrelation.Evidence, _ expected: Case) {
    #expect(evidence.correlogram.count == expected.correlogram.count)
    for (point, reference) in zip(evidence.correlogram, expected.correlogram) {
      #expect(point.distance == reference.distance && point.pairs == reference.pairs)
      #expect(isClose(point.signedCorrelation, reference.meanR, 1e-10))
      #expect(isClose(point.absoluteCorrelation, reference.meanAbsR, 1e-10))
      #expect(
        point.correlation
          == (evidence.isAbsolute ? point.absoluteCorrelation : point.signedCorrelation))
    }
  }

  @Test func `the correlation length is where half of the agreement is gone`() {
    func points(_ values: [Double]) -> [LocalCorrelation.Evidence.Point] {
      values.enumerated().map {
        LocalCorrelation.Evidence.Point(
          distance: $0 + 1, correlation: $1, signedCorrelation: $1, absoluteCorrelation: $1,
          pairs: 1, standardDeviation: nil)
      }
    }
    func length(_ values: [Double], _ expected: Double) -> Double? {
      LocalCorrelation.correlationLength(points(values), values[0], expected)
    }
    // Half of 0.8 is 0.4: between 0.6 two steps away and 0.2 three steps away.
    #expect(abs((length([0.8, 0.6, 0.2, 0], 0) ?? 0) - 2.5) < 1e-12)
    // Against 0.4 on average the middle is 0.6.
    #expect(abs((length([0.8, 0.6, 0.2, 0], 0.4) ?? 0) - 2) < 1e-12)
    #expect(length([0.8, 0.7, 0.6], 0) == nil)
    #expect(length([0.1, 0.2], 0.3) == nil)
  }

  @Test func `longley reaches 640 of its 720 arrangements`() throws {
    let enumeration = try #require(try expected("longley").fullEnumeration)
    #expect(enumeration.atLeast == 640 && enumeration.relabellings == 720)
    let input = try LocalCorrelation().input(of: try Fixture.summary("longley.csv"))
    let test = try PermutationTest(
      input.correlations, absolute: true,
      over: input.neighbours.graph)
    let result = test.run(permutations: 99, seed: 1, domain: "longley", threads: 1)
    #expect(result.isExhaustive && result.reached == 640 && result.permutations == 720)
  }

  /// Correlations of eight measures of 305 girls, `Harman23.cor` in R.
  ///
  /// Height, arm span, forearm, lower leg; weight, hips, chest girth, chest width. Source: Harman
  /// 1976, *Modern Factor Analysis*, page 22.
  private let harman: [[Double]] = [
    [], [0.846], [0.805, 0.881], [0.859, 0.826, 0.801], [0.473, 0.376, 0.380, 0.436],
    [0.398, 0.326, 0.319, 0.329, 0.762], [0.301, 0.277, 0.237, 0.327, 0.730, 0.583],
    [0.382, 0.415, 0.345, 0.365, 0.629, 0.577, 0.539],
  ]

  @Test func `a published correlation matrix needs no file`() throws {
    var r = Matrix(rows: 8, columns: 8, repeating: 1)
    for (i, row) in harman.enumerated() {
      for (j, value) in row.enumerated() {
        r[i, j] = value
        r[j, i] = value
      }
    }
    let evidence = try LocalCorrelation().measure(
      LocalCorrelation.Input(
        correlations: r, neighbours: NeighbourGraph(layout: .table, positions: Array(0..<8)),
        rows: 305), AnalysisContext())
    // All 40,320 arrangements, summed by a separate program in Python: its moments err by 1e-12.
    #expect(relativeError(evidence.statistic, 0.6925714285714285) < 1e-12)
    #expect(relativeError(evidence.expected, 0.51871428571428) < 1e-12)
    #expect(relativeError(evidence.standardDeviation, 0.07353006564620988) < 1e-10)
    let skewness = try #require(evidence.skewness)
    #expect(abs(skewness - 0.012725298456041414) < 1e-9)
    #expect(evidence.isExhaustive && evidence.permutations == 40_320)
    #expect(relativeError(evidence.pValue, 284.0 / 40_320) < 1e-15)
    #expect(evidence.effectSizeInterval == nil)
  }

  // MARK: Invariance

  @Test func `any number of threads gives the same evidence to the last bit`() throws {
    let summary = try Fixture.summary("wine.csv")
    func evidence(_ threads: Int, seed: UInt64 = 1) throws -> LocalCorrelation.Evidence {
      try LocalCorrelation().measure(
        summary, AnalysisContext(seed: seed, permutations: 600, threads: threads))
    }
    let one = try evidence(1)
    for threads in [1, 2, 3, 7] { #expect(try evidence(threads) == one) }
    #expect(try evidence(1, seed: 2).nullDistribution != one.nullDistribution)
    #expect(try evidence(1, seed: 2).zScore == one.zScore)
  }

  @Test func `units, zeros and the order of rows do not matter`() throws {
    let source = try MemorySource(try Fixture.source("wine.csv"), rowsPerBatch: 50)
    let whole = try LocalCorrelation().measure(try Summary(of: source))
    let others = [
      source.mapping { $1 * ($0.isMultiple(of: 2) ? 1e-20 : -3e4) },
      source.mapping { $1 + 1_000 },
      source.shuffled(seed: 3),
    ]
    for other in others {
      let evidence = try LocalCorrelation().measure(try Summary(of: other))
      // A shift by 1000 costs four digits of columns of size 0.1.
      #expect(relativeError(evidence.statistic, whole.statistic) < 1e-11)
      #expect(relativeError(evidence.standardDeviation, whole.standardDeviation) < 1e-11)
      #expect(relativeError(evidence.pValue, whole.pValue) < 1e-15)
    }
  }

  @Test func `rows that do not fit in memory give the same statistic`() throws {
    let source = try MemorySource(try Fixture.source("airquality.csv"), rowsPerBatch: 13)
    let whole = try LocalCorrelation().measure(try Summary(of: source))
    let summary = try Summary(of: source, cellLimit: 60)
    #expect(!summary.sample.isComplete)
    let streamed = try LocalCorrelation().measure(summary)
    #expect(relativeError(streamed.statistic, whole.statistic) < 1e-12)
    #expect(relativeError(streamed.standardDeviation, whole.standardDeviation) < 1e-12)
    #expect(streamed.pValue == whole.pValue)
  }

  // MARK: Positions that drop out

  private func smooth(_ columns: Int, rows: Int = 40) -> [[Double]] {
    var normal = NormalStream("smooth", columns)
    var all = [normal.column(rows)]
    for _ in 1..<columns { all.append(all[all.count - 1].map { 0.8 * $0 + 0.6 * normal.next() }) }
    return all
  }

  @Test func `constant positions drop out of a sequence and their neighbours join`() throws {
    var columns = smooth(6)
    columns.insert([Double](repeating: 2, count: 40), at: 3)
    let input = try LocalCorrelation().input(
      of: try Summary(of: MemorySource(columns: columns, layout: .sequence)))
    #expect(input.droppedPositions == 1)
    #expect(input.neighbours.positions == [0, 1, 2, 4, 5, 6])
    #expect(input.neighbours.graph.edgeCount == 5)
  }

  @Test func `constant positions leave holes in a grid`() throws {
    var columns = smooth(8)
    columns.insert([Double](repeating: 0, count: 40), at: 4)
    let input = try LocalCorrelation().input(
      of: try Summary(
        of: MemorySource(columns: columns, layout: .grid(height: 3, width: 3, channels: 1))))
    #expect(input.droppedPositions == 1)
    // The ring around the missing centre.
    #expect(input.neighbours.graph.edgeCount == 8)
    #expect(input.neighbours.graph.degrees == [Int](repeating: 2, count: 8))
    let evidence = try LocalCorrelation().measure(input, AnalysisContext(permutations: 99))
    #expect(evidence.neighbourMap.count == 9)
    #expect(evidence.neighbourMap[4] == nil)
  }

  @Test func `of two columns that never meet in a row one drops out`() throws {
    var columns = smooth(5)
    for row in 0..<40 { columns[row.isMultiple(of: 2) ? 1 : 3][row] = .nan }
    let summary = try Summary(of: MemorySource(columns: columns))
    #expect(summary.correlations[1, 3].isNaN)
    let input = try LocalCorrelation().input(of: summary)
    #expect(input.correlations.columns == 4 && input.droppedPositions == 1)
    let isFinite = input.correlations.storage.allSatisfy { $0.isFinite }
    #expect(isFinite)
  }

  // MARK: Degenerate inputs

  @Test func `three positions are tested over six arrangements and are too few for a grade`() throws
  {
    let evidence = try LocalCorrelation().measure(
      try Summary(of: MemorySource(columns: smooth(3))))
    #expect(evidence.permutations == 6 && evidence.isExhaustive)
    #expect(evidence.pValue >= 2.0 / 6)
    #expect(LocalCorrelation().judge(evidence).map(\.grade) == [.indeterminate])
  }

  @Test func `two positions have no arrangement to shuffle`() throws {
    let summary = try Summary(of: MemorySource(columns: smooth(2)))
    let outcome = LocalCorrelation().outcome(for: summary, AnalysisContext())
    #expect(outcome.status == .notApplicable)
    #expect(outcome.reason?.contains("fewer than three numeric features") == true)
    #expect(outcome.findings.isEmpty && outcome.evidence == nil)
  }

  @Test func `two rows are too few for a correlation`() throws {
    let summary = try Summary(of: MemorySource(columns: [[1, 2], [3, 5], [8, 4], [1, 9]]))
    #expect(throws: NotApplicable.self) { try LocalCorrelation().measure(summary) }
  }

  @Test(arguments: [Layout.table, .grid(height: 2, width: 6, channels: 1)])
  func `perfectly correlated features are indeterminate`(_ layout: Layout) throws {
    var normal = NormalStream("perfect")
    let base = normal.column(25)
    // Other units and zeros, so that rounding differs from column to column.
    let columns = (0..<12).map { k in base.map { $0 * Double(k + 1) / 3 + Double(k) / 7 } }
    let evidence = try LocalCorrelation().measure(
      try Summary(of: MemorySource(columns: columns, layout: layout)))
    #expect(relativeError(evidence.pValue, 1) < 1e-15)
    #expect(evidence.effectSize == nil)
    #expect(LocalCorrelation().judge(evidence).map(\.grade) == [.indeterminate])
  }

  @Test func `correlations that are not finite are a typed failure`() {
    let input = LocalCorrelation.Input(
      correlations: Matrix(rows: 4, columns: 4, repeating: .nan),
      neighbours: NeighbourGraph(layout: .table, positions: Array(0..<4)), rows: 10)
    #expect(throws: AnalysisError.self) {
      try LocalCorrelation().measure(input, AnalysisContext())
    }
  }

  // MARK: Judging

  @Test func `other thresholds change the grade without measuring again`() throws {
    let evidence = try LocalCorrelation().measure(
      try Fixture.summary("breast_cancer.csv"), AnalysisContext(permutations: 999))
    func grade(_ change: (inout LocalCorrelation) -> Void) -> [Grade] {
      var analysis = LocalCorrelation()
      change(&analysis)
      return analysis.judge(evidence).map(\.grade)
    }
    // Index 0.20, AUC 0.61, p 0.004: significant, but weak.
    #expect(grade { _ in } == [.caution])
    #expect(grade { $0.significance = 1e-6 } == [.bad])
    #expect(
      grade {
        $0.strongIndex = 0.1
        $0.strongAUC = 0.6
      } == [.good])
    #expect(grade { $0.strongIndex = 0.1 } == [.caution])
  }
}
