import ArgumentParser
import FathomReports

/// Renders an earlier report again, without the data.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Render an earlier JSON report again, without the data.",
    discussion: "Example:\n  fathom render report.json --output markdown=report.md")

  @Argument(help: "A report that `fathom analyze --format json` wrote.")
  var report: String

  @Option(
    help:
      "The format on standard output: text, markdown, html, json; of a gate also junit, sarif, github."
  )
  var format: ReportFormat = .text

  @OptionGroup var output: OutputArguments

  mutating func run() throws {
    let files = try output.files(printing: format)
    let parsed = try ReportFile.read(report)
    try files.write(parsed)
    try files.writeSuspects(parsed)
    if files.isEmpty {
      try Console.output(
        try format.renderer(
          usesColour: Console.usesColour, width: Console.width, isBrief: output.brief
        ).render(parsed))
    }
  }
}
