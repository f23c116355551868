/// The header of a PNM file.
struct PNMHeader {
  /// How the values are written.
  enum Encoding { case plain, raw, bits }

  let header: ImageHeader
  let encoding: Encoding
  let channels: Int
  /// The value that is white.
  let maximum: Int
  /// Where the values begin.
  let start: Int
  /// Whether 1 is black: P1 and P4.
  let isBitmap: Bool

  /// The form in which the pixels are decoded.
  var samples: DecodedImage.Samples {
    switch (channels, maximum > 255) {
    case (1, false): .grey8
    case (1, true): .grey16
    case (3, false): .rgb8
    case (3, true): .rgb16
    case (_, false): .rgba8
    case (_, true): .rgba16
    }
  }

  /// The least bytes that a row takes: a digit is the least that a plain value takes.
  var encodedRowLength: Int {
    let values = header.storedSize.width * channels
    switch encoding {
    case .plain: return values
    case .bits: return (values + 7) / 8
    case .raw: return values * (maximum > 255 ? 2 : 1)
    }
  }

  /// Whether bytes begin like a PNM file: the letter, the digit, a blank, then nothing but comments
  /// and the numbers or names of a header, as far as the bytes go.
  static func isPlausible(_ bytes: [UInt8]) -> Bool {
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

  /// Reads the header.
  init(_ bytes: [UInt8]) throws(UnreadableImage) {
    var tokens = PNMTokens(bytes)
    guard let kind = tokens.kind else { throw .unknownContent }
    var (height, width, depth, maximum) = (0, 0, kind % 3 == 0 ? 3 : 1, 1)
    if kind == 7 {
      (height, width, depth, maximum) = try tokens.fields()
      encoding = .raw
    } else {
      width = try tokens.number()
      height = try tokens.number()
      if kind != 1 && kind != 4 { maximum = try tokens.number() }
      encoding = kind < 4 ? .plain : kind == 4 ? .bits : .raw
    }
    isBitmap = kind == 1 || kind == 4
    guard 1...65_535 ~= maximum else { throw .damaged(.pnm, "its maximum is \(maximum)") }
    guard 1...4 ~= depth else {
      throw UnreadableImage(reason: "\(depth) channels are neither grey nor colour")
    }
    self.maximum = maximum
    channels = depth
    start = tokens.position
    header = try ImageHeader(
      format: .pnm, storedSize: ImageSize(height: height, width: width), isColour: depth > 2,
      hasAlpha: depth == 2 || depth == 4,
      bitDepth: Int.bitWidth - maximum.leadingZeroBitCount)
  }
}

/// The words of a header, without comments.
struct PNMTokens {
  let bytes: [UInt8]
  /// After the last word and the one blank that ends it.
  private(set) var position = 2
  /// Whether the bytes ended inside of a header that has a comment, which may be long.
  var isCutAfterComment: Bool { hasComment && bytes.count >= ImageFormat.signatureLength }
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

  mutating func number() throws(UnreadableImage) -> Int {
    guard let word = next() else { throw .endsEarly }
    guard let value = Int(word), value >= 0, value <= Int32.max else {
      throw .damaged(.pnm, "a number is missing in its header")
    }
    return value
  }

  /// The lines of a PAM header.
  mutating func fields() throws(UnreadableImage) -> (
    height: Int, width: Int, depth: Int, maximum: Int
  ) {
    var (height, width, depth, maximum) = (0, 0, 0, 0)
    while let name = next() {
      switch name {
      case "HEIGHT": height = try number()
      case "WIDTH": width = try number()
      case "DEPTH": depth = try number()
      case "MAXVAL": maximum = try number()
      // The number of channels says it all.
      case "TUPLTYPE": skipLine()
      case "ENDHDR": return (height, width, depth, maximum)
      default: throw .damaged(.pnm, "its header has an unknown line")
      }
    }
    throw .endsEarly
  }
}
