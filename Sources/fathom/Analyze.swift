public import ArgumentParser
import FathomAnalyses
public import FathomData
public import FathomReports
private import Foundation

/// Measures, judges, prints the verdict.
struct Analyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a table or a folder of images and say what to try first.",
    discussion: """
      Examples:
        fathom analyze wine.csv --target cultivar
        fathom analyze digits/ --output markdown=report.md --output json=report.json
        fathom analyze spectra.csv --layout sequence --target fat
        gunzip -c big.csv.gz | fathom analyze -
      """)

  @Argument(help: "A CSV file, a folder of images, or - for a CSV on standard input.")
  var path: String

  @Option(help: ArgumentHelp("The column to be predicted.", valueName: "column"))
  var target: String?

  @Option(help: "What is predicted; inferred from the target without it.")
  var task: FathomData.Task?

  @Option(help: "How the features lie: table, sequence, HxW or HxWxC (row-major, channels last).")
  var layout: Layout?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A column to leave out (repeatable).", valueName: "column"))
  var exclude: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A column to use although it looks like an identifier (repeatable).", valueName: "column"))
  var include: [String] = []

  @Option(help: "The character between cells; detected without it. Use '\\t' for a tab.")
  var delimiter: String?

  @Flag(inversion: .prefixedNo, help: "Whether the first row names the columns; detected without.")
  var header: Bool?

  @Option(help: "The seed of every random stream.")
  var seed: UInt64 = 1

  @Option(help: "Random relabellings of the permutation test.")
  var permutations: Int = 9_999

  @Option(help: "Threads; changes the time, never the result. Default: all cores.")
  var threads: Int?

  @Option(help: "The format on standard output: text, markdown or json.")
  var format: ReportFormat = .text

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Write a report to a file (repeatable).", valueName: "format=file"))
  var output: [String] = []

  mutating func run() throws {
    guard (1...100_000_000).contains(permutations) else {
      throw CommandFailure(message: "--permutations \(permutations): expected 1 to 100,000,000")
    }
    guard (1...1_024).contains(threads ?? 1) else {
      throw CommandFailure(message: "--threads \(threads ?? 1): expected 1 to 1,024")
    }
    let files = try output.map { try ReportFile($0) }
    for file in files { try file.check() }
    let progress = ProgressLine()
    let report: Report
    do {
      defer { progress.clear() }
      report = try survey(progress.handler)
    }
    for file in files { try file.write(try file.format.renderer().render(report)) }
    try Console.output(
      try format.renderer(usesColour: Console.usesColour, width: Console.width).render(report))
    if format == .text, !files.isEmpty {
      try Console.output("\nWrote \(files.map(\.path).joined(separator: ", "))\n")
    }
  }

  private func survey(_ progress: ProgressHandler) throws -> Report {
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let survey = Survey(seed: seed, permutations: permutations, threads: threads)
    do {
      if try InputKind(path: path) == .folder {
        try refuseTableOptions()
        let source = try ImageFolderSource(
          path: path, options: ImageOptions(layout: layout), threads: threads
        ) { progress("Opening images", $0) }
        return Report(try survey.run(source, progress: progress), options: furtherOptions(.folder))
      }
      let source = try CSVSource(
        path: path,
        options: TableOptions(
          target: target, task: task, layout: layout ?? .table, exclude: exclude, include: include,
          delimiter: try delimiterByte(), hasHeader: header),
        threads: threads
      ) { progress("Inferring types", $0) }
      return Report(try survey.run(source, progress: progress), options: furtherOptions(.file))
    } catch let error as DataError {
      throw CommandFailure(message: error.description)
    }
  }

  /// What the report does not say anyway, in the words of the command.
  private func furtherOptions(_ kind: InputKind) -> [String] {
    var options = [String]()
    if kind == .folder, let layout { options += ["--layout", layout.description] }
    if let task { options += ["--task", task.rawValue] }
    for name in exclude { options.append("--exclude=\(name)") }
    for name in include { options.append("--include=\(name)") }
    if let delimiter { options.append("--delimiter=\(delimiter)") }
    if let header { options.append(header ? "--header" : "--no-header") }
    return options
  }

  private func refuseTableOptions() throws(CommandFailure) {
    let given = [
      ("--target", target != nil), ("--task", task != nil), ("--exclude", !exclude.isEmpty),
      ("--include", !include.isEmpty), ("--delimiter", delimiter != nil),
      ("--header", header != nil),
    ].filter(\.1).map(\.0)
    if let option = given.first {
      throw CommandFailure(
        message: "\(path): \(option) is for tables; the labels of images are their folders' names")
    }
  }

  private func delimiterByte() throws(CommandFailure) -> UInt8? {
    guard let delimiter else { return nil }
    let text = delimiter == "\\t" || delimiter == "tab" ? "\t" : delimiter
    let bytes = Array(text.utf8)
    guard bytes.count == 1, bytes[0] != 0x0A, bytes[0] != 0x0D, bytes[0] != UInt8(ascii: "\"")
    else {
      throw CommandFailure(message: "--delimiter \(delimiter): expected one ASCII character")
    }
    return bytes[0]
  }
}

extension FathomData.Task: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
extension Layout: ExpressibleByArgument {
  /// Reads `table`, `sequence`, `28x28`, `32x32x3`.
  public init?(argument: String) { self.init(argument) }
}
