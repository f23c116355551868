internal import FathomAnalyses
public import FathomReports

/// What changed between two data sets, for people.
public struct DataComparison {
  private let report: Report
  private let gate: GateResult
  private let old: String

  /// A comparison from the report of the later data, judged against the earlier ones.
  ///
  /// - Parameter old: the earlier data.
  public init(_ report: Report, _ gate: GateResult, old: String) {
    self.report = report
    self.gate = gate
    self.old = old
  }

  private var changes: [GateResult.Check] {
    gate.worstFirst.map { gate.checks[$0] }.filter { $0.status != .passed }
  }

  /// What was compared and did not change.
  private var same: [String] {
    gate.checks.filter { $0.status == .passed }.map { check in
      switch check.id {
      case "secondFile.overlap.grade": "no rows in both"
      case "secondFile.concept.grade": "the target follows the columns alike"
      default: check.title.replacing(" since the baseline", with: "").lowercased()
      }
    }
  }

  /// For a terminal.
  public func text(usesColour: Bool = false, width: Int = 100) -> String {
    var page = TerminalPage(usesColour: usesColour, width: width)
    page.title("fathom compare", "\(old) → \(report.input.path)")
    page.faintParagraph(ReportPhrases.inputLine(report.input))
    page.heading("What changed")
    if changes.isEmpty { page.bullet("Nothing by more than is ordinary.", mark: "·") }
    for change in changes { page.bullet(change.message, mark: "·") }
    if let told = gate.tellingApart { page.faintParagraph(told.sentence) }
    page.heading("As before")
    page.faintParagraph(ReportPhrases.capitalized(same.joined(separator: ", ")) + ".")
    return page.text
  }

  /// As Markdown.
  public func markdown() -> String {
    var lines = [
      "# \(MarkdownText.escape(old)) → \(MarkdownText.escape(report.input.path))", "",
      MarkdownText.escape(ReportPhrases.inputLine(report.input)), "", "## What changed", "",
    ]
    lines +=
      changes.isEmpty
      ? ["Nothing by more than is ordinary."]
      : changes.map { "- " + MarkdownText.escape($0.message) }
    if let told = gate.tellingApart { lines += ["", MarkdownText.escape(told.sentence)] }
    lines += ["", "As before: \(MarkdownText.escape(same.joined(separator: ", ")))."]
    return lines.joined(separator: "\n") + "\n"
  }
}
