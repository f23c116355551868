public import FathomData
public import FathomSummaries

/// Asks whether a second file is like the first, and apart from it.
///
/// **Question.** A model that is learned from one file is tested on another, or used on it. Are rows of the one in the other,
/// have columns moved, and does the target depend on the columns as it did?
///
/// **Method.** Rows of the second file are looked up among those of the first by hashes of the features that both have; as
/// in ``Repeats``, rows that agree by chance are told from copies by how many differ in one feature. Each column is compared
/// by the population stability index less what chance gives it; of the target in each bin of a column the change beside the
/// change of its mean is compared with its variance. Images are compared by their pixels, and by brightness and size.
///
/// **Assumptions.** Rows are exchangeable within each file.
///
/// **Units.** Rows; the stability index; shares of the target's variance.
///
/// **Failure.** Not applicable without a second file (`--test`), or splits of images.
///
/// **References.** See ``info``.
public struct SecondFile: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "secondFile", title: "Second file",
    question: "Is the second file like the first, and apart from it?",
    references: [
      "Siddiqi 2006, Credit Risk Scorecards, Wiley (the population stability index)",
      "Yurdakul & Naranjo 2020, J. Risk Model Validation 14:1 (what chance gives it)",
      "Moreno-Torres et al. 2012, Pattern Recognition 45:521 (kinds of shift)",
      "Barz & Denzler 2020, J. Imaging 6:41 (duplicates in test sets)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<SecondFile>] = [
    Threshold(
      "overlap", \.overlap,
      meaning: "share of the second file's rows that are in the first from which on they are named",
      source: "fathom: as repeats.share"),
    Threshold(
      "overlapBad", \.overlapBad, meaning: "share from which on scores on it mean nothing",
      source: "Barz & Denzler 2020: 3.3 % of CIFAR-10's test images have a duplicate in training"),
    Threshold(
      "shift", \.shift,
      meaning: "stability index of a column, less what chance gives it, from which on it has moved",
      source: "Siddiqi 2006: from 0.1 on; fathom: 0.05 and less in random halves"),
    Threshold(
      "shiftBad", \.shiftBad, meaning: "index from which on it has moved far",
      source: "Siddiqi 2006: above 0.25 a major shift"),
    Threshold(
      "concept", \.concept,
      meaning:
        "change of the target given a column, as a share of its variance, from which on it depends otherwise",
      source: "fathom: 0.05 and less in random halves, planted 0.6 and more"),
    Threshold(
      "conceptBad", \.conceptBad, meaning: "change from which on scores on it mean nothing",
      source: "fathom: 0.05 and less in random halves, planted 0.6 and more"),
    Threshold(
      "newLevels", \.newLevels,
      meaning: "share of rows with levels that the first file lacks from which on they are named",
      source: "fathom: rare levels are in one of two random halves"),
  ]

  /// The share of rows that are in both from which on they are named.
  public var overlap = 0.005
  /// The share from which on they are serious.
  public var overlapBad = 0.033
  /// The stability index from which on a column has moved.
  public var shift = 0.1
  /// The index from which on it has moved far.
  public var shiftBad = 0.25
  /// The change of the target given a column from which on it is named.
  public var concept = 0.1
  /// The change from which on it is serious.
  public var conceptBad = 0.25
  /// The share of rows with new levels that is named.
  public var newLevels = 0.01

  /// The analysis with its defaults.
  public init() {}

  /// The features, and which rows agree.
  public static let needs: SummaryNeeds = [.features, .repeats]

  /// Up to so many row numbers are in the evidence.
  static let mostRows = 10_000

  /// What is read.
  public struct Input: Sendable {
    /// Whether these are columns of tables rather than properties of images.
    var isTable: Bool
    var columns: [PairedColumn]
    /// The target of the first file.
    var target: String?
    /// Columns of one file that the other lacks.
    var onlyFirst: [String]
    var onlySecond: [String]
    var overlap: RowOverlap
    var groups: [GroupOverlap]
    /// The target of the rows in memory, in codes that both have; nil for no target in one of them.
    var targets: (first: [Double], second: [Double])?
    /// How many classes both have together; nil for numbers.
    var classes: Int?
    var rows: (first: Int, second: Int)
    /// Rows of the second file that could not be read.
    var rejected: Int
    /// The number of each row in memory of the second file, and which place that is.
    var numbers: [Int]
    var rowPlaces: RowPlaces?
  }

  /// A column in the rows in memory of both files.
  struct PairedColumn: Sendable {
    var name: String
    /// NaN where missing; of levels codes that both have.
    var first: [Double]
    var second: [Double]
    /// The names of the levels, of which those from ``known`` on are in the second file only; nil for numbers.
    var levels: [String]?
    var known = 0
    var isTarget = false
    /// Whether it is a feature of the first file: names of rows and groups are others in every file.
    var isFeature = true
  }

  /// Rows of the second file that belong to groups of the first.
  struct GroupOverlap: Sendable {
    var column: String
    var share: Double
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The target of the first file; null for none.
    @NullCodable public var target: String?
    /// Rows of the first file.
    public var firstRows: Int
    /// Rows of the second one.
    public var secondRows: Int
    /// Rows of the second file that could not be read.
    public var secondRejected: Int
    /// Columns that only the first file has.
    public var onlyFirst: [String]
    /// Columns that only the second file has.
    public var onlySecond: [String]
    /// Rows that are in both.
    public var overlap: Overlap
    /// One entry a column that both have.
    public var columns: [ColumnChange]

    /// Rows of the second file that are in the first.
    public struct Overlap: Codable, Sendable, Equatable {
      /// How many.
      public var rows: Int
      /// Their share of the second file's rows.
      public var share: Double
      /// Pairs of different rows of both files that differ in one feature; null where no row is in both.
      @NullCodable public var oneColumnPairs: Double?
      /// Whether chance explains them.
      public var isNatural: Bool
      /// Whether all rows of both were compared.
      public var isComplete: Bool
      /// Which they are, from 0, in the second file; up to 10,000.
      public var secondRows: [Int]
      /// How many more are nearly the same as one of the first, beyond chance.
      public var near: Int
      /// Their share of the second file's rows.
      public var nearShare: Double
      /// Which they are, from 0; up to 10,000.
      public var nearRows: [Int]
      /// Groups, named or proposed, that have rows in both.
      public var groups: [Group]
    }

    /// A column that names groups.
    public struct Group: Codable, Sendable, Equatable {
      /// The column.
      public var column: String
      /// The share of the second file's rows whose group is in the first.
      public var share: Double
    }

    /// How a column changed.
    public struct ColumnChange: Codable, Sendable, Equatable {
      /// The column.
      public var name: String
      /// Whether it is the target.
      public var isTarget: Bool
      /// The population stability index, less what chance gives it; null where nothing tells.
      @NullCodable public var psiLessChance: Double?
      /// How unlikely that is by chance, as a normal deviate.
      @NullCodable public var z: Double?
      /// The share of missing cells in both.
      public var missing: [Double]
      /// The share of the second file's rows with a level that the first lacks; 0 for numbers, and for what is no feature.
      public var newLevels: Double
      /// A factor between units that undoes most of the shift; null for none.
      @NullCodable public var unitFactor: Double?
      /// By how much the target given the column changed, beside its mean, as a share of its variance; null without a target.
      @NullCodable public var conceptShare: Double?
      /// By how many of its standard deviations under no change.
      @NullCodable public var conceptZ: Double?
    }
  }
}
