/// A 64-bit hash of the size and the values of one channel of an image.
///
/// Values rather than stored bytes: one picture has one hash, whether it was saved in 8 or 16 bits,
/// with a palette or without.
struct ChannelHash {
  // Four independent states, because each mix waits for the one before it.
  private var states: SIMD4<UInt64>

  init(_ size: ImageSize) {
    let start = StableHash.mix(StableHash.mix(UInt64(size.height)) ^ UInt64(size.width))
    states = SIMD4(start, start &+ 1, start &+ 2, start &+ 3)
  }

  /// Takes in a row of bytes.
  mutating func absorb(_ row: UnsafeBufferPointer<UInt8>) {
    let bytes = UnsafeRawBufferPointer(row)
    var (a, b, c, d) = (states.x, states.y, states.z, states.w)
    var offset = 0
    while offset &+ 32 <= bytes.count {
      // In bounds: offset + 32 ≤ count.
      a = StableHash.mix(a ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      b = StableHash.mix(b ^ bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
      c = StableHash.mix(c ^ bytes.loadUnaligned(fromByteOffset: offset &+ 16, as: UInt64.self))
      d = StableHash.mix(d ^ bytes.loadUnaligned(fromByteOffset: offset &+ 24, as: UInt64.self))
      offset &+= 32
    }
    while offset < bytes.count {
      var tail: UInt64 = 0
      for index in offset..<min(offset + 8, bytes.count) {
        tail = tail << 8 | UInt64(bytes[index])
      }
      a = StableHash.mix(a ^ tail)
      offset += 8
    }
    states = SIMD4(a, b, c, d)
  }

  /// Takes in a row of values: as bytes where all of them are, so that they hash alike.
  mutating func absorb(_ row: UnsafeBufferPointer<Double>) {
    let areBytes = row.allSatisfy { $0 >= 0 && $0 <= 255 && $0 == $0.rounded(.down) }
    guard areBytes else {
      for value in row { states.x = StableHash.mix(states.x ^ value.bitPattern) }
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: row.count) { bytes in
      for x in 0..<row.count { bytes[x] = UInt8(row[x]) }
      absorb(UnsafeBufferPointer(bytes))
    }
  }

  /// The hash of what was taken in.
  var value: UInt64 {
    StableHash.mix(
      states.x
        ^ StableHash.mix(states.y ^ StableHash.mix(states.z ^ StableHash.mix(states.w))))
  }
}
