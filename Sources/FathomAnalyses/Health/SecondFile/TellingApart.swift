internal import FathomData
internal import FathomLearners
package import FathomSummaries

/// How well a model tells rows of one table from rows of another: a number that explains what changed, and no alarm.
///
/// The area under the ROC curve of boosted trees on held-out rows, 0.5 where nothing tells, and that of each column alone.
/// Identifiers and dates are left out: they tell by going on.
///
/// Source: Lopez-Paz & Oquab 2017, *Revisiting classifier two-sample tests*, ICLR.
package struct TellingApart: Sendable {
  /// The area of all columns together.
  package var area: Double
  /// The columns that tell most alone, the best first, with the area of each.
  package var columns: [(name: String, area: Double)]

  /// As many rows of each table are looked at, in so many parts, by so many trees.
  private static let (mostRows, folds, rounds) = (1_500, 4, 40)
  private static let fewestRows = 50
  /// So many columns are named.
  private static let named = 3

  /// How the rows of two tables differ; nil for too few rows, or without a column in common.
  package init?(_ old: TableSketch, _ new: TableSketch, seed: UInt64) {
    let pairs = old.columns.indices.compactMap { place -> (name: String, old: Int, new: Int)? in
      let column = old.columns[place]
      guard column.kind != .dates, column.type != .identifier,
        let other = new.columns.firstIndex(where: { $0.name == column.name }),
        new.columns[other].kind == column.kind,
        column.kind == .numbers || column.values.levels != nil
      else { return nil }
      return (column.name, place, other)
    }
    let (a, b) = (TellingApart.rows(old), TellingApart.rows(new))
    guard !pairs.isEmpty, min(a.count, b.count) >= TellingApart.fewestRows else { return nil }
    let features = pairs.map { pair in
      TellingApart.values(old, pair.old, a, like: nil)
        + TellingApart.values(new, pair.new, b, like: (old, pair.old))
    }
    let isNew = a.map { _ in false } + b.map { _ in true }
    columns = zip(pairs, features).map { pair, values in
      let scores = zip(values, isNew).map { (score: $0.isNaN ? -1e300 : $0, isOfClass: $1) }
      let area = ClassMeasures.area(scores) ?? 0.5
      return (pair.name, max(area, 1 - area))
    }.enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
      .prefix(TellingApart.named).map { (name: $0.element.0, area: $0.element.1) }
    guard let area = TellingApart.area(features, isNew, seed) else { return nil }
    self.area = area
  }

  /// The places of some rows, spread over all.
  private static func rows(_ sketch: TableSketch) -> [Int] {
    let count = sketch.sample.lines.count
    return count <= mostRows
      ? Array(0..<count) : (0..<mostRows).map { $0 * count / mostRows }
  }

  /// Numbers as they are, and levels by how frequent they are in the first table.
  private static func values(
    _ sketch: TableSketch, _ column: Int, _ rows: [Int], like other: (TableSketch, Int)?
  ) -> [Double] {
    if sketch.columns[column].kind == .numbers {
      return rows.map { sketch.sample.values[column][$0] }
    }
    let (first, place) = other ?? (sketch, column)
    let counts = first.columns[place].values.counts
    return rows.map { row in
      let key = sketch.sample.keys[column][row]
      // Two levels that are as frequent are told apart by their hashes.
      return key == 0 ? .nan : Double(counts[key]?.all ?? 0) + Double(key >> 11) * 0x1p-53
    }
  }

  private static func area(_ features: [[Double]], _ isNew: [Bool], _ seed: UInt64) -> Double? {
    let trees = BoostedTrees(.init(depth: 4), seed: seed)
    var scores = [(score: Double, isOfClass: Bool)]()
    for fold in 0..<folds {
      let held = isNew.indices.filter { $0 % folds == fold }
      let rest = isNew.indices.filter { $0 % folds != fold }
      func samples(_ rows: [Int]) -> SampleRows {
        SampleRows(
          count: rows.count, width: features.count,
          values: rows.flatMap { row in features.map { Float($0[row]) } })
      }
      let target = NetworkTarget.classes(rest.map { isNew[$0] ? 1 : 0 }, count: 2)
      guard
        let answers = try? trees.predict(
          samples(rest), target, rounds: rounds, for: samples(held))
      else { return nil }
      for (place, row) in held.enumerated() {
        scores.append((Double(answers.values[2 * place + 1]), isNew[row]))
      }
    }
    return ClassMeasures.area(scores)
  }
}
