internal import FathomAnalyses

/// A difference with its interval, the zone that is too small to matter, and the ceiling.
struct MarginFigure {
  let margin: ExhibitMargin

  private static let width = 420.0
  private static let left = 10.0
  private static let right = 410.0
  private static let top = 22.0
  private static let floor = 68.0

  func drawn() -> SVGFigure {
    var drawing = SVGDrawing(width: MarginFigure.width, height: 106)
    let (top, floor) = (MarginFigure.top, MarginFigure.floor)
    let limits = margin.interval + [margin.value, 1.6 * margin.tooSmall, -1.6 * margin.tooSmall]
    let (low, high) = (limits.min() ?? -1, limits.max() ?? 1)
    // A ceiling far away would press everything else together.
    let ceiling = margin.ceiling.flatMap { $0 <= high + 0.8 * (high - low) ? $0 : nil }
    let room = 0.06 * max(high - low, 1e-9)
    let x = SVGScale(
      low - room...max(high + room, ceiling.map { $0 + 4 * room } ?? high),
      start: MarginFigure.left,
      end: MarginFigure.right)
    drawing.rectangle(
      "zoneMid", x: x(-margin.tooSmall), y: top,
      width: max(1, x(margin.tooSmall) - x(-margin.tooSmall)), height: floor - top)
    let words = 68.0
    let middle = (x(-margin.tooSmall) + x(margin.tooSmall)) / 2
    drawing.text(
      "tick", min(max(middle, MarginFigure.left + words), MarginFigure.right - words), 101,
      "too small to matter", anchor: .middle)
    if let ceiling {
      drawing.line("ceiling", x(ceiling), top, x(ceiling), floor)
      // Above the line, unless the difference has its number there.
      if x(ceiling) - x(margin.value) > 90 {
        drawing.text(
          "tick", min(x(ceiling) + 46, MarginFigure.right), 14, "no errors left", anchor: .end)
      }
    }
    drawing.line("axis", MarginFigure.left, floor, MarginFigure.right, floor)
    drawing.line("axis", x(0), 44, x(0), floor)
    labels(&drawing, x, ceiling)
    if let from = margin.interval.first, let to = margin.interval.last {
      drawing.line("bracket", x(from), 53, x(to), 53)
    }
    drawing.line("bracket", x(margin.value), top - 2, x(margin.value), 53)
    drawing.diamond("dot", x(margin.value), 53, radius: 6.5)
    drawing.text(
      "big", min(max(x(margin.value), 40), 380), 14, MarginFigure.signed(margin.value),
      anchor: .middle)
    return SVGFigure(drawing, title: margin.finding, description: description)
  }

  /// Labels below the axis, from the most to the least important; one that would touch another is left out.
  private func labels(_ drawing: inout SVGDrawing, _ x: SVGScale, _ ceiling: Double?) {
    var taken = [ClosedRange<Double>]()
    let wanted =
      [(0, "equal")]
      + [margin.tooSmall, -margin.tooSmall].map { ($0, MarginFigure.signed($0)) }
      + (ceiling.map { x($0) - x(margin.value) > 90 ? [] : [($0, "no errors left")] } ?? [])
    for (value, text) in wanted {
      let half = Double(text.count) * 3.6
      let middle = min(max(x(value), MarginFigure.left + half), MarginFigure.right - half)
      let span = middle - half - 4...middle + half + 4
      guard !taken.contains(where: { $0.overlaps(span) }) else { continue }
      taken.append(span)
      drawing.text("tick", middle, 84, text, anchor: .middle)
    }
  }

  private static func signed(_ value: Double) -> String {
    (value >= 0.0005 ? "+" : "") + NumberText.error(value)
  }

  private var description: String {
    "Differences up to \(NumberText.error(margin.tooSmall)) in \(margin.unit) are too small to matter. The "
      + "difference is \(MarginFigure.signed(margin.value)), its 95 % interval "
      + margin.interval.map(MarginFigure.signed).joined(separator: " to ")
      + (margin.ceiling.map { ". Beyond \(MarginFigure.signed($0)) no errors are left." } ?? ".")
  }
}
