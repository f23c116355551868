/// How one number of an array is stored.
enum ElementType: String, Sendable, CaseIterable {
  case bool, uint8, uint16, uint32, uint64, int8, int16, int32, int64, float16, float32, float64

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Turns stored numbers into real ones; what is beyond 2⁵³ is rounded.
  ///
  /// - Precondition: `bytes` holds at least ``size`` bytes for each place of `target`.
  func decode(
    _ bytes: UnsafeRawBufferPointer, isBigEndian: Bool,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(bytes.count >= target.count * size)
    switch self {
    case .bool: for i in 0..<target.count { target[i] = bytes[i] == 0 ? 0 : 1 }
    case .uint8: for i in 0..<target.count { target[i] = Double(bytes[i]) }
    case .int8: for i in 0..<target.count { target[i] = Double(Int8(bitPattern: bytes[i])) }
    case .uint16: fill(bytes, isBigEndian, target, UInt16.self) { Double($0) }
    case .uint32: fill(bytes, isBigEndian, target, UInt32.self) { Double($0) }
    case .uint64: fill(bytes, isBigEndian, target, UInt64.self) { Double($0) }
    case .int16: fill(bytes, isBigEndian, target, Int16.self) { Double($0) }
    case .int32: fill(bytes, isBigEndian, target, Int32.self) { Double($0) }
    case .int64: fill(bytes, isBigEndian, target, Int64.self) { Double($0) }
    case .float16: fill(bytes, isBigEndian, target, UInt16.self, ElementType.half)
    case .float32:
      fill(bytes, isBigEndian, target, UInt32.self) { Double(Float(bitPattern: $0)) }
    case .float64: fill(bytes, isBigEndian, target, UInt64.self) { Double(bitPattern: $0) }
    }
  }

  @inline(__always)
  private func fill<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ isBigEndian: Bool,
    _ target: UnsafeMutableBufferPointer<Double>, _ type: Stored.Type,
    _ convert: (Stored) -> Double
  ) {
    for i in 0..<target.count {
      // In bounds: `decode` checked that there are as many bytes.
      let stored = bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<Stored>.size, as: type)
      target[i] = convert(isBigEndian ? Stored(bigEndian: stored) : Stored(littleEndian: stored))
    }
  }

  /// IEEE 754 binary16, by hand because not every platform has the type.
  static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1_023)
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction / 1_024)
        * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
