/// What is known of one image beside the grid of its pixels: what tells it from others, and its health.
public struct ImageRecord: Sendable, Codable, Equatable {
  /// The height as displayed, in pixels.
  public var height: Int
  /// The width as displayed, in pixels.
  public var width: Int
  /// 64-bit hash of size and decoded pixels; of JPEGs that were read by the means of their blocks, of
  /// these means.
  public var content: UInt64
  /// 64-bit difference hash: whether each of 9 × 8 cells is brighter than its left neighbour.
  public var difference: UInt64
  /// The rounded means of the left 8 × 8 of these cells, by which likeness is confirmed.
  public var cells: SIMD64<UInt8>
  /// What its grey values are like.
  public var traits: ImageTraits

  /// A record from its parts.
  public init(
    height: Int, width: Int, content: UInt64, difference: UInt64, cells: SIMD64<UInt8>,
    traits: ImageTraits
  ) {
    self.height = height
    self.width = width
    self.content = content
    self.difference = difference
    self.cells = cells
    self.traits = traits
  }
}

/// Measures of the health of one image, taken where its longer side is at most
/// ``ImageTraits/longestSide``.
public struct ImageTraits: Sendable, Codable, Equatable {
  /// The mean grey value, 0 to 255.
  public var mean: Float
  /// The standard deviation of the grey values.
  public var deviation: Float
  /// The grey value that 5 % of the cells do not reach, and 99 % do not exceed, rounded.
  public var low: UInt8
  /// See ``low``.
  public var high: UInt8
  /// The range of the grey values without the outermost 1 % on each side, rounded.
  public var range: UInt8
  /// The mean width of strong edges in cells, 1 or more; nil where there is none.
  public var edgeWidth: Float?
  /// The mean difference between the largest and the smallest of red, green and blue.
  public var chroma: Float

  /// Larger images are averaged to this length of their longer side before they are measured, so
  /// that what is called blurred does not depend on the resolution of a camera.
  public static let longestSide = 128

  /// Traits from their parts.
  public init(
    mean: Float, deviation: Float, low: UInt8, high: UInt8, range: UInt8, edgeWidth: Float?,
    chroma: Float
  ) {
    self.mean = mean
    self.deviation = deviation
    self.low = low
    self.high = high
    self.range = range
    self.edgeWidth = edgeWidth
    self.chroma = chroma
  }
}
