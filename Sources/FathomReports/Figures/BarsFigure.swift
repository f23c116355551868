internal import FathomAnalyses
private import Foundation

/// What is asked for as bars on a logarithmic scale, with a line at what is there.
struct BarsFigure {
  let bars: ExhibitBars

  private static let width = 420.0
  private static let left = 12.0
  private static let right = 326.0
  private static let top = 44.0
  private static let step = 38.0

  func drawn() -> SVGFigure {
    let floor = BarsFigure.top + BarsFigure.step * Double(bars.bars.count)
    var drawing = SVGDrawing(width: BarsFigure.width, height: floor + 44)
    let values = (bars.bars.compactMap(\.needed) + [bars.present]).map { max(1, $0) }
    let lowest = log10(values.min() ?? 1)
    let highest = log10(values.max() ?? 1)
    let x = SVGScale(
      max(0, (lowest - 0.3).rounded(.down))...max(lowest + 1, highest), start: BarsFigure.left,
      end: BarsFigure.right)
    let present = x(log10(max(1, bars.present)))
    let first = Int(x.lower.rounded(.up))
    let last = max(first, Int(x.upper))
    // Powers of ten, with so much room between them that their labels do not touch.
    for exponent in stride(from: first, through: last, by: (last - first) / 4 + 1) {
      let place = x(Double(exponent))
      drawing.line("grid", place, BarsFigure.top - 8, place, floor)
      drawing.text(
        "tick", place, floor + 16, ReportPhrases.rounded(pow(10, Double(exponent))),
        anchor: place < BarsFigure.left + 16 ? .start : .middle)
    }
    for (place, bar) in bars.bars.enumerated() {
      let y = BarsFigure.top + BarsFigure.step * Double(place)
      drawing.text("ink", BarsFigure.left, y + 10, PlainText.shortened(bar.label, width: 58))
      guard let needed = bar.needed else {
        drawing.text("tick", BarsFigure.left, y + 27, "not known")
        continue
      }
      let end = max(BarsFigure.left + 1, x(log10(max(1, needed))))
      let there = bar.isMet ? end : min(end, present)
      drawing.rectangle(
        bar.isMet ? "q4" : "bar", x: BarsFigure.left, y: y + 16,
        width: max(0, there - BarsFigure.left), height: 12)
      if end > there {
        drawing.rectangle("band", x: there, y: y + 16, width: end - there, height: 12)
      }
      drawing.line("observed", present, y + 13, present, y + 31)
      let label = (bar.isMet ? "✓ " : "") + ReportPhrases.rounded(needed)
      // No label stands across the line at what there is.
      let isCrossed = end <= present && end + 12 + 8 * Double(label.count) > present
      drawing.text("tick", (isCrossed ? present : end) + 6, y + 26, label)
    }
    drawing.line("observed", present, 28, present, BarsFigure.top - 8)
    let isRight = present > 220
    drawing.text(
      "strong", present + (isRight ? -6 : 6), 22,
      "there are \(ReportPhrases.rounded(bars.present))",
      anchor: isRight ? .end : .start)
    drawing.text(
      "tick", BarsFigure.right, floor + 36, bars.unit + " (logarithmic)", anchor: .end)
    return SVGFigure(drawing, title: bars.title, description: description)
  }

  private var description: String {
    let parts = bars.bars.map { bar in
      "\(bar.label): \(bar.needed.map(NumberText.number) ?? "not known")\(bar.isMet ? ", met" : "")"
    }.joined(separator: "; ")
    return "There are \(NumberText.number(bars.present)) \(bars.unit). \(parts)."
  }
}
