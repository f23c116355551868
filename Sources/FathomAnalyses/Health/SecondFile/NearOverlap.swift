internal import FathomNumerics

/// Which rows of the second file are nearly the same as one of the first: copies with noise, or with rounded numbers.
///
/// As ``NearRepeats``, of the rows of both. Of two files from one source a pair has a row in each as often as two rows drawn
/// at random: pairs within the files tell how many to expect.
struct NearOverlap: Sendable {
  /// The places of the rows of the second file, ascending; empty where chance explains them.
  private(set) var places: [Int] = []
  /// Whether there was room for all rows.
  private(set) var isComplete = true

  /// Fewer pairs may be chance.
  private static let fewestPairs = 10.0
  /// So many standard deviations are no chance.
  private static let deviations = 4.0
  /// Levels of one column that are told apart; the rarer ones are alike.
  private static let mostLevels = 60

  /// - Parameters:
  ///   - columns: the features that both files have.
  ///   - known: the places of the second file's rows that are in the first as they are.
  init(
    _ columns: [SecondFile.PairedColumn], apartFrom known: [Int], _ context: AnalysisContext
  ) {
    guard let count = columns.first.map({ ($0.first.count, $0.second.count) }),
      columns.contains(where: { $0.levels == nil })
    else { return }
    let known = Set(known)
    let width = columns.reduce(0) { $0 + NearOverlap.width($1) }
    let most = max(1, NearRepeats.mostValues / width)
    // Where these are too many, the first rows of each in memory stand for all.
    let first = Array((0..<count.0).prefix(most / 2))
    let second = Array((0..<count.1).filter { !known.contains($0) }.prefix(most / 2))
    isComplete = first.count == count.0 && second.count == count.1 - known.count
    guard first.count >= NearRepeats.fewestRows, Double(second.count) >= Self.fewestPairs else {
      return
    }
    let rows = first.count + second.count
    let input = NearRepeats.Input(
      coordinates: columns.flatMap { column in
        NearOverlap.coordinates(
          column, first.map { column.first[$0] } + second.map { column.second[$0] })
      }, numbers: Array(0..<rows),
      // No row of one file follows one of the other.
      order: Array(0..<rows).map { 2 * $0 },
      areNumbers: columns.flatMap {
        [Bool](repeating: $0.levels == nil, count: NearOverlap.width($0))
      }, others: [])
    let repeats = Repeats()
    let found = NearRepeats(
      input, ratio: repeats.nearRatio, growth: repeats.nearGrowth, seed: context.seed,
      threads: context.threads)
    func across(_ pairs: [(Int, Int)]) -> [Int] {
      // The first of a pair is the earlier row.
      pairs.filter { $0.0 < first.count && $0.1 >= first.count }.map { $0.1 - first.count }
    }
    /// How many pairs with a row in each file there are beyond those that one source gives, and that in standard deviations.
    func excess(_ pairs: [(Int, Int)]) -> (pairs: Double, deviations: Double) {
      let chance =
        2 * Double(first.count) / Double(rows) * Double(second.count) / Double(rows - 1)
      let own = Double(across(pairs).count)
      let within = Double(pairs.count) - own
      // Of pairs of one source a share `chance` is across, binomially.
      let expected = chance * Double(pairs.count)
      return (
        own - within * chance / (1 - chance),
        (own - expected) / max(1, expected * (1 - chance)).squareRoot()
      )
    }
    let (own, wider) = (excess(found.pairs), excess(found.widerPairs))
    guard own.pairs >= Self.fewestPairs, own.deviations >= NearOverlap.deviations,
      wider.pairs < repeats.nearGrowth * own.pairs
    else { return }
    places = Set(across(found.pairs).map { second[$0] }).sorted()
  }

  private static func width(_ column: SecondFile.PairedColumn) -> Int {
    max(1, min(mostLevels, column.levels?.count ?? 1))
  }

  /// Numbers as quantiles, levels as indicators.
  private static func coordinates(
    _ column: SecondFile.PairedColumn, _ values: [Double]
  ) -> [[Float]] {
    guard column.levels != nil else { return [QuantileScale(values).apply(values)] }
    return (0..<width(column)).map { level in
      values.map {
        $0.isNaN ? QuantileScale.missing : $0 == Double(level) ? NearRepeats.level : 0
      }
    }
  }
}
