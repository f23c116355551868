internal import FathomData

extension LocalCorrelation {
  /// Grades the evidence; a pure function of it and of the thresholds.
  public func judge(_ evidence: Evidence) -> [Finding] {
    let id = LocalCorrelation.info.id
    let subject = evidence.layout == .table ? "column order" : "\(evidence.layout) positions"
    guard evidence.zScore != nil, evidence.pValue.isFinite else {
      return [
        Finding(
          id: "\(id).locality", grade: .indeterminate, subject: subject,
          message: "All pairs are correlated alike, so no arrangement differs from another.")
      ]
    }
    return [locality(evidence, subject)] + cautiousFinding(evidence, subject)
      + propertyFindings(evidence, subject)
  }

  private func locality(_ evidence: Evidence, _ subject: String) -> Finding {
    if let spacing = spacing(of: evidence) { return rhythm(spacing, evidence, subject) }
    let numbers =
      "locality index \(NumberText.coefficient(evidence.effectSize)), "
      + "AUC \(NumberText.coefficient(evidence.auc)), "
      + NumberText.pSentence(evidence.pValue, evidence.permutations)
    let locality = locality(of: evidence)
    let grade: Grade
    let message: String
    switch locality {
    case .strong:
      grade = .good
      message =
        "Neighbours belong together: shuffling the positions destroys structure (\(numbers))."
    case .weak:
      grade = .caution
      message =
        "Neighbours are more alike than chance, but \(reserve(evidence)): too little for a convolution (\(numbers))."
    case .none where evidence.isExhaustive && evidence.smallestPValue > significance:
      grade = .indeterminate
      message =
        "With \(evidence.positions) positions no arrangement could reach "
        + "p ≤ \(NumberText.exact(significance)): the smallest is "
        + "\(NumberText.coefficient(evidence.smallestPValue)) (\(numbers))."
    case .redundant:
      grade = .bad
      message = "\(sentence(locality, evidence)) With them: \(numbers)."
    case .undecided:
      grade = .indeterminate
      message =
        "Neighbours are alike, but shuffled positions often are as well: local structure cannot be told from "
        + "chance (\(numbers))."
    case .none:
      grade = .bad
      message = "The positions may as well be shuffled: no local structure was found (\(numbers))."
    }
    return Finding(
      id: "\(LocalCorrelation.info.id).locality", grade: grade, subject: subject, message: message)
  }

  private func rhythm(_ spacing: Spacing, _ evidence: Evidence, _ subject: String) -> Finding {
    Finding(
      id: "\(LocalCorrelation.info.id).locality", grade: .good, subject: subject,
      message:
        "Steps \(spacing.distance) apart belong together, as channels that take turns do, or a "
        + "rhythm: shuffling the positions destroys structure (locality index at that distance "
        + "\(NumberText.coefficient(spacing.index)), p \(EvidenceRow.Chance(bound: spacing.pValue).pValue); of "
        + "neighbours \(NumberText.coefficient(evidence.effectSize))).")
  }

  /// Says so where redundant positions make the difference.
  private func cautiousFinding(_ evidence: Evidence, _ subject: String) -> [Finding] {
    guard let cautious = evidence.cautious,
      strength(evidence.pValue, evidence.effectSize, evidence.auc)
        != neighbourStrength(of: evidence)
    else { return [] }
    return [
      Finding(
        id: "\(LocalCorrelation.info.id).redundant", grade: .caution, subject: subject,
        message: "Without \(cautious.words) the locality index is "
          + "\(NumberText.coefficient(cautious.effectSize)) rather than "
          + "\(NumberText.coefficient(evidence.effectSize)): neighbours agree because of what they are, "
          + "not of where they stand.")
    ]
  }

  /// How much local structure the evidence shows.
  enum Strength: Int, Sendable {
    case none, weak, strong
  }

  /// Of neighbours, or of steps of a sequence that are a few apart.
  func strength(of evidence: Evidence) -> Strength {
    spacing(of: evidence) == nil ? neighbourStrength(of: evidence) : .strong
  }

  /// Effect sizes decide, the p-value only guards; and what redundant positions alone bring about does
  /// not count.
  func neighbourStrength(of evidence: Evidence) -> Strength {
    let found = strength(evidence.pValue, evidence.effectSize, evidence.auc)
    let isTooNarrow =
      evidence.layout == .table && Double(evidence.positions) < tablePositions
    let whole = isTooNarrow && found == .strong ? .weak : found
    guard let cautious = evidence.cautious else { return whole }
    let rest = strength(cautious.pValue, cautious.effectSize, cautious.auc)
    return rest.rawValue < whole.rawValue ? rest : whole
  }

  func strength(_ pValue: Double, _ index: Double?, _ auc: Double?) -> Strength {
    guard pValue <= significance, let index else { return .none }
    // Without pairs that are no neighbours there is nothing to outrank.
    return index >= strongIndex && (auc ?? 0) >= strongAUC ? .strong : .weak
  }
}

extension LocalCorrelation.Evidence.Cautious {
  /// What was left out, in words.
  var words: String {
    let parts = [
      (copies, "copy of a neighbour", "copies of neighbours"),
      (functions, "function of a neighbour", "functions of neighbours"),
      (siblings, "indicator of a neighbour's category", "indicators of a neighbour's category"),
      (nearlyConstant, "nearly constant position", "nearly constant positions"),
    ].filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) \($0.0 == 1 ? $0.1 : $0.2)" }
    return parts.count < 2
      ? parts.joined() : parts.dropLast().joined(separator: ", ") + " and " + parts[parts.count - 1]
  }
}
