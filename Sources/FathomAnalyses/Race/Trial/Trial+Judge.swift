extension Trial {
  /// Grades the trial; a pure function of the evidence and the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    [winnerFinding(evidence) { _ in true }]
      + (randomFinding(evidence).map { [$0] } ?? []) + leftOutFindings(evidence)
  }

  private func randomFinding(_ evidence: Evidence) -> Finding? {
    guard let difference = evidence.randomFeaturesMinusClassical else { return nil }
    return Finding(
      id: "\(Trial.info.id).randomFeaturesMinusClassical",
      grade: comparison(difference, evidence).grade, subject: evidence.name(difference.first),
      message: clause(difference, evidence).capitalizedFirst + ".")
  }

  /// A learner on random features, in words; the best of them is meant.
  static func subject(_ id: String) -> String {
    id == RandomConvolutionContender().info.id
      ? "a linear model on random convolutions" : "a kernel machine on random features"
  }

  /// How random features compare with the classical methods, in words.
  func clause(_ difference: ScoreDifference, _ evidence: Evidence) -> String {
    comparison(difference, evidence).clause(
      Trial.subject(difference.first),
      "the best classical method (\(evidence.name(difference.second)))")
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
    guard let best = evidence.best else { return Highlights() }
    var highlights = Highlights(headline: headline(evidence, best))
    if let difference = evidence.randomFeaturesMinusClassical {
      highlights.rows.append(
        row(
          difference, evidence, question: Trial.info.question,
          direction: direction(comparison(difference, evidence)),
          found: "\(evidence.name(difference.first)) against \(evidence.name(difference.second)): "
            + "\(evidence.figures(difference, " against ")), guessing "
            + NumberText.error(evidence.guessing)))
      highlights.margin = margin(
        difference, evidence, title: "How much do random features gain?")
    }
    return highlights
  }

  private func headline(_ evidence: Evidence, _ best: ContenderScore) -> String {
    guard evidence.beatsGuessing else { return "No quick learner does much better than guessing" }
    guard let difference = evidence.randomFeaturesMinusClassical else {
      return "\(best.name.capitalizedFirst) predicts best"
    }
    return comparison(difference, evidence).headline(
      Trial.subject(difference.first),
      "the best classical method, \(evidence.name(difference.second))")
  }
}
