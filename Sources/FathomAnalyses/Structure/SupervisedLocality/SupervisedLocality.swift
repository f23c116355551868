public import FathomData
public import FathomNumerics
public import FathomSummaries

/// Asks whether a rearrangement of the features destroys what they say about the target.
///
/// **Question.** Local correlation may have nothing to do with the target. Does the arrangement carry
/// information about it?
///
/// **Method.** A learner that sees the arrangement and cannot be tuned to it: random filters shared over
/// all positions (3 × 3, or 9 in a row), a ReLU, the mean over four regions, ridge regression. Its
/// leave-one-out mean squared error has a closed form. The same learner is given the same rows with
/// their positions rearranged at random; p is the share of rearrangements with no more error.
/// Beside it: Moran's I of the map of η², the share of each feature's variance that the target explains.
///
/// **Assumptions.** Rows are exchangeable. Given the rows, positions are exchangeable under the null
/// hypothesis.
///
/// **Units.** Errors are shares of the variance of the target: 1 is no better than its mean.
///
/// **Failure.** Not applicable without a target, below six positions that vary, or below 40 rows.
///
/// **References.** See ``info``.
public struct SupervisedLocality: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "supervisedLocality", title: "Arrangement and target",
    question: "Does rearranging the features destroy what they say about the target?",
    references: [
      "Rahimi & Recht 2008, NIPS (random features)",
      "Jarrett, Kavukcuoglu, Ranzato & LeCun 2009, ICCV (random filters, rectified and pooled)",
      "Allen 1974, Technometrics 16:125 (leave-one-out in closed form)",
      "Moran 1950, Biometrika 37:17 (autocorrelation of a map)",
      "Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39 (p-values are never 0)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<SupervisedLocality>] = [
    Threshold(
      "significance", \.significance,
      meaning: "p above it: a rearrangement may predict as well",
      source: "Fisher 1925, Statistical Methods for Research Workers: the conventional 5 %"),
    Threshold(
      "errorSaved", \.errorSaved,
      meaning: "the arrangement must save at least this share of the error of rearranged features",
      source: "Calibrated on sets of known arrangement; the table is on this page"),
  ]

  /// Level of the test.
  public var significance = 0.05
  /// The share of the error that the arrangement must save.
  public var errorSaved = 0.05

  /// The analysis with its defaults.
  public init() {}

  static let fewestRows = 40
  static let fewestPositions = 6
  /// More rows are not looked at: the test is to take less than a second.
  static let rowLimit = 500
  /// More positions are averaged with their neighbours first.
  static let positionLimit = 1_024
  static let permutationLimit = 199
  /// This many rearrangements with no more error are enough to stop.
  static let sufficient = 20
  static let filters = 16
  static let penalty = 0.001

  /// Rows on their positions, and what is to be predicted.
  public struct Input: Sendable {
    /// `n × p`, one column a node of ``neighbours``; NaN where missing.
    public var features: Matrix
    /// The target, `n × q`: a number, or an indicator of each class.
    public var target: Matrix
    /// The positions and who is whose neighbour.
    public var neighbours: NeighbourGraph
    /// How many positions were averaged in each direction; 1 for none.
    public var averaged: Int

    /// An input from its parts.
    public init(
      features: Matrix, target: Matrix, neighbours: NeighbourGraph, averaged: Int = 1
    ) {
      self.features = features
      self.target = target
      self.neighbours = neighbours
      self.averaged = averaged
    }
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The layout of the features.
    public var layout: Layout
    /// Rows of the learner.
    public var rows: Int
    /// Positions in the test.
    public var positions: Int
    /// How many positions were averaged in each direction first; 1 for none.
    public var averaged: Int
    /// Random filters of the learner.
    public var filters: Int
    /// Leave-one-out mean squared error on the features as they are, by the variance of the target.
    public var statistic: Double
    /// Its mean over the rearrangements.
    public var expected: Double
    /// Its standard deviation over the rearrangements.
    public var standardDeviation: Double
    /// (statistic − expected) / standard deviation; below 0 where the arrangement helps.
    @NullCodable public var zScore: Double?
    /// The p-value, alternative "less error"; never 0.
    public var pValue: Double
    /// How many rearrangements.
    public var permutations: Int
    /// Whether they ended early, because enough had no more error.
    public var isStopped: Bool
    /// The share of the error of rearranged features that the arrangement saves.
    @NullCodable public var effectSize: Double?
    /// Its 95 % interval over rows; null where there is no effect size.
    @NullCodable public var effectSizeInterval: [Double]?
    /// Moran's I of the map of η²; null where all positions say the same.
    @NullCodable public var moran: Moran?

    /// Moran's I over the neighbour graph, with its distribution over permuted positions.
    public struct Moran: Codable, Sendable, Equatable {
      /// I: 1 where neighbours say the same about the target, about 0 by chance.
      public var statistic: Double
      /// Its mean over all permutations, exact: −1 / (p − 1).
      public var expected: Double
      /// Its standard deviation over all permutations, exact.
      public var standardDeviation: Double
      /// (statistic − expected) / standard deviation.
      public var zScore: Double
      /// The p-value, alternative "greater"; never 0.
      public var pValue: Double
      /// How many permutations.
      public var permutations: Int
    }
  }

  // MARK: Input

  /// Takes rows and target from the summary, or says why the question does not arise.
  public func input(from summary: Summary) -> Applicability<Input> {
    guard let task = summary.schema.task else {
      return .notApplicable("there is no target; name one with --target or --labels")
    }
    let features = ArrangedFeatures(summary)
    guard features.count >= SupervisedLocality.fewestPositions else {
      return .notApplicable(
        "fewer than \(SupervisedLocality.fewestPositions) numeric features that vary "
          + "(\(features.count)): there are too few arrangements")
    }
    let sample = summary.sample
    var rows = sample.target.indices.filter { !sample.target[$0].isNaN }
    if rows.count > SupervisedLocality.rowLimit {
      // Evenly over the source.
      let count = rows.count
      rows = (0..<SupervisedLocality.rowLimit).map {
        rows[$0 * count / SupervisedLocality.rowLimit]
      }
    }
    guard rows.count >= SupervisedLocality.fewestRows else {
      return .notApplicable(
        "\(NumberText.plural(rows.count, "row")) with a target: fewer than "
          + "\(SupervisedLocality.fewestRows)")
    }
    let target = SupervisedLocality.target(
      rows.map { sample.target[$0] }, isClassification: task == .classification)
    guard target.storage.contains(where: { $0 != target.storage[0] }) else {
      return .notApplicable("the target does not vary")
    }
    let averages = PooledRows(
      sample.features, rows: rows, features, limit: SupervisedLocality.positionLimit)
    guard averages.neighbours.graph.edgeCount > 0 else {
      return .notApplicable(
        "no two features that vary are neighbours in the layout \(features.layout)")
    }
    return .applicable(
      Input(
        features: averages.values, target: target, neighbours: averages.neighbours,
        averaged: averages.factor))
  }

  /// A number, or an indicator of each class that occurs.
  private static func target(_ values: [Double], isClassification: Bool) -> Matrix {
    guard isClassification else {
      return Matrix(rows: values.count, columns: 1, storage: values)
    }
    let classes = Set(values).sorted()
    return Matrix(
      columns: classes.map { label in values.map { $0 == label ? 1 : 0 } })
  }
}
