internal import FathomData
internal import FathomSummaries

extension SampleSize {
  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    var exhibits = [countTable(evidence)]
    for curve in evidence.learningCurves { exhibits.append(trend(curve)) }
    if !evidence.learningCurves.isEmpty { exhibits.append(projectionTable(evidence)) }
    if !evidence.concerningRequirements.isEmpty {
      exhibits.append(requirementBars(evidence))
      exhibits.append(requirementTable(evidence))
    }
    if !evidence.assumptions.isEmpty, !evidence.layout.isGrid {
      exhibits.append(assumptionTable(evidence))
    }
    exhibits.append(modelTable(evidence))
    return exhibits
  }

  // MARK: Counts

  private func countTable(_ evidence: Evidence) -> Exhibit {
    var rows: [[ExhibitCell]] = [[.text("Rows"), .count(evidence.rows)]]
    rows += dependenceRows(evidence)
    rows.append([.text("Features"), .count(evidence.features)])
    if evidence.parameters != evidence.features {
      rows.append([.text("Columns after encoding"), .count(evidence.parameters)])
    }
    rows.append([
      .text("Effective features (participation ratio)"),
      evidence.effectiveFeatures.map { .number($0) } ?? .none("needs two numeric features"),
    ])
    if let components = evidence.componentsFor95Percent {
      rows.append([.text("Principal components for 95 % of the variance"), .count(components)])
    }
    if let ratio = evidence.rowsPerFeature {
      rows.append([.text("Rows a feature"), .number(ratio)])
    }
    if let classes = evidence.classes, let smallest = evidence.smallestClass {
      rows.append([.text("Classes"), .count(classes)])
      rows.append([.text("Smallest class"), .count(smallest)])
    }
    if let ratio = evidence.imbalanceRatio {
      rows.append([.text("Largest class over smallest"), .number(ratio)])
    }
    if let classes = evidence.effectiveClasses {
      rows.append([.text("Effective classes (exp of the entropy)"), .number(classes)])
    }
    if let events = evidence.eventsPerFeature {
      rows.append([.text("Events a feature"), .number(events)])
    }
    if let events = evidence.eventsPerEffectiveFeature {
      rows.append([.text("Events an effective feature"), .number(events)])
    }
    let dimension = evidence.intrinsicDimension
    rows.append([
      .text("Intrinsic dimension (TwoNN)" + interval(dimension.twoNNInterval)),
      dimension.twoNN.map { .number($0) } ?? .none("too few distinct rows"),
    ])
    rows.append([
      .text(
        "Intrinsic dimension (maximum likelihood, k = \(IntrinsicDimension.neighbours))"
          + interval(dimension.mleInterval)),
      dimension.mle.map { .number($0) } ?? .none("too few distinct rows"),
    ])
    let scales = dimension.byNeighbours.compactMap { scale in
      scale.mle.map { "\(NumberText.number($0)) with \(scale.neighbours)" }
    }
    if scales.count > 1 {
      rows.append([
        .text("The same by the number of neighbours k"), .text(scales.joined(separator: ", ")),
      ])
    }
    var notes = [String]()
    if evidence.isStandardised {
      notes.append(
        "Dimensions are those of the standardised features: their spreads differ too much for a common "
          + "unit.")
    }
    if dimension.twoNN != nil {
      notes.append(
        "Networks learn from fewer rows where the intrinsic dimension is low, whatever the number of "
          + "pixels: MNIST has 7 to 13, CIFAR-10 11 to 26, ImageNet 26 to 43 (Pope et al. 2021). The "
          + "intervals are those of chance alone; both estimates fall short where rows are few for many "
          + "dimensions.")
    }
    return .table(
      ExhibitTable(
        title: evidence.rowsPerFeature.map { "\(NumberText.number($0)) rows for each feature" }
          ?? "What there is",
        columns: ["Count", "Value"], rows: rows,
        footnote: notes.isEmpty ? nil : notes.joined(separator: " ")))
  }

  private func interval(_ limits: [Double]) -> String {
    limits.isEmpty ? "" : ", 95 %: \(NumberText.range(limits))"
  }

  private func dependenceRows(_ evidence: Evidence) -> [[ExhibitCell]] {
    var rows = [[ExhibitCell]]()
    let dependence = evidence.dependence
    if let distinct = dependence.distinctRows, distinct < evidence.rows {
      rows.append([
        .text(
          "Distinct rows" + (dependence.distinctIsExact ? "" : " (estimated)")
            + (dependence.countsRepeatsOnce
              ? "" : "; so few are possible that repeats are expected, and all count")),
        .count(distinct),
      ])
    }
    if let groups = dependence.groups {
      rows.append([.text("Groups"), .count(groups.count)])
      rows.append([.text("Rows of the group of a row, on average"), .number(groups.size)])
      rows.append([
        .text("Intraclass correlation"),
        groups.intraclassCorrelation.map { .coefficient($0) } ?? .none("not defined"),
      ])
      rows.append([
        .text("Design effect of the groups"),
        groups.designEffect.map { .number($0) } ?? .none("not defined"),
      ])
    }
    if let order = dependence.order {
      if let target = order.target {
        rows.append([
          .text(
            "Correlation of the target with the row before"
              + (order.isSorted ? " (the rows are sorted by it)" : "")),
          .coefficient(target),
        ])
      }
      if let features = order.features {
        rows.append([
          .text("Correlation of the median feature with the row before"), .coefficient(features),
        ])
      }
    }
    if evidence.effectiveRows < Double(evidence.rows) {
      rows.append([
        .text("Independent rows that these are worth"), .number(evidence.effectiveRows.rounded()),
      ])
    }
    return rows
  }

  // MARK: Learning curves

  private func trend(_ curve: FittedLearningCurve) -> Exhibit {
    let measure = curve.metric == "errorRate" ? "error rate" : "unexplained variance"
    let title: String
    switch CurveOutlook(curve, gain: gain) {
    case .falling: title = "\(curve.learner.capitalizedFirst): more rows would still help"
    case .flattened: title = "\(curve.learner.capitalizedFirst): more rows will not help"
    case .undecided:
      title = "\(curve.learner.capitalizedFirst): whether more rows would help cannot be told"
    }
    var note = outlook(curve)
    if curve.asymptote != nil {
      note += " With endless rows \(NumberText.errors(curve.asymptoteInterval)) would remain."
    } else {
      note += " The points do not single out where the curve ends."
    }
    note +=
      " Dots: rows held out, with standard errors; line and band: a power law with 95 % of its "
      + "bootstrap draws, beyond today's rows an extrapolation."
    return .trend(
      ExhibitTrend(
        title: title, xLabel: "rows learned from", yLabel: measure,
        points: curve.points.map {
          ExhibitTrend.Point(x: Double($0.rows), y: $0.error, error: $0.standardError)
        },
        line: curve.band.map {
          ExhibitTrend.Place(x: Double($0.rows), y: $0.error, lower: $0.lower, upper: $0.upper)
        },
        mark: Double(curve.today), markLabel: "today: \(NumberText.count(curve.today))",
        howToRead: note))
  }

  private func projectionTable(_ evidence: Evidence) -> Exhibit {
    .table(
      ExhibitTable(
        title: "What more rows would bring",
        columns: ["Learner", "Rows", "Error", "95 %", "Gain", "95 %"],
        rows: evidence.learningCurves.flatMap { curve in
          curve.projections.map { projection in
            [
              .text(curve.learner), .count(projection.rows),
              .text(NumberText.error(projection.error)),
              .text(NumberText.errors([projection.lower, projection.upper])),
              .text(NumberText.error(projection.gain)),
              .text(NumberText.errors([projection.gainLower, projection.gainUpper])),
            ]
          }
        },
        footnote:
          "With today's rows and 2, 4 and 10 times as many. Of learners whose solution is a formula, not of "
          + "networks: they say how much there is to learn from more rows at this level. Three quarters of "
          + "the rows are learned from at most."
          + (evidence.learningCurves.contains(where: \.replacesMissing)
            ? " Few rows are complete: a missing value counts as the mean of its column." : "")
      ))
  }

  // MARK: Requirements

  private func requirementBars(_ evidence: Evidence) -> Exhibit {
    let met = evidence.concerningRequirements.count(where: \.met)
    return .bars(
      ExhibitBars(
        title: "The rows meet \(met) of \(evidence.concerningRequirements.count) published rules",
        unit: "independent rows",
        bars: evidence.concerningRequirements.map {
          ExhibitBars.Bar(label: $0.title, needed: $0.rows.map(Double.init), isMet: $0.met)
        },
        present: Double(evidence.wholeEffectiveRows),
        howToRead:
          "Each bar is as long as the rule asks for, on a logarithmic scale; what is light is "
          + "missing. What a regression asks for is a lower guide for networks."))
  }

  private func requirementTable(_ evidence: Evidence) -> Exhibit {
    let met = evidence.concerningRequirements.count(where: \.met)
    return .table(
      ExhibitTable(
        title: "\(met) of \(evidence.concerningRequirements.count) published rules "
          + (met == 1 ? "is" : "are") + " met",
        columns: ["Rule", "Rows needed", "There", "Missing", "Source"],
        rows: evidence.concerningRequirements.map { requirement in
          let reason = requirement.reason ?? "not known"
          return [
            .text(requirement.title), requirement.rows.map { .count($0) } ?? .none(reason),
            .count(evidence.wholeEffectiveRows),
            requirement.met
              ? .text("met") : requirement.missing.map { .count($0) } ?? .none(reason),
            .text(requirement.source),
          ]
        },
        footnote: (evidence.worth < 0.99
          ? "In independent rows: \(NumberText.count(evidence.rows)) rows are worth "
            + "\(NumberText.count(evidence.wholeEffectiveRows)). " : "")
          + "Rules of thumb, quoted with their sources; they disagree with one another."))
  }

  private func assumptionTable(_ evidence: Evidence) -> Exhibit {
    .table(
      ExhibitTable(
        title: "What the criteria of Riley et al. rest on",
        columns: ["Value", "Is", "From"],
        rows: evidence.assumptions.map { [.text($0.title), .number($0.value), .text($0.origin)] }))
  }

  private func modelTable(_ evidence: Evidence) -> Exhibit {
    let fewer = evidence.models.count { $0.rowsPerParameter < 1 }
    return .table(
      ExhibitTable(
        title: fewer == 0
          ? "All models in question have fewer parameters than there are rows"
          : "\(fewer) of \(evidence.models.count) models in question "
            + (fewer == 1 ? "has" : "have") + " more parameters than there are rows",
        columns: ["Model", "Parameters", "Rows a parameter"],
        rows: evidence.models.map {
          [.text($0.title), .count($0.parameters), .number($0.rowsPerParameter)]
        },
        footnote:
          "Networks may have more parameters than rows, with a penalty, augmentation or early "
          + "stopping; a regression may not without one."))
  }
}
