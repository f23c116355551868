public import FathomSummaries
public import FathomData
internal import FathomNumerics

/// Lets families of models compete on the data in hand.
///
/// **Question.** Which family of models predicts rows best that it has never seen, and by how much?
///
/// **Method.** Every contender gets the same seeded parts: it learns from two thirds of the rows, chooses its
/// settings on a fifth of these, and predicts the third that was held out. Scores are accuracy and log loss, the
/// share of the log loss of guessing that is explained where nearly all rows are of one class, or R². Differences are paired by rows. In a sequence or grid the convolutional network also runs on
/// shuffled positions: what it loses is what locality gains. After every part whoever cannot win drops out, and the race
/// ends where it is decided. Fewer rows to learn from show whether the order is about to change, and, where a sample is
/// raced, what becomes of the difference with all rows.
///
/// **Assumptions.** Rows are independent but for the groups that were named; contenders are small and trained
/// from scratch, as in the datasets by which the verdict is calibrated.
///
/// **Units.** Shares of rows, or of the variance.
///
/// **Failure.** Not applicable without a target, with one class, or with fewer than 40 rows. A contender that
/// fails or does not fit the budget is listed with the reason.
///
/// **References.** See ``info``.
public struct Race: Analysis {
  /// Name, question, references.
  public static let info = AnalysisInfo(
    id: "race", title: "Race of model families",
    question: "Which family of models predicts best here?",
    references: [
      "Wolpert & Macready 1997, IEEE Trans. Evol. Comput. 1:67 (no free lunch)",
      "Demšar 2006, JMLR 7:1; Dietterich 1998, Neural Comput. 10:1895 (comparing learners)",
      "Nadeau & Bengio 2003, Mach. Learn. 52:239 (the error of a difference over parts)",
      "Gorishniy, Rubachev & Babenko 2022, NeurIPS (numbers in bins for networks)",
      "Hestness et al. 2017, arXiv:1712.00409; Viering & Loog 2023, IEEE TPAMI 45:7799 (the shape of learning curves)",
      "McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., Chapman & Hall",
      "Cover & Hart 1967, IEEE Trans. Inf. Theory 13:21 (nearest neighbours)",
      "Chen & Guestrin 2016, KDD, 785 (XGBoost)",
      "Rahimi & Recht 2007, NIPS 20, 1177 (random features)",
      "Goodfellow, Bengio & Courville 2016, Deep Learning, MIT Press",
      "LeCun et al. 1998, Proc. IEEE 86:2278 (convolutional networks)",
      "Dempster, Petitjean & Webb 2020, Data Min. Knowl. Discov. 34:1454 (ROCKET)",
      "Wold, Sjöström & Eriksson 2001, Chemom. Intell. Lab. Syst. 58:109 (partial least squares)",
      "Hanley & McNeil 1982, Radiology 143:29 (area under the ROC curve)",
      "Davis & Goadrich 2006, ICML, 233 (average precision)",
      "Grinsztajn, Oyallon & Varoquaux 2022, NeurIPS (trees and networks on tables)",
    ])

  /// The declared thresholds.
  public static let thresholds: [Threshold<Race>] =
    margins + [
      Threshold(
        "budget", \.budget,
        meaning: "seconds of work on two cores of the reference machine; 0 for no race",
        source: "fathom: what a user waits for at a prompt"),
      Threshold(
        "rows", \.rows,
        meaning: "rows that are raced, whatever that takes; 0 for what the budget allows",
        source: "fathom: learning curves tell what more rows change"),
    ]

  /// The least gain, as a share of the score.
  public var gain = 0.01
  /// The least difference in standard errors.
  public var standardErrors = 1.0
  /// Seconds of work on the reference machine.
  public var budget = 45.0
  /// Rows that are raced, whatever that takes; 0 for what the budget allows.
  public var rows = 0.0

  /// The race with its defaults.
  public init() {}

  /// The contenders, in the order in which they are introduced.
  static let contenders: [any Contender] = [
    LinearContender(), NeighbourContender(), TreeContender(), KernelContender(),
    DenseNetworkContender(), ConvolutionContender(positions: .asGiven),
    ConvolutionContender(positions: .shuffled), ConvolutionContender(positions: .found),
    RandomConvolutionContender(), PartialLeastSquaresContender(),
  ]

  /// The rows.
  public typealias Input = LabelledInput

  /// A race without a target is none; the question is not even listed then.
  public static func concerns(_ schema: Schema) -> Bool { schema.task != nil }
}

extension Race {
  /// Takes the rows from the summary, or says why there is no race.
  public func input(from summary: Summary) -> Applicability<Input> {
    budget > 0
      ? LabelledInput.from(summary, most: rows > 0 ? Int(rows) : RacePlan.mostRows)
      : .notApplicable("it was not asked for (--no-race)")
  }

  /// Runs the race; the same input and seed give the same result.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    try measure(input, context, Race.contenders)
  }

  /// The same with other contenders.
  func measure(
    _ input: Input, _ context: AnalysisContext, _ all: [any FathomAnalyses.Contender]
  ) throws(AnalysisError) -> Evidence {
    var rules = RacePlan.Rules.race
    rules.gain = gain
    rules.keepsRows = rows > 0
    let plan = RacePlan(
      all, input.rows, budget: budget, available: input.available, rules: rules)
    let crossValidation = try CrossValidation(input.rows, plan, context)
    return Evidence(
      metric: crossValidation.metric, layout: input.rows.layout, folds: crossValidation.folds.count,
      ending: crossValidation.ending.rawValue, availableRows: input.available,
      rows: crossValidation.rows.count,
      trainingRows: crossValidation.trainingRows, guessing: crossValidation.guessing,
      guess: crossValidation.guess, contenders: crossValidation.contenders,
      confusion: crossValidation.confusion,
      deepMinusClassical: crossValidation.difference(.deep, .classical),
      atAllRows: crossValidation.differenceAtSize(input.available),
      localityGain: crossValidation.difference(
        ConvolutionContender(positions: .asGiven).info.id,
        ConvolutionContender(positions: .shuffled).info.id),
      foundMinusClassical: crossValidation.difference(
        crossValidation.ranked.firstIndex {
          $0.info.id == ConvolutionContender(positions: .found).info.id
        },
        crossValidation.ranked.firstIndex { $0.info.side == .classical }),
      reflections: crossValidation.folds.first.map(Reflections.measure) ?? [],
      leftOut: crossValidation.leftOut, curve: crossValidation.curve, budget: budget)
  }
}

extension Race: CrossValidatedAnalysis {}
extension Race.Evidence: CrossValidatedEvidence {}
