private import FathomAnalyses
private import Foundation

/// A drawing in the making: elements of SVG with their text escaped.
///
/// The colours are named by classes, which a style sheet of two palettes, light and dark, fills.
struct SVGDrawing {
  /// Extent in units; text of 13 units is readable on a phone.
  let width: Double
  private(set) var height: Double
  private var elements: [String] = []

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

  mutating func dot(_ kind: String, _ x: Double, _ y: Double, radius: Double) {
    elements.append("<circle class=\"\(kind)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\"/>")
  }

  mutating func path(_ kind: String, _ points: [(x: Double, y: Double)], isClosed: Bool = false) {
    guard let first = points.first else { return }
    let rest = points.dropFirst().map { "L\(n($0.x)) \(n($0.y))" }.joined()
    elements.append(
      "<path class=\"\(kind)\" d=\"M\(n(first.x)) \(n(first.y))\(rest)\(isClosed ? "Z" : "")\"/>")
  }

  mutating func text(
    _ kind: String, _ x: Double, _ y: Double, _ text: String, anchor: Anchor = .start
  ) {
    elements.append(
      "<text class=\"\(kind)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\">"
        + "\(SVGDrawing.escaped(text))</text>")
  }

  /// Text that ends at a point and comes up to it from below left.
  mutating func risingText(_ kind: String, _ x: Double, _ y: Double, _ text: String) {
    elements.append(
      "<text class=\"\(kind)\" transform=\"translate(\(n(x)) \(n(y))) rotate(-60)\">"
        + "\(SVGDrawing.escaped(text))</text>")
  }

  /// The whole figure as a file of its own.
  ///
  /// - Parameters:
  ///   - title: the finding.
  ///   - description: the numbers in words, for those who cannot see it.
  func document(title: String, description: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(width)) \(n(height))" \
    width="\(n(width))" height="\(n(height))" role="img">
    <title>\(SVGDrawing.escaped(title))</title>
    <desc>\(SVGDrawing.escaped(description))</desc>
    <style>\(SVGDrawing.style)</style>
    <rect class="page" width="\(n(width))" height="\(n(height))"/>
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  private static let style = """
    svg{--page:#fcfcfa;--ink:#1a1d21;--ink2:#4f565e;--accent:#0a6572;--bar:#7b8280;--band:#d5d8d3;\
    --rule:#d5d8d3;--n1:#f1ddcb;--n2:#e6bd9b;--n3:#d3915f;\
    --n4:#a85f2a;--n5:#7c3f12;--q0:#eceeea;--q1:#d3e6e7;--q2:#a5cdd2;--q3:#6badb6;--q4:#247885;\
    --q5:#0a5763;--light:#fff}
    @media(prefers-color-scheme:dark){svg{--page:#14171a;--ink:#e9ebed;--ink2:#b0b7be;\
    --accent:#5cc4d1;--bar:#7c858c;--band:#2b3136;--rule:#3a4147;--n1:#4b3526;--n2:#6b482e;--n3:#96633b;\
    --n4:#cb9362;--n5:#f3cba4;--q0:#262b2f;\
    --q1:#1d3b41;--q2:#215860;--q3:#2a6f79;--q4:#55aab5;--q5:#9adfe7;--light:#14171a}}
    text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;\
    font-variant-numeric:tabular-nums;fill:var(--ink2)}
    .tick,.strong{paint-order:stroke;stroke:var(--page);stroke-width:3px}\
    .page{fill:var(--page)}.strong{font-weight:600;fill:var(--accent)}.ink{fill:var(--ink)}\
    .onDark{fill:var(--light)}.bar{fill:var(--bar)}.band{fill:var(--band)}\
    .axis{stroke:var(--ink2);stroke-width:1}.grid{stroke:var(--rule);stroke-width:1}\
    .observed{stroke:var(--accent);stroke-width:3}.bracket{stroke:var(--accent);stroke-width:2}\
    .ceiling{stroke:var(--ink2);stroke-width:1.5;stroke-dasharray:4 3}\
    .curve{fill:none;stroke:var(--accent);stroke-width:2}.dot{fill:var(--accent)}\
    .n1{fill:var(--n1)}.n2{fill:var(--n2)}.n3{fill:var(--n3)}.n4{fill:var(--n4)}.n5{fill:var(--n5)}\
    .q0{fill:var(--q0)}.q1{fill:var(--q1)}.q2{fill:var(--q2)}.q3{fill:var(--q3)}\
    .q4{fill:var(--q4)}.q5{fill:var(--q5)}.none{fill:none;stroke:var(--rule);stroke-dasharray:2 2}
    """

  /// Coordinates to a tenth, without what a reader of the file would not miss.
  private func n(_ value: Double) -> String {
    let text = String(format: "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Text as XML has it, without what no XML may hold.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in PlainText.visible(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// A scale from numbers to units, with round numbers to label it.
struct SVGScale {
  let lower: Double
  let upper: Double
  let start: Double
  let end: Double

  /// - Parameters:
  ///   - range: the numbers that are shown.
  ///   - start: where the smallest lies, in units.
  ///   - end: where the largest lies.
  init(_ range: ClosedRange<Double>, start: Double, end: Double) {
    let margin = range.upperBound > range.lowerBound ? 0 : max(1e-9, abs(range.lowerBound) * 0.1)
    lower = range.lowerBound - margin
    upper = range.upperBound + margin
    self.start = start
    self.end = end
  }

  func callAsFunction(_ value: Double) -> Double {
    start + (value - lower) / (upper - lower) * (end - start)
  }

  /// Steps of 1, 2 or 5 times a power of ten, so that no more labels are needed than this.
  func ticks(atMost count: Int) -> [Double] {
    let raw = (upper - lower) / Double(max(1, count))
    let power = pow(10, floor(log10(raw)))
    let step = ([1, 2, 5, 10].first { $0 * power >= raw * 0.999_999 } ?? 10) * power
    var ticks = [Double]()
    var k = (lower / step).rounded(.up)
    while k * step <= upper + 1e-9 * step, ticks.count <= 4 * count {
      ticks.append(k == 0 ? 0 : k * step)
      k += 1
    }
    return ticks
  }

  /// A label with as many digits as the steps between the labels need.
  static func label(_ value: Double, step: Double) -> String {
    let decimals = max(0, min(6, Int(ceil(-log10(max(1e-6, step)) - 1e-9))))
    return String(format: "%.\(decimals)f", value == 0 ? 0 : value)
      .replacingOccurrences(of: "-", with: "\u{2212}")
  }

  func labels(atMost count: Int) -> [(value: Double, text: String)] {
    let ticks = ticks(atMost: count)
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : upper - lower
    return ticks.map { ($0, SVGScale.label($0, step: step)) }
  }
}
