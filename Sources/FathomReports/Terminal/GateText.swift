internal import FathomAnalyses

/// What the gate says on a terminal: a line a check, then what to do.
public struct GateText: Sendable {
  /// How much is said.
  public enum Verbosity: Sendable {
    /// Only what does not hold, and the last line.
    case quiet
    /// Every check; of many alike the first ones.
    case normal
    /// Every check, and every part that it speaks of.
    case verbose
  }

  private let usesColour: Bool
  private let width: Int
  private let verbosity: Verbosity
  private let showsExceptions: Bool

  /// Lines of one check that are shown unless all are asked for.
  private static let alike = 5

  /// A renderer; colour only for a terminal.
  public init(
    usesColour: Bool = false, width: Int = 100, verbosity: Verbosity = .normal,
    showsExceptions: Bool = false
  ) {
    self.usesColour = usesColour
    self.width = width
    self.verbosity = verbosity
    self.showsExceptions = showsExceptions
  }

  /// The lines, ending with a line break.
  public func render(_ report: Report, _ gate: GateResult) -> String {
    var page = TerminalPage(usesColour: usesColour, width: width)
    if verbosity != .quiet {
      page.title("fathom check", report.input.path)
      page.faintParagraph(
        ([ReportPhrases.inputLine(report.input)]
          + [gate.configuration, gate.baseline.map { "baseline \($0)" } ?? "no baseline"]
          .compactMap(\.self))
          .joined(separator: " · "))
      page.line("")
    }
    add(gate, to: &page)
    if let told = gate.tellingApart { page.faintParagraph(told.sentence) }
    page.faintParagraph(
      "Verdict: \(report.verdict.recommendation.rawValue), "
        + "\(NumberText.percent(report.verdict.deepProbability)) for deep learning. "
        + report.verdict.summary)
    return page.text
  }

  /// The checks, the exceptions and what they come to.
  func add(_ gate: GateResult, to page: inout TerminalPage) {
    checks(gate.checks, &page)
    exceptions(gate.exceptions, &page)
    if !page.text.isEmpty { page.line("") }
    page.line(page.bold(GateText.outcome(gate)))
    page.line(GateText.counts(gate))
  }

  /// How many checks there are of each kind, such as “12 checks: 9 passed, 3 failed”.
  public static func counts(_ gate: GateResult) -> String {
    let warnings = gate.checks.count { $0.status == .failed && $0.severity == .warning }
    let parts = GateResult.Status.allCases.flatMap { status -> [(Int, String)] in
      let count = gate.checks.count { $0.status == status }
      return status == .failed
        ? [(count - warnings, status.words), (warnings, warnings == 1 ? "warning" : "warnings")]
        : [(count, status.words)]
    }.filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) \($0.1)" }
    return "\(NumberText.plural(gate.checks.count, "check")): \(parts.joined(separator: ", "))."
  }

  /// What they come to, such as “The gate failed”, with the exit code.
  public static func outcome(_ gate: GateResult) -> String {
    let outcome =
      switch gate.exitCode {
      case 0: "The gate passed"
      case 3: "The gate could not tell"
      default: "The gate failed"
      }
    return "\(outcome) (exit code \(gate.exitCode), fails on \(gate.failOn.rawValue))."
  }

  private func checks(_ checks: [GateResult.Check], _ page: inout TerminalPage) {
    var shown = [String: Int]()
    var left = [String: Int]()
    for check in checks {
      if verbosity == .quiet, check.status == .passed || check.status == .excepted { continue }
      let alike = "\(check.id) \(check.status.rawValue)"
      if verbosity != .verbose, shown[alike, default: 0] >= GateText.alike {
        left[alike, default: 0] += 1
        continue
      }
      shown[alike, default: 0] += 1
      line(check, &page)
      // The last one of its kind tells how many more there are.
      let isLast = shown[alike] == GateText.alike && verbosity != .verbose
      let more = isLast ? checks.filter { "\($0.id) \($0.status.rawValue)" == alike }.count : 0
      if more > GateText.alike {
        page.note(
          "  \(NumberText.count(more - GateText.alike)) more like this; --verbose shows them")
      }
    }
  }

  private func line(_ check: GateResult.Check, _ page: inout TerminalPage) {
    let name = check.id + (check.subject.map { "[\(PlainText.visible($0, limit: 60))]" } ?? "")
    let place = check.line.map { " (line \($0))" } ?? ""
    switch check.status {
    case .passed:
      page.bullet(
        "\(name): \(check.found), expected \(check.expected)", mark: page.graded(.good), indent: 0)
    case .failed:
      let word = check.severity == .error ? "FAILED" : "WARNING"
      page.bullet(
        "\(name) \(word)\(place): \(check.message)",
        mark: page.graded(check.severity == .error ? .bad : .caution), indent: 0)
    case .inconclusive:
      page.bullet(
        "\(name) INCONCLUSIVE\(place): \(check.message)", mark: page.graded(.indeterminate),
        indent: 0)
    case .notRun:
      page.bullet("\(name) NOT RUN\(place): \(check.message)", mark: "–", indent: 0)
    case .excepted:
      page.bullet(
        "\(name) excepted: \(check.exception ?? ""). \(check.message)", mark: "~", indent: 0)
    }
  }

  private func exceptions(_ exceptions: [GateResult.Exception], _ page: inout TerminalPage) {
    let told = exceptions.filter { showsExceptions || $0.state != .used }
    guard !told.isEmpty else { return }
    page.heading("Exceptions")
    for exception in told {
      let whom = exception.id + (exception.subject.map { " for \(NumberText.quoted($0))" } ?? "")
      let state =
        switch exception.state {
        case .used:
          "in use" + (exception.expires.map { " until \($0)" } ?? "")
        case .unused: "not needed any more: take it out"
        case .expired: "expired on \(exception.expires ?? ""): mend it or renew it"
        }
      page.bullet(
        "\(whom) (line \(exception.line)): \(state). Reason: \(exception.reason)",
        mark: page.graded(exception.state == .used ? .good : .caution))
    }
  }
}
