import FathomData
import Testing

@testable import FathomAnalyses

/// The rows that the analyses supply for the first page.
@Suite struct EvidenceStripTests {
  private func outcome(_ id: String, _ directions: [EvidenceRow.Direction]) -> AnalysisOutcome {
    AnalysisOutcome(
      info: AnalysisInfo(id: id, title: id, question: id, references: []), status: .measured,
      highlights: Highlights(
        rows: directions.map {
          EvidenceRow(question: "\(id) \($0.rawValue)", direction: $0, found: "", threshold: "")
        }))
  }

  @Test func `what speaks for it comes first, then what speaks against it`() {
    let strip = EvidenceStrip([
      outcome("a", [.neither, .speaksFor]), outcome("b", [.speaksAgainst, .speaksFor]),
    ])
    #expect(
      strip.entries.map(\.row.question)
        == ["a speaksFor", "b speaksFor", "b speaksAgainst", "a neither"])
    #expect(strip.entries.map(\.analysis) == ["a", "b", "b", "a"])
    #expect(strip.headline == "Two answers speak for deep learning, one against it; one neither")
  }

  @Test func `the headline counts what there is`() {
    #expect(
      EvidenceStrip([outcome("a", [.speaksAgainst])]).headline
        == "One answer speaks against deep learning, none for it")
    #expect(
      EvidenceStrip([outcome("a", [.neither])]).headline
        == "No answer speaks for deep learning, and none against it")
    #expect(
      EvidenceStrip([]).headline == "Nothing was measured that could speak for or against")
  }

  @Test func `p is never 0 and says what it rests on`() {
    let least = EvidenceRow.Chance(0.0001, permutations: 9_999)
    #expect(least.pValue == "≤ 0.0001" && least.basis == "B 9,999")
    let plain = EvidenceRow.Chance(0.25, permutations: 99)
    #expect(plain.pValue == "0.25" && plain.basis == "B 99")
    let paired = EvidenceRow.Chance(difference: 0.0196, standardError: 0.01)
    #expect(paired?.pValue == "0.050" && paired?.basis == "paired")
    #expect(EvidenceRow.Chance(difference: -9, standardError: 0.01)?.pValue == "< 0.0001")
    #expect(EvidenceRow.Chance(difference: 1, standardError: nil) == nil)
    #expect(EvidenceRow.Chance(difference: 1, standardError: 0) == nil)
  }

  private func race(_ difference: Double, _ error: Double) -> Race.Evidence {
    func contender(_ id: String, _ side: String, _ score: Double) -> ContenderScore {
      ContenderScore(
        id: id, name: id, side: side, score: score, standardError: 0.01, logLoss: nil, behind: 0,
        behindStandardError: 0)
    }
    return Race.Evidence(
      metric: "accuracy", layout: .table, folds: 3, availableRows: 300, rows: 300,
      trainingRows: 200, guessing: 0.5,
      contenders: [
        contender("net", "deep", 0.8 + difference), contender("trees", "classical", 0.8),
      ],
      deepMinusClassical: ScoreDifference(
        first: "net", second: "trees", difference: difference, standardError: error,
        interval: [difference - 1.96 * error, difference + 1.96 * error]),
      localityGain: nil, reflections: [], leftOut: [], curve: [], budget: 60)
  }

  /// A gain counts from 1 % of 0.8 on and beyond its error; a larger one within its error is left open.
  @Test(arguments: [
    (0.05, 0.01, EvidenceRow.Direction.speaksFor), (-0.05, 0.01, .speaksAgainst),
    (0.001, 0.002, .speaksAgainst), (0.005, 0.01, .speaksAgainst), (0.006, 0.0005, .speaksAgainst),
    (0.01, 0.02, .neither), (-0.05, 0.1, .speaksAgainst),
  ])
  func `a race speaks by its margin and its error`(
    difference: Double, error: Double, direction: EvidenceRow.Direction
  ) throws {
    let highlights = Race().highlights(race(difference, error))
    let row = try #require(highlights.rows.first)
    #expect(row.direction == direction)
    #expect(row.threshold.hasPrefix("≥ +0.008 (1\u{202F}%)"))
    let margin = try #require(highlights.margin)
    #expect(abs(margin.tooSmall - 0.008) < 1e-12 && abs((margin.ceiling ?? 0) - 0.2) < 1e-12)
    // The threshold in force is the one that is shown.
    var strict = Race()
    strict.gain = 0.1
    #expect(strict.highlights(race(difference, error)).rows[0].threshold.contains("+0.080"))
  }

  @Test func `percentages have a true minus and no minus before nothing`() {
    #expect(NumberText.percent(-0.151) == "\u{2212}15\u{202F}%")
    #expect(NumberText.percent(-0.001) == "0\u{202F}%")
    #expect(NumberText.signed([-0.0032, 0.0071]) == "\u{2212}0.003 to +0.007")
    #expect(NumberText.signed(0) == "0.000")
  }
}
