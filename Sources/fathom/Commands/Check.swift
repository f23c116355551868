import FathomGate
public import ArgumentParser
import FathomAnalyses
public import FathomReports
private import Foundation

/// The gate: measures, and judges by what a team settled on.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge data by the checks of fathom.yml and against a baseline: the gate for CI.",
    discussion: """
      Examples:
        fathom check data.csv --target price
        fathom check data.csv --baseline fathom.baseline.json --fail-on warning
        fathom check photos/ --format github --output sarif=fathom.sarif --output junit=fathom.xml
        fathom check --show-config

      Exit codes: 0 passed, 1 failed, 2 could not run, 3 inconclusive (with --fail-on inconclusive).
      """)

  @Argument(
    help: ArgumentHelp(
      "The data, as for `fathom analyze`. Default: settings.path of the configuration file."))
  var path: String?

  @OptionGroup var analysis: AnalysisArguments

  @Option(
    help: ArgumentHelp(
      "What the data are compared with, written by `fathom baseline write`.", valueName: "file"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "Earlier data that these are compared with, in the place of a baseline.", valueName: "path"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Write each line of the data that breaks a check to a CSV file, with column and rule; with --include-samples the cell too.",
      valueName: "file"))
  var rejects: String?

  @Option(
    help: ArgumentHelp(
      "A page with the whole report, which the comment for a pull request links to.",
      valueName: "url"))
  var link: String?

  @Option(
    help: ArgumentHelp(
      "What makes the gate fail: error, warning, inconclusive (exit code 3) or never. Default: error.",
      valueName: "severity"))
  var failOn: GateResult.FailOn?

  @Flag(help: "Print what holds and where each value comes from, and do nothing else.")
  var showConfig = false

  @Flag(help: "Show the exceptions that are in use too.")
  var showExceptions = false

  @Flag(name: .shortAndLong, help: "Say only what does not hold.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say every check of every column.")
  var verbose = false

  @Option(help: "The format on standard output: \(ReportFormat.names).")
  var format: ReportFormat = .text

  @OptionGroup var output: OutputArguments

  mutating func validate() throws {
    if baseline != nil, against != nil {
      throw ValidationError("--baseline and --against exclude each other")
    }
    if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
  }

  mutating func run() throws {
    let files = try output.files(printing: format)
    let report: Report
    do {
      let settings = try Settings(analysis, path: path)
      let policy = try policy(settings)
      if showConfig {
        try Console.output(lines(settings, policy).joined(separator: "\n") + "\n")
        return
      }
      report = try judged(settings, policy)
    } catch {
      try tell(error, files)
      throw error
    }
    guard let gate = report.gate else { return }
    try files.write(report)
    let text =
      format == .text
      ? GateText(
        usesColour: Console.usesColour, width: Console.width,
        verbosity: quiet ? .quiet : verbose ? .verbose : .normal, showsExceptions: showExceptions
      ).render(report, gate)
      : format == .markdown && !output.brief
        ? GateComment(report, gate, link: link ?? Check.runPage).text
        : try format.renderer(width: Console.width, isBrief: output.brief).render(report)
    try Console.output(text)
    try files.writeSuspects(report)
    if gate.exitCode != 0 { throw GateExit(code: Int32(gate.exitCode)) }
  }

  /// Writes why there is no report wherever one was asked for, or a pipeline would take an older one for it.
  private func tell(_ error: any Error, _ files: OutputFiles) throws {
    let message = (error as? CommandFailure)?.message ?? "\(error)"
    let failure = GateFailure(message: message, path: path)
    for file in files.reports { try file.write(try failure.rendered(as: file.format)) }
    if format != .text { try Console.output(try failure.rendered(as: format)) }
  }

  /// The report with what the gate makes of it.
  private func judged(_ settings: Settings, _ policy: GatePolicy) throws -> Report {
    let past = try past(settings)
    if let rejects { try ReportFile(path: rejects).check() }
    let run = try AnalysisRun(settings)
    if policy.configuration == nil {
      Console.error(
        "fathom: there is no \(ConfigurationFile.name); large blind spots and many lost rows fail, what is graded bad is a warning. "
          + "`fathom init` writes one")
    }
    let result = try run.survey()
    var report = run.report(result)
    let today = Check.today()
    var request = CellReview.Request(
      rules: policy.rules, past: past?.baseline, allowances: policy.allowances, today: today)
    request.includesCells = settings.arguments.includeSamples
    var cells: CellReview?
    if let rejects {
      let file = try RejectFile(rejects, includesCells: settings.arguments.includeSamples)
      try file.write { () throws(CommandFailure) in
        cells = try run.cells(result, report, request) { file.add($0) }
        guard cells != nil else {
          throw CommandFailure(
            message: "--rejects \(file.path): not written, because these data are no table of text")
        }
      }
    } else if past != nil || !policy.rules.isEmpty {
      cells = try run.cells(result, report, request)
    }
    let comparison = past.map { past in
      GatePolicy.Comparison(
        path: past.path, past: past.baseline,
        present: Baseline(Report(result, includesSamples: true), table: cells?.table))
    }
    let others = try against.map { old in
      try AnalysisRun(settings, path: old).overlap(with: try settings.requiredPath())
    }
    report.gate = policy.judge(
      report, comparison, cells: cells, others: others ?? [], today: today)
    if let before = past?.cells {
      report.gate?.tellingApart = cells?.tellingApart(from: before, seed: report.seed)
    }
    return report
  }

  /// What the data are compared with: earlier data, or a baseline; nil for nothing.
  private func past(
    _ settings: Settings
  ) throws -> (path: String, baseline: Baseline, cells: CellReview?)? {
    if let against {
      let (baseline, cells) = try AnalysisRun(settings, path: against).look()
      return (ShownPath.of(against), baseline, cells)
    }
    return try baselinePath(settings).map {
      (ShownPath.ofPolicy($0), try BaselineFile.read($0), nil)
    }
  }

  /// The one that is named, or that lies beside the policy.
  private func baselinePath(_ settings: Settings) -> String? {
    baseline ?? settings.configuration?.baseline?.path
      ?? BaselineFile.beside(settings.configuration?.path)
  }

  private func policy(_ settings: Settings) throws(CommandFailure) -> GatePolicy {
    let file = settings.configuration
    return GatePolicy(
      checks: file?.checks ?? CheckRequest.standard, rules: file?.rules ?? [],
      failOn: try failOn(file).value, exceptions: file?.exceptions ?? [],
      allowances: file?.allowances ?? Allowances(),
      configuration: file.map { ShownPath.ofPolicy($0.path) })
  }

  private func failOn(
    _ file: ConfigurationFile?
  ) throws(CommandFailure) -> (value: GateResult.FailOn, place: String) {
    if let failOn { return (failOn, "flag") }
    let name = "FATHOM_FAIL_ON"
    if let text = ProcessInfo.processInfo.environment[name], !text.isEmpty {
      guard let value = GateResult.FailOn(rawValue: text) else {
        throw CommandFailure(
          message: "\(name)=\(text): expected error, warning, inconclusive or never")
      }
      return (value, name)
    }
    return file?.failOn ?? (.error, "default")
  }

  /// What holds and where each value comes from.
  private func lines(_ settings: Settings, _ policy: GatePolicy) throws -> [String] {
    let file = settings.configuration
    let failOn = try failOn(file)
    var rows = [
      ("failOn", failOn.value.rawValue, failOn.place),
      (
        "baseline", baselinePath(settings) ?? "none",
        baseline != nil
          ? "flag"
          : file?.baseline?.place
            ?? (baselinePath(settings) == nil ? "default" : "found")
      ),
    ]
    for request in policy.checks {
      rows.append(
        (
          request.id, "\(request.words) (\(request.severity.rawValue))",
          request.line.map { "\(file?.path ?? ""):\($0)" } ?? "default"
        ))
    }
    for (name, value, place) in file?.thresholdPlaces ?? [] {
      rows.append((name, NumberText.exact(value), place))
    }
    for name in Allowances.all.map(\.name) {
      let allowance = policy.allowances[name]
      let isDefault = allowance == Allowances()[name]
      rows.append(
        (
          "baseline.\(name)",
          allowance.severity.map {
            "absolute \(NumberText.exact(allowance.absolute)), relative "
              + "\(NumberText.exact(allowance.relative)) (\($0.rawValue))"
          } ?? "off", isDefault ? "default" : file?.path ?? ""
        ))
    }
    return settings.lines() + Settings.aligned(rows)
  }

  /// The page of the run that this is a part of, as GitHub and GitLab tell it; nil elsewhere.
  private static var runPage: String? {
    let variables = ProcessInfo.processInfo.environment
    if let server = variables["GITHUB_SERVER_URL"], let repository = variables["GITHUB_REPOSITORY"],
      let run = variables["GITHUB_RUN_ID"]
    {
      return "\(server)/\(repository)/actions/runs/\(run)"
    }
    return variables["CI_JOB_URL"]
  }

  /// The day of the run, in the time of Greenwich.
  static func today() -> String { CalendarDay.text(Date().timeIntervalSince1970 / 86_400) }
}

/// The gate did not pass: nothing went wrong, and the code says what.
struct GateExit: Error {
  var code: Int32
}

extension GateResult.FailOn: ExpressibleByArgument {}
