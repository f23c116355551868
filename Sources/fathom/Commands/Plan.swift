import ArgumentParser
import FathomAnalyses
import FathomReports

/// Says how many rows a study needs, before there are data.
struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how many rows a study needs, before there are data.",
    discussion: """
      Examples:
        fathom plan --outcome continuous --parameters 25 --r-squared 0.2 --mean 1.9 --sd 0.6
        fathom plan --outcome binary --parameters 24 --prevalence 0.174 --cox-snell 0.288
        fathom plan --outcome binary --parameters 24 --prevalence 0.174 --c-statistic 0.89
        fathom plan --outcome multinomial --parameters 17 --shares 0.17,0.33,0.5
        fathom plan --outcome survival --parameters 25 --rate 0.065 --time-point 2 \\
          --follow-up 2.07 --cox-snell 0.051 --format json
      """)

  /// What is to be predicted.
  enum Outcome: String, ExpressibleByArgument, CaseIterable {
    case continuous, binary, multinomial, survival
  }

  /// How a plan is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(help: "What is to be predicted: continuous, binary, multinomial or survival.")
  var outcome: Outcome

  @Option(
    help: "Coefficients of the model without its intercept; a category of k levels has k − 1.")
  var parameters: Int

  @Option(help: "Continuous: the expected adjusted R².")
  var rSquared: Double?

  @Option(help: "Continuous: the expected mean of the outcome.")
  var mean: Double?

  @Option(help: "Continuous: the expected standard deviation of the outcome.")
  var sd: Double?

  @Option(help: "Binary: the expected share of events.")
  var prevalence: Double?

  @Option(
    help: ArgumentHelp(
      "Multinomial: the expected shares of the classes, separated by commas.", valueName: "shares"))
  var shares: String?

  @Option(help: "Survival: events a person and unit of time.")
  var rate: Double?

  @Option(help: "Survival: the time at which risks are predicted.")
  var timePoint: Double?

  @Option(help: "Survival: the mean time for which persons are followed.")
  var followUp: Double?

  @Option(help: "The expected Cox–Snell R², adjusted for optimism.")
  var coxSnell: Double?

  @Option(help: "The expected Nagelkerke R². Default: 0.15, where nothing is known.")
  var nagelkerke: Double?

  @Option(
    help: "The expected C statistic (area under the ROC curve); of pairs for several classes.")
  var cStatistic: Double?

  @Option(help: "The uniform shrinkage that is aimed at.")
  var shrinkage: Double = 0.9

  @Option(help: "Continuous: how many times too large the mean may be estimated.")
  var marginOfError: Double = 1.1

  @Option(help: "The format on standard output: text or json.")
  var format: Format = .text

  mutating func run() throws {
    try refuseForeignOptions()
    let design = StudyDesign(
      try expected(), parameters: parameters, shrinkage: shrinkage, marginOfError: marginOfError)
    let plan: StudyPlan
    do {
      plan = try StudyPlan(design)
    } catch {
      throw CommandFailure(message: "plan: \(error.description)")
    }
    switch format {
    case .text:
      try Console.output(
        PlanText(usesColour: Console.usesColour, width: Console.width).render(plan))
    case .json: try Console.output(try PlanFile(plan).json())
    }
  }

  private func expected() throws(CommandFailure) -> StudyDesign.Outcome {
    switch outcome {
    case .continuous:
      return .continuous(
        rSquared: try require(rSquared, "--r-squared"), mean: mean, deviation: sd)
    case .binary:
      return .binary(prevalence: try require(prevalence, "--prevalence"), fit: try fit())
    case .multinomial:
      let words = try require(shares, "--shares")
      let values = words.split(separator: ",").map { Double($0) }
      guard values.count >= 2, !values.contains(nil) else {
        throw CommandFailure(
          message: "--shares \(words): expected two or more numbers separated by commas")
      }
      return .multinomial(shares: values.compactMap(\.self), fit: try fit())
    case .survival:
      return .survival(
        rate: try require(rate, "--rate"), timePoint: try require(timePoint, "--time-point"),
        meanFollowUp: try require(followUp, "--follow-up"), fit: try fit())
    }
  }

  private func fit() throws(CommandFailure) -> ExpectedFit {
    let given: [ExpectedFit] =
      [
        coxSnell.map { .coxSnell($0) }, nagelkerke.map { .nagelkerke($0) },
        cStatistic.map { .cStatistic($0) },
      ].compactMap(\.self)
    guard given.count <= 1 else {
      throw CommandFailure(
        message: "--cox-snell, --nagelkerke and --c-statistic exclude each other; choose one")
    }
    return given.first ?? .unknown
  }

  private func require<Value>(_ value: Value?, _ name: String) throws(CommandFailure) -> Value {
    guard let value else {
      throw CommandFailure(message: "--outcome \(outcome.rawValue) needs \(name)")
    }
    return value
  }

  /// What was said about another kind of outcome would be passed over in silence.
  private func refuseForeignOptions() throws(CommandFailure) {
    let given: [(name: String, isGiven: Bool, outcomes: [Outcome])] = [
      ("--r-squared", rSquared != nil, [.continuous]), ("--mean", mean != nil, [.continuous]),
      ("--sd", sd != nil, [.continuous]), ("--prevalence", prevalence != nil, [.binary]),
      ("--shares", shares != nil, [.multinomial]), ("--rate", rate != nil, [.survival]),
      ("--time-point", timePoint != nil, [.survival]),
      ("--follow-up", followUp != nil, [.survival]),
      ("--cox-snell", coxSnell != nil, [.binary, .survival]),
      ("--nagelkerke", nagelkerke != nil, [.binary, .multinomial, .survival]),
      ("--c-statistic", cStatistic != nil, [.binary, .multinomial, .survival]),
    ]
    if let foreign = given.first(where: { $0.isGiven && !$0.outcomes.contains(outcome) }) {
      throw CommandFailure(
        message:
          "\(foreign.name) is for \(foreign.outcomes.map(\.rawValue).joined(separator: ", ")); "
          + "leave it out for --outcome \(outcome.rawValue)")
    }
  }
}
