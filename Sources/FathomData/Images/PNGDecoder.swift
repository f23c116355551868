internal import CSPNG

/// PNG through libspng, and the plainest through ``PlainPNG``.
enum PNGDecoder {
  /// What is kept of one text or colour-profile chunk, in bytes: damage must not ask for gigabytes.
  private static let maximumChunk = 64 << 20

  /// Size, colour, transparency and orientation.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try withContext(bytes) { context throws(UnreadableImage) in
      try header(context, PNGChunks(bytes)).header
    }
  }

  /// All pixels, in the fewest channels that hold them; transparency becomes alpha.
  static func decode(_ bytes: [UInt8]) throws(UnreadableImage) -> DecodedImage {
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
