public import FathomData
internal import FathomNumerics
public import FathomSummaries

/// Lets quick learners compete on a sample of the rows, where no race decides.
///
/// **Question.** Do random features already beat the classical methods?
///
/// **Method.** The protocol of the ``Race``, in seconds: a linear model, nearest neighbours and trees that are grown in a
/// hurry on the one side; on the other networks whose first layer is drawn at random and stays as it is: a kernel
/// machine, and random convolutions in a sequence or grid. Where these are ahead, trained ones often are.
///
/// **Assumptions.** As in the ``Race``.
///
/// **Units.** Shares of rows, or of the variance.
///
/// **Failure.** Not applicable without a target, with one class, or with fewer than 40 rows.
///
/// **References.** See ``info``.
public struct Trial: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "trial", title: "Trial of quick learners",
    question: "Do random features beat the classical methods?",
    references: [
      "Wolpert & Macready 1997, IEEE Trans. Evol. Comput. 1:67 (no free lunch)",
      "Rahimi & Recht 2007, NIPS 20, 1177 (random features)",
      "Rahimi & Recht 2008, NIPS 21, 1313 (random features in place of training)",
      "Dempster, Petitjean & Webb 2020, Data Min. Knowl. Discov. 34:1454 (ROCKET)",
      "Coates & Ng 2012, Neural Networks: Tricks of the Trade, 561 (windows of the rows as filters)",
      "Chen & Guestrin 2016, KDD, 785 (XGBoost)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<Trial>] =
    margins + [
      Threshold(
        "budget", \.budget,
        meaning: "seconds of work on two cores of the reference machine; 0 for no trial",
        source: "fathom: what is still called a few seconds")
    ]

  /// The least gain, as a share of the score.
  public var gain = 0.01
  /// The least difference in standard errors.
  public var standardErrors = 1.0
  /// Seconds of work on the reference machine.
  public var budget = 3.0

  /// The trial with its defaults.
  public init() {}

  /// The contenders.
  static let contenders: [any Contender] = [
    LinearContender(), NeighbourContender(), TreeContender(isQuick: true), KernelContender(),
    RandomConvolutionContender(),
  ]

  /// The rows.
  public typealias Input = LabelledInput

  /// A trial without a target is none; the question is not even listed then.
  public static func concerns(_ schema: Schema) -> Bool { schema.task != nil }
}

extension Trial {
  /// How the contenders did.
  public struct Evidence: Codable, Sendable, Equatable {
    /// `accuracy`; `d2LogLoss`: the share of the log loss of guessing that is explained, where nearly all rows are of one
    /// class; or `r2`: the share of the variance that is explained.
    public var metric: String
    /// Parts that were held out.
    public var folds: Int
    /// Rows with a target.
    public var availableRows: Int
    /// Rows that were looked at.
    public var rows: Int
    /// Rows that each fit learned from.
    public var trainingRows: Int
    /// The score of guessing the largest class, or the mean.
    public var guessing: Double
    /// What guessing is worth by every measure.
    @NullCodable public var guess: ContenderScore? = nil
    /// The contenders that ran to the end, the best first.
    public var contenders: [ContenderScore]
    /// The best learner on random features against the best of the classical methods; null where one of them is
    /// missing.
    @NullCodable public var randomFeaturesMinusClassical: ScoreDifference?
    /// The contenders that did not run to the end, and why.
    public var leftOut: [LeftOutContender]
    /// Seconds of work that were allowed, on the reference machine.
    public var budget: Double
  }
}

extension Trial {
  /// Takes the rows from the summary, or says why there is no trial.
  public func input(from summary: Summary) -> Applicability<Input> {
    budget > 0 ? LabelledInput.from(summary) : .notApplicable("it was not asked for (--no-trial)")
  }

  /// Runs the trial; the same input and seed give the same result.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    try measure(input, context, Trial.contenders)
  }

  /// The same with other contenders.
  func measure(
    _ input: Input, _ context: AnalysisContext, _ all: [any FathomAnalyses.Contender]
  ) throws(AnalysisError) -> Evidence {
    let plan = RacePlan(all, input.rows, budget: budget, rules: .trial)
    let crossValidation = try CrossValidation(input.rows, plan, context)
    return Evidence(
      metric: crossValidation.metric, folds: crossValidation.folds.count,
      availableRows: input.available,
      rows: crossValidation.rows.count, trainingRows: crossValidation.trainingRows,
      guessing: crossValidation.guessing, guess: crossValidation.guess,
      contenders: crossValidation.contenders,
      randomFeaturesMinusClassical: crossValidation.difference(.other, .classical),
      leftOut: crossValidation.leftOut,
      budget: budget)
  }
}

extension Trial: CrossValidatedAnalysis {}
extension Trial.Evidence: CrossValidatedEvidence {}
