import ArgumentParser
internal import FathomReports

/// Where the files of a report go.
struct OutputArguments: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Write a report to a file (repeatable).", valueName: "format=file"))
  var output: [String] = []

  @Flag(
    help: ArgumentHelp(
      "Markdown of less than 60 kB, for a comment: the verdict, the evidence and its limits."))
  var brief = false

  @Option(
    help: ArgumentHelp(
      "Draw the figures as SVG files into a folder; Markdown links to them.",
      valueName: "folder"))
  var figures: String?

  @Option(
    help: ArgumentHelp(
      "Write the hidden order to a CSV file, if one is found.", valueName: "file"))
  var writeOrder: String?

  @Option(
    help: ArgumentHelp(
      "Write the rows whose labels are probably wrong to a CSV file, with their labels.",
      valueName: "file"))
  var writeSuspects: String?

  /// The files, checked: what cannot be written is refused before anything is read.
  ///
  /// - Parameter format: of what goes to standard output.
  func files(printing format: ReportFormat) throws -> OutputFiles {
    let files = OutputFiles(
      isBrief: brief, reports: try output.map { try ReportFile($0) },
      figures: figures.map { FigureFolder($0) },
      order: writeOrder.map { ReportFile(path: $0) },
      suspects: writeSuspects.map { ReportFile(path: $0) })
    guard !brief || format == .markdown || files.reports.contains(where: { $0.format == .markdown })
    else {
      throw CommandFailure(
        message: "--brief: shortens Markdown; ask for it with --format markdown or --output "
          + "markdown=FILE")
    }
    for file in files.reports { try file.check() }
    try files.figures?.check()
    try files.order?.check()
    try files.suspects?.check()
    return files
  }
}

/// The files of a report.
struct OutputFiles {
  /// Whether Markdown is to fit a comment.
  let isBrief: Bool
  let reports: [ReportFile]
  let figures: FigureFolder?
  let order: ReportFile?
  let suspects: ReportFile?

  /// Whether none was asked for.
  var isEmpty: Bool { reports.isEmpty && figures == nil && order == nil && suspects == nil }

  /// Writes the rows whose labels are probably wrong: last, when everything else is written and said, because it fails where
  /// they were not looked for.
  func writeSuspects(_ report: Report) throws(CommandFailure) {
    try suspects?.writeSuspects(of: report)
  }

  /// Writes all of them but the suspects.
  func write(_ report: Report) throws {
    try figures?.write(report)
    for file in reports {
      let renderer = file.format.renderer(
        figures: figures?.link(from: file.path), isBrief: isBrief)
      try file.write(try renderer.render(report))
    }
    try order?.writeOrder(of: report)
  }
}
