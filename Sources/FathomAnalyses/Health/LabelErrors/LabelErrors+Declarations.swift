public import FathomData

extension LabelErrors {
  /// The findings that it may make.
  public static let findings = [
    finding("suspects", "How many labels are probably wrong, or that it cannot be told.")
  ]

  /// Labels of which nothing is known.
  public static let blindSpots: [BlindSpotInfo] = [.labelsNotTold]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: which labels are probably wrong?",
    [
      "target": .text("The target."),
      "isClassification": .boolean("Whether it has classes."),
      "rows": .integer("Rows with a target.", min: 0),
      "sampledRows": .integer("Rows that were looked at: all, or a random sample.", min: 0),
      "learners": .array("Who predicted the rows, each from others.", of: .text()),
      "column": .text(
        "The column without which the doubts vanish; null where others agree with it."
      ).orNull,
      "isTellable": .boolean(
        "Whether wrong labels stand out; false where too few are doubted, and where chance looks the same."
      ),
      "reason": .choice(
        "What became of it: enough labels stand out (`found`), too few do (`few`), classes overlap (`overlap`), numbers have heavy tails (`tails`), one column alone doubts them (`oneColumn`), or most predictions are exact or missing (`degenerate`).",
        Evidence.Reason.self),
      "sureRows": .integer("Rows whose label is surely doubted.", min: 0),
      "sureShare": .number("Their share of the rows that were looked at.", min: 0, max: 1),
      "standing": .number(
        "Of the rows that are predicted as another class the share that is with 90 % certainty; of numbers, how many times more lie beyond the gap than in it; null where there is none.",
        min: 0
      ).orNull,
      "share": .number(
        "The share of labels that are probably wrong; null where it cannot be told.", min: 0, max: 1
      ).orNull,
      "shareInterval": .array(
        "The 95 % interval of that.", of: .number(min: 0, max: 1), least: 2, most: 2
      ).orNull,
      "suspects": .integer(
        "Rows whose label is doubted; 0 where it cannot be told.", min: 0),
      "suspectRows": .array(
        "The first 10,000 of them, the least probable label first.", of: suspect, most: mostListed),
      "byPair": .array(
        "How often each class seems to be written for which other one, the most frequent pair first; empty for numbers.",
        of: .object(
          "How often a class seems to be written for another one.",
          [
            "given": .text("The label that the rows have."),
            "likely": .text("The label that they should have."),
            "count": .integer("How many of the suspects.", min: 1),
          ])),
    ])

  private static let suspect = ValueInfo.object(
    "A row whose label is doubted.",
    [
      "row": .integer(
        "Its number, from 0 below the header; rows that are rejected or left out count, blank lines and comments do not. Of images the place in the list of files.",
        min: 0),
      "line": .integer(
        "The line of the file on which it starts, from 1; null where there are no lines.", min: 1
      ).orNull,
      "name": .text("The name of the image; null for tables.").orNull,
      "given": .text(
        "The label that it has; null for numbers, unless `--include-samples` asks for them."
      ).orNull,
      "likely": .text("The label that it should have; null as `given` is.").orNull,
      "probability": .number(
        "The held-out probability of the label that it has; for a number the largest share of ordinary ones that lie as far (Chebyshev's inequality).",
        above: 0, max: 1),
    ])
}

extension BlindSpotInfo {
  static let labelsNotTold = BlindSpotInfo(
    id: "labels.notTold", meaning: "Labels of which it could not be told whether they are wrong.",
    share: "of the rows with a target", largeFrom: nil,
    source:
      "Northcutt, Athalye & Mueller 2021: 3.3 % on average in ten test sets; where classes overlap, chance looks the same"
  )
}
