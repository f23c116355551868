public import FathomData
public import FathomNumerics

/// Asks whether the features repeat one another.
///
/// **Question.** Which features are redundant, and what does that do to a regression?
///
/// **Method.** From one QR of the standardised columns with an intercept: variance inflation
/// factors (GVIF for categories), and from the SVD of the columns scaled to unit length, *not*
/// centred, Belsley's condition indices and variance-decomposition proportions. Never from X′X or
/// an inverted correlation matrix, which lose half of the digits. Exact dependencies are found
/// first, named with their coefficients, and left out of the rest.
///
/// **Assumptions.** Complete cases over the features. Treatment contrasts for categories.
///
/// **Units.** Ratios without unit.
///
/// **Failure.** With no more rows than columns a plain VIF is undefined: rank and the regularised
/// VIF are given instead.
///
/// **References.** See ``info``.
public struct Collinearity: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "collinearity", title: "Collinearity",
    question: "Do the features repeat one another?",
    references: [
      "Belsley, Kuh & Welsch 1980, Regression Diagnostics, Wiley",
      "Fox & Monette 1992, J. Am. Stat. Assoc. 87:178 (GVIF)",
      "Marquardt 1970, Technometrics 12:591 (VIF, ridge)",
      "O'Brien 2007, Quality & Quantity 41:673 (a caution regarding rules of thumb)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<Collinearity>] = [
    Threshold(
      "vifCaution", \.vifCaution, meaning: "a VIF above it deserves a look",
      source: "James, Witten, Hastie & Tibshirani 2021, An Introduction to Statistical Learning, "
        + "3.3.3: 5 or 10"),
    Threshold(
      "vifBad", \.vifBad, meaning: "a VIF above it makes a coefficient unstable",
      source: "Marquardt 1970, Technometrics 12:591; O'Brien 2007 warns against using it alone"),
    Threshold(
      "conditionCaution", \.conditionCaution,
      meaning: "a condition index above it shows weak dependencies",
      source: "Belsley, Kuh & Welsch 1980, Regression Diagnostics, 3.2: 5 to 10"),
    Threshold(
      "conditionBad", \.conditionBad,
      meaning: "a condition index above it shows strong dependencies",
      source: "Belsley, Kuh & Welsch 1980, Regression Diagnostics, 3.2: 30 to 100"),
    Threshold(
      "proportion", \.proportion,
      meaning: "two columns with at least this share of their variance on one index depend on "
        + "one another",
      source: "Belsley, Kuh & Welsch 1980, Regression Diagnostics, 3.2: 0.5"),
    Threshold(
      "missingShare", \.missingShare,
      meaning: "a larger share of rows left out for a missing feature may bias the result",
      source: "Schafer 1999, Stat. Methods Med. Res. 8:3: 5 % or less is inconsequential"),
    Threshold(
      "ridgePenalty", \.ridgePenalty,
      meaning: "the penalty k of the regularised VIF, diag((R + kI)⁻¹)·(1 + k)",
      source: "Marquardt 1970, Technometrics 12:591: a small biasing constant between 0 and 1"),
  ]

  /// VIF from which a feature deserves a look.
  public var vifCaution = 5.0
  /// VIF from which a coefficient is unstable.
  public var vifBad = 10.0
  /// Condition index from which there are weak dependencies.
  public var conditionCaution = 10.0
  /// Condition index from which there are strong dependencies.
  public var conditionBad = 30.0
  /// Share of a variance that counts.
  public var proportion = 0.5
  /// Share of incomplete rows that may be ignored.
  public var missingShare = 0.05
  /// Penalty of the regularised VIF.
  public var ridgePenalty = 0.01

  /// The analysis with its defaults.
  public init() {}

  /// The features.
  public struct Input: Sendable {
    /// The factor of the complete rows; nil where there are no more rows than columns.
    public var factor: StandardisedFactor?
    /// For few rows: the complete rows, `n × p`.
    public var wide: Matrix?
    /// Complete rows.
    public var rows: Int
    /// Rows that lack some feature and were left out.
    public var incompleteRows: Int
    /// The design columns' names.
    public var columnNames: [String]
    /// The predictors and their design columns.
    public var terms: [Design.Term]
    /// The layout: among pixels collinearity is expected, and nothing is to be dropped.
    public var layout: Layout

    /// An input from its parts.
    public init(
      factor: StandardisedFactor?, wide: Matrix? = nil, rows: Int, incompleteRows: Int = 0,
      columnNames: [String],
      terms: [Design.Term], layout: Layout = .table
    ) {
      self.factor = factor
      self.wide = wide
      self.rows = rows
      self.incompleteRows = incompleteRows
      self.columnNames = columnNames
      self.terms = terms
      self.layout = layout
    }
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// Complete rows.
    public var rows: Int
    /// Rows that lack some feature and were left out.
    public var incompleteRows: Int
    /// The layout of the features.
    public var layout: Layout
    /// The predictors in the order of the columns.
    public var predictors: [Predictor]
    /// Largest condition index of [1, X]; null where a dependency is exact.
    @NullCodable public var conditionNumber: Double?
    /// Condition number of the centred, standardised columns; null where a dependency is exact.
    @NullCodable public var centredConditionNumber: Double?
    /// Condition indices of the columns without exact dependence, ascending.
    public var conditionIndices: [Double]
    /// For the indices in `varianceDecompositionRows`: the share of each column's variance.
    public var varianceDecomposition: [[Double]]
    /// Which condition index each row belongs to; all of them up to 200 columns.
    public var varianceDecompositionRows: [Int]
    /// The columns of the decomposition: the intercept, then the columns kept.
    public var designColumns: [String]
    /// Exact dependencies.
    public var dependencies: [Dependency]
    /// Predictors to drop, in this order.
    public var suggestedDrops: [String]
    /// Rank of [1, X].
    public var rank: Int
    /// Columns of [1, X].
    public var columns: Int
    /// Penalty of the regularised VIFs; null where plain VIFs are defined.
    @NullCodable public var ridgePenalty: Double?

    /// A predictor: a column of the data.
    public struct Predictor: Codable, Sendable, Equatable {
      /// The column's name.
      public var name: String
      /// VIF; for a category of several indicators GVIF^(1/Df), on the same scale.
      ///
      /// Null where the predictor takes part in an exact dependency, or where there are too few
      /// rows.
      @NullCodable public var vif: Double?
      /// 1 / VIF.
      @NullCodable public var tolerance: Double?
      /// Fox & Monette's generalised VIF.
      @NullCodable public var gvif: Double?
      /// Design columns of the predictor.
      public var degreesOfFreedom: Int
      /// GVIF^(1/(2·Df)), the scale on which Fox & Monette compare predictors.
      @NullCodable public var gvifScaled: Double?
      /// The regularised VIF, where plain ones are undefined.
      @NullCodable public var ridgeVif: Double?
    }

    /// A column that is an exact combination of others.
    public struct Dependency: Codable, Sendable, Equatable {
      /// The column.
      public var column: String
      /// Coefficients by column; the constant term is `(Intercept)`.
      public var combination: [String: Double]
    }
  }

  /// Up to this many columns all rows of the variance decomposition are kept.
  static let decompositionLimit = 200
  /// Above it, so many of the largest indices.
  static let decompositionRows = 20

  /// Takes what is measured from the summary, or says why nothing can be.
  public func input(from summary: Summary) -> Applicability<Input> {
    let p = summary.design.columnCount
    let numericOrCoded = summary.design.terms
    guard numericOrCoded.count >= 2 else {
      return .notApplicable(
        "fewer than two features (\(numericOrCoded.count)): nothing to be collinear with")
    }
    guard summary.completeRows >= 3 else {
      return .notApplicable(
        "only \(Words.plural(summary.completeRows, "row")) without a missing value: too few")
    }
    guard p <= summary.limits.factoredColumns || summary.completeRows <= p else {
      return .notApplicable(
        "\(Words.count(p)) columns, more than \(Words.count(summary.limits.factoredColumns))")
    }
    var wide: Matrix?
    if summary.factor == nil {
      guard summary.sample.isComplete else {
        return .notApplicable("\(Words.count(p)) columns and too many rows to hold in memory")
      }
      wide = Collinearity.completeRows(summary)
    }
    return .applicable(
      Input(
        factor: summary.factor, wide: wide, rows: summary.completeRows,
        incompleteRows: summary.rows.used - summary.completeRows,
        columnNames: summary.design.columnNames, terms: summary.design.terms,
        layout: summary.dataset.layout))
  }

  private static func completeRows(_ summary: Summary) -> Matrix {
    let features = summary.sample.features
    guard summary.completeRows < features.rows else { return features }
    var isComplete = [Bool](repeating: true, count: features.rows)
    for column in 0..<features.columns {
      for (row, value) in features.column(column).enumerated() where value.isNaN {
        isComplete[row] = false
      }
    }
    return features.selecting(rows: isComplete.indices.filter { isComplete[$0] })
  }
}
