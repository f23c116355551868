/// A finished drawing with its finding and its numbers in words.
struct SVGFigure {
  /// The drawing.
  let drawing: SVGDrawing
  /// The finding.
  let title: String
  /// The numbers in words, for those who cannot see it.
  let description: String

  init(_ drawing: SVGDrawing, title: String, description: String) {
    self.drawing = drawing
    self.title = title
    self.description = description
  }

  private var size: String { "0 0 \(drawing.n(drawing.width)) \(drawing.n(drawing.height))" }

  /// The figure as a file of its own, with its colours.
  var document: String {
    let (width, height) = (drawing.n(drawing.width), drawing.n(drawing.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="\(size)" \
      width="\(width)" height="\(height)" role="img">
      <title>\(XMLText.visible(title, limit: 400))</title>
      <desc>\(XMLText.visible(description, limit: 4_000))</desc>
      <style>\(FigureStyle.file)</style>
      <rect class="page" width="\(width)" height="\(height)"/>
      \(drawing.elements.joined(separator: "\n"))
      </svg>

      """
  }

  /// The figure as a part of a page that has its colours.
  ///
  /// - Parameter id: unlike those of all other figures of the page.
  func inline(id: String) -> String {
    """
    <svg class="chart" viewBox="\(size)" role="img" aria-labelledby="\(id)-t \(id)-d">\
    <title id="\(id)-t">\(XMLText.visible(title, limit: 400))</title>\
    <desc id="\(id)-d">\(XMLText.visible(description, limit: 4_000))</desc>\
    \(drawing.elements.joined())</svg>
    """
  }
}
