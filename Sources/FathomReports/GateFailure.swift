internal import FathomAnalyses
internal import FathomSummaries

/// Why a gate could not run, in the format that was asked for.
///
/// A CI server that reads a report would otherwise show the last one, or none, for a run that ended
/// with 2.
public struct GateFailure: Sendable, Equatable {
  /// One sentence for people.
  public var message: String
  /// The data as the user named them; nil where the command came to know none.
  public var path: String?

  /// A failure from its parts.
  public init(message: String, path: String? = nil) {
    self.message = message
    self.path = path
  }

  /// The failure as a whole document, ending with a line break.
  public func rendered(as format: ReportFormat) throws(ReportError) -> String {
    let visible = PlainText.visible(message, limit: 2_000)
    switch format {
    case .markdown: return "**fathom check could not run:** \(MarkdownText.escape(visible))\n"
    case .html: return html
    case .json: return try JSONRenderer.text(of: document)
    case .junit: return junit
    case .sarif: return try JSONRenderer.text(of: sarif)
    case .github:
      return GitHubRenderer.command(
        "error", file.map { ($0, 1) }, title: "fathom check could not run", message) + "\n"
    default: return "fathom check could not run: \(visible)\n"
    }
  }

  /// The path of the data; nil where they come through a pipe.
  private var file: String? {
    path.flatMap { $0 == "-" || $0 == "standard input" ? nil : PlainText.withoutLeadingDots($0) }
  }

  private static let tool = Report.Tool(name: "fathom", version: Report.currentVersion)

  // MARK: JSON

  private struct Document: Encodable {
    struct Problem: Encodable {
      var message: String
      @NullCodable var path: String?
    }

    var schemaVersion = 1
    var tool = GateFailure.tool
    var error: Problem
  }

  private var document: Document {
    Document(error: Document.Problem(message: message, path: path))
  }

  // MARK: HTML

  private var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"/><meta name="color-scheme" content="light dark"/>
    <title>fathom check could not run</title></head>
    <body><main><h1>fathom check could not run</h1>
    <p>\(XMLText.visible(message))</p></main></body>
    </html>

    """
  }

  // MARK: JUnit

  private var junit: String {
    let message = XMLText.visible(message)
    return JUnitRenderer.document(
      path: path, tests: 1, failures: 0, errors: 1, skipped: 0,
      [
        "    <testcase classname=\"fathom\" name=\"check\">",
        "      <error type=\"could not run\" message=\"\(message)\">\(message)</error>",
        "    </testcase>",
      ])
  }

  // MARK: SARIF

  private var sarif: SARIFLog {
    SARIFLog(runs: [
      SARIFLog.Run(
        tool: SARIFRenderer.tool(GateFailure.tool, rules: []),
        invocations: [
          SARIFLog.Invocation(
            executionSuccessful: false, exitCode: 2,
            toolExecutionNotifications: [
              SARIFLog.Notification(
                level: .error, message: SARIFLog.message(message),
                locations: file.map { [SARIFLog.Location(path: $0)] })
            ])
        ],
        results: [])
    ])
  }
}
