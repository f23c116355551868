internal import FathomAnalyses
private import FathomData
private import Foundation

/// A rectangle of correlations, coloured in steps; cells without a value are hatched by their frame.
struct HeatMapFigure {
  let map: ExhibitHeatMap

  private static let width = 440.0
  private static let right = 8.0
  /// Up to this many columns the values are written into the cells; up to fewer beside names.
  private static let writtenColumns = (numbered: 10, named: 8)
  /// Maps of more rows or columns are a picture of one pixel a cell.
  private static let drawnCells = 40
  /// Names are cut at this many letters.
  private static let labelLength = 14
  /// About how wide a letter is.
  private static let letterWidth = 7.4

  /// Where one colour ends and the next begins.
  private struct Scale {
    var limits: [Double]
    var kinds: [String]
    /// The kinds on which text has to be light.
    var dark: Set<String>

    /// Similarities, which are rarely negative.
    static let similarity = Scale(
      limits: [-0.06, 0.06, 0.12, 0.25, 0.38, 0.50],
      kinds: ["n1", "q0", "q1", "q2", "q3", "q4", "q5"], dark: ["q4", "q5"])
    /// Correlations of either sign.
    static let correlation = Scale(
      limits: [-0.9, -0.7, -0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 0.7, 0.9],
      kinds: ["n5", "n4", "n3", "n2", "n1", "q0", "q1", "q2", "q3", "q4", "q5"],
      dark: ["n4", "n5", "q4", "q5"])

    func kind(_ value: Double) -> String { kinds[limits.count { value >= $0 }] }
  }

  private var scale: Scale { map.labels.isEmpty ? .similarity : .correlation }
  private var left: Double {
    map.labels.isEmpty ? 34 : 12 + longestLabel * HeatMapFigure.letterWidth
  }
  private var top: Double {
    map.labels.isEmpty ? 26 : 14 + longestLabel * HeatMapFigure.letterWidth * 0.87
  }
  private var longestLabel: Double {
    Double(map.labels.map { PlainText.width(HeatMapFigure.cut($0)) }.max() ?? 0)
  }

  func drawn() -> SVGFigure {
    let rows = map.values.count
    let columns = map.values.first?.count ?? 0
    // Names that rise over the last column need room to the right.
    let right =
      map.labels.isEmpty ? HeatMapFigure.right : 12 + longestLabel * HeatMapFigure.letterWidth / 2
    let width = HeatMapFigure.width
    let cell = (width - left - right) / Double(max(1, max(rows, columns)))
    let bottom = top + cell * Double(rows)
    var drawing = SVGDrawing(width: width, height: bottom + 44)
    let every = max(1, Int(((map.labels.isEmpty ? 26 : 13) / cell).rounded(.up)))
    for column in stride(from: 0, to: columns, by: every) {
      let x = left + (Double(column) + 0.5) * cell
      if map.labels.isEmpty {
        drawing.text("tick", x, 18, NumberText.count(map.origin.column + column), anchor: .middle)
      } else {
        drawing.risingText("tick", x + 3, top - 6, HeatMapFigure.cut(map.labels[column]))
      }
    }
    for (row, values) in map.values.enumerated() {
      let y = top + Double(row) * cell
      if row % every == 0 {
        drawing.text(
          "tick", left - 6, y + cell / 2 + 4,
          map.labels.isEmpty
            ? NumberText.count(map.origin.row + row) : HeatMapFigure.cut(map.labels[row]),
          anchor: .end)
      }
      guard !isPicture else { continue }
      for (column, value) in values.enumerated() {
        draw(&drawing, value, left + Double(column) * cell, y, cell)
      }
    }
    if isPicture, let light = picture(.light), let dark = picture(.dark) {
      drawing.picture(
        light: light, dark: dark, x: left, y: top, width: cell * Double(columns),
        height: cell * Double(rows))
    }
    legend(&drawing, bottom + 12, width - left - right)
    return SVGFigure(drawing, title: map.title, description: description)
  }

  private func draw(
    _ drawing: inout SVGDrawing, _ value: Double?, _ x: Double, _ y: Double, _ cell: Double
  ) {
    let gap = cell > 8 ? 1.0 : 0.0
    let kind = value.map { scale.kind($0) }
    drawing.rectangle(
      kind ?? "none", x: x + gap / 2, y: y + gap / 2, width: cell - gap, height: cell - gap)
    let limit = HeatMapFigure.writtenColumns
    guard map.values[0].count <= (map.labels.isEmpty ? limit.numbered : limit.named), let kind
    else { return }
    drawing.text(
      scale.dark.contains(kind) ? "onDark" : "ink", x + cell / 2, y + cell / 2 + 4,
      HeatMapFigure.short(value),
      anchor: .middle)
  }

  private var isPicture: Bool {
    max(map.values.count, map.values.first?.count ?? 0) > HeatMapFigure.drawnCells
  }

  /// The cells as a PNG in Base64, in the colours of a palette; nil where the encoder fails.
  private func picture(_ palette: FigurePalette) -> String? {
    let pixels = map.values.joined().flatMap { value in
      palette.colour(value.map { scale.kind($0) } ?? "bg")
    }
    return PNGEncoder.encode(
      pixels, height: map.values.count, width: map.values.first?.count ?? 0, channels: 3
    ).map { Data($0).base64EncodedString() }
  }

  private func legend(_ drawing: inout SVGDrawing, _ y: Double, _ whole: Double) {
    let width = whole / Double(scale.kinds.count)
    var free = -Double.infinity
    for (place, kind) in scale.kinds.enumerated() {
      let x = left + Double(place) * width
      drawing.rectangle(kind, x: x, y: y, width: width, height: 9)
      // Of limits that lie close, not every one has a label.
      guard place > 0, x >= free else { continue }
      drawing.text("tick", x, y + 24, HeatMapFigure.short(scale.limits[place - 1]), anchor: .middle)
      free = x + 34
    }
  }

  /// A coefficient without its leading zero.
  private static func short(_ value: Double?) -> String {
    NumberText.coefficient(value).replacing("0.", with: ".", maxReplacements: 1)
  }

  private static func cut(_ name: String) -> String {
    PlainText.shortened(PlainText.visible(name), width: labelLength)
  }

  private var description: String {
    let values = map.values.joined().compactMap { $0 }
    let missing = map.values.joined().count { $0 == nil }
    guard let lowest = values.min(), let highest = values.max() else { return "No values." }
    return "\(map.values.count) rows of \(map.values.first?.count ?? 0) cells, from "
      + "\(NumberText.coefficient(lowest)) to \(NumberText.coefficient(highest))"
      + (missing > 0 ? "; \(NumberText.plural(missing, "cell")) without a value." : ".")
  }
}
