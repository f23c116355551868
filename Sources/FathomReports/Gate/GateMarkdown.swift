internal import FathomAnalyses

/// What the gate made of a report, as Markdown.
enum GateMarkdown {
  /// The lines, with at most so many checks.
  static func lines(_ gate: GateResult, limit: Int) -> [String] {
    let told = gate.worstFirst.map { gate.checks[$0] }
    var lines = [
      "**\(MarkdownText.escape(GateText.outcome(gate)))** "
        + MarkdownText.escape(GateText.counts(gate)), "",
    ]
    guard !told.isEmpty else { return lines }
    lines += ["| Check | Status | What was found |", "| --- | --- | --- |"]
    lines += told.prefix(limit).map { check in
      "| \(MarkdownText.escape(check.name, limit: 120)) | \(status(check)) | "
        + "\(MarkdownText.escape(check.message, limit: 400)) |"
    }
    if told.count > limit {
      lines += ["", "\(Words.count(told.count - limit)) more in the JSON report."]
    }
    return lines + [""]
  }

  /// A sign and a word.
  static func status(_ check: GateResult.Check) -> String {
    switch check.status {
    case .passed: "✓ \(check.status.words)"
    case .failed: check.severity == .error ? "✗ \(check.status.words)" : "! warning"
    case .inconclusive: "? \(check.status.words)"
    case .notRun: "– \(check.status.words)"
    case .excepted: "~ \(check.status.words)"
    }
  }
}
