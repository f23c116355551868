import FathomLearners
import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

@Suite struct TrialTests: RaceTesting {
  // MARK: Expected values

  struct Expected: Decodable {
    struct Score: Decodable {
      var mean: Double
      var standardDeviation: Double
    }
    struct Scores: Decodable {
      var kernelMachine: Score
    }
    var wine: Scores
    var diabetes: Scores
  }

  private func trial(
    _ summary: Summary, _ contenders: [any Contender] = Trial.contenders, threads: Int = 2,
    seed: UInt64 = 1, budget: Double = 3
  ) throws -> Trial.Evidence {
    var trial = Trial()
    trial.budget = budget
    return try trial.measure(
      try trial.input(of: summary), AnalysisContext(seed: seed, threads: threads), contenders)
  }

  private func score(_ id: String, _ evidence: Trial.Evidence) throws -> Double {
    try #require(evidence.contenders.first { $0.id == id }).score
  }

  @Test func `the kernel machine predicts as well as scikit-learn's random features`() throws {
    let expected = try Fixture.expected("Trial", as: Expected.self)
    for (file, score) in [
      ("wine.csv", expected.wine.kernelMachine), ("diabetes.csv", expected.diabetes.kernelMachine),
    ] {
      let evidence = try trial(try Fixture.summary(file), [KernelContender(), LinearContender()])
      let own = try self.score("kernelMachine", evidence)
      #expect(abs(own - score.mean) < 4 * score.standardDeviation, "\(file): \(own)")
    }
  }

  // MARK: What is measured

  /// A product of two numbers and a sine: smooth, and nothing for lines, neighbours or few trees.
  private func smooth(_ rows: Int) throws -> Summary {
    var normal = NormalStream("smooth trial")
    let columns = (0..<6).map { _ in normal.column(rows) }
    let target = (0..<rows).map { row in
      columns[0][row] * columns[1][row] + columns[2][row] * columns[3][row]
        + columns[4][row] * columns[5][row] + 0.1 * normal.next()
    }
    return try Summary(of: regression(columns, target))
  }

  @Test func `random features win on a smooth function, and trees on one with corners`() throws {
    let evidence = try trial(try smooth(600))
    #expect(evidence.metric == "r2" && evidence.rows == 600 && evidence.leftOut.isEmpty)
    let difference = try #require(evidence.randomFeaturesMinusClassical)
    #expect(difference.first == "kernelMachine")
    #expect(Trial().comparison(difference, evidence).outcome == .better)
    #expect(Trial().judge(evidence).first { $0.id.hasSuffix("MinusClassical") }?.grade == .good)

    var normal = NormalStream("corners")
    let columns = (0..<12).map { _ in normal.column(600) }
    let target = (0..<600).map { row in
      (columns[0][row] > 0.3) != (columns[1][row] > -0.2) ? 1.0 : columns[2][row] > 1 ? 2 : 0
    }
    let corners = try trial(try Summary(of: regression(columns, target)))
    let lost = try #require(corners.randomFeaturesMinusClassical)
    #expect(lost.second == "boostedTrees")
    #expect(Trial().comparison(lost, corners).outcome == .worse)
    #expect(Trial().judge(corners).first { $0.id.hasSuffix("MinusClassical") }?.grade == .bad)
  }

  @Test func `random convolutions join in where there are positions`() throws {
    let digits = try trial(try Fixture.digits())
    #expect(digits.contenders.contains { $0.id == "randomConvolutions" })
    let table = try trial(try Fixture.summary("wine.csv"))
    #expect(!table.contenders.contains { $0.id == "randomConvolutions" })
    #expect(table.leftOut.isEmpty)
  }

  // MARK: Null data

  /// Random features are ahead no oftener than chance allows.
  ///
  /// That is in 16 % of trials, by one standard error; less for the least gain. In 5 or more of 8 it has a probability
  /// of 0.4 %.
  @Test func `where nothing is to be learned nobody is said to predict`() throws {
    var ahead = 0
    for seed in 0..<8 {
      var normal = NormalStream("nothing", seed)
      let columns = (0..<5).map { _ in normal.column(150) }
      let evidence = try trial(
        try Summary(of: regression(columns, normal.column(150))),
        [LinearContender(), NeighbourContender(), KernelContender()], seed: UInt64(seed))
      #expect(Trial().judge(evidence).first { $0.id == "trial.winner" }?.grade == .bad)
      let difference = try #require(evidence.randomFeaturesMinusClassical)
      ahead += Trial().comparison(difference, evidence).outcome == .better ? 1 : 0
    }
    #expect(ahead < 5)
  }

  // MARK: Invariance

  @Test func `threads change nothing, and another seed does`() throws {
    let summary = try smooth(200)
    let one = try trial(summary, threads: 1)
    #expect(one == (try trial(summary, threads: 3)))
    #expect(one != (try trial(summary, seed: 2)))
  }

  // MARK: Limits

  @Test func `many rows are halved, down to five hundred, before anybody stays out`() throws {
    let images = LabelledRows(
      features: SampleRows(count: 6_000, width: 784),
      isNumber: [Bool](repeating: true, count: 784), target: (0..<6_000).map { Double($0 % 10) },
      classes: 10, layout: .grid(height: 28, width: 28, channels: 1))
    let plan = RacePlan(Trial.contenders, images, budget: 3, rules: .trial)
    #expect((500..<1_000).contains(plan.rows) && plan.leftOut.isEmpty && plan.seconds <= 3)
    let short = RacePlan(Trial.contenders, images, budget: 0.5, rules: .trial)
    #expect(short.rows == 750 && !short.leftOut.isEmpty)
    #expect(short.leftOut.allSatisfy { $0.reason.contains("0.5 s of the trial's budget") })
  }

  @Test func `who is left out is listed, and no pass`() throws {
    let evidence = try trial(try smooth(300), budget: 0.02)
    #expect(!evidence.leftOut.isEmpty)
    #expect(
      Trial().judge(evidence).first { $0.id == "trial.leftOut" }?.grade == .indeterminate)
  }

  @Test func `there is no trial without a target or rows`() throws {
    func reason(_ summary: Summary) -> String? {
      guard case .notApplicable(let reason) = Trial().input(from: summary) else { return nil }
      return reason
    }
    var untargeted = try Fixture.summary("wine.csv")
    #expect(reason(untargeted) == nil)
    untargeted.schema.task = nil
    #expect(reason(untargeted) == "there is no target" && !Trial.concerns(untargeted.schema))
    var normal = NormalStream("few")
    let few = try Summary(of: regression([normal.column(39)], normal.column(39)))
    #expect(reason(few)?.contains("39 rows with a target are too few") == true)
  }

  // MARK: When it is held

  @Test func `it is held where no race decides, and not listed where one does`() throws {
    let source = try Fixture.source("wine.csv")
    func ids(_ survey: Survey) throws -> [String] {
      try survey.run(source).outcomes.map(\.info.id)
    }
    var none = Survey(permutations: 99)
    try none.thresholds.set("race", "budget", to: 0)
    #expect(try ids(none).contains("trial"))
    #expect(try !ids(try .withoutRace(permutations: 99)).contains("trial"))
    var short = Survey(permutations: 99)
    try short.thresholds.set("race", "budget", to: 0.01)
    #expect(try ids(short).contains("trial"))
    var whole = Survey(permutations: 99, threads: 2)
    try whole.thresholds.set("race", "budget", to: 20)
    #expect(try !ids(whole).contains("trial"))
    whole.only = ["trial"]
    #expect(try whole.run(source).outcomes.first { $0.info.id == "trial" }?.status == .measured)
  }
}
