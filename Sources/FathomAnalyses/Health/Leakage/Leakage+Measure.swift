internal import FathomLearners
internal import FathomNumerics

extension Leakage {
  /// So many levels that recur name groups of rows, such as patients.
  private static let groupLevels = 20
  /// A feature that removes more is the target in other words.
  private static let copy = 0.995
  /// A class with less than one in so many rows may come together by chance.
  private static let classRows = 10

  /// Measures; the same input and seed give the same evidence.
  ///
  /// - Complexity: O(rows · log rows) a column, and a quick race where one is strong.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let classes = input.isClassification ? classCount(input) : nil
    let measured = Parallel.map(input.candidates.count, threads: context.threads) { place in
      column(input.candidates[place], classes)
    }
    let columns = strongest(zip(input.candidates, measured).map { ($0.column, $1) })
    let exact: [Evidence.Relation]
    do { exact = try input.numbers.map(ExactRelations.search) ?? [] } catch {
      throw .numerics("\(error)")
    }
    let strong = columns.filter {
      isFeature($0.kind) && $0.alone >= limits(isClassification: input.isClassification).caution
    }.map(\.name)
    var evidence = Evidence(
      rows: input.available, sampledRows: input.rows, isClassification: input.isClassification,
      guessing: guessing(input), columns: columns, strong: strong, rest: nil, exact: exact,
      metric: nil, scoreWith: nil, scoreWithout: nil)
    let suspects = Set(strong + exact.flatMap(\.columns))
    if !suspects.isEmpty { try compare(&evidence, suspects, input, context) }
    return evidence
  }

  /// What some columns of the dataset remove alone of the errors of guessing.
  func sharesAlone(of columns: Set<Int>, _ input: Input, threads: Int) -> [Int: Double] {
    let candidates = input.candidates.filter { columns.contains($0.column) }
    let classes = input.isClassification ? classCount(input) : nil
    let shares = Parallel.map(candidates.count, threads: threads) {
      column(candidates[$0], classes).alone
    }
    return Dictionary(zip(candidates.map(\.column), shares), uniquingKeysWith: max)
  }

  /// Whether columns of a kind are features.
  func isFeature(_ kind: Kind) -> Bool { kind == .copy || kind == .proxy || kind == .missingness }

  private func classCount(_ input: Input) -> Int {
    Int(input.candidates.compactMap { $0.target.max() }.max() ?? 1) + 1
  }

  /// The share of the largest class; 0 for numbers.
  private func guessing(_ input: Input) -> Double {
    guard input.isClassification, let target = input.candidates.first?.target else { return 0 }
    var counts = [Double: Int]()
    for value in target { counts[value, default: 0] += 1 }
    return Double(counts.values.max() ?? 0) / Double(max(1, target.count))
  }

  // MARK: One column

  private func column(_ candidate: Candidate, _ classes: Int?) -> Evidence.LeakColumn {
    let (target, half) = (candidate.target, candidate.half)
    func predicted(_ values: [Double], isLevels: Bool) -> BinnedPrediction {
      BinnedPrediction(values, isLevels: isLevels, target, classes: classes, half: half)
    }
    var whole = predicted(candidate.values, isLevels: candidate.isLevels)
    if let one = bestClass(candidate, classes), one.share > whole.share { whole = one }
    var kind = candidate.kind
    if kind == .proxy {
      let isMissing = candidate.values.map { $0.isNaN ? 1.0 : 0 }
      if recurring(candidate) >= Leakage.groupLevels {
        kind = .group
      } else if isMissing.contains(1), isMissing.contains(0),
        predicted(isMissing, isLevels: true).share >= 0.9 * whole.share, whole.share > 0
      {
        kind = .missingness
      } else if whole.share >= Leakage.copy {
        kind = .copy
      }
    }
    return Evidence.LeakColumn(
      name: candidate.name, kind: kind, alone: whole.share,
      aloneInterval: ErrorShare.interval(whole.errors, of: whole.guessed),
      auc: classes == 2 ? whole.area(target) : nil, isIncluded: candidate.isIncluded)
  }

  /// Of several classes the one that an order tells best, against all others together.
  ///
  /// Rows of one class that came at another time say nothing of the others. Nil for features, and without several classes
  /// of enough rows.
  private func bestClass(_ candidate: Candidate, _ classes: Int?) -> BinnedPrediction? {
    guard candidate.kind == .identifier || candidate.kind == .timestamp, let classes, classes > 2
    else { return nil }
    var counts = [Int](repeating: 0, count: classes)
    for value in candidate.target { counts[Int(value)] += 1 }
    return counts.indices.filter { counts[$0] * Leakage.classRows >= candidate.target.count }.map {
      name in
      BinnedPrediction(
        candidate.values, isLevels: candidate.isLevels,
        candidate.target.map { Int($0) == name ? 1 : 0 }, classes: 2, half: candidate.half)
    }.max { $0.share < $1.share }
  }

  /// Levels with more than one row; 0 for numbers.
  private func recurring(_ candidate: Candidate) -> Int {
    guard candidate.isLevels else { return 0 }
    var counts = [Double: Int]()
    for value in candidate.values where !value.isNaN { counts[value, default: 0] += 1 }
    return counts.values.count { $0 > 1 }
  }

  /// Of several readings of a column the one that says most.
  private func strongest(
    _ readings: [(column: Int, found: Evidence.LeakColumn)]
  ) -> [Evidence.LeakColumn] {
    var best = [Int: Evidence.LeakColumn]()
    for (column, found) in readings where found.alone > best[column]?.alone ?? -.infinity {
      best[column] = found
    }
    return best.sorted { $0.key < $1.key }.map(\.value)
  }

  // MARK: With and without

  /// What all features predict, and what they do without the suspects, by a linear model and boosted trees.
  private func compare(
    _ evidence: inout Evidence, _ suspects: Set<String>, _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) {
    let isSuspect = Dictionary(
      input.candidates.map { ($0.column, suspects.contains($0.name)) },
      uniquingKeysWith: { $0 || $1 })
    let left = input.labelledColumns.indices.filter {
      isSuspect[input.labelledColumns[$0]] != true
    }
    guard let labelled = input.labelled, labelled.rows.features.width == input.labelledColumns.count
    else { return }
    func raced(_ rows: LabelledRows) throws(AnalysisError) -> CrossValidation {
      let plan = RacePlan(
        [LinearContender(), TreeContender()], rows, budget: Leakage.racedSeconds, rules: .trial)
      return try CrossValidation(rows, plan, context)
    }
    let with = try raced(labelled.rows)
    evidence.metric = with.metric
    evidence.scoreWith = with.contenders.first?.score
    guard !left.isEmpty else {
      (evidence.rest, evidence.scoreWithout) = (0, with.guessing)
      return
    }
    let without = try raced(labelled.rows.keeping(left))
    evidence.scoreWithout = without.contenders.first?.score
    evidence.rest = without.contenders.first.map { best in
      guard let accuracy = best.accuracy, let guess = without.guess.accuracy, guess < 1 else {
        return best.score
      }
      return 1 - (1 - accuracy) / (1 - guess)
    }
  }
}

extension BinnedPrediction {
  /// The area under the ROC curve; nil unless there are two classes and rows of both.
  func area(_ target: [Double]) -> Double? {
    guard !chances.isEmpty else { return nil }
    return ClassMeasures.area(zip(chances, target).map { (score: $0, isOfClass: $1 == 1) })
  }
}
