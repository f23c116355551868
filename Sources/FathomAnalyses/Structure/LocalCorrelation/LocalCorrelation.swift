public import FathomData
public import FathomNumerics
public import FathomSummaries

/// Asks whether neighbouring features are more alike than chance would make them.
///
/// **Question.** Shuffle the positions of the features: is anything lost?
///
/// **Method.** T = mean of X over the edges of the neighbour graph. For grids X is Pearson's r and
/// the edges are the rook's moves; for sequences and tables X is |r|, which does not depend on the
/// coding of signs, and the edges join consecutive columns. T is compared with T under random
/// permutations of the positions, whose exact mean, variance and skewness are known in closed form.
///
/// **Assumptions.** Rows are exchangeable. Given the correlations, the positions are exchangeable
/// under the null hypothesis.
///
/// **Units.** Correlations; the locality index is 0 at chance and 1 where no arrangement of the
/// positions could bring more correlation onto the edges.
///
/// **Failure.** Not applicable below three positions that vary, or below three rows.
///
/// **References.** See ``info``.
public struct LocalCorrelation: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "localCorrelation", title: "Local correlation",
    question: "Do neighbouring features belong together?",
    references: [
      "Mantel 1967, Cancer Research 27:209 (permutation of positions)",
      "Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39 (p-values are never 0)",
      "LeCun, Bottou, Bengio & Haffner 1998, Proc. IEEE 86:2278 (local connection, shared weights)",
      "Taigman et al. 2014, CVPR (DeepFace: locally connected layers)",
      "Besag & Clifford 1991, Biometrika 78:301 (sequential Monte Carlo p-values)",
      "Mielke, Berry & Brier 1981, Mon. Weather Rev. 109:120 (Pearson III tail from exact moments)",
      "Westfall & Young 1993, Resampling-Based Multiple Testing (max-T)",
      "Alexander, De La Vega, Razin & Cohen 2023, NeurIPS (surrogate entanglement)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<LocalCorrelation>] = [
    Threshold(
      "significance", \.significance,
      meaning: "p above it: the positions may as well be shuffled",
      source: "Fisher 1925, Statistical Methods for Research Workers: the conventional 5 %"),
    Threshold(
      "strongIndex", \.strongIndex,
      meaning: "a locality index of at least this, with a significant p, is local structure",
      source: "Calibrated on sets of known arrangement; the table is on this page"),
    Threshold(
      "strongAUC", \.strongAUC,
      meaning: "and neighbours must outrank other pairs at least this often",
      source: "Hosmer & Lemeshow 2000, Applied Logistic Regression: 0.7 is acceptable "
        + "discrimination, 0.8 excellent; the value between them is calibrated on this page"),
    Threshold(
      "tablePositions", \.tablePositions,
      meaning:
        "a table of fewer numeric columns is never called local: one related pair makes up its index",
      source: "Calibrated on tables whose columns have no order, with the sets of known arrangement"
    ),
    Threshold(
      "sharing", \.sharing,
      meaning: "from here on the same pattern holds everywhere, and weights can be shared",
      source: "Calibrated on simulated fields that are the same everywhere or not, on this page"),
    Threshold(
      "sharingInPart", \.sharingInPart,
      meaning: "below it how neighbours agree depends on where they are",
      source: "Below all image sets and series of the calibration on this page"),
    Threshold(
      "pooling", \.pooling,
      meaning: "from here on a small shift changes little, and pooling costs little",
      source: "Calibrated with sharing, on this page"),
  ]

  /// Level of the test.
  public var significance = 0.05
  /// Locality index from which the structure counts as strong.
  public var strongIndex = 0.5
  /// AUC from which neighbours clearly outrank other pairs.
  public var strongAUC = 0.75
  /// Numeric columns of a table from which it may be called local.
  public var tablePositions = 12.0
  /// Effect size of sharing from which the same pattern holds everywhere.
  public var sharing = 0.65
  /// Effect size of sharing from which it holds in part.
  public var sharingInPart = 0.25
  /// Effect size of pooling from which a small shift changes little.
  public var pooling = 0.5

  /// The analysis with its defaults.
  public init() {}

  /// The positions that can be tested.
  public struct Input: Sendable {
    /// Correlations between the positions that are there, finite, `p × p`.
    public var correlations: Matrix
    /// Who is whose neighbour.
    public var neighbours: NeighbourGraph
    /// Rows behind the correlations.
    public var rows: Int
    /// Positions that dropped out because they do not vary or lack support.
    public var droppedPositions: Int
    /// Rows for the jackknife; nil where the sums of its groups do not fit.
    var jackknife: JackknifeRows?
    /// The rows themselves, where not all pairs fit in memory; ``correlations`` are empty then.
    var large: LargeLocality?
    /// Nodes whose agreement with a neighbour says nothing about the arrangement.
    var redundant = RedundantPositions()

    /// An input from its parts.
    public init(
      correlations: Matrix, neighbours: NeighbourGraph, rows: Int, droppedPositions: Int = 0
    ) {
      self.correlations = correlations
      self.neighbours = neighbours
      self.rows = rows
      self.droppedPositions = droppedPositions
    }
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The layout of the features.
    public var layout: Layout
    /// `rook` or `path`.
    public var graph: String
    /// Whether X is |r| rather than r.
    public var isAbsolute: Bool
    /// Rows behind the correlations.
    public var rows: Int
    /// Positions in the test.
    public var positions: Int
    /// Positions that dropped out.
    public var droppedPositions: Int
    /// Edges of the neighbour graph.
    public var edges: Int
    /// T.
    public var statistic: Double
    /// E T over all permutations, exact.
    public var expected: Double
    /// Standard deviation of T over all permutations, exact.
    public var standardDeviation: Double
    /// Skewness of T over all permutations, exact; null above 2,000 positions.
    @NullCodable public var skewness: Double?
    /// (T − E T) / standard deviation; null where T does not vary.
    @NullCodable public var zScore: Double?
    /// The p-value, alternative "greater"; never 0.
    public var pValue: Double
    /// The smallest p-value that these permutations can give.
    public var smallestPValue: Double
    /// Clopper–Pearson interval of the p-value for the random permutations, 95 %.
    public var pValueInterval: [Double]
    /// How many permutations.
    public var permutations: Int
    /// Whether these were all there are.
    public var isExhaustive: Bool
    /// Whether random permutations ended early, with the thousandth that reached T.
    public var isStopped: Bool
    /// The tail of T by a Pearson type III distribution with the exact mean, variance and skewness.
    ///
    /// An approximation, meant for what lies beyond the resolution of random permutations; null where
    /// the skewness is not known or the approximation ends below T.
    @NullCodable public var pValuePearsonIII: Double?
    /// Windows of neighbouring positions that were tested apart, because not all pairs fit in memory; null
    /// where all were tested together.
    @NullCodable public var windows: Int?
    /// Pairs drawn at random for what needs pairs that are no neighbours, because not all fit in memory;
    /// null where all were looked at.
    @NullCodable public var sampledPairs: Int?
    /// The locality index: (T − E T) / (best possible − E T); null where nothing could be better.
    @NullCodable public var effectSize: Double?
    /// Its 95 % interval by a delete-a-tenth jackknife over the rows; null where not computed.
    @NullCodable public var effectSizeInterval: [Double]?
    /// The mean of the largest correlations, as many as there are edges.
    public var bestPossible: Double
    /// P(|r| of neighbours > |r| of others); null where all are neighbours.
    @NullCodable public var auc: Double?
    /// Share of the variance of the correlations that displacement explains.
    @NullCodable public var toeplitzR2: Double?
    /// Its mean over all permutations of the positions, exact.
    @NullCodable public var toeplitzR2Expected: Double?
    /// T over horizontal edges only; null without a grid.
    @NullCodable public var horizontal: Double?
    /// T over vertical edges only; null without a grid.
    @NullCodable public var vertical: Double?
    /// Mean r between the channels of one pixel; null with one channel.
    @NullCodable public var channels: Double?
    /// Mean correlation by distance.
    public var correlogram: [Point]
    /// The distance in steps at which half of the agreement of neighbours is gone, between two points of
    /// the correlogram on a straight line; null where neighbours agree no more than chance, or where it
    /// reaches as far as was measured.
    @NullCodable public var correlationLength: Double?
    /// The shuffled statistic in bins.
    public var nullDistribution: Bins
    /// For each position of a grid, row-major, the mean X with its neighbours; null where it dropped
    /// out; empty without a grid or above 4,096 positions.
    public var neighbourMap: [Double?]
    /// Mean r by displacement on a grid, at most 8 steps in each direction: rows from up to down, columns
    /// from left to right; null at no displacement and where there are no pairs; empty without a grid.
    public var displacementMap: [[Double?]]
    /// The same test without positions that agree with a neighbour for reasons of their own; null where
    /// there are none, or too few others.
    @NullCodable public var cautious: Cautious?
    /// The properties of a convolution, each with its evidence; null for a table.
    @NullCodable public var properties: Properties?

    /// The test without redundant positions.
    public struct Cautious: Codable, Sendable, Equatable {
      /// Positions left out that repeat a neighbour.
      public var copies: Int
      /// Columns left out that are monotone functions of a neighbour.
      public var functions: Int
      /// Indicators left out that belong to the category of a neighbour.
      public var siblings: Int
      /// Positions left out at which no more than two rows differ from the others.
      public var nearlyConstant: Int
      /// Positions in the test.
      public var positions: Int
      /// T.
      public var statistic: Double
      /// E T over all permutations, exact.
      public var expected: Double
      /// Standard deviation of T over all permutations, exact.
      public var standardDeviation: Double
      /// (T − E T) / standard deviation; null where T does not vary.
      @NullCodable public var zScore: Double?
      /// The p-value; never 0.
      public var pValue: Double
      /// How many permutations.
      public var permutations: Int
      /// The locality index; null where nothing could be better.
      @NullCodable public var effectSize: Double?
      /// P(|r| of neighbours > |r| of others); null where all are neighbours.
      @NullCodable public var auc: Double?
    }

    /// A point of the correlogram.
    public struct Point: Codable, Sendable, Equatable {
      /// Steps between the positions.
      public var distance: Int
      /// Mean of X, as in the statistic.
      public var correlation: Double
      /// Mean of r.
      public var signedCorrelation: Double
      /// Mean of |r|.
      public var absoluteCorrelation: Double
      /// Pairs at this distance.
      public var pairs: Int
      /// Standard deviation of the mean of X over all permutations, exact; null where not all pairs fit in
      /// memory.
      @NullCodable public var standardDeviation: Double?
    }

    /// Counts in bins of equal width.
    public struct Bins: Codable, Sendable, Equatable {
      /// Left border of the first bin.
      public var lower: Double
      /// Right border of the last bin.
      public var upper: Double
      /// The counts.
      public var counts: [Int]
    }
  }

  static let correlogramLimit = 256
  static let skewnessLimit = 2_000
  static let mapLimit = 4_096
  static let mapSteps = 8

  // MARK: Input

  /// Takes what is measured from the summary, or says why nothing can be.
  public func input(from summary: Summary) -> Applicability<Input> {
    var features = ArrangedFeatures(summary)
    guard summary.correlations.columns == summary.design.columnCount else {
      return largeInput(summary, features)
    }
    // A pair without enough rows in common has no correlation; its worse half drops out.
    features.keep(LocalCorrelation.largestFiniteSet(features.columns, summary.correlations))
    guard summary.rows.used >= 3 else {
      return .notApplicable("fewer than three rows: no correlation can be measured")
    }
    guard features.count >= 3 else {
      return .notApplicable(
        "fewer than three numeric features that vary (\(features.count)): there is no "
          + "arrangement to shuffle")
    }
    let columns = features.columns
    let neighbours = NeighbourGraph(layout: features.layout, positions: features.positions)
    guard neighbours.graph.edgeCount > 0 else {
      return .notApplicable(
        "no two features that vary are neighbours in the layout \(features.layout)")
    }
    var input = Input(
      correlations: summary.correlations.selecting(rows: columns, columns: columns),
      neighbours: neighbours, rows: summary.rows.used,
      droppedPositions: summary.schema.positions.count - features.count)
    input.jackknife = JackknifeRows(summary, columns)
    input.redundant = RedundantPositions(
      input.correlations, neighbours, moments: columns.map { summary.moments[$0] },
      rows: summary.sample.features, columns: columns)
    return .applicable(input)
  }

  /// Drops, one after the other, the column with the most undefined correlations.
  private static func largestFiniteSet(_ columns: [Int], _ r: Matrix) -> Set<Int> {
    var kept = columns
    guard !r.isFinite else { return Set(kept) }
    var undefined = kept.map { j in kept.count { !r[$0, j].isFinite } }
    while let worst = undefined.indices.max(by: { undefined[$0] < undefined[$1] }),
      undefined[worst] > 0
    {
      let gone = kept.remove(at: worst)
      undefined.remove(at: worst)
      for place in kept.indices where !r[kept[place], gone].isFinite { undefined[place] -= 1 }
    }
    return Set(kept)
  }
}
