internal import FathomData

extension LocalCorrelation {
  /// Whether neighbours belong together, and whether the pattern is the same everywhere.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let strength = strength(of: evidence)
    let spacing = spacing(of: evidence)
    let units = LocalCorrelation.units(evidence.layout)
    var highlights = Highlights(
      headline: spacing.map { "Steps \($0.distance) apart agree far more than chance allows" }
        ?? headline(locality(of: evidence), units),
      rows: [spacing.map(spacingRow) ?? localityRow(evidence, units)])
    if strength == .strong, let row = sharingRow(evidence, units) { highlights.rows.append(row) }
    if evidence.layout == .table, strength == .strong {
      highlights.nextSteps = [
        NextStep(
          purpose: "If the columns are samples of a signal, say so",
          options: ["--layout", "sequence"])
      ]
    }
    if let channels = spacing?.distance, evidence.droppedPositions == 0,
      evidence.positions.isMultiple(of: channels)
    {
      highlights.nextSteps = [
        NextStep(
          purpose: "If \(channels) channels take turns in the columns, say so",
          options: ["--layout", "1x\(evidence.positions / channels)x\(channels)"])
      ]
    }
    return highlights
  }

  /// What the positions of a layout are called.
  static func units(_ layout: Layout) -> String {
    layout.isGrid ? "pixels" : layout == .sequence ? "steps" : "columns"
  }

  private func headline(_ locality: Locality, _ units: String) -> String {
    switch locality {
    case .strong: "Neighbouring \(units) agree far more than chance allows"
    case .weak: "Neighbouring \(units) agree a little more than chance allows"
    case .redundant: "Neighbouring \(units) agree because they repeat one another"
    case .undecided:
      "Neighbouring \(units) are alike, but that cannot be told from chance"
    case .none: "Neighbouring \(units) agree no more than shuffled ones do"
    }
  }

  /// What the arrangement says.
  ///
  /// In a table the order of columns is arbitrary: related ones may stand side by side.
  func direction(_ evidence: Evidence) -> EvidenceRow.Direction {
    switch locality(of: evidence) {
    case .strong: evidence.layout == .table ? .neither : .speaksFor
    case .weak, .undecided: .neither
    case .redundant, .none:
      evidence.zScore == nil || evidence.isExhaustive && evidence.smallestPValue > significance
        ? .neither : .speaksAgainst
    }
  }

  private func spacingRow(_ spacing: Spacing) -> EvidenceRow {
    EvidenceRow(
      question: "Do steps that are close belong together?", direction: .speaksFor,
      found:
        "mean |r| of steps \(spacing.distance) apart \(NumberText.coefficient(spacing.statistic))",
      effect: EvidenceRow.Effect(
        label: "locality index", value: NumberText.coefficient(spacing.index),
        interval: "no interval was computed"),
      chance: EvidenceRow.Chance(bound: spacing.pValue),
      threshold: "index ≥ \(NumberText.coefficient(strongIndex))")
  }

  private func localityRow(_ evidence: Evidence, _ units: String) -> EvidenceRow {
    EvidenceRow(
      question: "Do neighbouring \(units) belong together?",
      direction: direction(evidence),
      found: "\(evidence.isAbsolute ? "mean |r|" : "mean correlation") "
        + "\(NumberText.coefficient(evidence.statistic)); shuffled "
        + NumberText.coefficient(evidence.expected),
      effect: evidence.effectSize.map {
        EvidenceRow.Effect(
          label: "locality index", value: NumberText.coefficient($0),
          interval: evidence.effectSizeInterval.map(NumberText.interval)
            ?? "no interval was computed")
      },
      chance: evidence.zScore == nil
        ? nil : EvidenceRow.Chance(evidence.pValue, permutations: evidence.permutations),
      threshold:
        "index ≥ \(NumberText.coefficient(strongIndex)), AUC ≥ \(NumberText.coefficient(strongAUC))"
        + " (here \(NumberText.coefficient(evidence.auc)))")
  }

  private func sharingRow(_ evidence: Evidence, _ units: String) -> EvidenceRow? {
    guard let properties = evidence.properties, let test = properties.test("sharing") else {
      return nil
    }
    return EvidenceRow(
      question: "Is the pattern the same everywhere?",
      direction: has("sharing", properties) ? .speaksFor : .neither,
      found: "displacement explains \(NumberText.percent(test.statistic)); shuffled "
        + NumberText.percent(test.expected),
      effect: test.effectSize.map {
        EvidenceRow.Effect(
          label: "sharing", value: NumberText.coefficient($0),
          interval: test.effectSizeInterval.map(NumberText.interval) ?? "no interval was computed")
      },
      chance: EvidenceRow.Chance(test.adjustedPValue, permutations: properties.permutations),
      threshold:
        "≥ \(NumberText.coefficient(sharing)); in part ≥ \(NumberText.coefficient(sharingInPart))")
  }
}
