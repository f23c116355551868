import ReportTesting
import FathomAnalyses
import FathomReports
import Testing

/// The report for a terminal, with and without colour.
@Suite struct TextRendererTests {
  @Test func `without colour there is no escape code and with colour only the colours differ`()
    throws
  {
    for report in try SampleReports.all.get().values {
      let plain = try TextRenderer().render(report)
      let coloured = try TextRenderer(usesColour: true).render(report)
      #expect(!plain.contains("\u{1B}"))
      #expect(coloured.contains("\u{1B}[1m") && coloured.contains("\u{1B}[0m"))
      let stripped = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
      let isSame = stripped == plain
      #expect(isSame)
    }
  }

  @Test func `what to try comes first, then the verdict, and every question is answered`() throws {
    for (name, report) in try SampleReports.all.get() {
      let text = try report.rendered(.text)
      let lines = text.split(separator: "\n")
      #expect(lines[0].hasPrefix("fathom \(Report.currentVersion)  "), "\(name)")
      #expect(lines[2].hasPrefix("Try first: "), "\(name)")
      let label = report.verdict.recommendation.rawValue.uppercased()
      let verdict = try #require(lines.firstIndex { $0.hasPrefix(label) }, "\(name)")
      #expect(verdict > 2 && verdict < (lines.firstIndex { $0 == "Why" } ?? 0), "\(name)")
      let places = try TextRendererTests.headings.map { heading in
        try #require(lines.firstIndex { $0 == heading }, "\(name): \(heading)")
      }
      #expect(places == places.sorted(), "\(name)")
      for outcome in report.analyses.map(\.outcome) {
        // What was found stands under the title; where nothing was, the question.
        let headline = outcome.status == .measured ? outcome.highlights.headline : nil
        let words = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(words.contains(headline ?? outcome.info.question), "\(name)")
        #expect(outcome.reason == nil || text.contains("Not run, and why"), "\(name)")
      }
      #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "\(name)")
      #expect(lines.allSatisfy { $0.last != " " }, "\(name): blanks at the end of a line")
    }
  }

  private static let headings = [
    "Why", "What would change it", "Evidence", "What voids or weakens it",
    "Not run, and why", "Commands to copy next", "Reproduce",
  ]

  @Test func `what could not be judged is listed with the reason`() throws {
    let report = try reportOfText("a\n" + (1...30).map { "\($0 * $0)\n" }.joined())
    for format in [ReportFormat.text, .markdown, .html] {
      let text = try report.rendered(format).replacing(/\s+/, with: " ")
      #expect(text.lowercased().contains("fewer than three numeric features that vary (1)"))
      #expect(text.lowercased().contains("fewer than two features (1)"))
    }
  }
}
