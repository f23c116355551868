internal import FathomData

extension HiddenOrder {
  /// Whether another arrangement would make the features local.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let outcome = outcome(of: evidence)
    let units = LocalCorrelation.units(evidence.layout)
    guard let found = evidence.found, outcome != .alreadyLocal else {
      return Highlights(headline: "The \(units) stand in a local order already")
    }
    let headline: String
    let direction: EvidenceRow.Direction
    switch outcome {
    case .found:
      headline = "The \(units) have a hidden order in which neighbours belong together"
      direction = .speaksFor
    case .groups:
      headline = "Related \(units) form groups rather than an order"
      direction = .speaksAgainst
    case .nothing:
      headline = "No arrangement of the \(units) is much better than chance"
      direction = .speaksAgainst
    case .noBetter, .alreadyLocal:
      headline = "No arrangement of the \(units) is more local than the given one"
      direction = .neither
    }
    let least = evidence.layout.isGrid ? gridIndex : orderIndex
    return Highlights(
      headline: headline,
      rows: [
        EvidenceRow(
          question: "Is there a better order of the \(units)?", direction: direction,
          found: "index \(Words.coefficient(found.effectSize)) rearranged, "
            + "\(Words.coefficient(evidence.given.effectSize)) as given; nearer is more alike in "
            + (found.decay.map { Words.percent($0) } ?? "–"),
          effect: found.effectSize.map {
            EvidenceRow.Effect(
              label: "locality index", value: Words.coefficient($0),
              interval: found.effectSizeInterval.map(Words.interval) ?? "no interval was computed")
          },
          chance: EvidenceRow.Chance(found.pValue, relabellings: found.permutations),
          threshold: "index ≥ \(Words.coefficient(least)), nearer in ≥ \(Words.percent(decay))")
      ],
      nextSteps: outcome == .found
        ? [
          NextStep(
            purpose: "Write the order that was found to a file",
            options: ["--write-order", "order.csv"])
        ] : [])
  }
}
