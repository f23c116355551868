/// BMP of Windows and OS/2: indices of 1 to 8 bits, also in runs, and colours of 16, 24 and 32 bits.
///
/// Channels of less than 8 bits are spread over the whole range: v of n bits becomes
/// 255 v / (2ⁿ − 1), rounded. Where alpha is 0 everywhere the image counts as opaque, because many
/// programs leave it at 0. Indices that have no colour, and pixels that runs leave out, are black.
enum BMPDecoder: ImageDecoder {
  static let format = DataFormat.bmp

  /// Size, colours and transparency.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try BMPHeader(bytes).header
  }

  /// All pixels: one channel where the palette is grey, else RGB, with alpha where it is used.
  static func decode(
    _ bytes: [UInt8], for grid: ImageSize? = nil
  ) throws(UnreadableImage) -> DecodedImage {
    let fields = try BMPHeader(bytes)
    guard fields.bitsPerPixel <= 8 else { return try colours(bytes, fields) }
    switch fields.encoding {
    case .runs8, .runs4:
      var runs = BMPRuns(bytes: bytes, fields: fields)
      return image(fields, indices: try runs.indices())
    default:
      return image(fields, indices: try plainIndices(bytes, fields))
    }
  }

  private static func plainIndices(
    _ bytes: [UInt8], _ fields: BMPHeader
  ) throws(UnreadableImage) -> [UInt8] {
    let (size, bits) = (fields.header.storedSize, fields.bitsPerPixel)
    try checkRows(bytes, fields)
    var indices = [UInt8]()
    indices.reserveCapacity(size.height * size.width)
    let mask = UInt8(1 << bits - 1)
    for y in 0..<size.height {
      let row = rowStart(y, fields)
      for x in 0..<size.width {
        // In bounds: ``checkRows`` found the bits of all pixels.
        let byte = bytes[row + x * bits / 8]
        indices.append(byte >> (8 - bits - x * bits % 8) & mask)
      }
    }
    return indices
  }

  private static func image(_ fields: BMPHeader, indices: [UInt8]) -> DecodedImage {
    var palette = fields.palette
    palette += [SIMD3<UInt8>](repeating: .zero, count: 256 - palette.count)
    let size = fields.header.storedSize
    guard fields.header.isColour else {
      return DecodedImage(
        size: size, samples: .grey8, bytes: indices.map { palette[Int($0)].x })
    }
    var pixels = [UInt8]()
    pixels.reserveCapacity(3 * indices.count)
    for index in indices {
      let colour = palette[Int(index)]
      pixels.append(colour.x)
      pixels.append(colour.y)
      pixels.append(colour.z)
    }
    return DecodedImage(size: size, samples: .rgb8, bytes: pixels)
  }

  private static func colours(
    _ bytes: [UInt8], _ fields: BMPHeader
  ) throws(UnreadableImage) -> DecodedImage {
    try checkRows(bytes, fields)
    let (size, length) = (fields.header.storedSize, fields.bitsPerPixel / 8)
    let channels = fields.masks.map(BMPChannel.init)
    var hasAlpha = fields.header.hasAlpha
    if hasAlpha {
      hasAlpha = anyPixel(bytes, fields) { $0 & fields.masks[3] != 0 }
    }
    let used = Array(channels.prefix(hasAlpha ? 4 : 3))
    let count = size.height * size.width * used.count
    let offsets = used.compactMap { $0.byteOffset(length: length) }
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { pixels, initialized in
      bytes.withUnsafeBufferPointer { bytes in
        // In bounds: ``checkRows`` found `length` bytes for each pixel, all offsets are below it,
        // and a pixel becomes as many bytes as there are channels.
        var target = 0
        for y in 0..<size.height {
          var position = rowStart(y, fields)
          for _ in 0..<size.width {
            if offsets.count == used.count {
              for offset in offsets {
                pixels[target] = bytes[position + offset]
                target += 1
              }
            } else {
              let pixel = pixel(bytes, position, length)
              for channel in used {
                pixels[target] = channel.level(pixel)
                target += 1
              }
            }
            position += length
          }
        }
      }
      initialized = count
    }
    return DecodedImage(size: size, samples: hasAlpha ? .rgba8 : .rgb8, bytes: pixels)
  }

  private static func anyPixel(
    _ bytes: [UInt8], _ fields: BMPHeader, _ isWanted: (UInt32) -> Bool
  ) -> Bool {
    let (size, length) = (fields.header.storedSize, fields.bitsPerPixel / 8)
    return bytes.withUnsafeBufferPointer { bytes in
      for y in 0..<size.height {
        let row = rowStart(y, fields)
        for x in 0..<size.width where isWanted(pixel(bytes, row + x * length, length)) {
          return true
        }
      }
      return false
    }
  }

  // In bounds: ``checkRows`` found all bytes of the pixels.
  @inline(__always)
  private static func pixel(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int, _ length: Int
  ) -> UInt32 {
    var value: UInt32 = 0
    for index in (0..<length).reversed() { value = value << 8 | UInt32(bytes[position + index]) }
    return value
  }

  /// Throws unless the bytes hold all rows; the padding of the last one is not needed.
  private static func checkRows(
    _ bytes: [UInt8], _ fields: BMPHeader
  ) throws(UnreadableImage) {
    let size = fields.header.storedSize
    let lastRow = (size.width * fields.bitsPerPixel + 7) / 8
    guard fields.start + (size.height - 1) * fields.rowLength + lastRow <= bytes.count else {
      throw .endsEarly
    }
  }

  private static func rowStart(_ y: Int, _ fields: BMPHeader) -> Int {
    let row = fields.isTopDown ? y : fields.header.storedSize.height - 1 - y
    return fields.start + row * fields.rowLength
  }
}

/// One channel of a pixel.
private struct BMPChannel {
  private let mask: UInt32
  private let shift: UInt32
  private let maximum: UInt32

  init(mask: UInt32) {
    self.mask = mask
    shift = mask == 0 ? 0 : UInt32(mask.trailingZeroBitCount)
    maximum = mask >> shift
  }

  /// Where the channel lies, when it is one byte of a pixel of `length` bytes.
  func byteOffset(length: Int) -> Int? {
    guard maximum == 255, shift.isMultiple(of: 8), Int(shift / 8) < length else { return nil }
    return Int(shift / 8)
  }

  @inline(__always)
  func level(_ pixel: UInt32) -> UInt8 {
    let value = (pixel & mask) >> shift
    if maximum == 255 { return UInt8(value) }
    if maximum == 0 { return 0 }
    return UInt8((UInt64(value) * 510 + UInt64(maximum)) / (2 * UInt64(maximum)))
  }
}

/// Indices in runs: pairs of a count and an index, with a count of 0 for commands.
private struct BMPRuns {
  let bytes: [UInt8]
  let fields: BMPHeader

  /// All indices, the highest row first.
  mutating func indices() throws(UnreadableImage) -> [UInt8] {
    let size = fields.header.storedSize
    var indices = [UInt8](repeating: 0, count: size.height * size.width)
    var (x, row, position) = (0, 0, fields.start)
    while true {
      guard position + 1 < bytes.count else {
        // The end may be missing when all pixels are there.
        if row >= size.height || row == size.height - 1 && x >= size.width { return indices }
        throw .endsEarly
      }
      let (count, value) = (Int(bytes[position]), bytes[position + 1])
      position += 2
      switch (count, value) {
      case (0, 0): (x, row) = (0, row + 1)
      case (0, 1): return indices
      case (0, 2):
        guard position + 1 < bytes.count else { throw .endsEarly }
        x += Int(bytes[position])
        row += Int(bytes[position + 1])
        position += 2
      case (0, _):
        let length = (Int(value) * fields.bitsPerPixel + 7) / 8
        guard position + length <= bytes.count else { throw .endsEarly }
        for index in 0..<Int(value) {
          set(&indices, x + index, row, index: self.index(index, at: position))
        }
        x += Int(value)
        // Literal pixels fill whole words.
        position += (length + 1) / 2 * 2
      default:
        for index in 0..<count {
          let isLow = fields.bitsPerPixel == 4 && !index.isMultiple(of: 2)
          let nibble = isLow ? value & 15 : value >> 4
          set(&indices, x + index, row, index: fields.bitsPerPixel == 4 ? nibble : value)
        }
        x += count
      }
      guard row <= size.height else { throw .damaged(.bmp, "its runs leave the image") }
    }
  }

  /// A literal index.
  private func index(_ index: Int, at position: Int) -> UInt8 {
    if fields.bitsPerPixel == 8 { return bytes[position + index] }
    let byte = bytes[position + index / 2]
    return index.isMultiple(of: 2) ? byte >> 4 : byte & 15
  }

  /// Runs may go beyond the right side: what lies there is no pixel.
  private func set(_ indices: inout [UInt8], _ x: Int, _ row: Int, index: UInt8) {
    let size = fields.header.storedSize
    guard x < size.width, row < size.height else { return }
    let y = fields.isTopDown ? row : size.height - 1 - row
    indices[y * size.width + x] = index
  }
}
