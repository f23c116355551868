internal import FathomAnalyses

/// What a pull request is told, on one screen at most.
///
/// The verdict of the gate, what failed with what was expected and found, and where the rest is.
public struct GateComment {
  private let report: Report
  private let gate: GateResult
  private let link: String?

  /// No more rows than this are shown.
  private static let rows = 12

  /// A comment.
  ///
  /// - Parameter link: the page with the whole report; nil for none.
  public init(_ report: Report, _ gate: GateResult, link: String? = nil) {
    self.report = report
    self.gate = gate
    self.link = link
  }

  /// Markdown, ending with a line break.
  public var text: String {
    let sign = gate.exitCode == 0 ? "✓" : gate.exitCode == 3 ? "?" : "✗"
    var lines = [
      "### \(sign) fathom: \(MarkdownText.escape(GateText.outcome(gate), limit: 120))", "",
      MarkdownText.escape(report.input.path, limit: 120) + ": "
        + MarkdownText.escape(ReportPhrases.inputLine(report.input), limit: 300) + ". "
        + MarkdownText.escape(GateText.counts(gate), limit: 200) + " "
        + (gate.baseline.map { "Compared with \(MarkdownText.escape($0, limit: 120))." }
          ?? "Compared with no baseline."),
      "",
    ]
    lines += table
    lines += [
      "Verdict: \(report.verdict.recommendation.rawValue), "
        + "\(ReportPhrases.probability(report.verdict)).",
      "",
    ]
    if let link, link.hasPrefix("https://") || link.hasPrefix("http://") {
      lines += ["[The whole report](<\(link.filter { !"<> \n".contains($0) })>)", ""]
    }
    return lines.joined(separator: "\n")
  }

  /// What failed, a row a column: the worst of it, and how much more there is.
  private var table: [String] {
    let told = gate.worstFirst.map { gate.checks[$0] }.filter { $0.status == .failed }
    guard !told.isEmpty else { return [] }
    var order = [String]()
    var groups = [String: [GateResult.Check]]()
    for check in told {
      let key = check.subject ?? check.id
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(check)
    }
    var lines = ["| What failed | Expected | Found | Lines |", "| --- | --- | --- | --- |"]
    for key in order.prefix(GateComment.rows) {
      guard let checks = groups[key], let worst = checks.first else { continue }
      let more = checks.count > 1 ? " and \(checks.count - 1) more" : ""
      let mark = worst.severity == .error ? "✗" : "!"
      lines.append(
        "| \(mark) \(MarkdownText.escape(worst.name, limit: 80))\(more) | "
          + "\(MarkdownText.escape(worst.expected, limit: 80)) | "
          + "\(MarkdownText.escape(worst.found, limit: 80)) | \(places(worst)) |")
    }
    if order.count > GateComment.rows {
      lines += [
        "", "\(NumberText.plural(order.count - GateComment.rows, "more")) in the whole report.",
      ]
    }
    return lines + [""]
  }

  private func places(_ check: GateResult.Check) -> String {
    guard let lines = check.lines, !lines.isEmpty else { return "" }
    let shown = lines.prefix(3).map {
      $0.first == $0.last ? "\($0.first)" : "\($0.first)–\($0.last)"
    }
    return shown.joined(separator: ", ") + (lines.count > 3 ? ", …" : "")
  }
}
