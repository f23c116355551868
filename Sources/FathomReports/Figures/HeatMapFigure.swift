internal import FathomAnalyses

/// A rectangle of correlations, coloured in seven steps; cells without a value are hatched by their frame.
struct HeatMapFigure {
  let map: ExhibitHeatMap

  private static let width = 420.0
  private static let left = 34.0
  private static let top = 26.0
  /// Up to so many columns the values are written into the cells.
  private static let writtenColumns = 10
  /// Where one colour ends and the next begins.
  private static let limits = [-0.06, 0.06, 0.12, 0.25, 0.38, 0.50]
  private static let kinds = ["n1", "q0", "q1", "q2", "q3", "q4", "q5"]
  /// Larger maps are not drawn cell by cell.
  static let cellLimit = 4_096

  func document() -> String {
    let rows = map.values.count
    let columns = map.values.first?.count ?? 0
    let cell =
      (HeatMapFigure.width - HeatMapFigure.left - 8) / Double(max(1, max(rows, columns)))
    let bottom = HeatMapFigure.top + cell * Double(rows)
    var drawing = SVGDrawing(width: HeatMapFigure.width, height: bottom + 44)
    let every = max(1, Int((26 / cell).rounded(.up)))
    for column in stride(from: 0, to: columns, by: every) {
      drawing.text(
        "tick", HeatMapFigure.left + (Double(column) + 0.5) * cell, 18,
        label(map.origin.column + column), anchor: .middle)
    }
    for (row, values) in map.values.enumerated() {
      let y = HeatMapFigure.top + Double(row) * cell
      if row % every == 0 {
        drawing.text(
          "tick", HeatMapFigure.left - 6, y + cell / 2 + 4, label(map.origin.row + row),
          anchor: .end)
      }
      for (column, value) in values.enumerated() {
        draw(&drawing, value, HeatMapFigure.left + Double(column) * cell, y, cell)
      }
    }
    legend(&drawing, bottom + 12)
    return drawing.document(title: map.title, description: description)
  }

  private func draw(
    _ drawing: inout SVGDrawing, _ value: Double?, _ x: Double, _ y: Double, _ cell: Double
  ) {
    let gap = cell > 8 ? 1.0 : 0.0
    let step = value.map { value in HeatMapFigure.limits.count { value >= $0 } }
    drawing.rectangle(
      step.map { HeatMapFigure.kinds[$0] } ?? "none", x: x + gap / 2, y: y + gap / 2,
      width: cell - gap, height: cell - gap)
    guard map.values[0].count <= HeatMapFigure.writtenColumns, let step else { return }
    let text = Words.coefficient(value).replacing("0.", with: ".", maxReplacements: 1)
    drawing.text(
      step >= 5 ? "onDark" : "ink", x + cell / 2, y + cell / 2 + 4, text, anchor: .middle)
  }

  private func legend(_ drawing: inout SVGDrawing, _ y: Double) {
    let width = (HeatMapFigure.width - HeatMapFigure.left - 8) / Double(HeatMapFigure.kinds.count)
    for (place, kind) in HeatMapFigure.kinds.enumerated() {
      let x = HeatMapFigure.left + Double(place) * width
      drawing.rectangle(kind, x: x, y: y, width: width, height: 9)
      if place > 0 {
        drawing.text(
          "tick", x, y + 24, Words.coefficient(HeatMapFigure.limits[place - 1]), anchor: .middle)
      }
    }
  }

  private func label(_ number: Int) -> String { Words.count(number) }

  private var description: String {
    let values = map.values.joined().compactMap { $0 }
    let missing = map.values.joined().count { $0 == nil }
    guard let lowest = values.min(), let highest = values.max() else { return "No values." }
    return "\(map.values.count) rows of \(map.values.first?.count ?? 0) cells, from "
      + "\(Words.coefficient(lowest)) to \(Words.coefficient(highest))"
      + (missing > 0 ? "; \(Words.plural(missing, "cell")) without a value." : ".")
  }
}
