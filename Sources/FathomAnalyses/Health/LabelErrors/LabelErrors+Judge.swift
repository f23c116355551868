public import FathomData

extension LabelErrors {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    [
      Finding(
        id: "\(LabelErrors.info.id).suspects", grade: grade(evidence), subject: evidence.target,
        message: claim(evidence) ?? silence(evidence))
    ]
  }

  private func grade(_ evidence: Evidence) -> Grade {
    guard evidence.isTellable, let share = evidence.share else { return .indeterminate }
    return share >= bad ? .bad : .caution
  }

  /// What is claimed; nil where nothing is.
  private func claim(_ evidence: Evidence) -> String? {
    guard evidence.isTellable, let share = evidence.share else { return nil }
    let noun = evidence.isClassification ? "label" : "number"
    let isOne = evidence.suspects == 1
    let pair = evidence.byPair.first.map {
      " (\(2 * $0.count >= evidence.suspects ? "mostly" : "most often") "
        + "\(NumberText.quoted($0.given)) for \(NumberText.quoted($0.likely)))"
    }
    return "\(NumberText.count(evidence.suspects)) of \(looked(evidence, noun)) "
      + "\(isOne ? "is" : "are") probably wrong\(pair ?? "")"
      + "; differences between models below \(LabelErrors.percent(share)) mean nothing until "
      + "\(isOne ? "it is" : "they are") looked at: --write-suspects FILE."
  }

  /// Why nothing is claimed.
  private func silence(_ evidence: Evidence) -> String {
    let noun = evidence.isClassification ? "label" : "number"
    let doubted = "\(NumberText.count(evidence.sureRows)) of \(looked(evidence, noun))"
    let verb = evidence.sureRows == 1 ? "is" : "are"
    let what: String
    switch evidence.reason {
    case .found, .few:
      what =
        evidence.sureRows == 0
        ? "No \(noun) stands out among \(looked(evidence, noun))"
        : "\(doubted) \(evidence.sureRows == 1 ? "stands" : "stand") out, no more than chance may explain"
      return
        "\(what). Whether any is wrong cannot be told: one that the features do not contradict is not seen."
    case .overlap:
      what =
        "\(doubted) \(verb) unlikely, but classes overlap: chance and wrong labels look the same there"
    case .tails:
      what =
        "\(doubted) \(verb) far from what is predicted, but the tails are heavy: chance and wrong numbers look the same there"
    case .oneColumn:
      what =
        "\(doubted) \(verb) unlikely, but by \(evidence.column.map { NumberText.quoted($0) } ?? "one column") alone, which may be wrong as well"
    case .degenerate:
      what =
        evidence.isClassification
        ? "No learner could predict the labels"
        : "Most numbers are predicted exactly, or none is"
    }
    return "Whether labels are wrong cannot be told: \(what.uncapitalizedFirst)."
  }

  /// Labels that could not be told from chance, and rows that were not looked at.
  public func blindSpots(_ evidence: Evidence) -> [BlindSpot] {
    let noun = evidence.isClassification ? "label" : "number"
    guard evidence.isTellable || evidence.reason == .few else {
      return [
        BlindSpot(
          .labelsNotTold, subject: evidence.target, share: 1, message: silence(evidence),
          remedy: "Have a second person label some rows, and compare.")
      ]
    }
    let passed = evidence.rows - evidence.sampledRows
    guard passed > 0 else { return [] }
    return [
      BlindSpot(
        .labelsNotTold, subject: evidence.target,
        share: Double(passed) / Double(evidence.rows),
        message:
          "\(NumberText.plural(passed, noun)) of \(NumberText.count(evidence.rows)) were not looked at for errors.",
        remedy: "Analyse a part of the rows at a time.")
    ]
  }

  private func looked(_ evidence: Evidence, _ noun: String) -> String {
    evidence.sampledRows < evidence.rows
      ? "\(NumberText.plural(evidence.sampledRows, noun)) that were looked at (of \(NumberText.count(evidence.rows)))"
      : NumberText.plural(evidence.sampledRows, noun)
  }

  /// A share of rows, with a decimal where it is small.
  static func percent(_ share: Double) -> String {
    NumberText.percent(share, decimals: share < 0.0095 ? 1 : 0)
  }

  // MARK: What the verdict reads

  /// The share of wrong labels, where it can be told.
  func wrongShare(_ evidence: Evidence) -> Double? {
    evidence.isTellable ? evidence.share : nil
  }

  // MARK: What there is to show

  /// Suspects in the table.
  private static let shown = 10
  /// Pairs of classes in the table.
  private static let shownPairs = 6

  /// The pairs of classes, and the first suspects.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    let file = Exhibit.suspects(ExhibitSuspects(rows: evidence.suspectRows.map(\.exhibit)))
    guard evidence.isTellable else { return [.note(protocolText(evidence)), file] }
    var exhibits = [Exhibit]()
    if !evidence.byPair.isEmpty {
      exhibits.append(
        .table(
          ExhibitTable(
            title: "Which classes seem to be written for which",
            columns: ["Label", "Probably", "Rows"],
            rows: evidence.byPair.prefix(LabelErrors.shownPairs).map {
              [.text($0.given), .text($0.likely), .count($0.count)]
            },
            footnote: evidence.byPair.count > LabelErrors.shownPairs
              ? "\(NumberText.plural(evidence.byPair.count - LabelErrors.shownPairs, "more pair")): see the JSON report."
              : nil)))
    }
    exhibits.append(.table(suspectTable(evidence)))
    return exhibits + [.note(protocolText(evidence)), file]
  }

  private func suspectTable(_ evidence: Evidence) -> ExhibitTable {
    let first = Array(evidence.suspectRows.prefix(LabelErrors.shown))
    let hasNames = first.contains { $0.name != nil }
    let hasLines = first.contains { $0.line != nil }
    let hasLabels = first.contains { $0.given != nil }
    let rows = first.map { suspect -> [ExhibitCell] in
      var cells: [ExhibitCell] = [.count(suspect.row)]
      if hasNames { cells.append(.text(suspect.name ?? "")) }
      if hasLines { cells.append(suspect.line.map { .count($0) } ?? .none("no line")) }
      if hasLabels { cells += [.text(suspect.given ?? ""), .text(suspect.likely ?? "")] }
      return cells + [.number(suspect.probability)]
    }
    return ExhibitTable(
      title: "The least probable labels",
      columns: ["Row"] + (hasNames ? ["Image"] : []) + (hasLines ? ["Line"] : [])
        + (hasLabels ? ["Label", "Probably"] : []) + ["Probability"],
      rows: rows,
      footnote: (hasNames
        ? "Rows count from 0 in the list of files."
        : "Rows count from 0 below the header\(hasLines ? ", lines from 1" : "").")
        + (evidence.suspects > first.count
          ? " The first \(first.count) of \(NumberText.count(evidence.suspects)); --write-suspects FILE writes them all."
          : ""))
  }

  private func protocolText(_ evidence: Evidence) -> String {
    let share = evidence.share.map { share in
      " About \(LabelErrors.percent(share)) of all \(evidence.isClassification ? "labels" : "numbers") are wrong"
        + (evidence.shareInterval.map { interval in
          " (95 % interval \(interval.map { NumberText.percent($0, decimals: 1) }.joined(separator: " to ")))"
        } ?? "")
        + (evidence.isClassification ? "." : ", or more: one near its prediction is not seen.")
    }
    return
      "\(NumberText.plural(evidence.sampledRows, "row")) were looked at, each predicted from others by "
      + "\(NumberText.plural(evidence.learners.count, "learner")): \(evidence.learners.joined(separator: ", "))."
      + (share ?? "")
  }

  /// The headline: how many labels are probably wrong.
  public func highlights(_ evidence: Evidence) -> Highlights {
    guard let share = wrongShare(evidence) else {
      return Highlights(headline: "Whether labels are wrong cannot be told")
    }
    let noun = evidence.isClassification ? "labels" : "numbers"
    return Highlights(
      headline: "About \(LabelErrors.percent(share)) of the \(noun) are probably wrong")
  }
}

extension LabelErrors.Suspect {
  /// What a file that is asked for holds of it.
  fileprivate var exhibit: ExhibitSuspects.Row {
    ExhibitSuspects.Row(
      row: row, line: line, name: name, given: given ?? numbers?.givenText,
      likely: likely ?? numbers?.likelyText, probability: probability)
  }
}
