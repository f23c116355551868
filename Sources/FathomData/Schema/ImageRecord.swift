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
  /// A finer look, by which copies are told from pictures that have a ground in common.
  public var thumbnail: ImageThumbnail
  /// What its grey values are like.
  public var traits: ImageTraits

  /// A record from its parts.
  public init(
    height: Int, width: Int, content: UInt64, difference: UInt64, cells: SIMD64<UInt8>,
    thumbnail: ImageThumbnail = ImageThumbnail(), traits: ImageTraits
  ) {
    self.height = height
    self.width = width
    self.content = content
    self.difference = difference
    self.cells = cells
    self.thumbnail = thumbnail
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
  /// The difference between the brightest and the darkest cell, of the channel where it is largest, rounded.
  public var contrast: UInt8
  /// The largest difference between red, green and blue of a cell, rounded.
  public var largestChroma: UInt8

  /// Larger images are averaged to this length of their longer side before they are measured, so
  /// that what is called blurred does not depend on the resolution of a camera.
  public static let longestSide = 128

  /// Traits from their parts.
  public init(
    mean: Float, deviation: Float, low: UInt8, high: UInt8, range: UInt8, edgeWidth: Float?,
    chroma: Float, contrast: UInt8, largestChroma: UInt8
  ) {
    self.mean = mean
    self.deviation = deviation
    self.low = low
    self.high = high
    self.range = range
    self.edgeWidth = edgeWidth
    self.chroma = chroma
    self.contrast = contrast
    self.largestChroma = largestChroma
  }
}

/// An image of 12 × 12 grey cells and, of each of two differences of colours, 6 × 6.
public struct ImageThumbnail: Sendable, Codable, Equatable {
  /// Cells a side, of grey.
  public static let side = 12
  /// Cells a side, of a difference of colours.
  public static let colourSide = 6
  /// An image whose longer side is shorter has no more to show than the 8 × 8 cells of its record.
  public static let leastSide = 16

  private static let values = side * side + 2 * colourSide * colourSide

  private var first = SIMD64<UInt8>()
  private var second = SIMD64<UInt8>()
  private var third = SIMD64<UInt8>()
  /// The last value says whether there is a thumbnail.
  private var fourth = SIMD64<UInt8>()

  /// No thumbnail.
  public init() {}

  /// A thumbnail from its values.
  ///
  /// - Parameters:
  ///   - grey: 144 values from 0 to 255, row by row.
  ///   - blue: 36 differences of blue and grey, halved; from −128 to 127.
  ///   - red: the same of red.
  public init(grey: [Double], blue: [Double], red: [Double]) {
    precondition(grey.count + blue.count + red.count == ImageThumbnail.values)
    func byte(_ value: Double) -> UInt8 { value >= 0 ? UInt8(min(255, value + 0.5)) : 0 }
    // In bounds: the four parts lie behind one another and hold more bytes than there are values.
    withUnsafeMutableBytes(of: &self) { bytes in
      for place in grey.indices { bytes[place] = byte(grey[place]) }
      for place in blue.indices { bytes[grey.count + place] = byte(blue[place] + 128) }
      let start = grey.count + blue.count
      for place in red.indices { bytes[start + place] = byte(red[place] + 128) }
    }
    fourth[63] = 1
  }

  /// Whether there is a thumbnail.
  public var isThere: Bool { fourth[63] == 1 }

  /// The values: 144 of grey, then 36 of blue and 36 of red less grey, halved, 128 for none.
  public var bytes: [UInt8] {
    withUnsafeBytes(of: self) { Array($0.prefix(ImageThumbnail.values)) }
  }

  /// How many bytes the ``bytes`` of neighbouring thumbnails are apart in memory.
  package static let stride = MemoryLayout<ImageThumbnail>.stride

  /// Gives the memory of thumbnails to a closure, where the ``bytes`` of each begin at a ``stride``.
  package static func withMemory<Result>(
    of thumbnails: [ImageThumbnail], _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    thumbnails.withUnsafeBytes(body)
  }
}
