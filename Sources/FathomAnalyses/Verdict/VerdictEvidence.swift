internal import FathomData
internal import FathomSummaries

/// What the verdict weighs: the evidence of the analyses that count, and the thresholds that hold.
struct VerdictEvidence {
  let summary: Summary
  let outcomes: [AnalysisOutcome]
  let thresholds: ThresholdChanges

  let local: LocalCorrelation.Evidence?
  let arrangement: SupervisedLocality.Evidence?
  let size: SampleSize.Evidence?
  let collinear: Collinearity.Evidence?
  let texts: TokenOrder.Evidence?
  let race: Race.Evidence?
  let trial: Trial.Evidence?
  let hiddenOrder: HiddenOrder.Evidence?

  init(_ summary: Summary, _ outcomes: [AnalysisOutcome], _ thresholds: ThresholdChanges) {
    func evidence<A: Analysis>(_ type: A.Type) -> A.Evidence? {
      outcomes.first { $0.info.id == A.info.id }?.evidence as? A.Evidence
    }
    self.summary = summary
    self.outcomes = outcomes
    self.thresholds = thresholds
    local = evidence(LocalCorrelation.self)
    arrangement = evidence(SupervisedLocality.self)
    size = evidence(SampleSize.self)
    collinear = evidence(Collinearity.self)
    texts = evidence(TokenOrder.self)
    race = evidence(Race.self)
    trial = evidence(Trial.self)
    hiddenOrder = evidence(HiddenOrder.self)
  }

  var layout: Layout { summary.schema.layout }
  var isGrid: Bool { layout.isGrid }
  var sizeRules: SampleSize { SampleSize(thresholds) }
  var raceRules: Race { Race(thresholds) }
  var trialRules: Trial { Trial(thresholds) }
  var arrangementRules: SupervisedLocality { SupervisedLocality(thresholds) }

  var strength: LocalCorrelation.Strength {
    local.map { LocalCorrelation(thresholds).strength(of: $0) } ?? .none
  }

  /// The neighbours in words.
  var unit: String { isGrid ? "pixels" : layout == .sequence ? "steps" : "columns" }

  /// Who belongs together where the arrangement is local, in words.
  var relatives: String {
    local.flatMap { LocalCorrelation(thresholds).spacing(of: $0) }.map {
      "steps \($0.distance) apart"
    } ?? "neighbouring \(unit)"
  }

  /// How the best network compares with the best classical method; nil without a race of both.
  var raceOutcome: ComparisonOutcome? {
    guard let race, let difference = race.deepMinusClassical else { return nil }
    return raceRules.outcome(difference, race)
  }

  /// Contenders of one side that are not in the race, though they concern the data.
  func absentees(_ side: ContenderInfo.Side) -> [String] { race?.absentees(side) ?? [] }

  /// Whether nobody is missing from the race who could have turned it.
  var isRaceDecisive: Bool { race?.isDecisive ?? false }

  /// How random features compare with the best classical method, where no race decides; nil where somebody is
  /// missing from the trial.
  var trialOutcome:
    (difference: Race.Evidence.Difference, trial: Trial.Evidence, outcome: ComparisonOutcome)?
  {
    guard !isRaceDecisive, let trial, trial.leftOut.isEmpty,
      let difference = trial.randomFeaturesMinusClassical
    else { return nil }
    return (difference, trial, trialRules.outcome(difference, trial))
  }

  /// Whether there are too few rows for a network from scratch without further ado.
  var isSmall: Bool {
    size?.smallestClass.map {
      Double($0) * (size?.worth ?? 1) < sizeRules.labelsPerClassPretrainedSafe
    } ?? ((size?.rows ?? 0) < 5_000)
  }

  /// The findings of one kind that are not good, as sentences.
  func messages(_ ids: Set<String>) -> [String] {
    outcomes.flatMap(\.findings).filter {
      ids.contains($0.id) && ($0.grade == .caution || $0.grade == .bad)
    }.map(\.message)
  }
}
