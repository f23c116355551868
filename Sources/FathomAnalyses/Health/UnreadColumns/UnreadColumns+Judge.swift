public import FathomData
internal import FathomNumerics

extension UnreadColumns {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    evidence.columns.map { column in
      Finding(
        id: "\(UnreadColumns.info.id).signal", grade: grade(column, evidence), subject: column.name,
        message: sentence(column))
    }
  }

  /// What was passed over: text in any case, dates and levels where they add something or where that is not known,
  /// codes where they add something.
  public func blindSpots(_ evidence: Evidence) -> [BlindSpot] {
    evidence.columns.compactMap { column in
      let grade = grade(column, evidence)
      // Without a target a date or a level says nothing about the layout of the features.
      guard
        column.kind == .text || grade == .caution || grade == .bad
          || grade == .indeterminate && column.rows > 0 && column.kind != .codes
      else { return nil }
      let name = NumberText.quoted(column.name)
      let (kind, remedy): (BlindSpotInfo, String) =
        switch column.kind {
        case .text:
          (
            .textColumn,
            "Give its text as columns of numbers (word counts, TF-IDF or embeddings), or leave it out with "
              + "--exclude."
          )
        case .date:
          (
            .dateColumn,
            "Give what matters of \(name) as numbers (days since a start, month, weekday, hour), or leave it out with "
              + "--exclude."
          )
        case .levels:
          (
            .manyLevels,
            "Keep it with --include, put rare levels together, or leave it out with --exclude."
          )
        case .codes:
          (
            .codeColumn,
            "Give what matters of \(name) as numbers or levels in columns of their own, or leave it out with "
              + "--exclude."
          )
        }
      return BlindSpot(
        kind, subject: column.name, share: evidence.share, message: sentence(column),
        remedy: remedy, isLarge: column.added == nil ? nil : grade == .bad)
    }
  }

  private func grade(_ column: Evidence.UnreadColumn, _ evidence: Evidence) -> Grade {
    guard let added = column.added, let z = column.zScore else { return .indeterminate }
    // Of each column two kernels were tried.
    let tests = 2 * evidence.columns.count { $0.zScore != nil }
    let limit = Distributions.normalQuantile(1 - significance / Double(max(1, tests)))
    // Where next to nothing is left to explain, f² is large for next to nothing.
    let share = (column.together ?? 0) - max(0, column.features ?? 0)
    guard z > limit, added >= addedSmall, share >= addedSmall else { return .good }
    return added >= addedLarge ? .bad : .caution
  }

  private func sentence(_ column: Evidence.UnreadColumn) -> String {
    let name = NumberText.quoted(column.name)
    let what =
      switch column.kind {
      case .text: "\(name) is text, which no model here reads"
      case .date: "\(name) is a date or time, which no model here reads"
      case .levels: "\(name) has too many levels for a model here"
      case .codes: "\(name) looks like an identifier, which no model here reads"
      }
    guard let alone = column.alone, let read = column.features, let together = column.together
    else { return "\(what); what it says about the target was not measured." }
    func percent(_ share: Double) -> String { NumberText.percent(max(0, share)) }
    return
      "\(what): in a quick test it explains \(percent(alone)) of the target alone, the columns that were read "
      + "\(percent(read)), both \(percent(together))."
  }

  /// Lays the evidence out in a table.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    [
      .table(
        ExhibitTable(
          title: "What the columns explain of the target, on held-out rows",
          columns: ["Column", "Kind", "Rows", "Alone", "Features", "Both", "f²"],
          rows: evidence.columns.map { column in
            [
              .text(column.name), .text(column.kind.rawValue), .count(column.rows),
              column.alone.map { .coefficient($0) } ?? .none("not measured"),
              column.features.map { .coefficient($0) } ?? .none("not measured"),
              column.together.map { .coefficient($0) } ?? .none("not measured"),
              column.added.map { .coefficient($0) } ?? .none("not measured"),
            ]
          }))
    ]
  }

  /// The headline: whether something was passed over.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let grades = evidence.columns.map { grade($0, evidence) }
    let names = zip(evidence.columns, grades).filter { $0.1 == .bad || $0.1 == .caution }.map {
      NumberText.quoted($0.0.name)
    }
    guard !names.isEmpty else {
      return Highlights(
        headline: grades.contains(.indeterminate)
          ? "What the columns say that were not read is not known"
          : "The columns that were not read add nothing measurable")
    }
    return Highlights(
      headline: "\(names.prefix(3).joined(separator: ", ")) "
        + (names.count == 1 ? "says" : "say") + " something that no model here reads")
  }
}
