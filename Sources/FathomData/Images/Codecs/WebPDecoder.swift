internal import CWebP

/// WebP through libwebp: lossy and lossless; of an animation the first picture.
enum WebPDecoder: ImageDecoder {
  static let format = DataFormat.webp

  /// Size, transparency and orientation; all files count as colour.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader {
    try read(bytes).header
  }

  /// All pixels: RGB, with alpha where the file says so.
  static func decode(
    _ bytes: [UInt8], for grid: ImageSize? = nil
  ) throws(UnreadableImage) -> DecodedImage {
    let (header, isAnimated) = try read(bytes)
    return isAnimated ? try picture(0, bytes, header) : try still(bytes, header)
  }

  /// All pixels of a frame, as it is shown.
  static func decode(_ bytes: [UInt8], page: Int) throws(UnreadableImage) -> DecodedImage {
    try picture(page, bytes, read(bytes).header)
  }

  private static func read(
    _ bytes: [UInt8]
  ) throws(UnreadableImage) -> (header: ImageHeader, isAnimated: Bool) {
    var features = WebPBitstreamFeatures()
    try check(WebPGetFeatures(bytes, bytes.count, &features))
    let exif = chunk("EXIF", of: bytes)
    let header = try ImageHeader(
      format: .webp,
      storedSize: ImageSize(height: Int(features.height), width: Int(features.width)),
      isColour: true, hasAlpha: features.has_alpha != 0,
      orientation: exif.map(ImageOrientation.init(exif:)) ?? .topLeft)
    return (header, features.has_animation != 0)
  }

  private static func still(
    _ bytes: [UInt8], _ header: ImageHeader
  ) throws(UnreadableImage) -> DecodedImage {
    let size = header.storedSize
    let samples = header.hasAlpha ? DecodedImage.Samples.rgba8 : .rgb8
    let rowLength = size.width * samples.bytesPerPixel
    let length = size.height * rowLength
    var config = WebPDecoderConfig()
    guard WebPInitDecoderConfig(&config) != 0 else { throw .noMemory }
    config.output.colorspace = header.hasAlpha ? MODE_RGBA : MODE_RGB
    config.output.is_external_memory = 1
    var status = VP8_STATUS_OK
    let pixels = [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
      // In bounds: the library is told the capacity and refuses an image that needs more.
      config.output.u.RGBA.rgba = buffer.baseAddress
      config.output.u.RGBA.stride = Int32(rowLength)
      config.output.u.RGBA.size = length
      status = WebPDecode(bytes, bytes.count, &config)
      initialized = status == VP8_STATUS_OK ? length : 0
    }
    WebPFreeDecBuffer(&config.output)
    try check(status)
    return DecodedImage(
      size: size, samples: samples, bytes: pixels, orientation: header.orientation)
  }

  private static func picture(
    _ number: Int, _ bytes: [UInt8], _ header: ImageHeader
  ) throws(UnreadableImage) -> DecodedImage {
    let size = header.storedSize
    return try bytes.withUnsafeBufferPointer { buffer throws(UnreadableImage) in
      var data = WebPData(bytes: buffer.baseAddress, size: buffer.count)
      var options = WebPAnimDecoderOptions()
      guard WebPAnimDecoderOptionsInit(&options) != 0 else { throw .noMemory }
      options.color_mode = MODE_RGBA
      guard let decoder = WebPAnimDecoderNew(&data, &options) else {
        throw isCut(bytes) ? .endsEarly : .damaged(.webp, "its pictures cannot be found")
      }
      defer { WebPAnimDecoderDelete(decoder) }
      var info = WebPAnimInfo()
      var canvas: UnsafeMutablePointer<UInt8>?
      var timestamp: Int32 = 0
      guard WebPAnimDecoderGetInfo(decoder, &info) != 0,
        ImageSize(height: Int(info.canvas_height), width: Int(info.canvas_width)) == size
      else { throw .damaged(.webp, "its first picture cannot be decoded") }
      for place in 0...number
      where WebPAnimDecoderGetNext(decoder, &canvas, &timestamp) == 0 || canvas == nil {
        throw .damaged(
          .webp, "its \(place == 0 ? "first picture" : "picture \(place + 1)") cannot be decoded")
      }
      guard let canvas else { throw .endsEarly }
      // In bounds: the canvas has 4 bytes for each pixel of the size that was compared above.
      let pixels = Array(UnsafeBufferPointer(start: canvas, count: 4 * size.height * size.width))
      return DecodedImage(
        size: size, samples: .rgba8, bytes: pixels, orientation: header.orientation)
    }
  }

  /// Whether the file is shorter than it says.
  private static func isCut(_ bytes: [UInt8]) -> Bool {
    ByteReader(bytes).u32(4).map { bytes.count < $0 + 8 } ?? true
  }

  /// The content of the first chunk of a name; the chunks follow “RIFF”, a length and “WEBP”.
  private static func chunk(_ name: String, of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    let reader = ByteReader(bytes)
    var position = 12
    while let length = reader.u32(position + 4), position + 8 + length <= bytes.count {
      let content = bytes[(position + 8)..<(position + 8 + length)]
      if bytes[position..<(position + 4)].elementsEqual(name.utf8) { return content }
      // Chunks start at even positions.
      position += 8 + length + length % 2
    }
    return nil
  }

  private static func check(_ status: VP8StatusCode) throws(UnreadableImage) {
    switch status {
    case VP8_STATUS_OK: return
    case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED: throw .endsEarly
    case VP8_STATUS_OUT_OF_MEMORY: throw .noMemory
    case VP8_STATUS_UNSUPPORTED_FEATURE: throw .damaged(.webp, "it needs an unknown feature")
    default: throw .damaged(.webp, "its data contradict each other")
    }
  }
}
