internal import FathomData

extension HiddenOrder {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let grade: Grade
    let message: String
    let given = NumberText.coefficient(evidence.given.effectSize)
    switch (outcome(of: evidence), evidence.found) {
    case (.alreadyLocal, _), (_, nil):
      grade = .good
      message = "The features stand in a local order already (locality index \(given))."
    case (.noBetter, _):
      grade = .bad
      message =
        "No arrangement that was found is more local than the given one (locality index \(given))."
    case (.found, let found?):
      grade = .good
      message =
        "There is a hidden order: rearranged by it, the locality index is "
        + "\(NumberText.coefficient(found.effectSize)) rather than \(given) (\(numbers(found))). "
        + "Write it out with --write-order FILE."
    case (.groups, let found?):
      grade = .bad
      message =
        "No order makes the features local: related ones can be put side by side (locality index "
        + "\(NumberText.coefficient(found.effectSize)); \(numbers(found))), but they form groups rather "
        + "than an order."
    case (.nothing, let found?):
      grade = .bad
      message =
        "No arrangement makes the features local: the best one found has a locality index of "
        + "\(NumberText.coefficient(found.effectSize)) on rows that were not searched "
        + "(\(numbers(found)))."
    }
    return [
      Finding(
        id: "\(HiddenOrder.info.id).order", grade: grade,
        subject: evidence.layout == .table ? "column order" : "\(evidence.layout) positions",
        message: message)
    ]
  }

  /// What the search came to.
  enum SearchOutcome {
    case alreadyLocal, noBetter, found, groups, nothing
  }

  func outcome(of evidence: Evidence) -> SearchOutcome {
    guard let found = evidence.found else { return .alreadyLocal }
    guard found.pValue <= significance, let index = found.effectSize else { return .nothing }
    let least = evidence.layout.isGrid ? gridIndex : orderIndex
    let given = evidence.given.effectSize ?? 0
    if given >= least, (evidence.given.decay ?? 0) >= decay { return .alreadyLocal }
    if index <= given { return .noBetter }
    return index >= least && (found.decay ?? 0) >= decay ? .found : .groups
  }

  private func numbers(_ found: Evidence.Arrangement) -> String {
    "nearer is more alike in \(found.decay.map { NumberText.percent($0) } ?? "–"), "
      + NumberText.pSentence(found.pValue, found.permutations)
  }

  /// Lays the evidence out in a table.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    guard let found = evidence.found else { return [] }
    func row(_ name: String, _ value: (Evidence.Arrangement) -> ExhibitCell) -> [ExhibitCell] {
      [.text(name), value(evidence.given), value(found)]
    }
    func coefficient(_ value: Double?) -> ExhibitCell {
      value.map { .coefficient($0) } ?? .none("it has no value")
    }
    let title =
      switch outcome(of: evidence) {
      case .found: "Rearranged, neighbours belong together"
      case .groups: "Rearranged, related features stand in groups"
      case .alreadyLocal, .noBetter:
        "No arrangement that was found is more local than the given one"
      case .nothing: "No arrangement is much better than chance"
      }
    return [
      .table(
        ExhibitTable(
          title: title, columns: ["On rows that were not searched", "As given", "As found"],
          rows: [
            row("Locality index") { coefficient($0.effectSize) },
            row("95 % interval of the index") { arrangement in
              arrangement.effectSizeInterval.map { .text(NumberText.interval($0)) }
                ?? .none("it was not computed")
            },
            row("p") { .text(NumberText.pValue($0.pValue, $0.permutations)) },
            row("AUC: neighbours outrank other pairs") { coefficient($0.auc) },
            row("Nearer is more alike") { arrangement in
              arrangement.decay.map { .text(NumberText.percent($0)) } ?? .none("it has no value")
            },
            row("Toeplitz R²") { coefficient($0.toeplitzR2) },
          ],
          footnote: "Found by \(evidence.method ?? "search") among "
            + "\(NumberText.plural(evidence.positions, "position")) in "
            + "\(NumberText.plural(evidence.searchedRows, "row")), judged on "
            + "\(NumberText.count(evidence.heldRows)) others."))
    ]
      + (outcome(of: evidence) == .found
        ? [.arrangement(ExhibitArrangement(order: evidence.order))] : [])
  }
}

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
          found: "index \(NumberText.coefficient(found.effectSize)) rearranged, "
            + "\(NumberText.coefficient(evidence.given.effectSize)) as given; nearer is more alike in "
            + (found.decay.map { NumberText.percent($0) } ?? "–"),
          effect: found.effectSize.map {
            EvidenceRow.Effect(
              label: "locality index", value: NumberText.coefficient($0),
              interval: found.effectSizeInterval.map(NumberText.interval)
                ?? "no interval was computed")
          },
          chance: EvidenceRow.Chance(found.pValue, permutations: found.permutations),
          threshold:
            "index ≥ \(NumberText.coefficient(least)), nearer in ≥ \(NumberText.percent(decay))")
      ],
      nextSteps: outcome == .found
        ? [
          NextStep(
            purpose: "Write the order that was found to a file",
            options: ["--write-order", "order.csv"])
        ] : [])
  }
}
