public import FathomData
internal import FathomAnalyses
public import FathomReports
public import FathomSummaries

/// Something that differs, with the rows in which it does.
struct LocatedDrift: Sendable {
  var drift: Drift
  var failures: CellAudit.Failures?
}

/// All that differs, and what was not compared.
struct CellDrifts: Sendable {
  var located: [LocatedDrift]
  /// The comparisons that the baseline asks for.
  var asked: Set<String>
  /// Of these, why some were not made.
  var reasons: [String: String]
}

extension GateResult.Check {
  /// Takes over where it fails.
  mutating func take(_ failures: CellAudit.Failures?) {
    guard let failures else { return }
    rows = failures.rows
    lines = failures.lines.map { GateResult.LineRange(first: $0.lowerBound, last: $0.upperBound) }
    let places = GateResult.Check.words(failures)
    if !places.isEmpty { message += " \(places)" }
  }

  private static func words(_ failures: CellAudit.Failures) -> String {
    guard !failures.lines.isEmpty else { return "" }
    let shown = failures.lines.prefix(3).map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
    }
    let counted = failures.lines.prefix(3).reduce(0) { $0 + $1.count }
    let isOne = failures.lines.count == 1 && failures.lines[0].count == 1
    return (isOne ? "Line " : "Lines ") + shown.joined(separator: ", ")
      + (failures.rows > counted ? " and \(NumberText.count(failures.rows - counted)) more." : ".")
  }
}
