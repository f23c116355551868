/// What one pass counts in a range of ordered keys: values below, values in each equal cell, and the
/// values themselves as long as they are few.
struct BracketWindow: Sendable, Codable {
  /// A cell is 12 bits of the key, so six passes settle all 64.
  private static let cellBits = 12

  let lower: UInt64
  let upper: UInt64
  private let capacity: Int
  private let shift: Int
  private var below = 0
  private var cells: [Int]
  /// The extreme keys of each cell: the values that are seen there are often all alike.
  private var smallest: [UInt64]
  private var largest: [UInt64]
  /// The keys inside, unless there are more than the capacity.
  private var kept: [UInt64] = []
  private var inside = 0

  init(lower: UInt64, upper: UInt64, capacity: Int) {
    self.lower = lower
    self.upper = upper
    self.capacity = capacity
    let width = upper - lower
    shift = max(0, UInt64.bitWidth - width.leadingZeroBitCount - BracketWindow.cellBits)
    cells = Array(repeating: 0, count: Int(width >> UInt64(shift)) + 1)
    smallest = Array(repeating: .max, count: cells.count)
    largest = Array(repeating: 0, count: cells.count)
  }

  mutating func absorb(_ values: UnsafeBufferPointer<Double>) {
    for value in values where !value.isNaN {
      let key = OrderedBits.key(value)
      if key < lower {
        below += 1
      } else if key <= upper {
        let cell = Int((key - lower) >> UInt64(shift))
        cells[cell] += 1
        smallest[cell] = min(smallest[cell], key)
        largest[cell] = max(largest[cell], key)
        keep(key)
      }
    }
  }

  var byteCount: Int { 8 * (3 * cells.count + kept.count) }

  var byteLimit: Int { 8 * (3 * cells.count + capacity) }

  /// Counts values that lie below the range.
  mutating func addBelow(_ count: Int) { below += count }

  private mutating func keep(_ key: UInt64) {
    inside += 1
    if inside <= capacity { kept.append(key) } else if !kept.isEmpty { kept = [] }
  }

  mutating func merge(_ other: BracketWindow) {
    below += other.below
    for index in cells.indices {
      cells[index] += other.cells[index]
      smallest[index] = min(smallest[index], other.smallest[index])
      largest[index] = max(largest[index], other.largest[index])
    }
    inside += other.inside
    kept = inside <= capacity ? kept + other.kept : []
  }

  /// The keys between which an order statistic lies, its rank from 0 among all values; nil when it
  /// is not in the window.
  func bounds(ofRank rank: Int) -> ClosedRange<UInt64>? {
    guard rank >= below, rank < below + inside else { return nil }
    if inside <= capacity {
      let key = kept.sorted()[rank - below]
      return key...key
    }
    var before = below
    var cell = 0
    while before + cells[cell] <= rank {
      before += cells[cell]
      cell += 1
    }
    return smallest[cell]...largest[cell]
  }
}

extension BracketWindow: Equatable {
  /// Whether both counted the same; the order of the kept values does not matter.
  static func == (a: BracketWindow, b: BracketWindow) -> Bool {
    a.lower == b.lower && a.upper == b.upper && a.capacity == b.capacity && a.below == b.below
      && a.inside == b.inside && a.cells == b.cells && a.smallest == b.smallest
      && a.largest == b.largest && a.kept.sorted() == b.kept.sorted()
  }
}

/// Doubles as whole numbers of the same order, so that a range of doubles can be cut in cells.
enum OrderedBits {
  /// The key of a value that is not NaN; −0 and 0 have one key.
  @inline(__always)
  static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    // Negative numbers, whose patterns grow with their magnitude, are turned round below the others.
    return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
  }

  /// The value that has this key.
  @inline(__always)
  static func value(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key ^ 1 << 63 : ~key)
  }
}
