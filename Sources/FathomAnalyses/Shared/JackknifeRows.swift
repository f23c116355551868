internal import FathomNumerics
internal import FathomSummaries

/// The rows in memory, in ten groups by their numbers, for the delete-a-group jackknife.
struct JackknifeRows: Sendable {
  private let features: Matrix
  private let columns: [Int]
  private let scaling: Scaling
  private let rowNumbers: [Int]

  static let groupCount = 10
  /// More columns than these, and the sums of the groups do not fit.
  static let columnLimit = 1_024
  /// Up to this many columns the sums are small enough for several accumulators a group.
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

  /// Some of the rows in memory, and some columns of the design.
  init?(_ summary: Summary, _ columns: [Int], rows: [Int]) {
    guard columns.count <= JackknifeRows.columnLimit, rows.count >= 2 * JackknifeRows.groupCount
    else { return nil }
    features = summary.sample.features.selecting(rows: rows, columns: columns)
    rowNumbers = Array(rows.indices)
    self.columns = Array(columns.indices)
    scaling = Scaling(columns.map { summary.moments[$0] })
  }

  /// Half the width of a 95 % interval of each effect by the delete-a-group jackknife (Shao & Tu 1995,
  /// *The Jackknife and Bootstrap*, 2.3): the effects with each tenth of the rows left out, and a normal
  /// approximation; nil for an effect that has no value.
  func margins(threads: Int, _ effects: @Sendable (Matrix) -> [Double]) -> [Double?] {
    let parts = groups(threads: threads)
    // One sum a thread at a time: ten of them would not be small.
    let replicates = Parallel.map(parts.count, threads: threads) { left in
      let kept = parts.indices.filter { $0 != left }
      var rest = parts[kept[0]]
      for group in kept.dropFirst() { rest.merge(parts[group]) }
      var correlations = rest.takeCorrelations()
      // A position that does not vary among the rows that are left agrees with no other.
      correlations.replaceUndefined(by: 0)
      return effects(correlations)
    }
    return JackknifeRows.margins(replicates)
  }

  /// The same from the effects with each group left out.
  static func margins(_ replicates: [[Double]]) -> [Double?] {
    let groups = Double(replicates.count)
    return replicates[0].indices.map { place in
      let values = replicates.map { $0[place] }
      guard values.allSatisfy(\.isFinite) else { return nil }
      let mean = values.reduce(0, +) / groups
      let variance = (groups - 1) / groups * values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return 1.96 * variance.squareRoot()
    }
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
