internal import FathomData
internal import FathomSummaries

/// What would change the verdict.
struct VerdictChanges {
  private let evidence: VerdictEvidence
  private let recommendation: Verdict.Recommendation

  init(_ evidence: VerdictEvidence, _ recommendation: Verdict.Recommendation) {
    self.evidence = evidence
    self.recommendation = recommendation
  }

  func all() -> [String] {
    target() + race() + arrangement() + rows()
  }

  private func target() -> [String] {
    guard evidence.summary.schema.task == nil else { return [] }
    return [
      evidence.summary.schema.images == nil
        ? "A target: name it with --target, so that rows can be weighed against it."
        : "Labels: sort the images into one folder a class, so that rows can be weighed."
    ]
  }

  /// A race in which nobody is missing who could turn it.
  private func race() -> [String] {
    if evidence[Race.self] == nil, evidence.rules(Race.self).budget <= 0,
      evidence.summary.schema.task != nil
    {
      return ["A race of model families, which measures who predicts best: leave out --no-race."]
    }
    let names = evidence.absentees(.classical) + evidence.absentees(.deep)
    guard !names.isEmpty, !evidence.isRaceDecisive else { return [] }
    return ["A race with \(names.joined(separator: " and ")) too: a larger --race-budget."]
  }

  private func arrangement() -> [String] {
    let isLocal = evidence.strength == .strong
    switch evidence.layout {
    case .table:
      return [
        "If the columns are samples of a signal or pixels: --layout sequence or --layout HxW."
      ]
        + (!evidence.isRaceDecisive && recommendation != .deep
          ? ["A smooth, many-way interaction of few columns, which a dense network can learn."]
          : [])
    case .sequence, .grid:
      if !isLocal {
        return ["The positions in their true order, if they were rearranged."]
      }
      guard recommendation == .deep else { return [] }
      guard evidence.isRaceDecisive else {
        return ["A classical method that is already near its ceiling would leave nothing to win."]
      }
      return shuffled()
    }
  }

  /// The positions in another order, where the race shows that their order is used.
  private func shuffled() -> [String] {
    guard let race = evidence[Race.self], let gain = race.localityGain else { return [] }
    let comparison = evidence.rules(Race.self).comparison(gain, race)
    guard comparison.isAhead else { return [] }
    return [
      "The positions in another order: "
        + comparison.costOfShuffling(race.metricName).uncapitalizedFirst + "."
    ]
  }

  /// How many more rows would change the answer.
  private func rows() -> [String] {
    var changes = [String]()
    if evidence.isOpenAtAllRows, let race = evidence[Race.self] {
      changes.append(
        "A race on more of the \(NumberText.plural(race.availableRows, "row")): --race-rows "
          + "\(min(race.availableRows, 4 * race.rows)).")
    }
    if let sentence = lead() { changes.append(sentence) }
    guard let size = evidence[SampleSize.self] else { return changes }
    if let missing = size.requirements.first(where: { $0.id == "deepFromScratch" })?.missing,
      missing > 0, recommendation != .deep
    {
      let pretrained = size.requirements.first { $0.id == "deepPretrained" }?.missing ?? 0
      changes.append(
        "About \(NumberText.about(missing)) more "
          + (size.worth < 0.99
            ? "independent rows (\(NumberText.about(Int(Double(missing) / size.worth))) like these)"
            : "rows")
          + " for a network from scratch"
          + (evidence.isGrid
            ? pretrained > 0
              ? ", or \(NumberText.about(pretrained)) for a pretrained one."
              : "; for a pretrained one there are enough." : "."))
    }
    if let curve = size.learningCurve {
      switch CurveOutlook(curve, gain: evidence.rules(SampleSize.self).gain) {
      case .falling, .flattened: changes.append(evidence.rules(SampleSize.self).outlook(curve))
      case .undecided: break
      }
    }
    return changes
  }

  /// What the contenders' learning curves say of more rows.
  private func lead() -> String? {
    guard let race = evidence[Race.self], let leads = evidence.rules(Race.self).leads(race),
      leads.count > 1,
      let first = leads.first, let last = leads.last
    else { return nil }
    let rise = evidence.rules(Race.self).risePerDoubling(first, last)
    guard 2 * abs(rise) > evidence.rules(Race.self).gain, rise * last.lead < 0 else { return nil }
    let needed = -last.lead / rise
    guard needed <= 4 else { return nil }
    let factor = Double(1 << Int(needed.rounded(.up)))
    return "About \(NumberText.number(factor)) times as many rows: "
      + (rise > 0 ? "networks catch up with" : "classical methods catch up with")
      + (rise > 0 ? " the classical methods" : " the networks")
      + " as rows are added (by \(NumberText.error(abs(rise))) each time they double)."
  }
}
