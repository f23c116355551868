internal import FathomLearners
internal import FathomNumerics
internal import FathomSummaries
private import Synchronization

/// What families of models make of the same parts of the same rows.
struct CrossValidation: Sendable {
  /// The rows that were looked at.
  let rows: LabelledRows
  /// The parts of them.
  let folds: [Fold]
  /// The contenders that ran to the end, the best first; behind them those that only show what another one gains.
  let ranked: [(info: ContenderInfo, scores: RaceScores)]
  /// Who did not, and why.
  let leftOut: [LeftOutContender]
  /// Scores on the first part with fewer rows to learn from, ascending; the last is with all.
  let curve: [ContenderCurvePoint]

  /// Holds it; the same rows, plan and seed give the same result.
  ///
  /// - Parameters:
  ///   - all: all rows that there are.
  ///   - plan: who runs, and on how many of them.
  init(
    _ all: LabelledRows, _ plan: RacePlan, _ context: AnalysisContext
  ) throws(AnalysisError) {
    let rows = all.sampled(plan.rows, seed: context.seed)
    let folds = CrossValidation.folds(rows, plan, context.seed)
    guard let shortest = folds.map(\.training.count).min(), shortest >= 10,
      folds.allSatisfy({ !$0.test.isEmpty })
    else {
      throw .unsuitable("the groups are too few or too uneven to hold a third of the rows out")
    }
    let fits = CrossValidation.fits(plan, folds)
    let clock = CrossValidationProgress(
      plan.rules.name.capitalizedFirst,
      fits.map { plan.contenders[$0.contender].seconds($0.fold.size) }, context.progress)
    let answered = Parallel.map(fits.count, threads: context.threads) { index in
      let fit = fits[index]
      let contender = plan.contenders[fit.contender]
      clock.begin(contender.info.name)
      defer { clock.end(index, contender.info.name) }
      let start = ContinuousClock.now
      let result = Result { () throws(NumericsError) in
        FoldLosses(try contender.predict(fit.fold), fit.fold)
      }
      context.timings?.add(
        "\(plan.rules.name), \(contender.info.name)", ContinuousClock.now - start)
      return result
    }
    self.rows = rows
    self.folds = folds
    (ranked, leftOut) = CrossValidation.ranked(rows, plan, folds, fits, answered)
    curve = CrossValidation.curve(plan, folds, fits, answered, ranked.map(\.info))
  }

  /// What is scored.
  var metric: String { rows.metric.rawValue }

  /// Rows that a fit learns from, on average.
  var trainingRows: Int { folds.map(\.training.count).reduce(0, +) / folds.count }

  /// The contenders that ran to the end, the best first; behind them those that only show what another one gains.
  var contenders: [ContenderScore] {
    ranked.map { score($0.info, $0.scores) }
  }

  private func score(_ info: ContenderInfo, _ scores: RaceScores) -> ContenderScore {
    let behind = ranked.first?.scores.difference(from: scores)
    let explained = scores.explained
    return ContenderScore(
      id: info.id, name: info.name, side: info.side.rawValue, score: scores.score,
      standardError: scores.standardError.finite, accuracy: scores.accuracy,
      logLoss: scores.meanLogLoss?.finite, explainedLogLoss: explained?.share.finite,
      explainedStandardError: explained?.standardError.finite, auc: scores.report?.area,
      meanAbsoluteError: scores.meanAbsoluteError?.finite, rareClasses: rareClasses(scores),
      behind: behind?.value ?? 0, behindStandardError: behind?.standardError.finite)
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
    var guess = score(info, RaceScores(losses, folds, rows))
    guess.score = guessing
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
    let (value, error) = ranked[first].scores.difference(from: ranked[second].scores)
    let reach = Distributions.normalQuantile(0.975) * error
    return ScoreDifference(
      first: ranked[first].info.id, second: ranked[second].info.id, difference: value,
      standardError: error.finite, interval: error.isFinite ? [value - reach, value + reach] : [])
  }

  // MARK: Fits

  /// One contender's work on one part of the rows.
  struct Fit: Sendable {
    var contender: Int
    /// The part that is held out.
    var part: Int
    /// The share of the rows that it learns from; nil for all.
    var share: Double?
    var fold: Fold
  }

  /// What was lost in a fit.
  struct FoldLosses: Sendable {
    /// By what contenders are scored.
    var scoring: [Double]
    /// Log losses; empty for numbers.
    var choosing: [Double] = []
    /// 1 for a class that is mistaken; empty for numbers.
    var mistakes: [Double] = []
    /// Distances from the number; empty for classes.
    var distances: [Double] = []
    /// What people decide by; nil for numbers.
    var measures: ClassMeasures? = nil

    init(_ predictions: Matrix, _ fold: Fold) {
      guard let classes = fold.rows.classes else {
        scoring = RaceLoss.scoring(predictions, fold)
        distances = scoring.map { $0.squareRoot() }
        return
      }
      choosing = RaceLoss.choosing(predictions, fold)
      mistakes = RaceLoss.scoring(predictions, fold)
      scoring = fold.rows.metric == .d2LogLoss ? choosing : mistakes
      measures = ClassMeasures(
        predictions, truths: fold.test.map { Int(fold.rows.target[$0]) }, classes: classes)
    }
  }

  private static func folds(_ rows: LabelledRows, _ plan: RacePlan, _ seed: UInt64) -> [Fold] {
    CrossValidationSplit.all(
      rows: rows.count, classes: rows.classes(of: Array(0..<rows.count)), groups: rows.groups,
      repetitions: plan.repetitions, folds: RacePlan.folds, seed: seed
    ).prefix(plan.foldCount).enumerated().map { index, split in
      var stream = RandomStream(seed: seed, domain: "race", index: UInt64(index))
      return Fold(
        rows: rows, training: split.training, test: split.test, seed: stream.next())
    }
  }

  /// All fits, those that take longest first, so that no thread waits for a last one.
  private static func fits(_ plan: RacePlan, _ folds: [Fold]) -> [Fit] {
    var fits = [Fit]()
    for contender in plan.contenders.indices {
      for (part, fold) in folds.enumerated() {
        fits.append(Fit(contender: contender, part: part, share: nil, fold: fold))
      }
      guard plan.rules.hasCurve, let first = folds.first,
        first.training.count >= RacePlan.curveRows,
        plan.contenders[contender].hasCurve
      else { continue }
      for share in RacePlan.shares {
        let count = Int((Double(first.training.count) * share).rounded())
        fits.append(
          Fit(contender: contender, part: 0, share: share, fold: first.limited(to: count)))
      }
    }
    let seconds = fits.map { plan.contenders[$0.contender].seconds($0.fold.size) }
    return fits.indices.sorted { (seconds[$0], $1) > (seconds[$1], $0) }.map { fits[$0] }
  }

  // MARK: Results

  private static func ranked(
    _ rows: LabelledRows, _ plan: RacePlan, _ folds: [Fold], _ fits: [Fit],
    _ answered: [Result<FoldLosses, NumericsError>]
  ) -> ([(info: ContenderInfo, scores: RaceScores)], [LeftOutContender]) {
    var scores = [(info: ContenderInfo, scores: RaceScores)]()
    var leftOut = plan.leftOut.map {
      LeftOutContender(id: $0.info.id, name: $0.info.name, reason: $0.reason)
    }
    for (index, contender) in plan.contenders.enumerated() {
      var losses = [FoldLosses?](repeating: nil, count: folds.count)
      for (fit, result) in zip(fits, answered)
      where fit.contender == index && fit.share == nil {
        switch result {
        case .success(let value): losses[fit.part] = value
        case .failure(let error):
          let reason = "it failed: \(error)"
          if leftOut.last?.id != contender.info.id {
            leftOut.append(
              LeftOutContender(
                id: contender.info.id, name: contender.info.name, reason: reason))
          }
        }
      }
      let arrived = losses.compactMap(\.self)
      guard arrived.count == folds.count else { continue }
      scores.append((contender.info, RaceScores(arrived, folds, rows)))
    }
    let places = scores.indices.sorted {
      (scores[$0].scores.score, $1) > (scores[$1].scores.score, $0)
    }
    return (controlsLast(places.map { scores[$0] }), leftOut)
  }

  private static func curve(
    _ plan: RacePlan, _ folds: [Fold], _ fits: [Fit],
    _ answered: [Result<FoldLosses, NumericsError>], _ ranked: [ContenderInfo]
  ) -> [ContenderCurvePoint] {
    guard let first = folds.first else { return [] }
    let totals = RaceScores.totals(first)
    let total = totals.reduce(0, +)
    guard total > 0, fits.contains(where: { $0.share != nil }) else { return [] }
    return (RacePlan.shares.map(Optional.init) + [nil]).map { share in
      let scores = ranked.compactMap { info -> ContenderCurveScore? in
        for (fit, result) in zip(fits, answered)
        where fit.part == 0 && fit.share == share
          && plan.contenders[fit.contender].info == info
        {
          guard case .success(let losses) = result else { return nil }
          return ContenderCurveScore(
            id: info.id, score: 1 - losses.scoring.reduce(0, +) / total)
        }
        return nil
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

extension RaceScores {
  /// What the losses of a part are shares of.
  static func totals(_ fold: Fold) -> [Double] {
    switch fold.rows.metric {
    case .accuracy: return fold.test.map { _ in 1 }
    case .d2LogLoss: return guessLogLosses(fold)
    case .r2: break
    }
    let truths = fold.test.map { fold.rows.target[$0] }
    let mean = Moments(truths).mean
    return truths.map { ($0 - mean) * ($0 - mean) }
  }

  /// What guessing the shares of the classes loses on each row of a part; empty for numbers.
  static func guessLogLosses(_ fold: Fold) -> [Double] {
    fold.rows.classes == nil ? [] : RaceLoss.choosing(fold.guesses, fold)
  }

  /// The scores of a contender from what it lost in each part.
  init(_ parts: [CrossValidation.FoldLosses], _ folds: [Fold], _ rows: LabelledRows) {
    var times = [Double](repeating: 0, count: rows.count)
    for fold in folds { for row in fold.test { times[row] += 1 } }
    let seen = times.indices.filter { times[$0] > 0 }
    // The mean over the times that a row was held out; nothing where there is nothing of the kind.
    func means(_ values: [[Double]]) -> [Double] {
      guard values.contains(where: { !$0.isEmpty }) else { return [] }
      var sums = [Double](repeating: 0, count: rows.count)
      for (part, fold) in zip(values, folds) {
        for (value, row) in zip(part, fold.test) { sums[row] += value }
      }
      return seen.map { sums[$0] / times[$0] }
    }
    losses = means(parts.map(\.scoring))
    logLosses = means(parts.map(\.choosing))
    totals = means(folds.map(RaceScores.totals))
    units = seen.map { rows.groups?[$0] ?? $0 }
    mistakes = means(parts.map(\.mistakes))
    guessLogLosses = means(folds.map(RaceScores.guessLogLosses))
    distances = means(parts.map(\.distances))
    report = ClassReport(parts.compactMap(\.measures))
  }
}

extension Fold {
  /// What guessing answers: the share of each class among the rows to learn from, with one more of each (Laplace), or
  /// their mean.
  fileprivate var guesses: Matrix {
    let answer =
      rows.classes == nil ? [targetScale.mean] : rows.shares(of: training, prior: 1)
    return Matrix(columns: answer.map { [Double](repeating: $0, count: test.count) })
  }
}

/// Says which contender runs and how much of the race is done.
private final class CrossValidationProgress: Sendable {
  private let title: String
  private let seconds: [Double]
  private let total: Double
  private let done = Mutex(0.0)
  private let report: ProgressHandler

  init(_ title: String, _ seconds: [Double], _ report: ProgressHandler) {
    self.title = title
    self.seconds = seconds
    total = max(1e-9, seconds.reduce(0, +))
    self.report = report
  }

  func begin(_ name: String) { report("\(title): \(name)", done.withLock { $0 } / total) }

  func end(_ index: Int, _ name: String) {
    let share = done.withLock { done in
      done += seconds[index]
      return done / total
    }
    report("\(title): \(name)", share)
  }
}
