import FathomGate
import ArgumentParser
import FathomAnalyses
import FathomReports

/// Lists the analyses, or what a gate may check.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the analyses, or what a gate may check.",
    discussion: "Examples:\n  fathom list\n  fathom list --checks | grep vif")

  @Flag(help: "List every check that \(ConfigurationFile.name) may ask for.")
  var checks = false

  @Flag(help: "Print the JSON Schema of \(ConfigurationFile.name), for editors.")
  var configSchema = false

  mutating func run() throws {
    if configSchema {
      try Console.output(try ConfigurationSchema.text())
    } else if checks {
      let names = CheckRequest.names
      let width = names.map { PlainText.width($0.name) }.max() ?? 0
      try Console.output(
        names.map { PlainText.padded($0.name, to: width) + "  \($0.meaning)" }
          .joined(separator: "\n") + "\n")
    } else {
      for entry in Catalog.entries {
        try Console.output("\(entry.info.id)  –  \(entry.info.question)\n")
      }
    }
  }
}
