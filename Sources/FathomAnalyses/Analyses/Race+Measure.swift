internal import FathomNumerics
private import Synchronization

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
    let rows = input.rows.sampled(plan.rows, seed: context.seed)
    let tasks = Race.tasks(rows, plan, context.seed)
    guard let shortest = tasks.map(\.training.count).min(), shortest >= 10,
      tasks.allSatisfy({ !$0.test.isEmpty })
    else {
      throw .unsuitable("the groups are too few or too uneven to hold a third of the rows out")
    }
    let lessons = Race.lessons(plan, tasks)
    let clock = RaceProgress(
      lessons.map { plan.contenders[$0.contender].seconds($0.task.size) }, context.progress)
    let answered = Parallel.map(lessons.count, threads: context.threads) { index in
      let lesson = lessons[index]
      let contender = plan.contenders[lesson.contender]
      clock.begin(contender.info.name)
      defer { clock.end(index, contender.info.name) }
      let start = ContinuousClock.now
      let result = Result { () throws(NumericsError) in
        LessonLosses(try contender.answers(lesson.task), lesson.task)
      }
      context.timings?.add(
        "race, \(contender.info.name)", ContinuousClock.now - start)
      return result
    }
    return evidence(input, rows, plan, tasks, lessons, answered)
  }

  /// One contender's work on one part of the rows.
  struct Lesson: Sendable {
    var contender: Int
    /// The part that is held out.
    var part: Int
    /// The share of the rows that it learns from; nil for all.
    var share: Double?
    var task: RaceTask
  }

  /// What was lost in a lesson.
  struct LessonLosses: Sendable {
    var scoring: [Double]
    var choosing: [Double]

    init(_ answers: Matrix, _ task: RaceTask) {
      scoring = RaceLoss.scoring(answers, task)
      choosing = task.rows.classes == nil ? [] : RaceLoss.choosing(answers, task)
    }
  }

  private static func tasks(_ rows: RaceRows, _ plan: RacePlan, _ seed: UInt64) -> [RaceTask] {
    CurveSplit.all(
      rows: rows.count, classes: rows.classes(of: Array(0..<rows.count)), groups: rows.groups,
      repetitions: plan.repetitions, folds: RacePlan.folds, seed: seed
    ).prefix(plan.lessons).enumerated().map { index, split in
      var stream = RandomStream(seed: seed, domain: "race", index: UInt64(index))
      return RaceTask(
        rows: rows, training: split.training, test: split.test, seed: stream.next())
    }
  }

  /// All lessons, those that take longest first, so that no thread waits for a last one.
  private static func lessons(_ plan: RacePlan, _ tasks: [RaceTask]) -> [Lesson] {
    var lessons = [Lesson]()
    for contender in plan.contenders.indices {
      for (part, task) in tasks.enumerated() {
        lessons.append(Lesson(contender: contender, part: part, share: nil, task: task))
      }
      guard let first = tasks.first, first.training.count >= RacePlan.curveRows,
        plan.contenders[contender].hasCurve
      else { continue }
      for share in RacePlan.shares {
        let count = Int((Double(first.training.count) * share).rounded())
        lessons.append(
          Lesson(contender: contender, part: 0, share: share, task: first.limited(to: count)))
      }
    }
    let seconds = lessons.map { plan.contenders[$0.contender].seconds($0.task.size) }
    return lessons.indices.sorted { (seconds[$0], $1) > (seconds[$1], $0) }.map { lessons[$0] }
  }

  private func evidence(
    _ input: Input, _ rows: RaceRows, _ plan: RacePlan, _ tasks: [RaceTask], _ lessons: [Lesson],
    _ answered: [Result<LessonLosses, NumericsError>]
  ) -> Evidence {
    var scores = [(info: ContenderInfo, scores: RaceScores)]()
    var leftOut = plan.leftOut.map {
      Evidence.LeftOut(id: $0.info.id, name: $0.info.name, reason: $0.reason)
    }
    for (index, contender) in plan.contenders.enumerated() {
      var losses = [LessonLosses?](repeating: nil, count: tasks.count)
      for (lesson, result) in zip(lessons, answered)
      where lesson.contender == index && lesson.share == nil {
        switch result {
        case .success(let value): losses[lesson.part] = value
        case .failure(let error):
          let reason = "it failed: \(error)"
          if leftOut.last?.id != contender.info.id {
            leftOut.append(
              Evidence.LeftOut(
                id: contender.info.id, name: contender.info.name, reason: reason))
          }
        }
      }
      let arrived = losses.compactMap(\.self)
      guard arrived.count == tasks.count else { continue }
      scores.append((contender.info, RaceScores(arrived, tasks, rows)))
    }
    let places = scores.indices.sorted {
      (scores[$0].scores.score, $1) > (scores[$1].scores.score, $0)
    }
    let ranked = places.map { scores[$0] }
    let contenders = ranked.map { entry -> Evidence.Contender in
      let behind = ranked[0].scores.difference(from: entry.scores)
      return Evidence.Contender(
        id: entry.info.id, name: entry.info.name, side: entry.info.side.rawValue,
        score: entry.scores.score, standardError: entry.scores.standardError.finite,
        logLoss: entry.scores.meanLogLoss?.finite, behind: behind.value,
        behindStandardError: behind.standardError.finite)
    }
    func best(_ side: ContenderInfo.Side) -> (info: ContenderInfo, scores: RaceScores)? {
      ranked.first { $0.info.side == side }
    }
    func named(_ positions: ConvolutionContender.Positions) -> (
      info: ContenderInfo, scores: RaceScores
    )? {
      ranked.first { $0.info.id == ConvolutionContender(positions: positions).info.id }
    }
    return Evidence(
      metric: rows.classes == nil ? "r2" : "accuracy", layout: rows.layout,
      folds: tasks.count, availableRows: input.available, rows: rows.count,
      trainingRows: tasks.map(\.training.count).reduce(0, +) / tasks.count,
      guessing: Race.guessing(rows), contenders: contenders,
      deepMinusClassical: Race.difference(best(.deep), best(.classical)),
      localityGain: Race.difference(named(.asGiven), named(.shuffled)),
      reflections: tasks.first.map(Reflections.measure) ?? [], leftOut: leftOut,
      curve: Race.curve(plan, tasks, lessons, answered, ranked.map(\.info)), budget: budget)
  }

  private static func difference(
    _ first: (info: ContenderInfo, scores: RaceScores)?,
    _ second: (info: ContenderInfo, scores: RaceScores)?
  ) -> Evidence.Difference? {
    guard let first, let second else { return nil }
    let (value, error) = first.scores.difference(from: second.scores)
    let reach = Distributions.normalQuantile(0.975) * error
    return Evidence.Difference(
      first: first.info.id, second: second.info.id, difference: value,
      standardError: error.finite, interval: error.isFinite ? [value - reach, value + reach] : [])
  }

  /// The accuracy of the largest class; the mean explains nothing.
  private static func guessing(_ rows: RaceRows) -> Double {
    guard let classes = rows.classes else { return 0 }
    var counts = [Int](repeating: 0, count: classes)
    for name in rows.target { counts[Int(name)] += 1 }
    return Double(counts.max() ?? 0) / Double(rows.count)
  }

  private static func curve(
    _ plan: RacePlan, _ tasks: [RaceTask], _ lessons: [Lesson],
    _ answered: [Result<LessonLosses, NumericsError>], _ ranked: [ContenderInfo]
  ) -> [Evidence.CurvePoint] {
    guard let first = tasks.first else { return [] }
    let totals = RaceScores.totals(first)
    let total = totals.reduce(0, +)
    guard total > 0, lessons.contains(where: { $0.share != nil }) else { return [] }
    return (RacePlan.shares.map(Optional.init) + [nil]).map { share in
      let scores = ranked.compactMap { info -> Evidence.Score? in
        for (lesson, result) in zip(lessons, answered)
        where lesson.part == 0 && lesson.share == share
          && plan.contenders[lesson.contender].info == info
        {
          guard case .success(let losses) = result else { return nil }
          return Evidence.Score(
            id: info.id, score: 1 - losses.scoring.reduce(0, +) / total)
        }
        return nil
      }
      let count = Int((Double(first.training.count) * (share ?? 1)).rounded())
      return Evidence.CurvePoint(rows: count, scores: scores)
    }
  }
}

extension RaceRows {
  /// At most so many of the rows, chosen at random; groups lose rows alike.
  func sampled(_ most: Int, seed: UInt64) -> RaceRows {
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
  static func totals(_ task: RaceTask) -> [Double] {
    guard task.rows.classes == nil else { return task.test.map { _ in 1 } }
    let truths = task.test.map { task.rows.target[$0] }
    let mean = Moments(truths).mean
    return truths.map { ($0 - mean) * ($0 - mean) }
  }

  /// The scores of a contender from what it lost in each part.
  init(_ parts: [Race.LessonLosses], _ tasks: [RaceTask], _ rows: RaceRows) {
    var lost = [Double](repeating: 0, count: rows.count)
    var logs = lost
    var shares = lost
    var times = lost
    for (part, task) in zip(parts, tasks) {
      let totals = RaceScores.totals(task)
      for (place, row) in task.test.enumerated() {
        lost[row] += part.scoring[place]
        if !part.choosing.isEmpty { logs[row] += part.choosing[place] }
        shares[row] += totals[place]
        times[row] += 1
      }
    }
    let seen = lost.indices.filter { times[$0] > 0 }
    losses = seen.map { lost[$0] / times[$0] }
    logLosses = rows.classes == nil ? [] : seen.map { logs[$0] / times[$0] }
    totals = seen.map { shares[$0] / times[$0] }
    units = seen.map { rows.groups?[$0] ?? $0 }
  }
}

/// Says which contender runs and how much of the race is done.
private final class RaceProgress: Sendable {
  private let seconds: [Double]
  private let total: Double
  private let done = Mutex(0.0)
  private let report: ProgressHandler

  init(_ seconds: [Double], _ report: ProgressHandler) {
    self.seconds = seconds
    total = max(1e-9, seconds.reduce(0, +))
    self.report = report
  }

  func begin(_ name: String) { report("Race: \(name)", done.withLock { $0 } / total) }

  func end(_ index: Int, _ name: String) {
    let share = done.withLock { done in
      done += seconds[index]
      return done / total
    }
    report("Race: \(name)", share)
  }
}
