public import FathomData
public import FathomNumerics
public import FathomSummaries

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

  /// The triangular factor beside the correlations.
  public static let needs: SummaryNeeds = [.features, .factor]

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
      "conditionSevere", \.conditionSevere,
      meaning: "a condition index above it puts the digits of the estimates themselves in doubt",
      source: "Belsley, Kuh & Welsch 1980, Regression Diagnostics, 3.2: about 100 and more"),
    Threshold(
      "proportion", \.proportion,
      meaning: "two columns with at least this share of their variance on one index depend on "
        + "one another",
      source: "Belsley, Kuh & Welsch 1980, Regression Diagnostics, 3.2: 0.5"),
    Threshold(
      "clusterSimilarity", \.clusterSimilarity,
      meaning:
        "predictors belong together whose mean correlation or partial correlation is at least this, in size",
      source:
        "Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 3.2: 0.5 is large"),
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
  /// Condition index from which dependencies are severe.
  public var conditionSevere = 100.0
  /// Share of a variance that counts.
  public var proportion = 0.5
  /// Mean correlation or partial correlation of predictors that belong together.
  public var clusterSimilarity = 0.5
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
    /// Complete rows in memory, `m × p`, all or a sample of them; without rows where there are none.
    public var sample = Matrix(rows: 0, columns: 0)
    /// What the design columns and the target have in common; nil without a target.
    public var target: TargetCorrelations?
    /// Rows of a sample that stands for all; nil where the factor is that of all complete rows.
    public var sampledRows: Int?
    /// What was done about missing values.
    public var missing = Evidence.MissingValues(method: .completeCases, columns: [])
    /// Columns that are no predictors, and why.
    public var leftOut = [Evidence.LeftOut]()

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

  /// This many rows are enough for a standard error that is right to a hundredth.
  private static let sampledRows = 20_000

  /// Takes what is measured from the summary, or says why nothing can be.
  public func input(from summary: Summary) -> Applicability<Input> {
    let columns = summary.factorColumns
    let (terms, names) = summary.design.restricted(to: columns)
    let leftOut = Collinearity.leftOut(summary, kept: terms)
    guard terms.count >= 2 else {
      return .notApplicable(
        "fewer than two features (\(terms.count)): nothing to be collinear with"
          + (summary.design.terms.count >= 2
            ? "; the others lack values and were left out (--missing drop-columns)" : ""))
    }
    let rows =
      summary.missingPolicy == .completeCases ? summary.completeRows : summary.rows.used
    let missing = Evidence.MissingValues(
      method: summary.missingPolicy, columns: Collinearity.missingColumns(summary))
    guard rows >= 3 else {
      return .notApplicable(
        "only \(NumberText.plural(rows, "row")) without a missing value: too few"
          + Collinearity.remedy(missing))
    }
    var input = Input(
      factor: summary.factor, rows: rows,
      incompleteRows: summary.rows.used - rows, columnNames: names, terms: terms,
      layout: summary.schema.layout)
    input.missing = missing
    input.leftOut = leftOut
    if input.factor == nil {
      // No more rows than columns, or too many columns to factor: then those of a sample.
      let all = Collinearity.presentRows(summary, limit: .max)
      guard all.rows >= 3 else {
        return .notApplicable(
          "too few complete rows in memory for \(NumberText.count(names.count)) columns")
      }
      input.wide = all
    } else {
      input.sample = Collinearity.presentRows(
        summary,
        limit: min(summary.limits.sampledGridCells, Collinearity.sampledRows * columns.count))
      input.target = summary.targetCorrelations
    }
    let behind = input.factor?.rows ?? input.wide?.rows ?? rows
    input.sampledRows = behind < rows ? behind : nil
    return .applicable(input)
  }

  /// Columns that might have been predictors, and why they are none.
  private static func leftOut(
    _ summary: Summary, kept: [Design.Term]
  ) -> [Evidence.LeftOut] {
    let isKept = Set(kept.map(\.column))
    let isTerm = Set(summary.design.terms.map(\.column))
    return summary.schema.columns.indices.compactMap { index in
      let column = summary.schema.columns[index]
      if isTerm.contains(index) {
        return isKept.contains(index)
          ? nil
          : Evidence.LeftOut(
            name: column.name, reason: "lacks values, and --missing drop-columns leaves it out")
      }
      guard column.type == .categorical, column.role == .excluded else { return nil }
      return Evidence.LeftOut(name: column.name, reason: column.roleReason ?? "it was excluded")
    }
  }

  private static func missingColumns(_ summary: Summary) -> [Evidence.MissingValues.Column] {
    let found = summary.design.terms.compactMap { term -> Evidence.MissingValues.Column? in
      let missing = summary.rows.used - summary.moments[term.range.lowerBound].count
      return missing > 0 ? .init(name: term.name, missing: missing) : nil
    }
    // A stable order: the columns' own where the counts agree.
    return found.enumerated().sorted {
      ($1.element.missing, $0.offset) < ($0.element.missing, $1.offset)
    }
    .map(\.element)
  }

  /// What to do about missing values; empty where complete cases are not the matter.
  static func remedy(_ missing: Evidence.MissingValues) -> String {
    guard missing.method == .completeCases, let worst = missing.columns.first else { return "" }
    return
      "; \(NumberText.quoted(worst.name)) alone lacks \(NumberText.count(worst.missing)): leave it out "
      + "(--exclude), or use --missing drop-columns or mean"
  }

  /// Rows in memory without a missing value, `m × p`, over the columns behind the factor.
  ///
  /// - Parameter limit: this many values at most; a seeded choice of the rows where there are more.
  private static func presentRows(_ summary: Summary, limit: Int) -> Matrix {
    let sample = summary.sample
    let columns = summary.factorColumns
    var rows = Array(0..<sample.features.rows)
    if summary.missingPolicy == .completeCases { rows = CompleteRows(sample.features).rows }
    let wanted = max(1, limit / max(1, columns.count))
    if rows.count > wanted {
      let share = Double(wanted) / Double(rows.count)
      let hashLimit = UInt64((share * 0x1p64).rounded(.down))
      rows = rows.filter { RandomStream.rowHash(seed: 0, row: sample.rowNumbers[$0]) < hashLimit }
    }
    var features = sample.features.selecting(rows: rows, columns: columns)
    guard summary.missingPolicy == .mean else { return features }
    for (place, column) in columns.enumerated() {
      let mean = summary.moments[column].mean
      for row in 0..<features.rows where features[row, place].isNaN { features[row, place] = mean }
    }
    return features
  }
}
