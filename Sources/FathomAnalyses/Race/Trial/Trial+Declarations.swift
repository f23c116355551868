extension Trial {
  /// The findings that it may make.
  public static let findings = [
    finding("leftOut", "A contender that did not run to the end."),
    finding(
      "randomFeaturesMinusClassical",
      "How the best learner on random features compares with the best classical method."),
    finding("winner", "Who predicts best, and whether that is better than guessing."),
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: do random features beat the classical methods?",
    [
      "metric": Race.metric,
      "folds": .integer("Parts that were held out.", min: 0),
      "availableRows": .integer("Rows with a target.", min: 0),
      "rows": .integer("Rows that were looked at.", min: 0),
      "trainingRows": .integer("Rows that each lesson learned from.", min: 0),
      "guessing": .number("The score of guessing the largest class, or the mean."),
      "guess": Race.contender.orNull,
      "contenders": .array("Everybody who arrived, the best first.", of: Race.contender),
      "randomFeaturesMinusClassical": Race.difference(
        "The best learner on random features against the best classical method; null where one is missing."
      ).orNull,
      "leftOut": .array("Who did not arrive, and why.", of: Race.absentee),
      "budget": .number("Seconds of work that were allowed, on the reference machine."),
    ])
}
