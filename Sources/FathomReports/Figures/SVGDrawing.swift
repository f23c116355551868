private import Foundation

/// A drawing in the making: elements of SVG with their text escaped.
///
/// The colours are named by classes, which a style sheet of two palettes, light and dark, fills.
struct SVGDrawing {
  /// Extent in units; text of 13 units is readable on a phone.
  let width: Double
  let height: Double
  private(set) var elements: [String] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Where text is anchored.
  enum Anchor: String {
    case start, middle, end
  }

  mutating func rectangle(
    _ kind: String, x: Double, y: Double, width: Double, height: Double
  ) {
    elements.append(
      "<rect class=\"\(kind)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" "
        + "height=\"\(n(height))\"/>")
  }

  mutating func line(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    elements.append(
      "<line class=\"\(kind)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>")
  }

  /// A square on its corner.
  mutating func diamond(_ kind: String, _ x: Double, _ y: Double, radius: Double) {
    path(
      kind, [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], isClosed: true)
  }

  /// A picture of one pixel a cell in two palettes, of which the style sheet shows one.
  mutating func picture(
    light: String, dark: String, x: Double, y: Double, width: Double, height: Double
  ) {
    for (kind, png) in [("forLight", light), ("forDark", dark)] {
      elements.append(
        "<image class=\"\(kind)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" "
          + "height=\"\(n(height))\" preserveAspectRatio=\"none\" "
          + "href=\"data:image/png;base64,\(png)\"/>")
    }
  }

  mutating func dot(_ kind: String, _ x: Double, _ y: Double, radius: Double) {
    elements.append("<circle class=\"\(kind)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\"/>")
  }

  mutating func path(_ kind: String, _ points: [(x: Double, y: Double)], isClosed: Bool = false) {
    guard let first = points.first else { return }
    let rest = points.dropFirst().map { " L \(n($0.x)) \(n($0.y))" }.joined()
    elements.append(
      "<path class=\"\(kind)\" d=\"M \(n(first.x)) \(n(first.y))\(rest)\(isClosed ? " Z" : "")\"/>")
  }

  mutating func text(
    _ kind: String, _ x: Double, _ y: Double, _ text: String, anchor: Anchor = .start
  ) {
    elements.append(
      "<text class=\"\(kind)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\">"
        + "\(XMLText.visible(text, limit: 400))</text>")
  }

  /// Text that ends at a point and comes up to it from below left.
  mutating func risingText(_ kind: String, _ x: Double, _ y: Double, _ text: String) {
    elements.append(
      "<text class=\"\(kind)\" transform=\"translate(\(n(x)) \(n(y))) rotate(-60)\">"
        + "\(XMLText.visible(text, limit: 400))</text>")
  }

  /// Coordinates to a tenth, without what a reader of the file would not miss.
  func n(_ value: Double) -> String {
    let text = String(format: "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
