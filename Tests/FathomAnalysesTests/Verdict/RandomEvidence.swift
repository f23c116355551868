import FathomData
import FathomNumerics
import Foundation

@testable import FathomAnalyses

/// Evidence that is drawn at random: differences of all sizes, certain and uncertain ones.
struct RandomEvidence {
  private var stream: RandomStream
  /// The standard error of the difference of two, the same in whichever order they are named.
  private var errors: [Set<String>: Double?] = [:]

  init(_ number: Int) {
    stream = RandomStream(seed: 7, domain: "sentences", index: UInt64(number))
  }

  mutating func isTrue(_ probability: Double) -> Bool { stream.uniform() < probability }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform()
  }

  mutating func count(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(stream.uniform(below: UInt32(range.count)))
  }

  private mutating func error(_ first: String, _ second: String) -> Double? {
    if let known = errors[[first, second]] { return known }
    let error: Double? =
      isTrue(0.05)
      ? nil : isTrue(0.05) ? 0 : [0.000_3, 0.002, 0.008, 0.03][count(0...3)] * uniform(0.5...1.5)
    errors[[first, second]] = error
    return error
  }

  // MARK: Contests

  private mutating func contenders(_ infos: [ContenderInfo]) -> [ContenderScore] {
    errors = [:]
    let base = uniform(0.2...0.97)
    let spread = [0, 0.000_5, 0.004, 0.02, 0.1][count(0...4)]
    let scores = infos.map { _ in min(1, base + spread * stream.normal()) }
    let places = infos.indices.sorted {
      (infos[$0].isControl ? 1 : 0, -scores[$0], $0) < (
        infos[$1].isControl ? 1 : 0, -scores[$1], $1
      )
    }
    guard let best = places.first else { return [] }
    return places.map { place in
      let behindError = place == best ? 0 : error(infos[place].id, infos[best].id)
      return ContenderScore(
        id: infos[place].id, name: infos[place].name, side: infos[place].side.rawValue,
        score: scores[place], standardError: 0.02, logLoss: 0.5,
        behind: scores[best] - scores[place], behindStandardError: behindError)
    }
  }

  private mutating func difference(
    _ first: ContenderScore?, _ second: ContenderScore?
  ) -> ScoreDifference? {
    guard let first, let second else { return nil }
    let value = first.score - second.score
    let error = error(first.id, second.id)
    let reach = error.map { Distributions.normalQuantile(0.975) * $0 }
    return ScoreDifference(
      first: first.id, second: second.id, difference: value, standardError: error,
      interval: reach.map { [value - $0, value + $0] } ?? [])
  }

  private mutating func metric() -> String { ScoreMetric.allCases[count(0...2)].rawValue }

  mutating func race(_ layout: Layout) -> Race.Evidence {
    let isTable = layout == .table
    let infos = Race.contenders.map(\.info).filter { info in
      let hasPositions = ["convolution", "convolutionShuffled", "randomConvolutions"]
      if isTable, hasPositions.contains(info.id) { return false }
      return info.id == "convolutionFound" ? isTrue(0.3) : isTrue(0.85)
    }
    let contenders = contenders(infos)
    func best(_ side: String) -> ContenderScore? {
      contenders.filter { $0.side == side }.max { $0.score < $1.score }
    }
    func one(_ id: String) -> ContenderScore? { contenders.first { $0.id == id } }
    let rows = count(60...2_000)
    return Race.Evidence(
      metric: metric(), layout: layout, folds: 3, availableRows: rows, rows: rows,
      trainingRows: rows * 2 / 3, guessing: isTrue(0.9) ? 0.01 : 0.9, contenders: contenders,
      deepMinusClassical: difference(best("deep"), best("classical")),
      localityGain: difference(one("convolution"), one("convolutionShuffled")),
      foundMinusClassical: difference(one("convolutionFound"), best("classical")),
      reflections: isTable
        ? []
        : ["mirrored", "flipped"].map {
          ReflectionScore(
            axis: $0, given: uniform(0.5...0.9), reflected: uniform(0.5...0.9),
            standardError: uniform(0.001...0.1))
        },
      leftOut: isTrue(0.2)
        ? [LeftOutContender(id: "kNearestNeighbours", name: "k-nearest neighbours", reason: "time")]
        : [],
      curve: isTrue(0.7)
        ? [rows / 6, rows / 3, rows * 2 / 3].map { rows in
          ContenderCurvePoint(
            rows: rows,
            scores: contenders.map {
              ContenderCurveScore(id: $0.id, score: $0.score - uniform(0...0.1))
            })
        } : [], budget: 60)
  }

  mutating func trial() -> Trial.Evidence {
    let contenders = contenders(Trial.contenders.map(\.info).filter { _ in isTrue(0.9) })
    func best(_ side: String) -> ContenderScore? { contenders.first { $0.side == side } }
    return Trial.Evidence(
      metric: metric(), folds: 3, availableRows: 900, rows: isTrue(0.5) ? 900 : 500,
      trainingRows: 333, guessing: 0.01, contenders: contenders,
      randomFeaturesMinusClassical: difference(best("other"), best("classical")), leftOut: [],
      budget: 3)
  }

  // MARK: Other evidence

  mutating func vary(_ evidence: inout LocalCorrelation.Evidence) {
    // Half of all are local, so that what is said of networks on them is read too.
    let isLocal = isTrue(0.5)
    evidence.effectSize = isLocal ? uniform(0.5...1) : uniform(-0.1...1)
    evidence.pValue = isLocal || isTrue(0.5) ? 0.001 : uniform(0.02...0.9)
    evidence.auc = isLocal ? uniform(0.75...1) : uniform(0.4...1)
    evidence.isExhaustive = isTrue(0.1)
    if evidence.isExhaustive { evidence.smallestPValue = 0.1 }
    guard isTrue(0.3) else {
      evidence.cautious = nil
      return
    }
    evidence.cautious = .init(
      copies: count(1...4), functions: 0, siblings: 0, nearlyConstant: 0, positions: 12,
      statistic: 0.2, expected: 0, standardDeviation: 0.1, zScore: 2,
      pValue: isTrue(0.5) ? 0.001 : 0.4, permutations: 999, effectSize: uniform(0...1),
      auc: uniform(0.4...1))
  }

  mutating func vary(_ evidence: inout Collinearity.Evidence) {
    for place in evidence.predictors.indices {
      evidence.predictors[place].vif = isTrue(0.1) ? nil : 1 + pow(10, uniform(-2...2))
    }
  }

  mutating func vary(_ evidence: inout SampleSize.Evidence) {
    evidence.rows = count(30...200_000)
    evidence.effectiveRows = Double(evidence.rows) * (isTrue(0.3) ? 1 : uniform(0.05...1))
    let isClassification = isTrue(0.5)
    let smallest = count(2...evidence.rows / 2)
    evidence.classes = isClassification ? count(2...12) : nil
    evidence.smallestClass = isClassification ? smallest : nil
    evidence.requirements = SampleRequirements(
      rows: evidence.rows, parameters: count(1...900), smallestClass: smallest,
      isClassification: isClassification, isImages: evidence.layout.isGrid, worth: evidence.worth
    ).all(SampleSize())
  }
}

/// A report of evidence that was drawn.
struct RandomReport {
  private let outcomes: [AnalysisOutcome]
  private let verdict: Verdict
  private let race: Race.Evidence
  private let trial: Trial.Evidence
  private var local: LocalCorrelation.Evidence?
  private var size: SampleSize.Evidence?

  init(
    summary: Summary, outcomes: [AnalysisOutcome], race: Race.Evidence, trial: Trial.Evidence,
    random: inout RandomEvidence
  ) throws {
    self.race = race
    self.trial = trial
    var changed = [AnalysisOutcome]()
    for outcome in outcomes {
      switch outcome.evidence {
      case var evidence as LocalCorrelation.Evidence:
        random.vary(&evidence)
        local = evidence
        changed.append(LocalCorrelation().outcome(of: evidence))
      case var evidence as Collinearity.Evidence:
        random.vary(&evidence)
        changed.append(Collinearity().outcome(of: evidence))
      case var evidence as SampleSize.Evidence:
        random.vary(&evidence)
        size = evidence
        changed.append(SampleSize().outcome(of: evidence))
      default:
        changed.append(
          outcome.info.id == Race.info.id
            ? Race().outcome(of: race)
            : outcome.info.id == Trial.info.id ? Trial().outcome(of: trial) : outcome)
      }
    }
    self.outcomes = changed
    verdict = VerdictRule(summary: summary, outcomes: changed).verdict()
  }

  private var verdictTexts: [String] {
    var texts = [verdict.summary, verdict.tryFirst]
    texts += verdict.reasons.map(\.text) + verdict.wouldChange + verdict.beforeAnything
    texts += verdict.options.map(\.why)
    texts += verdict.blindSpots.map(\.message)
    return texts + verdict.ifDeep.map(\.advice)
  }

  private func texts(_ ids: Set<String>) -> [String] {
    outcomes.filter { ids.contains($0.info.id) }.flatMap { outcome -> [String] in
      var texts = outcome.findings.map(\.message)
      texts += [outcome.highlights.headline].compactMap(\.self)
      texts += outcome.highlights.rows.map(\.found)
      return texts + outcome.exhibits.flatMap(RandomReport.words)
    }
  }

  /// The title of an exhibit, and what is written below it.
  private static func words(_ exhibit: Exhibit) -> [String] {
    switch exhibit {
    case .table(let table): [table.title, table.footnote ?? ""]
    case .intervals(let intervals): [intervals.title, intervals.howToRead]
    case .histogram(let histogram): [histogram.title]
    case .curve(let curve): [curve.title]
    case .note(let note): [note]
    default: []
    }
  }

  /// The columns of the table of rules that are counts of rows: needed, there, missing.
  private func tables() -> [String] {
    outcomes.flatMap(\.exhibits).flatMap { exhibit -> [String] in
      guard case .table(let table) = exhibit, table.columns.contains("Rows needed") else {
        return []
      }
      return table.rows.compactMap { row in
        guard case .count(let needed) = row[1], case .count(let there) = row[2],
          case .count(let missing) = row[3], missing != needed - there
        else { return nil }
        return "\(needed) needed, \(there) there, \(missing) missing"
      }
    }
  }

  func contradictions() -> [String] {
    var checks = SentenceChecks()
    checks.add(
      race, [race.deepMinusClassical, race.localityGain, race.foundMinusClassical],
      gain: Race().gain)
    var both = checks
    both.add(trial, [trial.randomFeaturesMinusClassical], gain: Trial().gain)
    var found = texts([Race.info.id]).flatMap(checks.contradictions)
    found += (texts([Trial.info.id]) + verdictTexts).flatMap(both.contradictions)
    found += headlines() + chances() + firstPage() + controls() + tables()
    if let local {
      found += (texts([LocalCorrelation.info.id]) + verdict.reasons.map(\.text) + [verdict.summary])
        .flatMap { SentenceChecks.locality($0, local) }
    }
    if let size { found += SentenceChecks.requirements(size) }
    for outcome in outcomes where outcome.info.id == Collinearity.info.id {
      found += outcome.highlights.rows.flatMap {
        SentenceChecks.repeats($0, limit: Collinearity().vifBad)
      }
    }
    return found
  }

  /// The headline of a contest has no number: it is read against the difference itself.
  private func headlines() -> [String] {
    [(Race.info.id, race.deepMinusClassical), (Trial.info.id, trial.randomFeaturesMinusClassical)]
      .flatMap { id, difference -> [String] in
        guard let difference,
          let text = outcomes.first(where: { $0.info.id == id })?.highlights.headline
        else { return [] }
        let known = SentenceChecks.Known(difference: difference, least: 0)
        let isWrong =
          text.contains(" is ahead of ") && !known.isAhead
          || text.contains(" is behind ") && !known.isBehind
          || text.contains(/cannot be told|is equal/) && (known.isAhead || known.isBehind)
        return isWrong ? ["“\(text)” for \(difference.interval)"] : []
      }
  }

  /// The first page gives the score of what to try first, and that of guessing beside it.
  private func firstPage() -> [String] {
    guard let measured = verdict.options.first(where: { $0.expectedScore != nil }),
      let contest: any CrossValidatedEvidence = race.isDecisive ? race : trial
    else { return [] }
    guard verdict.blindSpots.allSatisfy({ !$0.isLarge }) else { return [] }
    let score = NumberText.error(measured.expectedScore ?? .nan)
    let guessing = "guessing \(NumberText.error(contest.guessing))"
    var found = [String]()
    if !verdict.tryFirst.hasPrefix(verdict.options[0].title.capitalizedFirst) {
      found.append("“\(verdict.tryFirst)” is not \(verdict.options[0].title)")
    }
    if !verdict.tryFirst.contains(score) || !verdict.tryFirst.contains(guessing) {
      found.append("“\(verdict.tryFirst)” without \(score) and \(guessing)")
    }
    if verdict.summary.contains(" against "), !verdict.summary.contains("guessing") {
      found.append("“\(verdict.summary)” without guessing")
    }
    return found
  }

  /// No control is ranked.
  private func controls() -> [String] {
    let winner = outcomes.flatMap(\.findings).first { $0.id == "race.winner" }?.message ?? ""
    return race.controls.flatMap { control in
      let texts = [winner] + verdict.options.map(\.why) + [verdict.tryFirst]
      return texts.filter { $0.contains(control.name) }.map { "a control is ranked: “\($0)”" }
        + (verdict.options.contains { $0.id == control.id } ? ["\(control.id) is offered"] : [])
    }
  }

  private func chances() -> [String] {
    let rows = outcomes.first { $0.info.id == Race.info.id }?.highlights.rows ?? []
    return rows.flatMap { row -> [String] in
      if row.question.hasPrefix("Does a network beat"), let difference = race.deepMinusClassical {
        return SentenceChecks.chance(row, difference)
      }
      if row.question.hasPrefix("Does a convolution use"), let difference = race.localityGain {
        return SentenceChecks.chance(row, difference)
      }
      return []
    }
  }
}
