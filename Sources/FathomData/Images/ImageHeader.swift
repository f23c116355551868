/// What the first bytes of an image say: its format, its size, and whether it has colour.
struct ImageHeader: Sendable, Equatable {
  var format: ImageFormat
  var size: ImageSize
  /// Whether the file declares colour: RGB or a palette for PNG, more than one component for JPEG.
  ///
  /// The pixels are not looked at, so a grey picture that was saved as RGB counts as colour.
  var isColour: Bool

  /// An image may have this many pixels: 100 million.
  ///
  /// Larger ones are rejected before memory is asked for; the largest take 800 MB while they are
  /// decoded (16 bits, 4 channels).
  static let maximumPixels = 100_000_000
  /// A side may have this many pixels, which is also the limit of JPEG.
  static let maximumSide = 65_535

  /// Reads the header from the bytes of a file.
  init(_ bytes: [UInt8]) throws(UnreadableImage) {
    switch ImageFormat(bytes) {
    case .png: self = try PNGDecoder.header(bytes)
    case .jpeg: self = try JPEGDecoder.header(bytes)
    case nil: throw bytes.isEmpty ? .empty : .unknownContent
    }
  }

  /// A header from its parts, with the size checked.
  init(format: ImageFormat, size: ImageSize, isColour: Bool) throws(UnreadableImage) {
    guard size.height > 0, size.width > 0 else {
      throw UnreadableImage(reason: "it has no pixels")
    }
    guard max(size.height, size.width) <= ImageHeader.maximumSide,
      size.height * size.width <= ImageHeader.maximumPixels
    else { throw UnreadableImage(reason: "\(size) pixels are more than can be read") }
    self.format = format
    self.size = size
    self.isColour = isColour
  }
}

/// The formats that can be decoded.
enum ImageFormat: Sendable {
  case png, jpeg

  /// How many bytes are needed in order to tell.
  static let signatureLength = 8

  /// The format that the first bytes of a file show; nil when it is another.
  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else {
      return nil
    }
  }
}
