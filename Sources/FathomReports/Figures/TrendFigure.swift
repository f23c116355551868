internal import FathomAnalyses
private import Foundation

/// Measured points with their errors, the line through and beyond them, its band, and today.
struct TrendFigure {
  let trend: ExhibitTrend

  private static let width = 420.0
  private static let height = 274.0
  private static let left = 52.0
  private static let right = 404.0
  private static let floor = 222.0
  private static let top = 38.0

  func drawn() -> SVGFigure {
    var drawing = SVGDrawing(width: TrendFigure.width, height: TrendFigure.height)
    let xs = (trend.points.map(\.x) + trend.line.map(\.x) + [trend.mark]).map { max($0, 1e-9) }
    let ys = trend.points.flatMap { [$0.y - $0.error, $0.y + $0.error] } + trend.line.map(\.y)
    guard let firstX = xs.min(), let lastX = xs.max(), let lowest = ys.min(), let highest = ys.max()
    else { return SVGFigure(drawing, title: trend.title, description: "No points.") }
    // The band may be wide where nothing is known: it is cut off rather than the line flattened.
    let room = max(0.15 * (highest - lowest), 1e-9)
    let bottom = lowest >= 0 ? max(0, lowest - room) : lowest - room
    let x = SVGScale(
      log10(firstX)...log10(lastX), start: TrendFigure.left + 8, end: TrendFigure.right - 8)
    let y = SVGScale(bottom...highest + room, start: TrendFigure.floor, end: TrendFigure.top)
    for (value, text) in y.labels(atMost: 5) {
      drawing.line("grid", TrendFigure.left, y(value), TrendFigure.right, y(value))
      drawing.text("tick", TrendFigure.left - 6, y(value) + 4, text, anchor: .end)
    }
    drawing.line(
      "axis", TrendFigure.left, TrendFigure.floor, TrendFigure.right, TrendFigure.floor)
    for value in powers(firstX, lastX) {
      let place = x(log10(value))
      drawing.line("axis", place, TrendFigure.floor, place, TrendFigure.floor + 4)
      drawing.text(
        "tick", min(place, TrendFigure.right), TrendFigure.floor + 20, ReportPhrases.rounded(value),
        anchor: place > TrendFigure.right - 20 ? .end : .middle)
    }
    drawing.text(
      "tick", TrendFigure.right, 262, trend.xLabel + " (logarithmic)", anchor: .end)
    drawing.text("tick", TrendFigure.left - 40, 14, trend.yLabel)
    func clamped(_ value: Double) -> Double {
      y(min(max(value, bottom), highest + room))
    }
    let upper = trend.line.map { (x: x(log10($0.x)), y: clamped($0.upper)) }
    let lower = trend.line.map { (x: x(log10($0.x)), y: clamped($0.lower)) }
    drawing.path("band", upper + lower.reversed(), isClosed: true)
    drawing.line("ceiling", x(log10(trend.mark)), 44, x(log10(trend.mark)), TrendFigure.floor)
    let isRight = x(log10(trend.mark)) > 300
    drawing.text(
      "tick", x(log10(trend.mark)) + (isRight ? -6 : 6), TrendFigure.top + 16, trend.markLabel,
      anchor: isRight ? .end : .start)
    // As far as there are rows the line is solid; what lies beyond is dashed.
    let known = max(trend.mark, trend.points.map(\.x).max() ?? 0)
    let line = trend.line.map { (x: x(log10($0.x)), y: clamped($0.y)) }
    let within = trend.line.count { $0.x <= known }
    drawing.path("curve", Array(line.prefix(within)))
    if within < line.count {
      drawing.path("curve beyond", Array(line.dropFirst(max(0, within - 1))))
    }
    for point in trend.points {
      let across = x(log10(point.x))
      drawing.line("bracket", across, y(point.y - point.error), across, y(point.y + point.error))
      drawing.dot("dot", across, y(point.y), radius: 4)
    }
    if let last = trend.points.last {
      drawing.text(
        "strong", x(log10(last.x)) + 8, y(last.y) - 8, NumberText.number(last.y))
    }
    return SVGFigure(drawing, title: trend.title, description: description)
  }

  /// Powers of ten within the axis, and where there are few 2 and 5 times these.
  private func powers(_ first: Double, _ last: Double) -> [Double] {
    let exponents = Int(log10(first).rounded(.down))...Int(log10(last).rounded(.up))
    let steps: [Double] = last / first > 300 ? [1] : last / first > 30 ? [1, 3] : [1, 2, 5]
    return exponents.flatMap { power in steps.map { $0 * pow(10, Double(power)) } }.filter {
      $0 >= first * 0.999 && $0 <= last * 1.001
    }
  }

  private var description: String {
    let measured = trend.points.map {
      "\(NumberText.number($0.x)): \(NumberText.number($0.y)) ± \(NumberText.number($0.error))"
    }.joined(separator: ", ")
    var text = "\(trend.yLabel) by \(trend.xLabel): \(measured)"
    if let end = trend.line.last {
      text +=
        "; the line leads to \(NumberText.number(end.y)) "
        + "(\(NumberText.number(end.lower)) to \(NumberText.number(end.upper))) at \(NumberText.number(end.x))"
    }
    return text + "."
  }
}
