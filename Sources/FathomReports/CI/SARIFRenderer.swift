internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries

/// The checks of a gate as SARIF 2.1.0, which code scanning shows.
///
/// A check that holds is no result. One that could not be told is of the kind `open`, whose level the
/// standard fixes to `none`. An excepted one is a suppressed result with the reason.
public struct SARIFRenderer: Renderer {
  /// A renderer.
  public init() {}

  /// GitHub shows this many results of a run; which ones is left to it where there are more.
  ///
  /// <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>
  private static let resultLimit = 5_000
  /// GitHub refuses a run with more rules than 25,000.
  private static let ruleLimit = 25_000

  /// The whole log, ending with a line break.
  ///
  /// - Throws: ``ReportError/noGate(_:)``.
  public func render(_ report: Report) throws(ReportError) -> String {
    let gate = try report.gate(for: "sarif")
    let worst = gate.worstFirst
    let shown = Array(worst.prefix(SARIFRenderer.resultLimit))
    let (rules, places) = SARIFRenderer.rules(gate, report.catalog, first: shown)
    let columns = Set(report.input.columns.map(\.name))
    let repeats = gate.repeats
    let results = shown.map { index in
      let check = gate.checks[index]
      return result(
        check, report, gate, rule: places[check.id] ?? 0, repeats: repeats[index],
        isColumn: check.subject.map(columns.contains) ?? false)
    }
    let run = SARIFLog.Run(
      tool: SARIFRenderer.tool(report.tool, rules: rules),
      invocations: [
        SARIFLog.Invocation(
          executionSuccessful: true, exitCode: gate.exitCode,
          toolExecutionNotifications: leftOut(worst.count - shown.count))
      ],
      // Without it, the upload of a second dataset would replace that of the first.
      automationDetails: SARIFLog.AutomationDetails(
        id: "fathom-check/\(PlainText.visible(report.input.file ?? report.input.path))/"),
      results: results)
    return try JSONRenderer.text(of: SARIFLog(runs: [run]))
  }

  /// The program with its rules.
  static func tool(_ tool: Report.Tool, rules: [SARIFLog.Rule]) -> SARIFLog.Tool {
    SARIFLog.Tool(
      driver: SARIFLog.Driver(
        name: tool.name, version: tool.version, semanticVersion: tool.version, rules: rules))
  }

  private func leftOut(_ count: Int) -> [SARIFLog.Notification]? {
    guard count > 0 else { return nil }
    return [
      SARIFLog.Notification(
        level: .warning,
        message: SARIFLog.message(
          "\(NumberText.plural(count, "result")) left out: these are the "
            + "\(NumberText.count(SARIFRenderer.resultLimit)) worst, as many as code scanning shows; "
            + "the JSON report has all."))
    ]
  }

  // MARK: Rules

  /// The rules in the order of the checks, and the place of each; those of results come first.
  private static func rules(
    _ gate: GateResult, _ catalog: Catalog, first: [Int]
  ) -> (rules: [SARIFLog.Rule], places: [String: Int]) {
    var rules = [SARIFLog.Rule]()
    var places = [String: Int]()
    for check in first.map({ gate.checks[$0] }) + gate.checks
    where places[check.id] == nil && rules.count < ruleLimit {
      places[check.id] = rules.count
      rules.append(rule(check, catalog))
    }
    return (rules, places)
  }

  private static func rule(
    _ check: GateResult.Check, _ catalog: Catalog
  ) -> SARIFLog.Rule {
    let info = catalog[check.part]?.info
    let title = PlainText.visible(check.title, limit: 1_000)
    let about = info.map { "\($0.title): \($0.question)" }
    return SARIFLog.Rule(
      id: check.id, shortDescription: SARIFLog.Message(text: title),
      fullDescription: SARIFLog.Message(
        text: PlainText.visible([title, about].compactMap { $0 }.joined(separator: ". "))),
      help: SARIFLog.Message(
        text: [
          "\(title), expected: \(PlainText.visible(check.expected)).",
          about,
          info.map { "`fathom explain \($0.id)` lists its thresholds and their sources." }
            ?? "The policy of the check stands in the configuration file.",
        ].compactMap { $0 }.joined(separator: "\n\n")),
      defaultConfiguration: SARIFLog.Configuration(level: level(check.severity)),
      properties: SARIFLog.Tags(tags: ["data", PlainText.visible(check.part, limit: 100)]))
  }

  private static func level(_ severity: GateResult.Severity) -> SARIFLog.Level {
    severity == .error ? .error : .warning
  }

  // MARK: Results

  private func result(
    _ check: GateResult.Check, _ report: Report, _ gate: GateResult, rule: Int, repeats: Int,
    isColumn: Bool
  ) -> SARIFLog.Result {
    let isOpen = check.status == .inconclusive || check.status == .notRun
    let first = check.lines?.first
    var location = SARIFLog.Location(
      path: report.input.file, line: first?.first ?? 1, end: first?.last)
    location.logicalLocations = check.subject.map {
      [SARIFLog.LogicalLocation(name: $0, kind: isColumn ? "column" : nil)]
    }
    let fingerprint = SARIFRenderer.fingerprint(check, repeats)
    return SARIFLog.Result(
      ruleId: check.id, ruleIndex: rule, kind: isOpen ? .open : .fail,
      level: isOpen ? .none : SARIFRenderer.level(check.severity),
      message: SARIFLog.message(check.message), locations: [location],
      relatedLocations: related(check, report, gate),
      // GitHub matches alerts by the second name alone.
      partialFingerprints: [
        "fathomCheck/v1": fingerprint, "primaryLocationLineHash": fingerprint,
      ],
      suppressions: check.status == .excepted
        ? [SARIFLog.Suppression(justification: check.exception ?? "no reason given")] : nil,
      properties: [
        "status": check.status.rawValue, "expected": check.expected, "found": check.found,
      ])
  }

  /// The line of the policy, and the other lines of the data that break the check.
  private func related(
    _ check: GateResult.Check, _ report: Report, _ gate: GateResult
  ) -> [SARIFLog.Location]? {
    var locations = [SARIFLog.Location]()
    if let place = gate.place(of: check) {
      var location = SARIFLog.Location(path: place.file, line: max(1, place.line))
      location.message = SARIFLog.Message(text: "Asked for here.")
      locations.append(location)
    }
    for lines in (check.lines ?? []).dropFirst() {
      var location = SARIFLog.Location(
        path: report.input.file, line: lines.first, end: lines.last)
      location.message = SARIFLog.Message(text: "Here too.")
      locations.append(location)
    }
    return locations.isEmpty ? nil : locations
  }

  /// The same for the same check of the same subject in every run, with its number among its equals.
  private static func fingerprint(_ check: GateResult.Check, _ repeats: Int) -> String {
    let digest = Fingerprint.sha256(check.id + "\0" + (check.subject ?? ""))
    return "\(digest.prefix(16)):\(repeats + 1)"
  }
}
