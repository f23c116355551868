internal import FathomAnalyses

/// What an analysis found, for a page.
struct HTMLSection {
  let id: HTMLText
  let topic: HTMLText
  let sentence: HTMLText
  let findings: [Found]
  let blocks: [Block]
  let limitsThatHold: HTMLText?
  let sources: [HTMLText]

  struct Found {
    let grade: HTMLText
    let sign: HTMLText
    let message: HTMLText
  }

  /// Figures side by side, or a table, or words.
  struct Block {
    var figures: [Figure] = []
    var hasFigures = false
    var table: HTMLTable?
    var note: HTMLText?
  }

  struct Figure {
    let caption: HTMLText
    let drawing: HTMLText
    let how: HTMLText
    let numbers: HTMLTable?
  }

  init(_ outcome: AnalysisOutcome) {
    let info = outcome.info
    id = HTMLText(info.id)
    topic = HTMLText(info.title)
    sentence = HTMLText(outcome.highlights.headline ?? info.question)
    findings = outcome.findings.map {
      Found(
        grade: HTMLText($0.grade.rawValue), sign: HTMLText(ReportPhrases.sign($0.grade)),
        message: HTMLText($0.message(withSubject: $0.needsSubject)))
    }
    blocks = HTMLSection.blocks(of: outcome)
    limitsThatHold =
      outcome.thresholds.isEmpty
      ? nil
      : HTMLText(
        outcome.thresholds.sorted { $0.key < $1.key }
          .map { "\($0.key) \(NumberText.exact($0.value))" }.joined(separator: ", "))
    sources = info.references.map { HTMLText($0) }
  }

  /// Words that come first stay first; then the figures, then the tables and the rest of the words.
  private static func blocks(of outcome: AnalysisOutcome) -> [Block] {
    var lead = [Block]()
    var figures = [Figure]()
    var rest = [Block]()
    for (place, exhibit) in outcome.exhibits.enumerated() {
      if let figure = figure(exhibit, id: "\(outcome.info.id)-\(place + 1)") {
        figures.append(figure)
        continue
      }
      switch exhibit {
      case .table(let table): rest.append(Block(table: HTMLTable(table)))
      case .note(let note):
        let block = Block(note: HTMLText(note, limit: 4_000))
        if figures.isEmpty, rest.isEmpty { lead.append(block) } else { rest.append(block) }
      case .histogram, .curve, .trend, .bars, .intervals, .heatMap, .arrangement,
        .suspects:
        continue
      }
    }
    return lead
      + (figures.isEmpty ? [] : [Block(figures: figures, hasFigures: true)]) + rest
  }

  private static func figure(_ exhibit: Exhibit, id: String) -> Figure? {
    guard let drawn = SVGFigure(exhibit) else { return nil }
    let (title, how) = ReportPhrases.titleAndReading(exhibit)
    return Figure(
      caption: HTMLText(title), drawing: drawn.html(id: id), how: HTMLText(how),
      numbers: HTMLTable(numbersOf: exhibit))
  }
}
