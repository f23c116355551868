public import FathomAnalyses

/// The page of an analysis, whose tables of findings and thresholds are made from what it declares.
///
/// `make schemas` writes the tables; the rest of a page is written by hand.
public struct AnalysisPage {
  /// Why a page cannot be written.
  public struct MissingHeading: Error, Equatable, CustomStringConvertible {
    /// The heading that is not there.
    public let heading: String
    /// One sentence for people.
    public var description: String { "the page has no heading “\(heading)”" }
  }

  private let entry: Catalog.Entry

  /// The page of an analysis.
  public init(_ entry: Catalog.Entry) { self.entry = entry }

  /// A page with its tables written again.
  ///
  /// - Throws: ``MissingHeading`` where the page has no place for the table of thresholds.
  public func updating(_ page: String) throws(MissingHeading) -> String {
    let heading = "## Thresholds"
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let place = lines.firstIndex(of: heading) else {
      throw MissingHeading(heading: heading)
    }
    if !lines.contains("## Findings") {
      lines.insert(contentsOf: ["## Findings", ""] + findings + [""], at: place)
    }
    return replacing("## Findings", findings, in: replacing(heading, thresholds, in: lines))
      .joined(separator: "\n")
  }

  /// The page of the whole module with its list of analyses written again.
  ///
  /// - Throws: ``MissingHeading`` where the page has no place for the list.
  public static func updatingList(
    _ page: String, _ catalog: Catalog = .standard
  ) throws(MissingHeading) -> String {
    let heading = "### The analyses"
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let place = lines.firstIndex(of: heading) else {
      throw MissingHeading(heading: heading)
    }
    let rest = lines[(place + 1)...].drop { $0.isEmpty || $0.hasPrefix("- <doc:") }
    let list = catalog.entries.map { "- <doc:\(name($0))>" }
    return (lines[...place] + [""] + list + [""] + rest).joined(separator: "\n")
  }

  /// The name of an analysis' page and type: its id with a capital.
  public static func name(_ entry: Catalog.Entry) -> String {
    entry.info.id.prefix(1).uppercased() + entry.info.id.dropFirst()
  }

  /// The lines with another table under a heading; what stands around the table stays.
  private func replacing(_ heading: String, _ table: [String], in lines: [String]) -> [String] {
    guard let place = lines.firstIndex(of: heading) else { return lines }
    let section = lines[(place + 1)...].prefix { !$0.hasPrefix("## ") }
    guard let start = section.firstIndex(where: { $0.hasPrefix("|") }) else {
      return Array(lines[...place]) + [""] + table + Array(lines[(place + 1)...])
    }
    let end = lines[start...].firstIndex { !$0.hasPrefix("|") } ?? lines.endIndex
    return Array(lines[..<start]) + table + Array(lines[end...])
  }

  private var findings: [String] {
    ["| Finding | Meaning |", "|---|---|"]
      + entry.findings.map { "| `\($0.id)` | \(AnalysisPage.cell($0.meaning)) |" }
  }

  private var thresholds: [String] {
    ["| Threshold | Default | Meaning | Source |", "|---|---:|---|---|"]
      + entry.thresholds.map {
        "| `\($0.name)` | \(AnalysisPage.number($0.value)) | \(AnalysisPage.cell($0.meaning)) "
          + "| \(AnalysisPage.cell($0.source)) |"
      }
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? NumberText.count(Int(value)) : NumberText.exact(value)
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
