internal import FathomData
internal import FathomSummaries

/// What the verdict weighs: the evidence of the analyses, and the thresholds that hold.
struct VerdictEvidence {
  let summary: Summary
  let outcomes: [AnalysisOutcome]
  let thresholds: ThresholdChanges

  init(_ summary: Summary, _ outcomes: [AnalysisOutcome], _ thresholds: ThresholdChanges) {
    self.summary = summary
    self.outcomes = outcomes
    self.thresholds = thresholds
  }

  /// What an analysis measured; nil where it did not run.
  subscript<A: Analysis>(_ type: A.Type) -> A.Evidence? {
    outcomes.first { $0.info.id == A.info.id }?.evidence as? A.Evidence
  }

  /// An analysis with the thresholds that hold.
  func rules<A: Analysis>(_ type: A.Type) -> A { A(thresholds) }

  var layout: Layout { summary.schema.layout }
  var isGrid: Bool { layout.isGrid }

  var strength: LocalCorrelation.Strength {
    self[LocalCorrelation.self].map { rules(LocalCorrelation.self).strength(of: $0) } ?? .none
  }

  /// The neighbours in words.
  var unit: String { isGrid ? "pixels" : layout == .sequence ? "steps" : "columns" }

  /// Who belongs together where the arrangement is local, in words.
  var relatives: String {
    self[LocalCorrelation.self].flatMap { rules(LocalCorrelation.self).spacing(of: $0) }.map {
      "steps \($0.distance) apart"
    } ?? "neighbouring \(unit)"
  }

  /// How the best network compares with the best classical method; nil without a race of both.
  var raceComparison: Comparison? {
    guard let race = self[Race.self], let difference = race.deepMinusClassical else { return nil }
    return rules(Race.self).comparison(difference, race)
  }

  /// Contenders of one side that are not in the race, though they concern the data.
  func absentees(_ side: ContenderInfo.Side) -> [String] {
    self[Race.self]?.absentees(side) ?? []
  }

  /// Whether a sample was raced and the learning curves do not tell what becomes of it with all rows.
  var isOpenAtAllRows: Bool {
    guard isRaceDecisive, let race = self[Race.self], race.rows < race.availableRows else {
      return false
    }
    return race.atAllRows?.isOpen(rules(Race.self).gain) ?? true
  }

  /// Whether nobody is missing from the race who could have turned it.
  var isRaceDecisive: Bool { self[Race.self]?.isDecisive ?? false }

  /// What the ways to go are ranked by: a race in which somebody is missing says less than a trial in which all are
  /// there.
  var contest: (any CrossValidatedEvidence)? {
    isRaceDecisive ? self[Race.self] : self[Trial.self] ?? self[Race.self]
  }

  /// How random features compare with the best classical method, where no race decides; nil where somebody is
  /// missing from the trial.
  var trialComparison: (difference: ScoreDifference, trial: Trial.Evidence, comparison: Comparison)?
  {
    guard !isRaceDecisive, let trial = self[Trial.self], trial.leftOut.isEmpty,
      let difference = trial.randomFeaturesMinusClassical
    else { return nil }
    return (difference, trial, rules(Trial.self).comparison(difference, trial))
  }

  /// Whether there are too few rows for a network from scratch without further ado.
  var isSmall: Bool {
    let size = self[SampleSize.self]
    return size?.smallestClass.map {
      Double($0) * (size?.worth ?? 1) < rules(SampleSize.self).labelsPerClassPretrainedSafe
    } ?? ((size?.rows ?? 0) < 5_000)
  }

  /// The findings of one kind that are not good, as sentences, each once.
  func messages(_ ids: Set<String>) -> [String] {
    var said = Set<String>()
    return outcomes.flatMap(\.findings).filter {
      ids.contains($0.id) && ($0.grade == .caution || $0.grade == .bad)
    }.map(\.message).filter { said.insert($0).inserted }
  }
}
