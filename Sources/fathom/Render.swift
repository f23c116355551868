import ArgumentParser
import FathomReports
private import Foundation

/// Renders an earlier report again, without the data.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Render an earlier JSON report again, without the data.",
    discussion: "Example:\n  fathom render report.json --output markdown=report.md")

  @Argument(help: "A report that `fathom analyze --format json` wrote.")
  var report: String

  @Option(help: "The format on standard output: text, markdown or json.")
  var format: ReportFormat = .text

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Write to a file instead of standard output (repeatable).", valueName: "format=file"))
  var output: [String] = []

  @Option(
    help: ArgumentHelp(
      "Write the hidden order to a CSV file, if one was found.", valueName: "file"))
  var writeOrder: String?

  @Option(
    help: ArgumentHelp(
      "Draw the figures as SVG files into a folder; Markdown links to them.",
      valueName: "folder"))
  var figures: String?

  mutating func run() throws {
    let figureFolder = figures.map { FigureFolder($0) }
    try figureFolder?.check()
    let orderFile = writeOrder.map { ReportFile(path: $0) }
    try orderFile?.check()
    let files = try output.map { try ReportFile($0) }
    for file in files { try file.check() }
    guard let data = FileManager.default.contents(atPath: report) else {
      throw CommandFailure(message: "\(report): no such file, or it cannot be read")
    }
    let parsed: Report
    do throws(ReportError) {
      parsed = try JSONRenderer.read(data, path: report)
    } catch {
      throw CommandFailure(message: error.description)
    }
    try figureFolder?.write(parsed)
    for file in files {
      let renderer = file.format.renderer(figures: figureFolder?.link(from: file.path))
      try file.write(try renderer.render(parsed))
    }
    try orderFile?.writeOrder(of: parsed)
    if files.isEmpty, orderFile == nil, figureFolder == nil {
      try Console.output(
        try format.renderer(usesColour: Console.usesColour, width: Console.width).render(parsed))
    }
  }
}
