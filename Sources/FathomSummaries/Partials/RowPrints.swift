/// A hash of the features of each row, and one of the whole row: which rows repeat others.
///
/// Of more rows than there is room for those with small hashes are kept, below a half of the range, a quarter, and so on:
/// all copies of such a row are among them, and which they are depends on the rows alone.
package struct RowPrints: Sendable, Codable, Equatable {
  /// Of each kept row a hash of its features.
  package private(set) var features: [UInt64] = []
  /// A hash of features and target.
  package private(set) var wholes: [UInt64] = []
  /// A hash of what was left out and yet tells rows apart; empty where there is nothing.
  package private(set) var others: [UInt64] = []
  /// The number of the row, as in ``Batch/rowNumbers``.
  package private(set) var numbers: [Int] = []
  /// How many rows there may be.
  private let rows: Int
  private let capacity: Int
  /// Rows are kept whose hash is at most this large.
  private var ceiling = UInt64.max

  /// Prints of no row; only those of one capacity may be merged.
  init(rows: Int, capacity: Int) {
    self.rows = rows
    self.capacity = max(1, capacity)
  }

  /// Whether every row is here.
  package var areComplete: Bool { ceiling == .max }

  /// How many rows a kept one stands for.
  package var weight: Double { 0x1p64 / (Double(ceiling) + 1) }

  /// How many rows are here.
  package var count: Int { numbers.count }

  /// What the hashes take.
  var byteCount: Int {
    8 * (features.capacity + wholes.capacity + others.capacity + numbers.capacity)
  }

  /// What they may take: arrays grow by doubling.
  var byteLimit: Int {
    let (bytes, isTooMany) = (8 * 4 * 2).multipliedReportingOverflow(
      by: max(1_024, min(rows, capacity)))
    return isTooMany ? .max : bytes
  }

  mutating func absorb(
    _ features: [UInt64], wholes: [UInt64], others: [UInt64], numbers: [Int]
  ) {
    guard !areComplete else {
      self.features += features
      self.wholes += wholes
      self.others += others
      self.numbers += numbers
      return thin()
    }
    for row in features.indices where features[row] <= ceiling {
      self.features.append(features[row])
      self.wholes.append(wholes[row])
      if !others.isEmpty { self.others.append(others[row]) }
      self.numbers.append(numbers[row])
    }
    thin()
  }

  mutating func merge(_ other: RowPrints) {
    if other.ceiling < ceiling { keep(upTo: other.ceiling) }
    absorb(
      other.features, wholes: other.wholes, others: other.others, numbers: other.numbers)
  }

  private mutating func thin() {
    while count > capacity { keep(upTo: ceiling >> 1) }
  }

  private mutating func keep(upTo limit: UInt64) {
    ceiling = limit
    let kept = features.indices.filter { features[$0] <= limit }
    features = kept.map { features[$0] }
    wholes = kept.map { wholes[$0] }
    if !others.isEmpty { others = kept.map { others[$0] } }
    numbers = kept.map { numbers[$0] }
  }

  /// The same rows in the order of their numbers.
  func inOrder() -> RowPrints {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var result = self
    result.features = order.map { features[$0] }
    result.wholes = order.map { wholes[$0] }
    if !others.isEmpty { result.others = order.map { others[$0] } }
    result.numbers = order.map { numbers[$0] }
    return result
  }
}
