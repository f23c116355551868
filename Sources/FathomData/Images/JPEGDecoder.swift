internal import CTurboJPEG

/// JPEG through TurboJPEG.
///
/// Pixels come as they are stored; a rotation noted by a camera is not applied.
enum JPEGDecoder {
  /// Size and colour.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try withDecompressor { handle throws(UnreadableImage) in try header(bytes, handle) }
  }

  /// All pixels: one channel for grey, else RGB.
  ///
  /// A warning counts as damage, because the library fills what is missing with grey.
  static func decode(_ bytes: [UInt8]) throws(UnreadableImage) -> DecodedImage {
    try withDecompressor { handle throws(UnreadableImage) in
      let header = try header(bytes, handle)
      let samples = header.isColour ? DecodedImage.Samples.rgb8 : .grey8
      let format = header.isColour ? TJPF_RGB : TJPF_GRAY
      let length = header.size.height * header.size.width * samples.bytesPerPixel
      var status: Int32 = 0
      let pixels = [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
        // In bounds: height rows of width · bytesPerPixel bytes (pitch 0) are the capacity.
        status = tjDecompress2(
          handle, bytes, UInt(bytes.count), buffer.baseAddress, Int32(header.size.width), 0,
          Int32(header.size.height), format.rawValue,
          TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS)
        initialized = status == 0 ? length : 0
      }
      guard status == 0 else { throw failure(handle) }
      return DecodedImage(size: header.size, samples: samples, bytes: pixels)
    }
  }

  private static func header(
    _ bytes: [UInt8], _ handle: tjhandle
  ) throws(UnreadableImage) -> ImageHeader {
    var width: Int32 = -1
    var height: Int32 = -1
    var subsampling: Int32 = -1
    var space: Int32 = -1
    let status = tjDecompressHeader3(
      handle, bytes, UInt(bytes.count), &width, &height, &subsampling, &space)
    // A subsampling that the library has no name for is an error here and none for the decoder.
    guard status == 0 || (width > 0 && height > 0 && space >= 0) else { throw failure(handle) }
    guard space != Int32(TJCS_CMYK.rawValue), space != Int32(TJCS_YCCK.rawValue) else {
      throw UnreadableImage(reason: "CMYK colours; convert it to RGB")
    }
    return try ImageHeader(
      format: .jpeg, size: ImageSize(height: Int(height), width: Int(width)),
      isColour: space != Int32(TJCS_GRAY.rawValue))
  }

  private static func withDecompressor<Value>(
    _ body: (tjhandle) throws(UnreadableImage) -> Value
  ) throws(UnreadableImage) -> Value {
    guard let handle = tjInitDecompress() else { throw .noMemory }
    defer { tjDestroy(handle) }
    return try body(handle)
  }

  private static func failure(_ handle: tjhandle) -> UnreadableImage {
    UnreadableImage(reason: "damaged JPEG: \(String(cString: tjGetErrorStr2(handle)))")
  }
}
