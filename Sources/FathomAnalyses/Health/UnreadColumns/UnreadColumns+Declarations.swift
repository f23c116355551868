public import FathomData

extension UnreadColumns {
  /// The findings that it may make.
  public static let findings = [
    finding("signal", "What a column that no model reads adds to the features.")
  ]

  /// The kinds of blind spots that it may declare.
  public static let blindSpots = [
    BlindSpotInfo.textColumn, BlindSpotInfo.dateColumn, BlindSpotInfo.manyLevels,
    BlindSpotInfo.codeColumn,
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: do columns that no model reads say something about the target?",
    [
      "columns": .array("One entry for each column that was left out.", of: column),
      "share": .number(
        "One column as a share of those that could be features.", min: 0, max: 1),
    ])

  private static let column = ValueInfo.object(
    "One column that was left out.",
    [
      "name": .text("The column's name."),
      "kind": .choice("What its cells are.", Kind.allCases.map(\.rawValue)),
      "rows": .integer("Rows that were looked at.", min: 0),
      "alone": .number(
        "Share of guessing's squared error that the column removes alone; null where it was not measured."
      ).orNull,
      "features": .number("Share that the features remove; null where it was not measured.").orNull,
      "together": .number("Share that both remove; null where it was not measured.").orNull,
      "added": .number(
        "Cohen's f² of what the column adds to the features; null where it was not measured."
      ).orNull,
      "zScore": .number(
        "What it adds over the standard error of that, paired by rows; null where it was not measured."
      ).orNull,
    ])
}
