internal import FathomData
internal import FathomSummaries

/// The sentences of a verdict.
extension VerdictRule {
  /// What it comes to.
  func sentence(_ recommendation: Verdict.Recommendation) -> String {
    if evidence.isRaceDecisive, let comparison = evidence.raceComparison,
      let race = evidence[Race.self], let difference = race.deepMinusClassical
    {
      return sentence(recommendation, race, difference, comparison)
    }
    if let sentence = trialSentence(recommendation) { return sentence }
    switch recommendation {
    case .deep:
      return "\(VerdictRule.network) is likely to pay off: \(evidence.relatives) belong together"
        + (evidence[SupervisedLocality.self] == nil
          ? "." : ", and the target depends on their arrangement.")
        + (evidence.isGrid && evidence.isSmall
          ? " With so few rows, start from a pretrained network or with augmentation." : "")
    case .classical
    where evidence[LocalCorrelation.self] == nil
      || evidence.layout == .table && evidence.strength == .strong:
      return "\(VerdictRule.network) is unlikely to pay off on a table like this one."
    case .classical:
      guard evidence.strength != .strong, let local = evidence[LocalCorrelation.self] else {
        return
          "\(VerdictRule.network) is unlikely to pay off: \(evidence.relatives) are alike, but their "
          + "arrangement is not shown to say much about the target."
      }
      let rules = evidence.rules(LocalCorrelation.self)
      return "\(VerdictRule.network) is unlikely to pay off: "
        + rules.sentence(rules.locality(of: local), local).uncapitalizedFirst
    case .inconclusive:
      return evidence.strength == .strong
        ? "It could go either way: \(evidence.relatives) belong together, which a network may or may "
          + "not turn into a gain."
        : "It could go either way: the evidence does not point in one direction."
    }
  }

  /// What a trial says where no race decides; nil where the arrangement says more.
  private func trialSentence(_ recommendation: Verdict.Recommendation) -> String? {
    guard let (difference, trial, comparison) = evidence.trialComparison else { return nil }
    let random = Trial.subject(difference.first)
    let classical = "the best classical method (\(trial.name(difference.second)))"
    let figures = figures(trial, difference)
    switch recommendation {
    case .deep:
      guard comparison.outcome == .better else { return nil }
      return
        "\(VerdictRule.network) is likely to pay off\(reserve(comparison)): \(comparison.clause(random, classical)) \(figures)."
    case .classical:
      return "\(VerdictRule.network) is unlikely to pay off: "
        + comparison.clause("\(random), a quick stand-in for a network,", classical)
        + (comparison.relation == .ahead ? ", too little to count on" : "") + " \(figures)."
    case .inconclusive:
      return "It could go either way: in a quick trial \(comparison.clause(random, classical)) "
        + "\(figures)."
    }
  }

  private func sentence(
    _ recommendation: Verdict.Recommendation, _ race: Race.Evidence,
    _ difference: ScoreDifference, _ comparison: Comparison
  ) -> String {
    let deep = "a \(race.name(difference.first))"
    let classical = "the best classical method (\(race.name(difference.second)))"
    let figures = figures(race, difference)
    let clause = "\(comparison.clause(deep, classical)) \(figures)."
    if let outlook = outlook(race) {
      let answer =
        recommendation == .inconclusive
        ? "It could go either way"
        : "\(VerdictRule.network) is \(recommendation == .deep ? "" : "un")likely to pay off"
      return "\(answer): \(clause) \(outlook)"
    }
    switch recommendation {
    case .deep where comparison.outcome == .better:
      return "\(VerdictRule.network) is likely to pay off\(reserve(comparison)): \(clause)"
    case .deep:
      return
        "\(VerdictRule.network) is likely to pay off: \(evidence.relatives) belong together, although so far "
        + clause
    case .classical:
      return "\(VerdictRule.network) is unlikely to pay off: \(comparison.clause(deep, classical))"
        + (comparison.relation == .ahead ? ", too little to count on" : "") + " \(figures)."
    case .inconclusive:
      return "It could go either way: \(clause)"
    }
  }

  /// What becomes of the difference with all rows; nil where all were raced.
  private func outlook(_ race: Race.Evidence) -> String? {
    guard race.rows < race.availableRows else { return nil }
    let rows = NumberText.plural(race.availableRows, "row")
    guard let all = race.atAllRows else {
      return
        "That is of \(NumberText.count(race.rows)) of \(rows), too few for learning curves that "
        + "say what becomes of it with all."
    }
    return "With all \(rows) the learning curves expect \(NumberText.signed(all.difference)) "
      + "(\(NumberText.signed(all.interval)))"
      + (evidence.isOpenAtAllRows ? ", too uncertain to call." : ".")
  }

  /// “(0.989 against 0.970; guessing 0.102)”.
  private func figures(
    _ contest: some CrossValidatedEvidence, _ difference: ScoreDifference
  ) -> String {
    "(\(contest.figures(difference, " against ")); guessing \(NumberText.error(contest.guessing)))"
  }

  /// What is added where chance may explain the lead that the verdict rests on.
  private func reserve(_ comparison: Comparison) -> String {
    comparison.relation == .open ? ", but that is not sure yet" : ""
  }

  /// What the summary is about.
  private static let network = "A network trained from scratch"

  // MARK: What to try first

  /// The first option with its score, and a simpler one beside it as the baseline.
  func tryFirst(_ options: [Verdict.Option]) -> String {
    guard let first = options.first else { return "Fix the data first, then ask again." }
    let isFineTuned = first.id == "pretrained" && evidence.asksForPretrained
    let title = isFineTuned ? Pretrained.first : first.title.capitalizedFirst
    guard let contest = evidence.contest,
      let measured = options.first(where: { $0.expectedScore != nil })
    else { return "\(title)." + baseline(options, first, nil) }
    let score = VerdictRule.score(measured, contest)
    return measured == first
      ? "\(title): \(score)." + baseline(options, first, contest)
      : title + (isFineTuned ? ". It was not run here" : ", which was not run here")
        + ". Of what ran here, \(measured.title): \(score)." + baseline(options, measured, contest)
  }

  /// The same where there is no verdict: what was not seen, or pictures that nothing from scratch tells apart.
  func tryFirst(withoutVerdict obstacles: VerdictObstacles, _ unseen: [BlindSpot]) -> String {
    if obstacles.void == obstacles.guessing, evidence.asksForPretrained {
      return "\(Pretrained.first). What ran here, from scratch, does no better than guessing."
    }
    if let groups = obstacles.groups, obstacles.void == groups.message.uncapitalizedFirst {
      return "Say which rows belong together, with --group \(groups.subject). Then ask again."
    }
    return unseen.first.map { "\($0.remedy) Then ask again." }
      ?? "Fix the data first, then ask again."
  }

  /// “accuracy 0.970 ± 0.010 on rows held out (guessing 0.102)”.
  private static func score(
    _ option: Verdict.Option, _ contest: any CrossValidatedEvidence
  ) -> String {
    "\(contest.metricName) \(NumberText.error(option.expectedScore ?? .nan))"
      + (option.standardError.map { " ± \(NumberText.error($0))" } ?? "")
      + " on rows held out (guessing \(NumberText.error(contest.guessing)))"
  }

  /// The linear model, where it is not what is tried first.
  private func baseline(
    _ options: [Verdict.Option], _ first: Verdict.Option, _ contest: (any CrossValidatedEvidence)?
  ) -> String {
    guard let linear = options.first(where: { $0.id == VerdictOptions.linear }),
      linear.id != first.id
    else { return "" }
    let score = linear.expectedScore.flatMap { score in
      contest.map { "\($0.metricName) \(NumberText.error(score))" }
    }
    return " The baseline is \(linear.title)" + (score.map { ": \($0)." } ?? ".")
  }
}
