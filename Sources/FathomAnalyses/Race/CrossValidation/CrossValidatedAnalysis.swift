/// How the contenders did in a race or a trial.
protocol CrossValidatedEvidence {
  var metric: String { get }
  var folds: Int { get }
  var availableRows: Int { get }
  var rows: Int { get }
  var trainingRows: Int { get }
  var guessing: Double { get }
  var guess: ContenderScore? { get }
  var contenders: [ContenderScore] { get }
  var leftOut: [LeftOutContender] { get }
  var budget: Double { get }
}

extension CrossValidatedEvidence {
  /// The name of the score in the field.
  var metricName: String { ScoreMetric(rawValue: metric)?.name ?? metric }

  /// What is guessed where nothing is learned.
  var guessName: String {
    switch ScoreMetric(rawValue: metric) {
    case .r2: "the mean"
    case .d2LogLoss: "the shares of the classes"
    case .accuracy, nil: "the largest class"
    }
  }

  /// Those that are ranked, the best first.
  var ranked: [ContenderScore] { contenders.filter { !$0.isControl } }

  /// Those that only show what another one gains.
  var controls: [ContenderScore] { contenders.filter(\.isControl) }

  /// The first of those that are ranked; nil where none ran to the end.
  var best: ContenderScore? { contenders.first { !$0.isControl } }

  func contender(_ id: String) -> ContenderScore? { contenders.first { $0.id == id } }

  func name(_ id: String) -> String { contender(id)?.name ?? id }

  /// A score with its standard error, in words.
  func score(of contender: ContenderScore) -> String {
    "\(metricName) \(NumberText.error(contender.score))"
      + (contender.standardError.map { " ± \(NumberText.error($0))" } ?? "")
  }

  /// Two scores, in words, on the parts that both predicted: their difference is the one that is given.
  func figures(_ difference: ScoreDifference, _ joint: String) -> String {
    guard let first = contender(difference.first), let second = contender(difference.second) else {
      return "–" + joint + "–"
    }
    let scores =
      first.parts == second.parts
      ? [first.score, second.score]
      : first.parts < second.parts
        ? [first.score, first.score - difference.difference]
        : [second.score + difference.difference, second.score]
    return scores.map { NumberText.error($0) }.joined(separator: joint)
  }

  /// Whether somebody predicts better than by guessing, beyond what chance explains: by the score, or by the log loss,
  /// row by row.
  var beatsGuessing: Bool {
    let byScore =
      best.map { $0.score - 2 * ($0.standardError ?? .infinity) > guessing } ?? false
    return byScore
      || ranked.contains {
        ($0.explainedLogLoss ?? 0) > 2 * ($0.explainedStandardError ?? .infinity)
      }
  }
}

/// An analysis that lets families of models compete.
protocol CrossValidatedAnalysis: Analysis where Evidence: CrossValidatedEvidence {
  /// The least gain, as a share of the score.
  var gain: Double { get set }
  /// The least difference in standard errors.
  var standardErrors: Double { get set }
}

/// How a difference compares with the margins.
enum ComparisonOutcome { case better, same, worse }

// MARK: Judging

extension CrossValidatedAnalysis {
  /// The thresholds of the least difference.
  static var margins: [Threshold<Self>] {
    [
      Threshold(
        "gain", \.gain,
        meaning: "a better score by less than this share of it is no gain",
        source: "fathom: the margin of the datasets with a measured winner"),
      Threshold(
        "standardErrors", \.standardErrors,
        meaning: "a difference within so many standard errors is none",
        source: "fathom: the margin of the datasets with a measured winner"),
    ]
  }

  /// What the lead of the one speaks for: it pays where it is beyond the least gain and its standard error; short of
  /// the gain it does not.
  func direction(_ comparison: Comparison) -> EvidenceRow.Direction {
    switch comparison.outcome {
    case .better: .speaksFor
    case .worse: .speaksAgainst
    case .same: comparison.difference > comparison.least ? .neither : .speaksAgainst
    }
  }

  func winnerFinding(_ evidence: Evidence, isRival: (ContenderScore) -> Bool) -> Finding {
    let id = "\(Self.info.id).winner"
    guard let best = evidence.best else {
      return Finding(
        id: id, grade: .indeterminate, subject: "contenders",
        message: "No contender ran to the end.")
    }
    let near = evidence.ranked.dropFirst().filter {
      let relation = comparison($0, with: best, evidence).relation
      return isRival($0) && (relation == .equal || relation == .open)
    }
    let guess = "guessing \(evidence.guessName): \(NumberText.error(evidence.guessing))"
    guard evidence.beatsGuessing else {
      return Finding(
        id: id, grade: .bad, subject: "contenders",
        message: "No contender does much better than \(guess); the best is \(best.name) with "
          + "\(evidence.score(of: best)).")
    }
    return Finding(
      id: id, grade: .good, subject: "contenders",
      message:
        near.isEmpty
        ? "\(best.name.capitalizedFirst) predicts best: \(evidence.score(of: best)) (\(guess))."
        : "\(best.name.capitalizedFirst) comes first: \(evidence.score(of: best)) (\(guess)); "
          + "not to be told apart from it: \(near.map(\.name).joined(separator: ", ")).")
  }

  func leftOutFindings(_ evidence: Evidence) -> [Finding] {
    evidence.leftOut.map { left in
      Finding(
        id: "\(Self.info.id).leftOut", grade: .indeterminate, subject: left.name,
        message: "\(left.name.capitalizedFirst) did not run to the end: \(left.reason).")
    }
  }
}

// MARK: Showing

extension CrossValidatedAnalysis {
  /// One line of the evidence: a difference and what it speaks for.
  func row(
    _ difference: ScoreDifference, _ evidence: Evidence, question: String,
    direction: EvidenceRow.Direction, found: String
  ) -> EvidenceRow {
    let comparison = comparison(difference, evidence)
    return EvidenceRow(
      question: question, direction: direction, found: "\(found); \(comparison.word)",
      effect: EvidenceRow.Effect(
        label: evidence.metricName, value: NumberText.signed(difference.difference),
        interval: difference.interval.count == 2
          ? NumberText.signed(difference.interval) : "one part: no interval"),
      chance: EvidenceRow.Chance(
        difference: difference.difference, standardError: difference.standardError),
      threshold:
        "≥ \(NumberText.signed(comparison.least)) (\(comparison.limit)) and "
        + "\(NumberText.number(standardErrors)) standard error")
  }

  /// The difference drawn beside the least gain and what is left to be won; nil without an interval.
  func margin(
    _ difference: ScoreDifference, _ evidence: Evidence, title: String
  ) -> ExhibitMargin? {
    guard difference.interval.count == 2,
      let base = evidence.contender(difference.second)?.score
    else { return nil }
    return ExhibitMargin(
      title: title,
      finding: "\(evidence.name(difference.first).capitalizedFirst) minus "
        + "\(evidence.name(difference.second)): \(NumberText.signed(difference.difference)) in "
        + "\(evidence.metricName), 95 % interval \(NumberText.signed(difference.interval))",
      unit: evidence.metricName, value: difference.difference, interval: difference.interval,
      tooSmall: comparison(difference, evidence).least,
      ceiling: 1 - base)
  }

  /// The score of each contender with its interval.
  ///
  /// - Parameters:
  ///   - marked: the side that stands out.
  ///   - markLabel: what it is called.
  func intervals(
    _ evidence: Evidence, marked: ContenderInfo.Side, markLabel: String
  ) -> Exhibit {
    let title =
      evidence.best.map { "\($0.name.capitalizedFirst) comes first" }
      ?? "No contender ran to the end"
    return .intervals(
      ExhibitIntervals(
        title: title, unit: "\(evidence.metricName) on rows held out",
        entries: (evidence.ranked + evidence.controls).map { contender in
          let reach = 1.96 * (contender.standardError ?? 0)
          let upper = contender.score + reach
          return ExhibitIntervals.Entry(
            label: contender.name, value: contender.score, lower: contender.score - reach,
            // No share is larger than 1.
            upper: min(1, upper), isMarked: contender.side == marked.rawValue)
        },
        markLabel: markLabel, reference: evidence.guessing, referenceLabel: "guessing",
        howToRead:
          "Each line is a 95 % interval over the rows held out; differences are paired by rows, and "
          + "so more certain than the lines show."
          + (evidence.controls.isEmpty
            ? ""
            : evidence.controls.count == 1
              ? " The last one is there for comparison."
              : " The last \(evidence.controls.count) are there for comparison.")))
  }

  /// The score of each contender, and how far behind the best one it is.
  ///
  /// - Parameter others: what those are called that are on neither side of the verdict's question.
  func table(_ evidence: Evidence, others: String) -> Exhibit {
    // Who dropped out has the score of the parts before.
    let hasParts = evidence.contenders.contains { $0.parts != evidence.folds }
    let hasLogLoss = evidence.contenders.contains { $0.logLoss != nil }
    let rows = (evidence.ranked + evidence.controls).map { contender -> [ExhibitCell] in
      var cells: [ExhibitCell] = [
        .text(contender.name),
        .text(contender.isControl ? "for comparison" : Self.side(contender.side, others)),
        .number(contender.score),
        contender.standardError.map { .number($0) } ?? .none("one unit"),
      ]
      if hasLogLoss { cells.append(contender.logLoss.map { .number($0) } ?? .none("none")) }
      if hasParts { cells.append(.count(contender.parts)) }
      cells += [
        .number(contender.behind),
        contender.behindStandardError.map { .number($0) } ?? .none("one unit"),
      ]
      return cells
    }
    return .table(
      ExhibitTable(
        title: "How far each is behind the first",
        columns: ["Contender", "Side", evidence.metricName.capitalizedFirst, "Standard error"]
          + (hasLogLoss ? ["Log loss"] : []) + (hasParts ? ["Parts"] : []) + [
            "Behind", "Standard error of that",
          ],
        rows: rows, footnote: footnote(evidence)))
  }

  private static func side(_ side: String, _ others: String) -> String {
    side == ContenderInfo.Side.deep.rawValue
      ? "network" : side == ContenderInfo.Side.classical.rawValue ? "classical" : others
  }

  private func footnote(_ evidence: Evidence) -> String? {
    let leftOut =
      evidence.leftOut.isEmpty
      ? []
      : [
        "Not among them: "
          + evidence.leftOut.map { "\($0.name) (\($0.reason))" }.joined(separator: "; ") + "."
      ]
    let controls =
      evidence.controls.isEmpty
      ? [] : ["What is there for comparison only shows what another one gains, and is not ranked."]
    let dropped =
      evidence.contenders.contains { !$0.isControl && $0.parts < evidence.folds }
      ? [
        "Who was held to fewer parts dropped out where it was clear that it cannot win: its score is that of these "
          + "parts, and how far it is behind too."
      ] : []
    let notes = dropped + controls + leftOut
    return notes.isEmpty ? nil : notes.joined(separator: " ")
  }

  /// What the contenders learned from, and what was allowed.
  func protocolNote(_ evidence: Evidence) -> Exhibit {
    .note(
      "Each learned from \(NumberText.count(evidence.trainingRows)) rows, on average, and predicted "
        + "others, in \(NumberText.plural(evidence.folds, "part")) of "
        + "\(NumberText.plural(evidence.rows, "row"))"
        + (evidence.rows < evidence.availableRows
          ? ", a random sample of \(NumberText.count(evidence.availableRows))" : "")
        + "; settings were chosen on a fifth of the rows to learn from. The budget of "
        + "\(NumberText.number(evidence.budget)) s is counted in work, "
        + "not by the clock, so that the result is the same on any machine.")
  }
}
