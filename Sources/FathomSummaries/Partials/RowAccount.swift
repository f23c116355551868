public import FathomData

/// Every row is accounted for: read = used + rejected.
public struct RowAccount: Partial, Equatable {
  /// Rows that could be used.
  public private(set) var used = 0
  /// Rows that could not, by reason.
  public private(set) var rejected: [Rejection.Reason: Int] = [:]
  /// The first rejections of each reason, with their lines or names.
  public private(set) var examples: [Rejection] = []

  /// This many examples are kept for each reason.
  static let examplesPerReason = 10

  /// The account of no row.
  public init() {}

  /// Rows that were read.
  public var read: Int { used + rejected.values.reduce(0, +) }

  /// What the counts and the examples take.
  public var byteCount: Int {
    16 * rejected.count
      + examples.reduce(0) { $0 + MemoryLayout<Rejection>.stride + ($1.detail?.utf8.count ?? 0) }
  }

  /// Ten examples of each reason; a name of 4,096 bytes, the longest path, is meant.
  public var byteLimit: Int {
    Rejection.Reason.allCases.count
      * (16 + RowAccount.examplesPerReason * (MemoryLayout<Rejection>.stride + 4_096))
  }

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

extension RowAccount: Codable {
  /// Reads an account.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    used = try container.decode(Int.self)
    let reasons = try container.decode([Rejection.Reason].self)
    let counts = try container.decode([Int].self)
    rejected = Dictionary(zip(reasons, counts), uniquingKeysWith: +)
    examples = try container.decode([Rejection].self)
  }

  /// Writes the reasons in the order of their declaration, so that equal accounts are equal bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    let reasons = Rejection.Reason.allCases.filter { rejected[$0] != nil }
    try container.encode(used)
    try container.encode(reasons)
    try container.encode(reasons.map { rejected[$0] ?? 0 })
    try container.encode(examples)
  }
}
