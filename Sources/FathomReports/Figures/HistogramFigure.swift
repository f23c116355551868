internal import FathomAnalyses

/// A histogram of what chance gives, with what was observed and what could be at best.
struct HistogramFigure {
  let histogram: ExhibitHistogram

  private static let width = 420.0
  private static let height = 258.0
  private static let left = 12.0
  private static let right = 408.0
  private static let floor = 206.0
  private static let top = 84.0

  func drawn() -> SVGFigure {
    var drawing = SVGDrawing(width: HistogramFigure.width, height: HistogramFigure.height)
    let h = histogram
    let smallest = min(h.lower, h.observed, h.best ?? h.observed)
    let largest = max(h.upper, h.observed, h.best ?? h.observed)
    let room = 0.04 * max(largest - smallest, 1e-9)
    let x = SVGScale(
      smallest - room...largest + room, start: HistogramFigure.left, end: HistogramFigure.right)
    drawing.line(
      "axis", HistogramFigure.left, HistogramFigure.floor, HistogramFigure.right,
      HistogramFigure.floor)
    for (value, text) in x.labels(atMost: 6) {
      drawing.line(
        "axis", x(value), HistogramFigure.floor, x(value), HistogramFigure.floor + 4)
      drawing.text("tick", x(value), HistogramFigure.floor + 20, text, anchor: .middle)
    }
    drawing.text("tick", HistogramFigure.right, 246, h.xLabel, anchor: .end)
    bars(&drawing, x)
    marks(&drawing, x)
    return SVGFigure(drawing, title: h.title, description: description)
  }

  private func bars(_ drawing: inout SVGDrawing, _ x: SVGScale) {
    let h = histogram
    let most = Double(max(1, h.counts.max() ?? 1))
    let step = (h.upper - h.lower) / Double(max(1, h.counts.count))
    for (place, count) in h.counts.enumerated() where count > 0 {
      let from = x(h.lower + Double(place) * step)
      let to = x(h.lower + Double(place + 1) * step)
      // Every count shows, and bars narrower than a unit do not vanish.
      let height = max(1, Double(count) / most * (HistogramFigure.floor - HistogramFigure.top))
      drawing.rectangle(
        "bar", x: from, y: HistogramFigure.floor - height, width: max(1, to - from - 0.5),
        height: height)
    }
  }

  private func marks(_ drawing: inout SVGDrawing, _ x: SVGScale) {
    let h = histogram
    if let best = h.best {
      drawing.line("ceiling", x(best), 46, x(best), HistogramFigure.floor)
      let isRight = x(best) > 330
      drawing.text(
        "tick", isRight ? x(best) - 6 : x(best) + 6, 40, "ceiling \(NumberText.coefficient(best))",
        anchor: isRight ? .end : .start)
    }
    drawing.line("observed", x(h.observed), 56, x(h.observed), HistogramFigure.floor)
    let isRight = x(h.observed) > HistogramFigure.width / 2
    let place = isRight ? x(h.observed) - 8 : x(h.observed) + 8
    let anchor: SVGDrawing.Anchor = isRight ? .end : .start
    drawing.text("strong", place, 62, h.observedLabel, anchor: anchor)
    drawing.text("strong", place, 78, NumberText.coefficient(h.observed), anchor: anchor)
    let middle = (h.lower + h.upper) / 2
    drawing.text(
      "tick", min(max(x(middle), 90), 330), 20,
      "\(h.countedLabel): \(NumberText.coefficient(h.lower)) to \(NumberText.coefficient(h.upper))",
      anchor: .middle)
  }

  private var description: String {
    let h = histogram
    return "\(NumberText.count(h.counts.reduce(0, +))) values (\(h.countedLabel)) from "
      + "\(NumberText.coefficient(h.lower)) to \(NumberText.coefficient(h.upper)); \(h.observedLabel) "
      + NumberText.coefficient(h.observed)
      + (h.best.map { "; at best \(NumberText.coefficient($0))" } ?? "") + "."
  }
}
