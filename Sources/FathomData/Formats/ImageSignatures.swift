/// The closer look at formats whose first two letters a text may begin with as well: a text that begins
/// with “BM” or “P5” is no image.
enum ImageSignatures {
  /// How many bytes of an image are needed in order to tell its format.
  static let length = 256

  /// Whether bytes go on like a BMP: a known length of the second header, one plane and a number of bits
  /// that exists.
  static func isBMP(_ bytes: [UInt8]) -> Bool {
    let reader = ByteReader(bytes)
    guard let length = reader.u32(14), let planes = reader.u16(length == 12 ? 22 : 26),
      let bits = reader.u16(length == 12 ? 24 : 28)
    else { return false }
    return (length == 12 || 16...124 ~= length) && planes == 1
      && [1, 2, 4, 8, 16, 24, 32].contains(bits)
  }

  /// Whether bytes begin like a PNM file: the letter, the digit, a blank, then nothing but comments
  /// and the numbers or names of a header, as far as the bytes go.
  static func isPNM(_ bytes: [UInt8]) -> Bool {
    var tokens = PNMTokens(bytes)
    guard let kind = tokens.kind else { return false }
    if kind == 7 {
      guard let name = tokens.next() else { return tokens.isCutAfterComment }
      return PNMTokens.names.contains(name)
    }
    for _ in 0..<(kind == 1 || kind == 4 ? 2 : 3) {
      guard let token = tokens.next() else { return tokens.isCutAfterComment }
      guard PNMTokens.isNumber(token), let value = Int(token), value > 0 else { return false }
    }
    // Of a plain file the first value is a number too.
    return kind > 3 || tokens.next().map(PNMTokens.isNumber) ?? true
  }
}

/// The words of a header, without comments.
struct PNMTokens {
  let bytes: [UInt8]
  /// After the last word and the one blank that ends it.
  private(set) var position = 2
  /// Whether the bytes ended inside of a header that has a comment, which may be long.
  var isCutAfterComment: Bool { hasComment && bytes.count >= ImageSignatures.length }
  private var hasComment = false

  static let names: Set<String> = ["WIDTH", "HEIGHT", "DEPTH", "MAXVAL", "TUPLTYPE", "ENDHDR"]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The digit after the P; nil when this is no PNM file.
  var kind: Int? {
    guard bytes.count > 2, bytes[0] == UInt8(ascii: "P"), PNMTokens.isBlank(bytes[2]),
      1...7 ~= Int(bytes[1]) - 48
    else { return nil }
    return Int(bytes[1]) - 48
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }

  static func isNumber(_ word: String) -> Bool { word.utf8.allSatisfy { 48...57 ~= $0 } }

  /// The next word; nil at the end, and where a word is longer than a header's.
  mutating func next() -> String? {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        skipLine()
        hasComment = true
      } else if PNMTokens.isBlank(bytes[position]) {
        position += 1
      } else {
        break
      }
    }
    let start = position
    while position < bytes.count, !PNMTokens.isBlank(bytes[position]),
      bytes[position] != UInt8(ascii: "#"), position - start < 16
    {
      position += 1
    }
    guard position > start, position < bytes.count else { return nil }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    // One blank belongs to the word: after the last word the values begin.
    if PNMTokens.isBlank(bytes[position]) { position += 1 }
    return word
  }

  mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }
}
