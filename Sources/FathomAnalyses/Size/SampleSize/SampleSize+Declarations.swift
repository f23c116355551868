extension SampleSize {
  /// The findings that it may make.
  public static let findings = [
    finding(
      "effectiveRows",
      "How many independent rows the rows are worth, where they repeat one another or belong together."
    ),
    finding(
      "eventsPerFeature",
      "Rows a feature, or rows of the smallest class: whether they are enough for a regression."),
    finding("learningCurve", "Whether more rows would lower the error."),
    finding(
      "rowOrder", "Whether consecutive rows are alike, though nothing was said of their order."),
    finding("smallestClass", "Rows of the smallest class: whether they are enough for a network."),
    trouble(
      "suggestedGroups",
      "Rows of one level of a column are alike, and were not said to belong together."),
    finding("target", "Whether there is a target, without which no rule can be checked."),
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: are there enough rows?",
    [
      "layout": .layout("The layout of the features."),
      "rows": .integer("Rows that can be learned from.", min: 0),
      "effectiveRows": .number(
        "How many independent rows they are worth: repeats counted once, over the design effect of groups and the inflation of an order in time.",
        min: 0),
      "features": .integer("Feature columns that vary.", min: 1),
      "parameters": .integer(
        "Columns after encoding: coefficients of a linear model without its intercept.", min: 1),
      "effectiveFeatures": .number(
        "Participation ratio of the variances, (Σλ)² / Σλ²; null where not defined.", above: 0
      ).orNull,
      "componentsFor95Percent": .integer(
        "Principal components that hold 95 % of the variance; null where not computed.", min: 1
      ).orNull,
      "isStandardised": .boolean(
        "Whether the features were standardised for effectiveFeatures and the intrinsic dimension."),
      "rowsPerFeature": .number("Rows a feature; null where not defined.", min: 0).orNull,
      "classes": .integer("How many classes; null without classes.", min: 0).orNull,
      "smallestClass": .integer("Rows of the smallest class; null without classes.", min: 0).orNull,
      "imbalanceRatio": .number(
        "Rows of the largest class over those of the smallest; null without classes, or with an empty one.",
        min: 1
      ).orNull,
      "effectiveClasses": .number(
        "The exponential of the entropy of the classes; null without classes.", min: 1
      ).orNull,
      "eventsPerFeature": .number(
        "Rows of the smallest class (in a regression: rows) a feature; null without a target.",
        min: 0
      ).orNull,
      "eventsPerEffectiveFeature": .number(
        "Rows of the smallest class (in a regression: rows) an effective feature; null without a target.",
        min: 0
      ).orNull,
      "dependence": Values.dependence,
      "models": .array(
        "The models in question and how many parameters they have.", of: Values.models),
      "assumptions": .array(
        "What the criteria of Riley et al. rest on; empty where they do not apply.",
        of: Values.assumptions),
      "requirements": .array(
        "What published rules ask for; empty without a target.", of: Values.requirements),
      "intrinsicDimension": Values.intrinsicDimension,
      "learningCurve": .part(
        "learningCurve", Values.learningCurve,
        "The learning curve of the learner that errs least with the most rows; null where none was measured."
      ).orNull,
      "learningCurves": .array(
        "The learning curves of all learners, the best first.",
        of: .part("learningCurve", Values.learningCurve)),
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    static let projection = ValueInfo.object(
      "The fitted error with a number of rows.",
      [
        "rows": .integer("Training rows.", min: 1),
        "error": .number("The error."),
        "lower": .number("Lower limit of its 95 % interval."),
        "upper": .number("Upper limit of its 95 % interval."),
        "gain": .number("How much lower the error is than with today's rows."),
        "gainLower": .number("Lower limit of its 95 % interval."),
        "gainUpper": .number("Upper limit of its 95 % interval."),
      ])

    static let points = ValueInfo.object(
      "A measured error.",
      [
        "rows": .integer("Training rows.", min: 1),
        "error": .number("Mean error on rows held out.", min: 0),
        "standardError": .number("Standard error of the mean, by the bootstrap.", min: 0),
      ])

    static let learningCurve = ValueInfo.object(
      "A learning curve: error = asymptote + coefficient · rows^(−exponent).",
      [
        "id": .choice("Which learner.", ["ridge", "kNearestNeighbours"]),
        "learner": .text("The name of the learner."),
        "metric": .choice("What the error is.", ["errorRate", "unexplainedVariance"]),
        "points": .array("The measured errors.", of: points),
        "today": .integer("Rows that there are.", min: 0),
        "replacesMissing": .boolean(
          "Whether a missing value counts as the mean of its column, because too few rows are complete."
        ),
        "guessingError": .number(
          "The error of guessing without any feature: the largest class, or the mean.", min: 0,
          max: 1),
        "asymptote": .number(
          "Error with endless rows; null where the fit is not identifiable.", min: 0, max: 1
        ).orNull,
        "coefficient": .number("Scale of the falling part.", min: 0).orNull,
        "exponent": .number("Speed of the fall.", min: 0).orNull,
        "asymptoteInterval": .array(
          "Between which values 95 % of the bootstrap draws put the error with endless rows.",
          of: .number("A limit."), most: 2),
        "projections": .array(
          "The error with today's rows, and with 2, 4 and 10 times as many.",
          of: .part("projection", projection)),
        "band": .array(
          "The fitted curve with its band, from the smallest measured size to ten times today's rows.",
          of: .part("projection", projection)),
      ])

    static let dependenceGroups = ValueInfo.object(
      "The groups that rows come in; null where none were named.",
      [
        "column": .text("The column that names them."),
        "count": .integer("How many there are.", min: 0),
        "isExact": .boolean("Whether all of them were looked at rather than a sample."),
        "size": .number("Rows of the mean group, weighted by its rows.", min: 1),
        "intraclassCorrelation": .number(
          "How alike the targets of a group are, without a target the features; null where not defined.",
          min: 0, max: 1
        ).orNull,
        "designEffect": .number(
          "By how much groups inflate the variance of a mean; null where not defined.", min: 1
        ).orNull,
      ])

    static let dependenceOrder = ValueInfo.object(
      "How alike consecutive rows are; null where that was not measured.",
      [
        "pairs": .integer("Pairs of consecutive rows.", min: 0),
        "target": .number(
          "Correlation of the target with that of the row before; null without a target.", min: -1,
          max: 1
        ).orNull,
        "features": .number(
          "The median over the features of their correlation with the row before, within classes; null where not measured.",
          min: -1, max: 1
        ).orNull,
        "isSorted": .boolean("Whether the rows are sorted by the target."),
        "isDeclared": .boolean("Whether the user said that rows follow one another in time."),
        "date": .text("A column of dates that never go back from row to row; null for none.")
          .orNull,
        "inflation": .number(
          "Rows over the independent rows that they are worth; null where it is not applied.",
          min: 1
        ).orNull,
      ])

    static let suggestedGroup = ValueInfo.object(
      "A column whose rows may belong together.",
      [
        "column": .text("The column."),
        "levels": .integer("How many levels it has.", min: 2),
        "rowsEach": .number("Rows a level in the mean.", min: 1),
        "targetICC": .number(
          "How alike the targets of a level are, by a one-way analysis of variance.", min: 0, max: 1
        ),
        "featureICC": .number("The same of the features: the median.", min: 0, max: 1),
        "metric": .text("What the quick races score; null where none was held.").orNull,
        "scoreMixed": .number(
          "The best quick learner's score with rows of a level on both sides; null where none was held."
        ).orNull,
        "scoreWhole": .number(
          "The same with whole levels held out; null where none was held."
        ).orNull,
        "guessing": .number("The score of guessing; null where no race was held.").orNull,
        "fallError": .number(
          "The standard error of the fall from one to the other; null where none was held.", min: 0
        ).orNull,
      ])

    static let dependence = ValueInfo.object(
      "What makes rows count for less than one each.",
      [
        "distinctRows": .integer(
          "Rows that differ from one another in their features or target; null where not counted.",
          min: 0
        ).orNull,
        "distinctIsExact": .boolean("Whether distinctRows was counted rather than estimated."),
        "countsRepeatsOnce": .boolean(
          "Whether a repeated row counts once: not where so few different rows are possible that chance repeats them."
        ),
        "groups": dependenceGroups.orNull,
        "order": dependenceOrder.orNull,
        "suggestedGroups": .array(
          "Columns that may name groups that nobody named: their rows are alike in the target and in the features.",
          of: suggestedGroup),
      ])

    static let models = ValueInfo.object(
      "A model.",
      [
        "id": .text("Stable name of the model.", pattern: "^[a-z][A-Za-z0-9]*$"),
        "title": .text("What it is."),
        "parameters": .integer("Parameters that are fitted.", min: 1),
        "rowsPerParameter": .number("Independent rows a parameter.", min: 0),
      ])

    static let assumptions = ValueInfo.object(
      "A value that was estimated or assumed.",
      [
        "id": .text("Stable name of the value.", pattern: "^[a-z][A-Za-z0-9]*$"),
        "title": .text("What it is."),
        "value": .number("The value."),
        "origin": .text("Where it comes from."),
      ])

    static let requirements = ValueInfo.object(
      "A rule.",
      [
        "id": .text("Stable name of the rule.", pattern: "^[a-z][A-Za-z0-9]*$"),
        "title": .text("What it makes sure of, and for which models."),
        "source": .text("Who says so."),
        "rows": .integer("Independent rows that it asks for; null where that is not known.", min: 0)
          .orNull,
        "met": .boolean("Whether they are there."),
        "missing": .integer(
          "Independent rows that are missing: those that it asks for less those that there are; null where that is not known.",
          min: 0
        ).orNull,
        "reason": .text("Why the rows are not known; null where they are.").orNull,
      ])

    static let intrinsicDimensionByNeighbours = ValueInfo.object(
      "The estimate with a number of neighbours.",
      [
        "neighbours": .integer("How many neighbours.", min: 1),
        "mle": .number("The estimate; null where not estimable.", min: 0).orNull,
      ])

    static let intrinsicDimension = ValueInfo.object(
      "How many directions the rows vary in.",
      [
        "twoNN": .number("TwoNN; null where not estimable.", min: 0).orNull,
        "twoNNInterval": .array(
          "Its 95 % interval of chance; empty where not estimable.", of: .number("A limit."),
          most: 2),
        "mle": .number("Maximum likelihood over ten neighbours; null where not estimable.", min: 0)
          .orNull,
        "mleInterval": .array(
          "Its 95 % interval of chance; empty where not estimable.", of: .number("A limit."),
          most: 2),
        "byNeighbours": .array(
          "Maximum likelihood with 5, 10 and 20 neighbours; empty where not estimable.",
          of: intrinsicDimensionByNeighbours),
        "rows": .integer("Rows behind the estimates.", min: 0),
      ])
  }
}
