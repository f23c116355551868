extension Trial {
  /// Grades the trial; a pure function of the evidence and the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    [winnerFinding(evidence) { _ in true }]
      + (randomFinding(evidence).map { [$0] } ?? []) + leftOutFindings(evidence)
  }

  private func randomFinding(_ evidence: Evidence) -> Finding? {
    guard let difference = evidence.randomFeaturesMinusClassical else { return nil }
    let grade: Grade =
      switch outcome(difference, evidence) {
      case .better: .good
      case .same: .caution
      case .worse: .bad
      }
    return Finding(
      id: "\(Trial.info.id).randomFeaturesMinusClassical", grade: grade,
      subject: evidence.name(difference.first),
      message: comparison(difference, evidence).capitalizedFirst + ".")
  }

  /// A learner on random features, in words; the best of them is meant.
  static func subject(_ id: String) -> String {
    id == RandomConvolutionContender().info.id
      ? "a linear model on random convolutions" : "a kernel machine on random features"
  }

  /// How random features compare with the classical methods, in words.
  func comparison(_ difference: ScoreDifference, _ evidence: Evidence) -> String {
    let random = Trial.subject(difference.first)
    let classical = "the best classical method (\(evidence.name(difference.second)))"
    switch outcome(difference, evidence) {
    case .better:
      return "\(random) beats \(classical) by \(difference.size) in "
        + evidence.metricName
    case .same:
      return "there is no difference between \(random) and \(classical): "
        + "\(difference.signedSize) in \(evidence.metricName)"
    case .worse:
      return "\(random) is behind \(classical) by \(difference.size) in "
        + evidence.metricName
    }
  }

  /// Lays the evidence out in tables and figures.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    guard !evidence.contenders.isEmpty else { return [] }
    return [
      intervals(evidence, marked: .other, markLabel: "random features"),
      table(evidence, others: "random features"), protocolNote(evidence),
    ]
  }
}

extension Trial {
  /// Whether features with random weights are ahead.
  public func highlights(_ evidence: Evidence) -> Highlights {
    guard let best = evidence.contenders.first else { return Highlights() }
    var highlights = Highlights(headline: headline(evidence, best))
    if let difference = evidence.randomFeaturesMinusClassical {
      highlights.rows.append(
        row(
          difference, evidence, question: Trial.info.question,
          direction: direction(difference, evidence),
          found: "\(evidence.name(difference.first)) against \(evidence.name(difference.second)): "
            + evidence.figures(difference, " against ")))
      highlights.margin = margin(
        difference, evidence, title: "How much do random features gain?")
    }
    return highlights
  }

  private func headline(_ evidence: Evidence, _ best: ContenderScore) -> String {
    guard evidence.beatsGuessing else { return "Nobody predicts much better than guessing does" }
    guard let difference = evidence.randomFeaturesMinusClassical else {
      return "\(best.name.capitalizedFirst) predicts best"
    }
    let random = Trial.subject(difference.first).capitalizedFirst
    let classical = evidence.name(difference.second)
    switch outcome(difference, evidence) {
    case .better:
      return "\(random) beats the best classical method, \(classical)"
    case .worse:
      return "\(random) does not come up to the best classical method, \(classical)"
    case .same:
      return "\(random) cannot be told from the best classical method, \(classical)"
    }
  }
}
