internal import FathomAnalyses

/// A figure of a report as an SVG file of its own.
public struct FigureFile: Sendable, Equatable {
  /// The name of the file: the analysis, the figure's number, its kind.
  public var name: String
  /// The content.
  public var text: String

  /// All figures of a report, in its order.
  public static func all(of report: Report) -> [FigureFile] {
    report.analyses.flatMap { analysis in
      analysis.outcome.exhibits.enumerated().compactMap { place, exhibit in
        document(exhibit).map { text in
          FigureFile(
            name: name(analysis.outcome.info.id, place, exhibit), text: text)
        }
      }
    }
  }

  /// The name of the file of an exhibit.
  static func name(_ analysis: String, _ place: Int, _ exhibit: Exhibit) -> String {
    "\(analysis)-\(place + 1)-\(kind(exhibit)).svg"
  }

  /// The drawing of an exhibit as a file; nil for what is no figure.
  static func document(_ exhibit: Exhibit) -> String? { SVGFigure(exhibit)?.document }

  private static func kind(_ exhibit: Exhibit) -> String {
    switch exhibit {
    case .histogram: "histogram"
    case .curve: "curve"
    case .trend: "trend"
    case .bars: "bars"
    case .intervals: "intervals"
    case .heatMap: "map"
    case .table: "table"
    case .note: "note"
    case .arrangement: "order"
    case .suspects: "suspects"
    }
  }
}

extension SVGFigure {
  /// The drawing of an exhibit; nil for what is no figure.
  init?(_ exhibit: Exhibit) {
    switch exhibit {
    case .histogram(let histogram): self = HistogramFigure(histogram: histogram).drawn()
    case .curve(let curve): self = CurveFigure(curve: curve).drawn()
    case .trend(let trend): self = TrendFigure(trend: trend).drawn()
    case .bars(let bars): self = BarsFigure(bars: bars).drawn()
    case .intervals(let intervals): self = IntervalsFigure(intervals: intervals).drawn()
    case .heatMap(let map): self = HeatMapFigure(map: map).drawn()
    case .table, .note, .arrangement, .suspects: return nil
    }
  }
}
