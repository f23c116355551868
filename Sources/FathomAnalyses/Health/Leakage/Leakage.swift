public import FathomData
public import FathomSummaries

/// Asks whether a column gives the target away.
///
/// **Question.** A feature that is only known once the target is, or is made from it, predicts far too well: what is
/// learned from it is worth nothing on the day that it is needed. Is there one?
///
/// **Method.** Each column alone predicts the target: the largest class, or the mean, of each of 64 quantile bins, or of
/// each level, with one more for missing cells, on the half of the rows that did not make the bins. The measure is the
/// share of the errors of guessing that is removed. Columns that are strong alone are compared with all others together,
/// by a quick race; numbers are searched for exact relations with the target, also between logarithms. Identifiers and
/// dates, which are no features, are measured by their order, identifiers also by their first letters; of several classes the
/// one that is told best counts. Identifiers that follow the order of the rows, or count them, only number them.
///
/// **Assumptions.** Rows are exchangeable, or come in the groups that were named. Whether a strong column is known in
/// time no data can say: only who knows where it comes from.
///
/// **Units.** Shares of the errors of guessing (classes) or of the variance (numbers).
///
/// **Failure.** Not applicable without a target, on sequences, grids and images, and below 40 rows.
///
/// **References.** See ``info``.
public struct Leakage: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "leakage", title: "Leakage",
    question: "Does a column give the target away?",
    references: [
      "Kaufman, Rosset, Perlich & Stitelman 2012, ACM Trans. Knowl. Discov. Data 6:15 (leakage)",
      "Kapoor & Narayanan 2023, Patterns 4:100804 (eight kinds of leakage in 17 fields)",
      "Cochran 1977, Sampling Techniques, 6.4 (the interval of a ratio)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<Leakage>] = [
    Threshold(
      "aloneBad", \.aloneBad,
      meaning:
        "share of the errors of guessing from which on a column alone gives classes away, and leaves the race",
      source: "fathom: none of 33 clean tables (the largest 0.93, iris), copies from 0.95 on"),
    Threshold(
      "aloneCaution", \.aloneCaution,
      meaning:
        "share from which on it does if all other columns together remove less than half as much",
      source: "fathom: 38 of 117 real columns at 0.85 or more, nearly all of them leaks"),
    Threshold(
      "numbersBad", \.numbersBad,
      meaning: "the same as aloneBad for numbers: share of the variance",
      source: "fathom: measurements of one size explain up to 0.97 of one another"),
    Threshold(
      "numbersCaution", \.numbersCaution,
      meaning: "the same as aloneCaution for numbers",
      source: "fathom: measurements of one size explain up to 0.97 of one another"),
    Threshold(
      "company", \.company,
      meaning:
        "a column has company, and is not accused, where all others leave at most so many times the errors that it leaves",
      source: "fathom: interest rates and share prices 2.7 to 3.6, leaks from 6 on"),
    Threshold(
      "orderAlone", \.orderAlone,
      meaning: "share from which on the order of identifiers or dates gives classes away",
      source: "fathom: seasons explain up to 0.31, planted orders 0.76"),
  ]

  /// The share of a column that gives classes away.
  public var aloneBad = 0.95
  /// The share of one that may, where the others say little.
  public var aloneCaution = 0.85
  /// The share of a column that gives numbers away.
  public var numbersBad = 0.98
  /// The share of one that may, where the others say little.
  public var numbersCaution = 0.95
  /// How many times its errors all others may leave.
  public var company = 4.0
  /// The share of an order that gives the target away.
  public var orderAlone = 0.5

  /// The analysis with its defaults.
  public init() {}

  /// Fewer rows than this are not divided.
  static let fewestRows = 40
  /// More rows are not looked at.
  static let mostRows = 20_000
  /// More values are not looked at.
  static let mostValues = 8_000_000
  /// Rows of the quick race at most.
  static let racedRows = 4_000
  /// Seconds of the quick race on the reference machine.
  static let racedSeconds = 2.0

  /// Tables with a target.
  public static func concerns(_ schema: Schema) -> Bool {
    schema.images == nil && schema.layout == .table && schema.task != nil
  }

  /// What a column is that may give the target away.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A feature that is the target in other words.
    case copy
    /// A feature.
    case proxy
    /// No feature: names of rows, by their order or their first letters.
    case identifier
    /// No feature: a date or time, by its order.
    case timestamp
    /// A feature whose missing cells say as much as its values.
    case missingness
    /// Levels that recur, such as patients: rows that belong together.
    case group
  }

  /// What is read.
  public struct Input: Sendable {
    var candidates: [Candidate]
    /// The rows that families of models are compared on; nil where they cannot be.
    var labelled: LabelledInput?
    /// The columns of the dataset behind the features of ``labelled``.
    var labelledColumns: [Int]
    var numbers: ExactRelations.Input?
    var isClassification: Bool
    /// Rows that were looked at.
    var rows: Int
    var available: Int
  }

  /// One column in the rows in which it and the target are known.
  struct Candidate: Sendable {
    var name: String
    var column: Int
    /// Which of several readings, such as order and first letters, is in ``values``.
    var kind: Kind
    /// The values, or the numbers of levels; NaN where missing.
    var values: [Double]
    /// Whether values are levels, which have no order.
    var isLevels: Bool
    /// A number, or the code of a class.
    var target: [Double]
    /// Which half each row is in.
    var half: [Bool]
    /// Whether the user said that it is to stay.
    var isIncluded = false
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// Rows with a target.
    public var rows: Int
    /// Rows that were looked at.
    public var sampledRows: Int
    /// Whether the target has classes.
    public var isClassification: Bool
    /// The share of rows that guessing gets right; 0 for numbers.
    public var guessing: Double
    /// One entry a column, in their order.
    public var columns: [LeakColumn]
    /// The features that are strong enough alone to be compared with all others together.
    public var strong: [String]
    /// The share of guessing's errors that all other features together remove; null where none is strong.
    @NullCodable public var rest: Double?
    /// Exact relations of the target with numbers.
    public var exact: [Relation]
    /// What is scored by the quick race; null where none was held.
    @NullCodable public var metric: String?
    /// The score with all features; null where no quick race was held.
    @NullCodable public var scoreWith: Double?
    /// The score without the strong ones and those of exact relations.
    @NullCodable public var scoreWithout: Double?

    /// What one column says alone.
    public struct LeakColumn: Codable, Sendable, Equatable {
      /// The column's name.
      public var name: String
      /// What it is.
      public var kind: Kind
      /// The share of guessing's errors that it removes alone; of identifiers and dates for one class against the others
      /// where that is more.
      public var alone: Double
      /// The 95 % interval of that over rows; null where there is none.
      @NullCodable public var aloneInterval: [Double]?
      /// The area under the ROC curve; null unless there are two classes.
      @NullCodable public var auc: Double?
      /// Whether the user said that it is to stay (`--include`).
      public var isIncluded: Bool
    }

    /// Numbers that make the target.
    public struct Relation: Codable, Sendable, Equatable {
      /// The columns.
      public var columns: [String]
      /// How they make it.
      public var relation: String
    }
  }
}
