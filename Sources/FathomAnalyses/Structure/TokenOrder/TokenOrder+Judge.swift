extension TokenOrder {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    evidence.columns.map { column in
      let unit = column.unit
      let name = NumberText.quoted(column.name)
      let numbers =
        "\(NumberText.number(column.statistic)) bits between neighbours, "
        + "\(NumberText.number(column.expected)) when shuffled, "
        + NumberText.pSentence(column.adjustedPValue, column.permutations)
      let grade: Grade
      let message: String
      if column.zScore == nil {
        grade = .indeterminate
        message = "Every order of the \(unit)s in \(name) is alike."
      } else if column.adjustedPValue > significance {
        grade = .bad
        message =
          "The \(unit)s in \(name) may as well be shuffled: their order carries nothing (\(numbers))."
      } else if (column.effectSize ?? 0) < orderedShare {
        grade = .caution
        message =
          "The order of the \(unit)s in \(name) carries little: a neighbour tells "
          + "\(NumberText.percent(column.effectSize ?? 0, decimals: 1)) of what is uncertain about a "
          + "\(unit) (\(numbers))."
      } else {
        grade = .good
        message =
          "The order of the \(unit)s in \(name) carries information: a neighbour tells "
          + "\(NumberText.percent(column.effectSize ?? 0)) of what is uncertain about a \(unit) "
          + "(\(numbers))."
      }
      return Finding(
        id: "\(TokenOrder.info.id).information", grade: grade, subject: column.name,
        message: message)
    }
  }

  /// The columns of which the order of the words carries information.
  func ordered(_ evidence: Evidence) -> [Evidence.TextColumn] {
    evidence.columns.filter {
      $0.adjustedPValue <= significance && ($0.effectSize ?? 0) >= orderedShare
    }
  }

  /// Lays the evidence out in a table and a curve a column.
  public func exhibits(_ evidence: Evidence) -> [Exhibit] {
    let table = ExhibitTable(
      title: "What a token tells about the next",
      columns: [
        "Column", "Tokens", "Bits", "When shuffled", "Share of the uncertain", "95 % interval", "p",
      ],
      rows: evidence.columns.map { column in
        [
          .text(column.name), .count(column.tokens), .number(column.statistic),
          .number(column.expected),
          column.effectSize.map { .text(NumberText.percent($0, decimals: 1)) }
            ?? .none("nothing is uncertain"),
          column.effectSizeInterval.map { interval in
            .text(interval.map { NumberText.percent($0, decimals: 1) }.joined(separator: " to "))
          } ?? .none("it was not computed"),
          .text(NumberText.pValue(column.adjustedPValue, column.permutations)),
        ]
      },
      footnote:
        "Mutual information between neighbouring tokens, and after shuffling the tokens within "
        + "each text" + (evidence.columns.count > 1 ? "; p corrected by Holm's method." : "."))
    return [.table(table)]
      + evidence.columns.map { column in
        .curve(
          ExhibitCurve(
            title: "How far the order reaches in \(NumberText.quoted(column.name))",
            xLabel: "\(column.unit)s apart", yLabel: "bits above shuffled",
            points: column.distances.map { (Double($0.distance), $0.information) },
            howToRead:
              "Where the curve is near 0, a \(column.unit) says nothing about another so far "
              + "away."))
      }
  }
}

extension TokenOrder {
  /// This many columns have a row of their own.
  private static let shownColumns = 2

  /// Whether the order of words carries information.
  public func highlights(_ evidence: Evidence) -> Highlights {
    let ordered = ordered(evidence)
    let all = evidence.columns.count
    let rest = evidence.columns.filter { column in !ordered.contains(column) }
    return Highlights(
      headline: ordered.isEmpty
        ? "The order of words carries little or nothing"
        : all == 1
          ? "The order of the words carries information"
          : "The order of the words carries information in \(NumberText.count(ordered.count)) of "
            + NumberText.plural(all, "column"),
      rows: (ordered + rest).prefix(TokenOrder.shownColumns).map(row))
  }

  private func row(_ column: Evidence.TextColumn) -> EvidenceRow {
    let share = column.effectSize ?? 0
    let isSignificant = column.zScore != nil && column.adjustedPValue <= significance
    return EvidenceRow(
      question:
        "Does the order of the \(column.unit)s in \(NumberText.quoted(column.name)) say anything?",
      direction: isSignificant
        ? share >= orderedShare ? .speaksFor : .neither
        : column.zScore == nil ? .neither : .speaksAgainst,
      found: "\(NumberText.number(column.statistic)) bits between neighbours; shuffled "
        + NumberText.number(column.expected),
      effect: column.effectSize.map { share in
        EvidenceRow.Effect(
          value: NumberText.percent(share, decimals: 1), unit: "of what is uncertain",
          interval: column.effectSizeInterval.map { limits in
            limits.map { NumberText.percent($0, decimals: 1) }.joined(separator: " to ")
          } ?? "fewer than twenty texts: no interval")
      },
      chance: column.zScore == nil
        ? nil : EvidenceRow.Chance(column.adjustedPValue, permutations: column.permutations),
      threshold: "≥ \(NumberText.percent(orderedShare))")
  }
}
