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
