internal import FathomAnalyses

/// The checks of a gate as workflow commands, which GitHub Actions turns into annotations.
///
/// GitHub shows ten errors, ten warnings and ten notices of a step and drops the others without a word. So the
/// worst nine checks are shown, and a tenth annotation says how many there are besides.
public struct GitHubRenderer: Renderer {
  /// A renderer.
  public init() {}

  /// How many checks have an annotation of their own.
  private static let shown = 9

  private enum Kind: String {
    case error, warning, notice
  }

  /// The commands, the worst first, and a line with the counts, ending with a line break.
  ///
  /// - Throws: ``ReportError/noGate(_:)``.
  public func render(_ report: Report) throws(ReportError) -> String {
    let gate = try report.gate(for: "github")
    let worst = gate.worstFirst.map { gate.checks[$0] }
      .compactMap { check in GitHubRenderer.kind(check, gate).map { (kind: $0, check: check) } }
    var lines = worst.prefix(GitHubRenderer.shown).map { kind, check in
      GitHubRenderer.command(
        kind.rawValue, place(of: check, report, gate), title: check.name, check.message)
    }
    let others = worst.dropFirst(GitHubRenderer.shown)
    if let next = others.first {
      lines.append(
        GitHubRenderer.command(
          next.kind.rawValue, nil, title: "fathom check",
          "\(NumberText.count(others.count)) more; the other reports have them all."))
    }
    return (lines + [summary(gate)]).joined(separator: "\n") + "\n"
  }

  private static func kind(_ check: GateResult.Check, _ gate: GateResult) -> Kind? {
    switch check.status {
    case .passed, .excepted: nil
    case .failed: check.severity == .error ? .error : .warning
    case .inconclusive, .notRun: gate.failOn == .inconclusive ? .warning : .notice
    }
  }

  /// The data; where they came through a pipe, the line that asks for the check.
  private func place(
    of check: GateResult.Check, _ report: Report, _ gate: GateResult
  ) -> (file: String, line: Int)? {
    report.input.file.map { ($0, check.lines?.first?.first ?? 1) } ?? gate.place(of: check)
  }

  /// One line of counts; it holds no name from the data, so it cannot be taken for a command.
  private func summary(_ gate: GateResult) -> String {
    let counts = GateResult.Status.allCases.compactMap { status -> String? in
      let count = gate.checks.count { $0.status == status }
      guard count > 0 || status == .passed else { return nil }
      return "\(NumberText.count(count)) \(status.words)"
    }
    return "fathom check: \(NumberText.plural(gate.checks.count, "check")), "
      + counts.joined(separator: ", ") + "; exit code \(gate.exitCode)"
  }

  /// A command: `::error file=a.csv,line=1,title=…::message`.
  static func command(
    _ name: String, _ place: (file: String, line: Int)?, title: String, _ message: String
  ) -> String {
    var properties = [String]()
    if let place { properties += ["file=\(property(place.file))", "line=\(place.line)"] }
    properties.append("title=\(property(title, limit: 200))")
    return "::\(name) \(properties.joined(separator: ","))::\(data(message))"
  }

  /// Escaped as the runner takes it apart: <https://github.com/actions/toolkit>, `command.ts`.
  private static func data(_ text: String, limit: Int = 1_000) -> String {
    PlainText.visible(text, limit: limit).replacing("%", with: "%25")
  }

  private static func property(_ text: String, limit: Int = 4_000) -> String {
    data(text, limit: limit).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
