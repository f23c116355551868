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
      "| \(MarkdownText.escape(check.name, limit: 120)) | \(check.sign) | "
        + "\(MarkdownText.escape(check.message, limit: 400)) |"
    }
    if told.count > limit {
      lines += ["", "\(NumberText.count(told.count - limit)) more in the JSON report."]
    }
    return lines + [""]
  }
}
