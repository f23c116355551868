/// The headers of a BMP file, of Windows and of OS/2.
struct BMPHeader {
  /// How the pixels are written; the values are those of `biCompression`.
  enum Encoding: Int { case plain = 0, runs8, runs4, masks, alphaMasks = 6 }

  let header: ImageHeader
  let encoding: Encoding
  /// 1, 4 and 8 for an index, 16, 24 and 32 for a colour.
  let bitsPerPixel: Int
  /// Whether the first row of the file is the highest.
  let isTopDown: Bool
  /// The palette, red, green and blue.
  let palette: [SIMD3<UInt8>]
  /// Where red, green, blue and alpha lie in a pixel of 16 or 32 bits; 0 for a channel that is not.
  let masks: [UInt32]
  /// Where the pixels begin.
  let start: Int

  /// Bytes of a row, which ends at a multiple of 4.
  var rowLength: Int { (header.storedSize.width * bitsPerPixel + 31) / 32 * 4 }

  /// Reads the headers and the palette.
  init(_ bytes: [UInt8]) throws(UnreadableImage) {
    let reader = ByteReader(bytes)
    guard let offset = reader.u32(10), let length = reader.u32(14) else { throw .endsEarly }
    let isOld = length == 12
    let width = isOld ? reader.u16(18) : reader.i32(18)
    let height = isOld ? reader.u16(20) : reader.i32(22)
    guard let width, let height, let bits = reader.u16(isOld ? 24 : 28) else { throw .endsEarly }
    // OS/2 may cut its header after any field from here on.
    let code = length >= 20 ? reader.u32(30) : 0
    let declared = length >= 36 ? reader.u32(46) : 0
    guard let code, let declared else { throw .endsEarly }
    // In the 64 bytes of OS/2, 3 is a fax code and 4 runs of 24 bits.
    guard let encoding = Encoding(rawValue: code), length != 64 || code < 3,
      BMPHeader.isAllowed(encoding, bits)
    else { throw .damaged(.bmp, "no compression \(code) of \(bits) bits a pixel is known") }

    var tableStart = 14 + length
    var masks: [UInt32] = bits == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF_0000, 0xFF00, 0xFF, 0]
    if encoding == .masks || encoding == .alphaMasks {
      let count = length >= 56 || encoding == .alphaMasks ? 4 : 3
      for channel in 0..<count {
        guard let mask = reader.u32(54 + 4 * channel) else { throw .endsEarly }
        masks[channel] = UInt32(mask)
      }
      if length == 40 { tableStart += 4 * count }
    }
    let hasPalette = bits <= 8
    let (count, entryLength) = (declared == 0 ? 1 << bits : min(declared, 1 << bits), isOld ? 3 : 4)
    let tableLength = hasPalette ? count * entryLength : 0
    // Some writers leave the offset at 0.
    start = offset >= 14 + length ? offset : tableStart + tableLength
    let palette = try BMPHeader.palette(
      bytes, at: tableStart, entryLength: entryLength, count: hasPalette ? count : 0, end: start)
    header = try ImageHeader(
      format: .bmp, storedSize: ImageSize(height: abs(height), width: width),
      isColour: hasPalette ? palette.contains { $0.x != $0.y || $0.y != $0.z } : true,
      hasAlpha: masks[3] != 0 && bits > 8, bitDepth: hasPalette ? bits : bits == 16 ? 5 : 8)
    self.encoding = encoding
    self.masks = masks
    self.palette = palette
    bitsPerPixel = bits
    isTopDown = height < 0
  }

  private static func isAllowed(_ encoding: Encoding, _ bits: Int) -> Bool {
    switch encoding {
    case .plain: [1, 2, 4, 8, 16, 24, 32].contains(bits)
    case .runs8: bits == 8
    case .runs4: bits == 4
    case .masks, .alphaMasks: bits == 16 || bits == 32
    }
  }

  /// Blue, green and red of each entry; a palette that the pixels cut short has fewer.
  private static func palette(
    _ bytes: [UInt8], at start: Int, entryLength: Int, count: Int, end: Int
  ) throws(UnreadableImage) -> [SIMD3<UInt8>] {
    let room = max(0, min(end, bytes.count) - start) / entryLength
    if room < count, end > bytes.count { throw .endsEarly }
    return (0..<min(count, room)).map { index in
      let entry = start + entryLength * index
      return SIMD3(bytes[entry + 2], bytes[entry + 1], bytes[entry])
    }
  }
}
