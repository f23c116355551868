public import FathomData
public import FathomSummaries

/// Asks whether the cells say what they should.
///
/// **Question.** Are levels written in more than one way, do numbers or dates stand for missing values, are cells of
/// another kind among numbers, and does it say something that a cell is missing?
///
/// **Method.** Levels are compared without case, accents, blanks and marks that carry no meaning (``LevelVariants``), and
/// by one letter where one is much rarer than the other. A value of a fixed list that recurs, at an end of the column, far
/// from all others, stands for a missing one (``SpecialValues``). Missing cells are compared with the target by Cramér's V,
/// corrected for bias, of a number by the correlation with its ranks; columns whose cells are missing in the same rows are
/// named together (``MissingCells``).
///
/// **Assumptions.** Rows are exchangeable. What a value means is guessed from where it lies, not from a dictionary.
///
/// **Units.** Cells, shares of cells; gaps in interquartile ranges.
///
/// **Failure.** Not applicable to images. Rows in memory are looked at: all where they fit, else a seeded sample.
///
/// **References.** See ``info``.
public struct Cells: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "cells", title: "What the cells say",
    question: "Do the cells say what they should?",
    references: [
      "Damerau 1964, Communications of the ACM 7:171 (four of five misspellings are one letter)",
      "Tukey 1977, Exploratory Data Analysis (fences at 1.5 interquartile ranges)",
      "Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, ch. 7",
      "Bergsma 2013, Journal of the Korean Statistical Society 42:323 (Cramér's V without bias)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<Cells>] = [
    Threshold(
      "specialShare", \.specialShare,
      meaning: "a value that more of the cells hold is a level, not a sign of a missing value",
      source: "fathom: in 2,293 real tables what recurs more often is a code with a meaning"),
    Threshold(
      "specialGap", \.specialGap,
      meaning: "interquartile ranges between a special value and all others",
      source: "Tukey 1977: what lies 1.5 interquartile ranges away is outside"),
    Threshold(
      "typoLetters", \.typoLetters,
      meaning: "levels of fewer letters are not compared by one letter",
      source: "fathom: shorter names of different things often differ in one letter"),
    Threshold(
      "typoShare", \.typoShare,
      meaning: "how much rarer a typing error is than what was meant",
      source: "fathom: 0.1 finds all planted errors and accuses no clean table"),
    Threshold(
      "missingSmall", \.missingSmall,
      meaning: "V from here on: that a cell is missing says something about the target",
      source: "Cohen 1988: w 0.1 is a small effect"),
    Threshold(
      "missingLarge", \.missingLarge, meaning: "V from here on: it says much",
      source: "Cohen 1988: w 0.3 is a medium effect"),
    Threshold(
      "significance", \.significance,
      meaning: "level at which V is more than chance, over all columns together",
      source: "fathom: 0.001 leaves no false alarm in 1,000 columns without effect"),
    Threshold(
      "nearlyConstant", \.nearlyConstant,
      meaning: "a column that holds one value in a larger share of its rows is nearly constant",
      source: "fathom: 0.9985 spares rare events of which some can be learned"),
  ]

  /// The share of cells above which a value is a level.
  public var specialShare = 0.25
  /// Interquartile ranges between a special value and all others.
  public var specialGap = 1.5
  /// The least letters of levels that are compared by one letter.
  public var typoLetters = 7.0
  /// The largest count of a typing error, as a share of that of what was meant.
  public var typoShare = 0.1
  /// V from which on missing cells say something about the target.
  public var missingSmall = 0.1
  /// V from which on they say much.
  public var missingLarge = 0.3
  /// Level of the test of V.
  public var significance = 0.001
  /// The share of one value above which a column is nearly constant.
  public var nearlyConstant = 0.9985

  /// The analysis with its defaults.
  public init() {}

  /// Tables; the positions of images are no columns.
  public static func concerns(_ schema: Schema) -> Bool { schema.images == nil }

  /// What is known of the columns.
  public struct Input: Sendable {
    var columns: [InputColumn]
    /// The rows in memory.
    var rows: Int
    var target: MissingCells.Target?
    var targetName: String?
    /// The share of the columns that could be features, of one column.
    var share: Double
  }

  /// What is known of one column.
  struct InputColumn: Sendable {
    var name: String
    var isTarget = false
    /// Its levels with their counts; empty without.
    var levels: [LevelVariants.Level] = []
    /// Whether its levels are too many, and none of its cells were sampled.
    var hasUncountedLevels = false
    /// Its numbers in the rows in memory, NaN where missing; nil where they are none.
    var numbers: [Double]?
    /// Whether its name is that of a time, or of a part of one that may be a year.
    var isTime = false
    /// Some of its dates, in days since the start of 1970, and how they are written.
    var days: [(day: Double, text: String)] = []
    /// Which of the rows in memory lack a value; nil where none does, or it is not known.
    var missing: [Bool]?
    /// Cells that are no numbers in a column of numbers, or no dates among dates, and the lines of the first.
    var otherCells = 0
    var otherLines: [Int] = []
    /// Whether the column was left out because of them.
    var isLeftOut = false
    var isIdentifier = false
  }
}
