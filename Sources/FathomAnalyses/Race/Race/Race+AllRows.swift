extension DifferenceAtSize {
  /// The least difference that counts as one.
  func line(_ gain: Double) -> Double { gain * abs(secondScore) }

  /// Whether the curves do not tell on which side of the least gain the difference is.
  func isOpen(_ gain: Double) -> Bool { abs(difference - line(gain)) < standardError }
}

extension Race {
  /// What becomes of the difference with all rows, where a sample of them was raced.
  func allRowsFinding(_ evidence: Evidence) -> Finding? {
    guard let all = evidence.atAllRows, let raced = evidence.deepMinusClassical else { return nil }
    let isOpen = all.isOpen(gain)
    let turns =
      (all.difference > all.line(gain)) != (comparison(raced, evidence).outcome == .better)
    return Finding(
      id: "\(Race.info.id).atAllRows", grade: isOpen || turns ? .caution : .good, subject: "rows",
      message: allRowsText(all, evidence)
        + (isOpen
          ? " That is too uncertain to call."
          : turns ? " The order changes on the way." : ""))
  }

  /// Rows that were raced, rows that there are, the difference at both, and how far it is between them.
  func allRowsText(_ all: DifferenceAtSize, _ evidence: Evidence) -> String {
    let raced = evidence.deepMinusClassical
    return
      "Raced were \(NumberText.count(evidence.rows)) of \(NumberText.plural(all.rows, "row")), "
      + "where the best network minus the best classical method is "
      + "\(raced.map { NumberText.signed($0.difference) } ?? "not known"); "
      + "the learning curves go on to \(NumberText.signed(all.difference)) with all of them, "
      + "\(NumberText.number(all.factor)) times as many "
      + "(95 % interval \(NumberText.signed(all.interval)))."
  }

  /// What the difference with all rows speaks for.
  func direction(_ all: DifferenceAtSize) -> EvidenceRow.Direction {
    all.isOpen(gain) ? .neither : all.difference > all.line(gain) ? .speaksFor : .speaksAgainst
  }

  /// The difference with all rows as a line of the evidence.
  func allRowsRow(_ evidence: Evidence) -> EvidenceRow? {
    guard let all = evidence.atAllRows else { return nil }
    let difference = ScoreDifference(
      first: all.first, second: all.second, difference: all.difference,
      standardError: all.standardError, interval: all.interval)
    return row(
      difference, evidence,
      question: "And with all \(NumberText.count(all.rows)) rows?", direction: direction(all),
      found: "\(evidence.name(all.first)) against \(evidence.name(all.second)), "
        + "\(NumberText.number(all.factor)) times the rows that were raced")
  }
}
