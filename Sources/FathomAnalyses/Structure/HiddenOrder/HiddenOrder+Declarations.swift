extension HiddenOrder {
  /// The findings that it may make.
  public static let findings = [
    finding(
      "order", "Whether the features stand in a local order, or another order makes them local.")
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: is there an arrangement that would make the features local?",
    [
      "layout": .layout("The layout of the features."),
      "positions": .integer(
        "Positions that were arranged: columns, or pixels with all their channels.", min: 3),
      "searchedRows": .integer("Rows that were searched.", min: 1),
      "heldRows": .integer("Rows that judged.", min: 1),
      "given": Values.arrangement(
        "The arrangement as the data came, by the rows that were not searched."),
      "found": Values.arrangement(
        "The arrangement found, by the rows that were not searched; null where the given one is local already."
      ).orNull,
      "method": .text("How it was found; null where nothing was searched.").orNull,
      "order": .array(
        "For each place of the arrangement found, row-major, the position whose feature is put there; null for a place that stays empty. Empty where nothing was searched.",
        of: .integer("The position, as a number of the layout.", min: 0).orNull),
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    /// One arrangement of the features, and what the rows that were not searched say of it.
    static func arrangement(_ meaning: String) -> ValueInfo {
      ValueInfo.object(
        meaning,
        [
          "statistic": .number("The mean of |r|, on a grid of r, over neighbours."),
          "expected": .number("Its exact mean over all relabellings."),
          "standardDeviation": .number(
            "Its exact standard deviation over all relabellings.", min: 0),
          "zScore": .number(
            "(statistic − expected) / standardDeviation; null where it does not vary."
          ).orNull,
          "pValue": .number("The p-value, never 0.", above: 0, max: 1),
          "permutations": .integer("How many relabellings.", min: 1),
          "effectSize": .number("The locality index; null where nothing could be better.").orNull,
          "auc": .number(
            "How often neighbours outrank others; null where all are neighbours.", min: 0, max: 1
          ).orNull,
          "toeplitzR2": .number("Share of the variance of r that displacement explains.").orNull,
          "decay": .number("How often r one step away is above r two steps away.", min: 0, max: 1)
            .orNull,
          "effectSizeInterval": .array(
            "Its 95 % interval by a jackknife over the rows that judge; null where not computed.",
            of: .number(), least: 2, most: 2
          ).orNull,
        ])
    }
  }
}
