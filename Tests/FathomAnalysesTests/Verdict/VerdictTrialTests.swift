import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

/// The verdict with evidence of a trial that is made up.
@Suite struct VerdictTrialTests {
  private func trial(
    random: Double, classical: Double, error: Double = 0.01, rows: Int = 500, available: Int = 900,
    guessing: Double = 0.3, leftOut: [String] = []
  ) -> Trial.Evidence {
    func contender(_ id: String, _ name: String, _ side: String, _ score: Double)
      -> ContenderScore
    {
      .made(id, name, side, score, best: max(random, classical), error: error)
    }
    let difference = random - classical
    return Trial.Evidence(
      metric: "accuracy", folds: 3, availableRows: available, rows: rows, trainingRows: 333,
      guessing: guessing,
      contenders: [
        contender("kernelMachine", "kernel machine (random features)", "other", random),
        contender("boostedTrees", "boosted trees", "classical", classical),
        contender("linearModel", "linear model", "classical", classical - 0.05),
      ].sorted { $0.score > $1.score },
      randomFeaturesMinusClassical: ScoreDifference(
        first: "kernelMachine", second: "boostedTrees", difference: difference,
        standardError: error, interval: [difference - 2 * error, difference + 2 * error]),
      leftOut: leftOut.map { LeftOutContender(id: $0, name: $0, reason: "it failed") },
      budget: 3)
  }

  // Measured once for all tests.
  private static let wine = Result {
    let summary = try Fixture.summary("wine.csv")
    let context = AnalysisContext(permutations: 199, threads: 2)
    let outcomes = try Catalog.standard.entries.map { try $0.run(summary, context, .withoutRace()) }
    return (summary, outcomes.filter { $0.info.id != Trial.info.id })
  }

  private func verdict(
    _ trial: Trial.Evidence?, labels: LabelErrors.Evidence? = nil
  ) throws -> Verdict {
    let (summary, outcomes) = try VerdictTrialTests.wine.get()
    return VerdictRule(
      summary: summary,
      outcomes: outcomes.filter { labels == nil || $0.info.id != LabelErrors.info.id }
        + (trial.map { [Trial().outcome(of: $0)] } ?? [])
        + (labels.map { [LabelErrors().outcome(of: $0)] } ?? []),
      thresholds: try .withoutRace()
    ).verdict()
  }

  @Test func `a difference below the share of wrong labels decides nothing`() throws {
    var labels = LabelErrors.Evidence(
      target: "cultivar", isClassification: true, rows: 900, sampledRows: 900,
      learners: ["linear model"], isTellable: true, reason: .found, sureRows: 40, sureShare: 0.04,
      standing: 0.8, share: 0.05, shareInterval: [0.04, 0.06], suspects: 45, suspectRows: [],
      byPair: [.init(given: "1", likely: "2", count: 45)])
    let close = trial(random: 0.88, classical: 0.90)
    #expect(try verdict(close).recommendation == .classical)
    let verdict = try verdict(close, labels: labels)
    #expect(verdict.recommendation == .inconclusive)
    #expect(
      verdict.summary.hasPrefix(
        "No firm verdict: about 5\u{202F}% of the labels are probably wrong, and the families of models differ by less "
          + "(0.020). Of what was seen: "))
    #expect(verdict.tryFirst.hasPrefix("Look at the rows that --write-suspects FILE lists"))
    #expect(verdict.wouldChange[0].hasPrefix("Labels that are right: "))
    #expect(verdict.beforeAnything.contains { $0.hasPrefix("45 of 900 labels are probably wrong") })
    // A larger difference stands, and the labels are named beside it.
    let clear = try self.verdict(trial(random: 0.80, classical: 0.90), labels: labels)
    #expect(clear.recommendation == .classical)
    #expect(clear.beforeAnything.contains { $0.hasPrefix("45 of 900 labels are probably wrong") })
    // What cannot be told changes nothing.
    (labels.isTellable, labels.reason, labels.share) = (false, .overlap, nil)
    let untold = try self.verdict(close, labels: labels)
    #expect(untold.recommendation == .classical)
    #expect(!untold.beforeAnything.contains { $0.contains("labels") })
  }

  @Test func `the better random features are, the likelier networks pay off`() throws {
    let probabilities = try [0.80, 0.88, 0.90, 0.92, 0.97].map {
      try verdict(trial(random: $0, classical: 0.90)).deepProbability
    }
    #expect(probabilities == probabilities.sorted() && Set(probabilities).count > 3)
    #expect(probabilities[0] < 0.1 && probabilities[4] > 0.8)
    // Without a trial nothing but the arrangement is known, and a table has none.
    #expect(try verdict(nil).deepProbability > probabilities[0])
  }

  @Test func `a trial speaks in the summary, in the reasons and in the ways to go`() throws {
    let deep = try verdict(trial(random: 0.97, classical: 0.90))
    #expect(deep.recommendation == .deep)
    #expect(
      deep.summary
        == "A network trained from scratch is likely to pay off: a kernel machine on random features is ahead of the "
        + "best classical method (boosted trees) by 0.070 ± 0.010 in accuracy (0.970 against 0.900; guessing 0.300)."
    )
    #expect(deep.reasons[0].line.hasPrefix("For: In a quick trial on 500 rows: a kernel machine"))
    #expect(deep.options[0].id == "denseNetwork" && deep.options[0].expectedScore == nil)
    #expect(deep.options[1].id == "kernelMachine" && deep.options[1].expectedScore == 0.97)
    #expect(deep.options[1].why.contains("on rows held out of 500"))
    let classical = try verdict(trial(random: 0.85, classical: 0.90))
    #expect(classical.recommendation == .classical)
    #expect(classical.summary.contains("a quick stand-in for a network, is behind the best"))
    #expect(classical.reasons[0].line.hasPrefix("Against: In a quick trial on 500 rows: "))
    #expect(classical.options[0].id == "boostedTrees")
    #expect(classical.options.first { $0.id == "denseNetwork" }?.stance == .unlikely)
    let open = try verdict(trial(random: 0.935, classical: 0.90))
    #expect(open.recommendation == .inconclusive)
    #expect(open.summary.contains("in a quick trial a kernel machine"))
    let small = try verdict(trial(random: 0.912, classical: 0.90, error: 0.001))
    #expect(small.recommendation == .classical)
    #expect(
      small.summary.contains("is ahead of the best classical method (boosted trees) by")
        && small.summary.contains("too little to count on"))
    for verdict in [deep, classical, open] {
      #expect(verdict.wouldChange.contains { $0.hasPrefix("A race of model families") })
    }
  }

  @Test func `a trial in which somebody is missing is not weighed`() throws {
    let alone = try verdict(nil)
    let short = try verdict(trial(random: 0.97, classical: 0.90, leftOut: ["kNearestNeighbours"]))
    #expect(short.deepProbability == alone.deepProbability)
    #expect(!short.summary.contains("random features"))
    #expect(!short.reasons.contains { $0.line.contains("quick trial") })
  }

  @Test func `beside a race that does not decide a trial is weighed and ranked`() throws {
    let (summary, outcomes) = try VerdictTrialTests.wine.get()
    let race = Race.Evidence(
      metric: "accuracy", layout: .table, folds: 1, availableRows: 900, rows: 900,
      trainingRows: 600, guessing: 0.3,
      contenders: [
        .made("linearModel", "linear model", "classical", 0.8, best: 0.8, error: 0)
      ],
      deepMinusClassical: nil, localityGain: nil, reflections: [],
      leftOut: [LeftOutContender(id: "denseNetwork", name: "dense network", reason: "time")],
      curve: [], budget: 0.2)
    let trial = trial(random: 0.97, classical: 0.90)
    let verdict = VerdictRule(
      summary: summary,
      outcomes: outcomes.filter { $0.info.id != "race" }
        + [Race().outcome(of: race), Trial().outcome(of: trial)]
    ).verdict()
    #expect(verdict.recommendation == .deep)
    #expect(verdict.options.map(\.id).prefix(2) == ["denseNetwork", "kernelMachine"])
    #expect(verdict.wouldChange.contains { $0.hasPrefix("A race with dense network too") })
  }

  @Test func `where nobody beats guessing on all rows there is no verdict`() throws {
    let lucky = try verdict(trial(random: 0.33, classical: 0.25, rows: 900))
    #expect(lucky.recommendation == .inconclusive && lucky.options.isEmpty)
    #expect(lucky.summary.contains("no quick learner predicts better than guessing"))
    // A sample may be too small to tell.
    #expect(try !verdict(trial(random: 0.33, classical: 0.25)).options.isEmpty)
  }
}
