/// What people decide by, beside the score.
extension CrossValidatedAnalysis {
  /// Tables of the measures beside the score, with guessing as the first row.
  func decisionTables(_ evidence: Evidence) -> [Exhibit] {
    guard let guess = evidence.guess, let best = evidence.best else { return [] }
    let all = [guess] + evidence.ranked
    guard guess.accuracy != nil else { return [distances(all)] }
    return [classes(all)] + (rareClasses(guess, best).map { [$0] } ?? [])
  }

  private func distances(_ all: [ContenderScore]) -> Exhibit {
    .table(
      ExhibitTable(
        title: "How far off they are", columns: ["Who", "Mean absolute error"],
        rows: all.map { [.text($0.name), cell($0.meanAbsoluteError)] },
        footnote: "In the units of the target."))
  }

  private func classes(_ all: [ContenderScore]) -> Exhibit {
    .table(
      ExhibitTable(
        title: "What one decides by",
        columns: ["Who", "Accuracy", "Log loss explained", "AUC"],
        rows: all.map {
          [.text($0.name), cell($0.accuracy), cell($0.explainedLogLoss), cell($0.auc)]
        },
        footnote:
          "Log loss explained: the share of what guessing the shares of the classes loses. AUC: how often a "
          + "row of a class is given a higher probability of it than another row."))
  }

  /// What becomes of the rare classes; nil without one.
  private func rareClasses(_ guess: ContenderScore, _ best: ContenderScore) -> Exhibit? {
    guard !best.rareClasses.isEmpty else { return nil }
    return .table(
      ExhibitTable(
        title: "What \(best.name) makes of the rare classes",
        columns: [
          "Class", "Share of the rows", "Average precision", "By guessing",
          "Found where it is likeliest",
        ],
        rows: zip(best.rareClasses, guess.rareClasses).map { own, guessed in
          [
            .text(own.label), .number(own.share), cell(own.averagePrecision),
            cell(guessed.averagePrecision), cell(own.recall),
          ]
        },
        footnote:
          "A class is rarely the likeliest one where it is rare: a lower threshold finds more of its rows, "
          + "at the price that the average precision tells."))
  }

  private func cell(_ value: Double?) -> ExhibitCell {
    value.map { .number($0) } ?? .none("none")
  }
}

extension Race {
  /// Which classes the best contender takes for which; nil with more than ten.
  func confusionTable(_ evidence: Evidence) -> Exhibit? {
    guard let confusion = evidence.confusion, confusion.labels.count <= 10 else { return nil }
    return .table(
      ExhibitTable(
        title: "Which classes \(evidence.name(confusion.contender)) takes for which",
        columns: ["Is"] + confusion.labels.map { "Taken for \($0)" },
        rows: zip(confusion.labels, confusion.counts).map { label, counts in
          [.text(label)] + counts.map { .count($0) }
        },
        footnote: "Every time that a row was held out counts."))
  }
}
