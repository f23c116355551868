import FathomGate
internal import ArgumentParser
import FathomAnalyses
import FathomReports

/// Says what changed between two reports, or between two data sets.
struct Compare: ParsableCommand {
  /// The formats of a comparison.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, markdown, json
  }

  static let configuration = CommandConfiguration(
    abstract: "Show what changed between two JSON reports, or between two data sets.",
    discussion: """
      Examples:
        fathom compare last-week.json today.json --format markdown
        fathom compare train.csv test.csv --target price

      Two data sets are compared as `fathom check NEW --against OLD` does, without models unless --only asks for them: rows in
      both, columns, cells, distributions. Nothing fails: the exit code is 0.
      """)

  @Argument(help: "The earlier report, written by `fathom analyze --format json`, or data.")
  var old: String

  @Argument(help: "The later report, or data.")
  var new: String

  @OptionGroup var analysis: AnalysisArguments

  @Option(help: "The format on standard output: text, markdown or json.")
  var format: Format = .text

  /// What is measured of data unless more is asked for: all that trains no model.
  private static let parts = [
    Survey.columns, Repeats.info.id, Collinearity.info.id, "sampleSize",
  ]

  mutating func run() throws {
    if let old = try? ReportFile.read(old) {
      return try Console.output(try text(ReportComparison(old, try ReportFile.read(new))))
    }
    var arguments = analysis
    if arguments.only.isEmpty { arguments.only = Compare.parts }
    let settings = try Settings(arguments, path: new)
    let earlier = try AnalysisRun(settings, path: old)
    let later = try AnalysisRun(settings, path: new)
    let result = try later.survey()
    var report = later.report(result)
    let (past, before) = try earlier.look()
    let today = Check.today()
    let cells = try later.cells(result, report, CellReview.Request(past: past, today: today))
    let present = Baseline(Report(result, includesSamples: true), table: cells?.table)
    report.gate = GatePolicy(checks: [], failOn: .never).judge(
      report,
      GatePolicy.Comparison(path: ShownPath.of(old), past: past, present: present), cells: cells,
      others: try earlier.overlap(with: new), today: today)
    if let before {
      report.gate?.tellingApart = cells?.tellingApart(from: before, seed: report.seed)
    }
    guard let gate = report.gate else { return }
    let comparison = DataComparison(report, gate, old: ShownPath.of(old))
    let text =
      switch format {
      case .text: comparison.text(usesColour: Console.usesColour, width: Console.width)
      case .markdown: comparison.markdown()
      case .json: try ReportFormat.json.renderer().render(report)
      }
    try Console.output(text)
  }

  private func text(_ comparison: ReportComparison) throws -> String {
    switch format {
    case .text: comparison.text(usesColour: Console.usesColour, width: Console.width)
    case .markdown: comparison.markdown()
    case .json: try comparison.json()
    }
  }
}
