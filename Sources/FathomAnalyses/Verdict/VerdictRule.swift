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
        tryFirst: tryFirst(withoutVerdict: obstacles, unseen),
        beforeAnything: [void.capitalizedFirst]
          + obstacles.all.filter { $0 != void.capitalizedFirst },
        blindSpots: unseen)
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
    let doubt = obstacles.doubt
    let recommendation = large == nil && doubt == nil ? seen : .inconclusive
    let arguments = arguments(model)
    let options = VerdictOptions(evidence, seen).ranked()
    return Verdict(
      recommendation: recommendation, deepProbability: probability,
      summary: (large?.message ?? doubt?.reason).map {
        "No firm verdict: \($0) Of what was seen: \(sentence(seen).uncapitalizedFirst)"
      } ?? sentence(seen),
      reasons: unseen.filter(\.isLarge).map { Verdict.Reason(nil, "Not seen: \($0.message)") }
        + (doubt.map { [Verdict.Reason(.neither, $0.reason.capitalizedFirst)] } ?? [])
        + arguments.sorted { abs($0.logOdds) > abs($1.logOdds) }.map(\.reason) + notMeasured(),
      wouldChange: unseen.filter(\.isLarge).map { "What was not seen: \($0.remedy)" }
        + (doubt.map { ["Labels that are right: \($0.remedy)"] } ?? [])
        + VerdictChanges(evidence, seen).all(),
      tryFirst: (large?.remedy ?? doubt?.remedy).map {
        "\($0) Then: \(tryFirst(options).uncapitalizedFirst)"
      }
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
    if let comparison = evidence.raceComparison, let text = raceText() {
      arguments.append(
        Argument(
          direction: raceDirection(comparison), logOdds: model.contribution(.raceMargin),
          text: text))
    }
    if let (difference, trial, comparison) = evidence.trialComparison {
      arguments.append(
        Argument(
          direction: evidence.rules(Trial.self).direction(comparison),
          logOdds: model.contribution(.trialMargin),
          text: "In a quick trial on \(NumberText.plural(trial.rows, "row")): "
            + evidence.rules(Trial.self).clause(difference, trial) + "."))
    }
    // Where a feature is silent the intercept speaks: what the model says without it. Beside a race that decides, positions
    // only say how far ahead is ahead.
    func weight(_ feature: VerdictModel.Feature) -> Double {
      guard model.coefficients.weights[feature] != nil, model.features[.raceMargin] == nil else {
        return 0
      }
      let weight = model.contribution(feature)
      return weight != 0 ? weight : model.coefficients.intercept
    }
    let locality = evidence.rules(LocalCorrelation.self)
    arguments.append(
      Argument(
        direction: evidence[LocalCorrelation.self].map(locality.direction) ?? .neither,
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

  /// What the race speaks for: with all rows, where a sample of them was raced.
  private func raceDirection(_ comparison: Comparison) -> EvidenceRow.Direction {
    guard evidence.isRaceDecisive, !evidence.isOpenAtAllRows else { return .neither }
    let rules = evidence.rules(Race.self)
    return evidence[Race.self]?.atAllRows.map(rules.direction) ?? rules.direction(comparison)
  }

  private func raceText() -> String? {
    guard let race = evidence[Race.self], let difference = race.deepMinusClassical,
      let comparison = evidence.raceComparison
    else { return nil }
    let allRows = race.atAllRows.map { " " + evidence.rules(Race.self).allRowsText($0, race) } ?? ""
    return "On rows held out "
      + comparison.clause(
        "the best network (\(race.name(difference.first)))",
        "the best classical method (\(race.name(difference.second)))")
      + ".\(allRows)\(absentees())"
  }

  /// Who might have won and did not run.
  private func absentees() -> String {
    let names = evidence.absentees(.classical) + evidence.absentees(.deep)
    guard !names.isEmpty else { return "" }
    return " Not in the race: \(names.joined(separator: ", "))"
      + (evidence.isRaceDecisive ? "." : ", which may turn it: the race is not weighed.")
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
    let rules = evidence.rules(Collinearity.self)
    let repeats = rules.repeats(collinear)
    guard repeats.inflated > 0 else { return nil }
    return
      "\(NumberText.count(repeats.inflated)) of \(NumberText.plural(repeats.all, "feature")) "
      + (repeats.inflated == 1 ? "repeats" : "repeat")
      + " others (\(rules.words(repeats))): redundancy invites overfitting; drop or regularise."
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
