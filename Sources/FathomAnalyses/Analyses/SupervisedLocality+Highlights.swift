internal import FathomData

extension SupervisedLocality {
  /// Whether a local learner is hurt by rearranging.
  public func highlights(_ evidence: Evidence) -> Highlights {
    guard evidence.zScore != nil, let saved = evidence.effectSize else {
      return Highlights(headline: "Every arrangement predicts the target alike")
    }
    let units = LocalCorrelation.units(evidence.layout)
    let isSignificant = evidence.pValue <= significance
    let isGood = isSignificant && saved >= errorSaved
    let row = EvidenceRow(
      question: "Does rearranging the \(units) hurt a local learner?",
      direction: isGood
        ? evidence.layout == .table ? .neither : .speaksFor
        : isSignificant ? .neither : .speaksAgainst,
      found: "squared error \(Words.coefficient(evidence.statistic)) of the variance; rearranged "
        + Words.coefficient(evidence.expected),
      effect: EvidenceRow.Effect(
        value: Words.percent(abs(saved)), unit: saved < -0.005 ? "more error" : "less error",
        interval: evidence.effectSizeInterval.map { limits in
          limits.map { Words.percent($0) }.joined(separator: " to ")
        } ?? "no interval was computed"),
      chance: EvidenceRow.Chance(evidence.pValue, relabellings: evidence.permutations),
      threshold: "≥ \(Words.percent(errorSaved)) less")
    return Highlights(
      headline: isGood
        ? "The arrangement tells something about the target"
        : isSignificant
          ? "The arrangement tells little about the target"
          : "The arrangement tells nothing about the target",
      rows: [row])
  }
}
