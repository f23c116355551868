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
      "error \(Words.coefficient(evidence.statistic)) of the target's variance, "
      + "\(Words.coefficient(evidence.expected)) when rearranged, "
      + Words.pSentence(evidence.pValue, evidence.permutations)
    let grade: Grade
    let message: String
    if evidence.pValue > significance {
      grade = .bad
      message =
        "Rearranging the features costs nothing: what they say about the target does not depend on "
        + "where they stand (\(numbers))."
    } else if saved < errorSaved {
      grade = .caution
      message =
        "Rearranging the features costs \(Words.percent(saved)) of the error: real, but little "
        + "(\(numbers))."
    } else {
      grade = .good
      message =
        "The arrangement carries information about the target: it saves \(Words.percent(saved)) of "
        + "the error of the same learner on rearranged features (\(numbers))."
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
        .text("p (less error; B = \(Words.count(evidence.permutations)))"),
        .text(Words.pValue(evidence.pValue, evidence.permutations)),
      ],
      [
        .text("Share of the error that the arrangement saves"),
        evidence.effectSize.map { .text(Words.percent($0, decimals: 1)) }
          ?? .none("there is no error"),
      ],
    ]
    if let interval = evidence.effectSizeInterval {
      rows.append([
        .text("95 % interval of the share"),
        .text(interval.map { Words.percent($0, decimals: 1) }.joined(separator: " to ")),
      ])
    }
    if let moran = evidence.moran {
      rows.append([
        .text("Moran's I of what each position says about the target"),
        .coefficient(moran.statistic),
      ])
      rows.append([
        .text("p of Moran's I (greater; B = \(Words.count(moran.permutations)))"),
        .text(Words.pValue(moran.pValue, moran.permutations)),
      ])
    }
    let isGood = evidence.pValue <= significance && (evidence.effectSize ?? 0) >= errorSaved
    return [
      .table(
        ExhibitTable(
          title: isGood
            ? "The same learner errs more on rearranged features"
            : "The same learner does as well on rearranged features",
          columns: ["Measure", "Value"], rows: rows, footnote: footnote(evidence)))
    ]
  }

  private func footnote(_ evidence: Evidence) -> String {
    "\(Words.count(evidence.filters)) random filters, shared over "
      + "\(Words.plural(evidence.positions, "position")), a ReLU, the mean over four regions, ridge "
      + "regression; \(Words.plural(evidence.rows, "row")), leave-one-out. Errors are shares of the "
      + "target's variance."
      + (evidence.averaged > 1
        ? " Positions were averaged \(evidence.averaged)× in each direction before." : "")
  }
}
