internal import FathomAnalyses

/// Exhibits as Markdown: tables, drawings of characters, or links to figures.
struct MarkdownExhibits {
  /// Where the figures of ``FigureFile`` lie, as a link from the page has it; nil draws them with
  /// characters instead.
  let figures: String?

  /// The lines of an exhibit; empty for what is not shown.
  func lines(_ exhibit: Exhibit, _ analysis: String, _ place: Int) -> [String] {
    figure(exhibit, analysis, place) ?? drawn(exhibit)
  }

  /// A link to the drawing of an exhibit; nil where there is none.
  private func figure(_ exhibit: Exhibit, _ analysis: String, _ place: Int) -> [String]? {
    guard let figures, FigureFile.document(exhibit) != nil else { return nil }
    let name = FigureFile.name(analysis, place, exhibit)
    let (title, howToRead) = ReportPhrases.titleAndReading(exhibit)
    let link = (figures.isEmpty ? "" : figures + "/") + name
    return [
      "### \(MarkdownText.escape(title))", "", "![\(MarkdownText.escape(title))](<\(link)>)", "",
      "**How to read it.** " + MarkdownText.escape(howToRead),
    ]
  }

  private func drawn(_ exhibit: Exhibit) -> [String] {
    var lines = [String]()
    switch exhibit {
    case .table(let table):
      lines += ["### \(MarkdownText.escape(table.title))", ""]
      lines += MarkdownText.grid(table.columns, table.rows.map { $0.map { MarkdownText.Cell($0) } })
      if let footnote = table.footnote { lines += ["", MarkdownText.escape(footnote)] }
    case .histogram(let histogram):
      lines += [
        "### \(MarkdownText.escape(histogram.title))", "",
        "`\(ReportPhrases.sparkline(histogram.counts.map(Double.init)))` "
          + "from \(NumberText.number(histogram.lower)) to \(NumberText.number(histogram.upper)); "
          + "**\(MarkdownText.escape(histogram.observedLabel)) \(NumberText.number(histogram.observed))**",
        "",
        MarkdownText.escape(histogram.howToRead),
      ]
    case .curve(let curve):
      let points = curve.points.prefix(60)
      lines += [
        "### \(MarkdownText.escape(curve.title))", "",
        "`\(ReportPhrases.sparkline(points.map(\.y)))` \(MarkdownText.escape(curve.yLabel)) at "
          + "\(NumberText.number(points.first?.x ?? 0)) to \(NumberText.number(points.last?.x ?? 0)) "
          + "\(MarkdownText.escape(curve.xLabel)): \(NumberText.coefficient(points.first?.y)) to "
          + "\(NumberText.coefficient(points.last?.y))", "", MarkdownText.escape(curve.howToRead),
      ]
    case .trend(let trend):
      lines += [
        "### \(MarkdownText.escape(trend.title))", "",
        "`\(ReportPhrases.sparkline(trend.points.map(\.y)))` \(MarkdownText.escape(ReportPhrases.span(trend)))",
        "",
        MarkdownText.escape(trend.howToRead),
      ]
    case .intervals(let intervals):
      let scale = IntervalScale(intervals)
      lines += ["### \(MarkdownText.escape(intervals.title))", ""]
      lines += MarkdownText.grid(
        [" ", " ", ReportPhrases.capitalized(intervals.unit)],
        intervals.entries.map { entry in
          [
            MarkdownText.Cell((entry.isMarked ? "● " : "○ ") + entry.label),
            MarkdownText.Cell(figure: scale.drawing(of: entry)),
            MarkdownText.Cell(number: IntervalScale.words(entry)),
          ]
        })
      lines += ["", MarkdownText.escape(IntervalScale.legend(intervals))]
    case .bars(let bars):
      let scale = BarScale(bars)
      lines += ["### \(MarkdownText.escape(bars.title))", ""]
      lines += MarkdownText.grid(
        [" ", " ", ReportPhrases.capitalized(bars.unit)],
        bars.bars.map { bar in
          [
            MarkdownText.Cell((bar.isMet ? "✓ " : "✗ ") + bar.label),
            MarkdownText.Cell(figure: scale.drawing(of: bar)),
            MarkdownText.Cell(number: bar.needed.map(ReportPhrases.rounded) ?? "–"),
          ]
        })
      lines += ["", MarkdownText.escape(bars.howToRead)]
    case .heatMap(let map) where (map.values.first?.count ?? 0) <= 16:
      lines += ["### \(MarkdownText.escape(map.title))", ""]
      let heads = map.values.first?.indices.map { NumberText.count(map.origin.column + $0) } ?? []
      lines += MarkdownText.grid(
        [" "] + (map.labels.isEmpty ? heads : map.labels),
        map.values.enumerated().map { place, row in
          [
            map.labels.isEmpty
              ? MarkdownText.Cell(number: NumberText.count(map.origin.row + place))
              : MarkdownText.Cell(map.labels[place])
          ]
            + row.map { MarkdownText.Cell(number: NumberText.coefficient($0)) }
        })
      lines += ["", MarkdownText.escape(map.howToRead)]
    case .heatMap(let map):
      lines += [
        "### \(MarkdownText.escape(map.title))", "",
        MarkdownText.escape(map.howToRead) + " See the JSON report.",
      ]
    case .note(let note):
      lines.append(MarkdownText.escape(note, limit: 4_000))
    case .arrangement, .suspects:
      // A file of its own holds it.
      break
    }
    return lines
  }
}
