public import FathomData
public import FathomNumerics

/// Asks whether there are enough rows.
///
/// **Question.** How many rows are there for each feature and class, and what do published rules ask for?
///
/// **Method.** Counts, rows and events per feature, effective features (the participation ratio of
/// the variances), intrinsic dimension from nearest neighbours, and rules with their sources.
///
/// **Assumptions.** Rows are independent; the share of the smallest class stays what it is.
///
/// **Units.** Rows.
///
/// **Failure.** Not applicable without features. Without a target, what can be said then is said.
///
/// **References.** See ``info``.
public struct SampleSize: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "sampleSize", title: "Sample size", question: "Are there enough rows?",
    references: [
      "Peduzzi et al. 1996, J. Clin. Epidemiol. 49:1373",
      "Harrell 2015, Regression Modeling Strategies, 2nd ed., Springer",
      "van der Ploeg, Austin & Steyerberg 2014, BMC Med. Res. Methodol. 14:137",
      "Goodfellow, Bengio & Courville 2016, Deep Learning, MIT Press",
      "Facco et al. 2017, Sci. Rep. 7:12140 (TwoNN)",
      "Levina & Bickel 2004, NIPS 17; MacKay & Ghahramani 2005 (maximum likelihood)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<SampleSize>] = [
    Threshold(
      "eventsPerVariable", \.eventsPerVariable,
      meaning: "fewer events a feature make a regression unstable",
      source: "Peduzzi et al. 1996, J. Clin. Epidemiol. 49:1373"),
    Threshold(
      "eventsPerVariableSafe", \.eventsPerVariableSafe,
      meaning: "as many events a feature make a regression stable",
      source: "Harrell 2015, Regression Modeling Strategies, 4.4: 15 to 20"),
    Threshold(
      "eventsPerVariableFlexible", \.eventsPerVariableFlexible,
      meaning: "flexible learners on tables may need more events a feature than this",
      source: "van der Ploeg, Austin & Steyerberg 2014, BMC Med. Res. Methodol. 14:137"),
    Threshold(
      "labelsPerClass", \.labelsPerClass,
      meaning: "as many labels in each class suffice for a network from scratch",
      source: "Goodfellow, Bengio & Courville 2016, Deep Learning, 1.2.2"),
  ]

  /// Events a feature below which a regression is unstable.
  public var eventsPerVariable = 10.0
  /// Events a feature from which a regression is stable.
  public var eventsPerVariableSafe = 20.0
  /// Events a feature that flexible learners may need.
  public var eventsPerVariableFlexible = 200.0
  /// Labels a class for a network from scratch.
  public var labelsPerClass = 5_000.0

  /// The analysis with its defaults.
  public init() {}

  /// The counts, and rows for the intrinsic dimension.
  public struct Input: Sendable {
    /// Usable rows; with a target, those whose target is there.
    public var rows: Int
    /// Feature columns.
    public var features: Int
    /// Design columns.
    public var parameters: Int
    /// The classes; empty for a regression or without a target.
    public var classes: [ClassCount]
    /// The task; nil without a target.
    public var task: Task?
    /// The layout.
    public var layout: Layout
    /// Covariances of the numeric features in common units, `p × p`; nil where not defined.
    public var covariances: Matrix?
    /// Complete rows of the numeric features in common units, `n × p`.
    public var points: Matrix
    /// Whether the features were standardised because their spreads differ too much for common units.
    public var isStandardised: Bool
    /// Complete rows of the design for the learning curve, `m × p`; no rows where none is wanted.
    public var training: Matrix
    /// The target of each of them: a number, or the code of a class.
    public var target: [Double]

    /// An input from its parts.
    public init(
      rows: Int, features: Int, parameters: Int, classes: [ClassCount] = [], task: Task? = nil,
      layout: Layout = .table, covariances: Matrix? = nil,
      points: Matrix = Matrix(rows: 0, columns: 0), isStandardised: Bool = false,
      training: Matrix = Matrix(rows: 0, columns: 0), target: [Double] = []
    ) {
      self.rows = rows
      self.features = features
      self.parameters = parameters
      self.classes = classes
      self.task = task
      self.layout = layout
      self.covariances = covariances
      self.points = points
      self.isStandardised = isStandardised
      self.training = training
      self.target = target
    }
  }

  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The layout of the features.
    public var layout: Layout
    /// Rows that can be learned from.
    public var rows: Int
    /// Feature columns.
    public var features: Int
    /// Columns after encoding: the coefficients of a linear model without its intercept.
    public var parameters: Int
    /// Participation ratio of the variances, (Σλ)² / Σλ²; null where not defined.
    @NullCodable public var effectiveFeatures: Double?
    /// Whether the features were standardised for it and for the intrinsic dimension.
    public var isStandardised: Bool
    /// Rows a feature.
    @NullCodable public var rowsPerFeature: Double?
    /// How many classes; null without classes.
    @NullCodable public var classes: Int?
    /// Rows of the smallest class; null without classes.
    @NullCodable public var smallestClass: Int?
    /// Rows of the smallest class (in a regression: rows) a feature; null without a target.
    @NullCodable public var eventsPerFeature: Double?
    /// What published rules ask for.
    public var requirements: [Requirement]
    /// How many directions the rows vary in.
    public var intrinsicDimension: Dimension
    /// The learning curve; null where none was measured.
    @NullCodable public var learningCurve: LearningCurve?

    /// A rule and what it asks for.
    public struct Requirement: Codable, Sendable, Equatable {
      /// Stable name.
      public var id: String
      /// Who says so.
      public var source: String
      /// Rows that it asks for; null where the smallest class is empty.
      @NullCodable public var rows: Int?
      /// Whether they are there.
      public var met: Bool
      /// Rows that are missing.
      @NullCodable public var missing: Int?
    }

    /// Estimates of the intrinsic dimension.
    public struct Dimension: Codable, Sendable, Equatable {
      /// TwoNN; null where not estimable.
      @NullCodable public var twoNN: Double?
      /// Maximum likelihood, k = 10; null where not estimable.
      @NullCodable public var mle: Double?
      /// Rows behind the estimates.
      public var rows: Int
    }

    /// A learning curve: error = asymptote + coefficient · rows^(−exponent).
    public struct LearningCurve: Codable, Sendable, Equatable {
      /// The name of the learner.
      public var learner: String
      /// `errorRate`, or `unexplainedVariance` for a regression.
      public var metric: String
      /// The measured errors.
      public var points: [Point]
      /// Error with endless rows; null where the fit is not identifiable.
      @NullCodable public var asymptote: Double?
      /// Scale of the falling part.
      @NullCodable public var coefficient: Double?
      /// Speed of the fall.
      @NullCodable public var exponent: Double?

      /// A measured error.
      public struct Point: Codable, Sendable, Equatable {
        /// Training rows.
        public var rows: Int
        /// Mean error on rows held out.
        public var error: Double
        /// Standard error of the mean over the splits.
        public var standardError: Double
      }
    }
  }

  /// Takes what is measured from the summary, or says why nothing can be.
  public func input(from summary: Summary) -> Applicability<Input> {
    let terms = summary.design.terms.filter {
      summary.dataset.columns[$0.column].role == .feature
        && $0.range.contains { summary.moments[$0].varies }
    }
    guard !terms.isEmpty else { return .notApplicable("there is no feature that varies") }
    let numeric = terms.filter(\.isNumeric).map(\.range.lowerBound)
    let spreads = Scaling(numeric.map { summary.moments[$0] }).deviations
    // Pixels and samples of a signal share a unit. Columns of a table do so only if they look alike.
    let isStandardised =
      summary.dataset.layout == .table && (spreads.max() ?? 0) > 10 * (spreads.min() ?? 0)
    let scales = isStandardised ? spreads : spreads.map { _ in 1 }
    let training = SampleSize.training(summary, terms)
    return .applicable(
      Input(
        rows: summary.rows.used - summary.missingTargets,
        features: terms.count, parameters: terms.reduce(0) { $0 + $1.range.count },
        classes: summary.classes, task: summary.dataset.task, layout: summary.dataset.layout,
        covariances: SampleSize.covariances(summary, numeric, scales),
        points: SampleSize.points(summary, numeric, scales), isStandardised: isStandardised,
        training: training.features, target: training.target))
  }

  /// Complete rows with a target, at most as many as the learning curve looks at.
  private static func training(
    _ summary: Summary, _ terms: [Design.Term]
  ) -> (features: Matrix, target: [Double]) {
    let columns = terms.flatMap { Array($0.range) }
    let sample = summary.sample
    guard summary.dataset.task != nil, columns.count <= LearningCurve.columnLimit else {
      return (Matrix(rows: 0, columns: 0), [])
    }
    let rows = completeRows(sample, columns, LearningCurve.rowLimit) { !sample.target[$0].isNaN }
    return (
      sample.features.selecting(columns: columns).selecting(rows: rows),
      rows.map { sample.target[$0] }
    )
  }

  /// Rows without a missing value, chosen by a hash of their number where there are too many.
  private static func completeRows(
    _ sample: RowSample, _ columns: [Int], _ limit: Int, where condition: (Int) -> Bool
  ) -> [Int] {
    let features = sample.features
    let complete = (0..<features.rows).filter { row in
      condition(row) && columns.allSatisfy { !features[row, $0].isNaN }
    }
    guard complete.count > limit else { return complete }
    let hashes = complete.map { RandomStream.rowHash(seed: 0, row: sample.rowNumbers[$0]) }
    let order = complete.indices.sorted { hashes[$0] < hashes[$1] }
    return order.prefix(limit).map { complete[$0] }.sorted()
  }

  private static func covariances(
    _ summary: Summary, _ columns: [Int], _ scales: [Double]
  ) -> Matrix? {
    guard columns.count >= 2, summary.correlations.columns == summary.design.columnCount else {
      return nil
    }
    let spreads = zip(columns, scales).map { summary.moments[$0].standardDeviation / $1 }
    var result = Matrix(rows: columns.count, columns: columns.count)
    for j in columns.indices {
      for i in columns.indices {
        result[i, j] = summary.correlations[columns[i], columns[j]] * spreads[i] * spreads[j]
      }
    }
    return result.storage.allSatisfy(\.isFinite) ? result : nil
  }

  /// Complete rows of the sample, as many as the pairs of distances allow, evenly over the rows.
  private static func points(
    _ summary: Summary, _ columns: [Int], _ scales: [Double]
  ) -> Matrix {
    let features = summary.sample.features
    let complete = completeRows(summary.sample, columns, IntrinsicDimension.rowLimit) { _ in true }
    var points = features.selecting(columns: columns).selecting(rows: complete)
    for (column, scale) in scales.enumerated() where scale != 1 {
      for row in 0..<points.rows { points[row, column] /= scale }
    }
    return points
  }

  /// Measures; the same input, seed and permutations give the same evidence.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let counts = input.classes.map(\.count)
    let isClassification = input.task == .classification
    let smallest = isClassification ? counts.min() : nil
    let requirements = SampleRequirements(
      rows: input.rows, parameters: input.parameters, smallestClass: smallest ?? 0,
      isClassification: isClassification)
    context.progress("Measuring the intrinsic dimension", 0)
    let dimension = IntrinsicDimension(input.points)
    return Evidence(
      layout: input.layout, rows: input.rows, features: input.features,
      parameters: input.parameters,
      effectiveFeatures: input.covariances.flatMap(SampleSize.participationRatio),
      isStandardised: input.isStandardised,
      rowsPerFeature: (Double(input.rows) / Double(input.features)).finite,
      classes: isClassification ? counts.count : nil, smallestClass: smallest,
      eventsPerFeature: input.task == nil
        ? nil : (Double(smallest ?? input.rows) / Double(input.features)).finite,
      requirements: input.task == nil ? [] : requirements.all(self),
      intrinsicDimension: Evidence.Dimension(
        twoNN: dimension.twoNN.finite, mle: dimension.maximumLikelihood.finite,
        rows: dimension.rows),
      learningCurve: learningCurve(input, context))
  }

  private func learningCurve(
    _ input: Input, _ context: AnalysisContext
  ) -> Evidence.LearningCurve? {
    let isClassification = input.task == .classification
    guard input.task != nil, input.training.rows > 0,
      !isClassification || input.classes.count(where: { $0.count > 0 }) >= 2
    else { return nil }
    context.progress("Measuring the learning curve", 0)
    let points = LearningCurve(
      features: input.training, target: input.target,
      classes: isClassification ? input.classes.count : nil, seed: context.seed
    ).points(threads: context.threads)
    guard points.count >= 2 else { return nil }
    let fit = PowerLaw(rows: points.map { Double($0.rows) }, errors: points.map(\.error))
    return Evidence.LearningCurve(
      learner: isClassification ? "ridge classifier" : "ridge regression",
      metric: isClassification ? "errorRate" : "unexplainedVariance", points: points,
      asymptote: fit?.asymptote, coefficient: fit?.coefficient, exponent: fit?.exponent)
  }

  /// (Σλ)² / Σλ² of a covariance matrix: its squared trace over the sum of its squares.
  static func participationRatio(_ covariances: Matrix) -> Double? {
    let trace = (0..<covariances.columns).reduce(0) { $0 + covariances[$1, $1] }
    let squares = covariances.storage.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? trace * trace / squares : nil
  }
}
