public import FathomData

/// Every row is accounted for: read = used + rejected.
public struct RowAccount: Partial, Equatable {
  /// Rows that could be used.
  public private(set) var used = 0
  /// Rows that could not, by reason.
  public private(set) var rejected: [Rejection.Reason: Int] = [:]
  /// The first rejections of each reason, with their lines or names.
  public private(set) var examples: [Rejection] = []

  /// So many examples are kept for each reason.
  static let examplesPerReason = 10

  /// The account of no row.
  public init() {}

  /// Rows that were read.
  public var read: Int { used + rejected.values.reduce(0, +) }

  /// Counts the rows of a batch.
  public mutating func absorb(_ batch: Batch) {
    used += batch.rowCount
    for rejection in batch.rejections { rejected[rejection.reason, default: 0] += 1 }
    keepExamples(batch.rejections)
  }

  /// Adds the rows of another account.
  public mutating func merge(_ other: RowAccount) {
    used += other.used
    rejected.merge(other.rejected, uniquingKeysWith: +)
    keepExamples(other.examples)
  }

  /// The earliest of each reason stay, whatever the order of merging.
  private mutating func keepExamples(_ more: [Rejection]) {
    guard !more.isEmpty else { return }
    let sorted = (examples + more).sorted {
      ($0.line ?? 0, $0.detail ?? "") < ($1.line ?? 0, $1.detail ?? "")
    }
    var kept = [Rejection.Reason: Int]()
    examples = sorted.filter { rejection in
      kept[rejection.reason, default: 0] += 1
      return kept[rejection.reason, default: 0] <= RowAccount.examplesPerReason
    }
  }
}
