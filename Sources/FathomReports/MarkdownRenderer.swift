internal import FathomAnalyses
internal import FathomData

/// The report as GitHub-flavoured Markdown.
public struct MarkdownRenderer: Renderer {
  /// A renderer.
  ///
  /// - Parameter figures: where the figures of ``FigureFile`` lie, as a link from the page has it; nil
  ///   draws them with characters instead.
  public init(figures: String? = nil) { self.figures = figures }

  private let figures: String?

  /// Columns of the data that are listed; the rest is in the JSON report.
  private static let listedColumns = 200
  /// Characters of pictures at most: GitHub shows a summary of 1 MiB.
  private static let pictureLength = 400_000

  /// The whole report, ending with a line break.
  public func render(_ report: Report) throws(ReportError) -> String {
    var lines = [String]()
    let verdict = report.verdict
    lines += [
      "# \(escape(verdict.summary))", "",
      "**\(ReportWords.capitalized(verdict.recommendation.rawValue))** · "
        + "\(Words.percent(verdict.deepProbability)) for deep learning · "
        + escape(report.input.path, limit: 120) + " · "
        + escape(ReportWords.inputLine(report.input)), "",
    ]
    if !verdict.beforeAnything.isEmpty {
      lines += ["## Before you do anything", ""]
      lines += verdict.beforeAnything.map { "- " + escape($0) } + [""]
    }
    lines += ["## Why", ""] + verdict.reasons.map { "- " + reason($0) } + [""]
    lines +=
      ["## What would change it", ""] + verdict.wouldChange.map { "- " + escape($0) } + [""]
    lines += ["## Try first", "", escape(verdict.tryFirst), ""]
    if !verdict.options.isEmpty {
      lines += ["## The ways to go", ""]
      lines += verdict.options.enumerated().map { place, option in
        "\(place + 1). **\(escape(ReportWords.capitalized(option.title)))** · "
          + "\(ReportWords.stance(option)). \(escape(option.why))"
      }
      lines.append("")
    }
    if !verdict.ifDeep.isEmpty {
      lines += ["## If you go deep", ""]
      lines += verdict.ifDeep.map {
        "- **\(escape($0.topic)).** \(escape($0.advice)) *\(escape($0.source))*"
      }
      lines.append("")
    }
    lines += evidence(report)
    lines += dataNotes(report.input)
    for analysis in report.analyses { lines += section(analysis.outcome) }
    lines += columns(report.input)
    lines += thumbnails(report.input.images)
    lines += [
      "## Reproduce", "", fenced(ReportWords.command(report)), "",
      "fathom \(report.tool.version), SHA-256 of the input `\(report.input.sha256)`.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func reason(_ reason: String) -> String {
    for (word, mark) in [("For:", "▲ **For:**"), ("Against:", "▼ **Against:**")]
    where reason.hasPrefix(word) {
      return mark + escape(String(reason.dropFirst(word.count)))
    }
    return "● " + escape(reason)
  }

  private func evidence(_ report: Report) -> [String] {
    var lines = ["## Evidence", "", "| Question | Grade | Found |", "| --- | --- | --- |"]
    for outcome in report.analyses.map(\.outcome) {
      guard outcome.status == .measured else {
        let status = outcome.status == .failed ? "failed" : "not run"
        lines.append(
          "| \(escape(outcome.info.question)) | – \(status) | \(escape(outcome.reason ?? "")) |")
        continue
      }
      for (index, finding) in outcome.findings.prefix(10).enumerated() {
        lines.append(
          "| \(index == 0 ? escape(outcome.info.question) : "") | "
            + "\(ReportWords.sign(finding.grade)) \(finding.grade.rawValue) | "
            + "\(escape(finding.message(withSubject: finding.needsSubject))) |")
      }
      if outcome.findings.count > 10 {
        lines.append("| | | \(outcome.findings.count - 10) more in the JSON report |")
      }
    }
    return lines + [""]
  }

  private func dataNotes(_ input: Report.Input) -> [String] {
    var notes = ReportWords.rejections(input.rows) + input.notes
    if let duplicates = ReportWords.duplicates(input.images) { notes.append(duplicates) }
    return notes.isEmpty ? [] : ["## About the data", ""] + notes.map { "- " + escape($0) } + [""]
  }

  /// A link to the drawing of an exhibit; nil where there is none.
  private func figure(_ exhibit: Exhibit, _ analysis: String, _ place: Int) -> [String]? {
    guard let figures, FigureFile.document(exhibit) != nil else { return nil }
    let name = FigureFile.name(analysis, place, exhibit)
    let (title, howToRead) =
      switch exhibit {
      case .histogram(let histogram): (histogram.title, histogram.howToRead)
      case .curve(let curve): (curve.title, curve.howToRead)
      case .trend(let trend): (trend.title, trend.howToRead)
      case .bars(let bars): (bars.title, bars.howToRead)
      case .intervals(let intervals): (intervals.title, intervals.howToRead)
      case .heatMap(let map): (map.title, map.howToRead)
      case .table, .note, .arrangement: ("", "")
      }
    let link = (figures.isEmpty ? "" : figures + "/") + name
    return [
      "### \(escape(title))", "", "![\(escape(title))](<\(link)>)", "",
      "**How to read it.** " + escape(howToRead),
    ]
  }

  private func section(_ outcome: AnalysisOutcome) -> [String] {
    guard !outcome.exhibits.isEmpty else { return [] }
    var lines = ["## \(escape(outcome.info.title))", ""]
    for (place, exhibit) in outcome.exhibits.enumerated() {
      if let figure = figure(exhibit, outcome.info.id, place) {
        lines += figure + [""]
        continue
      }
      switch exhibit {
      case .table(let table):
        lines += ["### \(escape(table.title))", ""]
        lines += grid(table.columns, table.rows.map { $0.map { Cell($0) } })
        if let footnote = table.footnote { lines += ["", escape(footnote)] }
      case .histogram(let histogram):
        lines += [
          "### \(escape(histogram.title))", "",
          "`\(ReportWords.sparkline(histogram.counts.map(Double.init)))` "
            + "from \(Words.number(histogram.lower)) to \(Words.number(histogram.upper)); "
            + "**observed \(Words.number(histogram.observed))**", "", escape(histogram.howToRead),
        ]
      case .curve(let curve):
        let points = curve.points.prefix(60)
        lines += [
          "### \(escape(curve.title))", "",
          "`\(ReportWords.sparkline(points.map(\.y)))` \(escape(curve.yLabel)) at "
            + "\(Words.number(points.first?.x ?? 0)) to \(Words.number(points.last?.x ?? 0)) "
            + "\(escape(curve.xLabel)): \(Words.coefficient(points.first?.y)) to "
            + "\(Words.coefficient(points.last?.y))", "", escape(curve.howToRead),
        ]
      case .trend(let trend):
        lines += [
          "### \(escape(trend.title))", "",
          "`\(ReportWords.sparkline(trend.points.map(\.y)))` \(escape(ReportWords.span(trend)))",
          "",
          escape(trend.howToRead),
        ]
      case .intervals(let intervals):
        let scale = IntervalScale(intervals)
        lines += ["### \(escape(intervals.title))", ""]
        lines += grid(
          [" ", " ", ReportWords.capitalized(intervals.unit)],
          intervals.entries.map { entry in
            [
              Cell((entry.isMarked ? "● " : "○ ") + entry.label),
              Cell(figure: scale.drawing(of: entry)),
              Cell(number: IntervalScale.words(entry)),
            ]
          })
        lines += ["", escape(IntervalScale.legend(intervals))]
      case .bars(let bars):
        let scale = BarScale(bars)
        lines += ["### \(escape(bars.title))", ""]
        lines += grid(
          [" ", " ", ReportWords.capitalized(bars.unit)],
          bars.bars.map { bar in
            [
              Cell((bar.isMet ? "✓ " : "✗ ") + bar.label),
              Cell(figure: scale.drawing(of: bar)),
              Cell(number: bar.needed.map(ReportWords.rounded) ?? "–"),
            ]
          })
        lines += ["", escape(bars.howToRead)]
      case .heatMap(let map) where (map.values.first?.count ?? 0) <= 16:
        lines += ["### \(escape(map.title))", ""]
        let heads = map.values.first?.indices.map { Words.count(map.origin.column + $0) } ?? []
        lines += grid(
          [" "] + (map.labels.isEmpty ? heads : map.labels),
          map.values.enumerated().map { place, row in
            [
              map.labels.isEmpty
                ? Cell(number: Words.count(map.origin.row + place)) : Cell(map.labels[place])
            ]
              + row.map { Cell(number: Words.coefficient($0)) }
          })
        lines += ["", escape(map.howToRead)]
      case .heatMap(let map):
        lines += ["### \(escape(map.title))", "", escape(map.howToRead) + " See the JSON report."]
      case .note(let note):
        lines.append(escape(note, limit: 4_000))
      case .arrangement:
        // A file of its own holds it.
        continue
      }
      lines.append("")
    }
    return lines
  }

  private func columns(_ input: Report.Input) -> [String] {
    guard !input.columns.isEmpty else { return [] }
    let selection = ColumnSelection(
      input.columns, limit: MarkdownRenderer.listedColumns,
      firstCount: MarkdownRenderer.listedColumns)
    let hasValues = selection.first.contains { $0.topValues != nil }
    var lines = ["## Columns", ""]
    lines += grid(
      [
        "Column", "Type", "Role", "Missing", "Distinct", "Min", "Q1", "Median", "Q3", "Max",
        "Mean", "SD", "Histogram",
      ] + (hasValues ? ["Values"] : []),
      selection.first.map { column in
        [
          Cell(column.name), Cell(column.type.rawValue),
          Cell(ReportWords.role(column) ?? "feature"),
          Cell(number: ReportWords.missing(column, of: input.rows.used)),
          Cell(number: ReportWords.distinct(column)),
          Cell(number: ReportWords.number(column.min)),
          Cell(number: ReportWords.quantile(column.q1, of: column)),
          Cell(number: ReportWords.quantile(column.median, of: column)),
          Cell(number: ReportWords.quantile(column.q3, of: column)),
          Cell(number: ReportWords.number(column.max)),
          Cell(number: ReportWords.number(column.mean)),
          Cell(number: ReportWords.number(column.standardDeviation)),
          // Blanks would be put together; no-break spaces stay.
          Cell(
            figure: column.histogram.map {
              ReportWords.bars(
                $0, width: ColumnTable.histogramWidths.upperBound, blank: "\u{A0}")
            } ?? ""),
        ] + (hasValues ? [Cell(ReportWords.topValues(column) ?? "")] : [])
      })
    if selection.leftOut > 0 { lines += ["", ReportWords.columnsLeftOut(selection.leftOut)] }
    return lines + [""]
  }

  /// Pictures of images, a line a class.
  private func thumbnails(_ images: Report.Images?) -> [String] {
    guard let all = images?.thumbnails, !all.isEmpty else { return [] }
    var lines = ["## Images", ""]
    var length = 0
    var label: String?
    var shown = 0
    for thumbnail in all where thumbnail.isPlain {
      length += thumbnail.png.utf8.count
      guard length <= MarkdownRenderer.pictureLength else { break }
      if shown == 0 || thumbnail.label != label {
        if shown > 0 { lines.append("") }
        label = thumbnail.label
        if let label { lines += ["**\(escape(label, limit: 120))**", ""] }
      }
      lines.append(
        "![\(escape(thumbnail.name, limit: 120))](data:image/png;base64,\(thumbnail.png))")
      shown += 1
    }
    if shown < all.count { lines += ["", "\(all.count - shown) more in the JSON report."] }
    return shown == 0 ? [] : lines + [""]
  }

  /// A cell of a table.
  private struct Cell {
    var text: String
    /// Whether its column stands right.
    var isNumeric = false
    /// Whether it is a drawing of ours, whose characters are all as wide.
    var isFigure = false

    init(_ text: String) { self.text = text }

    init(number text: String) {
      self.text = text
      isNumeric = true
    }

    init(figure text: String) {
      self.text = text
      isFigure = !text.isEmpty
    }

    init(_ cell: ExhibitCell) {
      text = ReportWords.cell(cell)
      isNumeric = ReportWords.isNumeric(cell)
    }
  }

  private func grid(_ heads: [String], _ rows: [[Cell]]) -> [String] {
    let isRight = heads.indices.map { column in rows.contains { $0[column].isNumeric } }
    return [
      "| " + heads.map { escape($0) }.joined(separator: " | ") + " |",
      "| " + isRight.map { $0 ? "---:" : "---" }.joined(separator: " | ") + " |",
    ]
      + rows.map { row in
        "| "
          + row.map { $0.isFigure ? "`\($0.text)`" : escape($0.text, limit: 400) }
          .joined(separator: " | ") + " |"
      }
  }

  /// Text that cannot become markup: HTML, tables, emphasis, links and code are taken apart.
  private func escape(_ text: String, limit: Int = 2_000) -> String {
    MarkdownRenderer.escape(text, limit: limit)
  }

  /// The same for other renderers.
  static func escape(_ text: String, limit: Int = 2_000) -> String {
    var result = ""
    for character in PlainText.visible(text, limit: limit) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "|", "`", "*", "_", "[", "]", "#", "~", "$", "!", "@":
        result += "\\" + String(character)
      default: result.append(character)
      }
    }
    return result
  }

  /// A code block whose fence is longer than any run of backticks inside.
  private func fenced(_ code: String) -> String {
    let code = PlainText.visible(code, limit: 2_000)
    var longest = 0
    var run = 0
    for character in code {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)sh\n\(code)\n\(fence)"
  }
}
