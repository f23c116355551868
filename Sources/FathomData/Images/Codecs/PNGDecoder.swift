internal import CSPNG

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// PNG through libspng, and the plainest through ``PlainPNG``.
enum PNGDecoder: ImageDecoder {
  static let format = DataFormat.png

  /// What is kept of one text or colour-profile chunk, in bytes: damage must not ask for gigabytes.
  private static let maximumChunk = 64 << 20

  /// Size, colour, transparency and orientation.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try withContext(bytes) { context throws(UnreadableImage) in
      try header(context, PNGChunks(bytes)).header
    }
  }

  /// All pixels, in the fewest channels that hold them; transparency becomes alpha.
  static func decode(
    _ bytes: [UInt8], for grid: ImageSize? = nil
  ) throws(UnreadableImage) -> DecodedImage {
    if let image = PlainPNG.decode(bytes) { return image }
    return try decodeByLibrary(bytes)
  }

  /// The same through libspng, whatever the file.
  static func decodeByLibrary(_ bytes: [UInt8]) throws(UnreadableImage) -> DecodedImage {
    try withContext(bytes) { context throws(UnreadableImage) in
      let (header, fields) = try header(context, PNGChunks(bytes))
      let (samples, format) = try target(fields, context)
      var length = 0
      try check(spng_decoded_image_size(context, format, &length))
      let size = header.storedSize
      guard length == size.height * size.width * samples.bytesPerPixel else {
        throw .contradiction
      }
      var status: Int32 = 0
      let pixels = [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
        // In bounds: the library is told the capacity and writes no more.
        status = spng_decode_image(
          context, buffer.baseAddress, length, format,
          header.hasAlpha ? Int32(SPNG_DECODE_TRNS.rawValue) : 0)
        initialized = status == 0 ? length : 0
      }
      try check(status)
      return DecodedImage(
        size: size, samples: samples, bytes: pixels, orientation: header.orientation)
    }
  }

  /// Into what the library is to decode.
  ///
  /// RGBA holds everything; grey and RGB without transparency are left as they are, which saved a
  /// quarter of all instructions for 2,000 grey images of 64 × 64, and of 16 bits most of the memory.
  private static func target(
    _ fields: spng_ihdr, _ context: OpaquePointer
  ) throws(UnreadableImage) -> (samples: DecodedImage.Samples, format: Int32) {
    let isDeep = fields.bit_depth == 16
    var transparency = spng_trns()
    let status = spng_get_trns(context, &transparency)
    if status == SPNG_ECHUNKAVAIL.rawValue {
      // Of 16 bits, “as stored” means in the order of the machine.
      switch (UInt32(fields.color_type), isDeep) {
      case (SPNG_COLOR_TYPE_GRAYSCALE.rawValue, false):
        return (.grey8, Int32(SPNG_FMT_G8.rawValue))
      case (SPNG_COLOR_TYPE_TRUECOLOR.rawValue, false):
        return (.rgb8, Int32(SPNG_FMT_RGB8.rawValue))
      case (SPNG_COLOR_TYPE_GRAYSCALE.rawValue, true):
        return (.grey16, Int32(SPNG_FMT_PNG.rawValue))
      case (SPNG_COLOR_TYPE_TRUECOLOR.rawValue, true):
        return (.rgb16, Int32(SPNG_FMT_PNG.rawValue))
      default: break
      }
    } else {
      try check(status)
    }
    if isDeep { return (.rgba16, Int32(SPNG_FMT_RGBA16.rawValue)) }
    return (.rgba8, Int32(SPNG_FMT_RGBA8.rawValue))
  }

  private static func header(
    _ context: OpaquePointer, _ chunks: PNGChunks
  ) throws(UnreadableImage) -> (header: ImageHeader, fields: spng_ihdr) {
    var fields = spng_ihdr()
    try check(spng_get_ihdr(context, &fields))
    let header = try ImageHeader(
      format: .png,
      storedSize: ImageSize(height: Int(fields.height), width: Int(fields.width)),
      // Bits 1 and 2 of the colour type say colour (2 RGB, 3 palette, 6 RGBA) and alpha (4 grey, 6
      // RGB; PNG specification, 11.2.2).
      isColour: fields.color_type & 2 != 0,
      hasAlpha: fields.color_type & 4 != 0 || chunks.hasTransparency,
      orientation: chunks.orientation, bitDepth: Int(fields.bit_depth))
    return (header, fields)
  }

  private static func withContext<Value>(
    _ bytes: [UInt8], _ body: (OpaquePointer) throws(UnreadableImage) -> Value
  ) throws(UnreadableImage) -> Value {
    guard let context = spng_ctx_new(0) else { throw .noMemory }
    defer { spng_ctx_free(context) }
    let side = UInt32(ImageHeader.maximumSide)
    try check(spng_set_image_limits(context, side, side))
    try check(spng_set_chunk_limits(context, maximumChunk, maximumChunk))
    // The context reads the bytes where they are, so it is used inside of this closure only.
    return try bytes.withUnsafeBufferPointer { buffer throws(UnreadableImage) in
      try check(spng_set_png_buffer(context, buffer.baseAddress, buffer.count))
      return try body(context)
    }
  }

  private static func check(_ status: Int32) throws(UnreadableImage) {
    switch status {
    case 0: return
    case SPNG_IO_EOF.rawValue: throw .endsEarly
    case SPNG_EMEM.rawValue: throw .noMemory
    case SPNG_EUSER_WIDTH.rawValue, SPNG_EUSER_HEIGHT.rawValue:
      throw UnreadableImage(
        reason: "a side of more than \(ImageHeader.maximumSide) pixels is more than can be read")
    default: throw .damaged(.png, String(cString: spng_strerror(status)))
    }
  }
}

/// What chunks of a PNG file say that the header does not: transparency and orientation.
struct PNGChunks {
  /// Whether there is a tRNS chunk.
  private(set) var hasTransparency = false
  /// What the eXIf chunk says, which may come after the pixels.
  private(set) var orientation = ImageOrientation.topLeft

  /// Looks through the chunks: each is its length, four letters, its content and a checksum.
  init(_ bytes: [UInt8]) {
    let reader = ByteReader(bytes, isBigEndian: true)
    var position = 8
    while let length = reader.u32(position), let name = reader.u32(position + 4),
      position + 12 + length <= bytes.count
    {
      switch name {
      case PNGChunks.transparency: hasTransparency = true
      case PNGChunks.exif:
        orientation = ImageOrientation(exif: bytes[(position + 8)..<(position + 8 + length)])
      case PNGChunks.end: return
      default: break
      }
      position += 12 + length
    }
  }

  // The letters of the names as numbers: tRNS, eXIf, IEND.
  private static let transparency = 0x7452_4E53
  private static let exif = 0x6558_4966
  private static let end = 0x4945_4E44
}

/// Small pictures as PNG, for reports.
public enum PNGEncoder {
  /// A picture of 8 bits a channel as a PNG file; nil where the library fails.
  ///
  /// - Parameters:
  ///   - pixels: row by row, channels last.
  ///   - channels: 1 for grey, 3 for RGB.
  public static func encode(
    _ pixels: [UInt8], height: Int, width: Int, channels: Int
  ) -> [UInt8]? {
    precondition(pixels.count == height * width * channels, "a value a pixel and channel")
    guard let context = spng_ctx_new(Int32(SPNG_CTX_ENCODER.rawValue)) else { return nil }
    defer { spng_ctx_free(context) }
    var header = spng_ihdr(
      width: UInt32(width), height: UInt32(height), bit_depth: 8,
      color_type: UInt8(
        channels == 1 ? SPNG_COLOR_TYPE_GRAYSCALE.rawValue : SPNG_COLOR_TYPE_TRUECOLOR.rawValue),
      compression_method: 0, filter_method: 0, interlace_method: 0)
    guard spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1) == 0,
      spng_set_ihdr(context, &header) == 0,
      spng_encode_image(
        context, pixels, pixels.count, Int32(SPNG_FMT_PNG.rawValue),
        Int32(SPNG_ENCODE_FINALIZE.rawValue)) == 0
    else { return nil }
    var count = 0
    var status: Int32 = 0
    guard let buffer = spng_get_png_buffer(context, &count, &status) else { return nil }
    defer { free(buffer) }
    // In bounds: the library says how many bytes there are.
    return Array(UnsafeRawBufferPointer(start: buffer, count: count))
  }
}
