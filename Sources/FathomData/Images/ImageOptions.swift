/// What a user may say about a folder of images beyond its bytes.
public struct ImageOptions: Sendable {
  /// The grid that every image is brought to, of one channel; nil to choose it from the images.
  public var layout: Layout?

  /// Options; all are optional.
  public init(layout: Layout? = nil) {
    self.layout = layout
  }

  /// A grid may have this many positions: 256 × 256.
  static let maximumPositions = 1 << 16

  /// The grid that was asked for; nil when none was.
  func grid() throws(DataError) -> ImageSize? {
    guard let layout else { return nil }
    guard case .grid(let height, let width, 1) = layout, height > 0, width > 0 else {
      throw .invalidOption(
        "layout \(layout) does not fit images, which are read as grey; "
          + "give a grid of HEIGHTxWIDTH such as 28x28, or leave it out")
    }
    guard height <= ImageOptions.maximumPositions / width else {
      throw .invalidOption(
        "layout \(layout) has more than \(ImageOptions.maximumPositions) positions; "
          + "give a smaller grid, or leave it out")
    }
    return ImageSize(height: height, width: width)
  }
}
