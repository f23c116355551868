/// What the first bytes of an image say: its format, its size, its colours, how it is held.
struct ImageHeader: Sendable, Equatable {
  var format: ImageFormat
  /// The size as the image is displayed: of a picture that was turned by 90° the sides are swapped.
  var size: ImageSize
  /// Whether the file declares colour.
  ///
  /// RGB, CMYK, YCbCr, any WebP, or a palette; of BMP and GIF, which have no other way to be grey,
  /// a palette counts only when an entry is not grey. The pixels are not looked at, so a grey
  /// picture that was saved as RGB counts as colour.
  var isColour: Bool
  /// Whether the file declares that pixels may be transparent; they are composited on white.
  var hasAlpha: Bool
  /// How the stored pixels are to be turned for display.
  var orientation: ImageOrientation
  /// The bits of a sample as stored; of an index where there is a palette.
  var bitDepth: Int

  /// An image may have this many pixels: 100 million.
  ///
  /// Larger ones are rejected before memory is asked for; the largest take 800 MB while they are
  /// decoded (16 bits, 4 channels).
  static let maximumPixels = 100_000_000
  /// A side may have this many pixels, which is also the limit of JPEG.
  static let maximumSide = 65_535
  /// Pixels, while they are decoded, may take this many bytes: 8 for each of ``maximumPixels``.
  static let maximumBytes = 8 * maximumPixels

  /// Reads the header from the bytes of a file.
  init(_ bytes: [UInt8]) throws(UnreadableImage) {
    switch ImageFormat(bytes) {
    case .png: self = try PNGDecoder.header(bytes)
    case .jpeg: self = try JPEGDecoder.header(bytes)
    case .webp: self = try WebPDecoder.header(bytes)
    case .tiff: self = try TIFFDecoder.header(bytes)
    case .bmp: self = try BMPHeader(bytes).header
    case .gif: self = try GIFDecoder.header(bytes)
    case .pnm: self = try PNMHeader(bytes).header
    case nil: throw bytes.isEmpty ? .empty : .unknownContent
    }
  }

  /// A header from its parts, with the size checked.
  ///
  /// - Parameter storedSize: the size before the image is turned for display.
  init(
    format: ImageFormat, storedSize: ImageSize, isColour: Bool, hasAlpha: Bool = false,
    orientation: ImageOrientation = .topLeft, bitDepth: Int = 8
  ) throws(UnreadableImage) {
    guard storedSize.height > 0, storedSize.width > 0 else {
      throw UnreadableImage(reason: "it has no pixels")
    }
    guard max(storedSize.height, storedSize.width) <= ImageHeader.maximumSide else {
      throw UnreadableImage(
        reason: "\(storedSize) pixels are more than can be read, \(ImageHeader.maximumSide) a side")
    }
    guard storedSize.height * storedSize.width <= ImageHeader.maximumPixels else {
      throw UnreadableImage(
        reason: "\(storedSize) pixels are more than can be read, "
          + "\(ImageHeader.maximumPixels / 1_000_000) million")
    }
    self.format = format
    self.size = orientation.displayed(storedSize)
    self.isColour = isColour
    self.hasAlpha = hasAlpha
    self.orientation = orientation
    self.bitDepth = bitDepth
  }

  /// The size before the image is turned for display.
  var storedSize: ImageSize { orientation.displayed(size) }
}

/// Height and width in pixels.
struct ImageSize: Sendable, Hashable {
  var height: Int
  var width: Int

  /// Sides up to this length are kept; longer ones are scaled down to it.
  static let longestSide = 32

  /// The lower medians of heights and of widths; nil when there is no size.
  static func median(of sizes: [ImageSize]) -> ImageSize? {
    guard !sizes.isEmpty else { return nil }
    let middle = (sizes.count - 1) / 2
    return ImageSize(
      height: sizes.map(\.height).sorted()[middle], width: sizes.map(\.width).sorted()[middle])
  }

  /// The same shape with the longer side ``longestSide``, each side rounded and at least 1.
  var scaledToGrid: ImageSize {
    let longer = max(height, width)
    func scaled(_ side: Int) -> Int {
      max(1, (2 * side * ImageSize.longestSide + longer) / (2 * longer))
    }
    return ImageSize(height: scaled(height), width: scaled(width))
  }

  /// Whether neither side is longer than ``longestSide``.
  var fitsGrid: Bool { max(height, width) <= ImageSize.longestSide }
}

extension ImageSize: CustomStringConvertible {
  var description: String { "\(height)×\(width)" }
}

/// Why one image cannot be used; the others still can.
struct UnreadableImage: Error, Sendable, Equatable {
  /// A few words for people, without the name of the file.
  var reason: String

  static let empty = UnreadableImage(reason: "the file is empty")
  static let endsEarly = UnreadableImage(reason: "the file ends too early")
  static let unknownContent = UnreadableImage(
    reason: "the content is none of \(ImageFormat.names)")
  static let noMemory = UnreadableImage(reason: "there is not enough memory to decode it")
  static let contradiction = UnreadableImage(reason: "its header contradicts itself")

  /// What is wrong with a file of a format.
  static func damaged(_ format: ImageFormat, _ details: String) -> UnreadableImage {
    UnreadableImage(reason: "damaged \(format.name): \(details)")
  }
}
