public import FathomData

internal import FathomSummaries

extension Repeats {
  /// Whether near repeats are copies rather than neighbours: enough rows, and a wider ratio finds hardly more.
  func areNear(_ evidence: Evidence) -> Bool {
    Double(2 * evidence.nearPairs) >= max(fewestNear, 2 * share * Double(evidence.nearCompared))
      && Double(evidence.nearPairsWider) < nearGrowth * Double(evidence.nearPairs)
  }

  /// Fewer near repeats may be chance.
  private var fewestNear: Double { 10 }

  /// The grade of a share of rows that is more than chance.
  private func grade(_ rows: Int, _ share: Double, _ evidence: Evidence) -> Grade {
    guard !evidence.isNatural, Double(rows) >= fewestRows, share >= self.share else { return .good }
    return share >= seriousShare ? .bad : .caution
  }

  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let found = [equal(evidence), conflict(evidence), near(evidence)].compactMap(\.self)
    guard found.isEmpty else { return found }
    let message =
      evidence.equalPairs == 0 && evidence.conflicting == 0
      ? "No row repeats another."
      : evidence.isNatural
        ? "Rows agree by chance: so few different ones are possible that "
          + "\(pairs(evidence.oneColumnPairs ?? 0)) of them differ in one feature."
        : "\(NumberText.plural(evidence.repeated, "row")) of \(NumberText.count(evidence.rows)) "
          + (evidence.repeated == 1 ? "repeats" : "repeat") + " an earlier one: next to none."
    return [Finding(id: "\(id).equal", grade: .good, subject: "rows", message: message)]
  }

  /// Near repeats, of too few rows.
  public func notAsked(_ evidence: Evidence) -> [String] {
    evidence.nearCompared == 0 ? ["near"] : []
  }

  /// Rows that were not compared for near repeats.
  public func blindSpots(_ evidence: Evidence) -> [BlindSpot] {
    guard evidence.nearPassedOver > 0 else { return [] }
    return [
      BlindSpot(
        .rowsNotCompared, subject: "rows",
        share: Double(evidence.nearPassedOver) / Double(max(1, evidence.rows)),
        message:
          "\(NumberText.count(evidence.nearPassedOver)) of \(NumberText.plural(evidence.rows, "row")) "
          + "\(evidence.nearPassedOver == 1 ? "was" : "were") not compared with others for near repeats.",
        remedy: "Give it more memory with --memory-limit, or analyse a part of the rows.")
    ]
  }

  private var id: String { Repeats.info.id }

  private func pairs(_ count: Double) -> String {
    NumberText.plural(Int(min(count, 1e15)), "pair")
  }

  /// The share of the score that conflicts take from everybody, where they are no chance; nil where they take none.
  func unavoidable(_ evidence: Evidence) -> Double? {
    guard grade(evidence.conflicting, evidence.conflictingShare, evidence) != .good else {
      return nil
    }
    return (evidence.accuracyCeiling ?? evidence.r2Ceiling).map { 1 - $0 }
  }

  private func equal(_ evidence: Evidence) -> Finding? {
    let grade = grade(evidence.repeated, evidence.repeatedShare, evidence)
    guard grade != .good else { return nil }
    return Finding(
      id: "\(id).equal", grade: grade, subject: "rows",
      message:
        "\(evidence.isComplete ? "" : "About ")\(NumberText.plural(evidence.repeated, "row")) of "
        + "\(NumberText.count(evidence.rows)) (\(NumberText.percent(evidence.repeatedShare, decimals: 1))) "
        + (evidence.repeated == 1 ? "repeats" : "repeat")
        + " an earlier one\(except(evidence)): with copies on both sides every score is too good. "
        + "They are held out together here; keep one of each.")
  }

  private func except(_ evidence: Evidence) -> String {
    let names = evidence.exceptColumns.prefix(3).map { NumberText.quoted($0) }
    return names.isEmpty ? "" : " in all but \(names.joined(separator: ", "))"
  }

  private func conflict(_ evidence: Evidence) -> Finding? {
    let grade = grade(evidence.conflicting, evidence.conflictingShare, evidence)
    guard grade != .good else { return nil }
    let ceiling =
      evidence.accuracyCeiling.map {
        "nobody can exceed an accuracy of \(NumberText.number($0))"
      }
      ?? evidence.r2Ceiling.map { "nobody can exceed an R² of \(NumberText.number($0))" }
      ?? "no model can be right about both"
    return Finding(
      id: "\(id).conflicting", grade: grade, subject: "rows",
      message:
        "\(evidence.isComplete ? "" : "About ")\(NumberText.plural(evidence.conflicting, "row")) of "
        + "\(NumberText.count(evidence.rows)) agree with others in all features\(except(evidence)) and differ in "
        + "the target: \(ceiling). Find out which is right before anything else.")
  }

  private func near(_ evidence: Evidence) -> Finding? {
    guard areNear(evidence) else { return nil }
    let rows = evidence.nearGroups.reduce(0) { $0 + $1.count }
    let share = Double(rows) / Double(max(1, evidence.nearCompared))
    return Finding(
      id: "\(id).near", grade: share >= seriousShare ? .bad : .caution, subject: "rows",
      message:
        "\(NumberText.count(rows)) of \(NumberText.plural(evidence.nearCompared, "row")) "
        + "(\(NumberText.percent(share, decimals: 1))) are nearly the same as another, as copies with noise or "
        + "rounded numbers are. They are held out together here; keep one of each.")
  }

  // MARK: What there is to show

  /// Lays the evidence out in a table.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    func row(_ name: String, _ count: Double?, _ absence: String) -> [ExhibitCell] {
      [.text(name), count.map { .count(Int(min($0, 1e15))) } ?? .none(absence)]
    }
    var rows = [
      row("Pairs that agree in all features and the target", evidence.equalPairs, ""),
      row("Different rows that are there more than once", evidence.groups, ""),
      row(
        "Pairs of different rows that agree in all features but one", evidence.oneColumnPairs,
        "no rows agree"),
      row("Rows that repeat an earlier one", Double(evidence.repeated), ""),
      row("Rows that agree with others and differ in the target", Double(evidence.conflicting), ""),
      row("Pairs that are nearly the same", Double(evidence.nearPairs), ""),
      row("The same by a ratio that is 5/3 as wide", Double(evidence.nearPairsWider), ""),
    ]
    if let ceiling = evidence.accuracyCeiling {
      rows.append([.text("Accuracy that nobody can exceed"), .coefficient(ceiling)])
    }
    if let ceiling = evidence.r2Ceiling {
      rows.append([.text("R² that nobody can exceed"), .coefficient(ceiling)])
    }
    let lines = evidence.examples.prefix(3).map { group in
      group.prefix(4).map { NumberText.count($0) }.joined(separator: ", ")
    }
    return [
      .table(
        ExhibitTable(
          title: "Rows that repeat others", columns: ["What", "Count"], rows: rows,
          footnote: lines.isEmpty ? nil : "Lines, for instance: \(lines.joined(separator: "; ")).")
      )
    ]
  }

  /// The headline: whether rows repeat others.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let found = judge(evidence).filter { $0.grade != .good }
    guard let first = found.first else {
      return Highlights(headline: "No row is there twice, but for chance")
    }
    let what = first.id == "\(id).conflicting" ? "conflict with others" : "repeat others"
    return Highlights(headline: "Some rows \(what)")
  }
}
