import FathomData
import FathomNumerics
import Testing

@testable import FathomAnalyses

/// What practitioners would say: of pictures, of flips, of rules for regressions, of spectra.
@Suite struct VerdictAdviceTests {
  private static func outcomes(_ summary: Summary) throws -> [AnalysisOutcome] {
    let context = AnalysisContext(permutations: 99, threads: 2)
    return try Catalog.standard.entries.map { try $0.run(summary, context, .withoutRace()) }
  }

  // Measured once for all tests.
  private static let digits = Result {
    let summary = try Fixture.digits()
    return (summary, try outcomes(summary))
  }

  /// A race on pictures in which trees and a convolution have these scores.
  private func race(
    deep: Double, classical: Double, guessing: Double = 0.1, reflections: [ReflectionScore] = []
  ) -> Race.Evidence {
    let difference = deep - classical
    return Race.Evidence(
      metric: "accuracy", layout: .grid(height: 8, width: 8, channels: 1), folds: 3,
      availableRows: 900, rows: 900, trainingRows: 600, guessing: guessing,
      contenders: [
        .made(
          "convolution", "convolutional network", "deep", deep, best: max(deep, classical),
          error: 0.01),
        .made(
          "boostedTrees", "boosted trees", "classical", classical, best: max(deep, classical),
          error: 0.01),
      ].sorted { $0.score > $1.score },
      deepMinusClassical: ScoreDifference(
        first: "convolution", second: "boostedTrees", difference: difference, standardError: 0.01,
        interval: [difference - 0.02, difference + 0.02]),
      reflections: reflections, leftOut: [], curve: [], budget: 60)
  }

  /// The verdict on the digits, as pictures of some size; nil for rows of a table.
  private func verdict(_ side: Int?, _ race: Race.Evidence) throws -> Verdict {
    var (summary, outcomes) = try VerdictAdviceTests.digits.get()
    summary.schema.images = side.map {
      ImageShape(height: $0, width: $0, channels: 1, isUniform: true)
    }
    if let place = outcomes.firstIndex(where: { $0.info.id == "race" }) {
      outcomes[place] = Race().outcome(of: race)
    }
    return VerdictRule(summary: summary, outcomes: outcomes).verdict()
  }

  // MARK: Pictures

  @Test func `few pictures a class ask for a pretrained network first, without a score`() throws {
    for (deep, classical) in [(0.80, 0.70), (0.60, 0.70)] {
      let verdict = try verdict(64, race(deep: deep, classical: classical))
      let first = try #require(verdict.options.first)
      #expect(first.id == "pretrained" && first.stance == .first)
      #expect(first.expectedScore == nil && first.standardError == nil)
      #expect(first.why.contains("Kornblith") && first.why.contains("Yosinski"))
      #expect(verdict.tryFirst.hasPrefix("Fine-tune a pretrained network: "))
      #expect(verdict.tryFirst.contains("Kornblith, Shlens & Le 2019"))
      #expect(verdict.tryFirst.contains("It was not run here. Of what ran here, "))
      #expect(verdict.tryFirst.contains("(guessing 0.100)"))
      #expect(verdict.ifDeep.first?.topic == "Start from")
    }
  }

  @Test func `where everything from scratch is near guessing a pretrained network is left to try`()
    throws
  {
    let verdict = try verdict(64, race(deep: 0.12, classical: 0.11))
    #expect(verdict.recommendation == .inconclusive && verdict.options.isEmpty)
    #expect(verdict.tryFirst.hasPrefix("Fine-tune a pretrained network: "))
    #expect(verdict.tryFirst.hasSuffix("does no better than guessing."))
  }

  @Test func `tiny pictures, and what is solved already, are left to what ran here`() throws {
    let tiny = try verdict(8, race(deep: 0.80, classical: 0.70))
    #expect(tiny.options.first?.id == "convolution")
    #expect(!tiny.tryFirst.contains("pretrained"))
    let solved = try verdict(64, race(deep: 0.995, classical: 0.97))
    #expect(solved.options.first?.id == "convolution")
    #expect(solved.options.first { $0.id == "pretrained" }?.stance == .worthTrying)
  }

  // MARK: Flips

  private func flip(_ given: Double, _ reflected: Double, _ error: Double) throws -> String {
    let score = ReflectionScore(
      axis: "mirrored", given: given, reflected: reflected, standardError: error)
    let verdict = try verdict(64, race(deep: 0.8, classical: 0.7, reflections: [score]))
    return try #require(verdict.ifDeep.first { $0.topic == "Augmentation" }).advice
  }

  @Test func `flips are advised by what the data say, with the error of the test`() throws {
    let kept = try flip(0.700, 0.699, 0.002)
    #expect(kept.contains("Mirror images too: ") && kept.contains("−0.001 ± 0.002 in accuracy"))
    let lost = try flip(0.700, 0.500, 0.020)
    #expect(lost.contains("No mirror images: ") && lost.contains("by 0.200 ± 0.020 in accuracy"))
    let open = try flip(0.700, 0.680, 0.030)
    #expect(
      open.contains("Mirror images only as a trial: ") && open.contains("−0.020 ± 0.030"))
    // Neighbours that know nothing say nothing.
    #expect(try flip(0.09, 0.09, 0.01).contains("no up and down"))
  }

  // MARK: Rules for regressions

  @Test func `rules for regressions are not applied to pictures`() throws {
    let (_, outcomes) = try VerdictAdviceTests.digits.get()
    let verdict = try verdict(64, race(deep: 0.8, classical: 0.7))
    let rows = EvidenceStrip(outcomes).entries.map(\.row)
    let advice =
      [verdict.summary, verdict.tryFirst] + verdict.reasons.map(\.text) + verdict.wouldChange
      + verdict.options.map(\.why) + verdict.ifDeep.flatMap { [$0.advice, $0.source] }
      + rows.flatMap { [$0.question, $0.found, $0.threshold] }
    for text in advice {
      #expect(
        !text.contains(/VIF|events? a |rows? a (feature|column|parameter)|Peduzzi|egression/),
        "\(text)")
    }
    #expect(!outcomes.flatMap(\.findings).contains { $0.id == "sampleSize.eventsPerFeature" })
    let headline = outcomes.first { $0.info.id == "sampleSize" }?.highlights.headline
    #expect(
      headline == "1 of 3 published rules on the number of rows is met", "\(headline ?? "")")
  }

  // MARK: Spectra

  @Test func `for spectra least squares on components, derivatives and SNV are named`() throws {
    let summary = try Fixture.summary("spectra.csv", layout: .sequence)
    let verdict = VerdictRule(
      summary: summary, outcomes: try VerdictAdviceTests.outcomes(summary)
    ).verdict()
    let squares = try #require(verdict.options.first { $0.id == "partialLeastSquares" })
    #expect(squares.expectedScore == nil && squares.stance == .worthTrying)
    let preparation = try #require(verdict.options.first { $0.id == "spectralPreparation" })
    #expect(preparation.title.contains("derivatives") && preparation.title.contains("SNV"))
    // Not for a table, whatever its columns.
    let table = try Fixture.summary("spectra.csv")
    let plain = VerdictRule(summary: table, outcomes: try VerdictAdviceTests.outcomes(table))
      .verdict()
    #expect(!plain.options.contains { $0.id == "spectralPreparation" })
  }

  @Test func `where least squares on components ran, its score is shown`() throws {
    let summary = try Fixture.summary("spectra.csv", layout: .sequence)
    let contenders: [ContenderScore] = [
      .made("partialLeastSquares", "partial least squares", "other", 0.95, best: 0.95, error: 0),
      .made("linearModel", "linear model", "classical", 0.90, best: 0.95, error: 0.01),
      .made("convolution", "convolutional network", "deep", 0.85, best: 0.95, error: 0.01),
    ]
    let race = Race.Evidence(
      metric: "r2", layout: .sequence, folds: 3, availableRows: 215, rows: 215, trainingRows: 143,
      guessing: 0, contenders: contenders,
      deepMinusClassical: ScoreDifference(
        first: "convolution", second: "linearModel", difference: -0.05, standardError: 0.01,
        interval: [-0.07, -0.03]),
      reflections: [], leftOut: [], curve: [], budget: 60)
    var outcomes = try VerdictAdviceTests.outcomes(summary)
    if let place = outcomes.firstIndex(where: { $0.info.id == "race" }) {
      outcomes[place] = Race().outcome(of: race)
    }
    let verdict = VerdictRule(summary: summary, outcomes: outcomes).verdict()
    #expect(
      verdict.tryFirst
        == "Partial least squares: R² 0.950 ± 0.020 on rows held out (guessing 0.000). The baseline is "
        + "a linear model: R² 0.900.")
    #expect(verdict.options.filter { $0.id == "partialLeastSquares" }.count == 1)
    #expect(verdict.options.contains { $0.id == "spectralPreparation" })
  }
}
