internal import FathomNumerics

/// The rows in memory, in ten groups by their numbers, for the delete-a-group jackknife.
struct JackknifeRows: Sendable {
  private let features: Matrix
  private let columns: [Int]
  private let scaling: Scaling
  private let rowNumbers: [Int]

  static let groupCount = 10
  /// More columns than these, and the sums of the groups do not fit.
  static let columnLimit = 1_024
  /// Up to so many columns the sums are small enough for several accumulators a group.
  private static let narrow = 128
  private static let blockRows = 1_024

  /// Nil for too many columns or too few rows.
  init?(_ summary: Summary, _ columns: [Int]) {
    let sample = summary.sample
    guard columns.count <= JackknifeRows.columnLimit,
      sample.features.rows >= 2 * JackknifeRows.groupCount
    else { return nil }
    features = sample.features
    rowNumbers = sample.rowNumbers
    self.columns = columns
    scaling = Scaling(columns.map { summary.moments[$0] })
  }

  /// The correlation sums of each group.
  func groups(threads: Int) -> [CorrelationPartial] {
    let count = JackknifeRows.groupCount
    let rows = features.rows
    // Ranges of rows that stay in the cache while each group takes its own out of them.
    let spans = columns.count <= JackknifeRows.narrow ? 16 : 1
    var partials = Parallel.map(spans * count, threads: threads) { task in
      let span = task / count
      let group = task % count
      let members = (span * rows / spans..<(span + 1) * rows / spans).filter {
        rowNumbers[$0] % count == group
      }
      var partial = CorrelationPartial(columns: columns.count)
      for first in stride(from: 0, to: members.count, by: JackknifeRows.blockRows) {
        let end = min(members.count, first + JackknifeRows.blockRows)
        let block = features.selecting(rows: Array(members[first..<end]), columns: columns)
        partial.absorb(scaling.apply(to: block))
      }
      return partial
    }
    for task in count..<max(count, partials.count) {
      partials[task % count].merge(partials[task])
    }
    return Array(partials.prefix(count))
  }
}
