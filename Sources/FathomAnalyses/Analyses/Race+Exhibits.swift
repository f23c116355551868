extension Race {
  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    guard !evidence.contenders.isEmpty else { return [] }
    var exhibits = [
      intervals(evidence, marked: .deep, markLabel: "networks"),
      table(evidence, others: "for comparison"),
    ]
    if !evidence.curve.isEmpty { exhibits.append(curve(evidence)) }
    exhibits.append(protocolNote(evidence))
    return exhibits
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
}
