/// Reads the images of one format.
protocol ImageDecoder: Sendable {
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

/// Why one image cannot be used; the others still can.
struct UnreadableImage: Error, Sendable, Equatable {
  /// A few words for people, without the name of the file.
  var reason: String

  static let empty = UnreadableImage(reason: "the file is empty")
  static let endsEarly = UnreadableImage(reason: "the file ends too early")
  static let unknownContent = UnreadableImage(
    reason: "the content is none of \(DataFormat.names(.image))")
  static let noMemory = UnreadableImage(reason: "there is not enough memory to decode it")
  static let contradiction = UnreadableImage(reason: "its header contradicts itself")

  /// What is wrong with a file of a format.
  static func damaged(_ format: DataFormat, _ details: String) -> UnreadableImage {
    UnreadableImage(reason: "damaged \(format.name): \(details)")
  }
}
