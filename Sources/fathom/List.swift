import ArgumentParser
import FathomAnalyses

/// Lists the analyses.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the analyses.", discussion: "Example:\n  fathom list")

  mutating func run() throws {
    for entry in Catalog.entries {
      try Console.output("\(entry.info.id)  –  \(entry.info.question)\n")
    }
  }
}
