internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries

/// The report as GitHub-flavoured Markdown.
public struct MarkdownRenderer: Renderer {
  /// A renderer.
  ///
  /// - Parameters:
  ///   - figures: where the figures of ``FigureFile`` lie, as a link from the page has it; nil draws
  ///     them with characters instead.
  ///   - isBrief: the verdict, the evidence strip, what weakens it, what did not run and how to make it
  ///     again, for a comment on a pull request.
  public init(figures: String? = nil, isBrief: Bool = false) {
    exhibits = MarkdownExhibits(figures: figures)
    self.isBrief = isBrief
  }

  private let exhibits: MarkdownExhibits
  private let isBrief: Bool

  /// Bytes at most: GitHub shows a summary of 1 MiB, and a comment of 64 KiB.
  private static let limits = (whole: 900 * 1_024, brief: 60_000)
  /// Columns of the data that are listed; the rest is in the JSON report.
  private static let listedColumns = [200, 50, 10]
  /// Findings of an analysis, notes and rows of the strip that are listed.
  private static let listedItems = 25
  /// Characters of pictures at most.
  private static let pictureLength = 400_000

  /// A part of the page: the first of its forms that there is room for is taken.
  private struct Part {
    /// The longest first; the last is as short as can be.
    var forms: [[String]]

    init(_ forms: [String]...) { self.forms = forms }
    init(forms: [[String]]) { self.forms = forms }
  }

  /// The whole report, ending with a line break.
  public func render(_ report: Report) throws(ReportError) -> String {
    let parts =
      isBrief
      ? first(report) + [notRun(report), reproduce(report)]
      : first(report) + sections(report) + ways(report.verdict)
        + [
          Part(
            forms: MarkdownRenderer.listedColumns.map { columns(report.input, limit: $0) } + [
              MarkdownRenderer.leftOut("The columns", report.input.columns.isEmpty)
            ]),
          Part(
            thumbnails(report.input.images),
            MarkdownRenderer.leftOut(
              "Pictures of images", report.input.images?.thumbnails?.isEmpty ?? true)),
          notRun(report), next(report), reproduce(report),
        ]
    let lines = MarkdownRenderer.fitting(
      parts, isBrief ? MarkdownRenderer.limits.brief : MarkdownRenderer.limits.whole)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lines of all parts, the first ones in their longest forms, as long as the rest still has room.
  private static func fitting(_ parts: [Part], _ limit: Int) -> [String] {
    func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }
    var room = limit - parts.reduce(0) { $0 + ($1.forms.last.map(size) ?? 0) }
    return parts.flatMap { part -> [String] in
      let least = part.forms.last.map(size) ?? 0
      let form = part.forms.first { size($0) - least <= room } ?? part.forms.last ?? []
      room -= size(form) - least
      return form
    }
  }

  private static func leftOut(_ what: String, _ isEmpty: Bool) -> [String] {
    isEmpty ? [] : ["\(what): too long for this page; see the JSON report.", ""]
  }

  // MARK: The first page

  private func first(_ report: Report) -> [Part] {
    let verdict = report.verdict
    let limit = isBrief ? 600 : 2_000
    func list(_ items: [String]) -> [String] {
      let shown = items.prefix(MarkdownRenderer.listedItems)
      return shown.map { "- " + MarkdownText.escape($0, limit: limit) }
        + (items.count > shown.count
          ? ["- \(items.count - shown.count) more in the JSON report"] : []) + [""]
    }
    let card =
      [
        "# \(ReportPhrases.tryFirst): \(MarkdownText.escape(verdict.tryFirst, limit: limit))", "",
        MarkdownText.escape(verdict.summary, limit: limit), "",
        "**\(ReportPhrases.capitalized(verdict.recommendation.rawValue))** · "
          + "\(ReportPhrases.probability(verdict)) · "
          + MarkdownText.escape(report.input.path, limit: 120) + " · "
          + MarkdownText.escape(ReportPhrases.inputLine(report.input), limit: limit), "",
        "## Why", "",
      ] + verdict.reasons.prefix(MarkdownRenderer.listedItems).map { "- " + reason($0, limit) }
      + ["", "## What would change it", ""] + list(verdict.wouldChange)
    let notes =
      verdict.beforeAnything.map { "**\(MarkdownText.escape($0, limit: limit))**" }
    let limits =
      ["## What voids or weakens it", "", ReportPhrases.limitsHeadline(verdict) + ".", ""]
      + (notes.isEmpty ? [] : notes.map { "- " + $0 } + [""])
      + list(
        [ReportPhrases.account(report.input.rows, report.input.images)]
          + ReportPhrases.dataNotes(report))
    let gate = report.gate.map {
      Part(GateMarkdown.lines($0, limit: 100), GateMarkdown.lines($0, limit: 10))
    }
    let unseen = blindSpots(report, limit)
    return [gate, Part(card), Part(unseen), Part(strip(report)), Part(limits)].compactMap(\.self)
  }

  private func blindSpots(_ report: Report, _ limit: Int) -> [String] {
    let spots = report.verdict.blindSpots
    guard !spots.isEmpty else { return [] }
    let shown = spots.prefix(MarkdownRenderer.listedItems)
    return ["## \(ReportPhrases.blindSpotsTitle)", ""]
      + [ReportPhrases.blindSpotsHeadline(report.verdict) + ".", ""]
      + shown.map { spot in
        "- " + (spot.isLarge ? "✗ **" : "! ")
          + MarkdownText.escape(spot.message, limit: limit) + (spot.isLarge ? "**" : "")
          + (ReportPhrases.share(spot, report.catalog).map { " (\($0))" } ?? "") + " "
          + MarkdownText.escape(spot.remedy, limit: limit)
      }
      + (spots.count > shown.count
        ? ["- \(spots.count - shown.count) more in the JSON report"] : []) + [""]
  }

  private func reason(_ reason: Verdict.Reason, _ limit: Int) -> String {
    let mark = ReportPhrases.mark(reason.direction ?? .neither)
    switch reason.direction {
    case .speaksFor, .speaksAgainst:
      return "\(mark) **\(reason.label ?? "")** "
        + MarkdownText.escape(reason.text, limit: limit)
    case .neither, nil: return "\(mark) " + MarkdownText.escape(reason.line, limit: limit)
    }
  }

  private func strip(_ report: Report) -> [String] {
    let strip = EvidenceStrip(report.analyses.map(\.outcome))
    var lines = ["## Evidence", "", strip.headline + ".", ""]
    guard !strip.entries.isEmpty else { return lines }
    lines += MarkdownText.grid(
      ["Question", "Says", "Found", "Effect, 95\u{202F}% interval", "p", "Threshold"],
      strip.entries.prefix(MarkdownRenderer.listedItems).map(\.row).map { row in
        [
          MarkdownText.Cell(row.question),
          MarkdownText.Cell(
            "\(ReportPhrases.mark(row.direction)) \(ReportPhrases.word(row.direction))"),
          MarkdownText.Cell(row.found), MarkdownText.Cell(ReportPhrases.effect(row)),
          MarkdownText.Cell(ReportPhrases.chance(row)), MarkdownText.Cell(row.threshold),
        ]
      })
    return lines + ["", ReportPhrases.stripLegend, ""]
  }

  // MARK: Sections

  private func sections(_ report: Report) -> [Part] {
    report.analyses.map(\.outcome).filter { $0.status == .measured }.flatMap { outcome in
      let findings = outcome.findings.prefix(MarkdownRenderer.listedItems)
      let head =
        ["## \(MarkdownText.escape(outcome.info.title))", ""]
        + [
          outcome.highlights.headline.map { "**\(MarkdownText.escape($0)).**" }
            ?? MarkdownText.escape(outcome.info.question), "",
        ]
        + findings.map { finding in
          "- \(ReportPhrases.sign(finding.grade)) \(finding.grade.rawValue): "
            + MarkdownText.escape(finding.message(withSubject: finding.needsSubject), limit: 1_000)
        }
        + (outcome.findings.count > findings.count
          ? ["- \(outcome.findings.count - findings.count) more in the JSON report"] : []) + [""]
      return [Part(head)]
        + outcome.exhibits.enumerated().map { place, exhibit in
          let lines = exhibits.lines(exhibit, outcome.info.id, place)
          return Part(
            lines.isEmpty ? [] : lines + [""], MarkdownRenderer.leftOut("A part", lines.isEmpty))
        }
    }
  }

  private func ways(_ verdict: Verdict) -> [Part] {
    var lines = [String]()
    if !verdict.options.isEmpty {
      lines += ["## The ways to go", ""]
      lines += verdict.options.enumerated().map { place, option in
        "\(place + 1). **\(MarkdownText.escape(ReportPhrases.capitalized(option.title)))** · "
          + "\(ReportPhrases.stance(option)). \(MarkdownText.escape(option.why))"
      }
      lines.append("")
    }
    if !verdict.ifDeep.isEmpty {
      lines += ["## If you go deep", ""]
      lines += verdict.ifDeep.map {
        "- **\(MarkdownText.escape($0.topic)).** \(MarkdownText.escape($0.advice)) "
          + "*\(MarkdownText.escape($0.source))*"
      }
      lines.append("")
    }
    return [Part(lines)]
  }

  // MARK: The end

  private func notRun(_ report: Report) -> Part {
    let absent = report.analyses.map(\.outcome).filter { $0.status != .measured }
    return Part(
      ["## Not run, and why", "", ReportPhrases.notRunHeadline(absent.count) + ".", ""]
        + (absent.isEmpty
          ? []
          : absent.map {
            "- \(MarkdownText.escape($0.info.question)) "
              + MarkdownText.escape(
                ReportPhrases.capitalized(ReportPhrases.absence($0)), limit: 1_000)
          } + [""]))
  }

  private func next(_ report: Report) -> Part {
    Part(
      ["## Commands to copy next", ""]
        + ReportPhrases.nextCommands(report).flatMap {
          [MarkdownText.escape($0.purpose) + ":", "", MarkdownText.fenced($0.lines), ""]
        })
  }

  private func reproduce(_ report: Report) -> Part {
    Part(
      ["## Reproduce", "", MarkdownText.fenced([ReportPhrases.command(report)]), ""]
        + ReportPhrases.settings(report).map { name, value in
          "- \(name): \(MarkdownText.escape(value, limit: 1_000))"
        })
  }

  // MARK: Data

  private func columns(_ input: Report.Input, limit: Int) -> [String] {
    guard !input.columns.isEmpty else { return [] }
    let selection = ColumnSelection(
      input.columns, limit: limit, firstCount: limit)
    let hasValues = selection.first.contains { $0.topValues != nil }
    var lines = ["## Columns", ""]
    lines += MarkdownText.grid(
      [
        "Column", "Type", "Role", "Missing", "Distinct", "Min", "Q1", "Median", "Q3", "Max",
        "Mean", "SD", "Histogram",
      ] + (hasValues ? ["Values"] : []),
      selection.first.map { column in
        [
          MarkdownText.Cell(column.name), MarkdownText.Cell(column.type.rawValue),
          MarkdownText.Cell(ReportPhrases.role(column) ?? "feature"),
          MarkdownText.Cell(number: ReportPhrases.missing(column, of: input.rows.used)),
          MarkdownText.Cell(number: ReportPhrases.distinct(column)),
          MarkdownText.Cell(number: ReportPhrases.number(column.min)),
          MarkdownText.Cell(number: ReportPhrases.quantile(column.q1, of: column)),
          MarkdownText.Cell(number: ReportPhrases.quantile(column.median, of: column)),
          MarkdownText.Cell(number: ReportPhrases.quantile(column.q3, of: column)),
          MarkdownText.Cell(number: ReportPhrases.number(column.max)),
          MarkdownText.Cell(number: ReportPhrases.number(column.mean)),
          MarkdownText.Cell(number: ReportPhrases.number(column.standardDeviation)),
          // Blanks would be put together; no-break spaces stay.
          MarkdownText.Cell(
            figure: column.histogram.map {
              ReportPhrases.bars(
                $0, width: ColumnTable.histogramWidths.upperBound, blank: "\u{A0}")
            } ?? ""),
        ] + (hasValues ? [MarkdownText.Cell(ReportPhrases.topValues(column) ?? "")] : [])
      })
    if selection.leftOut > 0 { lines += ["", ReportPhrases.columnsLeftOut(selection.leftOut)] }
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
      if shown == 0 || thumbnail.heading != label {
        if shown > 0 { lines.append("") }
        label = thumbnail.heading
        if let label { lines += ["**\(MarkdownText.escape(label, limit: 120))**", ""] }
      }
      lines.append(
        "![\(MarkdownText.escape(thumbnail.name, limit: 120))](data:image/png;base64,\(thumbnail.png))"
      )
      shown += 1
    }
    if shown < all.count { lines += ["", "\(all.count - shown) more in the JSON report."] }
    return shown == 0 ? [] : lines + [""]
  }
}
