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
      "eventsPerVariableLogistic", \.eventsPerVariableLogistic,
      meaning: "as many events a feature let a logistic regression predict without optimism",
      source: "van der Ploeg, Austin & Steyerberg 2014, BMC Med. Res. Methodol. 14:137: 20 to 50"),
    Threshold(
      "labelsPerClassPretrained", \.labelsPerClassPretrained,
      meaning: "fewer labels in a class are too few for a pretrained network with a new head",
      source: "Shahinfar, Meek & Falzon 2020, Ecol. Inform. 57:101085, and usual practice"),
    Threshold(
      "labelsPerClassPretrainedSafe", \.labelsPerClassPretrainedSafe,
      meaning: "as many labels in each class suffice for a pretrained network with a new head",
      source: "Shahinfar, Meek & Falzon 2020, Ecol. Inform. 57:101085, and usual practice"),
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
  /// Events a feature for a logistic regression without optimism.
  public var eventsPerVariableLogistic = 50.0
  /// Labels a class that a pretrained network needs at least.
  public var labelsPerClassPretrained = 100.0
  /// Labels a class that suffice for a pretrained network.
  public var labelsPerClassPretrainedSafe = 1_000.0
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
    /// Covariances of the numeric features in common units; nil for fewer than two.
    var covariances: Covariances?
    /// Complete rows of the numeric features, `n × p`.
    public var points: Matrix
    /// What the columns of the points are divided by to have common units.
    public var scales: [Double]
    /// Whether the features were standardised because their spreads differ too much for common units.
    public var isStandardised: Bool
    /// Complete rows of the design for the learning curve, `m × p`; no rows where none is wanted.
    public var training: Matrix
    /// The target of each of them: a number, or the code of a class.
    public var target: [Double]

    /// An input from its parts.
    public init(
      rows: Int, features: Int, parameters: Int, classes: [ClassCount] = [], task: Task? = nil,
      layout: Layout = .table, points: Matrix = Matrix(rows: 0, columns: 0),
      scales: [Double] = [], isStandardised: Bool = false,
      training: Matrix = Matrix(rows: 0, columns: 0), target: [Double] = []
    ) {
      self.rows = rows
      self.features = features
      self.parameters = parameters
      self.classes = classes
      self.task = task
      self.layout = layout
      self.points = points
      self.scales = scales
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
    var input = Input(
      rows: summary.rows.used - summary.missingTargets,
      features: terms.count, parameters: terms.reduce(0) { $0 + $1.range.count },
      classes: summary.classes, task: summary.dataset.task, layout: summary.dataset.layout,
      points: SampleSize.points(summary, numeric), scales: scales,
      isStandardised: isStandardised,
      training: training.features, target: training.target)
    if numeric.count >= 2, summary.correlations.columns == summary.design.columnCount {
      input.covariances = Covariances(
        correlations: summary.correlations.selecting(rows: numeric, columns: numeric),
        deviations: zip(numeric, scales).map { summary.moments[$0].standardDeviation / $1 })
    }
    return .applicable(input)
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
      sample.features.selecting(rows: rows, columns: columns),
      rows.map { sample.target[$0] }
    )
  }

  /// Rows without a missing value, chosen by a hash of their number where there are too many.
  ///
  /// Those of the smallest hashes are looked at, more and more of them until there are enough.
  private static func completeRows(
    _ sample: RowSample, _ columns: [Int], _ limit: Int, where condition: (Int) -> Bool
  ) -> [Int] {
    let rows = sample.features.rows
    guard rows > limit else {
      return complete(Array(0..<rows).filter(condition), sample.features, columns)
    }
    let hashes = sample.rowNumbers.map { RandomStream.rowHash(seed: 0, row: $0) }
    var wanted = 2 * limit
    while true {
      let highest =
        wanted < rows ? UInt64(Double(wanted) / Double(rows) * 0x1p64) : UInt64.max
      let chosen = complete(
        (0..<rows).filter { hashes[$0] <= highest && condition($0) }, sample.features, columns)
      if chosen.count >= limit || highest == .max {
        return chosen.sorted { hashes[$0] < hashes[$1] }.prefix(limit).sorted()
      }
      wanted *= 4
    }
  }

  private static func complete(_ rows: [Int], _ features: Matrix, _ columns: [Int]) -> [Int] {
    var isComplete = [Bool](repeating: true, count: rows.count)
    for column in columns {
      let values = features.column(column)
      for (place, row) in rows.enumerated() where values[values.startIndex + row].isNaN {
        isComplete[place] = false
      }
    }
    return zip(rows, isComplete).filter(\.1).map(\.0)
  }

  /// Complete rows of the sample, as many as the pairs of distances allow, evenly over the rows.
  private static func points(_ summary: Summary, _ columns: [Int]) -> Matrix {
    let rows = completeRows(summary.sample, columns, IntrinsicDimension.rowLimit(columns: columns.count)) { _ in true }
    return summary.sample.features.selecting(rows: rows, columns: columns)
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
    let dimension = IntrinsicDimension(
      input.points, scales: input.scales, threads: context.threads)
    return Evidence(
      layout: input.layout, rows: input.rows, features: input.features,
      parameters: input.parameters,
      effectiveFeatures: input.covariances?.participationRatio(threads: context.threads),
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
}
