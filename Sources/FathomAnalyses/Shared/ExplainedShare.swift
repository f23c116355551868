internal import FathomLearners
internal import FathomNumerics
package import FathomSummaries
package import FathomData

/// How much of the target the other columns explain, on rows that are left out one by one: a number that falls where labels are
/// exchanged, whatever becomes of each column alone.
///
/// Ridge regression on numbers, their squares and the most frequent levels; classes are 0 and 1 for each. It is a strength to
/// compare with itself on later rows, not the best that a model reaches.
package struct ExplainedShare: Codable, Sendable, Equatable {
  /// From 0 to 1.
  package var share: Double
  /// Its standard error.
  package var standardError: Double
  /// How many rows it was measured on.
  package var rows: Int

  /// Fewer rows tell nothing.
  private static let fewestRows = 100
  /// As many features are looked at, at most.
  private static let mostFeatures = 96
  private static let penalty = 0.01
  private static let (mostLevels, mostClasses) = (8, 6)

  /// The share of a column; nil where it is constant, or there are too few rows.
  ///
  /// - Parameters:
  ///   - mostRows: as many rows are looked at, at most.
  ///   - known: the features of all rows that are looked at, for targets without a missing cell among them.
  package init?(
    of target: Int, isClassification: Bool, in sketch: TableSketch, mostRows: Int = 4_096,
    known: Features? = nil
  ) {
    let sample = sketch.sample
    let rows = sample.lines.indices.filter { sample.keys[target][$0] != 0 }
    let chosen = ExplainedShare.spread(rows, mostRows)
    guard chosen.count >= ExplainedShare.fewestRows else { return nil }
    let isClasses = isClassification || sketch.columns[target].kind == .words
    let targets =
      isClasses
      ? ExplainedShare.indicators(
        sample.keys[target], chosen, ExplainedShare.mostClasses, leavesOneOut: false)
      : [ExplainedShare.standardised(chosen.map { sample.values[target][$0] })].compactMap(\.self)
    guard !targets.isEmpty else { return nil }
    let features = ExplainedShare.features(sketch, chosen, known).filter { $0.column != target }
      .map(\.values)
    let found = ExplainedShare.strongest(features, targets)
    guard !found.isEmpty,
      let errors = try? LeaveOneOutRidge.squaredErrors(
        ExplainedShare.matrix(found), ExplainedShare.matrix(targets),
        penalty: ExplainedShare.penalty)
    else { return nil }
    let count = Double(chosen.count)
    let spread = chosen.indices.map { row in
      targets.reduce(0) { $0 + $1[row] * $1[row] } / Double(targets.count)
    }
    let all = spread.reduce(0, +) / count
    guard all > 0 else { return nil }
    self.rows = chosen.count
    share = max(0, 1 - errors.reduce(0, +) / count / all)
    // The ratio of two means of the same rows: delta method.
    let ratio = 1 - share
    let parts = zip(errors, spread).map { $0 - ratio * $1 }
    let mean = parts.reduce(0, +) / count
    let variance = parts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    standardError = (variance / count).squareRoot() / all
  }

  /// The columns as features, for some rows.
  package struct Features: Sendable {
    fileprivate var rows: [Int]
    fileprivate var features: [(column: Int, values: [Double])]

    /// The features of a sketch.
    package init(_ sketch: TableSketch, mostRows: Int) {
      rows = ExplainedShare.spread(Array(sketch.sample.lines.indices), mostRows)
      features = ExplainedShare.features(sketch, rows, nil)
    }
  }

  private static func features(
    _ sketch: TableSketch, _ rows: [Int], _ known: Features?
  ) -> [(column: Int, values: [Double])] {
    if let known, known.rows == rows { return known.features }
    var features = [(column: Int, values: [Double])]()
    for column in sketch.columns.indices {
      let sketched = sketch.columns[column]
      if sketched.kind == .words {
        guard sketched.values.isExact, sketched.values.counts.count * 3 <= rows.count else {
          continue
        }
        features += indicators(sketch.sample.keys[column], rows, mostLevels, leavesOneOut: true)
          .map { (column, $0) }
      } else if let values = standardised(rows.map { sketch.sample.values[column][$0] }) {
        features += [(column, values), (column, squares(values))]
      }
    }
    return features
  }

  private static func spread(_ rows: [Int], _ most: Int) -> [Int] {
    rows.count <= most ? rows : (0..<most).map { rows[$0 * rows.count / most] }
  }

  /// Mean 0, deviation 1, nothing beyond four of them, and 0 for what is missing; nil for a constant.
  private static func standardised(_ values: [Double]) -> [Double]? {
    let moments = Moments(values)
    guard moments.count > 1, moments.squaredDeviations > 0 else { return nil }
    let deviation = (moments.squaredDeviations / Double(moments.count)).squareRoot()
    guard deviation > 1e-12 * abs(moments.mean), deviation.isFinite else { return nil }
    let scaled = values.map { value in
      value.isFinite ? min(4, max(-4, (value - moments.mean) / deviation)) : 0
    }
    let mean = scaled.reduce(0, +) / Double(scaled.count)
    return scaled.map { $0 - mean }
  }

  private static func squares(_ values: [Double]) -> [Double] {
    let squares = values.map { $0 * $0 }
    let mean = squares.reduce(0, +) / Double(squares.count)
    return squares.map { $0 - mean }
  }

  /// A column for each of the most frequent values, with mean 0.
  private static func indicators(
    _ keys: [UInt64], _ rows: [Int], _ most: Int, leavesOneOut: Bool
  ) -> [[Double]] {
    var counts = [UInt64: Int]()
    for row in rows { counts[keys[row], default: 0] += 1 }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most)
    guard sorted.count > 1 else { return [] }
    let kept = leavesOneOut && counts.count <= most ? sorted.dropLast() : sorted[...]
    return kept.map { key, count in
      let mean = Double(count) / Double(rows.count)
      return rows.map { (keys[$0] == key ? 1 : 0) - mean }
    }
  }

  /// The features that go with the targets most, as many as are looked at.
  private static func strongest(_ features: [[Double]], _ targets: [[Double]]) -> [[Double]] {
    let most = min(mostFeatures, max(1, (targets.first?.count ?? 0) / 5))
    guard features.count > most else { return features }
    let strengths = features.map { feature in
      let length = feature.reduce(0) { $0 + $1 * $1 }
      return targets.reduce(0.0) { sum, target in
        let product = zip(feature, target).reduce(0) { $0 + $1.0 * $1.1 }
        return sum + (length > 0 ? product * product / length : 0)
      }
    }
    let kept = features.indices.sorted { (strengths[$1], $0) < (strengths[$0], $1) }.prefix(most)
    return kept.sorted().map { features[$0] }
  }

  private static func matrix(_ columns: [[Double]]) -> Matrix {
    Matrix(rows: columns[0].count, columns: columns.count, storage: columns.flatMap(\.self))
  }
}
