import FathomLearners
import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct SampleSizeTests {
  private struct Expected: Decodable {
    var eventsPerVariable: [String: Events]
    var intrinsicDimension: [String: Intrinsic]
  }

  private struct Events: Decodable {
    var rows: Int
    var features: Int
    var classCounts: [String: Int]
    var minority: Int
    var rowsPerFeature: Double
    var eventsPerVariable: Double
  }

  private struct Intrinsic: Decodable {
    var rows: Int
    var twoNn: TwoNN
    var mle: [Likelihood]
    var participationRatio: Double

    struct TwoNN: Decodable {
      var dimension: Double
    }

    struct Likelihood: Decodable {
      var k: Int
      var inverseMean: Double
    }
  }

  private func expected() throws -> Expected {
    try Fixture.expected("SampleSize", as: Expected.self)
  }

  // MARK: Reference values

  @Test func `wine has the counted rows and events`() throws {
    let expected = try #require(try expected().eventsPerVariable["wine"])
    let summary = try Fixture.summary("wine.csv")
    #expect(
      Dictionary(uniqueKeysWithValues: summary.classes.map { ($0.label, $0.count) })
        == expected.classCounts)
    let evidence = try SampleSize().measure(summary)
    #expect(evidence.rows == expected.rows && evidence.features == expected.features)
    #expect(evidence.parameters == expected.features)
    #expect(evidence.classes == 3 && evidence.smallestClass == expected.minority)
    #expect(
      relativeError(try #require(evidence.rowsPerFeature), expected.rowsPerFeature) < 1e-9)
    #expect(
      relativeError(try #require(evidence.eventsPerFeature), expected.eventsPerVariable) < 1e-9)
    // Alcohol and proline have spreads of 0.8 and 315: no common unit.
    #expect(evidence.isStandardised)
  }

  @Test(arguments: ["swiss_roll", "digits"])
  func `intrinsic dimensions and participation ratios match the reference`(_ name: String) throws {
    let expected = try #require(try expected().intrinsicDimension[name])
    let summary =
      name == "digits" ? try Fixture.digits() : try Fixture.summary("\(name).csv")
    let evidence = try SampleSize().measure(summary)
    #expect(!evidence.isStandardised)
    #expect(evidence.intrinsicDimension.rows == expected.rows)
    // 1e-9 as in Fixtures/SampleSize/README.md.
    let twoNN = try #require(evidence.intrinsicDimension.twoNN)
    #expect(relativeError(twoNN, expected.twoNn.dimension) < 1e-9)
    let reference = try #require(expected.mle.first { $0.k == IntrinsicDimension.neighbours })
    let likelihood = try #require(evidence.intrinsicDimension.mle)
    #expect(relativeError(likelihood, reference.inverseMean) < 1e-9)
    for scale in evidence.intrinsicDimension.byNeighbours {
      let reference = try #require(expected.mle.first { $0.k == scale.neighbours })
      #expect(relativeError(try #require(scale.mle), reference.inverseMean) < 1e-9)
    }
    #expect(evidence.intrinsicDimension.byNeighbours.map(\.neighbours) == [5, 10, 20])
    let effective = try #require(evidence.effectiveFeatures)
    #expect(relativeError(effective, expected.participationRatio) < 1e-9)
  }

  // MARK: Tasks

  private func regressionSource(rows: Int, missingTargets: Int = 0) -> MemorySource {
    var source = MemorySource(
      (0..<4).map { index in
        var normal = NormalStream("sample size", index)
        var values = normal.column(rows)
        if index == 3 { for row in 0..<missingTargets { values[row] = .nan } }
        return ("x\(index)", values)
      })
    source.schema.columns[3].role = .target
    source.schema.targetIndex = 3
    source.schema.task = .regression
    return source
  }

  @Test func `a regression counts rows as events and has no classes`() throws {
    let evidence = try SampleSize().measure(try Summary(of: regressionSource(rows: 90)))
    #expect(evidence.rows == 90 && evidence.features == 3)
    #expect(evidence.classes == nil && evidence.smallestClass == nil)
    #expect(relativeError(try #require(evidence.eventsPerFeature), 30) < 1e-15)
    #expect(!evidence.requirements.contains { $0.id == "deepFromScratch" })
    #expect(SampleSize().judge(evidence).first?.grade == .good)
  }

  @Test func `rows without a target do not count`() throws {
    let summary = try Summary(of: regressionSource(rows: 90, missingTargets: 30))
    #expect(summary.missingTargets == 30)
    let evidence = try SampleSize().measure(summary)
    #expect(evidence.rows == 60)
  }

  @Test func `where few rows are complete the mean takes the place of what is missing`() throws {
    // Every row lacks one of three features, or every fourth one does.
    for (step, isReplaced) in [(1, true), (4, false)] {
      var columns = (0..<4).map { index in
        var normal = NormalStream("incomplete", index)
        return normal.column(200)
      }
      for row in stride(from: 0, to: 200, by: step) { columns[row % 3][row] = .nan }
      var source = MemorySource(columns.enumerated().map { ("x\($0)", $1) })
      source.schema.columns[3].role = .target
      source.schema.targetIndex = 3
      source.schema.task = .regression
      let evidence = try SampleSize().measure(try Summary(of: source))
      #expect(evidence.learningCurve?.replacesMissing == isReplaced)
      #expect(evidence.learningCurve?.points.last?.rows == (isReplaced ? 150 : 112))
    }
  }

  @Test func `without a target there are counts but no rules`() throws {
    let evidence = try SampleSize().measure(try Fixture.summary("swiss_roll.csv"))
    #expect(evidence.rows == 1_500 && evidence.features == 3)
    #expect(evidence.eventsPerFeature == nil && evidence.requirements.isEmpty)
    #expect(SampleSize().judge(evidence).map(\.grade) == [.indeterminate])
  }

  @Test func `categories count once as features, by their indicators as parameters`() throws {
    let evidence = try SampleSize().measure(try Fixture.summary("duncan.csv"))
    #expect(evidence.features == 3 && evidence.parameters == 4)
    let ten = try #require(evidence.requirements.first { $0.id == "eventsPerVariable10" })
    #expect(ten.rows == 40)
  }

  @Test func `without a feature that varies the question does not arise`() throws {
    let summary = try Summary(of: MemorySource(columns: [[3, 3, 3], [5, 5, 5]]))
    #expect(throws: NotApplicable.self) { try SampleSize().measure(summary) }
  }

  @Test func `the unit of columns in one unit does not matter`() throws {
    let source = try MemorySource(try Fixture.source("swiss_roll.csv"), rowsPerBatch: 400)
      .selecting(rows: Array(0..<300))
    let one = try SampleSize().measure(try Summary(of: source))
    let other = try SampleSize().measure(try Summary(of: source.mapping { $1 * 1e-3 }))
    let shuffled = try SampleSize().measure(try Summary(of: source.shuffled(seed: 1)))
    for evidence in [other, shuffled] {
      #expect(
        relativeError(
          try #require(evidence.intrinsicDimension.twoNN),
          try #require(one.intrinsicDimension.twoNN)) < 1e-9)
      #expect(
        relativeError(
          try #require(evidence.intrinsicDimension.mle),
          try #require(one.intrinsicDimension.mle)) < 1e-9)
      #expect(
        relativeError(
          try #require(evidence.effectiveFeatures), try #require(one.effectiveFeatures)) < 1e-12)
    }
  }

  // MARK: Judging

  @Test func `other thresholds change the grades without measuring again`() throws {
    let evidence = try SampleSize().measure(try Fixture.summary("wine.csv"))
    func grades(_ change: (inout SampleSize) -> Void) -> [Grade] {
      var analysis = SampleSize()
      change(&analysis)
      return Array(analysis.judge(evidence).prefix(2).map(\.grade))
    }
    // 3.7 events a feature, 48 rows in the smallest class.
    #expect(grades { _ in } == [.bad, .caution])
    #expect(grades { $0.eventsPerVariable = 3 } == [.caution, .caution])
    #expect(
      grades {
        $0.eventsPerVariable = 1
        $0.eventsPerVariableSafe = 3
        $0.labelsPerClass = 40
      } == [.good, .good])
  }
}
