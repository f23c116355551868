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
    let grade: Grade
    let message: String
    switch strength(of: evidence) {
    case .strong:
      grade = .good
      message =
        "Neighbours belong together: shuffling the positions destroys structure (\(numbers))."
    case .weak:
      grade = .caution
      message =
        "Neighbours are more alike than chance, but weakly: too little for a convolution "
        + "(\(numbers))."
    case .none where evidence.isExhaustive && evidence.smallestPValue > significance:
      grade = .indeterminate
      message =
        "With \(evidence.positions) positions no arrangement could reach "
        + "p ≤ \(NumberText.exact(significance)): the smallest is "
        + "\(NumberText.coefficient(evidence.smallestPValue)) (\(numbers))."
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

  private func strength(_ pValue: Double, _ index: Double?, _ auc: Double?) -> Strength {
    guard pValue <= significance, let index else { return .none }
    // Without pairs that are no neighbours there is nothing to outrank.
    return index >= strongIndex && (auc ?? 0) >= strongAUC ? .strong : .weak
  }

  // MARK: Properties of a convolution

  /// Whether a property was found: corrected for the family, and of an effect that counts.
  func has(_ id: String, _ properties: Evidence.Properties) -> Bool {
    let least = ["sharing": sharing, "pooling": pooling][id] ?? strongIndex
    return reaches(least, properties.test(id))
  }

  private func reaches(_ least: Double, _ test: Evidence.Property?) -> Bool {
    guard let test, test.adjustedPValue <= significance else { return false }
    return (test.effectSize ?? 0) >= least
  }

  private func propertyFindings(_ evidence: Evidence, _ subject: String) -> [Finding] {
    guard let properties = evidence.properties else { return [] }
    let isLocal = strength(of: evidence) == .strong
    return ["sharing", "pooling", "depth"].compactMap { id in
      guard let test = properties.test(id) else { return nil }
      let found = has(id, properties)
      // What local structure there is may be finer than what was averaged, or drowned by chance.
      if isLocal, !found, !has("locality", properties) || test.effectSize == nil {
        return Finding(
          id: "\(LocalCorrelation.info.id).\(id)", grade: .indeterminate, subject: subject,
          message: "\(id.capitalizedFirst) cannot be told: "
            + (test.effectSize == nil
              ? "\(NumberText.plural(evidence.rows, "row")) are too few."
              : "little local structure is left where it was measured."))
      }
      return Finding(
        id: "\(LocalCorrelation.info.id).\(id)",
        grade: found && isLocal ? .good : isLocal ? .caution : .bad, subject: subject,
        message: sentence(id, found: found, isLocal: isLocal, test, properties))
    }
  }

  private func sentence(
    _ id: String, found: Bool, isLocal: Bool, _ test: Evidence.Property,
    _ properties: Evidence.Properties
  ) -> String {
    let p = NumberText.pSentence(test.adjustedPValue, properties.permutations) + ", corrected"
    switch id {
    case "sharing":
      let share =
        "displacement explains \(NumberText.percent(test.statistic)) of the variance of the "
        + "correlations, \(NumberText.percent(test.expected)) when shuffled (\(p))"
      if found { return "The same pattern holds everywhere, so weights can be shared: \(share)." }
      if isLocal, reaches(sharingInPart, test) {
        return "The same pattern holds in part: weights can be shared, but where a pattern stands "
          + "matters too; \(share)."
      }
      return isLocal
        ? "How neighbours agree depends on where they are, which speaks for locally connected "
          + "layers rather than shared weights: \(share)."
        : "No pattern is the same everywhere: \(share)."
    case "pooling":
      let shift =
        "moving a pair by one step keeps \(NumberText.coefficient(test.statistic)) of the differences "
        + "between correlations, \(NumberText.coefficient(test.expected)) when shuffled (\(p))"
      return found
        ? "A small shift changes little, so pooling costs little: \(shift)."
        : "A small shift changes much, so pooling would blur: \(shift)."
    default:
      let scales = properties.scales.map {
        "\(NumberText.coefficient($0.effectSize)) at \($0.factor)×"
      }.joined(separator: ", ")
      return found
        ? "There is structure beyond the nearest neighbours, which depth can use: "
          + "locality index \(scales) (\(p))."
        : "Little structure is left once neighbours are averaged: locality index \(scales) (\(p))."
    }
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

extension LocalCorrelation {
  /// Steps of a sequence that belong together although neighbours do not: channels that take turns, or a
  /// rhythm.
  struct Spacing {
    /// Steps apart.
    var distance: Int
    /// The mean of X over all pairs so far apart.
    var statistic: Double
    /// The locality index with these pairs in the place of neighbours.
    var index: Double
    /// An upper bound of the p-value, corrected for the distances that were looked at.
    var pValue: Double
  }

  /// Distances that are looked at: a kernel of nine steps sees them.
  static let spacings = 2...8

  /// The distance at which steps belong together most; nil where neighbours do, and where nothing stands
  /// out.
  ///
  /// The exact mean and variance of the mean over permutations bound the p-value by 1 / (1 + z²) (Cantelli's
  /// inequality), times the number of distances (Bonferroni). What comes back has to come back twice.
  func spacing(of evidence: Evidence) -> Spacing? {
    guard evidence.layout == .sequence, neighbourStrength(of: evidence) != .strong else {
      return nil
    }
    let room = evidence.bestPossible - evidence.expected
    func spacing(_ point: Evidence.Point) -> Spacing? {
      guard let deviation = point.standardDeviation, deviation > 0, room > 0 else { return nil }
      let z = (point.correlation - evidence.expected) / deviation
      let bound = Double(LocalCorrelation.spacings.count) / (1 + z * z)
      return Spacing(
        distance: point.distance, statistic: point.correlation,
        index: (point.correlation - evidence.expected) / room, pValue: z > 0 ? min(1, bound) : 1)
    }
    func stands(_ spacing: Spacing) -> Bool {
      spacing.index >= strongIndex && spacing.pValue <= significance
    }
    let found = evidence.correlogram.filter { LocalCorrelation.spacings ~= $0.distance }
      .compactMap(spacing).max { $0.index < $1.index }
    guard let found, stands(found),
      let again = evidence.correlogram.first(where: { $0.distance == 2 * found.distance })
        .flatMap(spacing), stands(again)
    else { return nil }
    return found
  }
}
