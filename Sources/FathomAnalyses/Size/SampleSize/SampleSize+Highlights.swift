internal import FathomData

extension SampleSize {
  /// Whether there are rows enough, and what more of them would bring.
  public func highlights(_ evidence: Evidence) -> Highlights {
    var highlights = Highlights(headline: headline(evidence))
    if let row = enoughRow(evidence) { highlights.rows.append(row) }
    if let curve = evidence.learningCurve, let row = outlookRow(curve) {
      highlights.rows.append(row)
    }
    return highlights
  }

  private func headline(_ evidence: Evidence) -> String {
    guard !evidence.concerningRequirements.isEmpty else {
      return "\(NumberText.plural(evidence.rows, "row")) for "
        + NumberText.plural(evidence.features, "feature")
    }
    let met = evidence.concerningRequirements.count(where: \.met)
    let all = evidence.concerningRequirements.count
    let rules = "of \(NumberText.count(all)) published rules on the number of rows"
    return met == 0
      ? "None \(rules) is met"
      : met == all
        ? "All \(NumberText.count(all)) published rules on the number of rows are met"
        : "\(NumberText.count(met)) \(rules) \(met == 1 ? "is" : "are") met"
  }

  /// By the rule for networks from scratch where there are classes, else by that for flexible learners.
  func enoughRow(_ evidence: Evidence) -> EvidenceRow? {
    let rule: String
    let threshold: String
    let found: String
    let have: Double
    let wanted: Double
    if let smallest = evidence.smallestClass, (evidence.classes ?? 0) >= 2 {
      rule = "deepFromScratch"
      have = Double(smallest) * evidence.worth
      wanted = labelsPerClass
      threshold = "\(NumberText.number(labelsPerClass)) a class"
      found =
        "\(NumberText.plural(smallest, "row")) in the smallest of "
        + NumberText.plural(evidence.classes ?? 0, "class", "classes")
    } else {
      // Rows a coefficient say nothing of pictures, whose pixels share their weights.
      guard evidence.eventsPerFeature != nil, !evidence.layout.isGrid else { return nil }
      rule = "eventsPerVariable200"
      have = evidence.effectiveRows
      wanted = eventsPerVariableFlexible * Double(max(1, evidence.parameters))
      threshold = "\(NumberText.number(eventsPerVariableFlexible)) rows a column"
      found =
        "\(NumberText.plural(evidence.rows, "row")) for "
        + NumberText.plural(evidence.parameters, "column")
    }
    guard let requirement = evidence.requirements.first(where: { $0.id == rule }) else {
      return nil
    }
    let isWorthLess = evidence.worth < 0.99
    return EvidenceRow(
      question: "Are there enough rows to train from scratch?",
      direction: requirement.met ? .speaksFor : .speaksAgainst,
      found: found + (isWorthLess ? ", worth \(NumberText.number(have.rounded()))" : ""),
      effect: EvidenceRow.Effect(
        value: SampleSize.share(have / max(1, wanted)), unit: "of the rule",
        interval: "a count, no error"),
      threshold: threshold)
  }

  private static func share(_ share: Double) -> String {
    NumberText.percent(share, decimals: share < 0.1 ? 1 : 0)
  }

  private func outlookRow(_ curve: FittedLearningCurve) -> EvidenceRow? {
    guard let twice = curve.projections.first(where: { $0.rows >= 2 * curve.today }),
      let today = curve.projections.first
    else { return nil }
    return EvidenceRow(
      question: "Would more rows change the answer?", direction: .neither,
      found: "\(curve.learner): error \(NumberText.error(today.error)) today, at twice the rows "
        + NumberText.error(twice.error),
      effect: EvidenceRow.Effect(
        label: curve.metric == "errorRate" ? "error" : "unexplained",
        value: NumberText.signed(-twice.gain),
        interval: NumberText.signed([-twice.gainUpper, -twice.gainLower])),
      threshold: "a fall of \(NumberText.exact(gain))")
  }
}
