import FathomGate
import ArgumentParser
import FathomReports
private import Foundation

/// Keeps what data look like today, to compare later data with.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keep what data look like today, to compare later data with.",
    discussion: "Example:\n  fathom baseline write data.csv --target price",
    subcommands: [Write.self])

  /// Writes the file.
  struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a baseline: summaries of the data, and no value of a cell.",
      discussion: """
        Examples:
          fathom baseline write data.csv --target price
          fathom baseline write photos/ --to photos.baseline.json
          fathom check data.csv --baseline fathom.baseline.json
        """)

    @Argument(
      help: ArgumentHelp(
        "The data, as for `fathom analyze`. Default: settings.path of the configuration file."))
    var path: String?

    @OptionGroup var analysis: AnalysisArguments

    @Option(
      help: ArgumentHelp(
        "The file. Default: the one of the configuration file, or \(BaselineFile.name).",
        valueName: "file"))
    var to: String?

    mutating func run() throws {
      let settings = try Settings(analysis, path: path)
      let file = ReportFile(
        path: to ?? settings.configuration?.baseline?.path ?? BaselineFile.name)
      try file.check()
      let run = try AnalysisRun(settings)
      let baseline = Baseline(Report(try run.survey(), includesSamples: true))
      try file.write(try baseline.text())
      try Console.output("Wrote \(file.path)\n")
    }
  }
}

/// The file of a baseline.
enum BaselineFile {
  /// The name that is written without another.
  static let name = "fathom.baseline.json"

  /// Reads it.
  static func read(_ path: String) throws -> Baseline {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(
        message: "\(path): there is no such baseline, or it cannot be read; "
          + "`fathom baseline write` makes one")
    }
    return try Baseline.read(data, path: path)
  }
}
