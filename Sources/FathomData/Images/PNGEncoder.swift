internal import CSPNG

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

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
