/// How many distinct hashes were seen: exact up to a capacity, then estimated.
///
/// Adaptive sampling (Wegman; Flajolet 1990, *Computing* 43:391): once more hashes than the capacity
/// are held, only those below half of the range are kept, then a quarter, and so on. Which hashes
/// remain depends on the set alone, so the count does not depend on how rows were split.
struct DistinctCounter: Sendable, Codable, Equatable {
  /// The capacity unless memory asks for a smaller one.
  static let largestCapacity = 1 << 16

  /// How many distinct hashes are counted exactly.
  let capacity: Int
  private var slots: [UInt64] = []
  private var held = 0
  private var holdsZero = false
  /// Hashes are kept when they are at most this large.
  private var ceiling = UInt64.max

  /// A counter that has seen nothing; only counters of one capacity may be merged.
  init(capacity: Int = largestCapacity) { self.capacity = capacity }

  /// The relative standard error of an estimate: 0.5 % at the largest capacity.
  var relativeError: Double { 1.2 / Double(capacity).squareRoot() }

  /// Whether every distinct value was counted.
  var isExact: Bool { ceiling == .max }

  /// The number of distinct values, or its estimate.
  var count: Int {
    let kept = Double(held + (holdsZero ? 1 : 0))
    return Int((kept * (0x1p64 / (Double(ceiling) + 1))).rounded())
  }

  /// Takes in a hash that is spread evenly over 64 bits; true when it is new and was kept, which
  /// all new ones are as long as the counter is exact.
  @inline(__always) @discardableResult
  mutating func insert(_ hash: UInt64) -> Bool {
    hash <= ceiling && keep(hash)
  }

  @discardableResult
  private mutating func keep(_ hash: UInt64) -> Bool {
    if hash == 0 {
      defer { holdsZero = true }
      return !holdsZero
    }
    if slots.isEmpty { slots = [UInt64](repeating: 0, count: 64) }
    guard place(hash) else { return false }
    held += 1
    if held > capacity {
      thin()
    } else if held * 2 > slots.count {
      rebuild(slots.count * 2)
    }
    return true
  }

  /// Open addressing with linear probing; true when the hash was new.
  private mutating func place(_ hash: UInt64) -> Bool {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index] != 0 {
      if slots[index] == hash { return false }
      index = (index + 1) & mask
    }
    slots[index] = hash
    return true
  }

  private mutating func rebuild(_ size: Int) {
    let old = slots
    slots = [UInt64](repeating: 0, count: size)
    for hash in old where hash != 0 { _ = place(hash) }
  }

  private mutating func thin() {
    while held > capacity {
      ceiling >>= 1
      for index in slots.indices where slots[index] > ceiling { slots[index] = 0 }
      held = slots.count { $0 != 0 }
    }
    rebuild(slots.count)
  }

  /// Takes in what another counter has seen.
  mutating func merge(_ other: DistinctCounter) {
    if other.ceiling < ceiling {
      ceiling = other.ceiling
      for index in slots.indices where slots[index] > ceiling { slots[index] = 0 }
      held = slots.count { $0 != 0 }
      if !slots.isEmpty { rebuild(slots.count) }
    }
    holdsZero = holdsZero || other.holdsZero
    for hash in other.slots where hash != 0 && hash <= ceiling { keep(hash) }
  }

  static func == (a: DistinctCounter, b: DistinctCounter) -> Bool {
    a.ceiling == b.ceiling && a.holdsZero == b.holdsZero
      && Set(a.slots.filter { $0 != 0 }) == Set(b.slots.filter { $0 != 0 })
  }
}
