internal import FathomData

extension LocalCorrelation {
  /// What may be said of local structure: the one source of every sentence about it.
  enum Locality: String, Sendable, CaseIterable {
    /// Neighbours belong together, or steps that are a few apart.
    case strong
    /// Neighbours are more alike than chance, and too little so.
    case weak
    /// Neighbours agree because they repeat one another: without the repeats nothing is left.
    case redundant
    /// Neighbours are much alike, and shuffled positions too often as well.
    case undecided
    /// Neighbours are no more alike than shuffled positions.
    case none
  }

  /// The strength, and where there is none the reason.
  func locality(of evidence: Evidence) -> Locality {
    switch strength(of: evidence) {
    case .strong: return .strong
    case .weak: return .weak
    case .none: break
    }
    if isRedundant(evidence) { return .redundant }
    return (evidence.effectSize ?? 0) >= strongIndex ? .undecided : .none
  }

  /// Whether neighbours are more alike than chance, and no longer so without those that repeat one another.
  private func isRedundant(_ evidence: Evidence) -> Bool {
    evidence.cautious != nil && neighbourStrength(of: evidence) == .none
      && strength(evidence.pValue, evidence.effectSize, evidence.auc) != .none
  }

  /// The sentence with the index that it comes from.
  func sentence(_ locality: Locality, _ evidence: Evidence) -> String {
    let units = LocalCorrelation.units(evidence.layout)
    let index = "locality index \(NumberText.coefficient(evidence.effectSize))"
    switch locality {
    case .strong: return "Neighbouring \(units) belong together (\(index))."
    case .weak:
      return
        "Neighbouring \(units) are more alike than chance, but \(reserve(evidence)) (\(index))."
    case .redundant:
      let rest = evidence.cautious.map {
        "without \($0.words) the locality index is \(NumberText.coefficient($0.effectSize)) rather than "
          + NumberText.coefficient(evidence.effectSize)
      }
      return "Neighbouring \(units) agree because of what they are, not of where they stand"
        + (rest.map { ": \($0)." } ?? ".")
    case .undecided:
      return "Neighbouring \(units) are alike (\(index)), but shuffled ones often are as well (p = "
        + "\(NumberText.pValue(evidence.pValue, evidence.permutations))): whether there is local structure cannot be "
        + "told from chance."
    case .none:
      return "Neighbouring \(units) are no more alike than shuffled ones are (\(index))."
    }
  }

  /// Why what is more than chance is still too little.
  func reserve(_ evidence: Evidence) -> String {
    if let cautious = evidence.cautious,
      strength(cautious.pValue, cautious.effectSize, cautious.auc) == .weak,
      strength(evidence.pValue, evidence.effectSize, evidence.auc) == .strong
    {
      return "mostly because of \(cautious.words)"
    }
    if (evidence.effectSize ?? 0) < strongIndex { return "weakly" }
    if (evidence.auc ?? 0) < strongAUC {
      return "so are many other pairs (AUC \(NumberText.coefficient(evidence.auc)))"
    }
    return "few columns that are related may stand side by side by chance"
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
