import FathomGate
internal import ArgumentParser
import FathomReports

/// Says what changed between two reports.
struct Compare: ParsableCommand {
  /// The formats of a comparison.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, markdown, json
  }

  static let configuration = CommandConfiguration(
    abstract: "Show what changed between two JSON reports.",
    discussion: "Example:\n  fathom compare last-week.json today.json --format markdown")

  @Argument(help: "The earlier report, written by `fathom analyze --format json`.")
  var old: String

  @Argument(help: "The later report.")
  var new: String

  @Option(help: "The format on standard output: text, markdown or json.")
  var format: Format = .text

  mutating func run() throws {
    let comparison = ReportComparison(try ReportFile.read(old), try ReportFile.read(new))
    let text =
      switch format {
      case .text: comparison.text(usesColour: Console.usesColour, width: Console.width)
      case .markdown: comparison.markdown()
      case .json: try comparison.json()
      }
    try Console.output(text)
  }
}
