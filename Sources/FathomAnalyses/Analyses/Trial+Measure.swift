internal import FathomNumerics

extension Trial {
  /// Takes the rows from the summary, or says why there is no trial.
  public func input(from summary: Summary) -> Applicability<Input> {
    guard budget > 0 else { return .notApplicable("it was not asked for (--no-trial)") }
    return Race().input(from: summary)
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
    let contest = try Contest(input.rows, plan, context)
    return Evidence(
      metric: contest.metric, folds: contest.tasks.count, availableRows: input.available,
      rows: contest.rows.count, trainingRows: contest.trainingRows, guessing: contest.guessing,
      contenders: contest.contenders,
      randomFeaturesMinusClassical: contest.difference(.other, .classical),
      leftOut: contest.leftOut,
      budget: budget)
  }
}
