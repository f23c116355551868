internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

extension Repeats {
  /// Measures; the same input and seed give the same evidence.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    let repeated = input.repeated
    // The rows of each group that agree in the target too.
    let equal = repeated.groups.map { group in
      Dictionary(grouping: group, by: \.whole).values.sorted { $0[0].number < $1[0].number }
    }
    let copies = equal.flatMap { $0.filter { $0.count > 1 } }
    let conflicting = zip(repeated.groups, equal).filter { $1.count > 1 }.map(\.0)
    let rows = Double(max(1, input.rows))
    let count = Double(copies.reduce(0) { $0 + $1.count - 1 }) * repeated.weight
    let conflicts = Double(conflicting.reduce(0) { $0 + $1.count }) * repeated.weight
    var evidence = Evidence(
      rows: input.rows, isComplete: repeated.weight == 1, exceptColumns: input.identifiers,
      equalPairs: copies.reduce(0) { $0 + Double($1.count * ($1.count - 1) / 2) }
        * repeated.weight,
      groups: repeated.repeated, oneColumnPairs: repeated.oneColumnPairs,
      isNatural: repeated.areNatural,
      repeated: Int(count), repeatedShare: count / rows,
      repeatedRows: try places(copies.flatMap { $0.map(\.number) }, input),
      conflicting: Int(conflicts), conflictingShare: conflicts / rows,
      conflictingRows: try places(conflicting.flatMap { $0.map(\.number) }, input),
      accuracyCeiling: nil, r2Ceiling: nil, nearCompared: 0, nearPassedOver: 0,
      nearPairs: 0, nearPairsWider: 0,
      nearRows: [], nearGroups: [], byClass: byClass(copies, input), examples: [])
    if input.isClassification {
      let lost = equal.reduce(0) { sum, parts in
        sum + parts.reduce(0) { $0 + $1.count } - (parts.map(\.count).max() ?? 0)
      }
      evidence.accuracyCeiling = 1 - Double(lost) * repeated.weight / rows
    } else {
      evidence.r2Ceiling = r2Ceiling(conflicting, input)
    }
    try findNear(&evidence, input, context)
    let lines =
      copies.map { $0.map { $0.number + 1 } } + conflicting.map { $0.map { $0.number + 1 } }
    evidence.examples =
      Array((lines.prefix(Repeats.shown) + evidence.nearGroups).prefix(Repeats.shown))
    return evidence
  }

  /// For rows that are copies of one another, by their numbers in the source, the first of them.
  func copies(_ evidence: Evidence, _ summary: Summary) -> [Int: Int] {
    guard let repeated = summary.repeatedRows else { return [:] }
    var union = UnionFind()
    func join(_ numbers: [Int]) {
      for number in numbers.dropFirst() { union.join(numbers[0], number) }
    }
    if !evidence.isNatural { for group in repeated.groups { join(group.map(\.number)) } }
    for lines in evidence.nearGroups { join(lines.map { $0 - 1 }) }
    return union.leaders
  }

  /// The same of images, by their pixels.
  static func copies(ofImages summary: Summary) -> [Int: Int] {
    guard let images = summary.images, let duplicates = summary.imageDuplicates else { return [:] }
    let numbers = images.inOrder.map(\.row)
    var union = UnionFind()
    for group in duplicates.exactGroups {
      for place in group.dropFirst() { union.join(numbers[group[0]], numbers[place]) }
    }
    for pair in duplicates.near { union.join(numbers[pair.earlier], numbers[pair.later]) }
    return union.leaders
  }

  /// Groups that are shown.
  private static let shown = 5

  /// The places of the first rows, from 0.
  private func places(_ numbers: [Int], _ input: Input) throws(AnalysisError) -> [Int] {
    try RowPlaces.places(
      of: Array(numbers.sorted().prefix(Repeats.mostRows)), by: input.rowPlaces)
  }

  private func byClass(
    _ copies: [[RepeatedRows.Member]], _ input: Input
  ) -> [Evidence.RepeatedClass] {
    guard !copies.isEmpty, input.isClassification else { return [] }
    var counts = [Int: Int]()
    for group in copies {
      // Where a row is not in memory, one of its copies may be.
      guard let label = group.lazy.compactMap({ input.targets[$0.number] }).first else { continue }
      counts[Int(label), default: 0] += group.count - 1
    }
    return input.classes.indices.filter { input.classes[$0].count > 0 }.map {
      Evidence.RepeatedClass(
        class: input.classes[$0].label,
        share: min(
          1,
          Double(counts[$0] ?? 0) * input.repeated.weight / Double(input.classes[$0].count)))
    }
  }

  /// 1 − the squares within rows that agree over those of all rows in memory; nil where they are unknown.
  private func r2Ceiling(_ groups: [[RepeatedRows.Member]], _ input: Input) -> Double? {
    guard !input.targets.isEmpty else { return nil }
    let all = Moments(input.targets.sorted { $0.key < $1.key }.map(\.value))
    guard all.varies else { return nil }
    let within = groups.reduce(0.0) { sum, group in
      sum + Moments(group.compactMap { input.targets[$0.number] }).squaredDeviations
    }
    return max(0, 1 - within / all.squaredDeviations)
  }

  private func findNear(
    _ evidence: inout Evidence, _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) {
    guard let near = input.near else { return }
    let found = NearRepeats(
      near, ratio: nearRatio, growth: nearGrowth, seed: context.seed, threads: context.threads)
    evidence.nearCompared = near.numbers.count
    evidence.nearPassedOver = near.passedOver
    evidence.nearPairs = found.pairs.count
    evidence.nearPairsWider = found.widerPairs.count
    guard areNear(evidence) else { return }
    var groups = [[Int]]()
    var rows = 0
    for group in found.groups where rows + group.count <= Repeats.mostRows {
      groups.append(group.map { near.numbers[$0] })
      rows += group.count
    }
    evidence.nearGroups = groups.map { $0.map { $0 + 1 } }
    evidence.nearRows = try places(groups.flatMap(\.self), input)
  }
}
