internal import CJPEGDecoder

/// JPEG through libjpeg: baseline and progressive, grey, colour and CMYK.
///
/// Four components count as inverted, 255 for no ink, as Adobe's programs write them and browsers
/// read them. Missing or damaged pixels are an error. Bytes that the format has no use for, and a
/// missing end marker when all pixels are there, are none: cameras write such files.
enum JPEGDecoder: ImageDecoder {
  static let format = DataFormat.jpeg

  /// Size, colour and orientation.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try read(bytes).header
  }

  /// All pixels, or the means of their blocks where a grid needs no more: one channel for grey, else
  /// RGB.
  ///
  /// - Parameter grid: the grid that the image is averaged to, as displayed; nil for all pixels.
  static func decode(
    _ bytes: [UInt8], for grid: ImageSize? = nil
  ) throws(UnreadableImage) -> DecodedImage {
    let (header, channels) = try read(bytes)
    let needsBlocks = channels < 4 && grid.map { suffices(header.size, $0) } ?? false
    return try decode(bytes, header, channels, block: needsBlocks ? blockSide : 1)
  }

  /// The means of blocks of 8 × 8 pixels, whatever the size.
  static func blockMeans(
    _ bytes: [UInt8], by reader: fathom_jpeg_reader = fathom_jpeg_fastest
  ) throws(UnreadableImage) -> DecodedImage {
    let (header, channels) = try read(bytes)
    return try decode(bytes, header, channels, block: blockSide, by: reader)
  }

  private static func decode(
    _ bytes: [UInt8], _ header: ImageHeader, _ channels: Int, block: Int,
    by reader: fathom_jpeg_reader = fathom_jpeg_fastest
  ) throws(UnreadableImage) -> DecodedImage {
    let size = header.storedSize
    let length = ((size.height + block - 1) / block) * ((size.width + block - 1) / block) * channels
    var status = fathom_jpeg_done
    var text = emptyText
    var pixels = [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
      // In bounds: the decoder is told the capacity and writes no more.
      status = fathom_jpeg_decode(
        bytes, bytes.count, UInt32(block), reader, buffer.baseAddress, length, &text)
      initialized = status == fathom_jpeg_done ? length : 0
    }
    try check(status, text)
    if channels == 4 { CMYK.convert(&pixels, isInverted: true) }
    return DecodedImage(
      size: size, samples: header.isColour ? .rgb8 : .grey8, bytes: pixels,
      orientation: header.orientation, block: block)
  }

  /// The side of the blocks of a JPEG, whose means it stores first.
  private static let blockSide = 8
  /// A cell of the grid must be this many blocks high and wide: the pixels of a block that lies on its
  /// border count by the part of the block, as if they were alike.
  private static let blocksInCell = 3
  /// This many blocks must lie along the longer side, or blur could not be seen.
  private static let leastBlocks = 64

  /// Whether the means of blocks are enough for a grid.
  private static func suffices(_ image: ImageSize, _ grid: ImageSize) -> Bool {
    image.height >= blocksInCell * blockSide * grid.height
      && image.width >= blocksInCell * blockSide * grid.width
      && max(image.height, image.width) >= leastBlocks * blockSide
  }

  private static func read(
    _ bytes: [UInt8]
  ) throws(UnreadableImage) -> (header: ImageHeader, channels: Int) {
    var fields = fathom_jpeg_header()
    var text = emptyText
    try check(fathom_jpeg_read_header(bytes, bytes.count, &fields, &text), text)
    let header = try ImageHeader(
      format: .jpeg, storedSize: ImageSize(height: Int(fields.height), width: Int(fields.width)),
      isColour: fields.channels > 1,
      orientation: exif(bytes).map(ImageOrientation.init(exif:)) ?? .topLeft,
      bitDepth: Int(fields.bits))
    return (header, Int(fields.channels))
  }

  private static let emptyText = [CChar](repeating: 0, count: Int(fathom_jpeg_text))

  private static func check(
    _ status: fathom_jpeg_status, _ text: [CChar]
  ) throws(UnreadableImage) {
    switch status {
    case fathom_jpeg_done: return
    case fathom_jpeg_ends_early: throw .endsEarly
    default:
      let letters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .damaged(.jpeg, String(decoding: letters, as: UTF8.self))
    }
  }

  /// The Exif data of the first application segment that has any (Exif 2.32, 4.7.2).
  private static func exif(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
    let reader = ByteReader(bytes, isBigEndian: true)
    var position = 2
    while let marker = reader.u16(position) {
      switch marker {
      // A marker may have any number of filling bytes.
      case 0xFFFF: position += 1
      case 0xFF01, 0xFFD0...0xFFD7: position += 2
      // The scan, or the end.
      case 0xFFD9, 0xFFDA: return nil
      case 0xFF02...0xFFFE:
        guard let length = reader.u16(position + 2), length >= 2,
          position + 2 + length <= bytes.count
        else { return nil }
        let content = bytes[(position + 4)..<(position + 2 + length)]
        if marker == 0xFFE1, content.starts(with: "Exif\0\0".utf8) { return content }
        position += 2 + length
      default: return nil
      }
    }
    return nil
  }
}
