internal import FathomData
internal import FathomNumerics

/// The sizes of groups of rows, and how the target lies in them.
///
/// All groups up to a capacity; of more, those whose hash falls below a limit that halves whenever they
/// are too many, as in ``DistinctCounter``: which groups are kept depends on the set of groups alone.
struct GroupSums: Partial, Equatable {
  /// Rows with the group that each belongs to.
  struct Rows: Sendable {
    /// A hash of the group of each row.
    var groups: [UInt64]
    /// The target of each row, NaN where it is missing; empty without a target.
    var targets: [Double]
  }

  private static let capacity = 1 << 14

  fileprivate struct Group: Sendable, Codable, Equatable {
    var rows = 0
    /// Of a number that is to be predicted.
    var target = Moments()
    /// Rows of each class.
    var classes: [Int32] = []
  }

  private let classes: Int
  fileprivate var groups: [UInt64: Group] = [:]
  private var ceiling = UInt64.max

  /// - Parameter classes: how many; 0 without classes.
  init(classes: Int) { self.classes = classes }

  private var bytesOfGroup: Int { 2 * (MemoryLayout<Group>.stride + 8) + 4 * classes }

  var byteCount: Int { groups.count * bytesOfGroup }

  var byteLimit: Int { (GroupSums.capacity + 1) * bytesOfGroup }

  /// Takes in rows; those whose target is missing do not count.
  mutating func absorb(_ rows: Rows) {
    for (row, hash) in rows.groups.enumerated() where hash <= ceiling {
      let target = rows.targets.isEmpty ? Double.nan : rows.targets[row]
      guard rows.targets.isEmpty || !target.isNaN else { continue }
      groups[hash, default: Group()].add(target, classes)
      thin()
    }
  }

  mutating func merge(_ other: GroupSums) {
    ceiling = min(ceiling, other.ceiling)
    groups = groups.filter { $0.key <= ceiling }
    for (hash, theirs) in other.groups where hash <= ceiling {
      groups[hash, default: Group()].merge(theirs)
    }
    thin()
  }

  /// Halves the limit while there are too many groups.
  private mutating func thin() {
    while groups.count > GroupSums.capacity, ceiling > 1 {
      ceiling >>= 1
      groups = groups.filter { $0.key <= ceiling }
    }
  }

  /// What the groups so far say together; nil without a group.
  func statistics() -> GroupStatistics? {
    guard !groups.isEmpty else { return nil }
    // In one order, so that sums round the same.
    let all = groups.sorted { $0.key < $1.key }.map(\.value)
    let sizes = all.map { Double($0.rows) }
    let rows = sizes.reduce(0, +)
    let size = sizes.reduce(0) { $0 + $1 * $1 } / rows
    let correlation = classes > 0 ? ofClasses(all) : ofNumbers(all)
    return GroupStatistics(
      count: Int((Double(groups.count) * (0x1p64 / (Double(ceiling) + 1))).rounded()),
      isExact: ceiling == .max, size: size, intraclassCorrelation: correlation)
  }

  private func ofNumbers(_ all: [Group]) -> Double? {
    var whole = Moments()
    for group in all { whole.merge(group.target) }
    guard whole.count > 0 else { return nil }
    return GroupStatistics.intraclassCorrelation(
      sizes: all.map { Double($0.target.count) },
      within: all.reduce(0) { $0 + $1.target.squaredDeviations },
      total: whole.squaredDeviations)
  }

  /// Over the indicators of all classes together.
  private func ofClasses(_ all: [Group]) -> Double? {
    var counts = [Double](repeating: 0, count: classes)
    var within = 0.0
    for group in all {
      let rows = Double(group.rows)
      for (name, count) in group.classes.enumerated() {
        counts[name] += Double(count)
        within += Double(count) * (rows - Double(count)) / rows
      }
    }
    let rows = counts.reduce(0, +)
    guard rows > 0 else { return nil }
    return GroupStatistics.intraclassCorrelation(
      sizes: all.map { Double($0.rows) }, within: within,
      total: counts.reduce(0) { $0 + $1 * (rows - $1) / rows })
  }
}

extension GroupSums.Group {
  fileprivate mutating func add(_ value: Double, _ classCount: Int) {
    rows += 1
    guard !value.isNaN else { return }
    guard classCount > 0 else {
      target.merge(Moments([value]))
      return
    }
    if classes.isEmpty { classes = [Int32](repeating: 0, count: classCount) }
    classes[Int(value)] += 1
  }

  fileprivate mutating func merge(_ other: GroupSums.Group) {
    rows += other.rows
    target.merge(other.target)
    if classes.isEmpty {
      classes = other.classes
    } else {
      for (name, count) in other.classes.enumerated() { classes[name] += count }
    }
  }
}

extension GroupSums: Codable {
  /// Reads the groups.
  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    classes = try container.decode(Int.self)
    ceiling = try container.decode(UInt64.self)
    let hashes = try container.decode([UInt64].self)
    let values = try container.decode([Group].self)
    groups = Dictionary(zip(hashes, values)) { first, _ in first }
  }

  /// Writes the groups in the order of their hashes, so that equal sums are equal bytes.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    let sorted = groups.sorted { $0.key < $1.key }
    try container.encode(classes)
    try container.encode(ceiling)
    try container.encode(sorted.map(\.key))
    try container.encode(sorted.map(\.value))
  }
}

/// What all groups of rows say together.
package struct GroupStatistics: Sendable, Equatable {
  /// How many groups there are, or the estimate from those that were kept.
  package var count: Int
  /// Whether all groups were kept.
  package var isExact: Bool
  /// Rows of the mean group, weighted by its rows: Σ m² / Σ m.
  package var size: Double
  /// How alike the targets of a group are; nil without a target, or where it is undefined.
  package var intraclassCorrelation: Double?

  /// The intraclass correlation by a one-way analysis of variance with groups of different sizes, in
  /// [0, 1]; nil for fewer than two groups, or where every row is alone.
  ///
  /// Source: Donner 1986, *International Statistical Review* 54:67.
  ///
  /// - Parameters:
  ///   - sizes: rows of each group; empty groups do not count.
  ///   - within: the sum of squares within groups.
  ///   - total: the sum of squares around the mean of all rows.
  package static func intraclassCorrelation(sizes: [Double], within: Double, total: Double)
    -> Double?
  {
    let sizes = sizes.filter { $0 > 0 }
    let groups = Double(sizes.count)
    let rows = sizes.reduce(0, +)
    guard groups >= 2, rows > groups, total > 0 else { return nil }
    let between = max(0, total - within) / (groups - 1)
    let inside = within / (rows - groups)
    let size = (rows - sizes.reduce(0) { $0 + $1 * $1 } / rows) / (groups - 1)
    let variance = between + (size - 1) * inside
    guard variance > 0 else { return nil }
    return min(1, max(0, (between - inside) / variance))
  }
}
