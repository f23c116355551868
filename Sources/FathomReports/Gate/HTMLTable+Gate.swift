internal import FathomAnalyses

extension HTMLTable {
  /// Checks that are listed; the rest is in the JSON report.
  private static let listedChecks = 100

  /// The checks of a gate, those that do not hold first; nil without any.
  init?(checks gate: GateResult) {
    guard !gate.checks.isEmpty else { return nil }
    let passed = gate.checks.filter { $0.status == .passed }
    let all = gate.worstFirst.map { gate.checks[$0] } + passed
    let leftOut = all.count - HTMLTable.listedChecks
    self.init(
      "What was asked for and what was found", kind: "cards",
      ["Check", "Status", "What was found"],
      all.prefix(HTMLTable.listedChecks).map { check in
        [
          Content(check.name, limit: 120), Content(GateMarkdown.status(check)),
          Content(check.message),
        ]
      },
      foot: leftOut > 0 ? "\(NumberText.plural(leftOut, "more check")): in the JSON report." : nil)
  }
}
