/// How the files of a format begin: bytes at a place, and where these are a weak sign a closer look.
struct Signature: Sendable {
  /// The range that each byte may lie in.
  private let ranges: [ClosedRange<UInt8>]
  /// Where the bytes are.
  private let offset: Int
  /// How many bytes there must be.
  private let least: Int
  /// The closer look at all bytes that are there.
  private let isConfirmed: (@Sendable ([UInt8]) -> Bool)?

  /// A signature of ranges.
  ///
  /// - Parameters:
  ///   - ranges: what each byte may be.
  ///   - offset: where the first of them is.
  ///   - least: how many bytes a file of the format has at least.
  ///   - isConfirmed: the closer look, where the bytes are a weak sign.
  init(
    _ ranges: [ClosedRange<UInt8>], at offset: Int = 0, least: Int = 0,
    confirmedBy isConfirmed: (@Sendable ([UInt8]) -> Bool)? = nil
  ) {
    self.ranges = ranges
    self.offset = offset
    self.least = least
    self.isConfirmed = isConfirmed
  }

  /// A signature of bytes.
  init(
    _ bytes: some Collection<UInt8>, at offset: Int = 0, least: Int = 0,
    confirmedBy isConfirmed: (@Sendable ([UInt8]) -> Bool)? = nil
  ) {
    self.init(bytes.map { $0...$0 }, at: offset, least: least, confirmedBy: isConfirmed)
  }

  /// Whether a text may hold these bytes: all are printable ASCII.
  var isPrintable: Bool {
    ranges.allSatisfy { $0.lowerBound >= 0x20 && $0.upperBound < 0x7F }
  }

  /// Whether the first bytes of a file have this signature.
  func matches(_ bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count >= max(least, offset + ranges.count),
      zip(bytes.dropFirst(offset), ranges).allSatisfy({ $1.contains($0) })
    else { return false }
    return isConfirmed.map { $0(Array(bytes)) } ?? true
  }

  /// Whether bytes, of which there may be few, are the start of this signature.
  func canStart(with bytes: some Collection<UInt8>) -> Bool {
    zip(bytes.dropFirst(offset), ranges).allSatisfy { $1.contains($0) }
  }

  /// The first bytes of this signature alone.
  func prefix(_ count: Int) -> Signature { Signature(Array(ranges.prefix(count)), at: offset) }
}

/// Numbers at positions of a file; nil where the file is too short for one.
struct ByteReader {
  let bytes: [UInt8]
  /// Whether the first byte of a number is its highest.
  var isBigEndian: Bool

  /// Reads from the bytes of a file.
  init(_ bytes: [UInt8], isBigEndian: Bool = false) {
    self.bytes = bytes
    self.isBigEndian = isBigEndian
  }

  /// A number of 16 bits.
  func u16(_ offset: Int) -> Int? { number(offset, length: 2) }

  /// A number of 32 bits.
  func u32(_ offset: Int) -> Int? { number(offset, length: 4) }

  /// A signed number of 32 bits.
  func i32(_ offset: Int) -> Int? { u32(offset).map { Int(Int32(truncatingIfNeeded: $0)) } }

  private func number(_ offset: Int, length: Int) -> Int? {
    guard offset >= 0, length <= bytes.count, offset <= bytes.count - length else { return nil }
    var value = 0
    for index in 0..<length {
      let byte = bytes[offset + (isBigEndian ? index : length - 1 - index)]
      value = value << 8 | Int(byte)
    }
    return value
  }
}
