public import FathomAnalyses
internal import FathomData

/// The kinds of blind spots in words: for `fathom explain`, and the table of their page.
public struct BlindSpotPage {
  private let catalog: Catalog

  /// The kinds of a catalog.
  public init(_ catalog: Catalog = .standard) { self.catalog = catalog }

  /// The words by which a user asks for all kinds.
  private static let names = ["blindspot", "blindspots", "blind spot", "blind spots"]

  /// What a kind means, or all of them; nil where the name is that of neither.
  public func explanation(_ name: String) -> String? {
    let wanted = name.lowercased()
    let isAll = BlindSpotPage.names.contains(wanted)
    let kinds = catalog.blindSpots.filter {
      let id = $0.id.lowercased()
      return isAll || id == wanted || "blindspots.\(id)" == wanted
    }
    guard !kinds.isEmpty else { return nil }
    let head =
      isAll
      ? "Blind spots\n\nSomething in the input that no analysis could look at, or only in part. A large one makes the verdict "
        + "inconclusive.\n\n" : ""
    return head
      + kinds.map { kind in
        "\(kind.id)\n    \(kind.meaning)\n    Its share is one \(kind.share). \(BlindSpotPage.limit(kind))\n    \(kind.source)\n"
      }.joined(separator: "\n")
  }

  /// From where on a kind is large.
  private static func limit(_ kind: BlindSpotInfo) -> String {
    kind.largeFrom.map { "Large from \(NumberText.percent($0)) on." }
      ?? "Its share alone never makes it large."
  }

  /// The names of all kinds, for a misspelt one.
  public var names: [String] { catalog.blindSpots.map(\.id) + ["blind spots"] }

  /// The page with its table made again: everything between the first line of the table and the next empty line.
  public func updating(_ page: String) -> String {
    let head = "| Kind | What was not seen | Large from | Source |"
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let start = lines.firstIndex(of: head) else { return page }
    let end = lines[start...].firstIndex(of: "") ?? lines.endIndex
    let table =
      [head, "|---|---|---|---|"]
      + catalog.blindSpots.map { kind in
        "| `\(kind.id)` | \(kind.meaning) | "
          + (kind.largeFrom.map { "\(NumberText.percent($0)) \(kind.share)" } ?? "–")
          + " | \(kind.source) |"
      }
    return (lines[..<start] + table + lines[end...]).joined(separator: "\n")
  }
}
