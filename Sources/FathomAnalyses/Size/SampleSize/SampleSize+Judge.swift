internal import FathomData

extension SampleSize {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    var findings = [Finding]()
    if let events = evidence.eventsPerFeature {
      // The rule is one for regressions: of pictures it would count pixels as coefficients.
      if !evidence.layout.isGrid { findings.append(eventsFinding(evidence, events)) }
    } else {
      findings.append(targetFinding(evidence))
    }
    if let smallest = evidence.smallestClass, let classes = evidence.classes {
      findings.append(classFinding(evidence, smallest, classes))
    }
    if let curve = evidence.learningCurve {
      findings.append(curveFinding(curve))
    } else if evidence.eventsPerFeature != nil {
      findings.append(
        Finding(
          id: "\(SampleSize.info.id).learningCurve", grade: .indeterminate, subject: "rows",
          message: "There is no learning curve: it takes 43 complete rows with a target that varies"
            + (evidence.dependence.groups == nil ? "." : ", in four groups or more.")))
    }
    if let finding = worthFinding(evidence) { findings.append(finding) }
    if let finding = orderFinding(evidence) { findings.append(finding) }
    findings += evidence.dependence.suggestedGroups.map(groupFinding)
    return findings
  }

  /// What can be said without a target.
  private func targetFinding(_ evidence: Evidence) -> Finding {
    guard !evidence.layout.isGrid else {
      return Finding(
        id: "\(SampleSize.info.id).target", grade: .indeterminate, subject: "rows",
        message:
          "\(NumberText.plural(evidence.rows, "row")) of \(NumberText.plural(evidence.features, "pixel")). Without "
          + "labels no rule can be checked: name a target with --target, or sort images into one folder a class."
      )
    }
    let few = Double(evidence.parameters) * eventsPerVariable
    let safe = Double(evidence.parameters) * eventsPerVariableSafe
    return Finding(
      id: "\(SampleSize.info.id).target", grade: .indeterminate, subject: "rows",
      message: "\(NumberText.plural(evidence.rows, "row")) for "
        + "\(NumberText.plural(evidence.features, "feature")). Without a target no rule can be checked: a "
        + "regression of a number on all of them would ask for \(NumberText.number(few)) to "
        + "\(NumberText.number(safe)) rows, one of classes for as many in the smallest. Name a target with "
        + "--target, or sort images into one folder a class.")
  }

  private func eventsFinding(_ evidence: Evidence, _ events: Double) -> Finding {
    let what = evidence.smallestClass == nil ? "rows" : "rows of the smallest class"
    let independent = events * evidence.worth
    let grade: Grade =
      independent >= eventsPerVariableSafe
      ? .good : independent >= eventsPerVariable ? .caution : .bad
    let verdict: String
    switch grade {
    case .good: verdict = "enough for a stable regression"
    case .caution: verdict = "just enough for a regression"
    default: verdict = "too few for a regression without a penalty"
    }
    return Finding(
      id: "\(SampleSize.info.id).eventsPerFeature", grade: grade, subject: "rows",
      message: "\(NumberText.number(events)) \(what) a feature"
        + (evidence.worth < 0.99
          ? ", worth \(NumberText.number(independent)) independent ones" : "")
        + ": \(verdict) "
        + "(rule: \(NumberText.number(eventsPerVariable)) to \(NumberText.number(eventsPerVariableSafe)))."
    )
  }

  private func classFinding(_ evidence: Evidence, _ smallest: Int, _ classes: Int) -> Finding {
    let id = "\(SampleSize.info.id).smallestClass"
    guard classes >= 2 else {
      return Finding(
        id: id, grade: .bad, subject: "classes",
        message: "There is only one class, so there is nothing to tell apart.")
    }
    let independent = Double(smallest) * evidence.worth
    let isEnough = independent >= labelsPerClass
    let isEnoughPretrained = independent >= labelsPerClassPretrained
    var message =
      "The smallest of \(NumberText.count(classes)) classes has "
      + NumberText.plural(smallest, "row")
      + (evidence.worth < 0.99
        ? ", worth \(NumberText.number(independent.rounded())) independent ones" : "")
      + "; a network from scratch is said to want about "
      + NumberText.number(labelsPerClass)
    if evidence.layout.isGrid, !isEnough {
      message +=
        ", a pretrained one with a new head \(NumberText.number(labelsPerClassPretrained)) to "
        + NumberText.number(labelsPerClassPretrainedSafe)
    }
    return Finding(
      id: id,
      grade: isEnough
        ? .good : smallest < 10 || evidence.layout.isGrid && !isEnoughPretrained ? .bad : .caution,
      subject: "classes", message: message + ".")
  }

  // MARK: More rows

  private static func measure(_ curve: FittedLearningCurve) -> String {
    curve.metric == "errorRate" ? "error rate" : "unexplained share of the variance"
  }

  /// What more rows would bring, in one sentence.
  func outlook(_ curve: FittedLearningCurve) -> String {
    let measure =
      "the \(SampleSize.measure(curve)) of "
      + (curve.id == "ridge" ? "a " : "") + curve.learner
    switch CurveOutlook(curve, gain: gain) {
    case .falling(let more, let lower, let upper):
      return "About \(NumberText.about(more)) more rows (\(NumberText.about(lower)) to "
        + "\(NumberText.about(upper))) would lower \(measure) by \(NumberText.exact(gain)), from "
        + "\(NumberText.error(curve.projections.first?.error ?? .nan))."
    case .flattened(let most):
      return "More rows will not help: ten times as many would lower \(measure) by "
        + "\(NumberText.error(most)) at most."
    case .undecided(let lower, let upper):
      guard lower.isFinite, upper.isFinite else {
        return "Whether more rows would help cannot be told."
      }
      return
        "Whether more rows would help cannot be told: ten times as many would lower \(measure) by "
        + "something between \(NumberText.error(max(0, lower))) and \(NumberText.error(upper))."
    }
  }

  /// Whether a learner does no better, with all rows, than guessing without any feature.
  private func isGuessing(_ curve: FittedLearningCurve) -> Bool {
    guard let last = curve.points.last else { return true }
    return last.error > curve.guessingError - 2 * last.standardError
  }

  private func curveFinding(_ curve: FittedLearningCurve) -> Finding {
    let isGuessing = isGuessing(curve)
    let grade: Grade =
      switch CurveOutlook(curve, gain: gain) {
      case .falling: .caution
      case .flattened: isGuessing ? .caution : .good
      case .undecided: .indeterminate
      }
    return Finding(
      id: "\(SampleSize.info.id).learningCurve", grade: grade, subject: "rows",
      message: outlook(curve)
        + (isGuessing
          ? " It predicts no better than guessing the "
            + (curve.metric == "errorRate" ? "largest class." : "mean.") : ""))
  }

  // MARK: What a row is worth

  private func worthFinding(_ evidence: Evidence) -> Finding? {
    let rows = Double(evidence.rows)
    guard evidence.effectiveRows < 0.99 * rows else { return nil }
    var reasons = [String]()
    let dependence = evidence.dependence
    if dependence.countsRepeatsOnce, let distinct = dependence.distinctRows,
      distinct < evidence.rows
    {
      reasons.append(
        "\(dependence.distinctIsExact ? "" : "about ")\(NumberText.count(evidence.rows - distinct)) "
          + "repeat another")
    }
    if let groups = dependence.groups, let effect = groups.designEffect, effect > 1 {
      reasons.append(
        "they come in \(NumberText.count(groups.count)) groups of \(NumberText.quoted(groups.column)), whose rows "
          + "are alike (intraclass correlation "
          + "\(NumberText.coefficient(groups.intraclassCorrelation)), design effect "
          + "\(NumberText.number(effect)))")
    }
    if let inflation = dependence.order?.inflation, inflation > 1 {
      reasons.append("each resembles the one before it, in time")
    }
    return Finding(
      id: "\(SampleSize.info.id).effectiveRows",
      grade: evidence.effectiveRows < rows / 2 ? .bad : .caution, subject: "rows",
      message:
        "The rows are worth about \(NumberText.number(evidence.effectiveRows.rounded())) independent "
        + "ones: \(reasons.joined(separator: "; "))."
        + (dependence.groups == nil
          ? "" : " Groups must not be divided between training and test rows."))
  }

  /// Groups, without a target or where rows are images.
  public func notAsked(_ evidence: Evidence) -> [String] {
    evidence.eventsPerFeature == nil || evidence.layout.isGrid ? ["suggestedGroups"] : []
  }

  /// Rows that resemble those before them, though nobody said that they follow one another.
  private func orderFinding(_ evidence: Evidence) -> Finding? {
    guard let order = evidence.dependence.order, !order.isDeclared, order.pairs >= 20,
      evidence.dependence.groups == nil
    else {
      return nil
    }
    // By chance a correlation of as many pairs is above three standard errors once in 740 times.
    let chance = 3 / Double(order.pairs).squareRoot()
    let target = order.isSorted ? nil : order.target
    guard let found = target ?? order.features, found > max(rowOrder, chance) else { return nil }
    return Finding(
      id: "\(SampleSize.info.id).rowOrder", grade: .caution, subject: "rows",
      message:
        "Consecutive rows are alike (lag-one correlation of the "
        + "\(target == nil ? "features" : "target") \(NumberText.coefficient(found))). If they follow one "
        + "another in time\(order.date.map { ", as \(NumberText.quoted($0)) says" } ?? ""), say so with "
        + "--ordered; if they come from the same persons or places, name these with --group: rows "
        + "then count for less, and must not be mixed between training and test.")
  }
}
