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
