import FathomGate
import ArgumentParser
import FathomReports
private import Foundation

/// Writes a configuration file for data in hand.
struct Initialise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented \(ConfigurationFile.name) for data in hand.",
    discussion: """
      The checks in it hold today: loosen or tighten them.

      Examples:
        fathom init data.csv --target price
        fathom init photos/ --to ci/fathom.yml
      """)

  @Argument(help: "The data, as for `fathom analyze`.")
  var path: String

  @OptionGroup var analysis: AnalysisArguments

  @Option(
    help: ArgumentHelp("The file. Default: \(ConfigurationFile.name).", valueName: "file"))
  var to = ConfigurationFile.name

  @Flag(help: "Replace a file that is there.")
  var force = false

  mutating func run() throws {
    let file = ReportFile(path: to)
    try file.check()
    if !force, FileManager.default.fileExists(atPath: to) {
      throw CommandFailure(message: "\(to): is there already; --force replaces it")
    }
    let settings = try Settings(analysis, path: path)
    let run = try AnalysisRun(settings)
    let result = try run.survey()
    let report = run.report(result)
    let cells = try run.cells(result, report, CellReview.Request(today: Check.today()))
    let given = SettingField.all.filter { $0.isGiven(settings.arguments) && $0.option != "threads" }
    try file.write(
      PolicyDraft(
        report, path: BaselineFile.path(path, from: to),
        settings: given.map { ($0.key, $0.texts(settings.arguments)) }, cells: cells
      ).text)
    try Console.output("Wrote \(to); `fathom check` judges by it\n")
  }
}
