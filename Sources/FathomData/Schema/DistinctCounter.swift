/// How many distinct hashes were seen: exact up to a capacity, then estimated.
///
/// Adaptive sampling (Wegman; Flajolet 1990, *Computing* 43:391): once more hashes than the capacity
/// are held, only those below half of the range are kept, then a quarter, and so on. Which hashes
/// remain depends on the set alone, so the count does not depend on how rows were split.
public struct DistinctCounter: Sendable, Codable, Equatable {
  /// The capacity unless memory asks for a smaller one.
  public static let largestCapacity = 1 << 16
  /// How many hashes are computed before the first of them is looked up: a kilobyte.
  private static let ahead = 128
  /// The slots of a counter that has seen no more than a handful of values.
  private static let few = 64

  /// How many distinct hashes are counted exactly.
  public let capacity: Int
  private var slots: [UInt64] = []
  private var held = 0
  private var holdsZero = false
  /// Hashes are kept when they are at most this large.
  private var ceiling = UInt64.max

  /// A counter that has seen nothing; only counters of one capacity may be merged.
  public init(capacity: Int = largestCapacity) { self.capacity = capacity }

  /// The relative standard error of an estimate: 0.5 % at the largest capacity.
  var relativeError: Double { 1.2 / Double(capacity).squareRoot() }

  /// How many bytes its slots take.
  public var byteCount: Int { 8 * slots.count }

  /// How many bytes its slots may take: at least half of them are empty until the capacity is reached.
  public var byteLimit: Int {
    var slots = DistinctCounter.few
    while slots < 2 * capacity { slots *= 2 }
    return 8 * slots
  }

  /// Whether every distinct value was counted.
  public var isExact: Bool { ceiling == .max }

  /// The number of distinct values, or its estimate.
  public var count: Int {
    let kept = Double(held + (holdsZero ? 1 : 0))
    return Int((kept * (0x1p64 / (Double(ceiling) + 1))).rounded())
  }

  /// Takes in a hash that is spread evenly over 64 bits; true when it is new and was kept, which
  /// all new ones are as long as the counter is exact.
  @inline(__always) @discardableResult
  mutating func insert(_ hash: UInt64) -> Bool {
    hash <= ceiling && keep(hash)
  }

  /// Takes in hashes that are spread evenly over 64 bits; their memory is used.
  public mutating func absorb(_ hashes: inout [UInt64]) {
    hashes.withUnsafeMutableBufferPointer { insert(using: $0) }
  }

  /// Takes in numbers by their values, as `StableHash.mix((value + 0).bitPattern)`.
  ///
  /// −0 and 0 are one value, and NaN is missing. Once thinned well, the counter rejects nearly every
  /// hash by one comparison. Before that, hashes above the ceiling or in the first two of their
  /// slots are told from the others without a branch, many at a time: nobody predicts which they
  /// are, and the slots, far apart in memory, load together. Few are left to `insert`. A handful of
  /// different values is predicted well, and needs none of this.
  mutating func insert(hashing values: UnsafeBufferPointer<Double>) {
    guard let base = values.baseAddress else { return }
    var start = 0
    while start < values.count && ceiling > .max >> 5 && slots.count > DistinctCounter.few {
      let end = min(start + DistinctCounter.ahead, values.count)
      let batch = UnsafeBufferPointer(rebasing: values[start..<end])
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: DistinctCounter.ahead) { hashes in
        guard let hashes = hashes.baseAddress else { return }
        for place in 0..<select(from: batch, into: hashes) { insert(hashes[place]) }
      }
      start = end
    }
    var limit = ceiling
    for place in start..<values.count {
      // In bounds: place < count.
      let hash = StableHash.mix((base[place] + 0).bitPattern)
      if hash <= limit && !base[place].isNaN {
        keep(hash)
        limit = ceiling
      }
    }
  }

  /// Takes in hashes as ``insert(_:)`` does, many at a time as ``insert(hashing:)`` does; the memory
  /// of the hashes is used.
  mutating func insert(using hashes: UnsafeMutableBufferPointer<UInt64>) {
    guard let base = hashes.baseAddress else { return }
    // In bounds, here and below: no more is written than was read.
    var low = 0
    for place in 0..<hashes.count {
      let hash = base[place]
      base[low] = hash
      low &+= hash <= ceiling ? 1 : 0
    }
    var start = 0
    while start < low {
      let count = min(DistinctCounter.ahead, low - start)
      let batch = base + start
      for place in 0..<unseen(among: batch, count) { insert(batch[place]) }
      start += count
    }
  }

  /// Writes the hashes of at most `ahead` numbers that may be new, and returns how many they are.
  private func select(
    from values: UnsafeBufferPointer<Double>, into hashes: UnsafeMutablePointer<UInt64>
  ) -> Int {
    // The ceiling is a power of two less one.
    let tooLarge = ~ceiling
    let infinity = Double.infinity.bitPattern
    var low = 0
    // In bounds, here and below: no more is written than was read.
    for value in values {
      let bits = (value + 0).bitPattern
      let hash = StableHash.mix(bits)
      let isNaN = (infinity &- (bits & .max >> 1)) >> 63
      hashes[low] = hash
      low &+= Int((DistinctCounter.isNotZero(hash & tooLarge) | isNaN) ^ 1)
    }
    return unseen(among: hashes, low)
  }

  /// Moves those of a few hashes to the front that may be new, and returns how many they are.
  private func unseen(among hashes: UnsafeMutablePointer<UInt64>, _ count: Int) -> Int {
    guard !slots.isEmpty else { return count }
    var unseen = 0
    slots.withUnsafeBufferPointer { slots in
      guard let slots = slots.baseAddress else { return }
      let mask = self.slots.count - 1
      for place in 0..<count {
        let hash = hashes[place]
        // In bounds: the mask is the last index.
        let index = Int(truncatingIfNeeded: hash)
        let differs =
          DistinctCounter.isNotZero(slots[index & mask] ^ hash)
          & DistinctCounter.isNotZero(slots[(index &+ 1) & mask] ^ hash)
        hashes[unseen] = hash
        // An empty slot is 0, like one hash, which is therefore looked up in any case.
        unseen &+= Int(differs | (DistinctCounter.isNotZero(hash) ^ 1))
      }
    }
    return unseen
  }

  /// 1, or 0 for 0: what a comparison yields, but never compiled to a jump.
  @inline(__always)
  private static func isNotZero(_ bits: UInt64) -> UInt64 { (bits | (0 &- bits)) >> 63 }

  @discardableResult
  private mutating func keep(_ hash: UInt64) -> Bool {
    if hash == 0 {
      defer { holdsZero = true }
      return !holdsZero
    }
    if slots.isEmpty { slots = [UInt64](repeating: 0, count: DistinctCounter.few) }
    guard place(hash) else { return false }
    held += 1
    if held > capacity {
      thin()
    } else if held * 2 > slots.count {
      rebuild(slots.count * 2)
    }
    return true
  }

  private mutating func place(_ hash: UInt64) -> Bool {
    slots.withUnsafeMutableBufferPointer { DistinctCounter.place(hash, in: $0) }
  }

  /// Open addressing with linear probing in slots whose number is a power of two, and of which some
  /// are empty; true when the hash was new.
  @inline(__always) @discardableResult
  private static func place(
    _ hash: UInt64, in slots: UnsafeMutableBufferPointer<UInt64>
  ) -> Bool {
    guard let base = slots.baseAddress else { return false }
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    // In bounds: the mask is the last index.
    while base[index] != 0 {
      if base[index] == hash { return false }
      index = (index &+ 1) & mask
    }
    base[index] = hash
    return true
  }

  private mutating func rebuild(_ size: Int) {
    let old = slots
    slots = [UInt64](unsafeUninitializedCapacity: size) { fresh, count in
      fresh.initialize(repeating: 0)
      count = size
      for hash in old where hash != 0 { DistinctCounter.place(hash, in: fresh) }
    }
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
  public mutating func merge(_ other: DistinctCounter) {
    if other.ceiling < ceiling {
      ceiling = other.ceiling
      for index in slots.indices where slots[index] > ceiling { slots[index] = 0 }
      held = slots.count { $0 != 0 }
      if !slots.isEmpty { rebuild(slots.count) }
    }
    holdsZero = holdsZero || other.holdsZero
    for hash in other.slots where hash != 0 && hash <= ceiling { keep(hash) }
  }

  /// Whether two counters have seen the same values, as far as they know.
  public static func == (a: DistinctCounter, b: DistinctCounter) -> Bool {
    a.ceiling == b.ceiling && a.holdsZero == b.holdsZero
      && Set(a.slots.filter { $0 != 0 }) == Set(b.slots.filter { $0 != 0 })
  }
}
