extension Race {
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
    let plan = RacePlan(all, input.rows, budget: budget)
    let contest = try Contest(input.rows, plan, context)
    return Evidence(
      metric: contest.metric, layout: input.rows.layout, folds: contest.tasks.count,
      availableRows: input.available, rows: contest.rows.count,
      trainingRows: contest.trainingRows, guessing: contest.guessing,
      contenders: contest.contenders, deepMinusClassical: contest.difference(.deep, .classical),
      localityGain: contest.difference(
        ConvolutionContender(positions: .asGiven).info.id,
        ConvolutionContender(positions: .shuffled).info.id),
      reflections: contest.tasks.first.map(Reflections.measure) ?? [],
      leftOut: contest.leftOut, curve: contest.curve, budget: budget)
  }
}
