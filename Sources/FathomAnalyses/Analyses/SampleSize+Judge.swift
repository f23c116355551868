internal import FathomData

extension SampleSize {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let id = SampleSize.info.id
    guard let events = evidence.eventsPerFeature else {
      return [
        Finding(
          id: "\(id).target", grade: .indeterminate, subject: "rows",
          message: "\(Words.plural(evidence.rows, "row")) for "
            + "\(Words.plural(evidence.features, "feature")). Without a target no rule applies: name "
            + "one with --target, or sort images into one folder a class.")
      ]
    }
    var findings = [eventsFinding(evidence, events)]
    if let smallest = evidence.smallestClass, let classes = evidence.classes {
      findings.append(classFinding(evidence, smallest, classes))
    }
    return findings
  }

  private func eventsFinding(_ evidence: Evidence, _ events: Double) -> Finding {
    let what = evidence.smallestClass == nil ? "rows" : "rows of the smallest class"
    let grade: Grade =
      events >= eventsPerVariableSafe ? .good : events >= eventsPerVariable ? .caution : .bad
    let verdict: String
    switch grade {
    case .good: verdict = "enough for a stable regression"
    case .caution: verdict = "just enough for a regression"
    default: verdict = "too few for a regression without a penalty"
    }
    return Finding(
      id: "\(SampleSize.info.id).eventsPerFeature", grade: grade, subject: "rows",
      message: "\(Words.number(events)) \(what) a feature: \(verdict) "
        + "(rule: \(Words.number(eventsPerVariable)) to \(Words.number(eventsPerVariableSafe))).")
  }

  private func classFinding(_ evidence: Evidence, _ smallest: Int, _ classes: Int) -> Finding {
    let id = "\(SampleSize.info.id).smallestClass"
    guard classes >= 2 else {
      return Finding(
        id: id, grade: .bad, subject: "classes",
        message: "There is only one class, so there is nothing to tell apart.")
    }
    let isEnough = Double(smallest) >= labelsPerClass
    return Finding(
      id: id, grade: isEnough ? .good : smallest < 10 ? .bad : .caution, subject: "classes",
      message: "The smallest of \(Words.count(classes)) classes has "
        + "\(Words.plural(smallest, "row")); a network from scratch is said to want about "
        + "\(Words.number(labelsPerClass)).")
  }

  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    var rows: [[ExhibitCell]] = [
      [.text("Rows"), .count(evidence.rows)],
      [.text("Features"), .count(evidence.features)],
    ]
    if evidence.parameters != evidence.features {
      rows.append([.text("Columns after encoding"), .count(evidence.parameters)])
    }
    rows.append([
      .text("Effective features (participation ratio)"),
      evidence.effectiveFeatures.map { .number($0) } ?? .none("needs two numeric features"),
    ])
    if let ratio = evidence.rowsPerFeature {
      rows.append([.text("Rows a feature"), .number(ratio)])
    }
    if let classes = evidence.classes, let smallest = evidence.smallestClass {
      rows.append([.text("Classes"), .count(classes)])
      rows.append([.text("Smallest class"), .count(smallest)])
    }
    if let events = evidence.eventsPerFeature {
      rows.append([.text("Events a feature"), .number(events)])
    }
    let dimension = evidence.intrinsicDimension
    rows.append([
      .text("Intrinsic dimension (TwoNN)"),
      dimension.twoNN.map { .number($0) } ?? .none("too few distinct rows"),
    ])
    rows.append([
      .text("Intrinsic dimension (maximum likelihood, k = \(IntrinsicDimension.neighbours))"),
      dimension.mle.map { .number($0) } ?? .none("too few distinct rows"),
    ])
    var exhibits: [Exhibit] = [
      .table(
        ExhibitTable(
          title: evidence.rowsPerFeature.map { "\(Words.number($0)) rows for each feature" }
            ?? "What there is",
          columns: ["Count", "Value"], rows: rows,
          footnote: evidence.isStandardised
            ? "Dimensions are those of the standardised features: their spreads differ too much "
              + "for a common unit." : nil))
    ]
    if let curve = evidence.learningCurve { exhibits.append(curveExhibit(curve)) }
    if !evidence.requirements.isEmpty {
      exhibits.append(requirementTable(evidence))
    }
    return exhibits
  }

  private func curveExhibit(_ curve: Evidence.LearningCurve) -> Exhibit {
    let measure = curve.metric == "errorRate" ? "error rate" : "unexplained variance"
    let first = curve.points.first
    let last = curve.points.last
    // Half of the rows against all of them: is there still a fall beyond the noise of the splits?
    let before = curve.points.dropLast().last
    let fall = (before?.error ?? 0) - (last?.error ?? 0)
    let noise = ((before?.standardError ?? 0) + (last?.standardError ?? 0))
    let title =
      fall > 2 * noise
      ? "The last doubling of the rows still lowered a linear model's error"
      : "The last doubling of the rows brought a linear model no clear gain"
    var note =
      "\(curve.learner.capitalizedFirst) on \(Words.count(first?.rows ?? 0)) to "
      + "\(Words.count(last?.rows ?? 0)) rows, tested on rows held out."
    if let asymptote = curve.asymptote {
      note += " With endless rows about \(Words.coefficient(asymptote)) would remain."
    } else {
      note += " Where the curve ends cannot be told from these points."
    }
    return .curve(
      ExhibitCurve(
        title: title, xLabel: "rows", yLabel: measure,
        points: curve.points.map { (Double($0.rows), $0.error) }, howToRead: note))
  }

  private func requirementTable(_ evidence: Evidence) -> Exhibit {
    let met = evidence.requirements.count(where: \.met)
    return .table(
      ExhibitTable(
        title: "\(met) of \(evidence.requirements.count) published rules "
          + (met == 1 ? "is" : "are") + " met",
        columns: ["Rule", "Rows needed", "Missing"],
        rows: evidence.requirements.map { requirement in
          [
            .text(requirement.source),
            requirement.rows.map { .count($0) } ?? .none("a class is empty"),
            requirement.met
              ? .text("met") : requirement.missing.map { .count($0) } ?? .none("a class is empty"),
          ]
        }, footnote: "Rules of thumb, quoted with their sources; they disagree with one another."))
  }
}
