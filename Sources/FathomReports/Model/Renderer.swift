/// Turns a report into text of some format.
///
/// Renderers choose words and digits; they compute nothing.
public protocol Renderer: Sendable {
  /// The whole report, ending with a line break.
  func render(_ report: Report) throws(ReportError) -> String
}

/// What can go wrong between a report and its text.
public enum ReportError: Error, Equatable, Sendable {
  /// A value could not be encoded: a mistake of ours.
  case encoding(String)
  /// A file is not a report of this program.
  case notAReport(path: String, reason: String)
  /// A file is not a baseline of this program.
  case notABaseline(path: String, reason: String)
  /// The format is for gates, and none looked at the report.
  case noGate(String)
}

extension ReportError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .encoding(let what): "the report could not be written as JSON: \(what)"
    case .notAReport(let path, let reason): "\(path): not a report of fathom: \(reason)"
    case .notABaseline(let path, let reason): "\(path): not a baseline of fathom: \(reason)"
    case .noGate(let format):
      "the format \(format) shows checks, and this report has none; `fathom check` makes one "
        + "that has"
    }
  }
}
