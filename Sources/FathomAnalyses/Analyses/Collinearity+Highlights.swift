internal import FathomData

extension Collinearity {
  /// Whether the features repeat one another.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let units = LocalCorrelation.units(evidence.layout)
    let noun = evidence.layout == .table ? "feature" : String(units.dropLast())
    if evidence.ridgePenalty != nil {
      return Highlights(
        headline: "There are too few rows for a regression on all \(units)",
        rows: [
          EvidenceRow(
            question: "Do the \(units) repeat each other?", direction: .neither,
            found: "\(Words.plural(evidence.columns - 1, "column")), "
              + Words.plural(evidence.sampledRows ?? evidence.rows, "row"),
            effect: EvidenceRow.Effect(
              label: "rank", value: Words.count(evidence.rank),
              unit: "of \(Words.count(evidence.columns))", interval: "a plain VIF is undefined"),
            threshold: "more rows than columns")
        ])
    }
    // What never varies repeats nothing.
    let constants = Set(
      evidence.dependencies.filter { $0.kind == .constant }.map(\.predictor))
    let varying = evidence.predictors.filter { !constants.contains($0.name) }
    let all = varying.count
    let inflated = varying.count { ($0.vif ?? .infinity) > vifBad }
    let worst = evidence.predictors.filter { $0.vif != nil }.max { ($0.vif ?? 0) < ($1.vif ?? 0) }
    let interval =
      worst.flatMap { worst in
        worst.vif.map { vif in
          "highest VIF \(Words.number(vif))"
            + (worst.interval.map { " (\(Words.range($0)))" } ?? "")
        }
      } ?? "no VIF is finite"
    return Highlights(
      headline: inflated == 0
        ? "No \(noun) repeats the others"
        : "\(Words.count(inflated)) of \(Words.plural(all, noun)) "
          + (inflated == 1 ? "repeats others" : "repeat others"),
      rows: [
        EvidenceRow(
          question: "Do the \(units) repeat each other?", direction: .neither,
          found:
            "\(Words.count(inflated)) of \(Words.count(all)) above VIF \(Words.number(vifBad))",
          effect: EvidenceRow.Effect(
            label: "condition index",
            value: evidence.conditionNumber.map { Words.number($0) } ?? "infinite",
            interval: interval),
          threshold: "VIF \(Words.number(vifBad)), index \(Words.number(conditionBad))")
      ])
  }
}
