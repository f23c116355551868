internal import FathomLearners
internal import FathomNumerics

extension LabelErrors {
  /// Measures; the same input and seed give the same evidence.
  ///
  /// - Complexity: two complete cross-validations of quick learners, within a budget.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let rows = input.labelled.rows
    let predictions = try HeldOutPredictions(rows, context)
    var evidence = Evidence(
      target: input.target, isClassification: rows.classes != nil, rows: input.labelled.available,
      sampledRows: rows.count, learners: predictions.contenders.map(\.info.name),
      isTellable: false, reason: .degenerate, sureRows: 0, sureShare: 0, standing: nil, share: nil,
      shareInterval: nil, suspects: 0, suspectRows: [], byPair: [])
    if rows.classes == nil {
      try measureNumbers(&evidence, input, predictions, context)
    } else {
      try measureClasses(&evidence, input, predictions, context)
    }
    return evidence
  }

  /// Whether fewer rows are doubted than may be by chance.
  private func areFew(_ sure: Int, of rows: Int) -> Bool {
    Double(sure) < claimRows || Double(sure) < claimShare * Double(rows)
  }

  // MARK: Classes

  private func measureClasses(
    _ evidence: inout Evidence, _ input: Input, _ predictions: HeldOutPredictions,
    _ context: AnalysisContext
  ) throws(AnalysisError) {
    let rows = input.labelled.rows
    let labels = rows.target.map { Int($0) }
    let all = [Bool](repeating: true, count: rows.count)
    func probabilities(
      _ predictions: HeldOutPredictions, keeping isKept: [Bool]
    ) -> Matrix? {
      let learners = predictions.predict(keeping: isKept).compactMap(\.self)
      guard !learners.isEmpty else { return nil }
      return ClassProbabilities.calibratedMean(
        learners, labels, keeping: isKept, threads: context.threads)
    }
    guard let first = probabilities(predictions, keeping: all) else { return }
    let believed = ClassSuspects.believed(first, labels)
    // Where next to no label is unlikely there is nothing to learn again.
    let doubted = believed.count { !$0 }
    let last =
      areFew(doubted, of: rows.count)
      ? first : probabilities(predictions, keeping: believed) ?? first
    let suspects = ClassSuspects(
      last, first: first, labels: labels, sure: sure, suspect: suspect)
    evidence.sureRows = suspects.sure.count
    evidence.sureShare = Double(suspects.sure.count) / Double(rows.count)
    evidence.standing = suspects.standing
    evidence.reason =
      areFew(suspects.sure.count, of: rows.count)
      ? .few : suspects.standsOut(least: stand) ? .found : .overlap
    guard evidence.reason == .found, let share = suspects.share else { return }
    if let strong = strongest(input, context) {
      let without =
        strong.others.isEmpty
        ? nil
        : probabilities(
          try HeldOutPredictions(rows.keeping(strong.others), context), keeping: believed)
      guard let without, suspects.isConfirmed(suspects.sure.map { without[$0, labels[$0]] }) else {
        (evidence.reason, evidence.column) = (.oneColumn, strong.name)
        return
      }
    }
    evidence.isTellable = true
    evidence.share = share.value
    evidence.shareInterval = share.interval
    evidence.suspects = suspects.doubted.count
    let listed = Array(suspects.doubted.prefix(LabelErrors.mostListed))
    let places = try input.places.locate(listed)
    evidence.suspectRows = zip(listed, places).map { row, place in
      Suspect(
        row: place.row, line: place.line, name: place.name, given: rows.label(labels[row]),
        likely: rows.label(suspects.likely[row]),
        probability: max(RaceLoss.leastProbability, suspects.own[row]))
    }
    evidence.byPair = pairs(suspects, labels, rows)
  }

  /// The name of the column that says most alone, and the features of others that say less; nil where none is strong.
  private func strongest(
    _ input: Input, _ context: AnalysisContext
  ) -> (name: String, others: [Int])? {
    guard let columns = input.columns,
      columns.sources.count == input.labelled.rows.features.width
    else { return nil }
    let shares = Leakage().sharesAlone(
      of: Set(columns.sources), columns.leakage, threads: context.threads)
    guard let strong = shares.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      strong.value >= columnAlone
    else { return nil }
    // What gives the target away may be there twice.
    let limit = Leakage().limits(isClassification: true).bad
    let others = columns.sources.indices.filter {
      let column = columns.sources[$0]
      return column != strong.key && (shares[column] ?? 0) < limit
    }
    return (columns.names[strong.key], others)
  }

  private func pairs(
    _ suspects: ClassSuspects, _ labels: [Int], _ rows: LabelledRows
  ) -> [Evidence.Pair] {
    var counts = [[Int]: Int]()
    for row in suspects.doubted { counts[[labels[row], suspects.likely[row]], default: 0] += 1 }
    return counts.sorted {
      ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1])
    }.map { pair, count in
      Evidence.Pair(given: rows.label(pair[0]), likely: rows.label(pair[1]), count: count)
    }
  }

  // MARK: Numbers

  private func measureNumbers(
    _ evidence: inout Evidence, _ input: Input, _ predictions: HeldOutPredictions,
    _ context: AnalysisContext
  ) throws(AnalysisError) {
    let target = input.labelled.rows.target
    let (lowest, highest) = (target.min() ?? 0, target.max() ?? 0)
    /// What the best learner leaves: by the median distance, which wrong numbers do not move.
    func residuals(_ isKept: [Bool]) -> [Double]? {
      let left = predictions.predict(keeping: isKept).compactMap(\.self).map { predicted in
        target.indices.map {
          // A line that goes on may answer anything beyond what was learned from.
          target[$0] - min(highest, max(lowest, predicted[$0, 0]))
        }
      }
      return left.map { ($0, Quantiles.typeSeven(of: $0.map(abs), at: [0.5])[0]) }
        .min { $0.1 < $1.1 }?.0
    }
    let all = [Bool](repeating: true, count: target.count)
    guard let first = residuals(all),
      let spread = NumberSuspects.deviation(first, keeping: all)
    else { return }
    let believed = first.map { abs($0) <= suspectResidual * spread }
    let doubted = believed.count { !$0 }
    let last = areFew(doubted, of: target.count) ? first : residuals(believed) ?? first
    guard
      let suspects = NumberSuspects(
        last, of: target, keeping: believed, far: farResidual, suspect: suspectResidual)
    else { return }
    evidence.sureRows = suspects.sure.count
    evidence.sureShare = Double(suspects.sure.count) / Double(target.count)
    evidence.standing = suspects.gap
    evidence.reason =
      areFew(suspects.sure.count, of: target.count)
      ? .few : suspects.standsOut(least: gap) ? .found : .tails
    guard evidence.reason == .found else { return }
    evidence.isTellable = true
    (evidence.share, evidence.shareInterval) = (suspects.share.value, suspects.share.interval)
    evidence.suspects = suspects.doubted.count
    let listed = Array(suspects.doubted.prefix(LabelErrors.mostListed))
    let places = try input.places.locate(listed)
    evidence.suspectRows = zip(listed, places).map { row, place in
      let numbers = Suspect.Numbers(given: target[row], likely: target[row] - last[row])
      let isShown = context.includesSamples
      let distance = suspects.distances[row]
      return Suspect(
        row: place.row, line: place.line, name: place.name,
        given: isShown ? numbers.givenText : nil, likely: isShown ? numbers.likelyText : nil,
        probability: min(1, 1 / (distance * distance)), numbers: numbers)
    }
  }
}

extension LabelErrors.Suspect.Numbers {
  /// The number as it is.
  public var givenText: String { "\(given)" }

  /// The prediction with six digits, more than it is good for.
  public var likelyText: String { "\(NumberText.rounded(likely, significantDigits: 6))" }
}
