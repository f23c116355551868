import ArgumentParser
internal import FathomReports

/// Where the files of a report go.
struct OutputArguments: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Write a report to a file (repeatable).", valueName: "format=file"))
  var output: [String] = []

  @Option(
    help: ArgumentHelp(
      "Draw the figures as SVG files into a folder; Markdown links to them.",
      valueName: "folder"))
  var figures: String?

  @Option(
    help: ArgumentHelp(
      "Write the hidden order to a CSV file, if one is found.", valueName: "file"))
  var writeOrder: String?

  /// The files, checked: what cannot be written is refused before anything is read.
  func files() throws -> OutputFiles {
    let files = OutputFiles(
      reports: try output.map { try ReportFile($0) }, figures: figures.map { FigureFolder($0) },
      order: writeOrder.map { ReportFile(path: $0) })
    for file in files.reports { try file.check() }
    try files.figures?.check()
    try files.order?.check()
    return files
  }
}

/// The files of a report.
struct OutputFiles {
  let reports: [ReportFile]
  let figures: FigureFolder?
  let order: ReportFile?

  /// Whether none was asked for.
  var isEmpty: Bool { reports.isEmpty && figures == nil && order == nil }

  /// Writes all of them.
  func write(_ report: Report) throws {
    try figures?.write(report)
    for file in reports {
      let renderer = file.format.renderer(figures: figures?.link(from: file.path))
      try file.write(try renderer.render(report))
    }
    try order?.writeOrder(of: report)
  }
}
