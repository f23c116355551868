extension ReportFormat {
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
