internal import FathomAnalyses
private import FathomData
internal import FathomSummaries

/// The arrangement that was found, as a CSV that other programs can follow.
///
/// For columns: one row a place, with the name of the column that is put there. For a grid: one row a
/// place, with the row and column from which its pixel comes. Features that took no part, because they
/// do not vary or are not numeric, are not listed.
public enum OrderFile {
  /// The text of the file; nil where no arrangement was searched for, or none that holds was found.
  public static func text(of report: Report) -> String? {
    let arrangements = report.analyses.flatMap(\.outcome.exhibits).compactMap { exhibit in
      if case .arrangement(let arrangement) = exhibit { arrangement.order } else { nil }
    }
    guard let order = arrangements.first else { return nil }
    let layout = report.input.layout
    if case .grid(_, let width, _) = layout {
      let lines = order.enumerated().compactMap { place, source in
        source.map { "\(place / width),\(place % width),\($0 / width),\($0 % width)" }
      }
      return (["row,column,sourceRow,sourceColumn"] + lines).joined(separator: "\n") + "\n"
    }
    let names = report.input.columns.filter { column in
      column.role == .feature
        || layout != .table && column.role == .excluded
          && column.roleReason == ExclusionReason.noVariation
    }.map(\.name)
    let lines = order.enumerated().compactMap { place, source in
      source.flatMap { names.indices.contains($0) ? "\(place),\(CSVText.cell(names[$0]))" : nil }
    }
    return (["place,column"] + lines).joined(separator: "\n") + "\n"
  }
}
