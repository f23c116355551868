internal import FathomAnalyses
internal import FathomData

/// A table of a page; on a phone its rows become cards.
struct HTMLTable {
  let tableKind: HTMLText
  let tableTitle: HTMLText
  let heads: [Head]
  let lines: [Line]
  let foot: HTMLText?

  struct Head {
    let head: HTMLText
    let isRight: Bool
  }

  struct Line {
    let cells: [Cell]
  }

  struct Cell {
    let text: HTMLText
    let name: HTMLText
    let cellKind: HTMLText
    let isHead: Bool
  }

  /// A cell before it is placed.
  struct Content {
    var text: HTMLText
    var isNumeric = false
    /// Whether it takes the whole width on a phone.
    var isWide = false

    init(_ text: String, isNumeric: Bool = false, limit: Int = 400) {
      self.text = HTMLText(text, limit: limit)
      self.isNumeric = isNumeric
    }

    init(markup: String) {
      text = HTMLText(markup: markup)
      isWide = true
    }

    init(_ cell: ExhibitCell) {
      self.init(ReportPhrases.cell(cell), isNumeric: ReportPhrases.isNumeric(cell))
    }
  }

  /// More rows are left to the JSON report.
  private static let shownRows = 200
  /// More points of a figure are left to the JSON report.
  private static let shownNumbers = 60

  init(
    _ title: String, kind: String? = nil, _ names: [String], _ rows: [[Content]],
    foot: String? = nil
  ) {
    let isRight = names.indices.map { column in
      column > 0 && rows.contains { column < $0.count && $0[column].isNumeric }
    }
    tableKind = HTMLText(kind ?? (names.count > 2 ? "cards" : "facts"))
    tableTitle = HTMLText(title)
    heads = zip(names, isRight).map { Head(head: HTMLText($0, limit: 120), isRight: $1) }
    lines = rows.prefix(HTMLTable.shownRows).map { row in
      Line(
        cells: zip(names, row).enumerated().map { column, pair in
          Cell(
            text: pair.1.text, name: HTMLText(pair.0, limit: 120),
            cellKind: HTMLText(
              (isRight[column] ? "num" : "") + (pair.1.isWide ? " whole" : "")),
            isHead: column == 0)
        })
    }
    let leftOut = rows.count - lines.count
    let words = [
      foot, leftOut > 0 ? "\(NumberText.count(leftOut)) more rows are in the JSON report." : nil,
    ].compactMap { $0 }
    self.foot = words.isEmpty ? nil : HTMLText(words.joined(separator: " "))
  }

  init(_ table: ExhibitTable) {
    self.init(
      table.title, table.columns, table.rows.map { $0.map { Content($0) } }, foot: table.footnote)
  }

  /// The points of a curve or trend; nil for figures whose numbers stand in them.
  init?(numbersOf exhibit: Exhibit) {
    func number(_ text: String) -> Content { Content(text, isNumeric: true) }
    switch exhibit {
    case .curve(let curve) where !curve.points.isEmpty:
      let hasBand = !curve.band.isEmpty
      self.init(
        "\(ReportPhrases.capitalized(curve.yLabel)) by \(curve.xLabel)", kind: "mini",
        [curve.xLabel, curve.yLabel] + (hasBand ? ["if shuffled, 95\u{202F}%"] : []),
        curve.points.prefix(HTMLTable.shownNumbers).enumerated().map { place, point in
          [number(NumberText.number(point.x)), number(NumberText.error(point.y))]
            + (hasBand
              ? [number(NumberText.interval([curve.band[place].lower, curve.band[place].upper]))]
              : [])
        })
    case .trend(let trend) where !trend.points.isEmpty:
      self.init(
        "\(ReportPhrases.capitalized(trend.yLabel)) by \(trend.xLabel)", kind: "mini",
        [trend.xLabel, trend.yLabel, "standard error"],
        trend.points.prefix(HTMLTable.shownNumbers).map { point in
          [
            number(NumberText.number(point.x)), number(NumberText.error(point.y)),
            number(NumberText.error(point.error)),
          ]
        })
    default: return nil
    }
  }

  /// The ways to go.
  init(options: [Verdict.Option]) {
    self.init(
      "Ways to go, the most promising first",
      ["Way", "How it stands", "Expected score", "Why"],
      options.enumerated().map { place, option in
        [
          Content("\(place + 1). \(ReportPhrases.capitalized(option.title))"),
          Content(
            "\(ReportPhrases.sign(ReportPhrases.grade(option))) \(ReportPhrases.stance(option))"
              .replacing(" ", with: "\u{A0}")),
          Content(ReportPhrases.expected(option), isNumeric: true),
          Content(option.why, limit: 2_000),
        ]
      })
  }

  /// What did not run.
  init(notRun outcomes: [AnalysisOutcome]) {
    self.init(
      "Questions without an answer", ["Question", "Topic", "Why not"],
      outcomes.map { outcome in
        [
          Content(outcome.info.question), Content(outcome.info.title),
          Content(ReportPhrases.capitalized(ReportPhrases.absence(outcome)), limit: 2_000),
        ]
      })
  }
}

extension HTMLTable {
  /// Checks that are listed; the rest is in the JSON report.
  private static let listedChecks = 100

  /// The checks of a gate, those that do not hold first; nil without any.
  init?(checks gate: GateResult) {
    guard !gate.checks.isEmpty else { return nil }
    let passed = gate.checks.filter { $0.status == .passed }
    let all = gate.worstFirst.map { gate.checks[$0] } + passed
    let leftOut = all.count - HTMLTable.listedChecks
    self.init(
      "What was asked for and what was found", kind: "cards",
      ["Check", "Status", "What was found"],
      all.prefix(HTMLTable.listedChecks).map { check in
        [
          Content(check.name, limit: 120), Content(check.sign),
          Content(check.message),
        ]
      },
      foot: leftOut > 0 ? "\(NumberText.plural(leftOut, "more check")): in the JSON report." : nil)
  }
}
