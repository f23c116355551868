internal import FathomLearners
internal import FathomNumerics
internal import FathomSummaries

/// What families of models make of the same parts of the same rows.
struct CrossValidation: Sendable {
  /// The rows that were looked at.
  let rows: LabelledRows
  /// The parts of them that were held out.
  let folds: [Fold]
  /// The contenders that predicted them, or those of them that came before it was clear that they cannot win; the best
  /// first, and behind them those that only show what another one gains.
  let ranked: [(info: ContenderInfo, scores: RaceScores)]
  /// Who did not, and why.
  let leftOut: [LeftOutContender]
  /// Scores on the first part with fewer rows to learn from, ascending; the last is with all.
  let curve: [ContenderCurvePoint]
  /// Why it ended.
  let ending: ContestRounds.Ending
  private let rounds: ContestRounds
  /// The numbers of the contenders in the plan, in the order of ``ranked``.
  private let places: [Int]

  /// Holds it; the same rows, plan and seed give the same result.
  ///
  /// - Parameters:
  ///   - all: all rows that there are.
  ///   - plan: who runs, and on how many of them.
  init(
    _ all: LabelledRows, _ plan: RacePlan, _ context: AnalysisContext
  ) throws(AnalysisError) {
    let rows = all.sampled(plan.rows, seed: context.seed)
    let planned = CrossValidation.folds(rows, plan, context.seed)
    guard let shortest = planned.map(\.training.count).min(), shortest >= 10,
      planned.allSatisfy({ !$0.test.isEmpty })
    else {
      throw .unsuitable("the groups are too few or too uneven to hold a third of the rows out")
    }
    var rounds = ContestRounds(plan, rows, planned, context)
    rounds.run()
    self.rows = rows
    self.rounds = rounds
    ending = rounds.ending
    folds = Array(planned.prefix(max(1, rounds.parts)))
    places = CrossValidation.places(rounds, plan)
    ranked = places.map {
      (plan.contenders[$0].info, rounds.scores($0, parts: rounds.parts($0)))
    }
    leftOut =
      plan.leftOut.map { LeftOutContender(id: $0.info.id, name: $0.info.name, reason: $0.reason) }
      + rounds.failures.sorted { $0.key < $1.key }.map { index, reason in
        let info = plan.contenders[index].info
        return LeftOutContender(id: info.id, name: info.name, reason: reason)
      }
    curve = CrossValidation.curve(plan, folds[0], rounds, places)
  }

  /// What is scored.
  var metric: String { rows.metric.rawValue }

  /// Rows that a fit learns from, on average.
  var trainingRows: Int { folds.map(\.training.count).reduce(0, +) / folds.count }

  /// The contenders that ran to the end, the best first; behind them those that only show what another one gains.
  var contenders: [ContenderScore] {
    zip(places, ranked).map { place, entry in
      var score = score(entry.info, entry.scores)
      score.parts = rounds.parts(place)
      if let first = places.first, first != place {
        let behind = rounds.lead(first, place)
        (score.behind, score.behindStandardError) = (behind.value, behind.standardError.finite)
      }
      return score
    }
  }

  private func score(_ info: ContenderInfo, _ scores: RaceScores) -> ContenderScore {
    let explained = scores.explained
    return ContenderScore(
      id: info.id, name: info.name, side: info.side.rawValue, score: scores.score,
      standardError: scores.standardError.finite, accuracy: scores.accuracy,
      logLoss: scores.meanLogLoss?.finite, explainedLogLoss: explained?.share.finite,
      explainedStandardError: explained?.standardError.finite, auc: scores.report?.area,
      meanAbsoluteError: scores.meanAbsoluteError?.finite, rareClasses: rareClasses(scores),
      behind: 0, behindStandardError: 0)
  }

  private func rareClasses(_ scores: RaceScores) -> [RareClassScore] {
    guard let report = scores.report else { return [] }
    let shares = rows.shares()
    return ClassReport.rare(shares).prefix(CrossValidation.mostRareClasses).map { name in
      RareClassScore(
        label: rows.label(name), share: shares[name],
        averagePrecision: report.precisions[name], recall: report.recalls[name])
    }
  }

  /// No more classes are reported one by one.
  private static let mostRareClasses = 5
  /// Mistakes are listed for no more classes.
  private static let mostConfused = 20

  /// The score of guessing: the largest class; the shares of the classes and the mean explain nothing.
  var guessing: Double { rows.metric == .accuracy ? rows.shares().max() ?? 0 : 0 }

  /// What guessing is worth by every measure: the shares of the classes among the rows to learn from, or their mean.
  var guess: ContenderScore {
    let info = ContenderInfo(id: "guessing", name: "guessing", side: .other)
    let losses = folds.map { FoldLosses($0.guesses, $0) }
    let scores = RaceScores(losses, folds, rows)
    var guess = score(info, scores)
    guess.score = guessing
    if let best = ranked.first {
      let (value, error) = best.scores.difference(from: scores)
      (guess.behind, guess.behindStandardError) = (value, error.finite)
    }
    return guess
  }

  /// Which classes the best contender takes for which; nil for numbers, and with many classes.
  var confusion: ConfusionMatrix? {
    guard let best = ranked.first, let report = best.scores.report,
      report.mistakes.count <= CrossValidation.mostConfused
    else { return nil }
    return ConfusionMatrix(
      contender: best.info.id, labels: report.mistakes.indices.map(rows.label),
      counts: report.mistakes)
  }

  /// How much better the best of one side is than the best of another; nil where one of them is missing.
  func difference(
    _ first: ContenderInfo.Side, _ second: ContenderInfo.Side
  ) -> ScoreDifference? {
    difference(
      ranked.firstIndex { $0.info.side == first }, ranked.firstIndex { $0.info.side == second })
  }

  /// How much better one is than another, by their ids; nil where one of them is missing.
  func difference(_ first: String, _ second: String) -> ScoreDifference? {
    difference(
      ranked.firstIndex { $0.info.id == first }, ranked.firstIndex { $0.info.id == second })
  }

  /// How much better one is than another, by their ranks; nil where one of them is missing.
  func difference(_ first: Int?, _ second: Int?) -> ScoreDifference? {
    guard let first, let second else { return nil }
    let (value, error, _) = rounds.lead(places[first], places[second])
    let reach = Distributions.normalQuantile(0.975) * error
    return ScoreDifference(
      first: ranked[first].info.id, second: ranked[second].info.id, difference: value,
      standardError: error.finite, interval: error.isFinite ? [value - reach, value + reach] : [])
  }

  // MARK: Learning curves

  /// Shares of the rows to learn from at which learning curves have points.
  var shares: [Double] { rounds.shares }

  /// What one lost on the first part by a share of the rows to learn from, by its rank; nil where it did not learn from
  /// so few.
  func losses(_ rank: Int, share: Double?) -> FoldLosses? {
    rounds.losses(places[rank], share: share)
  }

  // MARK: Parts

  private static func folds(_ rows: LabelledRows, _ plan: RacePlan, _ seed: UInt64) -> [Fold] {
    CrossValidationSplit.all(
      rows: rows.count, classes: rows.classes(of: Array(0..<rows.count)), groups: rows.groups,
      copies: rows.copies, repetitions: plan.repetitions, folds: RacePlan.folds, seed: seed
    ).prefix(plan.foldCount).enumerated().map { index, split in
      var stream = RandomStream(seed: seed, domain: "race", index: UInt64(index))
      return Fold(
        rows: rows, training: split.training, test: split.test, seed: stream.next())
    }
  }

  // MARK: Results

  /// Those that went all the way by their scores, then the others by how far they were behind the first, then those that
  /// only show what another one gains.
  private static func places(_ rounds: ContestRounds, _ plan: RacePlan) -> [Int] {
    let all = rounds.arrived
    let arrived = all.filter { !plan.contenders[$0].info.isControl }
    let controls = all.filter { plan.contenders[$0].info.isControl }
    let scored = arrived.filter { rounds.parts($0) == rounds.parts }
      .map { (place: $0, score: rounds.scores($0, parts: rounds.parts).score) }
      .sorted { ($0.score, $1.place) > ($1.score, $0.place) }
    guard let first = scored.first?.place else { return all }
    let others = arrived.filter { rounds.parts($0) < rounds.parts }
      .map { (place: $0, behind: rounds.lead(first, $0).value) }
      .sorted { ($0.behind, $0.place) < ($1.behind, $1.place) }
    return scored.map(\.place) + others.map(\.place) + controls
  }

  private static func curve(
    _ plan: RacePlan, _ first: Fold, _ rounds: ContestRounds, _ places: [Int]
  ) -> [ContenderCurvePoint] {
    let total = RaceScores.totals(first).reduce(0, +)
    let learned = places.filter { rounds.losses($0, share: plan.shares[0]) != nil }
    guard total > 0, !learned.isEmpty else { return [] }
    return (plan.shares.map(Optional.init) + [nil]).map { share in
      let scores = learned.compactMap { place in
        rounds.losses(place, share: share).map {
          ContenderCurveScore(
            id: plan.contenders[place].info.id, score: 1 - $0.scoring.reduce(0, +) / total)
        }
      }
      let count = Int((Double(first.training.count) * (share ?? 1)).rounded())
      return ContenderCurvePoint(rows: count, scores: scores)
    }
  }
}

extension LabelledRows {
  /// At most this many of the rows, chosen at random; groups lose rows alike.
  func sampled(_ most: Int, seed: UInt64) -> LabelledRows {
    guard most < count else { return self }
    var order = (0..<Int32(count)).map { $0 }
    var stream = RandomStream(seed: seed, domain: "raceRows", index: 0)
    stream.shuffle(&order)
    let kept = order.prefix(most).map(Int.init).sorted()
    var rows = self
    rows.features = features.selecting(kept)
    rows.target = kept.map { target[$0] }
    rows.groups = groups.map { groups in kept.map { groups[$0] } }
    return rows
  }
}
