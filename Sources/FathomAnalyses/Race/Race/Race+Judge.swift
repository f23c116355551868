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

  /// Whether nearest neighbours tell reflected rows as well as others; nil where they tell nothing.
  func mayBeReflected(_ reflection: ReflectionScore, _ evidence: Evidence) -> Bool? {
    guard let error = reflection.standardError, evidence.beatsGuessing,
      reflection.given > evidence.guessing
    else { return nil }
    return reflection.given - reflection.reflected
      <= gain * abs(reflection.given) + standardErrors * error
  }

  private func deepFinding(_ evidence: Evidence) -> Finding? {
    guard let difference = evidence.deepMinusClassical else { return nil }
    let deep = evidence.name(difference.first)
    let classical = evidence.name(difference.second)
    let size = difference.size
    let id = "\(Race.info.id).deepMinusClassical"
    switch outcome(difference, evidence) {
    case .better:
      return Finding(
        id: id, grade: .good, subject: deep,
        message: "The best network (\(deep)) beats the best classical method (\(classical)) by "
          + "\(size).")
    case .same:
      return Finding(
        id: id, grade: .caution, subject: deep,
        message: "There is no difference between the best network (\(deep)) and the best classical "
          + "method (\(classical)): \(difference.signedSize).")
    case .worse:
      return Finding(
        id: id, grade: .bad, subject: deep,
        message: "The best network (\(deep)) is behind the best classical method (\(classical)) by "
          + "\(size).")
    }
  }

  private func localityFinding(_ evidence: Evidence) -> Finding? {
    guard let difference = evidence.localityGain else { return nil }
    let size = difference.size
    let id = "\(Race.info.id).localityGain"
    switch outcome(difference, evidence) {
    case .better:
      return Finding(
        id: id, grade: .good, subject: "positions",
        message: "Shuffling the positions costs the convolutional network \(size): it uses their "
          + "order.")
    case .same:
      return Finding(
        id: id, grade: .caution, subject: "positions",
        message: "Shuffling the positions costs the convolutional network nothing that can be told "
          + "from chance (\(difference.signedSize)).")
    case .worse:
      return Finding(
        id: id, grade: .bad, subject: "positions",
        message:
          "On shuffled positions the convolutional network is better by \(size): their order "
          + "does not help it.")
    }
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
    let path = leads.map { NumberText.coefficient($0.lead) }.joined(separator: ", ")
    return Finding(
      id: "\(Race.info.id).order", grade: isAboutToChange ? .caution : .good, subject: "rows",
      message:
        "With \(leads.map { NumberText.count($0.rows) }.joined(separator: ", ")) rows to learn "
        + "from the best network leads the best classical method by \(path): "
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
