public import FathomData
public import FathomNumerics
public import FathomSummaries

/// Asks whether there are enough rows.
///
/// **Question.** How many rows are there for each feature and class, and what do published rules ask for?
///
/// **Method.** Counts, rows and events per feature, effective features (the participation ratio of
/// the variances), intrinsic dimension from nearest neighbours, a learning curve of learners whose
/// solution is a formula, and rules with their sources.
///
/// **Assumptions.** Rows are independent but for what is found or said of them; the share of the
/// smallest class stays what it is.
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
      "Pope et al. 2021, ICLR (The intrinsic dimension of images and its impact on learning)",
      "Riley et al. 2019, Statistics in Medicine 38:1262 and 38:1276; 2020, BMJ 368:m441",
      "Pate et al. 2023, Statistical Methods in Medical Research 32:555 (several classes)",
      "Viering & Loog 2023, IEEE TPAMI 45:7799 (the shape of learning curves)",
      "Kish 1965, Survey Sampling, Wiley (design effect)",
    ])

  /// How many rows differ, beside the features.
  public static let needs: SummaryNeeds = [.features, .repeats]

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
    Threshold(
      "gain", \.gain,
      meaning:
        "a smaller fall of the error rate, or of the unexplained share of the variance, is not "
        + "worth more rows",
      source: "fathom: the margin of its verdict, which calls a network better from 1 % on"),
    Threshold(
      "groupTarget", \.groupTarget,
      meaning:
        "from this intraclass correlation of the target on a column is proposed as --group",
      source:
        "Koo & Li 2016, J. Chiropr. Med. 15:155: moderate from 0.5; fathom: planted 0.8 and more"),
    Threshold(
      "groupFeatures", \.groupFeatures,
      meaning: "the same of the median feature",
      source: "fathom: of groups of independent features 0, planted 0.5 and more"),
    Threshold(
      "rowOrder", \.rowOrder,
      meaning: "consecutive rows more alike than this, by their lag-one correlation, are not "
        + "independent",
      source: "Cohen 1988, Statistical Power Analysis, 2nd ed.: between a small and a medium effect"
    ),
  ]

  /// Events a feature below which a regression is unstable.
  public var eventsPerVariable = RuleOfThumb.Counts.standard.eventsPerVariable
  /// Events a feature from which a regression is stable.
  public var eventsPerVariableSafe = RuleOfThumb.Counts.standard.eventsPerVariableSafe
  /// Events a feature that flexible learners may need.
  public var eventsPerVariableFlexible = RuleOfThumb.Counts.standard.eventsPerVariableFlexible
  /// How alike the targets of a level are from which on groups are proposed.
  public var groupTarget = 0.5
  /// How alike the features are.
  public var groupFeatures = 0.3
  /// By how much the error is to fall for more rows to be worth it.
  public var gain = 0.01
  /// The lag-one correlation from which on consecutive rows are taken for alike.
  public var rowOrder = 0.2
  /// Events a feature for a logistic regression without optimism.
  public var eventsPerVariableLogistic = RuleOfThumb.Counts.standard.eventsPerVariableLogistic
  /// Labels a class that a pretrained network needs at least.
  public var labelsPerClassPretrained = RuleOfThumb.Counts.standard.labelsPerClassPretrained
  /// Labels a class that suffice for a pretrained network.
  public var labelsPerClassPretrainedSafe = RuleOfThumb.Counts.standard.labelsPerClassPretrainedSafe
  /// Labels a class for a network from scratch.
  public var labelsPerClass = RuleOfThumb.Counts.standard.labelsPerClass

  /// The analysis with its defaults.
  public init() {}

  /// The numbers that rules of thumb ask for.
  var ruleCounts: RuleOfThumb.Counts {
    RuleOfThumb.Counts(
      eventsPerVariable: eventsPerVariable,
      eventsPerVariableSafe: eventsPerVariableSafe,
      eventsPerVariableLogistic: eventsPerVariableLogistic,
      eventsPerVariableFlexible: eventsPerVariableFlexible,
      labelsPerClassPretrained: labelsPerClassPretrained,
      labelsPerClassPretrainedSafe: labelsPerClassPretrainedSafe,
      labelsPerClass: labelsPerClass)
  }

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
    /// Whether missing values of these rows are replaced by the means of their columns.
    var replacesMissing = false
    /// The group of each of them; empty where rows are independent.
    var trainingGroups: [Int] = []
    /// Columns that may name groups that nobody named.
    var proposals: [GroupProposal] = []
    /// Mean and standard deviation of a number that is to be predicted; nil for classes.
    var targetMoments: (mean: Double, deviation: Double)?
    /// What makes rows count for less than one each.
    var dependence = RowDependence()

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
}
