extension SupervisedLocality {
  /// The findings that it may make.
  public static let findings = [
    finding(
      "error",
      "Whether a learner that looks at neighbours predicts the target worse once the features are rearranged."
    )
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: does rearranging the features destroy what they say about the target?",
    [
      "layout": .layout("The layout of the features."),
      "rows": .integer("Rows of the learner.", min: 2),
      "positions": .integer("Positions in the test.", min: 2),
      "averaged": .integer(
        "How many positions were averaged in each direction first; 1 for none.", min: 1),
      "filters": .integer("Random filters of the learner.", min: 1),
      "statistic": .number(
        "Leave-one-out mean squared error on the features as they are, by the variance of the target.",
        min: 0),
      "expected": .number("Its mean over the rearrangements.", min: 0),
      "standardDeviation": .number("Its standard deviation over the rearrangements.", min: 0),
      "zScore": .number(
        "(statistic − expected) / standardDeviation, below 0 where the arrangement helps; null where the error does not vary."
      ).orNull,
      "pValue": .number("The p-value, alternative less error; never 0.", above: 0, max: 1),
      "permutations": .integer("How many rearrangements.", min: 1),
      "isStopped": .boolean("Whether they ended early, because enough had no more error."),
      "effectSize": .number(
        "The share of the error of rearranged features that the arrangement saves."
      ).orNull,
      "moran": Values.moran.orNull,
      "effectSizeInterval": .array(
        "Its 95 % interval over rows; null where there is no effect size.", of: .number(), least: 2,
        most: 2
      ).orNull,
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    static let moran = ValueInfo.object(
      "Moran's I of the share of each feature's variance that the target explains; null where all positions say the same.",
      [
        "statistic": .number("Moran's I over the neighbour graph."),
        "expected": .number("Its exact mean over all relabellings."),
        "standardDeviation": .number("Its exact standard deviation over all relabellings.", min: 0),
        "zScore": .number("(statistic − expected) / standardDeviation."),
        "pValue": .number("The p-value, never 0.", above: 0, max: 1),
        "permutations": .integer("How many relabellings.", min: 1),
      ])
  }
}
