internal import FathomAnalyses
internal import FathomData

/// The report as one page that stands alone: no script, no request, light or dark as the reader prefers.
public struct HTMLRenderer: Renderer {
  /// A renderer.
  public init() {}

  /// The whole page, ending with a line break.
  public func render(_ report: Report) throws(ReportError) -> String {
    try HTMLTemplates.render(HTMLPage(report))
  }
}

/// What fills the templates of a page: each property is a name that they use.
struct HTMLPage {
  let title: HTMLText
  let style = HTMLText(markup: HTMLStyle.sheet)
  let facts: [HTMLText]
  let links: [Link]

  let badge: Badge
  let headline: HTMLText
  let because: HTMLText?
  let reasons: [Reason]
  let changes: [HTMLText]
  let firstTitle = HTMLText(ReportPhrases.tryFirst)
  let summary: HTMLText
  let strips: [Strip]
  let measured: HTMLText

  let gate: Gate?

  let unseenTitle = HTMLText(ReportPhrases.blindSpotsTitle)
  let unseenHeadline: HTMLText
  let unseen: [Unseen]
  let hasUnseen: Bool

  let stripHeadline: HTMLText
  let rows: [Row]
  let legend: HTMLText

  let limitsHeadline: HTMLText
  let obstacles: [HTMLText]
  let account: HTMLText
  let notes: [HTMLText]

  let sections: [HTMLSection]

  let waysHeadline: HTMLText
  let ways: HTMLTable?
  let advice: [Advice]

  let dataTopic: HTMLText
  let dataHeadline: HTMLText
  let dataTables: [HTMLTable]
  let galleries: [HTMLGallery]
  let galleryNote: HTMLText?

  let notRunHeadline: HTMLText
  let notRun: HTMLTable?

  let nextHeadline: HTMLText
  let commands: [Command]
  let reproduce: HTMLText
  let settings: [Setting]
  let footer: HTMLText

  let hasRows: Bool
  let hasObstacles: Bool
  let hasNotes: Bool
  let hasWays: Bool
  let hasAdvice: Bool

  struct Link {
    let anchor: HTMLText
    let label: HTMLText
  }

  struct Badge {
    let kind: HTMLText
    let mark: HTMLText
    let label: HTMLText
  }

  struct Reason {
    let kind: HTMLText
    let mark: HTMLText?
    let word: HTMLText
    let reason: HTMLText
  }

  /// What the gate made of the report.
  struct Gate {
    let outcome: HTMLText
    let counts: HTMLText
    let checks: HTMLTable?

    init(_ gate: GateResult) {
      outcome = HTMLText(String(GateText.outcome(gate).dropLast()))
      counts = HTMLText(GateText.counts(gate))
      checks = HTMLTable(checks: gate)
    }
  }

  struct Strip {
    let stripTitle: HTMLText
    let drawing: HTMLText
  }

  struct Row {
    let analysis: HTMLText
    let question: HTMLText
    let kind: HTMLText
    let mark: HTMLText
    let word: HTMLText
    let found: HTMLText
    let label: HTMLText
    let value: HTMLText
    let unit: HTMLText
    let interval: HTMLText
    let p: HTMLText?
    let basis: HTMLText?
    let threshold: HTMLText
  }

  /// A blind spot.
  struct Unseen {
    let grade: HTMLText
    let sign: HTMLText
    let message: HTMLText
    let share: HTMLText?
    let remedy: HTMLText
  }

  struct Advice {
    let topic: HTMLText
    let words: HTMLText
    let source: HTMLText
  }

  struct Command {
    let purpose: HTMLText
    let command: HTMLText
  }

  struct Setting {
    let setting: HTMLText
    let `is`: HTMLText
  }
}

extension HTMLPage {
  init(_ report: Report) {
    let verdict = report.verdict
    let outcomes = report.analyses.map(\.outcome)
    title = HTMLText(
      "\(report.input.path): \(ReportPhrases.tryFirst): \(verdict.tryFirst)", limit: 300)
    facts =
      [HTMLText(report.input.path, limit: 120)]
      + ReportPhrases.inputParts(report.input).map { HTMLText($0, limit: 80) }

    badge = HTMLPage.badge(verdict.recommendation)
    let sentence = ReportPhrases.headline(verdict)
    headline = HTMLText(sentence.head)
    because = sentence.rest.map { HTMLText($0) }
    reasons = verdict.reasons.map { HTMLPage.reason($0) }
    changes = verdict.wouldChange.map { HTMLText($0) }
    summary = HTMLText(verdict.summary)
    strips =
      [
        Strip(
          stripTitle: HTMLText("How likely is deep learning to pay off?"),
          drawing: ProbabilityFigure(verdict: verdict).drawn().html(id: "probability"))
      ]
      + outcomes.compactMap(\.highlights.margin).prefix(1).map { margin in
        Strip(
          stripTitle: HTMLText(margin.title),
          drawing: MarginFigure(margin: margin).drawn().html(id: "margin"))
      }
    measured = HTMLText(ReportPhrases.paysOff)

    gate = report.gate.map { Gate($0) }

    let strip = EvidenceStrip(outcomes)
    stripHeadline = HTMLText(strip.headline)
    rows = strip.entries.map { HTMLPage.row($0) }
    legend = HTMLText(ReportPhrases.stripLegend)
    hasRows = !rows.isEmpty

    unseenHeadline = HTMLText(ReportPhrases.blindSpotsHeadline(verdict))
    unseen = verdict.blindSpots.map { spot in
      let grade: Grade = spot.isLarge ? .bad : .caution
      return Unseen(
        grade: HTMLText(grade.rawValue), sign: HTMLText(ReportPhrases.sign(grade)),
        message: HTMLText(spot.message),
        share: ReportPhrases.share(spot, report.catalog).map { HTMLText($0) },
        remedy: HTMLText(spot.remedy))
    }
    hasUnseen = !unseen.isEmpty

    limitsHeadline = HTMLText(ReportPhrases.limitsHeadline(verdict))
    obstacles = verdict.beforeAnything.map { HTMLText($0) }
    hasObstacles = !obstacles.isEmpty
    account = HTMLText(ReportPhrases.account(report.input.rows, report.input.images))
    notes = ReportPhrases.dataNotes(report).map { HTMLText($0) }
    hasNotes = !notes.isEmpty

    sections = outcomes.filter { $0.status == .measured }.map { HTMLSection($0) }

    waysHeadline = HTMLText(
      verdict.options.first.map { ReportPhrases.capitalized($0.title) + " comes first" } ?? "")
    ways = verdict.options.isEmpty ? nil : HTMLTable(options: verdict.options)
    hasWays = ways != nil
    advice = verdict.ifDeep.map {
      Advice(
        topic: HTMLText($0.topic), words: HTMLText($0.advice), source: HTMLText($0.source))
    }
    hasAdvice = !advice.isEmpty

    dataTopic = HTMLText(report.input.images == nil ? "Columns" : "Images")
    dataHeadline = HTMLText(ReportPhrases.dataHeadline(report.input))
    dataTables = HTMLTable.data(of: report.input)
    (galleries, galleryNote) = HTMLGallery.all(of: report.input.images)

    let absent = outcomes.filter { $0.status != .measured }
    notRunHeadline = HTMLText(ReportPhrases.notRunHeadline(absent.count))
    notRun = absent.isEmpty ? nil : HTMLTable(notRun: absent)

    commands = ReportPhrases.nextCommands(report).map {
      Command(purpose: HTMLText($0.purpose), command: HTMLText(code: $0.lines))
    }
    nextHeadline = HTMLText(
      "\(ReportPhrases.capitalized(ReportPhrases.numeral(commands.count))) "
        + (commands.count == 1 ? "command" : "commands") + " to copy")
    reproduce = HTMLText(code: [ReportPhrases.command(report)])
    settings = ReportPhrases.settings(report).map {
      Setting(setting: HTMLText($0.name), is: HTMLText($0.value))
    }
    footer = HTMLText("fathom \(report.tool.version)")
    let gateLink = Link(anchor: HTMLText("gate"), label: HTMLText("Gate"))
    links =
      (gate == nil ? [] : [gateLink])
      + (hasUnseen ? [Link(anchor: HTMLText("unseen"), label: HTMLText("Not seen"))] : [])
      + HTMLPage.links(sections, hasWays: hasWays, hasAdvice: hasAdvice, dataTopic)
  }

  private static func links(
    _ sections: [HTMLSection], hasWays: Bool, hasAdvice: Bool, _ data: HTMLText
  ) -> [Link] {
    func link(_ anchor: String, _ label: String) -> Link {
      Link(anchor: HTMLText(anchor), label: HTMLText(label))
    }
    return [link("evidence", "Evidence"), link("limits", "Limits")]
      + sections.map { Link(anchor: $0.id, label: $0.topic) }
      + (hasWays ? [link("ways", "Ways to go")] : [])
      + (hasAdvice ? [link("deep", "If you go deep")] : [])
      + [
        Link(anchor: HTMLText("data"), label: data), link("not-run", "Not run"),
        link("next", "Next"), link("reproduce", "Reproduce"),
      ]
  }

  private static func badge(_ recommendation: Verdict.Recommendation) -> Badge {
    let (kind, mark) =
      switch recommendation {
      case .deep: ("for", "▲")
      case .classical: ("against", "▼")
      case .inconclusive: ("neither", "●")
      }
    return Badge(
      kind: HTMLText(kind), mark: HTMLText(mark),
      label: HTMLText(ReportPhrases.capitalized(recommendation.rawValue)))
  }

  private static func reason(_ reason: Verdict.Reason) -> Reason {
    let sign = reason.direction.map { HTMLPage.sign($0) }
    return Reason(
      kind: HTMLText(sign?.kind ?? ""), mark: sign.map { HTMLText($0.mark) },
      word: HTMLText(reason.label ?? ""), reason: HTMLText(reason.text))
  }

  /// The class and the mark of a direction.
  private static func sign(_ direction: EvidenceRow.Direction) -> (kind: String, mark: String) {
    switch direction {
    case .speaksFor: ("for", "▲")
    case .speaksAgainst: ("against", "▼")
    case .neither: ("neither", "●")
    }
  }

  private static func row(_ entry: EvidenceStrip.Entry) -> Row {
    let row = entry.row
    let (kind, mark) = sign(row.direction)
    return Row(
      analysis: HTMLText(entry.analysis), question: HTMLText(row.question), kind: HTMLText(kind),
      mark: HTMLText(mark), word: HTMLText(ReportPhrases.word(row.direction)),
      found: HTMLText(row.found), label: HTMLText(row.effect?.label ?? ""),
      value: HTMLText(row.effect?.value ?? "–"), unit: HTMLText(row.effect?.unit ?? ""),
      interval: HTMLText(row.effect?.interval ?? "it has no value"),
      p: row.chance.map { HTMLText($0.pValue) }, basis: row.chance.map { HTMLText($0.basis) },
      threshold: HTMLText(row.threshold))
  }
}
