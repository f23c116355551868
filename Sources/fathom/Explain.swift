import ArgumentParser
import FathomAnalyses
import FathomData

/// Says what an analysis means, its thresholds and references.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain an analysis: its question, thresholds and references.",
    discussion: "Example:\n  fathom explain collinearity")

  @Argument(help: "The id of an analysis, or of one of its findings; see `fathom list`.")
  var id: String

  mutating func run() throws {
    let name = id.split(separator: ".").first.map(String.init) ?? id
    let ids = Catalog.entries.map(\.info.id)
    guard let entry = Catalog.entries.first(where: { $0.info.id == name }) else {
      let nearest = NearestName.find(name, among: ids)
      throw CommandFailure(
        message: "there is no analysis “\(id)”"
          + (nearest.map { "; did you mean “\($0)”?" }
            ?? "; there are \(ids.joined(separator: ", "))"))
    }
    var lines = [
      "\(entry.info.title) (\(entry.info.id))", "", entry.info.question, "", "Thresholds",
    ]
    for threshold in entry.thresholds {
      lines.append("  \(threshold.name) = \(Words.exact(threshold.value)): \(threshold.meaning)")
      lines.append("      \(threshold.source)")
    }
    lines += ["", "References"] + entry.info.references.map { "  \($0)" }
    try Console.output(lines.joined(separator: "\n") + "\n")
  }
}
