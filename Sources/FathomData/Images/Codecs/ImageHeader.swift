/// What the first bytes of an image say: its format, its size, its colours, how it is held.
struct ImageHeader: Sendable, Equatable {
  var format: DataFormat
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
  /// How many pictures the file holds: pages, or frames.
  var pages = 1

  /// An image may have this many pixels: 100 million.
  ///
  /// Larger ones are rejected before memory is asked for; the largest take 800 MB while they are
  /// decoded (16 bits, 4 channels).
  static let maximumPixels = 100_000_000
  /// A side may have this many pixels, which is also the limit of JPEG.
  static let maximumSide = 65_535
  /// Pixels, while they are decoded, may take this many bytes: 8 for each of ``maximumPixels``.
  static let maximumBytes = 8 * maximumPixels

  /// A header from its parts, with the size checked.
  ///
  /// - Parameter storedSize: the size before the image is turned for display.
  init(
    format: DataFormat, storedSize: ImageSize, isColour: Bool, hasAlpha: Bool = false,
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
