extension TokenOrder {
  /// The findings that it may make.
  public static let findings = [
    finding("information", "Whether a word of a text tells something about the next one.")
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: does the order of the words in a text carry information?",
    [
      "columns": .array("One entry for each column of text.", of: Values.columns)
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    static let columnsDistances = ValueInfo.object(
      "One distance.",
      [
        "distance": .integer("How many places apart.", min: 1),
        "information": .number("Bits above what shuffled tokens have."),
      ])

    static let columns = ValueInfo.object(
      "One column of text.",
      [
        "name": .text("The column's name."),
        "texts": .integer("Texts that were looked at.", min: 1),
        "unit": .choice("What a token is.", ["word", "character"]),
        "tokens": .integer("Tokens in the texts.", min: 2),
        "vocabulary": .integer(
          "Different tokens that are told apart; rare ones count as one.", min: 1),
        "entropy": .number("The entropy of single tokens, in bits.", min: 0),
        "statistic": .number("The mutual information between neighbours, in bits.", min: 0),
        "expected": .number("Its mean after shuffling tokens within texts.", min: 0),
        "standardDeviation": .number("Its standard deviation after shuffling.", min: 0),
        "zScore": .number(
          "(statistic − expected) / standardDeviation; null where it does not vary."
        ).orNull,
        "pValue": .number("The p-value, never 0.", above: 0, max: 1),
        "adjustedPValue": .number(
          "The p-value corrected for several columns by Holm's method.", above: 0, max: 1),
        "permutations": .integer("How many times the tokens were shuffled.", min: 1),
        "effectSize": .number(
          "Share of what is uncertain about a token that its neighbour tells; null where nothing is uncertain."
        ).orNull,
        "distances": .array(
          "Information above that of shuffled tokens, by distance.", of: columnsDistances),
        "effectSizeInterval": .array(
          "Its 95 % interval by a jackknife over the texts; null below twenty texts.",
          of: .number(), least: 2, most: 2
        ).orNull,
      ])
  }
}
