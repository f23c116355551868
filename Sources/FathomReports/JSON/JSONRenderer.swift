public import FathomAnalyses
public import Foundation

/// The report as JSON with all its digits; names are sorted, so that the same report has the same bytes.
public struct JSONRenderer: Renderer {
  /// A renderer.
  public init() {}

  /// The whole report, ending with a line break.
  public func render(_ report: Report) throws(ReportError) -> String {
    try JSONRenderer.text(of: report)
  }

  /// Anything as JSON with sorted names, ending with a line break.
  public static func text(of value: some Encodable) throws(ReportError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch {
      throw .encoding("\(error)")
    }
  }

  /// Reads a report back.
  ///
  /// - Parameters:
  ///   - path: named in the error.
  ///   - catalog: the analyses that the report may hold.
  public static func read(
    _ data: Data, path: String, catalog: Catalog = .standard
  ) throws(ReportError) -> Report {
    let decoder = JSONDecoder()
    if let key = AnalysisReport.catalogKey { decoder.userInfo[key] = catalog }
    do {
      var report = try decoder.decode(Report.self, from: data)
      report.catalog = catalog
      return report
    } catch {
      throw .notAReport(path: path, reason: reason(error))
    }
  }

  package static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted(let context): context.debugDescription
    case DecodingError.keyNotFound(let key, _): "“\(key.stringValue)” is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "at \(context.codingPath.map(\.stringValue).joined(separator: ".")): "
        + context.debugDescription
    default: "\(error)"
    }
  }
}
