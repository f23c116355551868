extension Race {
  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    guard !evidence.contenders.isEmpty else { return [] }
    var exhibits = [intervals(evidence), table(evidence)]
    if !evidence.curve.isEmpty { exhibits.append(curve(evidence)) }
    exhibits.append(.note(protocolNote(evidence)))
    return exhibits
  }

  private func intervals(_ evidence: Evidence) -> Exhibit {
    let title =
      evidence.contenders.first.map {
        "\($0.name.capitalizedFirst) came in first"
      } ?? "Nobody arrived"
    return .intervals(
      ExhibitIntervals(
        title: title, unit: "\(Race.name(of: evidence.metric)) on rows held out",
        entries: evidence.contenders.map { contender in
          let reach = 1.96 * (contender.standardError ?? 0)
          let upper = contender.score + reach
          return ExhibitIntervals.Entry(
            label: contender.name, value: contender.score, lower: contender.score - reach,
            // No share is larger than 1.
            upper: min(1, upper), isMarked: contender.side == ContenderInfo.Side.deep.rawValue)
        },
        markLabel: "networks", reference: evidence.guessing, referenceLabel: "guessing",
        howToRead:
          "Each line is a 95 % interval over the rows held out; differences are paired by rows, and "
          + "so more certain than the lines show."))
  }

  private func table(_ evidence: Evidence) -> Exhibit {
    let hasLogLoss = evidence.contenders.contains { $0.logLoss != nil }
    let rows = evidence.contenders.map { contender -> [ExhibitCell] in
      var cells: [ExhibitCell] = [
        .text(contender.name), .text(Race.side(contender.side)), .number(contender.score),
        contender.standardError.map { .number($0) } ?? .none("one unit"),
      ]
      if hasLogLoss { cells.append(contender.logLoss.map { .number($0) } ?? .none("none")) }
      cells += [
        .number(contender.behind),
        contender.behindStandardError.map { .number($0) } ?? .none("one unit"),
      ]
      return cells
    }
    return .table(
      ExhibitTable(
        title: "How far everybody is behind the first",
        columns: [
          "Contender", "Side", Race.name(of: evidence.metric).capitalizedFirst, "Standard error",
        ]
          + (hasLogLoss ? ["Log loss"] : []) + ["Behind", "Standard error of that"],
        rows: rows, footnote: leftOutNote(evidence)))
  }

  private static func side(_ side: String) -> String {
    side == ContenderInfo.Side.deep.rawValue
      ? "network" : side == ContenderInfo.Side.classical.rawValue ? "classical" : "for comparison"
  }

  private func leftOutNote(_ evidence: Evidence) -> String? {
    guard !evidence.leftOut.isEmpty else { return nil }
    return "Not among them: "
      + evidence.leftOut.map { "\($0.name) (\($0.reason))" }.joined(separator: "; ") + "."
  }

  private func curve(_ evidence: Evidence) -> Exhibit {
    .table(
      ExhibitTable(
        title: "What everybody makes of fewer rows",
        columns: ["Contender"]
          + evidence.curve.map { "\(Words.count($0.rows)) rows" },
        rows: evidence.contenders.map { contender in
          [.text(contender.name)]
            + evidence.curve.map { point in
              point.scores.first { $0.id == contender.id }.map { .number($0.score) }
                ?? .none("not run")
            }
        },
        footnote: "On the first of the parts alone, so a little off the scores above."))
  }

  private func protocolNote(_ evidence: Evidence) -> String {
    "Everybody learned from \(Words.count(evidence.trainingRows)) rows, on average, and predicted "
      + "others, in \(Words.plural(evidence.folds, "part")) of "
      + "\(Words.plural(evidence.rows, "row"))"
      + (evidence.rows < evidence.availableRows
        ? ", a random sample of \(Words.count(evidence.availableRows))" : "")
      + "; settings were chosen on a fifth of the rows to learn from. The budget of "
      + "\(Words.number(budget == evidence.budget ? budget : evidence.budget)) s is counted in work, "
      + "not by the clock, so that the result is the same on any machine."
  }
}
