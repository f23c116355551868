internal import FathomData

extension SupervisedLocality {
  /// Whether a local learner is hurt by rearranging.
  public func highlights(_ evidence: Evidence) -> Highlights {
    guard evidence.zScore != nil, let saved = evidence.effectSize else {
      return Highlights(headline: "Every arrangement predicts the target alike")
    }
    let units = LocalCorrelation.units(evidence.layout)
    let isSignificant = evidence.pValue <= significance
    let row = EvidenceRow(
      question: "Does rearranging the \(units) hurt a local learner?",
      direction: direction(evidence),
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
      headline: isSignificant && saved >= errorSaved
        ? "The arrangement tells something about the target"
        : isSignificant
          ? "The arrangement tells little about the target"
          : "The arrangement tells nothing about the target",
      rows: [row])
  }

  /// What the arrangement says; in a table its order is arbitrary.
  func direction(_ evidence: Evidence) -> EvidenceRow.Direction {
    guard evidence.zScore != nil, evidence.pValue <= significance else { return .speaksAgainst }
    return (evidence.effectSize ?? 0) >= errorSaved && evidence.layout != .table
      ? .speaksFor : .neither
  }
}
