public import FathomData

/// How often each class occurs.
public struct TargetCounts: Partial, Equatable {
  /// The count of each class, in the order of the target's levels.
  public private(set) var counts: [Int]
  /// Rows whose target is missing.
  public private(set) var missing = 0

  /// The counts of no row.
  public init(classes: Int) { counts = Array(repeating: 0, count: classes) }

  /// Counts the codes of a batch; negative codes are missing.
  public mutating func absorb(_ codes: [Int32]) {
    for code in codes {
      if code >= 0, Int(code) < counts.count { counts[Int(code)] += 1 } else { missing += 1 }
    }
  }

  /// Adds the counts of another partial.
  public mutating func merge(_ other: TargetCounts) {
    for index in counts.indices { counts[index] += other.counts[index] }
    missing += other.missing
  }
}
