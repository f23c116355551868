internal import FathomData
internal import FathomSummaries

/// The sentences of a verdict.
extension VerdictRule {
  /// What it comes to.
  func sentence(_ recommendation: Verdict.Recommendation) -> String {
    if evidence.isRaceDecisive, let outcome = evidence.raceOutcome, let race = evidence[Race.self],
      let difference = race.deepMinusClassical
    {
      return sentence(recommendation, race, difference, outcome)
    }
    if let sentence = trialSentence(recommendation) { return sentence }
    let unit = evidence.unit
    switch recommendation {
    case .deep:
      return "Deep learning is likely to pay off: \(evidence.relatives) belong together"
        + (evidence[SupervisedLocality.self] == nil
          ? "." : ", and the target depends on their arrangement.")
        + (evidence.isGrid && evidence.isSmall
          ? " With so few rows, start from a pretrained network or with augmentation." : "")
    case .classical
    where evidence[LocalCorrelation.self] == nil
      || evidence.layout == .table && evidence.strength == .strong:
      return "Deep learning is unlikely to pay off on a table like this one."
    case .classical:
      switch evidence.strength {
      case .strong:
        return
          "Deep learning is unlikely to pay off: \(evidence.relatives) are alike, but their "
          + "arrangement says little about the target."
      case .weak:
        return
          "Deep learning is unlikely to pay off: the \(unit) have too little local structure to "
          + "learn from."
      case .none:
        return "Deep learning is unlikely to pay off: the \(unit) have no local structure to learn "
          + "from."
      }
    case .inconclusive:
      return evidence.strength == .strong
        ? "It could go either way: \(evidence.relatives) belong together, which a network may or may "
          + "not turn into a gain."
        : "It could go either way: the evidence does not point in one direction."
    }
  }

  /// What a trial says where no race decides; nil where the arrangement says more.
  private func trialSentence(_ recommendation: Verdict.Recommendation) -> String? {
    guard let (difference, trial, outcome) = evidence.trialOutcome else { return nil }
    let random = Trial.subject(difference.first)
    let classical = "the best classical method, \(trial.name(difference.second))"
    let figures = "(\(trial.metricName) \(trial.figures(difference, " against ")))"
    switch (recommendation, outcome) {
    case (.deep, .better):
      return "Deep learning is likely to pay off: \(random) already beats \(classical) "
        + "\(figures)."
    case (.deep, _): return nil
    case (.classical, .better):
      return "Deep learning is unlikely to pay off: \(random), a quick stand-in for a network, is "
        + "ahead of \(classical), by too little to count on \(figures)."
    case (.classical, _):
      return
        "Deep learning is unlikely to pay off: \(random), a quick stand-in for a network, does "
        + "not beat \(classical) \(figures)."
    case (.inconclusive, _):
      return "It could go either way: a quick trial does not decide between \(random) and "
        + "\(classical) \(figures)."
    }
  }

  private func sentence(
    _ recommendation: Verdict.Recommendation, _ race: Race.Evidence,
    _ difference: ScoreDifference, _ outcome: ComparisonOutcome
  ) -> String {
    let deep = race.name(difference.first)
    let classical = race.name(difference.second)
    let scores = [difference.first, difference.second].compactMap { id in
      race.contenders.first { $0.id == id }?.score
    }.map(NumberText.error)
    let metric = race.metricName
    let figures = scores.count == 2 ? " (\(metric) \(scores[0]) against \(scores[1]))" : ""
    switch (recommendation, outcome) {
    case (.deep, .better):
      return "Deep learning is likely to pay off: a \(deep) beats the best classical method, "
        + "\(classical)\(figures)."
    case (.deep, _):
      return "Deep learning is likely to pay off: \(evidence.relatives) belong together, "
        + "although a \(deep) does not yet beat \(classical)\(figures)."
    case (.classical, .better):
      return "Deep learning is unlikely to pay off: a \(deep) is ahead of the best classical "
        + "method, \(classical), by too little to count on\(figures)."
    case (.classical, .worse):
      return "Deep learning is unlikely to pay off: no network comes up to the best classical "
        + "method, \(classical)\(figures)."
    case (.classical, _):
      return "Deep learning is unlikely to pay off: no network beats the best classical method, "
        + "\(classical), by more than chance or 1 %\(figures)."
    case (.inconclusive, _):
      return "It could go either way: a \(deep) and \(classical) are too close to call\(figures)."
    }
  }

  /// The first option, and a simpler one beside it as the baseline.
  func tryFirst(_ options: [Verdict.Option]) -> String {
    guard let first = options.first else { return "Mend the data first, then ask again." }
    let linear = options.first { $0.id == VerdictOptions.linear }
    guard let linear, linear.id != first.id else { return "\(first.title.capitalizedFirst)." }
    return "\(first.title.capitalizedFirst); \(linear.title) as the baseline."
  }
}
