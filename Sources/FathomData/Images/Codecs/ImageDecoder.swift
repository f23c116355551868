/// Reads the images of one format.
protocol ImageDecoder {
  /// The format, as the list of formats has it.
  static var format: DataFormat { get }

  /// What the first bytes of a file say: size, colours, orientation.
  static func header(_ bytes: [UInt8]) throws(UnreadableImage) -> ImageHeader

  /// All pixels, or where a grid needs no more the means of blocks of them.
  ///
  /// - Parameter grid: the grid that the image is averaged to, as displayed; nil for all pixels.
  static func decode(
    _ bytes: [UInt8], for grid: ImageSize?
  ) throws(UnreadableImage) -> DecodedImage
}
