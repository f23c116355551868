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
