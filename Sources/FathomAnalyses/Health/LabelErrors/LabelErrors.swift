public import FathomData
public import FathomSummaries

/// Asks which labels are probably wrong.
///
/// **Question.** Wrong labels put a ceiling on every score and decide between models that are close. Which rows have one?
///
/// **Method.** A linear model, boosted trees and a kernel machine predict each row from others (cross-validation). Rows
/// whose label they find unlikely are left out, and all rows are predicted once more, so that wrong labels are not learned.
/// The label of a row is doubted where its held-out probability is small and another class is likely
/// (``ClassSuspects``); a number where it lies far from what is predicted, beyond a gap (``NumberSuspects``). What one column
/// alone says against labels is said against the column as well: others must agree.
///
/// **Assumptions.** Labels are wrong whatever the features are, within a class. Rows are exchangeable, or come in the groups
/// that were named: these are held out whole.
///
/// **Units.** Shares of rows; probabilities; distances in robust standard deviations.
///
/// **Failure.** Not applicable without a target, below 100 rows, and where levels of the target are one class written in
/// several ways. Where classes overlap, wrong labels look like chance: it cannot be told, and never counts as good.
///
/// **References.** See ``info``.
public struct LabelErrors: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "labelErrors", title: "Wrong labels",
    question: "Which labels are probably wrong?",
    references: [
      "Northcutt, Jiang & Chuang 2021, JAIR 70:1373 (confident learning)",
      "Northcutt, Athalye & Mueller 2021, NeurIPS Datasets and Benchmarks (3.3 % of labels in ten test sets)",
      "Brodley & Friedl 1999, JAIR 11:131 (rows that models predict wrongly are left out and all are predicted again)",
      "Guo, Pleiss, Sun & Weinberger 2017, ICML, 1321 (temperature scaling)",
      "Rousseeuw & Croux 1993, JASA 88:1273 (the median absolute deviation)",
      "Clopper & Pearson 1934, Biometrika 26:404 (the interval of a share)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<LabelErrors>] = [
    Threshold(
      "sure", \.sure,
      meaning: "a label whose held-out probability is smaller is surely doubted",
      source: "fathom: 0 to 0.15 % of the rows of 33 clean tables, 0.57 to 5.8 % with wrong labels"),
    Threshold(
      "suspect", \.suspect,
      meaning:
        "a label whose held-out probability is smaller is listed, and above it, up to 0.2, as many as the share of wrong labels says",
      source: "Northcutt, Jiang & Chuang 2021: ranking by self-confidence"),
    Threshold(
      "claimRows", \.claimRows, meaning: "nothing is claimed of fewer sure rows",
      source: "fathom: up to 4 rows in clean tables"),
    Threshold(
      "claimShare", \.claimShare, meaning: "nor of a smaller share of the rows",
      source: "fathom: up to 0.15 % of the rows of clean tables"),
    Threshold(
      "stand", \.stand,
      meaning:
        "the share of all rows predicted as another class that must be predicted so with 90 % certainty, or classes overlap",
      source:
        "fathom: up to 0.27 in 267 real targets, 0.35 to 1 with wrong labels"),
    Threshold(
      "columnAlone", \.columnAlone,
      meaning:
        "a column that removes this share of the errors of guessing alone must not be the only one that doubts labels",
      source:
        "fathom: a strong test 0.82, a column made from the target 0.95, the features of wine 0.55"),
    Threshold(
      "farResidual", \.farResidual,
      meaning:
        "a number further from its prediction, in robust standard deviations, is surely doubted",
      source: "fathom: noise without heavy tails ends at 6"),
    Threshold(
      "suspectResidual", \.suspectResidual,
      meaning: "a number further than this is listed",
      source: "fathom: 1 of 1.7 million normal numbers lies further"),
    Threshold(
      "gap", \.gap,
      meaning:
        "so many times more numbers must lie beyond farResidual than between half of it and it, or tails are heavy",
      source:
        "fathom: as many for a Cauchy distribution, an eighth for Student's with 3 degrees of freedom"
    ),
    Threshold(
      "bad", \.bad, meaning: "the share of wrong labels from which on they are serious",
      source: "Northcutt, Athalye & Mueller 2021: the mean of ten test sets"),
  ]

  /// The held-out probability below which a label is surely doubted.
  public var sure = 0.02
  /// The one below which it is listed.
  public var suspect = 0.05
  /// The fewest sure rows.
  public var claimRows = 5.0
  /// The least share of them.
  public var claimShare = 0.003
  /// The least share of certain ones among all that are predicted as another class.
  public var stand = 0.35
  /// The share of the errors of guessing from which on a column is too strong to accuse alone.
  public var columnAlone = 0.6
  /// Robust standard deviations beyond which a number is surely doubted.
  public var farResidual = 8.0
  /// Those beyond which it is listed.
  public var suspectResidual = 5.0
  /// How many times more numbers lie beyond the gap than in it.
  public var gap = 1.5
  /// The share of wrong labels that is bad.
  public var bad = 0.033

  /// The analysis with its defaults.
  public init() {}

  /// Whatever has a target.
  public static func concerns(_ schema: Schema) -> Bool { schema.task != nil }

  /// What is read.
  public struct Input: Sendable {
    /// The rows that are looked at, with groups.
    var labelled: LabelledInput
    /// Where each row stands below the header, from 0, in a table or a list of images.
    var places: Places
    var target: String
    /// The columns behind the features; nil where these are positions.
    var columns: Columns?
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The target.
    public var target: String
    /// Whether it has classes.
    public var isClassification: Bool
    /// Rows with a target.
    public var rows: Int
    /// Rows that were looked at.
    public var sampledRows: Int
    /// Who predicted them.
    public var learners: [String]
    /// The column without which the doubts vanish; null where others agree with it.
    @NullCodable public var column: String? = nil
    /// Whether wrong labels can be told from chance.
    public var isTellable: Bool
    /// Why not, or what was found.
    public var reason: Reason
    /// Rows whose label is surely doubted.
    public var sureRows: Int
    /// Their share of the rows that were looked at.
    public var sureShare: Double
    /// Of the rows that are predicted as another class the share that is with 90 % certainty; of numbers, how many times
    /// more lie beyond the gap than in it; null where there is none.
    @NullCodable public var standing: Double?
    /// The share of labels that are probably wrong; null where it cannot be told.
    @NullCodable public var share: Double?
    /// The 95 % interval of that.
    @NullCodable public var shareInterval: [Double]?
    /// Rows whose label is doubted.
    public var suspects: Int
    /// The first of them, the least probable label first.
    public var suspectRows: [Suspect]
    /// How often each class seems to be written for which other one, the most frequent pair first; empty for numbers.
    public var byPair: [Pair]

    /// What became of it.
    public enum Reason: String, Codable, Sendable, CaseIterable {
      /// Enough labels stand out.
      case found
      /// Fewer labels are doubted than may be by chance.
      case few
      /// More are, but classes overlap.
      case overlap
      /// More are, but tails are heavy.
      case tails
      /// More are, but by one column alone, which may be wrong as well.
      case oneColumn
      /// The predictions of most rows are exact, or the learners failed.
      case degenerate
    }

    /// How often a class seems to be written for another one.
    public struct Pair: Codable, Sendable, Equatable {
      /// The label that the rows have.
      public var given: String
      /// The label that they should have.
      public var likely: String
      /// How many of the suspects.
      public var count: Int
    }
  }

  /// A row whose label is doubted.
  public struct Suspect: Codable, Sendable, Equatable {
    /// Its number below the header, from 0; of images their place in the list of files.
    public var row: Int
    /// The line of the file on which it starts, from 1; null where there are no lines.
    @NullCodable public var line: Int?
    /// The name of the image; null for tables.
    @NullCodable public var name: String?
    /// The label that it has; null for numbers, unless `--include-samples` asks for them.
    @NullCodable public var given: String?
    /// The label that it should have; the same for numbers.
    @NullCodable public var likely: String?
    /// The held-out probability of the label; for a number the largest share of ordinary ones that lie as far (Chebyshev).
    public var probability: Double
    /// The number and its prediction: for a file that is asked for, never in a report.
    public var numbers: Numbers? = nil

    /// A number and its prediction.
    public struct Numbers: Sendable, Equatable {
      /// What the row has.
      public var given: Double
      /// What is predicted.
      public var likely: Double
    }

    private enum CodingKeys: String, CodingKey {
      case row, line, name, given, likely, probability
    }
  }
}
