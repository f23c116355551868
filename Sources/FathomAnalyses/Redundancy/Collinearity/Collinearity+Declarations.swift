extension Collinearity {
  /// The findings that it may make.
  public static let findings = [
    finding(
      "aliased",
      "Whether a column is so nearly a combination of others that R's lm would leave it out."),
    finding("condition", "The largest condition index of the features."),
    finding("exact", "Columns that are exact combinations of others, or never vary."),
    finding("missing", "What missing values cost here, and what was done about them."),
    finding(
      "rank",
      "Whether there are more complete rows than columns, so that variance inflation factors are defined."
    ),
    finding("structural", "Whether a column was made from others: a power, or a product of two."),
    finding("vif", "Variance inflation factors: how well the other features explain a feature."),
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: do the features repeat one another?",
    [
      "rows": .integer("Rows without a missing feature.", min: 0),
      "incompleteRows": .integer("Rows left out because a feature is missing.", min: 0),
      "layout": .layout("The layout of the features."),
      "predictors": .array("The features in the order of the columns.", of: Values.predictors),
      "conditionNumber": .number(
        "Largest condition index of [1, X], columns of unit length, not centred; null where a dependency is exact.",
        min: 1
      ).orNull,
      "centredConditionNumber": .number(
        "Condition number of the centred, standardised columns; null where a dependency is exact.",
        min: 1
      ).orNull,
      "conditionIndices": .array(
        "Condition indices of the columns without exact dependence, ascending.", of: .number(min: 1)
      ),
      "varianceDecomposition": .array(
        "A row for each index named in varianceDecompositionRows, a column for each of designColumns: the share of the column's variance that belongs to the index.",
        of: .array(of: .number())),
      "varianceDecompositionRows": .array(
        "Which of conditionIndices each row belongs to, from 0; all of them up to 200 columns.",
        of: .integer(min: 0)),
      "designColumns": .array(
        "The columns of the decomposition: `(Intercept)`, then those that were kept.", of: .text()),
      "dependencies": .array(
        "Columns that are exact combinations of others.", of: Values.dependencies),
      "suggestedDrops": .array(
        "Features to drop so that the coefficients become stable, in this order.", of: .text()),
      "rank": .integer("Rank of [1, X].", min: 0),
      "columns": .integer("Columns of [1, X].", min: 1),
      "ridgePenalty": .number(
        "Penalty k of the regularised variance inflation factors; null where plain ones are defined.",
        above: 0
      ).orNull,
      "missing": Values.missing,
      "leftOut": .array(
        "Columns that are no predictors here although they are no target.", of: Values.leftOut),
      "dualConditionNumber": .number(
        "With no more rows than columns: the largest singular value of the centred, standardised columns by the smallest that is not 0; null otherwise.",
        min: 1
      ).orNull,
      "aliased": .array(
        "Columns that R's lm would leave out (tolerance 1e-7) although no dependency is exact.",
        of: .text()),
      "structural": .array(
        "Columns that are a power of another, or the product of two.", of: Values.structural),
      "clusters": .array(
        "Features that repeat one another, the most inflated group first.", of: Values.clusters),
      "drops": .array("What each of suggestedDrops does.", of: Values.drops),
      "vifsAfterDrops": .dictionary(
        "VIFs of the features that are left after all drops.", of: .number()),
      "target": Values.target.orNull,
      "ridge": Values.ridge.orNull,
      "principal": Values.principal.orNull,
      "correlations": Values.correlations.orNull,
      "sampledRows": .integer(
        "Rows of a sample that stands for all, where not all could be used; null otherwise.", min: 1
      ).orNull,
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    static let predictors = ValueInfo.object(
      "A feature.",
      [
        "name": .text("The name of the column."),
        "vif": .number(
          "Variance inflation factor; for a category of several indicators GVIF^(1/Df), on the same scale. Null where the feature takes part in an exact dependency, or where there are too few rows.",
          min: 0
        ).orNull,
        "tolerance": .number("1 / vif; null where vif is.", min: 0).orNull,
        "gvif": .number(
          "Generalised variance inflation factor (Fox & Monette); null where vif is.", min: 0
        ).orNull,
        "degreesOfFreedom": .integer("Columns of the design that stand for the feature.", min: 0),
        "gvifScaled": .number(
          "GVIF^(1/(2·Df)), the scale on which Fox & Monette compare features; null where vif is.",
          min: 0
        ).orNull,
        "ridgeVif": .number(
          "Regularised variance inflation factor; null where a plain one is defined.", min: 0
        ).orNull,
        "state": .choice(
          "What the VIF is worth: exact (infinite), aliased (finite, but R's lm would leave the column out), finite, or undefined (no more rows than columns).",
          ["exact", "aliased", "finite", "undefined"]),
        "interval": .array(
          "95 % interval for the VIF of the population, by the jackknife; null where it was not formed.",
          of: .number(min: 1), least: 2, most: 2
        ).orNull,
        "rSquared": .number("1 − 1 / vif; null where vif is.", min: 0, max: 1).orNull,
        "targetRSquared": .number(
          "Share of the target that the feature explains alone, in a linear model; null without a target.",
          min: 0, max: 1
        ).orNull,
      ])

    static let dependencies = ValueInfo.object(
      "A dependency.",
      [
        "column": .text("The column."),
        "combination": .dictionary(
          "The coefficient of each column it is made of; the constant term is `(Intercept)`.",
          of: .number()),
        "kind": .choice(
          "What kind of combination it is.",
          ["constant", "copy", "rescaled", "dummyTrap", "nested", "combination"]),
        "predictor": .text("The feature that the column belongs to."),
        "predictors": .array(
          "The features of the combination, in the order of the columns.", of: .text()),
      ])

    static let missingColumns = ValueInfo.object(
      "A feature.",
      [
        "name": .text("The name of the column."),
        "missing": .integer("Missing values.", min: 1),
      ])

    static let missing = ValueInfo.object(
      "What was done about missing values.",
      [
        "method": .choice(
          "The method: rows left out, columns left out, or the mean of the column in their place.",
          ["complete-cases", "drop-columns", "mean"]),
        "columns": .array(
          "The features with missing values, the most missing first.", of: missingColumns),
      ])

    static let leftOut = ValueInfo.object(
      "A column.",
      [
        "name": .text("The name of the column."),
        "reason": .text("Why it is none."),
      ])

    static let structural = ValueInfo.object(
      "A column.",
      [
        "column": .text("The name of the column."),
        "of": .array("One column for a power, two for a product.", of: .text()),
        "power": .integer("The power; 1 for a product.", min: 1),
      ])

    static let clustersRelation = ValueInfo.object(
      "The most inflated feature as a combination of the others; null for an exact dependency and for larger groups.",
      [
        "column": .text("The feature."),
        "combination": .dictionary(
          "Coefficients by column, in the units of the data.", of: .number()),
        "rSquared": .number("The share that the combination explains.", min: 0, max: 1),
      ])

    static let clusters = ValueInfo.object(
      "A group.",
      [
        "columns": .array("The features, the most inflated first.", of: .text()),
        "conditionIndex": .number(
          "The largest condition index that two of them share; null where none does.", min: 1
        ).orNull,
        "sharing": .array(
          "The columns that have enough of their variance on it, the intercept among them.",
          of: .text()),
        "relation": clustersRelation.orNull,
        "keep": .array("Which of them to keep.", of: .text()),
        "drop": .array("Which of them to drop.", of: .text()),
      ])

    static let drops = ValueInfo.object(
      "A step.",
      [
        "column": .text("The feature."),
        "vif": .number("Its VIF before the step; null where it depends on others exactly.").orNull,
        "rSquared": .number(
          "The share of it that the features left after all drops explain.", min: -1e-09, max: 1),
        "largestVif": .number(
          "The largest VIF after the step; null where an exact dependency is left."
        ).orNull,
        "largestColumn": .text("Whose it is.").orNull,
        "vifs": .dictionary(
          "All VIFs after the step; null where an exact dependency is left, or for more than 50 features.",
          of: .number()
        ).orNull,
        "targetRSquared": .number(
          "The share of the target that a linear model of the features left explains; null without a target."
        ).orNull,
      ])

    static let target = ValueInfo.object(
      "What the features say of the target in a linear model; null without a target.",
      [
        "rows": .integer("Rows with a target.", min: 0),
        "rSquared": .number("The share that all features explain.", min: 0, max: 1),
        "rSquaredAfterDrops": .number(
          "The share that those left after all drops explain.", min: 0, max: 1),
        "adjusted": .array(
          "Both shares corrected for the number of columns.", of: .number(min: 0, max: 1)),
      ])

    static let ridge = ValueInfo.object(
      "The penalty that brings the condition under a bound; null where it was not formed.",
      [
        "bound": .number(
          "The bound on the condition number of the penalised, standardised columns.", min: 1),
        "penalty": .number(
          "The penalty k of R + kI, R the correlations; 0 where the bound holds without.", min: 0),
        "alpha": .number("n·k: the same for a sum of squares over standardised rows.", min: 0),
        "largestVif": .number("The largest VIF with that penalty; null where it was not formed.")
          .orNull,
      ])

    static let principalStrongest = ValueInfo.object(
      "A direction.",
      [
        "share": .number("Its share of the variance."),
        "weights": .dictionary(
          "The weights of the columns that count most, at most 8.", of: .number()),
      ])

    static let principal = ValueInfo.object(
      "The directions in which the standardised columns vary; null where they were not formed.",
      [
        "shares": .array(
          "The share of the variance on each, descending; at most 100.", of: .number()),
        "for95": .integer("How many carry 95 % of it.", min: 1),
        "for99": .integer("How many carry 99 % of it.", min: 1),
        "strongest": .array("The strongest directions, at most 5.", of: principalStrongest),
      ])

    static let correlations = ValueInfo.object(
      "Correlations of at most 100 columns, similar ones side by side; null where there are fewer than two.",
      [
        "columns": .array("The columns.", of: .text()),
        "values": .array(
          "A row for each of them.",
          of: .array(
            "Pearson's r with each column; null where it is undefined.",
            of: .number(min: -1, max: 1).orNull)),
      ])
  }
}
