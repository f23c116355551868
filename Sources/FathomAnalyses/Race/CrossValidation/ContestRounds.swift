internal import FathomNumerics
internal import FathomSummaries

/// Holds a contest in rounds, until its question is decided or its budget is spent.
///
/// In a round everybody who may still win learns from the same rows and predicts the same others. After it whoever
/// cannot win any more drops out (``SequentialRule``); the time is left to those who are close. What is decided depends
/// on what was predicted alone, never on the clock.
struct ContestRounds {
  /// Why it ended.
  enum Ending: String, Sendable, CaseIterable {
    /// A network certainly pays, or certainly does not.
    case decided
    /// There is no budget for another round.
    case budget
    /// All that was planned was done.
    case complete
  }

  /// One contender's work on one part of the rows.
  private struct Fit {
    var contender: Int
    /// The part that is held out.
    var part: Int
    /// The share of the rows that it learns from; nil for all.
    var share: Double?
    var fold: Fold
  }

  /// A score on the first part by a share of the rows to learn from.
  private struct ShareKey: Hashable {
    var contender: Int
    var share: Double
  }

  private let plan: RacePlan
  private let rows: LabelledRows
  private let folds: [Fold]
  private let context: AnalysisContext
  private let progress: ContestProgress
  /// What each contender lost in each part, as far as it went.
  private var losses: [[FoldLosses]]
  private var onShares = [ShareKey: FoldLosses]()
  /// Who failed, and how.
  private(set) var failures = [Int: String]()
  /// Who is still in it.
  private var live: [Int]
  /// Seconds of work on the reference machine.
  private var spent = 0.0
  private(set) var ending = Ending.complete
  private var rule = SequentialRule()

  init(_ plan: RacePlan, _ rows: LabelledRows, _ folds: [Fold], _ context: AnalysisContext) {
    self.plan = plan
    self.rows = rows
    self.folds = folds
    self.context = context
    progress = ContestProgress(
      plan.rules.name.capitalizedFirst,
      RacePlan.cores * (plan.rules.isSequential ? max(plan.seconds, plan.budget) : plan.seconds),
      context.progress)
    losses = [[FoldLosses]](repeating: [], count: plan.contenders.count)
    live = Array(plan.contenders.indices)
  }

  /// Parts that everybody who is left predicted.
  var parts: Int { live.map { losses[$0].count }.max() ?? 0 }

  /// Shares of the rows to learn from at which learning curves have points.
  var shares: [Double] { plan.shares }

  /// Contenders that predicted something and did not fail.
  var arrived: [Int] {
    plan.contenders.indices.filter { failures[$0] == nil && !losses[$0].isEmpty }
  }

  /// Parts that a contender predicted.
  func parts(_ contender: Int) -> Int { losses[contender].count }

  /// The scores of a contender on the first parts.
  func scores(_ contender: Int, parts: Int) -> RaceScores {
    RaceScores(Array(losses[contender].prefix(parts)), Array(folds.prefix(parts)), rows)
  }

  /// How much better one is than another, on the parts that both predicted.
  func lead(_ first: Int, _ second: Int) -> (value: Double, standardError: Double, rows: Int) {
    let parts = min(losses[first].count, losses[second].count)
    let one = scores(first, parts: parts)
    let (value, error) = one.difference(from: scores(second, parts: parts))
    return (value, error, Set(one.units).count)
  }

  // MARK: Rounds

  /// Runs all rounds.
  mutating func run() {
    for round in plan.rounds where ending == .complete {
      guard hold(round) else { break }
      guard plan.rules.isSequential else { continue }
      dropOut()
      if isDecided() { ending = .decided }
    }
    // The mean of more parts moves less with the seed; nothing is decided any more, so that no look is added.
    for round in plan.closeRounds where ending == .complete && isClose {
      guard hold(round) else { break }
      dropOut()
    }
    learnFromLess()
  }

  /// Whether there was budget for a round, in which everybody who is left learns and predicts.
  private mutating func hold(_ round: Range<Int>) -> Bool {
    if round.lowerBound > 0 {
      // Controls are there in the first round alone.
      live.removeAll { plan.contenders[$0].info.isControl }
      guard isAffordable(round) else {
        ending = .budget
        return false
      }
    }
    hold(
      live.flatMap { contender in
        round.map { Fit(contender: contender, part: $0, share: nil, fold: folds[$0]) }
      })
    live.removeAll { failures[$0] != nil }
    return true
  }

  private func isAffordable(_ round: Range<Int>) -> Bool {
    let more = live.reduce(0.0) { sum, contender in
      sum + Double(round.count) * plan.contenders[contender].seconds(folds[0].size)
    }
    return spent + (more + curveSeconds) / RacePlan.cores <= plan.budget
  }

  /// Who is certainly not the best of a side, or, on neither side, certainly not the best of all.
  private mutating func dropOut() {
    func info(_ contender: Int) -> ContenderInfo { plan.contenders[contender].info }
    let scored = live.map { ($0, scores($0, parts: losses[$0].count).score) }
    live = live.filter { contender in
      let rivals = scored.filter {
        !info($0.0).isControl
          && (info(contender).side == .other
            || info($0.0).side == info(contender).side)
      }
      guard let best = rivals.max(by: { ($0.1, $1.0) < ($1.1, $0.0) })?.0, best != contender
      else { return true }
      let lead = lead(best, contender)
      return !SequentialRule.isCertain(
        lead.value, standardError: lead.standardError, rows: lead.rows)
    }
  }

  /// The best of a side among those that are left.
  func best(_ side: ContenderInfo.Side) -> Int? {
    live.filter { plan.contenders[$0].info.side == side }
      .map { ($0, scores($0, parts: losses[$0].count).score) }
      .max { ($0.1, $1.0) < ($1.1, $0.0) }?.0
  }

  /// How much better the best network is than the best classical method, and what counts as a gain.
  private var duel: (lead: Double, standardError: Double, line: Double, rows: Int)? {
    guard let deep = best(.deep), let classical = best(.classical) else { return nil }
    let lead = lead(deep, classical)
    let base = scores(classical, parts: losses[classical].count).score
    return (lead.value, lead.standardError, plan.rules.gain * abs(base), lead.rows)
  }

  private mutating func isDecided() -> Bool {
    guard let duel else { return false }
    return rule.isDecided(
      duel.lead, standardError: duel.standardError, line: duel.line, rows: duel.rows)
  }

  private var isClose: Bool {
    guard let duel else { return false }
    return SequentialRule.isClose(duel.lead, standardError: duel.standardError, line: duel.line)
  }

  // MARK: Learning curves

  /// Who learns from fewer rows too: the best of each side; all of both sides where there are more rows than are raced,
  /// for another one may be the best of these.
  private var curveContenders: [Int] {
    guard plan.rules.hasCurve, let first = folds.first, first.training.count >= RacePlan.curveRows
    else { return [] }
    let sides =
      plan.isSample
      ? plan.contenders.indices.filter { plan.contenders[$0].info.side != .other }
      : [best(.deep), best(.classical)].compactMap(\.self)
    return sides.filter { plan.contenders[$0].hasCurve && failures[$0] == nil }
  }

  private var curveSeconds: Double {
    guard let first = folds.first else { return 0 }
    return curveContenders.reduce(0) { sum, contender in
      sum
        + plan.shares.reduce(0) { sum, share in
          var size = first.size
          size.training = Int(Double(size.training) * share)
          return sum + plan.contenders[contender].seconds(size)
        }
    }
  }

  private mutating func learnFromLess() {
    guard let first = folds.first else { return }
    hold(
      curveContenders.flatMap { contender in
        plan.shares.map { share in
          let count = Int((Double(first.training.count) * share).rounded())
          return Fit(
            contender: contender, part: 0, share: share, fold: first.limited(to: count))
        }
      })
  }

  /// What a contender lost on the first part by a share of the rows to learn from; nil where it did not learn from so
  /// few.
  func losses(_ contender: Int, share: Double?) -> FoldLosses? {
    guard let share else { return losses[contender].first }
    return onShares[ShareKey(contender: contender, share: share)]
  }

  // MARK: Fits

  /// Those that take longest first, so that no thread waits for a last one.
  private mutating func hold(_ unordered: [Fit]) {
    let (plan, progress, context) = (plan, progress, context)
    let seconds = unordered.map { plan.contenders[$0.contender].seconds($0.fold.size) }
    let fits = unordered.indices.sorted { (seconds[$0], $1) > (seconds[$1], $0) }
      .map { unordered[$0] }
    let spare = SpareThreads()
    let answered = Parallel.map(fits.count, threads: context.threads, spare: spare) {
      index -> Result<FoldLosses, NumericsError> in
      var fit = fits[index]
      fit.fold.spare = spare
      let contender = plan.contenders[fit.contender]
      progress.begin(contender.info.name)
      defer { progress.end(contender.info.name, contender.seconds(fit.fold.size)) }
      let start = ContinuousClock.now
      let result = Result { () throws(NumericsError) in
        FoldLosses(try contender.predict(fit.fold), fit.fold)
      }
      context.timings?.add(
        "\(plan.rules.name), \(contender.info.name)", ContinuousClock.now - start)
      return result
    }
    spent += seconds.reduce(0, +) / RacePlan.cores
    for (fit, result) in zip(fits, answered).sorted(by: { $0.0.part < $1.0.part }) {
      switch (result, fit.share) {
      case (.success(let lost), nil): losses[fit.contender].append(lost)
      case (.success(let lost), .some(let share)):
        onShares[ShareKey(contender: fit.contender, share: share)] = lost
      // Who fails with fewer rows only has no score there.
      case (.failure(let error), nil): failures[fit.contender] = "it failed: \(error)"
      case (.failure, .some): break
      }
    }
  }
}
