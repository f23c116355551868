extension Leakage {
  /// From which shares on a feature gives the target away, and from which on it may.
  func limits(isClassification: Bool) -> (bad: Double, caution: Double) {
    isClassification ? (aloneBad, aloneCaution) : (numbersBad, numbersCaution)
  }

  /// What is said of one column: the one source of its finding, and of whether it leaves the race.
  private enum Standing {
    case givesAway, mayGiveAway, orderGivesAway, makesTarget(String)
    case nothing

    var grade: Grade {
      switch self {
      case .givesAway, .makesTarget: .bad
      case .mayGiveAway, .orderGivesAway: .caution
      case .nothing: .good
      }
    }
  }

  private func standing(_ column: Evidence.LeakColumn, _ evidence: Evidence) -> Standing {
    if let relation = evidence.exact.first(where: { $0.columns.contains(column.name) }) {
      return .makesTarget(relation.relation)
    }
    let (bad, caution) = limits(isClassification: evidence.isClassification)
    switch column.kind {
    case .group: return .nothing
    case .identifier, .timestamp:
      // Numbers rise and fall with time in honest data too.
      return evidence.isClassification && column.alone >= orderAlone
        && (column.aloneInterval?[0] ?? 0) > 0
        ? .orderGivesAway : .nothing
    case .copy, .proxy, .missingness:
      guard column.alone >= caution, !hasCompany(column, evidence) else { return .nothing }
      return column.alone >= bad ? .givesAway : .mayGiveAway
    }
  }

  /// Whether all other columns together leave no more than a few times the errors that it leaves: strong measurements of one
  /// thing have company, and what gives the target away has not.
  private func hasCompany(_ column: Evidence.LeakColumn, _ evidence: Evidence) -> Bool {
    evidence.rest.map { 1 - $0 <= company * (1 - column.alone) } ?? false
  }

  private func leaves(_ column: Evidence.LeakColumn, _ evidence: Evidence) -> Bool {
    standing(column, evidence).grade == .bad && !column.isIncluded
  }

  /// The names of the columns that leave the race.
  func leaks(_ evidence: Evidence) -> [String] {
    evidence.columns.filter { leaves($0, evidence) }.map(\.name)
  }

  /// Whether no feature is left without those that give the target away.
  func leavesNothing(_ evidence: Evidence) -> Bool {
    let features = evidence.columns.filter { isFeature($0.kind) || $0.kind == .group }
    return !features.isEmpty && features.allSatisfy { leaves($0, evidence) }
  }

  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let found = evidence.columns.compactMap { finding($0, evidence) }
    guard found.isEmpty else { return found }
    return [
      Finding(
        id: "\(Leakage.info.id).column", grade: .good, subject: "columns",
        message: "No column gives the target away: "
          + (strongest(evidence).map {
            "the strongest alone, \(NumberText.quoted($0.name)), removes "
              + "\(share($0.alone)) of \(errors(evidence))."
          } ?? "there is none to look at."))
    ]
  }

  private func strongest(_ evidence: Evidence) -> Evidence.LeakColumn? {
    evidence.columns.max { $0.alone < $1.alone }
  }

  private func finding(_ column: Evidence.LeakColumn, _ evidence: Evidence) -> Finding? {
    let standing = standing(column, evidence)
    guard standing.grade != .good else { return nil }
    let name = NumberText.quoted(column.name)
    let alone = "\(name) alone removes \(share(column.alone)) of \(errors(evidence))"
    let what =
      switch standing {
      case .makesTarget(let relation): "The target is made of other columns: \(relation)"
      case .orderGivesAway:
        column.kind == .timestamp
          ? "\(alone), by its order: rows of different targets are from different times"
          : "\(alone), by its order or first letters: rows of different targets came in different ways"
      case .givesAway, .mayGiveAway, .nothing:
        (column.kind == .missingness ? "Where \(name) is missing says as much as its values: " : "")
          + alone + others(evidence)
      }
    return Finding(
      id: "\(Leakage.info.id).column", grade: standing.grade, subject: column.name,
      message: "\(what). \(cure(column, standing, evidence))")
  }

  private func others(_ evidence: Evidence) -> String {
    evidence.rest.map { "; all other columns together \(share(max(0, $0)))" } ?? ""
  }

  private func cure(
    _ column: Evidence.LeakColumn, _ standing: Standing, _ evidence: Evidence
  ) -> String {
    let instead = scores(evidence).map { ": \($0)" } ?? ""
    if case .orderGivesAway = standing {
      return "A score on rows held out at random may not hold on later ones."
    }
    if leaves(column, evidence), case .makesTarget = standing {
      return "They are left out of the race\(instead); --include COLUMN keeps one."
    }
    if leaves(column, evidence) {
      return "It is left out of the race\(instead); --include \(column.name) keeps it."
    }
    if column.isIncluded {
      return
        "It stays, as --include says\(instead.isEmpty ? "" : "; without the strong columns\(instead)")."
    }
    return
      "If it is only known after the target, leave it out with --exclude \(column.name)\(instead)."
  }

  /// “0.805 instead of 0.981”, by the quick race.
  private func scores(_ evidence: Evidence) -> String? {
    guard let with = evidence.scoreWith, let without = evidence.scoreWithout else { return nil }
    return "a score of \(NumberText.error(without)) instead of \(NumberText.error(with))"
  }

  private func share(_ value: Double) -> String {
    value >= 0.995 && value < 1
      ? NumberText.percent(value, decimals: 1) : NumberText.percent(max(0, value))
  }

  private func errors(_ evidence: Evidence) -> String {
    evidence.isClassification ? "the errors of guessing" : "the target's variance"
  }

  // MARK: What there is to show

  /// Lays the evidence out in a table: the columns that say most.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    let order = evidence.columns.enumerated().sorted {
      ($1.element.alone, $0.offset) < ($0.element.alone, $1.offset)
    }.prefix(Leakage.shown).map(\.element)
    guard !order.isEmpty else { return [] }
    return [
      .table(
        ExhibitTable(
          title: "What each column alone says of the target",
          columns: ["Column", "Kind", "Share of \(errors(evidence))", "95 % interval", "AUC"],
          rows: order.map { column in
            [
              .text(column.name),
              .text(column.kind == .proxy ? "feature" : column.kind.rawValue),
              .text(NumberText.percent(column.alone, decimals: 1)),
              column.aloneInterval.map { interval in
                .text(interval.map { NumberText.percent($0) }.joined(separator: " to "))
              } ?? .none("no interval"),
              column.auc.map { .coefficient($0) } ?? .none("not two classes"),
            ]
          },
          footnote:
            "\(NumberText.plural(evidence.sampledRows, "row")); on the half that did not make the bins."
            + (evidence.columns.count > order.count
              ? " The first \(order.count) of \(NumberText.count(evidence.columns.count))." : "")))
    ]
  }

  /// Columns in the table.
  private static let shown = 10

  /// The headline: whether a column gives the target away.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let names = evidence.columns.filter { standing($0, evidence).grade != .good }.map {
      NumberText.quoted($0.name)
    }
    guard !names.isEmpty else {
      return Highlights(headline: "No column gives the target away")
    }
    return Highlights(
      headline: "\(names.prefix(3).joined(separator: ", ")) "
        + (names.count == 1 ? "gives" : "give") + " the target away, or may")
  }
}
