internal import FathomData

/// What a verdict says of the arrangement of the features.
extension VerdictRule {
  /// Whether neighbours belong together.
  func localityText() -> String {
    guard let local = evidence[LocalCorrelation.self] else {
      return "It is a table, where the order of the columns is arbitrary as a rule; whether "
        + "neighbours belong together was not measured."
    }
    let rules = evidence.rules(LocalCorrelation.self)
    if let spacing = rules.spacing(of: local) {
      return "Steps \(spacing.distance) apart belong together (locality index "
        + "\(NumberText.coefficient(spacing.index))), as channels that take turns do, or a rhythm: a "
        + "convolution can use it."
    }
    let locality = rules.locality(of: local)
    let sentence = rules.sentence(locality, local)
    switch locality {
    case .strong where evidence.layout == .table:
      return sentence
        + " If the columns are samples of a signal, say so with --layout; in a table it only means that "
        + "related columns stand together."
    case .strong where evidence.layout == .sequence:
      return sentence
        + " A convolution can use it; smooth curves such as spectra often gain nothing from it."
    case .strong: return sentence + " A convolution can use it."
    case .weak: return sentence + " It is too little for a convolution."
    case .redundant, .none:
      return foundOrderText().map { "\(sentence) \($0)" }
        ?? sentence + " A convolution has nothing to hold on to there."
    case .undecided: return sentence
    }
  }

  /// What a race says of an order that was found; nil without one.
  private func foundOrderText() -> String? {
    guard let race = evidence[Race.self], let found = race.foundMinusClassical else { return nil }
    let clause = evidence.rules(Race.self).comparison(found, race).clause(
      "a convolution", "the best classical method")
    return "In an order that was found, \(clause)."
  }

  /// Whether the arrangement says something about the target; nil for a table, and where it was not measured.
  func arrangementText(_ arrangement: SupervisedLocality.Evidence) -> String? {
    guard evidence.layout != .table, let saved = arrangement.effectSize else { return nil }
    let unit = evidence.unit
    switch evidence.rules(SupervisedLocality.self).direction(arrangement) {
    case .speaksFor:
      return
        "A learner of local patterns makes \(NumberText.percent(saved)) less error on the \(unit) as given than on "
        + "rearranged ones: their arrangement says something about the target."
    case .neither:
      return "A learner of local patterns makes little less error on the \(unit) as given than on "
        + "rearranged ones (\(NumberText.percent(saved, decimals: 1))): their arrangement says little about the target."
    case .speaksAgainst:
      return
        "A learner of local patterns is not shown to make less error on the \(unit) as given than on "
        + "rearranged ones: nothing shows that what they say about the target depends on where they stand."
    }
  }
}
