internal import FathomAnalyses
internal import FathomData

/// Which columns of the data a report for people lists; the JSON report has them all.
struct ColumnSelection {
  /// Consecutive columns from the first on.
  let first: ArraySlice<ColumnProfile>
  /// Columns behind those that a reader would look for, in the order of the data.
  let notable: [ColumnProfile]
  /// How many columns are listed nowhere.
  let leftOut: Int

  /// All columns where there are few; of many the first ones, the target, and those behind them
  /// that lack most cells or do not vary.
  ///
  /// - Parameters:
  ///   - limit: up to so many columns are listed.
  ///   - firstCount: of more columns so many from the first on.
  ///   - notableCount: behind those at most so many for each reason.
  init(_ columns: [ColumnProfile], limit: Int, firstCount: Int, notableCount: Int = 0) {
    guard columns.count > limit else {
      (first, notable, leftOut) = (columns[...], [], 0)
      return
    }
    first = columns.prefix(firstCount)
    let rest = Array(columns.indices.dropFirst(firstCount))
    var chosen = Set<Int>()
    if notableCount > 0 { chosen.formUnion(rest.filter { columns[$0].role == .target }) }
    let emptiest = rest.filter { columns[$0].missing > 0 }.sorted {
      (columns[$1].missing, $0) < (columns[$0].missing, $1)
    }
    chosen.formUnion(emptiest.prefix(notableCount))
    let constant = rest.filter { columns[$0].type == .constant && !chosen.contains($0) }
    chosen.formUnion(constant.prefix(notableCount))
    notable = chosen.sorted().map { columns[$0] }
    leftOut = rest.count - chosen.count
  }
}
