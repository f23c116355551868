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
