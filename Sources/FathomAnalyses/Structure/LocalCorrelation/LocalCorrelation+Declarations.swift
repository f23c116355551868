extension LocalCorrelation {
  /// The findings that it may make.
  public static let findings = [
    finding(
      "locality", "Whether neighbours are more alike than chance, and by enough for a convolution."),
    finding(
      "redundant",
      "Whether local structure is left without the positions that repeat another or hardly vary."),
    finding(
      "sharing",
      "Whether the same pattern holds at all positions, so that a convolution can share its weights."
    ),
    finding("pooling", "Whether a small shift changes little, so that pooling costs little."),
    finding(
      "depth",
      "Whether there is structure beyond the nearest neighbours, which several layers can use."),
  ]

  /// What each number of the evidence means.
  public static let evidence = ValueInfo.object(
    "Evidence: are neighbouring features more alike than chance would make them?",
    [
      "layout": .layout("The layout of the features."),
      "graph": .choice(
        "Who is whose neighbour: the rook's moves on a grid, or consecutive columns.",
        ["rook", "path"]),
      "isAbsolute": .boolean("Whether the statistic uses |r| rather than r."),
      "rows": .integer("Rows behind the correlations.", min: 0),
      "positions": .integer("Positions in the test.", min: 3),
      "droppedPositions": .integer(
        "Positions that dropped out because they do not vary or lack support.", min: 0),
      "edges": .integer("Edges of the neighbour graph.", min: 1),
      "statistic": .number("T: the mean correlation of neighbours.", min: -1, max: 1),
      "expected": .number(
        "Exact mean of T over all relabellings of the positions.", min: -1, max: 1),
      "standardDeviation": .number("Exact standard deviation of T over all relabellings.", min: 0),
      "skewness": .number(
        "Exact skewness of T over all relabellings; null above 2,000 positions and where T does not vary."
      ).orNull,
      "zScore": .number("(statistic − expected) / standardDeviation; null where T does not vary.")
        .orNull,
      "pValue": .number(
        "P-value of the relabelling test, alternative “greater”; never 0.", above: 0, max: 1),
      "pValueInterval": .array(
        "95 % Clopper–Pearson interval of the p-value for the random relabellings: lower and upper limit.",
        of: .number(min: 0, max: 1), least: 2, most: 2),
      "permutations": .integer("Relabellings that were drawn, or all there are.", min: 1),
      "isExhaustive": .boolean("Whether these were all relabellings there are."),
      "effectSize": .number(
        "The locality index, (statistic − expected) / (bestPossible − expected): 0 at chance, 1 at best; null where nothing could be better."
      ).orNull,
      "effectSizeInterval": .array(
        "95 % interval of the locality index by a delete-a-tenth jackknife over the rows: lower and upper limit; null where not computed.",
        of: .number(), least: 2, most: 2
      ).orNull,
      "bestPossible": .number(
        "The mean of the largest correlations, as many as there are edges.", min: -1, max: 1),
      "auc": .number(
        "Probability that |r| of neighbours is above |r| of others; null where all are neighbours.",
        min: 0, max: 1
      ).orNull,
      "toeplitzR2": .number(
        "Share of the variance of the correlations that displacement explains; null where they do not vary.",
        max: 1
      ).orNull,
      "toeplitzR2Expected": .number(
        "Exact mean of toeplitzR2 over all relabellings; null where all pairs are correlated alike.",
        max: 1
      ).orNull,
      "horizontal": .number("T over horizontal edges only; null without a grid.", min: -1, max: 1)
        .orNull,
      "vertical": .number("T over vertical edges only; null without a grid.", min: -1, max: 1)
        .orNull,
      "correlogram": .array("Mean correlation by distance.", of: Values.correlogram),
      "nullDistribution": Values.nullDistribution,
      "neighbourMap": .array(
        "For each position of a grid, row-major, the mean correlation with its neighbours; null where it dropped out; empty without a grid or above 4,096 positions.",
        of: .number(min: -1, max: 1).orNull),
      "isStopped": .boolean(
        "Whether random relabellings ended early, with the thousandth that reached the statistic."),
      "pValuePearsonIII": .number(
        "Tail of the statistic by a Pearson type III distribution with its exact moments, an approximation; null where the skewness is not known or the distribution ends before.",
        above: 0, max: 1
      ).orNull,
      "smallestPValue": .number(
        "The smallest p-value that these relabellings can give.", above: 0, max: 1),
      "channels": .number(
        "Mean correlation between the channels of one pixel; null with one channel.", min: -1,
        max: 1
      ).orNull,
      "displacementMap": .array(
        "Mean correlation by displacement on a grid, at most 8 steps in each direction, rows from up to down, columns from left to right; null where there is none; empty without a grid.",
        of: .array("One row of the map.", of: .number("Mean correlation.").orNull)),
      "cautious": Values.cautious.orNull,
      "properties": Values.properties.orNull,
      "windows": .integer(
        "Windows of neighbouring positions that were tested apart, because not all pairs fit in memory; null where all were tested together.",
        min: 1
      ).orNull,
      "sampledPairs": .integer(
        "Pairs drawn at random for what needs pairs that are no neighbours, because not all fit in memory; null where all were looked at.",
        min: 1
      ).orNull,
      "correlationLength": .number(
        "The distance in steps at which half of the agreement of neighbours is gone; null where they agree no more than chance, or where it reaches as far as was measured.",
        min: 1
      ).orNull,
    ])

  /// What the parts of the evidence mean.
  private enum Values {
    static let correlogram = ValueInfo.object(
      "A distance.",
      [
        "distance": .integer("Steps between the positions.", min: 1),
        "correlation": .number("Mean of what the statistic averages, r or |r|.", min: -1, max: 1),
        "signedCorrelation": .number("Mean of r.", min: -1, max: 1),
        "absoluteCorrelation": .number("Mean of |r|.", min: 0, max: 1),
        "pairs": .integer("Pairs at this distance.", min: 1),
        "standardDeviation": .number(
          "Exact standard deviation of the mean over all relabellings; null where not all pairs fit in memory.",
          min: 0
        ).orNull,
      ])

    static let nullDistribution = ValueInfo.object(
      "T under the relabellings, in bins of equal width.",
      [
        "lower": .number("Left border of the first bin."),
        "upper": .number("Right border of the last bin."),
        "counts": .array("Relabellings in each bin.", of: .integer(min: 0)),
      ])

    static let cautious = ValueInfo.object(
      "The test without positions that agree with a neighbour for reasons of their own; null where there are none.",
      [
        "copies": .integer("Positions left out that repeat a neighbour.", min: 0),
        "functions": .integer(
          "Columns left out that are monotone functions of a neighbour.", min: 0),
        "siblings": .integer("Indicators left out that belong to a neighbour's category.", min: 0),
        "nearlyConstant": .integer(
          "Positions left out at which no more than two rows differ from the others.", min: 0),
        "positions": .integer("Positions in the test.", min: 3),
        "statistic": .number("The mean of X over neighbours."),
        "expected": .number("Exact mean of T over all relabellings."),
        "standardDeviation": .number(
          "Exact standard deviation of T over all relabellings.", min: 0),
        "zScore": .number("(statistic − expected) / standardDeviation; null where T does not vary.")
          .orNull,
        "pValue": .number("The p-value, never 0.", above: 0, max: 1),
        "permutations": .integer("How many relabellings.", min: 1),
        "effectSize": .number("The locality index; null where nothing could be better.").orNull,
        "auc": .number(
          "How often neighbours outrank others; null where all are neighbours.", min: 0, max: 1
        ).orNull,
      ])

    static let propertiesTests = ValueInfo.object(
      "One property of a convolution.",
      [
        "id": .choice("Which property it is.", ["locality", "sharing", "pooling", "depth"]),
        "statistic": .number("Its statistic on the positions as they are."),
        "expected": .number("Its mean over the relabellings."),
        "standardDeviation": .number("Its standard deviation over the relabellings.", min: 0),
        "zScore": .number("(statistic − expected) / standardDeviation."),
        "pValue": .number("The p-value, never 0.", above: 0, max: 1),
        "adjustedPValue": .number(
          "The p-value corrected for the family by max-T.", above: 0, max: 1),
        "effectSize": .number("0 at chance, 1 at best; null where nothing could be better.").orNull,
        "effectSizeInterval": .array(
          "Its 95 % interval by a jackknife over the rows; null where not computed.", of: .number(),
          least: 2, most: 2
        ).orNull,
      ])

    static let propertiesScales = ValueInfo.object(
      "One scale of averaging.",
      [
        "factor": .integer("How many positions a block is wide.", min: 1),
        "positions": .integer("Blocks that vary.", min: 3),
        "statistic": .number("T over neighbouring blocks."),
        "expected": .number("Exact mean of T over all relabellings."),
        "standardDeviation": .number("Exact standard deviation of T.", min: 0),
        "zScore": .number("(statistic − expected) / standardDeviation; null where T does not vary.")
          .orNull,
        "pValue": .number(
          "The p-value over relabellings of the blocks, never 0.", above: 0, max: 1),
        "effectSize": .number("The locality index; null where nothing could be better.").orNull,
      ])

    static let propertiesEntanglement = ValueInfo.object(
      "One level of cuts.",
      [
        "level": .integer("How often each axis is halved.", min: 1),
        "blocks": .integer("How many blocks there are.", min: 2),
        "statistic": .number("Sum of |r| across the cut of a block, mean over the blocks.", min: 0),
        "expected": .number("Its exact mean over all relabellings.", min: 0),
        "standardDeviation": .number("Its exact standard deviation.", min: 0),
        "zScore": .number(
          "(statistic − expected) / standardDeviation, below 0 for local structure; null where it does not vary."
        ).orNull,
      ])

    static let properties = ValueInfo.object(
      "The properties of a convolution; null for a table, whose columns have no distance.",
      [
        "averaged": .integer(
          "How many positions were averaged in each direction first; 1 for none.", min: 1),
        "permutations": .integer("Relabellings that the four share.", min: 1),
        "tests": .array("Those that can be measured.", of: propertiesTests, most: 4),
        "pooledVariance": .number(
          "Share of the variance that is left when neighbours are averaged; null where nothing can be averaged."
        ).orNull,
        "pooledVarianceExpected": .number(
          "Share of the variance that is left when arbitrary positions are averaged."
        ).orNull,
        "scales": .array(
          "Local correlation at several scales, the finest first.", of: propertiesScales),
        "entanglement": .array(
          "Surrogate entanglement (Alexander et al. 2023), the coarsest cut first.",
          of: propertiesEntanglement),
        "patches": .integer(
          "Patches of the arrangement on which the four were measured, averaged; null for the whole.",
          min: 1
        ).orNull,
      ])
  }
}
