import FathomData
import FathomNumerics
import Foundation
import Testing

@testable import FathomAnalyses

/// No sentence of a report contradicts the number that it comes from.
///
/// Evidence is drawn at random, with differences of all sizes and all degrees of certainty; what race, trial and
/// verdict say of it is read against it.
@Suite struct SentenceTests {
  private static let count = 300

  /// What is measured once a layout; the rest is drawn.
  private static let bases = Result {
    let layouts: [Layout] = [.table, .sequence, .grid(height: 4, width: 4, channels: 1)]
    return try layouts.map { layout in
      var normal = NormalStream("sentences \(layout)")
      var named = (0..<16).map { ("x\($0)", normal.column(120)) }
      named.append(("y", named[0].1.map { $0 > 0 ? 1.0 : 0 }))
      var source = MemorySource(named, layout: layout)
      source.schema.columns[16].role = .target
      source.schema.targetIndex = 16
      source.schema.task = .regression
      let summary = try Summary(of: source)
      let context = AnalysisContext(permutations: 99, threads: 2)
      return (
        summary, try Catalog.standard.entries.map { try $0.run(summary, context, .withoutRace()) }
      )
    }
  }

  @Test func `no sentence contradicts its number, whatever was measured`() throws {
    let bases = try SentenceTests.bases.get()
    var kinds = [Comparison.Relation: Int]()
    var found = [String]()
    for number in 0..<SentenceTests.count {
      var random = RandomEvidence(number)
      let (summary, outcomes) = bases[number % bases.count]
      let race = random.race(summary.schema.layout)
      let trial = random.trial()
      let report = try RandomReport(
        summary: summary, outcomes: outcomes, race: race, trial: trial, random: &random)
      found += report.contradictions().map { "report \(number): \($0)" }
      for difference in [race.deepMinusClassical, race.localityGain].compactMap(\.self) {
        kinds[Race().comparison(difference, race).relation, default: 0] += 1
      }
    }
    #expect(found.isEmpty, "\(found.count): \(found.prefix(8).joined(separator: "\n"))")
    // All cases were seen, and each more than by accident.
    for relation in Comparison.Relation.allCases {
      #expect(kinds[relation, default: 0] >= 10, "\(relation): \(kinds[relation, default: 0])")
    }
  }

  private static let golden = ["wine.json", "digits.json"]

  @Test(arguments: golden)
  func `no sentence of a golden report contradicts its number`(_ name: String) throws {
    let report = try WrittenReport(Data(try Package.text("Reports/\(name)").utf8))
    #expect(report.race != nil && report.local != nil && report.size != nil)
    #expect(report.texts.count > 20)
    #expect(report.contradictions() == [])
  }

  /// Reports of a folder that `FATHOM_REPORTS` names: of the datasets with a measured winner, say.
  private static let folder = ProcessInfo.processInfo.environment["FATHOM_REPORTS"]

  @Test(.enabled(if: folder != nil))
  func `no sentence of the reports of a folder contradicts its number`() throws {
    let folder = URL(filePath: try #require(SentenceTests.folder))
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    var count = 0
    for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "json" {
      guard let report = try? WrittenReport(try Data(contentsOf: file)) else { continue }
      count += 1
      #expect(report.contradictions() == [], "\(file.lastPathComponent)")
    }
    #expect(count > 0)
    print("\(count) reports were read")
  }

  // MARK: The checks themselves

  /// Sentences that were seen in reports, each beside a number that it contradicts.
  @Test(arguments: [
    (
      "There is no difference between the best network and the best classical method: +0.020 ± 0.009.",
      0.020
    ),
    (
      "Shuffling the positions costs the convolutional network nothing that can be told from chance.",
      0.020
    ),
    ("The best network leads the best classical method by −0.03.", -0.03),
    ("A network is ahead of boosted trees by 0.020 ± 0.009 in accuracy.", -0.02),
    ("A network is behind boosted trees by 0.020 ± 0.009 in accuracy.", 0.02),
    ("A network is equal to boosted trees to within 1 %: +0.020 ± 0.009 in accuracy.", 0.02),
    ("A network cannot be told apart from boosted trees: +0.020 ± 0.009 in accuracy.", 0.02),
    ("On shuffled positions a convolution loses its gain.", -0.02),
  ])
  func `a sentence that contradicts its number is found`(_ text: String, _ difference: Double) {
    let known = SentenceChecks.Known(
      difference: ScoreDifference(
        first: "a", second: "b", difference: difference, standardError: 0.009,
        interval: [difference - 0.0176, difference + 0.0176]), least: 0.009)
    let checks = SentenceChecks(known: [known], locality: known)
    #expect(!checks.contradictions(text).isEmpty)
  }

  // MARK: One comparison

  private func comparison(_ difference: Double, _ error: Double?) -> Comparison {
    Comparison(
      ScoreDifference(
        first: "a", second: "b", difference: difference, standardError: error,
        interval: error.map { [difference - 1.96 * $0, difference + 1.96 * $0] } ?? []),
      base: 0.9, gain: 0.01, metric: "accuracy")
  }

  @Test func `a comparison says what its interval allows`() {
    for (difference, error, relation, text) in [
      (0.02, 0.005, .ahead, "A is ahead of B by 0.020 ± 0.005 in accuracy"),
      (
        0.004, 0.001, .slightlyAhead,
        "A is ahead of B by 0.004 ± 0.001 in accuracy, less than the 1\u{202F}% that counts"
      ),
      (-0.02, 0.005, .behind, "A is behind B by 0.020 ± 0.005 in accuracy"),
      (0.001, 0.002, .equal, "A is equal to B to within 1\u{202F}%: +0.001 ± 0.002 in accuracy"),
      (0.005, 0.01, .open, "A cannot be told apart from B: +0.005 ± 0.010 in accuracy"),
      (
        -0.02, 0.015, .open,
        "A cannot be told apart from B: −0.020 ± 0.015 in accuracy, more than 1 standard error in favour of B"
      ),
      (
        0.0002, 0.000_05, .slightlyAhead,
        "A is ahead of B by less than 0.001 ± less than 0.001 in accuracy, less than the 1\u{202F}% that counts"
      ),
      (0, 0, .equal, "A is equal to B to within 1\u{202F}%: 0.000 ± 0.000 in accuracy"),
    ] as [(Double, Double, Comparison.Relation, String)] {
      let comparison = comparison(difference, error)
      #expect(comparison.relation == relation)
      #expect(comparison.clause("A", "B") == text)
    }
    // One unit has no interval.
    #expect(comparison(0.3, nil).relation == .open && comparison(0.3, nil).outcome == .same)
  }

  @Test func `grades keep their margin: the least gain and one standard error`() {
    #expect(comparison(0.02, 0.015).outcome == .better)
    #expect(comparison(0.02, 0.021).outcome == .same)
    #expect(comparison(0.008, 0.001).outcome == .same)
    #expect(comparison(-0.02, 0.005).outcome == .worse)
  }
}
