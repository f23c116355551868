extension TokenOrder {
  /// So many columns have a row of their own.
  private static let shownColumns = 2

  /// Whether the order of words carries information.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let ordered = ordered(evidence)
    let all = evidence.columns.count
    let rest = evidence.columns.filter { column in !ordered.contains(column) }
    return Highlights(
      headline: ordered.isEmpty
        ? "The order of words carries little or nothing"
        : all == 1
          ? "The order of the words carries information"
          : "The order of the words carries information in \(Words.count(ordered.count)) of "
            + Words.plural(all, "column"),
      rows: (ordered + rest).prefix(TokenOrder.shownColumns).map(row))
  }

  private func row(_ column: Evidence.TextColumn) -> EvidenceRow {
    let share = column.effectSize ?? 0
    let isSignificant = column.zScore != nil && column.adjustedPValue <= significance
    return EvidenceRow(
      question:
        "Does the order of the \(column.unit)s in \(Words.quoted(column.name)) say anything?",
      direction: isSignificant
        ? share >= orderedShare ? .speaksFor : .neither
        : column.zScore == nil ? .neither : .speaksAgainst,
      found: "\(Words.number(column.statistic)) bits between neighbours; shuffled "
        + Words.number(column.expected),
      effect: column.effectSize.map { share in
        EvidenceRow.Effect(
          value: Words.percent(share, decimals: 1), unit: "of what is uncertain",
          interval: column.effectSizeInterval.map { limits in
            limits.map { Words.percent($0, decimals: 1) }.joined(separator: " to ")
          } ?? "fewer than twenty texts: no interval")
      },
      chance: column.zScore == nil
        ? nil : EvidenceRow.Chance(column.adjustedPValue, relabellings: column.permutations),
      threshold: "≥ \(Words.percent(orderedShare))")
  }
}
