internal import FathomData
internal import FathomSummaries

/// The rule from evidence to verdict.
///
/// The probability is that of ``VerdictModel``; everything else is words for the evidence behind it. Between
/// the two limits, and where something voids the evidence, the verdict is `inconclusive` and says why.
struct VerdictRule {
  /// The analyses whose evidence counts here, or would if there were any.
  static let consulted: Set<String> = [
    LocalCorrelation.info.id, SupervisedLocality.info.id, Collinearity.info.id, SampleSize.info.id,
    ImageHealth.info.id, Race.info.id,
  ]

  /// Whether not all analyses were asked for.
  let isPartial: Bool
  let evidence: VerdictEvidence

  /// - Parameters:
  ///   - isPartial: whether not all analyses were asked for.
  ///   - thresholds: those that differ from their defaults.
  init(
    summary: Summary, outcomes: [AnalysisOutcome], isPartial: Bool = false,
    thresholds: ThresholdChanges = ThresholdChanges()
  ) {
    self.isPartial = isPartial
    evidence = VerdictEvidence(summary, outcomes, thresholds)
  }

  private struct Argument {
    /// What its finding says, as in the evidence; what the model makes of it is the weight.
    var direction: EvidenceRow.Direction
    /// What it adds to the log-odds of the model; the arguments are listed by its size.
    var logOdds = 0.0
    var text: String

    var reason: Verdict.Reason { Verdict.Reason(direction, text) }
  }

  func verdict() -> Verdict {
    guard !isPartial else {
      return Verdict(
        recommendation: .inconclusive, deepProbability: Verdict.baseRate,
        summary: "No verdict: only a part of the analyses was asked for.", reasons: notMeasured(),
        wouldChange: ["All analyses: run again without --only."],
        tryFirst: "Run again without --only for a verdict.")
    }
    let obstacles = VerdictObstacles(evidence)
    let unseen = VerdictBlindSpots(evidence).all
    if let void = obstacles.void {
      return Verdict(
        recommendation: .inconclusive, deepProbability: Verdict.baseRate,
        summary: "No verdict: \(void)",
        reasons: [Verdict.Reason(.neither, void.capitalizedFirst)] + notMeasured(),
        wouldChange: ["Data that can be judged: \(void)"],
        tryFirst: unseen.first.map { "\($0.remedy) Then ask again." }
          ?? "Mend the data first, then ask again.",
        beforeAnything: [void.capitalizedFirst] + obstacles.all, blindSpots: unseen)
    }
    let model = VerdictModel(evidence)
    let probability = model.probability
    // What was seen may point one way; what was not seen may turn it.
    let seen: Verdict.Recommendation =
      evidence.isOpenAtAllRows
      ? .inconclusive
      : probability >= Verdict.deepFrom
        ? .deep : probability <= Verdict.classicalUpTo ? .classical : .inconclusive
    let large = unseen.first { $0.isLarge }
    let recommendation = large == nil ? seen : .inconclusive
    let arguments = arguments(model)
    let options = VerdictOptions(evidence, seen).ranked()
    return Verdict(
      recommendation: recommendation, deepProbability: probability,
      summary: large.map {
        "No firm verdict: \($0.message) Of what was seen: \(sentence(seen).uncapitalizedFirst)"
      } ?? sentence(seen),
      reasons: unseen.filter(\.isLarge).map { Verdict.Reason(nil, "Not seen: \($0.message)") }
        + arguments.sorted { abs($0.logOdds) > abs($1.logOdds) }.map(\.reason) + notMeasured(),
      wouldChange: unseen.filter(\.isLarge).map { "What was not seen: \($0.remedy)" }
        + VerdictChanges(evidence, seen).all(),
      tryFirst: large.map { "\($0.remedy) Then: \(tryFirst(options).uncapitalizedFirst)" }
        ?? tryFirst(options), options: options,
      ifDeep: StartingPoint(evidence).advice(), beforeAnything: obstacles.all, blindSpots: unseen)
  }

  private func notMeasured() -> [Verdict.Reason] {
    evidence.outcomes.filter {
      $0.status != .measured && VerdictRule.consulted.contains($0.info.id)
        // The order of a table's columns is arbitrary, whatever it says about the target.
        && (evidence.layout != .table || $0.info.id != SupervisedLocality.info.id)
    }.map {
      Verdict.Reason(
        nil, "Not measured: \($0.info.title.lowercased()): \($0.reason ?? "no reason given").")
    }
  }

  // MARK: Arguments

  /// What speaks for and against, each by what it adds to the log-odds; a remark adds nothing.
  private func arguments(_ model: VerdictModel) -> [Argument] {
    var arguments = [Argument]()
    if let race = evidence[Race.self], let difference = race.deepMinusClassical,
      let text = raceText()
    {
      arguments.append(
        Argument(
          direction: evidence.isRaceDecisive
            ? evidence.rules(Race.self).direction(difference, race) : .neither,
          logOdds: model.contribution(.raceMargin), text: text))
    }
    if let (difference, trial, _) = evidence.trialOutcome {
      arguments.append(
        Argument(
          direction: evidence.rules(Trial.self).direction(difference, trial),
          logOdds: model.contribution(.trialMargin),
          text: "In a quick trial on \(NumberText.plural(trial.rows, "row")): "
            + evidence.rules(Trial.self).comparison(difference, trial) + "."))
    }
    // Where a feature is silent the intercept speaks: what the model says without it.
    func weight(_ feature: VerdictModel.Feature) -> Double {
      guard model.coefficients.weights[feature] != nil else { return 0 }
      let weight = model.contribution(feature)
      return weight != 0 ? weight : model.coefficients.intercept
    }
    let locality = evidence.rules(LocalCorrelation.self)
    arguments.append(
      Argument(
        direction: evidence[LocalCorrelation.self].map { locality.direction($0, evidence.strength) }
          ?? .neither,
        logOdds: weight(evidence.layout == .sequence ? .sequenceLocality : .gridLocality)
          + weight(.hasPositions),
        text: localityText()))
    if let arrangement = evidence[SupervisedLocality.self], let text = arrangementText(arrangement)
    {
      arguments.append(
        Argument(
          direction: evidence.rules(SupervisedLocality.self).direction(arrangement),
          logOdds: weight(.supervisedLocality), text: text))
    }
    if let size = evidence[SampleSize.self], let text = sizeText() {
      arguments.append(
        Argument(
          direction: evidence.rules(SampleSize.self).enoughRow(size)?.direction ?? .neither,
          text: text))
    }
    for text in [collinearityText(), wordsText()].compactMap({ $0 }) {
      arguments.append(Argument(direction: .neither, text: text))
    }
    return arguments
  }

  private func raceText() -> String? {
    guard let race = evidence[Race.self], let difference = race.deepMinusClassical,
      let outcome = evidence.raceOutcome
    else { return nil }
    let deep = race.name(difference.first)
    let classical = race.name(difference.second)
    let allRows = race.atAllRows.map { " " + evidence.rules(Race.self).allRowsText($0, race) } ?? ""
    return outcomeText(outcome, deep, classical, difference, race.metricName) + allRows
      + absentees()
  }

  /// Who might have won and did not run.
  private func absentees() -> String {
    let names = evidence.absentees(.classical) + evidence.absentees(.deep)
    guard !names.isEmpty else { return "" }
    return " Not in the race: \(names.joined(separator: ", "))"
      + (evidence.isRaceDecisive ? "." : ", which may turn it: the race is not weighed.")
  }

  private func outcomeText(
    _ outcome: ComparisonOutcome, _ deep: String, _ classical: String,
    _ difference: ScoreDifference, _ metric: String
  ) -> String {
    switch outcome {
    case .better:
      return "On rows held out the best network (\(deep)) beats the best classical method "
        + "(\(classical)) by \(difference.size) in \(metric)."
    case .worse:
      return "On rows held out the best network (\(deep)) is behind the best classical method "
        + "(\(classical)) by \(difference.size) in \(metric)."
    case .same:
      return "On rows held out no difference was found between the best network (\(deep)) and the "
        + "best classical method (\(classical)): "
        + "\(difference.signedSize) in \(metric)."
    }
  }

  private func localityText() -> String {
    guard let local = evidence[LocalCorrelation.self] else {
      return "It is a table, where the order of the columns is arbitrary as a rule; whether "
        + "neighbours belong together was not measured."
    }
    if let spacing = evidence.rules(LocalCorrelation.self).spacing(of: local) {
      return "Steps \(spacing.distance) apart belong together (locality index "
        + "\(NumberText.coefficient(spacing.index))), as channels that take turns do, or a rhythm: a "
        + "convolution can use it."
    }
    if evidence.strength == .none, let race = evidence[Race.self],
      let found = race.foundMinusClassical
    {
      return
        "The \(evidence.unit) have no local structure in the order in which they stand; in an order that was found a "
        + "convolution and the best classical method differ by \(found.signedSize) in \(race.metricName)."
    }
    let index = NumberText.coefficient(local.effectSize)
    switch (evidence.layout, evidence.strength) {
    case (.grid, .strong):
      return
        "Neighbouring pixels belong together (locality index \(index)): a convolution can use it."
    case (.grid, .weak):
      return "Neighbouring pixels are only slightly more alike than chance (index \(index))."
    case (.grid, .none):
      return "Shuffling the pixels destroys nothing: a convolution has nothing to hold on to."
    case (.sequence, .strong):
      return "Neighbouring steps belong together (locality index \(index)); smooth curves such as "
        + "spectra often gain nothing from it."
    case (.sequence, .weak):
      return "Neighbouring steps are only slightly more alike than chance."
    case (.sequence, .none):
      return "Shuffling the steps destroys nothing."
    case (.table, .strong):
      return "Neighbouring columns are alike (locality index \(index)). If they are samples of a "
        + "signal, say so with --layout; in a table it only means that related columns stand "
        + "together."
    case (.table, .weak):
      return "Neighbouring columns are slightly more alike than chance (index \(index)), as "
        + "related columns of a table are: too little for a convolution."
    case (.table, .none):
      return "The columns have no local structure: shuffling them loses nothing, so a convolution "
        + "has nothing to gain."
    }
  }

  private func arrangementText(_ arrangement: SupervisedLocality.Evidence) -> String? {
    guard evidence.layout != .table, let saved = arrangement.effectSize else { return nil }
    let unit = evidence.unit
    switch evidence.rules(SupervisedLocality.self).direction(arrangement) {
    case .speaksFor:
      return
        "A learner of local patterns errs \(NumberText.percent(saved)) less on the \(unit) as they "
        + "stand than on rearranged ones: their arrangement says something about the target."
    case .neither:
      return "A learner of local patterns errs hardly less on the \(unit) as they stand than on "
        + "rearranged ones: their arrangement says little about the target."
    case .speaksAgainst:
      return "A learner of local patterns errs no more on rearranged \(unit): what they say about "
        + "the target does not depend on where they stand."
    }
  }

  private func sizeText() -> String? {
    guard let size = evidence[SampleSize.self] else { return nil }
    let rules = evidence.rules(SampleSize.self)
    // Rows count by what they are worth.
    let isWorthLess = size.worth < 0.99
    if let all = size.smallestClass, let classes = size.classes, classes >= 2 {
      let smallest = Int((Double(all) * size.worth).rounded())
      guard smallest < Int(rules.labelsPerClass) else {
        return "\(NumberText.count(all)) rows or more in every class."
      }
      return "The smallest of \(classes) classes has \(NumberText.plural(all, "row"))"
        + (isWorthLess ? ", worth \(NumberText.count(smallest)) independent ones" : "")
        + "; a network from scratch is said to want about \(NumberText.number(rules.labelsPerClass)) a "
        + "class"
        + (evidence.isGrid
          ? ", a pretrained one with a new head \(NumberText.number(rules.labelsPerClassPretrained)) to "
            + "\(NumberText.number(rules.labelsPerClassPretrainedSafe)); augmentation makes up for a part."
          : ".")
    }
    let rows = Int(size.effectiveRows.rounded())
    return "\(NumberText.plural(size.rows, "row"))"
      + (isWorthLess ? ", worth \(NumberText.count(rows)) independent ones," : "")
      + " for \(NumberText.plural(size.features, "feature"))."
  }

  private func collinearityText() -> String? {
    guard let collinear = evidence[Collinearity.self], collinear.ridgePenalty == nil,
      evidence.layout == .table
    else { return nil }
    let limit = evidence.rules(Collinearity.self).vifBad
    let inflated = collinear.predictors.count { ($0.vif ?? .infinity) > limit }
    guard inflated > 0 else { return nil }
    return
      "\(NumberText.count(inflated)) of \(NumberText.plural(collinear.predictors.count, "feature")) "
      + (inflated == 1 ? "repeats" : "repeat")
      + " others (VIF above \(NumberText.number(limit))): redundancy invites overfitting; drop or "
      + "regularise."
  }

  /// Text is another kind of data: what is said here is of the other columns.
  private func wordsText() -> String? {
    evidence[TokenOrder.self].flatMap { evidence.rules(TokenOrder.self).ordered($0).first?.name }
      .map {
        "The order of the words in \(NumberText.quoted($0)) carries information, which a pretrained "
          + "language model can use; this verdict weighs the other columns alone."
      }
  }
}
