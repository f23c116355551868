extension TokenOrder {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    evidence.columns.map { column in
      let unit = column.unit
      let name = Words.quoted(column.name)
      let numbers =
        "\(Words.number(column.statistic)) bits between neighbours, "
        + "\(Words.number(column.expected)) when shuffled, "
        + Words.pSentence(column.adjustedPValue, column.permutations)
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
          + "\(Words.percent(column.effectSize ?? 0, decimals: 1)) of what is uncertain about a "
          + "\(unit) (\(numbers))."
      } else {
        grade = .good
        message =
          "The order of the \(unit)s in \(name) carries information: a neighbour tells "
          + "\(Words.percent(column.effectSize ?? 0)) of what is uncertain about a \(unit) "
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
          column.effectSize.map { .text(Words.percent($0, decimals: 1)) }
            ?? .none("nothing is uncertain"),
          column.effectSizeInterval.map { interval in
            .text(interval.map { Words.percent($0, decimals: 1) }.joined(separator: " to "))
          } ?? .none("it was not computed"),
          .text(Words.pValue(column.adjustedPValue, column.permutations)),
        ]
      },
      footnote:
        "Mutual information between neighbouring tokens, and after shuffling the tokens within "
        + "each text" + (evidence.columns.count > 1 ? "; p corrected by Holm's method." : "."))
    return [.table(table)]
      + evidence.columns.map { column in
        .curve(
          ExhibitCurve(
            title: "How far the order reaches in \(Words.quoted(column.name))",
            xLabel: "\(column.unit)s apart", yLabel: "bits above shuffled",
            points: column.distances.map { (Double($0.distance), $0.information) },
            howToRead:
              "Where the curve is near 0, a \(column.unit) says nothing about another so far "
              + "away."))
      }
  }
}
