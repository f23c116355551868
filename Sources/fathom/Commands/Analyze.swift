public import ArgumentParser
internal import FathomData
public import FathomReports

/// Measures, judges, prints the verdict.
struct Analyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a table or a folder of images and say what to try first.",
    discussion: """
      Examples:
        fathom analyze wine.csv --target cultivar
        fathom analyze photos/ --labels labels.csv --only images
        fathom analyze digits/ --output markdown=report.md --output json=report.json
        fathom analyze spectra.csv --layout sequence --target fat
        fathom analyze measurements.csv.zst --sample 100000 --strict
        fathom analyze genes.csv --only hiddenOrder --write-order order.csv
        fathom analyze wine.csv --target cultivar --only labelErrors --write-suspects suspects.csv
        psql -c "copy t to stdout csv header" | fathom analyze -
      """)

  @Argument(
    help: ArgumentHelp(
      "A \(DataFormat.names(.table)) file, packed or not, a folder of images, an archive "
        + "(\(DataFormat.list(.archive))) or array (\(DataFormat.list(.array))) of images, or - for a "
        + "\(DataFormat.csv.name) on standard input."))
  var path: String

  @OptionGroup var analysis: AnalysisArguments

  @Option(help: "The format on standard output: text, markdown, html or json.")
  var format: ReportFormat = .text

  @OptionGroup var output: OutputArguments

  mutating func run() throws {
    let settings = try Settings(analysis, path: path)
    let files = try output.files(printing: format)
    if let format = ([format] + files.reports.map(\.format)).first(where: \.needsGate) {
      throw ReportError.noGate(format.rawValue)
    }
    let run = try AnalysisRun(settings)
    let report = run.report(try run.survey())
    try files.write(report)
    try Console.output(
      try format.renderer(
        usesColour: Console.usesColour, width: Console.width, isBrief: output.brief
      ).render(report))
    if format == .text, !files.reports.isEmpty {
      try Console.output("\nWrote \(files.reports.map(\.path).joined(separator: ", "))\n")
    }
    try files.writeSuspects(report)
  }
}

extension ReportFormat: ExpressibleByArgument {}
