internal import FathomData

extension Race {
  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    guard !evidence.contenders.isEmpty else { return [] }
    var exhibits = [
      intervals(evidence, marked: .deep, markLabel: "networks"),
      table(evidence, others: "other"),
    ]
    exhibits += decisionTables(evidence)
    if let confusion = confusionTable(evidence) { exhibits.append(confusion) }
    if !evidence.curve.isEmpty { exhibits.append(curve(evidence)) }
    exhibits.append(protocolNote(evidence))
    return exhibits
  }

  private func curve(_ evidence: Evidence) -> Exhibit {
    .table(
      ExhibitTable(
        title: "What each makes of fewer rows",
        columns: ["Contender"]
          + evidence.curve.map { "\(NumberText.count($0.rows)) rows" },
        rows: evidence.contenders.filter { contender in
          evidence.curve.contains { $0.scores.contains { $0.id == contender.id } }
        }.map { contender in
          [.text(contender.name)]
            + evidence.curve.map { point in
              point.scores.first { $0.id == contender.id }.map { .number($0.score) }
                ?? .none("not run")
            }
        },
        footnote: evidence.rows < evidence.availableRows
          ? "On the first of the parts alone, so a little off the scores above."
          : "The best of each side, on the first of the parts alone, so a little off the scores above."
      ))
  }
}

extension Race {
  /// Whether a network won, whether order helped it, and whether anything is left to win.
  public func highlights(_ evidence: Evidence) -> Highlights {
    guard let best = evidence.best else { return Highlights() }
    var highlights = Highlights(headline: headline(evidence, best))
    if let difference = evidence.deepMinusClassical {
      highlights.rows.append(deepRow(evidence, difference))
      highlights.margin = margin(
        difference, evidence, title: "How much did the best network gain?")
    }
    if let row = allRowsRow(evidence) { highlights.rows.append(row) }
    if let difference = evidence.localityGain {
      highlights.rows.append(localityRow(evidence, difference))
    }
    if let row = roomRow(evidence) { highlights.rows.append(row) }
    if evidence.rows < evidence.availableRows || !evidence.leftOut.isEmpty {
      highlights.nextSteps.append(
        NextStep(
          purpose: evidence.leftOut.isEmpty
            ? "Race on more of the rows, whatever that takes"
            : "Let those that did not run to the end run too, with ten times the budget",
          options: evidence.leftOut.isEmpty
            ? [
              "--race-rows",
              NumberText.exact(Double(min(evidence.availableRows, 4 * evidence.rows))),
            ]
            : ["--race-budget", NumberText.exact(evidence.budget * 10)]))
    }
    return highlights
  }

  private func headline(_ evidence: Evidence, _ best: ContenderScore) -> String {
    guard evidence.beatsGuessing else { return "No family does much better than guessing" }
    guard let difference = evidence.deepMinusClassical else {
      return "\(best.name.capitalizedFirst) predicts best"
    }
    return comparison(difference, evidence).headline(
      "the best network, \(evidence.name(difference.first)),",
      "the best classical method, \(evidence.name(difference.second))")
  }

  private func deepRow(_ evidence: Evidence, _ difference: ScoreDifference) -> EvidenceRow {
    row(
      difference, evidence, question: "Does a network beat the best classical method?",
      direction: direction(comparison(difference, evidence)),
      found: "\(evidence.name(difference.first)) against \(evidence.name(difference.second)): "
        + "\(evidence.figures(difference, " against ")), guessing \(NumberText.error(evidence.guessing))"
    )
  }

  private func localityRow(_ evidence: Evidence, _ difference: ScoreDifference) -> EvidenceRow {
    let direction: EvidenceRow.Direction =
      switch comparison(difference, evidence).outcome {
      case .better: .speaksFor
      case .same: .neither
      case .worse: .speaksAgainst
      }
    return row(
      difference, evidence,
      question:
        "Does a convolution use the order of the \(LocalCorrelation.units(evidence.layout))?",
      direction: direction, found: evidence.figures(difference, " as given; shuffled "))
  }

  /// What the best classical method leaves to be won.
  private func roomRow(_ evidence: Evidence) -> EvidenceRow? {
    guard
      let best = evidence.contenders.first(where: {
        $0.side == ContenderInfo.Side.classical.rawValue
      }
      )
    else { return nil }
    let room = 1 - best.score
    let least = gain * abs(best.score)
    let metric = ScoreMetric(rawValue: evidence.metric)
    return EvidenceRow(
      question: "Is there error left to remove?",
      direction: room <= least ? .speaksAgainst : .neither,
      found: "\(best.name): \(NumberText.percent(room, decimals: 1)) of the "
        + (metric == .accuracy
          ? "rows held out are wrong"
          : metric == .r2 ? "variance unexplained" : "log loss of guessing is left"),
      effect: EvidenceRow.Effect(
        label: metric == .accuracy ? "error" : metric == .r2 ? "unexplained" : "log loss left",
        value: NumberText.error(room),
        interval: best.standardError.map { error in
          NumberText.errors([max(0, room - 1.96 * error), room + 1.96 * error])
        } ?? "one part: no interval"),
      threshold: "> \(NumberText.error(least))")
  }
}
