extension Trial {
  /// Whether features that nobody trained are ahead.
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

  private func headline(_ evidence: Evidence, _ best: Race.Evidence.Contender) -> String {
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
