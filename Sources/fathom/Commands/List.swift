import FathomGate
import ArgumentParser
import FathomAnalyses
import FathomReports
import Foundation

/// Lists the analyses, or what a gate may check.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the analyses, or what a gate may check.",
    discussion: "Examples:\n  fathom list\n  fathom list --checks | grep vif")

  @Flag(help: "List every check that \(ConfigurationFile.name) may ask for.")
  var checks = false

  @Flag(help: "Print the JSON Schema of \(ConfigurationFile.name), for editors.")
  var configSchema = false

  @Flag(help: "Print the JSON Schema of the report.")
  var reportSchema = false

  @Option(
    help: ArgumentHelp(
      "Write the tables of the analyses' pages in a folder again.", visibility: .hidden))
  var updatePages: String?

  mutating func run() throws {
    if let updatePages {
      try update(updatePages)
    } else if reportSchema {
      try Console.output(ReportSchema.text())
    } else if configSchema {
      try Console.output(try ConfigurationSchema.text())
    } else if checks {
      let names =
        CheckNames.standard.all
        + ColumnRule.keys.map { ("columns: COLUMN: \($0.name)", "\($0.meaning): \($0.expected).") }
        + [("conditions:", "Conditions between the cells of a row, such as “end >= start”.")]
      let width = names.map { PlainText.width($0.name) }.max() ?? 0
      try Console.output(
        names.map { PlainText.padded($0.name, to: width) + "  \($0.meaning)" }
          .joined(separator: "\n") + "\n")
    } else {
      for entry in Catalog.standard.entries {
        try Console.output("\(entry.info.id)  –  \(entry.info.question)\n")
      }
    }
  }

  /// Writes the tables of each page in a folder, and the list of them in the page of the module.
  private func update(_ folder: String) throws {
    func rewrite(_ name: String, _ change: (String) throws -> String) throws {
      let file = URL(filePath: folder).appending(path: "\(name).md")
      do {
        let page = try String(contentsOf: file, encoding: .utf8)
        try Data(try change(page).utf8).write(to: file)
      } catch {
        throw CommandFailure(message: "\(file.path): \(error)")
      }
    }
    try rewrite("../../../Documentation/BlindSpots") { BlindSpotPage().updating($0) }
    for entry in Catalog.standard.entries {
      try rewrite(AnalysisPage.name(entry)) { try AnalysisPage(entry).updating($0) }
    }
    try rewrite("FathomAnalyses") { try AnalysisPage.updatingList($0) }
  }
}
