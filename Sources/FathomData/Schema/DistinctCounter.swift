internal import CKernels

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
  /// −0 and 0 are one value, and NaN is missing. Many are hashed at a time, and hashes above the ceiling or
  /// in the first two of their slots are told from the others without a branch: nobody predicts which
  /// they are, and the slots, far apart in memory, load together. Few are left to `insert`.
  mutating func insert(hashing values: UnsafeBufferPointer<Double>) {
    guard let base = values.baseAddress else { return }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: DistinctCounter.ahead) { hashes in
      guard let hashes = hashes.baseAddress else { return }
      var start = 0
      while start < values.count {
        let count = min(DistinctCounter.ahead, values.count - start)
        insert(hashes, fathom_hash_numbers(base + start, count, ceiling, hashes))
        start += count
      }
    }
  }

  /// Takes in hashes as ``insert(_:)`` does, many at a time as ``insert(hashing:)`` does; the memory
  /// of the hashes is used.
  mutating func insert(using hashes: UnsafeMutableBufferPointer<UInt64>) {
    guard let base = hashes.baseAddress else { return }
    let low = fathom_keep_small(base, hashes.count, ceiling)
    var start = 0
    while start < low {
      let count = min(DistinctCounter.ahead, low - start)
      insert(base + start, count)
      start += count
    }
  }

  /// Takes in a few hashes, whose memory is used.
  private mutating func insert(_ hashes: UnsafeMutablePointer<UInt64>, _ count: Int) {
    // A handful of different values is predicted well, and needs no care.
    guard slots.count > DistinctCounter.few else {
      // In bounds, here and below: no more than there are.
      for place in 0..<count { insert(hashes[place]) }
      return
    }
    let (mask, shift, ceiling) = (slots.count - 1, UInt32(shift), ceiling)
    let room = min(capacity, slots.count / 2) - held
    var fresh = 0
    var zeros = 0
    let unseen = slots.withUnsafeMutableBufferPointer { slots in
      guard let slots = slots.baseAddress else { return count }
      let unseen = fathom_keep_unseen(slots, mask, shift, hashes, count)
      guard unseen <= room else { return unseen }
      fresh = fathom_insert(slots, mask, shift, ceiling, hashes, unseen, &zeros)
      return 0
    }
    held += fresh
    if zeros > 0 { holdsZero = true }
    for place in 0..<unseen { insert(hashes[place]) }
  }

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

  /// How far a hash is moved to tell its slot: by its highest bits below the ceiling, so that slots are
  /// in the order of the hashes, and half of the range is half of the slots.
  private var shift: Int {
    max(0, UInt64.bitWidth - ceiling.leadingZeroBitCount - slots.count.trailingZeroBitCount)
  }

  private mutating func place(_ hash: UInt64) -> Bool {
    let shift = shift
    return slots.withUnsafeMutableBufferPointer { DistinctCounter.place(hash, in: $0, shift) }
  }

  /// Open addressing with linear probing in slots whose number is a power of two, and of which some
  /// are empty; true when the hash was new.
  @inline(__always) @discardableResult
  private static func place(
    _ hash: UInt64, in slots: UnsafeMutableBufferPointer<UInt64>, _ shift: Int
  ) -> Bool {
    guard let base = slots.baseAddress else { return false }
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash &>> UInt64(truncatingIfNeeded: shift)) & mask
    // In bounds: the mask is the last index.
    while base[index] != 0 {
      if base[index] == hash { return false }
      index = (index &+ 1) & mask
    }
    base[index] = hash
    return true
  }

  /// Places all hashes that are not above the ceiling anew, in so many slots; these lie in order, so memory
  /// is passed over once.
  private mutating func rebuild(_ size: Int) {
    let old = slots
    slots = [UInt64](repeating: 0, count: size)
    let (shift, ceiling) = (shift, ceiling)
    held = slots.withUnsafeMutableBufferPointer { fresh in
      var held = 0
      for hash in old where hash != 0 && hash <= ceiling {
        DistinctCounter.place(hash, in: fresh, shift)
        held += 1
      }
      return held
    }
  }

  private mutating func thin() {
    while held > capacity {
      ceiling >>= 1
      rebuild(slots.count)
    }
  }

  /// Takes in what another counter has seen.
  public mutating func merge(_ other: DistinctCounter) {
    if other.ceiling < ceiling {
      ceiling = other.ceiling
      if !slots.isEmpty { rebuild(slots.count) }
    }
    holdsZero = holdsZero || other.holdsZero
    // The others come in order: in fewer slots than theirs the first of them would crowd together.
    if other.slots.count > slots.count { rebuild(other.slots.count) }
    for hash in other.slots where hash != 0 && hash <= ceiling { keep(hash) }
  }

  /// Whether two counters have seen the same values, as far as they know.
  public static func == (a: DistinctCounter, b: DistinctCounter) -> Bool {
    a.ceiling == b.ceiling && a.holdsZero == b.holdsZero
      && Set(a.slots.filter { $0 != 0 }) == Set(b.slots.filter { $0 != 0 })
  }
}
