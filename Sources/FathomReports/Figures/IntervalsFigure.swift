internal import FathomAnalyses

/// Values with intervals, one below the other on a common axis.
struct IntervalsFigure {
  let intervals: ExhibitIntervals

  private static let width = 420.0
  private static let left = 16.0
  private static let right = 344.0
  private static let top = 58.0
  private static let step = 40.0

  func drawn() -> SVGFigure {
    let floor = IntervalsFigure.top + IntervalsFigure.step * Double(intervals.entries.count)
    var drawing = SVGDrawing(width: IntervalsFigure.width, height: floor + 44)
    let (lower, upper) = IntervalScale.range(intervals)
    let room = 0.04 * (upper - lower)
    let x = SVGScale(
      lower - room...upper + room, start: IntervalsFigure.left, end: IntervalsFigure.right)
    for (value, text) in x.labels(atMost: 6) {
      drawing.line("grid", x(value), IntervalsFigure.top - 8, x(value), floor)
      drawing.text("tick", x(value), floor + 16, text, anchor: .middle)
    }
    markReference(&drawing, x, floor)
    for (place, entry) in intervals.entries.enumerated() {
      let y = IntervalsFigure.top + IntervalsFigure.step * Double(place)
      drawing.text(
        entry.isMarked ? "strong" : "ink", IntervalsFigure.left, y + 10,
        PlainText.shortened(entry.label, width: 58))
      drawing.line("axis", x(entry.lower), y + 23, x(entry.upper), y + 23)
      drawing.dot(entry.isMarked ? "dot" : "ink", x(entry.value), y + 23, radius: 4.5)
      drawing.text("tick", x(entry.upper) + 8, y + 27, NumberText.error(entry.value))
    }
    drawing.text("tick", IntervalsFigure.left, 14, "filled in colour: \(intervals.markLabel)")
    drawing.text("tick", IntervalsFigure.right, floor + 36, intervals.unit, anchor: .end)
    return SVGFigure(drawing, title: intervals.title, description: description)
  }

  /// A line where the value to compare with is, or words that say where it would be.
  private func markReference(_ drawing: inout SVGDrawing, _ x: SVGScale, _ floor: Double) {
    let height = IntervalsFigure.top - 16
    guard IntervalScale.showsReference(intervals) else {
      let isLeft = intervals.reference < IntervalScale.range(intervals).lower
      drawing.text(
        "tick", isLeft ? IntervalsFigure.left : IntervalsFigure.right, height,
        IntervalScale.reference(intervals), anchor: isLeft ? .start : .end)
      return
    }
    let reference = x(intervals.reference)
    let isRight = reference > 240
    drawing.line("observed", reference, height + 4, reference, floor)
    drawing.text(
      "tick", reference + (isRight ? -4 : 4), height, intervals.referenceLabel,
      anchor: isRight ? .end : .start)
  }

  private var description: String {
    let parts = intervals.entries.map { "\($0.label): \(IntervalScale.words($0))" }
    return "\(intervals.unit.prefix(1).uppercased() + intervals.unit.dropFirst()). "
      + "\(parts.joined(separator: "; ")). \(intervals.referenceLabel): "
      + "\(NumberText.error(intervals.reference))."
  }
}
