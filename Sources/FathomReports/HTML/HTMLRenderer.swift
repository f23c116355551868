/// The report as one page that stands alone: no script, no request, light or dark as the reader prefers.
public struct HTMLRenderer: Renderer {
  /// A renderer.
  public init() {}

  /// The whole page, ending with a line break.
  public func render(_ report: Report) throws(ReportError) -> String {
    try HTMLTemplates.render(HTMLPage(report))
  }
}
