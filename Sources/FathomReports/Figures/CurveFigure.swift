internal import FathomAnalyses

/// Points along an axis, with a band of what chance would give.
struct CurveFigure {
  let curve: ExhibitCurve

  private static let width = 420.0
  private static let height = 258.0
  private static let left = 52.0
  private static let right = 404.0
  private static let floor = 206.0
  private static let top = 24.0
  /// More points than these are drawn without dots.
  private static let dots = 30

  func drawn() -> SVGFigure {
    var drawing = SVGDrawing(width: CurveFigure.width, height: CurveFigure.height)
    let xs = curve.points.map(\.x)
    let ys = curve.points.map(\.y) + curve.band.flatMap { [$0.lower, $0.upper] } + [0]
    guard let firstX = xs.min(), let lastX = xs.max(), let lowest = ys.min(),
      let highest = ys.max()
    else { return SVGFigure(drawing, title: curve.title, description: "No points.") }
    let x = SVGScale(firstX...lastX, start: CurveFigure.left + 8, end: CurveFigure.right - 8)
    let room = 0.05 * max(highest - lowest, 1e-9)
    let y = SVGScale(
      lowest - room...highest + room, start: CurveFigure.floor, end: CurveFigure.top)
    for (value, text) in y.labels(atMost: 5) {
      drawing.line(
        value == 0 ? "axis" : "grid", CurveFigure.left, y(value), CurveFigure.right, y(value))
      drawing.text("tick", CurveFigure.left - 6, y(value) + 4, text, anchor: .end)
    }
    let wholeNumbers = xs.allSatisfy { $0 == $0.rounded() }
    for (value, text) in x.labels(atMost: 8) where !wholeNumbers || value == value.rounded() {
      drawing.text("tick", x(value), CurveFigure.floor + 20, text, anchor: .middle)
    }
    drawing.text("tick", CurveFigure.right, 246, curve.xLabel, anchor: .end)
    drawing.text("tick", CurveFigure.left - 40, 14, curve.yLabel)
    if !curve.band.isEmpty {
      let upper = zip(curve.points, curve.band).map { (x($0.x), y($1.upper)) }
      let lower = zip(curve.points, curve.band).map { (x($0.x), y($1.lower)) }
      drawing.path("band", upper + lower.reversed(), isClosed: true)
      drawing.text("tick", CurveFigure.right, 14, "grey: if shuffled, 95 %", anchor: .end)
    }
    let points = curve.points.map { (x: x($0.x), y: y($0.y)) }
    drawing.path("curve", points)
    if points.count <= CurveFigure.dots {
      for point in points { drawing.dot("dot", point.x, point.y, radius: 4) }
    }
    if let first = points.first, let value = curve.points.first?.y {
      // Beside a curve that falls; above one that goes on to the right, whose line would look like a sign.
      let isSteep = points.count < 2 || abs(points[1].y - first.y) > 1.5 * (points[1].x - first.x)
      drawing.text(
        "strong", first.x + (isSteep ? 10 : -4),
        isSteep ? max(CurveFigure.top, first.y) + 4 : max(CurveFigure.top + 10, first.y) - 8,
        NumberText.coefficient(value))
    }
    return SVGFigure(drawing, title: curve.title, description: description)
  }

  private var description: String {
    let shown = curve.points.prefix(12).map {
      "\(NumberText.number($0.x)): \(NumberText.coefficient($0.y))"
    }.joined(separator: ", ")
    return "\(curve.yLabel) by \(curve.xLabel): \(shown)"
      + (curve.points.count > 12 ? " and \(NumberText.count(curve.points.count - 12)) more." : ".")
  }
}
