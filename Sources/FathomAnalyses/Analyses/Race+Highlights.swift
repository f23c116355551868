internal import FathomData

extension Race {
  /// Whether a network won, whether order helped it, and whether anything is left to win.
  public func highlights(_ evidence: Evidence) -> Highlights {
    guard let best = evidence.contenders.first else { return Highlights() }
    var highlights = Highlights(headline: headline(evidence, best))
    if let difference = evidence.deepMinusClassical {
      highlights.rows.append(deepRow(evidence, difference))
      highlights.margin = margin(evidence, difference)
    }
    if let difference = evidence.localityGain {
      highlights.rows.append(localityRow(evidence, difference))
    }
    if let row = roomRow(evidence) { highlights.rows.append(row) }
    if evidence.rows < evidence.availableRows || !evidence.leftOut.isEmpty {
      highlights.nextSteps.append(
        NextStep(
          purpose: evidence.leftOut.isEmpty
            ? "Race on more of the rows, with ten times the budget"
            : "Let those who did not arrive run too, with ten times the budget",
          options: ["--race-budget", Words.exact(evidence.budget * 10)]))
    }
    return highlights
  }

  private func headline(_ evidence: Evidence, _ best: Evidence.Contender) -> String {
    guard beatsGuessing(evidence) else { return "Nobody predicts much better than guessing does" }
    guard let difference = evidence.deepMinusClassical else {
      return "\(best.name.capitalizedFirst) predicts best"
    }
    let deep = name(difference.first, evidence)
    let classical = name(difference.second, evidence)
    switch outcome(difference, evidence) {
    case .better: return "A network, \(deep), beats the best classical method, \(classical)"
    case .worse: return "No network comes up to the best classical method, \(classical)"
    case .same:
      return
        "The best network, \(deep), cannot be told from the best classical method, \(classical)"
    }
  }

  private func score(_ id: String, _ evidence: Evidence) -> Double? {
    evidence.contenders.first { $0.id == id }?.score
  }

  /// The least difference that counts as one, from what it is compared with.
  private func least(_ difference: Evidence.Difference, _ evidence: Evidence) -> Double {
    gain * abs(score(difference.second, evidence) ?? 0)
  }

  private func threshold(_ difference: Evidence.Difference, _ evidence: Evidence) -> String {
    "≥ \(Words.signed(least(difference, evidence))) (\(Words.percent(gain))) and "
      + "\(Words.number(standardErrors)) standard error"
  }

  private func figures(
    _ difference: Evidence.Difference, _ evidence: Evidence, _ joint: String
  ) -> String {
    [difference.first, difference.second].map { id in
      score(id, evidence).map(Words.error) ?? "–"
    }.joined(separator: joint)
  }

  private func effect(
    _ difference: Evidence.Difference, _ evidence: Evidence
  ) -> EvidenceRow.Effect {
    EvidenceRow.Effect(
      label: Race.name(of: evidence.metric), value: Words.signed(difference.difference),
      interval: difference.interval.count == 2
        ? Words.signed(difference.interval) : "one part: no interval")
  }

  /// What the difference between the best network and the best classical method says: it pays where it is beyond the least
  /// gain and its standard error; short of the gain it does not.
  func direction(_ difference: Evidence.Difference, _ evidence: Evidence) -> EvidenceRow.Direction {
    switch outcome(difference, evidence) {
    case .better: .speaksFor
    case .worse: .speaksAgainst
    case .same:
      difference.difference > least(difference, evidence) ? .neither : .speaksAgainst
    }
  }

  private func deepRow(_ evidence: Evidence, _ difference: Evidence.Difference) -> EvidenceRow {
    EvidenceRow(
      question: "Does a network beat the best classical method?",
      direction: direction(difference, evidence),
      found: "\(name(difference.first, evidence)) against \(name(difference.second, evidence)): "
        + figures(difference, evidence, " against "),
      effect: effect(difference, evidence),
      chance: EvidenceRow.Chance(
        difference: difference.difference, standardError: difference.standardError),
      threshold: threshold(difference, evidence))
  }

  private func localityRow(_ evidence: Evidence, _ difference: Evidence.Difference) -> EvidenceRow {
    let direction: EvidenceRow.Direction =
      switch outcome(difference, evidence) {
      case .better: .speaksFor
      case .same: .neither
      case .worse: .speaksAgainst
      }
    return EvidenceRow(
      question:
        "Does a convolution use the order of the \(LocalCorrelation.units(evidence.layout))?",
      direction: direction,
      found: figures(difference, evidence, " as given; shuffled "),
      effect: effect(difference, evidence),
      chance: EvidenceRow.Chance(
        difference: difference.difference, standardError: difference.standardError),
      threshold: threshold(difference, evidence))
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
    let isShare = evidence.metric != "r2"
    return EvidenceRow(
      question: "Is there error left to remove?",
      direction: room <= least ? .speaksAgainst : .neither,
      found: isShare
        ? "\(best.name): \(Words.percent(room, decimals: 1)) of the rows held out are wrong"
        : "\(best.name): \(Words.percent(room, decimals: 1)) of the variance unexplained",
      effect: EvidenceRow.Effect(
        label: isShare ? "error" : "unexplained", value: Words.error(room),
        interval: best.standardError.map { error in
          Words.errors([max(0, room - 1.96 * error), room + 1.96 * error])
        } ?? "one part: no interval"),
      threshold: "> \(Words.error(least))")
  }

  private func margin(_ evidence: Evidence, _ difference: Evidence.Difference) -> ExhibitMargin? {
    guard difference.interval.count == 2, let base = score(difference.second, evidence) else {
      return nil
    }
    let metric = Race.name(of: evidence.metric)
    return ExhibitMargin(
      title: "How much did the best network gain?",
      finding: "\(name(difference.first, evidence).capitalizedFirst) minus "
        + "\(name(difference.second, evidence)): \(Words.signed(difference.difference)) in \(metric), "
        + "95 % interval \(Words.signed(difference.interval))",
      unit: metric, value: difference.difference, interval: difference.interval,
      tooSmall: least(difference, evidence), ceiling: 1 - base)
  }
}
