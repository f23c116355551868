internal import FathomAnalyses
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// What a table was like, without the value of any cell: what a baseline keeps to hold later rows to.
public struct TableTraits: Codable, Sendable, Equatable {
  private enum CodingKeys: String, CodingKey { case orders, target, repeated, rejected }

  /// Of more columns than this nobody asks how much the others explain of each, and of so many rows otherwise.
  private static let (mostExplained, explainedRows) = (60, 2_048)

  /// The columns, by their names; in a file they stand with the other facts of their columns.
  var columns: [String: ColumnTraits] = [:]
  /// Columns of which one is never above the other.
  var orders: [ColumnOrder]
  /// How much of the target the other columns explain; nil without a target, or where that says nothing.
  var target: ExplainedShare?
  /// The share of rows that repeat an earlier one; nil where that was not counted.
  var repeated: Double?
  /// The share of rows that could not be read.
  var rejected: Double

  /// The traits of a table that was read.
  ///
  /// - Parameters:
  ///   - sketch: its cells as they are written.
  ///   - repeated: the share of rows that repeat an earlier one; nil where that was not counted.
  ///   - threads: changes the time, never the result.
  init(_ summary: Summary, _ sketch: TableSketch, repeated: Double?, threads: Int = 1) {
    let places = Array(summary.profiles.indices.prefix(sketch.columns.count))
    let traits = Parallel.map(places.count, threads: threads) { index in
      let profile = summary.profiles[index]
      var extremes: ClosedRange<Double>?
      if let low = profile.min, let high = profile.max, low <= high { extremes = low...high }
      let present = summary.rows.used - profile.missing
      let isUnique = profile.distinct.flatMap { distinct -> Bool? in
        guard profile.distinctIsExact, present >= NumberRange.fewest,
          profile.type == .identifier
        else { return nil }
        return distinct == present
      }
      return ColumnTraits(sketch, index, extremes: extremes, isUnique: isUnique)
    }
    var columns = [String: ColumnTraits]()
    for (place, traits) in zip(places, traits) { columns[summary.profiles[place].name] = traits }
    if sketch.columns.count <= TableTraits.mostExplained {
      let numbers = sketch.columns.indices.filter { place in
        sketch.columns[place].kind == .numbers && place != summary.schema.targetIndex
      }
      let known = ExplainedShare.Features(sketch, mostRows: TableTraits.explainedRows)
      let shares = Parallel.map(numbers.count, threads: threads) { index in
        ExplainedShare(
          of: numbers[index], isClassification: false, in: sketch,
          mostRows: TableTraits.explainedRows, known: known)
      }
      for (place, share) in zip(numbers, shares) {
        columns[sketch.columns[place].name]?.explained = share
      }
    }
    self.columns = columns
    orders = ColumnOrder.learn(sketch)
    target = summary.schema.targetIndex.flatMap {
      ExplainedShare(
        of: $0, isClassification: summary.schema.task == .classification, in: sketch)
    }
    self.repeated = repeated
    let rows = summary.rows
    rejected = Double(rows.rejected.values.reduce(0, +)) / Double(max(1, rows.read))
  }
}
