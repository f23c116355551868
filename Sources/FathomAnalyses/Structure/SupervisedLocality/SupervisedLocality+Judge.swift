internal import FathomData

extension SupervisedLocality {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let id = SupervisedLocality.info.id
    let subject = evidence.layout == .table ? "column order" : "\(evidence.layout) positions"
    guard evidence.zScore != nil, let saved = evidence.effectSize else {
      return [
        Finding(
          id: "\(id).error", grade: .indeterminate, subject: subject,
          message: "Every arrangement predicts the target alike.")
      ]
    }
    let numbers =
      "error \(NumberText.coefficient(evidence.statistic)) of the target's variance, "
      + "\(NumberText.coefficient(evidence.expected)) when rearranged, "
      + NumberText.pSentence(evidence.pValue, evidence.permutations)
    let (grade, message): (Grade, String) =
      switch standing(evidence) {
      case .notShown:
        (
          .bad,
          "Rearranging the features is not shown to cost anything: nothing shows that what they say about the target "
            + "depends on where they stand (\(numbers))."
        )
      case .little:
        (
          .caution,
          "Rearranging the features costs \(NumberText.percent(saved)) of the error: real, but little "
            + "(\(numbers))."
        )
      case .carries:
        (
          .good,
          "The arrangement carries information about the target: it saves \(NumberText.percent(saved)) of "
            + "the error of the same learner on rearranged features (\(numbers))."
        )
      }
    return [Finding(id: "\(id).error", grade: grade, subject: subject, message: message)]
  }

  /// Lays the evidence out in a table.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    var rows: [[ExhibitCell]] = [
      [.text("Error on the features as they are"), .coefficient(evidence.statistic)],
      [.text("Error on rearranged features, mean"), .coefficient(evidence.expected)],
      [.text("Its standard deviation"), .number(evidence.standardDeviation)],
      [.text("z"), evidence.zScore.map { .number($0) } ?? .none("the error does not vary")],
      [
        .text("p (less error; B = \(NumberText.count(evidence.permutations)))"),
        .text(NumberText.pValue(evidence.pValue, evidence.permutations)),
      ],
      [
        .text("Share of the error that the arrangement saves"),
        evidence.effectSize.map { .text(NumberText.percent($0, decimals: 1)) }
          ?? .none("there is no error"),
      ],
    ]
    if let interval = evidence.effectSizeInterval {
      rows.append([
        .text("95 % interval of the share"),
        .text(interval.map { NumberText.percent($0, decimals: 1) }.joined(separator: " to ")),
      ])
    }
    if let moran = evidence.moran {
      rows.append([
        .text("Moran's I of what each position says about the target"),
        .coefficient(moran.statistic),
      ])
      rows.append([
        .text("p of Moran's I (greater; B = \(NumberText.count(moran.permutations)))"),
        .text(NumberText.pValue(moran.pValue, moran.permutations)),
      ])
    }
    return [
      .table(
        ExhibitTable(
          title: title(evidence),
          columns: ["Measure", "Value"], rows: rows, footnote: footnote(evidence)))
    ]
  }

  private func title(_ evidence: Evidence) -> String {
    switch standing(evidence) {
    case .notShown: "The same learner is not shown to make more error on rearranged features"
    case .little: "The same learner makes a little more error on rearranged features"
    case .carries: "The same learner makes more error on rearranged features"
    }
  }

  private func footnote(_ evidence: Evidence) -> String {
    "\(NumberText.count(evidence.filters)) random filters, shared over "
      + "\(NumberText.plural(evidence.positions, "position")), a ReLU, the mean over four regions, ridge "
      + "regression; \(NumberText.plural(evidence.rows, "row")), leave-one-out. Errors are shares of the "
      + "target's variance."
      + (evidence.averaged > 1
        ? " Positions were averaged \(evidence.averaged)× in each direction before." : "")
  }
}

extension SupervisedLocality {
  /// Whether a local learner is hurt by rearranging.
  public func highlights(_ evidence: Evidence) -> Highlights {
    guard evidence.zScore != nil, let saved = evidence.effectSize else {
      return Highlights(headline: "Every arrangement predicts the target alike")
    }
    let units = LocalCorrelation.units(evidence.layout)
    let row = EvidenceRow(
      question: "Does rearranging the \(units) hurt a local learner?",
      direction: direction(evidence),
      found:
        "squared error \(NumberText.coefficient(evidence.statistic)) of the variance; rearranged "
        + NumberText.coefficient(evidence.expected),
      effect: EvidenceRow.Effect(
        value: NumberText.percent(abs(saved)), unit: saved < -0.005 ? "more error" : "less error",
        interval: evidence.effectSizeInterval.map { limits in
          limits.map { NumberText.percent($0) }.joined(separator: " to ")
        } ?? "no interval was computed"),
      chance: EvidenceRow.Chance(evidence.pValue, permutations: evidence.permutations),
      threshold: "≥ \(NumberText.percent(errorSaved)) less")
    let headline =
      switch standing(evidence) {
      case .notShown: "The arrangement is not shown to tell anything about the target"
      case .little: "The arrangement tells little about the target"
      case .carries: "The arrangement tells something about the target"
      }
    return Highlights(headline: headline, rows: [row])
  }

  /// What the arrangement says; in a table its order is arbitrary.
  func direction(_ evidence: Evidence) -> EvidenceRow.Direction {
    switch standing(evidence) {
    case .notShown: .speaksAgainst
    case .little: .neither
    case .carries: evidence.layout == .table ? .neither : .speaksFor
    }
  }

  // MARK: What may be said

  /// What the arrangement is worth: the one source of every sentence about it.
  private enum Standing {
    /// Rearranged features may predict as well.
    case notShown
    /// They predict worse, by less than ``errorSaved``.
    case little
    case carries
  }

  private func standing(_ evidence: Evidence) -> Standing {
    guard evidence.zScore != nil, evidence.pValue <= significance, let saved = evidence.effectSize,
      saved > 0
    else { return .notShown }
    return saved < errorSaved ? .little : .carries
  }
}
