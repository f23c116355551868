internal import Mustache

/// Text that can stand in a page as it is: escaped, or markup of our own.
///
/// Templates take nothing else, and take it raw: so escaping is a matter of types, and of scalars
/// rather than of characters. A quotation mark with a combining accent is one character, which no
/// list of characters to escape has, and yet ends an attribute.
struct HTMLText: MustacheCustomRenderable, Sendable {
  let renderText: String
  var isNull: Bool { false }

  /// Untrusted text, made visible and escaped; of a longer one than the limit the middle is left out.
  init(_ text: String, limit: Int = 2_000) {
    renderText = XMLText.visible(text, limit: limit)
  }

  /// Lines of untrusted code; within a line there is no break.
  init(code: [String]) {
    renderText = code.map { XMLText.visible($0, limit: 20_000) }
      .joined(separator: "\n")
  }

  /// Markup of our own.
  init(markup: String) { renderText = markup }
}

extension SVGFigure {
  /// The figure for a page.
  func html(id: String) -> HTMLText { HTMLText(markup: inline(id: id)) }
}
