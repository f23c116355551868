extension Leakage {
  /// The findings that it may make.
  public static let findings = [
    trouble("column", "Whether a column gives the target away, and what is left without it.")
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: does a column give the target away?",
    [
      "rows": .integer("Rows with a target.", min: 0),
      "sampledRows": .integer("Rows that were looked at.", min: 0),
      "isClassification": .boolean("Whether the target has classes."),
      "guessing": .number(
        "The share of rows that guessing gets right; 0 for numbers.", min: 0, max: 1),
      "columns": .array("One entry a column, in their order.", of: column),
      "strong": .array(
        "The features that are strong enough alone to be compared with all others together.",
        of: .text()),
      "rest": .number(
        "The share of guessing's errors that all other features together remove; null where none is strong.",
        max: 1
      ).orNull,
      "exact": .array("Exact relations of the target with numbers.", of: relation),
      "metric": .text("What the quick race scores; null where none was held.").orNull,
      "scoreWith": .number("The score with all features; null where no quick race was held.")
        .orNull,
      "scoreWithout": .number(
        "The score without the strong features and those of exact relations; null where no quick race was held."
      ).orNull,
    ])

  private static let column = ValueInfo.object(
    "What one column says alone.",
    [
      "name": .text("The column's name."),
      "kind": .choice(
        "What it is: a feature that is the target in other words (`copy`) or not (`proxy`), one whose missing cells say as much as its values, levels that recur, or no feature: an identifier or a date.",
        Kind.self),
      "alone": .number(
        "The share of guessing's errors that it removes alone; of identifiers and dates for one class against the others where that is more.",
        max: 1),
      "aloneInterval": .array(
        "The 95 % interval of that over rows; null where there is none.", of: .number(), least: 2,
        most: 2
      ).orNull,
      "auc": .number(
        "The area under the ROC curve; null unless there are two classes.", min: 0, max: 1
      ).orNull,
      "isIncluded": .boolean("Whether the user said that it is to stay (`--include`)."),
    ])

  private static let relation = ValueInfo.object(
    "Numbers that make the target.",
    [
      "columns": .array("The columns.", of: .text(), least: 1),
      "relation": .text("How they make it.", minLength: 1),
    ])
}
