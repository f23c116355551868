package import FathomAnalyses
internal import FathomData

/// The report for a terminal.
public struct TextRenderer: Renderer {
  /// Up to this many columns are all listed; of more the first ones and the most notable.
  private static let listedColumns = 30
  /// Up to this many findings of an analysis are listed.
  private static let listedFindings = 10

  /// Up to this many blind spots are listed.
  private static let listedBlindSpots = 10

  private let usesColour: Bool
  private let width: Int

  /// A renderer; colour only for a terminal.
  public init(usesColour: Bool = false, width: Int = 100) {
    self.usesColour = usesColour
    self.width = width
  }

  /// The whole report, ending with a line break.
  public func render(_ report: Report) throws(ReportError) -> String {
    var page = TerminalPage(usesColour: usesColour, width: width)
    page.title("fathom \(report.tool.version)", report.input.path)
    page.faintParagraph(ReportPhrases.inputLine(report.input))
    if let gate = report.gate {
      page.heading("Gate")
      GateText(usesColour: usesColour, width: width).add(gate, to: &page)
    }
    verdict(report.verdict, &page)
    blindSpots(report, &page)
    evidence(report, &page)
    limits(report, &page)
    for analysis in report.analyses { section(analysis.outcome, &page) }
    ways(report.verdict, &page)
    columns(report.input, &page)
    end(report, &page)
    return page.text
  }

  private func verdict(_ verdict: Verdict, _ page: inout TerminalPage) {
    page.line("")
    page.paragraph("\(ReportPhrases.tryFirst): \(verdict.tryFirst)", indent: 0)
    page.line("")
    let label = verdict.recommendation.rawValue.uppercased()
    page.line(
      page.badge(label, verdict.recommendation)
        + "  " + page.bold(ReportPhrases.probability(verdict)))
    page.paragraph(verdict.summary, indent: 2)
    page.heading("Why")
    for reason in verdict.reasons {
      page.bullet(reason.line, mark: page.mark(reason.direction ?? .neither))
    }
    page.heading("What would change it")
    for change in verdict.wouldChange { page.bullet(change, mark: "·") }
  }

  private func blindSpots(_ report: Report, _ page: inout TerminalPage) {
    guard !report.verdict.blindSpots.isEmpty else { return }
    page.heading(ReportPhrases.blindSpotsTitle)
    page.paragraph(ReportPhrases.blindSpotsHeadline(report.verdict) + ".", indent: 2)
    for spot in report.verdict.blindSpots.prefix(TextRenderer.listedBlindSpots) {
      page.bullet(
        ReportPhrases.blindSpot(spot, report.catalog),
        mark: page.graded(spot.isLarge ? .bad : .caution))
    }
    let more = report.verdict.blindSpots.count - TextRenderer.listedBlindSpots
    if more > 0 { page.bullet("\(more) more in the JSON report", mark: "·") }
  }

  private func evidence(_ report: Report, _ page: inout TerminalPage) {
    let strip = EvidenceStrip(report.analyses.map(\.outcome))
    page.heading("Evidence")
    page.paragraph(strip.headline + ".", indent: 2)
    for row in strip.entries.map(\.row) {
      page.bullet(
        "\(ReportPhrases.word(row.direction)): \(row.question)", mark: page.mark(row.direction))
      page.paragraph(
        "\(ReportPhrases.capitalized(row.found)). \(ReportPhrases.capitalized(ReportPhrases.effect(row)))"
          + (row.chance == nil ? "" : ", p \(ReportPhrases.chance(row))")
          + ". Threshold: \(row.threshold).", indent: 4)
    }
    if !strip.entries.isEmpty { page.note(ReportPhrases.stripLegend) }
  }

  private func limits(_ report: Report, _ page: inout TerminalPage) {
    page.heading("What voids or weakens it")
    page.paragraph(ReportPhrases.limitsHeadline(report.verdict) + ".", indent: 2)
    for obstacle in report.verdict.beforeAnything {
      page.bullet(obstacle, mark: page.graded(.caution))
    }
    let notes =
      [ReportPhrases.account(report.input.rows, report.input.images)]
      + ReportPhrases.dataNotes(report)
      + [ReportPhrases.pictures(report.input.images)].compactMap(\.self)
    for note in notes { page.bullet(note, mark: "·") }
  }

  private func ways(_ verdict: Verdict, _ page: inout TerminalPage) {
    if !verdict.options.isEmpty {
      page.heading("The ways to go")
      for (place, option) in verdict.options.enumerated() {
        page.bullet(
          ReportPhrases.option(option, place: place + 1),
          mark: page.graded(ReportPhrases.grade(option)))
      }
    }
    guard !verdict.ifDeep.isEmpty else { return }
    page.heading("If you go deep")
    for advice in verdict.ifDeep {
      page.bullet("\(advice.topic): \(advice.advice) [\(advice.source)]", mark: "·")
    }
  }

  private func end(_ report: Report, _ page: inout TerminalPage) {
    let absent = report.analyses.map(\.outcome).filter { $0.status != .measured }
    page.heading("Not run, and why")
    page.paragraph(ReportPhrases.notRunHeadline(absent.count) + ".", indent: 2)
    for outcome in absent {
      page.bullet(outcome.info.question, mark: "–")
      page.paragraph(ReportPhrases.capitalized(ReportPhrases.absence(outcome)), indent: 4)
    }
    page.heading("Commands to copy next")
    for step in ReportPhrases.nextCommands(report) {
      page.bullet(step.purpose + ":", mark: "·")
      for line in step.lines {
        page.line("    " + PlainText.visible(line, limit: 1_000))
      }
    }
    page.heading("Reproduce")
    page.line("  " + PlainText.visible(ReportPhrases.command(report), limit: 1_000))
    for (name, value) in ReportPhrases.settings(report) {
      // A hash stays in one piece, to be copied.
      if value == report.input.sha256 {
        page.line(page.faint("  \(name) \(value)"))
      } else {
        page.note("\(name): \(value)")
      }
    }
  }

  private func section(_ outcome: AnalysisOutcome, _ page: inout TerminalPage) {
    guard outcome.status == .measured else { return }
    page.heading(outcome.info.title)
    if let headline = outcome.highlights.headline {
      page.caption(headline + ".")
    } else {
      page.note(outcome.info.question)
    }
    for finding in outcome.findings.prefix(TextRenderer.listedFindings) {
      page.bullet(
        finding.message(withSubject: finding.needsSubject), mark: page.graded(finding.grade))
    }
    if outcome.findings.count > TextRenderer.listedFindings {
      page.note("\(outcome.findings.count - TextRenderer.listedFindings) more in the JSON report.")
    }
    if !outcome.exhibits.isEmpty { page.line("") }
    for exhibit in outcome.exhibits {
      switch exhibit {
      case .table(let table):
        page.caption(table.title)
        page.table(
          table.columns,
          table.rows.map { row in
            row.map { (ReportPhrases.cell($0), ReportPhrases.isNumeric($0)) }
          })
        if let footnote = table.footnote { page.note(footnote) }
      case .histogram(let histogram):
        page.caption(histogram.title)
        page.line("  " + ReportPhrases.sparkline(histogram.counts.map(Double.init)))
        page.line("  " + page.accent(ReportPhrases.marker(histogram, width: page.width - 2)))
        page.note(
          "From \(NumberText.number(histogram.lower)) to \(NumberText.number(histogram.upper)). "
            + histogram.howToRead)
      case .curve(let curve):
        page.caption(curve.title)
        let points = curve.points.prefix(min(60, page.width - 2))
        page.line("  " + ReportPhrases.sparkline(points.map(\.y)))
        page.note(
          "\(ReportPhrases.capitalized(curve.yLabel)) at "
            + "\(NumberText.number(points.first?.x ?? 0)) to \(NumberText.number(points.last?.x ?? 0)) "
            + "\(curve.xLabel): \(NumberText.coefficient(points.first?.y)) to "
            + "\(NumberText.coefficient(points.last?.y)). \(curve.howToRead)")
      case .trend(let trend):
        page.caption(trend.title)
        page.line("  " + ReportPhrases.sparkline(trend.points.map(\.y)))
        page.note(ReportPhrases.span(trend) + " " + trend.howToRead)
      case .intervals(let intervals):
        page.caption(intervals.title)
        // A mark, blanks, and a value with its interval stand beside; what they leave is for the label first.
        let words = intervals.entries.map { PlainText.width(IntervalScale.words($0)) }.max() ?? 0
        let room = page.width - words - 6
        let wished = page.width < 90 ? IntervalScale.fullWidth / 2 : IntervalScale.fullWidth
        let length = max(5, min(wished, room - 10))
        let scale = IntervalScale(intervals, width: length)
        let labels = intervals.entries.map {
          PlainText.shortened($0.label, width: max(10, room - length))
        }
        let margin = labels.map { PlainText.width($0) }.max() ?? 0
        for (entry, label) in zip(intervals.entries, labels) {
          page.line(
            "  " + (entry.isMarked ? page.accent("●") : "○") + " "
              + PlainText.padded(label, to: margin) + " " + scale.drawing(of: entry) + " "
              + IntervalScale.words(entry))
        }
        page.note(IntervalScale.legend(intervals))
      case .bars(let bars):
        page.caption(bars.title)
        let length = page.width < 90 ? BarScale.fullWidth / 2 : BarScale.fullWidth
        let scale = BarScale(bars, width: length)
        // A mark, blanks, and a number of eleven digits at most stand beside.
        let labels = bars.bars.map {
          PlainText.shortened($0.label, width: max(10, page.width - length - 18))
        }
        let margin = labels.map { PlainText.width($0) }.max() ?? 0
        for (bar, label) in zip(bars.bars, labels) {
          page.line(
            "  " + page.graded(bar.isMet ? .good : .caution) + " "
              + PlainText.padded(label, to: margin) + " " + scale.drawing(of: bar) + " "
              + (bar.needed.map(ReportPhrases.rounded) ?? "–"))
        }
        page.note(bars.howToRead)
      case .heatMap(let map):
        page.caption(map.title)
        let names = map.labels.map {
          PlainText.shortened(PlainText.visible($0), width: TextRenderer.labelWidth)
        }
        let margin = names.map { PlainText.width($0) + 1 }.max() ?? 0
        for (place, row) in map.values.enumerated() where margin + 2 * row.count <= page.width - 2 {
          let label = names.isEmpty ? "" : PlainText.padded(names[place], to: margin)
          // Of correlations with their names, the size counts.
          let values = names.isEmpty ? row : row.map { $0.map(abs) }
          page.line("  " + label + values.map(TextRenderer.shade).joined())
        }
        page.note(
          "Darker is \(map.labels.isEmpty ? "more" : "stronger, of either sign"). \(map.howToRead)")
      case .note(let note):
        page.paragraph(note, indent: 2)
      case .arrangement, .suspects:
        // A file of its own holds it.
        continue
      }
      page.line("")
    }
  }

  /// Names beside a map are cut at this many columns.
  private static let labelWidth = 20

  private static func shade(_ value: Double?) -> String {
    guard let value else { return "  " }
    let shades = ["··", "░░", "▒▒", "▓▓", "██"]
    return shades[max(0, min(4, Int(value * 5)))]
  }

  private func columns(_ input: Report.Input, _ page: inout TerminalPage) {
    guard !input.columns.isEmpty else { return }
    page.heading("Columns")
    page.columns(
      ColumnSelection(
        input.columns, limit: TextRenderer.listedColumns, firstCount: 20, notableCount: 5),
      rows: input.rows.used)
  }
}

extension Finding {
  /// Findings on one column name it.
  package var needsSubject: Bool { id == "collinearity.vif" && subject != "features" }

  /// The message, with its subject in front where it would otherwise be unclear.
  package func message(withSubject: Bool) -> String {
    withSubject ? "\(NumberText.quoted(subject)): \(message)" : message
  }
}
