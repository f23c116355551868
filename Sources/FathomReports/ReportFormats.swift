/// The formats that reports are written in.
public enum ReportFormat: String, Sendable, CaseIterable {
  case text, markdown, html, json
  /// For `fathom check`: test reports, code scanning, annotations of GitHub Actions.
  case junit, sarif, github

  /// Whether the format has a form only for what a gate made of a report.
  public var needsGate: Bool {
    switch self {
    case .text, .markdown, .html, .json: false
    case .junit, .sarif, .github: true
    }
  }

  /// All names, for people.
  public static var names: String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }

  /// The renderer of a format.
  ///
  /// - Parameters:
  ///   - usesColour: for `text` on a terminal.
  ///   - width: for `text`: columns of the terminal.
  ///   - figures: for `markdown`: where the figures lie, as a link has it.
  ///   - isBrief: for `markdown`: what fits a comment on a pull request.
  public func renderer(
    usesColour: Bool = false, width: Int = 100, figures: String? = nil,
    isBrief: Bool = false
  ) -> any Renderer {
    switch self {
    case .text: TextRenderer(usesColour: usesColour, width: width)
    case .markdown: MarkdownRenderer(figures: figures, isBrief: isBrief)
    case .html: HTMLRenderer()
    case .json: JSONRenderer()
    case .junit: JUnitRenderer()
    case .sarif: SARIFRenderer()
    case .github: GitHubRenderer()
    }
  }
}
