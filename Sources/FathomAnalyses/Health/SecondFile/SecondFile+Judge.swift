public import FathomData

extension SecondFile {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let found =
      overlapFindings(evidence)
      + evidence.columns.flatMap { column in
        [shiftFinding(column), conceptFinding(column)].compactMap(\.self)
      }
    guard found.isEmpty else { return found }
    guard !evidence.columns.isEmpty else {
      return [
        Finding(
          id: "\(id).shift", grade: .indeterminate, subject: "columns",
          message: "The two files have no column in common that can be compared.")
      ]
    }
    return [
      Finding(
        id: "\(id).shift", grade: .good, subject: "columns",
        message: "The second file is like the first: none of "
          + "\(NumberText.plural(evidence.columns.count, "column")) has moved"
          + (evidence.overlap.rows == 0
            ? ", and no row is in both."
            : ", and \(NumberText.plural(evidence.overlap.rows, "row")) that \(evidence.overlap.rows == 1 ? "is" : "are") in both "
              + (evidence.overlap.isNatural ? "agree by chance." : "are next to none.")))
    ]
  }

  /// All of it without columns in common, and the relation to a target that one of the files lacks.
  public func notAsked(_ evidence: Evidence) -> [String] {
    if evidence.columns.isEmpty { return ["overlap", "shift", "concept"] }
    return evidence.columns.allSatisfy { $0.conceptShare == nil } ? ["concept"] : []
  }

  /// Columns that the second file lacks, rows that could not be read, and rows that were not compared.
  public func blindSpots(_ evidence: Evidence) -> [BlindSpot] {
    var spots = [BlindSpot]()
    let lacking = evidence.onlyFirst.filter { $0 != evidence.target }
    let shared = evidence.columns.count { !$0.isTarget }
    if let first = lacking.first {
      spots.append(
        BlindSpot(
          .secondFileColumns, subject: first,
          share: Double(lacking.count) / Double(max(1, lacking.count + shared)),
          message:
            "The second file lacks \(NumberText.quoted(first))"
            + (lacking.count > 1
              ? " and \(NumberText.plural(lacking.count - 1, "more column"))" : "")
            + ": whether \(lacking.count > 1 ? "they" : "it") moved is not known.",
          remedy: "Give the second file the same columns, by the same names."))
    }
    if evidence.secondRejected > 0 {
      spots.append(
        BlindSpot(
          .secondFileRows, subject: "second file",
          share: Double(evidence.secondRejected)
            / Double(max(1, evidence.secondRows + evidence.secondRejected)),
          message:
            "\(NumberText.plural(evidence.secondRejected, "row")) of the second file could not be read.",
          remedy: "Analyse that file by itself: it says which rows, and why."))
    }
    if !evidence.overlap.isComplete {
      spots.append(
        BlindSpot(
          .secondFileRowsNotCompared, subject: "second file", share: nil,
          message: "Not every row of the second file was looked for among all rows of the first.",
          remedy: "Give it more memory with --memory-limit."))
    }
    return spots
  }

  private var id: String { SecondFile.info.id }
  /// Fewer rows may be in both by chance.
  private static let fewestRows = 4

  private func overlapFindings(_ evidence: Evidence) -> [Finding] {
    let overlap = evidence.overlap
    var findings = [Finding]()
    if !overlap.isNatural, overlap.rows >= SecondFile.fewestRows, overlap.share >= self.overlap {
      findings.append(
        Finding(
          id: "\(id).overlap", grade: overlap.share >= overlapBad ? .bad : .caution,
          subject: "rows",
          message:
            "\(NumberText.plural(overlap.rows, "row")) of the second file "
            + "(\(NumberText.percent(overlap.share, decimals: 1))) \(overlap.rows == 1 ? "is" : "are") in the first: "
            + "a score on them is too good. Take them out of one of the two."))
    }
    if overlap.nearShare >= self.overlap {
      findings.append(
        Finding(
          id: "\(id).overlap", grade: overlap.nearShare >= overlapBad ? .bad : .caution,
          subject: "near rows",
          message:
            "\(NumberText.plural(overlap.near, "row")) of the second file "
            + "(\(NumberText.percent(overlap.nearShare, decimals: 1))) \(overlap.near == 1 ? "is" : "are") nearly the same as one of "
            + "the first, as copies with noise or rounded numbers are: a score on them is too good. "
            + "Take them out of one of the two."))
    }
    for group in overlap.groups where group.share >= self.overlap {
      findings.append(
        Finding(
          id: "\(id).overlap", grade: group.share >= overlapBad ? .bad : .caution,
          subject: group.column,
          message:
            "\(NumberText.percent(group.share, decimals: 1)) of the second file's rows are of a "
            + "\(NumberText.quoted(group.column)) that the first has too: their scores are too good. Divide the rows by "
            + "\(NumberText.quoted(group.column))."))
    }
    return findings
  }

  private func shiftFinding(_ column: Evidence.ColumnChange) -> Finding? {
    let name = NumberText.quoted(column.name)
    let index = column.psiLessChance ?? 0
    let isShifted = index >= shift && (column.z ?? 0) > SecondFile.shiftZ
    guard isShifted || column.newLevels >= newLevels else { return nil }
    var parts = [String]()
    if isShifted { parts.append("stability index \(NumberText.number(index))") }
    if column.newLevels >= newLevels {
      parts.append(
        "\(NumberText.percent(column.newLevels, decimals: 1)) of the rows have levels that the first file lacks"
      )
    }
    let gap = column.missing[1] - column.missing[0]
    if abs(gap) >= SecondFile.missingGap {
      parts.append(
        "\(NumberText.percent(column.missing[1])) of the cells are missing, "
          + "\(NumberText.percent(column.missing[0])) before")
    }
    let units =
      column.unitFactor.map {
        " The numbers look like those of another unit: \(NumberText.exact(NumberText.rounded($0, significantDigits: 4))) times as large."
      } ?? ""
    return Finding(
      id: "\(id).shift", grade: isShifted && index >= shiftBad ? .bad : .caution,
      subject: column.name,
      message: "\(name) is distributed differently in the second file: "
        + "\(parts.joined(separator: "; ")).\(units)")
  }

  /// A smaller difference between shares of missing cells is not named.
  private static let missingGap = 0.05

  private func conceptFinding(_ column: Evidence.ColumnChange) -> Finding? {
    guard let share = column.conceptShare, share >= concept,
      (column.conceptZ ?? 0) > SecondFile.conceptZ
    else { return nil }
    return Finding(
      id: "\(id).concept", grade: share >= conceptBad ? .bad : .caution, subject: column.name,
      message:
        "The target depends on \(NumberText.quoted(column.name)) in another way in the second file: the change is "
        + "\(NumberText.percent(share)) of the target's variance. What is learned from the first file does not hold there."
    )
  }

  /// Why a verdict would mean nothing on the second file; nil where it would.
  func void(_ evidence: Evidence) -> String? {
    judge(evidence).first {
      $0.grade == .bad && ($0.id == "\(id).overlap" || $0.id == "\(id).concept")
    }?.message
  }

  // MARK: What there is to show

  /// Lays the evidence out in a table: the columns that moved most.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    let order = evidence.columns.enumerated().sorted { a, b in
      let (first, second) = (
        max(a.element.psiLessChance ?? 0, a.element.conceptShare ?? 0),
        max(b.element.psiLessChance ?? 0, b.element.conceptShare ?? 0)
      )
      return (second, a.offset) < (first, b.offset)
    }.prefix(SecondFile.shown).map(\.element)
    return [
      .table(
        ExhibitTable(
          title: "What changed from the first file to the second",
          columns: ["Column", "Stability index", "New levels", "Missing", "Target given it"],
          rows: order.map { column in
            [
              .text(column.name),
              column.psiLessChance.map { .number($0) } ?? .none("nothing to compare"),
              .text(NumberText.percent(column.newLevels, decimals: 1)),
              .text(column.missing.map { NumberText.percent($0) }.joined(separator: " → ")),
              column.conceptShare.map { .number(max(0, $0)) } ?? .none("no target in both"),
            ]
          },
          footnote:
            "\(NumberText.plural(evidence.firstRows, "row")) and \(NumberText.count(evidence.secondRows)); "
            + "\(NumberText.count(evidence.overlap.rows)) in both"
            + (evidence.overlap.near > 0
              ? ", \(NumberText.count(evidence.overlap.near)) nearly so." : ".")
            + (evidence.columns.count > order.count
              ? " The first \(order.count) of \(NumberText.count(evidence.columns.count)) columns."
              : "")))
    ]
  }

  /// Columns in the table.
  private static let shown = 10

  /// The headline: what changed.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let found = judge(evidence).filter { $0.grade != .good }
    guard !evidence.columns.isEmpty else {
      return Highlights(headline: "The second file has no column that the first has")
    }
    guard !found.isEmpty else {
      return Highlights(headline: "The second file is like the first, and apart from it")
    }
    let kinds = [
      ("overlap", "shares rows with the first"), ("shift", "has moved"),
      ("concept", "has another relation to the target"),
    ].filter { kind, _ in found.contains { $0.id == "\(id).\(kind)" } }.map(\.1)
    return Highlights(headline: "The second file \(kinds.joined(separator: ", "))")
  }
}
