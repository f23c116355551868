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

extension PNMTokens {
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
