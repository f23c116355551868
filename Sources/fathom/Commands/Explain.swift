import ArgumentParser
import FathomAnalyses
import FathomData
import FathomReports

/// Says what an analysis means, its thresholds and references.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain an analysis, a finding, a threshold or a blind spot, with its sources.",
    discussion: """
      Examples:
        fathom explain collinearity
        fathom explain vif
        fathom explain sampleSize.learningCurve
        fathom explain "blind spots"
      """)

  @Argument(
    help: ArgumentHelp(
      "An analysis of `fathom list`, a finding, a threshold, a word in their names, or a kind of blind spot.",
      valueName: "name"))
  var name: String

  mutating func run() throws {
    if let text = BlindSpotPage().explanation(name) { return try Console.output(text) }
    let explanations = Explanation.find(name)
    guard !explanations.isEmpty else { throw unknown }
    try Console.output(explanations.map(\.text).joined(separator: "\n"))
  }

  private var unknown: CommandFailure {
    let nearest = NearestName.find(name, among: Explanation.names() + BlindSpotPage().names)
    return CommandFailure(
      message: "there is no analysis, finding or threshold “\(name)”"
        + (nearest.map { "; did you mean “\($0)”?" }
          ?? "; there are \(Catalog.standard.entries.map(\.info.id).joined(separator: ", "))"))
  }
}
