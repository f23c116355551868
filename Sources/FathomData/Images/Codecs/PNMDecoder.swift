/// PBM, PGM, PPM and PAM, plain and raw; of several images in a file the first.
///
/// Values are spread over the whole range: v of at most M becomes 255 v / M, rounded, or 65535 v / M
/// where M needs 16 bits. Values above M count as M.
enum PNMDecoder: ImageDecoder {
  static let format = DataFormat.pnm

  /// Size, colours and transparency.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try PNMHeader(bytes).header
  }

  /// All pixels; grey with alpha becomes RGB with alpha.
  static func decode(
    _ bytes: [UInt8], for grid: ImageSize? = nil
  ) throws(UnreadableImage) -> DecodedImage {
    let fields = try PNMHeader(bytes)
    let size = fields.header.storedSize
    let rowLength = fields.encodedRowLength
    // Checked before memory is asked for, and all that raw values need to be in bounds.
    guard size.height * rowLength <= bytes.count - fields.start else { throw .endsEarly }
    if fields.encoding == .raw, fields.maximum == 255, fields.channels != 2 {
      let pixels = bytes[fields.start..<(fields.start + size.height * rowLength)]
      return DecodedImage(size: size, samples: fields.samples, bytes: Array(pixels))
    }
    var values = PNMValues(bytes: bytes, position: fields.start, fields: fields)
    var pixels = [UInt8]()
    pixels.reserveCapacity(size.height * size.width * fields.samples.bytesPerPixel)
    for _ in 0..<size.height {
      for x in 0..<(size.width * fields.channels) {
        let level = try values.next(at: x)
        // The grey of grey with alpha becomes three channels.
        for _ in 0..<(fields.channels == 2 && x.isMultiple(of: 2) ? 3 : 1) {
          if fields.maximum <= 255 {
            pixels.append(UInt8(level))
          } else {
            withUnsafeBytes(of: UInt16(level)) { pixels += $0 }
          }
        }
      }
      if fields.encoding == .bits { values.position += rowLength }
    }
    return DecodedImage(size: size, samples: fields.samples, bytes: pixels)
  }
}

/// The values after the header.
private struct PNMValues {
  let bytes: [UInt8]
  var position: Int
  let fields: PNMHeader

  /// The next value on the scale of 8 or 16 bits, to the nearest; bits are those of column x.
  mutating func next(at x: Int) throws(UnreadableImage) -> Int {
    switch fields.encoding {
    case .bits: return spread(1 - Int(bytes[position + x / 8] >> (7 - x % 8) & 1))
    case .raw: return spread(raw(fields.maximum > 255 ? 2 : 1))
    case .plain: return spread(try fields.isBitmap ? 1 - digit() : number())
    }
  }

  // In bounds: the caller checked that all raw values are there.
  private mutating func raw(_ length: Int) -> Int {
    defer { position += length }
    return length == 1
      ? Int(bytes[position]) : Int(bytes[position]) << 8 | Int(bytes[position + 1])
  }

  /// A bit of a plain bitmap, which needs no blank around it.
  private mutating func digit() throws(UnreadableImage) -> Int {
    try skipBlanks()
    defer { position += 1 }
    switch bytes[position] {
    case UInt8(ascii: "0"): return 0
    case UInt8(ascii: "1"): return 1
    default: throw .damaged(.pnm, "a value is no number")
    }
  }

  private mutating func number() throws(UnreadableImage) -> Int {
    try skipBlanks()
    var value = 0
    let start = position
    while position < bytes.count, 48...57 ~= bytes[position] {
      value = min(value * 10 + Int(bytes[position] - 48), 1 << 20)
      position += 1
    }
    guard position > start else { throw .damaged(.pnm, "a value is no number") }
    return value
  }

  private mutating func skipBlanks() throws(UnreadableImage) {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      } else if PNMTokens.isBlank(bytes[position]) {
        position += 1
      } else {
        return
      }
    }
    throw .endsEarly
  }

  private func spread(_ value: Int) -> Int {
    let maximum = fields.maximum
    let white = maximum > 255 ? 65_535 : 255
    return (min(value, maximum) * 2 * white + maximum) / (2 * maximum)
  }
}
