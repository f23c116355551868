internal import FathomAnalyses

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
    case .table, .note, .arrangement: return nil
    }
  }
}
