internal import FathomAnalyses

/// The rows whose labels are probably wrong, as a CSV that other programs can follow.
///
/// One row a suspect, the least probable label first: its number below the header, the line of the file or the name of the
/// image, the label that it has, the one that it should have, and the probability of the former. Labels are values of the
/// data: who asks for the file asks for them. Of numbers they are known only while the data are: a report that is rendered
/// again has none, unless it was made with `--include-samples`.
public struct SuspectFile {
  /// The text of the file; a header alone where no label stands out.
  public let text: String
  /// Whether there is no row.
  public let isEmpty: Bool

  /// The file of a report; nil where labels were not looked at.
  public init?(_ report: Report) {
    guard let rows = report.analyses.flatMap(\.outcome.exhibits).suspects else { return nil }
    let hasNames = report.input.images != nil
    let lines = rows.map { row in
      let place =
        hasNames ? CSVText.foreignCell(row.name ?? "") : row.line.map { "\($0)" } ?? ""
      return "\(row.row),\(place),\(CSVText.foreignCell(row.given ?? "")),"
        + "\(CSVText.foreignCell(row.likely ?? "")),\(row.probability)"
    }
    let header = "row,\(hasNames ? "image" : "line"),given,likely,probability"
    text = ([header] + lines).joined(separator: "\n") + "\n"
    isEmpty = rows.isEmpty
  }
}

extension [Exhibit] {
  /// The rows whose labels are doubted; nil where labels were not looked at.
  var suspects: [ExhibitSuspects.Row]? {
    for case .suspects(let suspects) in self { return suspects.rows }
    return nil
  }
}
