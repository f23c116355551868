public import FathomData
public import FathomSummaries

/// Asks whether each row is there once, with one label.
///
/// **Question.** Do rows repeat others, exactly or nearly, and do rows that agree in all features have different targets?
///
/// **Method.** Rows are compared by hashes of all features, text and dates included, identifiers apart. Where chance explains
/// that rows agree, many more agree in all features but one; copies do not (``RepeatedRows``). Near repeats are rows whose
/// nearest others are far closer than the next ones, in quantiles of the numbers and indicators of the levels
/// (``NearRepeats``). What agrees in all features bounds every score: the most frequent class of each group, or its mean.
///
/// **Assumptions.** None of the rows; that copies are wrong is a guess: whoever measured twice has reasons.
///
/// **Units.** Rows and pairs of rows.
///
/// **Failure.** Not applicable to images, whose repeats ``ImageHealth`` finds by their pixels, nor without features.
///
/// **References.** See ``info``.
public struct Repeats: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "repeats", title: "Repeated rows",
    question: "Is each row there once, with one label?",
    references: [
      "Barz & Denzler 2020, J. Imaging 6:41 (duplicates in test sets)",
      "Feller 1968, An Introduction to Probability Theory, II.3 (the birthday problem)",
      "Facco, d'Errico, Rodriguez & Laio 2017, Sci. Rep. 7:12140 (the ratio of the distances of two neighbours)",
      "Dasgupta & Freund 2008, STOC 40:537 (random projection trees)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<Repeats>] = [
    Threshold(
      "share", \.share, meaning: "share of rows from which on repeats or conflicts are named",
      source: "fathom: no clean table of 33 is accused at half of this"),
    Threshold(
      "seriousShare", \.seriousShare, meaning: "share of rows from which on they are serious",
      source: "Barz & Denzler 2020: 3.3 % of CIFAR-10's test images have a duplicate in training"),
    Threshold(
      "fewestRows", \.fewestRows, meaning: "fewer rows are not accused",
      source: "fathom: one pair in a table is no pattern"),
    Threshold(
      "nearRatio", \.nearRatio,
      meaning: "a near repeat is closer than this share of the distance of the next row",
      source: "Facco et al. 2017: without copies the ratio of two neighbours has no mass near 0"),
    Threshold(
      "nearGrowth", \.nearGrowth,
      meaning:
        "near repeats are natural where a ratio that is 5/3 as wide finds so many times as many",
      source: "Facco et al. 2017: without copies 5/3 to the power of the dimension; with copies 1"),
  ]

  /// The share of rows from which on repeats are named.
  public var share = 0.005
  /// The share from which on they are serious.
  public var seriousShare = 0.033
  /// The least rows that are accused.
  public var fewestRows = 4.0
  /// How much closer a near repeat is than the next row.
  public var nearRatio = 0.3
  /// How many times as many natural near repeats a wider ratio finds.
  public var nearGrowth = 1.45

  /// The analysis with its defaults.
  public init() {}

  /// Up to so many row numbers are in the evidence.
  public static let mostRows = 10_000

  /// Tables, sequences and grids; images have pixels to be compared.
  public static func concerns(_ schema: Schema) -> Bool { schema.images == nil }

  /// The hashes of the rows, beside the features.
  public static let needs: SummaryNeeds = [.features, .repeats]

  /// What is read.
  public struct Input: Sendable {
    var repeated: RepeatedRows
    /// Rows with a target, or all of them without one.
    var rows: Int
    /// The identifiers, which do not count.
    var identifiers: [String]
    /// The classes with their rows; empty without.
    var classes: [ClassCount]
    /// The target in rows of memory, by the number of the row; empty without a target.
    var targets: [Int: Double]
    var isClassification: Bool
    var rowPlaces: RowPlaces?
    var near: NearRepeats.Input?
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// Rows with a target, or all rows without one.
    public var rows: Int
    /// Whether all of them were compared; else those of which hashes fit into memory, and counts are estimates.
    public var isComplete: Bool
    /// Columns that number the rows and do not count.
    public var exceptColumns: [String]
    /// Pairs of rows that agree in all features and the target.
    public var equalPairs: Double
    /// Different rows, by their features, that are there more than once.
    public var groups: Double
    /// Pairs of different rows that agree in all features but one; null where no rows agree.
    @NullCodable public var oneColumnPairs: Double?
    /// Whether chance explains that rows agree: at least as many pairs differ in one feature as rows are there more than once.
    public var isNatural: Bool
    /// Rows that repeat an earlier one.
    public var repeated: Int
    /// Their share of the rows.
    public var repeatedShare: Double
    /// The rows that agree with another in all features and the target, from 0: all of a group, up to 10,000 rows.
    public var repeatedRows: [Int]
    /// Rows that agree with another in all features and differ from it in the target.
    public var conflicting: Int
    /// Their share of the rows.
    public var conflictingShare: Double
    /// Which they are, from 0, up to 10,000.
    public var conflictingRows: [Int]
    /// The accuracy that nobody exceeds, because rows that agree have different classes; null for numbers.
    @NullCodable public var accuracyCeiling: Double?
    /// The R² that nobody exceeds; null for classes.
    @NullCodable public var r2Ceiling: Double?
    /// Rows whose neighbours were looked at; 0 where that was not possible.
    public var nearCompared: Int
    /// Rows that there was no room to compare so.
    public var nearPassedOver: Int
    /// Pairs of near repeats.
    public var nearPairs: Int
    /// The same by a ratio that is 5/3 as wide.
    public var nearPairsWider: Int
    /// The near repeats, from 0, up to 10,000 rows.
    public var nearRows: [Int]
    /// The same in groups of rows that belong together, as lines of the file from 1.
    public var nearGroups: [[Int]]
    /// The share of each class that repeats an earlier row; empty for numbers.
    public var byClass: [RepeatedClass]
    /// The first groups of repeats of any kind, as lines of the file from 1.
    public var examples: [[Int]]

    /// How many rows of a class repeat others.
    public struct RepeatedClass: Codable, Sendable, Equatable {
      /// The class.
      public var `class`: String
      /// The share of its rows that repeat an earlier one.
      public var share: Double
    }
  }
}
