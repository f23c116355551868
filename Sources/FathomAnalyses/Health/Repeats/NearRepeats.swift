internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// Rows that are nearly the same: copies with noise, or with rounded numbers.
///
/// Numbers become quantiles, levels indicators, so that no unit matters. A near repeat has one to three nearest rows that are
/// far closer than the next one, and these have it among theirs. Of rows that nobody copied a ratio of r of two distances is
/// as frequent as r^d in d dimensions (Facco et al. 2017): a ratio that is 5/3 as wide finds at least 5/3 as many of them.
/// Of copies it finds hardly more.
struct NearRepeats: Sendable {
  /// What is compared.
  struct Input: Sendable {
    /// One array a coordinate, a value a row.
    var coordinates: [[Float]]
    /// The number of each row in the source.
    var numbers: [Int]
    /// The place of each row among those of its source that are compared, ascending with the numbers.
    var order: [Int]
    /// Of each coordinate whether it is a number.
    var areNumbers: [Bool]
    /// A hash of what was left out and yet tells rows apart: copies have it in common; empty where there is nothing.
    var others: [UInt64]
    /// Rows that there was no room for.
    var passedOver = 0

    /// Whether two rows differ in two numbers at least, where there are three: noise and rounding change many, and what
    /// differs in one alone is another measurement of the same thing, or at another time.
    func isChangedThroughout(_ first: Int, _ second: Int) -> Bool {
      let numbers = areNumbers.indices.filter { areNumbers[$0] }
      guard numbers.count > 2 else { return true }
      return numbers.count { coordinates[$0][first] != coordinates[$0][second] } > 1
    }
  }

  /// Pairs of rows by their places in the input, ascending.
  private(set) var pairs: [(Int, Int)] = []
  /// Those of a wider ratio.
  private(set) var widerPairs: [(Int, Int)] = []

  /// With fewer rows the next row is not far enough to tell.
  static let fewestRows = 50
  /// More values are not looked at.
  static let mostValues = 8_000_000
  /// How much wider the wider ratio is.
  private static let wider = 5.0 / 3
  /// Noise may be so small that a narrower ratio tells copies from others better.
  private static let narrower = 2.0 / 3
  /// How far two levels are apart: less, and the next row is not far; more, and few rows have a next one.
  static let level: Float = 0.35
  /// Up to so many rows are compared each with each.
  private static let comparedRows = 2_048
  /// Trees of the search; one that finds next to nothing, or far more by a wider ratio, ends it.
  private static let trees = 4
  private static let fewestPairs = 2
  private static let clearGrowth = 3

  /// Finds the near repeats.
  ///
  /// - Parameters:
  ///   - ratio: how much closer they are than the next row.
  ///   - growth: a wider ratio finds at most so many times as many.
  /// - Complexity: O(n log n) a coordinate.
  init(_ input: Input, ratio: Double, growth: Double, seed: UInt64, threads: Int) {
    let isSmall = input.numbers.count <= NearRepeats.comparedRows
    let forest = ProjectionForest(
      input.coordinates, leaf: isSmall ? max(1, input.numbers.count) : ProjectionForest.leaf,
      seed: seed)
    var nearest = [ProjectionForest.Neighbours](repeating: .init(), count: forest.count)
    for tree in 0..<(isSmall ? 1 : NearRepeats.trees) {
      forest.grow(tree: tree, into: &nearest, threads: threads)
      take(nearest, input, ratio)
      if pairs.count < NearRepeats.fewestPairs
        || widerPairs.count > NearRepeats.clearGrowth * pairs.count
      {
        return
      }
    }
    guard Double(widerPairs.count) >= growth * Double(pairs.count) else { return }
    let whole = self
    take(nearest, input, ratio * NearRepeats.narrower)
    if Double(widerPairs.count) >= growth * Double(pairs.count) { self = whole }
  }

  private mutating func take(
    _ nearest: [ProjectionForest.Neighbours], _ input: Input, _ ratio: Double
  ) {
    pairs = NearRepeats.pairs(nearest, input, ratio)
    widerPairs = NearRepeats.pairs(nearest, input, ratio * NearRepeats.wider)
  }

  /// Pairs that have one another among the nearest before a gap; rows that follow one another are near in time.
  private static func pairs(
    _ nearest: [ProjectionForest.Neighbours], _ input: Input, _ ratio: Double
  ) -> [(Int, Int)] {
    let (others, rows) = (input.others, input.order)
    let limit = Float(ratio * ratio)
    func close(_ point: Int) -> Int {
      let squares = nearest[point].squares
      return (1...3).first { squares[$0 - 1] < limit * squares[$0] && squares[$0].isFinite } ?? 0
    }
    let counts = nearest.indices.map { UInt8(close($0)) }
    return nearest.indices.flatMap { point in
      (0..<Int(counts[point])).compactMap { place in
        let other = Int(nearest[point].points[place])
        guard other > point, counts[other] > 0, abs(rows[point] - rows[other]) > 1,
          others.isEmpty || others[point] == others[other],
          input.isChangedThroughout(point, other),
          (0..<Int(counts[other])).contains(where: {
            nearest[other].points[$0] == Int32(truncatingIfNeeded: point)
          })
        else { return nil }
        return (point, other)
      }
    }
  }

  /// The pairs as groups of rows that belong together, ascending.
  var groups: [[Int]] {
    var union = UnionFind()
    for (first, second) in pairs { union.join(first, second) }
    return union.groups
  }
}

extension NearRepeats.Input {
  /// The rows in memory, of those that agree in all features only the first; nil where they are too few.
  init?(_ summary: Summary, _ features: [Design.Term], _ repeated: RepeatedRows) {
    let sample = summary.sample
    let width = features.reduce(0) { $0 + $1.range.count }
    let later = Set(repeated.groups.flatMap { $0.dropFirst().map(\.number) })
    let most = max(1, NearRepeats.mostValues / max(1, width))
    let withTarget = sample.rowsWithTarget(most: most)
    passedOver = max(0, summary.rows.used - summary.missingTargets - withTarget.count)
    let chosen = withTarget.filter { !later.contains(sample.rowNumbers[$0]) }
    guard chosen.count >= NearRepeats.fewestRows else { return nil }
    numbers = chosen.map { sample.rowNumbers[$0] }
    // Rows that follow one another in the source do so here, but for those that were left out.
    let places = Dictionary(
      uniqueKeysWithValues: sample.rowNumbers.enumerated().map { ($1, $0) })
    order = numbers.map { places[$0] ?? 0 }
    others = numbers.compactMap { repeated.others[$0] }
    // A row whose text is not known is nobody's copy.
    if !repeated.others.isEmpty, others.count < numbers.count {
      others = numbers.map { repeated.others[$0] ?? UInt64($0) }
    }
    areNumbers = features.flatMap { term in term.range.map { _ in term.isNumeric } }
    coordinates = features.flatMap { term in
      term.range.map { column in
        let values = sample.features.column(column)
        let own = chosen.map { values[values.startIndex + $0] }
        return term.isNumeric
          ? QuantileScale(own).apply(own)
          : own.map { $0.isNaN ? QuantileScale.missing : NearRepeats.level * Float($0) }
      }
    }
  }
}

/// Numbers by how many of some of them lie below, linear between these, so that a small change stays small.
///
/// A value that recurs counts once: what is added to many zeros does not lie half of them away.
struct QuantileScale: Sendable {
  private let knots: [Double]

  /// Where a missing value lies: half of the range away from all others.
  static let missing: Float = -0.5
  /// Knots at most, and values that these are taken from.
  private static let mostKnots = 64
  private static let mostValues = 8_192

  init(_ values: [Double]) {
    let known = values.filter { !$0.isNaN }
    let count = known.count
    guard let least = known.min(), let most = known.max() else {
      knots = []
      return
    }
    let some =
      count <= QuantileScale.mostValues
      ? known
      : (0..<QuantileScale.mostValues).map { known[$0 * count / QuantileScale.mostValues] }
    let sorted = some.sorted()
    let wanted = min(sorted.count, QuantileScale.mostKnots)
    var knots = [least]
    for knot in 1..<max(2, wanted) {
      let value = wanted < 2 ? most : sorted[knot * (sorted.count - 1) / (wanted - 1)]
      if value > (knots.last ?? value) { knots.append(value) }
    }
    if most > (knots.last ?? most) { knots.append(most) }
    self.knots = knots
  }

  /// One place in [0, 1] a value.
  func apply(_ values: [Double]) -> [Float] {
    values.map { value in
      guard !value.isNaN, knots.count > 1 else { return value.isNaN ? QuantileScale.missing : 0 }
      let above = min(knots.count - 1, max(1, knots.partitioningIndex { $0 >= value }))
      let part = (value - knots[above - 1]) / (knots[above] - knots[above - 1])
      return Float((Double(above - 1) + part) / Double(knots.count - 1))
    }
  }
}

extension Array {
  /// The first place from which on a condition holds, which holds for none before it.
  fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
