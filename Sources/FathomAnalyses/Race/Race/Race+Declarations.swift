public import FathomData

extension Race {
  /// The findings that it may make.
  public static let findings = [
    finding(
      "atAllRows", "What becomes of that difference with all rows, where a sample was raced."),
    finding("deepMinusClassical", "How the best network compares with the best classical method."),
    finding("leftOut", "A contender that did not run to the end."),
    finding(
      "localityGain", "Whether the convolutional network loses when the positions are shuffled."),
    finding(
      "order", "Whether networks and classical methods are about to change places with more rows."),
    finding("winner", "Which contender predicts best, and whether that is better than guessing."),
  ]

  /// The kinds of blind spots that it may declare.
  public static let blindSpots = [
    BlindSpotInfo(
      id: "race.rows", meaning: "Rows that the race of model families did not look at.",
      share: "of the rows with a target", largeFrom: nil,
      source:
        "the rows are chosen at random, and the learning curves of the contenders tell what more rows change"
    )
  ]

  /// The rows that there was no time or memory for.
  public func blindSpots(_ evidence: Evidence) -> [BlindSpot] {
    guard evidence.rows < evidence.availableRows, !evidence.contenders.isEmpty else { return [] }
    return [
      BlindSpot(
        Race.blindSpots[0],
        share: 1 - Double(evidence.rows) / Double(evidence.availableRows),
        message: "The race looked at \(NumberText.count(evidence.rows)) of "
          + "\(NumberText.plural(evidence.availableRows, "row")).",
        remedy: "Race on more of them with --race-rows.")
    ]
  }

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: which family of models predicts best here?",
    [
      "metric": Race.metric,
      "layout": .layout("The layout of the features."),
      "folds": .integer("Parts that were held out.", min: 0),
      "ending": .choice(
        "Why no more parts were held out: whether a network pays was decided, the budget was spent, or all parts had been.",
        ContestRounds.Ending.allCases.map(\.rawValue)),
      "availableRows": .integer("Rows with a target.", min: 0),
      "rows": .integer("Rows that were looked at.", min: 0),
      "trainingRows": .integer("Rows that each lesson learned from.", min: 0),
      "guessing": .number("The score of guessing the largest class, or the mean."),
      "guess": Race.contender.orNull,
      "contenders": .array(
        "The contenders that ran to the end, the best first; last those that only show what another one gains, and are not ranked.",
        of: Race.contender),
      "confusion": Values.confusion.orNull,
      "deepMinusClassical": Race.difference(
        "The best network against the best classical method; null where one is missing."
      ).orNull,
      "atAllRows": Values.atAllRows.orNull,
      "localityGain": Race.difference(
        "The convolutional network against itself on shuffled positions; null without both."
      ).orNull,
      "foundMinusClassical": Race.difference(
        "The convolutional network in an order that was found against the best classical method; null where no order was found."
      ).orNull,
      "reflections": .array(
        "What five nearest neighbours make of reflected rows of the first part; empty for a table.",
        of: Values.reflections),
      "leftOut": .array("Who did not arrive, and why.", of: Race.absentee),
      "curve": .array(
        "Scores on the first part with fewer rows to learn from, ascending.", of: Values.curve),
      "budget": .number("Seconds of work that were allowed, on the reference machine."),
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    static let confusion = ValueInfo.object(
      "Which classes the best contender takes for which; null for numbers, and with more than 20 classes.",
      [
        "contender": .text("Who takes them so.", minLength: 1),
        "labels": .array("The labels of the classes.", of: .text("A label.")),
        "counts": .array(
          "Of the rows of each class how many were taken for each, every time they were held out.",
          of: .array("One class.", of: .integer("Rows.", min: 0))),
      ])

    static let atAllRows = ValueInfo.object(
      "What the learning curves make of the difference with all rows; null where all were raced.",
      [
        "rows": .integer("Rows that there are.", min: 0),
        "factor": .number("How many times the rows that were raced."),
        "first": .text("The network that is expected to be the best.", minLength: 1),
        "second": .text("The classical method that is.", minLength: 1),
        "difference": .number("The expected score of the one minus that of the other."),
        "standardError": .number(
          "Its standard error: of the difference that was raced, and of what the curves leave open."
        ),
        "interval": .array("95 % interval of the difference.", of: .number()),
        "secondScore": .number("The expected score of the classical method."),
      ])

    static let reflections = ValueInfo.object(
      "One reflection of the rows to predict.",
      [
        "axis": .choice(
          "mirrored: left is right, or the end of a sequence its beginning; flipped: upside down.",
          ["mirrored", "flipped"]),
        "given": .number("The score on the rows as they are."),
        "reflected": .number("The score on the reflected rows."),
        "standardError": .number(
          "The standard error of the difference, paired by rows; null for one unit."
        ).orNull,
      ])

    static let curveScores = ValueInfo.object(
      "One score.",
      [
        "id": .text("Whose score.", minLength: 1),
        "score": .number("The score, by the metric."),
      ])

    static let curve = ValueInfo.object(
      "Scores with so many rows.",
      [
        "rows": .integer("Rows to learn from.", min: 0),
        "scores": .array("The scores, in the order of the contenders.", of: curveScores),
      ])
  }
}

// MARK: What the trial has too

extension Race {
  /// What a contender did.
  static let contender = ValueInfo.object(
    "A contender.",
    [
      "id": .text("Stable name.", minLength: 1),
      "name": .text("Name in the field.", minLength: 1),
      "side": .choice("The side in the question of the verdict.", ["classical", "deep", "other"]),
      "score": .number("The score on rows held out, by the metric."),
      "standardError": .number("Its standard error.").orNull,
      "accuracy": .number("The share of rows whose class is predicted; null for numbers.").orNull,
      "logLoss": .number("Mean log loss in nats; null for numbers.").orNull,
      "explainedLogLoss": .number(
        "The share of the log loss of guessing that is explained; null for numbers."
      ).orNull,
      "explainedStandardError": .number("The standard error of that, paired by rows.").orNull,
      "auc": .number(
        "The area under the ROC curve, each class against the rest, the mean; null for numbers."
      ).orNull,
      "meanAbsoluteError": .number(
        "The mean distance from the number, in its units; null for classes."
      ).orNull,
      "rareClasses": .array(
        "The classes with less than a fifth of the rows and less than 0.8 of an even part, the rarest first, five at most.",
        of: rareClass),
      "parts": .integer(
        "Parts that it predicted; fewer than were held out where it was clear that it cannot win.",
        min: 0),
      "behind": .number(
        "How much better the best one is, on the parts that both predicted; below 0 for one that is not ranked and has a better score."
      ),
      "behindStandardError": .number("The standard error of that, paired by rows.").orNull,
    ])

  /// What is scored.
  static let metric = ValueInfo.choice(
    "What is scored: `d2LogLoss` is the share of the log loss of guessing that is explained, `r2` that of the variance.",
    ScoreMetric.allCases.map(\.rawValue))

  private static let rareClass = ValueInfo.object(
    "A class with few rows.",
    [
      "label": .text("Its label."),
      "share": .number("Its share of the rows."),
      "averagePrecision": .number(
        "The mean precision over its rows, from the likeliest down; guessing has its share."
      ).orNull,
      "recall": .number("The share of its rows that are found.").orNull,
    ])

  /// A contender that did not run to the end.
  static let absentee = ValueInfo.object(
    "Who did not arrive.",
    [
      "id": .text("Stable name.", minLength: 1),
      "name": .text("Name in the field.", minLength: 1),
      "reason": .text("Why it did not.", minLength: 1),
    ])

  /// How two contenders compare.
  static func difference(_ meaning: String) -> ValueInfo {
    .object(
      meaning,
      [
        "first": .text("The one that is compared.", minLength: 1),
        "second": .text("The other one.", minLength: 1),
        "difference": .number("The score of the one minus that of the other."),
        "standardError": .number("Its standard error, paired by rows.").orNull,
        "interval": .array("95 % interval of the difference.", of: .number()),
      ])
  }
}
