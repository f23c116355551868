internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension SampleSize {
  /// Seconds of each quick race on the reference machine.
  private static let groupSeconds = 1.5
  /// Rows of the quick races at most.
  private static let groupRows = 4_000
  /// Suggestions at most.
  private static let mostSuggestions = 3
  /// Neighbouring numbers that are taken together keep so much of the correlation where they are quantities.
  private static let quantity = 0.75

  /// Groups that are proposed: columns whose rows are alike in the target and in the features.
  struct GroupProposal: Sendable {
    var column: String
    var levels: Int
    var rowsEach: Double
    var targetCorrelation: Double
    var featureCorrelation: Double
    /// Rows of whole groups, with the group of each; nil where they cannot be raced.
    var labelled: LabelledInput?
    var groups: [Int]
  }

  /// The columns of a summary that may name groups nobody named.
  func proposals(_ summary: Summary) -> [GroupProposal] {
    let sample = summary.sample
    let classes = summary.schema.task == .classification ? summary.classes.count : nil
    let found = GroupCandidate.different(summary).compactMap { candidate -> GroupProposal? in
      guard
        let target = candidate.correlation(sample.target, classes: classes),
        target >= groupTarget
      else { return nil }
      let features = summary.design.terms.filter {
        $0.isNumeric && $0.name != candidate.column
          && summary.schema.columns[$0.column].role == .feature
          && summary.moments[$0.range.lowerBound].varies
      }.compactMap {
        candidate.correlation(Array(sample.features.column($0.range.lowerBound)), classes: nil)
      }.sorted()
      guard !features.isEmpty, features[features.count / 2] >= groupFeatures else { return nil }
      if candidate.areNumbers,
        let merged = candidate.correlation(sample.target, classes: classes, merged: 2),
        merged >= SampleSize.quantity * target
      {
        return nil
      }
      let (rows, groups) = SampleSize.wholeGroups(candidate, sample)
      var restricted = summary
      restricted.sample = sample.selecting(rows)
      var labelled: LabelledInput?
      if case .applicable(let input) = LabelledInput.from(restricted, most: SampleSize.groupRows),
        input.rows.count == rows.count
      {
        labelled = input
      }
      return GroupProposal(
        column: candidate.column, levels: candidate.count,
        rowsEach: Double(candidate.levels.count { $0 >= 0 }) / Double(candidate.count),
        targetCorrelation: target, featureCorrelation: features[features.count / 2],
        labelled: labelled, groups: groups)
    }
    // Those whose rows are most alike in the target come first.
    return Array(
      found.sorted { ($1.targetCorrelation, $0.column) < ($0.targetCorrelation, $1.column) }
        .prefix(SampleSize.mostSuggestions))
  }

  /// Rows with a target of whole groups, as many groups as there is room for, and the group of each.
  private static func wholeGroups(
    _ candidate: GroupCandidate, _ sample: RowSample
  ) -> (rows: [Int], groups: [Int]) {
    let known = candidate.levels.indices.filter {
      candidate.levels[$0] >= 0 && !sample.target[$0].isNaN
    }
    let hashes = (0..<candidate.count).map { RandomStream.rowHash(seed: 2, row: $0) }
    let order = (0..<candidate.count).sorted { (hashes[$0], $0) < (hashes[$1], $1) }
    var sizes = [Int](repeating: 0, count: candidate.count)
    for row in known { sizes[candidate.levels[row]] += 1 }
    var isTaken = [Bool](repeating: false, count: candidate.count)
    var rows = 0
    for level in order where rows + sizes[level] <= groupRows {
      isTaken[level] = true
      rows += sizes[level]
    }
    let chosen = known.filter { isTaken[candidate.levels[$0]] }
    return (chosen, chosen.map { candidate.levels[$0] })
  }

  /// What the best quick learner scores with rows of a group on both sides, and with groups held out whole.
  func suggestions(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> [Evidence.Dependence.SuggestedGroup] {
    var result = [Evidence.Dependence.SuggestedGroup]()
    for proposal in input.proposals {
      var suggestion = Evidence.Dependence.SuggestedGroup(
        column: proposal.column, levels: proposal.levels, rowsEach: proposal.rowsEach,
        targetICC: proposal.targetCorrelation, featureICC: proposal.featureCorrelation,
        metric: nil, scoreMixed: nil, scoreWhole: nil, guessing: nil, fallError: nil)
      if let labelled = proposal.labelled {
        var rows = labelled.rows
        let mixed = try race(rows, context)
        (rows.groups, rows.copies) = (proposal.groups, nil)
        let whole = try race(rows, context)
        (suggestion.metric, suggestion.guessing) = (mixed.metric, mixed.guessing.finite)
        if let a = mixed.contenders.first, let b = whole.contenders.first {
          suggestion.scoreMixed = a.score.finite
          suggestion.scoreWhole = b.score.finite
          let (first, second) = (a.standardError ?? 0, b.standardError ?? 0)
          suggestion.fallError = (first * first + second * second).squareRoot().finite
        }
      }
      result.append(suggestion)
    }
    return result
  }

  /// Why a score says little of new groups: held out whole, a part of it is gone; nil where it stays.
  func void(_ evidence: Evidence) -> Finding? {
    evidence.dependence.suggestedGroups.map(groupFinding).first { $0.grade == .bad }
  }

  /// What is said of rows that belong together.
  func groupFinding(_ suggestion: Evidence.Dependence.SuggestedGroup) -> Finding {
    let name = NumberText.quoted(suggestion.column)
    var grade = Grade.caution
    var scores = ""
    if let mixed = suggestion.scoreMixed, let whole = suggestion.scoreWhole {
      // What nobody predicts with rows on both sides cannot fall.
      let fall = mixed - max(whole, suggestion.guessing ?? whole)
      let limit = max(gain, 2 * (suggestion.fallError ?? 0))
      grade = fall > limit ? .bad : .good
      scores =
        fall > limit
        ? ": held out whole, a score of \(NumberText.error(mixed)) becomes \(NumberText.error(whole))"
        : ": held out whole, the score is \(NumberText.error(whole)) instead of \(NumberText.error(mixed))"
    }
    return Finding(
      id: "\(SampleSize.info.id).suggestedGroups", grade: grade, subject: suggestion.column,
      message: "Rows of one \(name) are alike (\(NumberText.number(suggestion.rowsEach)) each)"
        + "\(scores). If they belong together, say so with --group \(suggestion.column).")
  }

  private func race(
    _ rows: LabelledRows, _ context: AnalysisContext
  ) throws(AnalysisError) -> CrossValidation {
    let plan = RacePlan(
      [LinearContender(), NeighbourContender(), TreeContender()], rows,
      budget: SampleSize.groupSeconds, rules: .trial)
    return try CrossValidation(rows, plan, context)
  }
}
