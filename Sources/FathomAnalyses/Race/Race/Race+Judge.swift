internal import FathomNumerics

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

extension Race {
  /// Grades the race; a pure function of the evidence and the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    var findings = [
      winnerFinding(evidence) { $0.side != ContenderInfo.Side.other.rawValue }
    ]
    if let finding = deepFinding(evidence) { findings.append(finding) }
    if let finding = allRowsFinding(evidence) { findings.append(finding) }
    if let finding = localityFinding(evidence) { findings.append(finding) }
    if let finding = orderFinding(evidence) { findings.append(finding) }
    findings += leftOutFindings(evidence)
    return findings
  }

  /// How nearest neighbours do on reflected rows against the same rows as given; nil where they tell nothing.
  func comparison(_ reflection: ReflectionScore, _ evidence: Evidence) -> Comparison? {
    guard let error = reflection.standardError, evidence.beatsGuessing,
      reflection.given > evidence.guessing
    else { return nil }
    let value = reflection.reflected - reflection.given
    let reach = Distributions.normalQuantile(0.975) * error
    return Comparison(
      ScoreDifference(
        first: reflection.axis, second: "given", difference: value, standardError: error,
        interval: [value - reach, value + reach]),
      base: reflection.given, gain: gain, standardErrors: standardErrors,
      metric: evidence.metricName)
  }

  private func deepFinding(_ evidence: Evidence) -> Finding? {
    guard let difference = evidence.deepMinusClassical else { return nil }
    let comparison = comparison(difference, evidence)
    return Finding(
      id: "\(Race.info.id).deepMinusClassical", grade: comparison.grade,
      subject: evidence.name(difference.first),
      message: comparison.clause(
        "the best network (\(evidence.name(difference.first)))",
        "the best classical method (\(evidence.name(difference.second)))"
      ).capitalizedFirst + ".")
  }

  private func localityFinding(_ evidence: Evidence) -> Finding? {
    guard let difference = evidence.localityGain else { return nil }
    let comparison = comparison(difference, evidence)
    return Finding(
      id: "\(Race.info.id).localityGain", grade: comparison.grade, subject: "positions",
      message: comparison.costOfShuffling(evidence.metricName) + ".")
  }

  /// Whether the order of networks and classical methods is about to change with more rows.
  private func orderFinding(_ evidence: Evidence) -> Finding? {
    guard let leads = leads(evidence), let first = leads.first, let last = leads.last,
      leads.count > 1
    else { return nil }
    // It rose so much a doubling of the rows; two more may bring as much again.
    let rise = 2 * risePerDoubling(first, last)
    let isAboutToChange = abs(rise) > gain && (last.lead + rise) * last.lead < 0
    let ahead = last.lead >= 0
    let path = leads.map { NumberText.signed($0.lead) }.joined(separator: ", ")
    return Finding(
      id: "\(Race.info.id).order", grade: isAboutToChange ? .caution : .good, subject: "rows",
      message:
        "With \(leads.map { NumberText.count($0.rows) }.joined(separator: ", ")) rows to learn "
        + "from, the best network minus the best classical method is \(path) in \(evidence.metricName) on the first "
        + "part: "
        + (isAboutToChange
          ? "the order is about to change with more rows."
          : rise > gain && !ahead
            ? "it catches up, but four times as many rows would not be enough."
            : "the order is not about to change."))
  }

  /// By how much the lead rises each time the rows to learn from double.
  func risePerDoubling(
    _ first: (rows: Int, lead: Double), _ last: (rows: Int, lead: Double)
  ) -> Double {
    let doublings = log2(Double(last.rows) / Double(max(1, first.rows)))
    return doublings > 0 ? (last.lead - first.lead) / doublings : 0
  }

  /// By how much the best network leads the best classical method, at each size of the learning curve.
  func leads(_ evidence: Evidence) -> [(rows: Int, lead: Double)]? {
    let sides = Dictionary(
      evidence.contenders.map { ($0.id, $0.side) }, uniquingKeysWith: { first, _ in first })
    let leads = evidence.curve.compactMap { point -> (rows: Int, lead: Double)? in
      func best(_ side: ContenderInfo.Side) -> Double? {
        point.scores.filter { sides[$0.id] == side.rawValue }.map(\.score).max()
      }
      guard let deep = best(.deep), let classical = best(.classical) else { return nil }
      return (point.rows, deep - classical)
    }
    return leads.isEmpty ? nil : leads
  }
}

extension Comparison {
  /// How a finding about it is graded.
  var grade: Grade {
    switch outcome {
    case .better: .good
    case .same: .caution
    case .worse: .bad
    }
  }

  /// What shuffling the positions costs a convolution, where the difference is the network as given less itself on
  /// shuffled positions; a sentence without an end.
  func costOfShuffling(_ metric: String) -> String {
    let network = "the convolutional network"
    switch relation {
    case .ahead:
      return "Shuffling the positions costs \(network) \(size) in \(metric): it uses their order"
    case .slightlyAhead:
      return
        "Shuffling the positions costs \(network) \(size) in \(metric)\(shortfall): it hardly uses "
        + "their order"
    case .equal:
      return
        "Shuffling the positions changes the score of \(network) by less than \(limit): \(signedSize) "
        + "in \(metric)"
    case .open:
      return
        "Whether shuffling the positions costs \(network) anything cannot be told: \(signedSize) in "
        + metric
    case .slightlyBehind, .behind:
      return
        "On shuffled positions \(network) is better by \(size) in \(metric)\(shortfall): their order "
        + "does not help it"
    }
  }
}
