import FathomData
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses

/// The verdict with evidence of a race that is made up.
@Suite struct VerdictModelTests {
  /// A race in which the best network and the best classical method have these scores.
  private func race(
    deep: Double, classical: Double, error: Double = 0.01, curve: [(Int, Double, Double)] = [],
    leftOut: [String] = []
  ) -> Race.Evidence {
    func contender(_ id: String, _ name: String, _ side: String, _ score: Double)
      -> ContenderScore
    {
      .made(id, name, side, score, best: max(deep, classical), error: error)
    }
    let difference = deep - classical
    return Race.Evidence(
      metric: "accuracy", layout: .table, folds: 3, availableRows: 900, rows: 900,
      trainingRows: 600, guessing: 0.3,
      contenders: [
        contender("denseNetwork", "dense network", "deep", deep),
        contender("boostedTrees", "boosted trees", "classical", classical),
        contender("linearModel", "linear model", "classical", classical - 0.05),
      ].sorted { $0.score > $1.score },
      deepMinusClassical: ScoreDifference(
        first: "denseNetwork", second: "boostedTrees", difference: difference,
        standardError: error, interval: [difference - 2 * error, difference + 2 * error]),
      reflections: [],
      leftOut: leftOut.map { LeftOutContender(id: $0, name: $0, reason: "it failed") },
      curve: curve.map { rows, deep, classical in
        ContenderCurvePoint(
          rows: rows,
          scores: [
            ContenderCurveScore(id: "denseNetwork", score: deep),
            ContenderCurveScore(id: "boostedTrees", score: classical),
          ])
      }, budget: 60)
  }

  /// What everything but race and trial says of a summary.
  private static func outcomes(_ summary: Summary) throws -> [AnalysisOutcome] {
    let context = AnalysisContext(permutations: 199, threads: 2)
    return try Catalog.standard.entries.map { try $0.run(summary, context, .withoutRace()) }
  }

  // Measured once for all tests.
  private static let wine = Result {
    let summary = try Fixture.summary("wine.csv")
    return (summary, try outcomes(summary))
  }
  private static let digits = Result {
    let summary = try Fixture.digits()
    return (summary, try outcomes(summary))
  }

  private func verdict(
    _ measured: (summary: Summary, outcomes: [AnalysisOutcome]), _ race: Race.Evidence?
  ) -> Verdict {
    var outcomes = measured.outcomes
    if let race, let place = outcomes.firstIndex(where: { $0.info.id == "race" }) {
      outcomes[place] = Race().outcome(of: race)
    }
    return VerdictRule(summary: measured.summary, outcomes: outcomes).verdict()
  }

  private func verdict(_ summary: Summary, _ race: Race.Evidence?) throws -> Verdict {
    verdict((summary, try VerdictModelTests.outcomes(summary)), race)
  }

  @Test func `the better the networks in the race, the likelier they pay off`() throws {
    let wine = try VerdictModelTests.wine.get()
    let probabilities = [0.80, 0.88, 0.90, 0.92, 0.97].map {
      verdict(wine, race(deep: $0, classical: 0.90)).deepProbability
    }
    #expect(probabilities == probabilities.sorted() && Set(probabilities).count > 3)
    #expect(probabilities[0] < 0.1 && probabilities[4] > 0.9)
    // Without a gain of 1 % there is nothing to gain, however sure that is.
    #expect(verdict(wine, race(deep: 0.902, classical: 0.9, error: 0.0005)).deepProbability < 0.35)
  }

  @Test func `a race speaks in the summary and in the reasons`() throws {
    let wine = try VerdictModelTests.wine.get()
    let deep = verdict(wine, race(deep: 0.97, classical: 0.90))
    #expect(deep.recommendation == .deep)
    #expect(
      deep.summary.contains("dense network is ahead of the best classical method (boosted trees)"))
    #expect(deep.reasons[0].line.hasPrefix("For: On rows held out the best network"))
    let classical = verdict(wine, race(deep: 0.85, classical: 0.90))
    #expect(classical.recommendation == .classical)
    #expect(classical.reasons[0].line.hasPrefix("Against: On rows held out the best network"))
    let same = verdict(wine, race(deep: 0.90, classical: 0.90))
    #expect(same.recommendation == .classical)
    #expect(
      same.summary.contains("cannot be told apart from the best classical method (boosted trees)"))
  }

  @Test func `a lead that is real and small is not said to be none`() throws {
    let wine = try VerdictModelTests.wine.get()
    let small = verdict(wine, race(deep: 0.9095, classical: 0.90, error: 0.001))
    #expect(small.recommendation == .classical)
    #expect(small.summary.contains("dense network is ahead of the best classical method"))
    #expect(small.summary.contains("too little to count on"))
  }

  @Test func `of a sample the verdict is for all rows, or there is none`() throws {
    let wine = try VerdictModelTests.wine.get()
    var sample = race(deep: 0.97, classical: 0.90)
    sample.availableRows = 9_000
    let unknown = verdict(wine, sample)
    #expect(unknown.recommendation == .inconclusive)
    #expect(unknown.summary.contains("That is of 900 of 9,000 rows, too few for learning curves"))
    #expect(unknown.wouldChange.contains { $0.contains("--race-rows 3600") })

    func expected(_ difference: Double, _ error: Double) -> Verdict {
      sample.atAllRows = DifferenceAtSize(
        rows: 9_000, factor: 10, first: "denseNetwork", second: "boostedTrees",
        difference: difference, standardError: error,
        interval: [difference - 2 * error, difference + 2 * error], secondScore: 0.92)
      return verdict(wine, sample)
    }
    #expect(expected(0.08, 0.005).recommendation == .deep)
    let behind = expected(-0.08, 0.005)
    #expect(behind.recommendation == .classical)
    #expect(behind.summary.contains("With all 9,000 rows the learning curves expect −0.080"))
    #expect(!behind.summary.contains("too little to count on"))
    #expect(behind.reasons[0].line.hasPrefix("Against: On rows held out the best network"))
    let open = expected(0.02, 0.02)
    #expect(open.recommendation == .inconclusive)
    #expect(open.summary.hasSuffix("too uncertain to call."))
  }

  /// Who is not there may be better than all who are.
  @Test func `a race is not weighed where somebody is missing who could turn it`() throws {
    let wine = try VerdictModelTests.wine.get()
    let alone = verdict(wine, nil).deepProbability
    let ahead = verdict(wine, race(deep: 0.97, classical: 0.90, leftOut: ["kNearestNeighbours"]))
    #expect(ahead.deepProbability == alone && ahead.recommendation == .classical)
    #expect(!ahead.summary.contains("no network"))
    #expect(
      ahead.reasons.contains {
        $0.line.hasPrefix("Neither: ") && $0.line.contains("kNearestNeighbours, which may turn it")
      })
    #expect(ahead.wouldChange.contains { $0.hasPrefix("A race with kNearestNeighbours too") })
    // Where all networks are missing there is nothing to compare, and they are named as well.
    var oneSided = race(deep: 0.97, classical: 0.90, leftOut: ["denseNetwork"])
    oneSided.deepMinusClassical = nil
    let sided = verdict(wine, oneSided)
    #expect(sided.deepProbability == alone)
    #expect(sided.wouldChange.contains { $0.hasPrefix("A race with denseNetwork too") })
    // A network that is behind stays behind, whichever classical method is missing.
    let behind = verdict(wine, race(deep: 0.70, classical: 0.90, leftOut: ["kNearestNeighbours"]))
    #expect(behind.deepProbability < alone)
    #expect(
      behind.reasons[0].line.hasPrefix("Against: ")
        && behind.reasons[0].line.hasSuffix("Not in the race: kNearestNeighbours."))
    // On images a dense network alone says nothing against convolutions.
    let digits = try VerdictModelTests.digits.get()
    #expect(
      verdict(digits, race(deep: 0.70, classical: 0.90, leftOut: ["convolution"])).recommendation
        == .deep)
    #expect(
      verdict(digits, race(deep: 0.70, classical: 0.90, leftOut: ["kernelMachine"])).recommendation
        == .classical)
  }

  @Test func `without a race the arrangement speaks, and a race is what would change it`() throws {
    let measured = try VerdictModelTests.digits.get()
    let digits = VerdictRule(
      summary: measured.0, outcomes: measured.1, thresholds: try .withoutRace()
    ).verdict()
    #expect(digits.recommendation == .deep)
    #expect(digits.summary.contains("the target depends on their arrangement"))
    #expect(digits.reasons[0].line.hasPrefix("For: A learner of local patterns makes"))
    #expect(digits.wouldChange.contains { $0.hasPrefix("A race of model families") })
    let shuffled = try verdict(try Fixture.digitsShuffled(), nil)
    #expect(shuffled.reasons.contains { $0.line.hasPrefix("Against: A learner of local patterns") })
    let wine = verdict(try VerdictModelTests.wine.get(), nil)
    #expect(!wine.reasons.contains { $0.line.contains("local patterns") })
  }

  @Test func `images without labels are judged by their locality alone`() throws {
    let measured = try VerdictModelTests.digits.get()
    let outcomes = measured.1.filter { $0.info.id != SupervisedLocality.info.id }
    let verdict = VerdictRule(summary: measured.0, outcomes: outcomes).verdict()
    let logit =
      VerdictCoefficients.withoutTarget.intercept
      + (VerdictCoefficients.withoutTarget.weights[.gridLocality] ?? 0)
    #expect(abs(verdict.deepProbability - 1 / (1 + exp(-logit))) < 0.006)
    #expect(verdict.recommendation == .deep)
    #expect(!verdict.summary.contains("target"))
  }

  @Test func `a local sequence without a target may go either way`() throws {
    var normal = NormalStream("walks")
    var level = normal.column(120)
    let columns = (0..<40).map { _ in
      level = level.map { 0.95 * $0 + 0.3 * normal.next() }
      return level
    }
    let verdict = try verdict(
      try Summary(of: MemorySource(columns: columns, layout: .sequence)), nil)
    #expect(verdict.recommendation == .inconclusive)
    #expect(verdict.summary.contains("neighbouring steps belong together"))
  }

  @Test func `options are ranked by score, and the simplest of equals comes first`() throws {
    let wine = try VerdictModelTests.wine.get()
    let options = verdict(wine, race(deep: 0.905, classical: 0.90)).options
    #expect(options.map(\.id).prefix(2) == ["boostedTrees", "denseNetwork"])
    #expect(options[0].stance == .first && options[1].stance == .first)
    #expect(options[0].expectedScore == 0.90)
    #expect(options.first { $0.id == "linearModel" }?.stance == .unlikely)
    // A small table may be given to a pretrained model, which nobody ran.
    let tabular = try #require(options.first { $0.id == "tabularFoundationModel" })
    #expect(tabular.stance == .worthTrying && tabular.expectedScore == nil)
    let better = verdict(wine, race(deep: 0.97, classical: 0.90)).options
    #expect(better[0].id == "denseNetwork" && better[0].stance == .first)
    #expect(better.first { $0.id == "boostedTrees" }?.stance == .unlikely)
  }

  @Test func `images are offered a pretrained network and convolutions, tables are not`() throws {
    let digits = try verdict(try VerdictModelTests.digits.get(), nil)
    #expect(Set(digits.options.map(\.id)).isSuperset(of: ["pretrained", "convolution"]))
    #expect(
      digits.ifDeep.first { $0.topic == "First architecture" }?.advice.contains("3 × 3") == true)
    #expect(digits.ifDeep.contains { $0.topic == "Augmentation" })
    let wine = try verdict(try VerdictModelTests.wine.get(), nil)
    #expect(!wine.options.contains { $0.id == "pretrained" || $0.id == "convolution" })
    #expect(!wine.ifDeep.contains { $0.topic == "Augmentation" })
    let shuffled = try verdict(try Fixture.digitsShuffled(), nil)
    #expect(!shuffled.options.contains { $0.id == "pretrained" })
    #expect(shuffled.options.first { $0.id == "convolution" }?.stance == .unlikely)
  }

  @Test func `the start for networks is filled from the data, each line with its source`() throws {
    let wine = try verdict(try VerdictModelTests.wine.get(), nil).ifDeep
    #expect(wine.allSatisfy { !$0.source.isEmpty && $0.advice.count > 20 })
    #expect(wine[0].advice.contains("softmax of 3 outputs"))
    #expect(wine.map(\.topic).contains("Activation and initialisation"))
    let diabetes = try verdict(try Fixture.summary("diabetes.csv"), nil).ifDeep
    #expect(diabetes[0].advice.contains("Mean squared error"))
  }

  @Test func `more rows are said to change the answer where networks catch up`() throws {
    let wine = try VerdictModelTests.wine.get()
    let catching = verdict(
      wine,
      race(
        deep: 0.88, classical: 0.90,
        curve: [(150, 0.70, 0.80), (300, 0.80, 0.86), (600, 0.88, 0.90)]))
    #expect(
      catching.wouldChange.contains { $0.contains("2 times as many rows: networks catch up") })
    let falling = verdict(
      wine,
      race(
        deep: 0.80, classical: 0.90,
        curve: [(150, 0.78, 0.80), (300, 0.79, 0.86), (600, 0.80, 0.90)]))
    #expect(!falling.wouldChange.contains { $0.contains("catch up") })
  }

  @Test func `rows that repeat and scores without a mistake come before anything else`() throws {
    var normal = NormalStream("repeats")
    let half = (0..<3).map { _ in normal.column(60) }
    let target = half[0].map { $0 > 0 ? 1.0 : 2.0 }
    var source = MemorySource(
      half.enumerated().map { ("x\($0)", $1 + $1) } + [("y", target + target)])
    source.schema.columns[3].role = .target
    source.schema.targetIndex = 3
    source.schema.task = .regression
    let verdict = try verdict(
      try Summary(of: source), race(deep: 1, classical: 0.99))
    #expect(
      verdict.beforeAnything.contains {
        $0.hasPrefix("60 rows of 120 (50.0\u{202F}%) repeat an earlier one")
      })
    #expect(
      verdict.beforeAnything.contains { $0.contains("no mistake on rows held out (dense network)") }
    )
  }

  @Test func `where nobody predicts better than by guessing there is no verdict`() throws {
    let wine = try VerdictModelTests.wine.get()
    // Guessing gives 0.3; a standard error is 0.02.
    let lucky = verdict(wine, race(deep: 0.33, classical: 0.25))
    #expect(lucky.recommendation == .inconclusive)
    #expect(lucky.summary.contains("no family of models predicts better than guessing"))
    #expect(verdict(wine, race(deep: 0.40, classical: 0.32)).recommendation == .deep)
  }

  @Test func `no verdict is surer than the number of datasets allows`() throws {
    let wine = try VerdictModelTests.wine.get()
    let least = 1 / Double(VerdictCoefficients.withRace.datasets + 2)
    let sure = verdict(wine, race(deep: 0.99, classical: 0.50)).deepProbability
    // To two digits.
    #expect(sure <= 1 - least + 0.005 && sure > 0.95)
    let unsure = verdict(wine, race(deep: 0.50, classical: 0.99)).deepProbability
    #expect(unsure >= least - 0.005 && unsure < 0.05)
  }

  @Test func `an early verdict without options is read`() throws {
    let json = """
      {"recommendation": "deep", "deepProbability": 0.7, "summary": "s", "reasons": ["r"],
       "wouldChange": ["w"], "tryFirst": "t"}
      """
    let verdict = try JSONDecoder().decode(Verdict.self, from: Data(json.utf8))
    #expect(verdict.options.isEmpty && verdict.ifDeep.isEmpty && verdict.tryFirst == "t")
  }

  /// The file of coefficients is what the script writes: a sign that is wrong would turn verdicts round.
  @Test func `every weight speaks for networks`() {
    for coefficients in [
      VerdictCoefficients.withRace, VerdictCoefficients.withoutRace,
      VerdictCoefficients.withTrial, VerdictCoefficients.withoutTarget,
    ] {
      #expect(coefficients.weights.values.allSatisfy { $0 > 0 })
      #expect(coefficients.intercept < 0)
    }
    #expect(VerdictCoefficients.withRace.weights[.raceMargin] != nil)
    #expect(VerdictCoefficients.withTrial.weights[.trialMargin] != nil)
    #expect(VerdictCoefficients.withoutRace.weights[.supervisedLocality] != nil)
    #expect(VerdictCoefficients.withoutTarget.weights[.gridLocality] != nil)
  }
}
