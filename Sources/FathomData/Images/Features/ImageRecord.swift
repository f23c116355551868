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
  /// Of images whose longer side is shorter nobody can say whether they are blurred: an edge that is
  /// five pixels wide is a sixth of them.
  static let leastSideForEdges = 32

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

  /// Measures a grid of grey values, 0 to 255, row by row.
  init(grey: [Double], height: Int, width: Int, chroma: Float) {
    let count = Double(max(1, grey.count))
    var total = 0.0
    var histogram = [Int](repeating: 0, count: 256)
    let rounded = [UInt8](unsafeUninitializedCapacity: grey.count) { target, written in
      histogram.withUnsafeMutableBufferPointer { histogram in
        for index in 0..<grey.count {
          // In bounds: the capacity is as large as the grid. What is no number counts as black.
          let value = grey[index] >= 0 ? UInt8(min(255, grey[index] + 0.5)) : 0
          target[index] = value
          histogram[Int(value)] &+= 1
          total += grey[index]
        }
      }
      written = grey.count
    }
    let mean = total / count
    // By rounded values: the deviation of thousands of cells does not notice it.
    let squares = histogram.indices.reduce(0.0) {
      $0 + Double(histogram[$1]) * (Double($1) - mean) * (Double($1) - mean)
    }
    func percentile(_ part: Double) -> UInt8 {
      var left = Int(part * Double(max(0, grey.count - 1)))
      for value in 0..<256 {
        left -= histogram[value]
        if left < 0 { return UInt8(value) }
      }
      return 255
    }
    self.init(
      mean: Float(mean), deviation: Float((squares / count).squareRoot()), low: percentile(0.05),
      high: percentile(0.99), range: percentile(0.99) - percentile(0.01),
      edgeWidth: max(height, width) < ImageTraits.leastSideForEdges
        ? nil : EdgeWidth.mean(rounded, height: height, width: width).map { Float($0) },
      chroma: chroma)
  }
}

/// What the opening pass learns of one file: whether it is an image, its header, its SHA-256.
struct ImageInspection: Sendable {
  /// Where the file is in the folder.
  let path: FilePath
  /// SHA-256 of the bytes, in hexadecimal; nil for a file that cannot be opened.
  let sha256: String?
  /// The header, or why there is none.
  let header: Result<ImageHeader, UnreadableImage>

  /// Looks at a file; nil when it is not an image.
  ///
  /// What says PNG or JPEG in its first bytes is an image, whatever its name. What has the name of
  /// an image and says something else, or cannot be opened, is an image that cannot be read.
  init?(_ path: FilePath, in store: some ImageStore) {
    self.path = path
    let file: ImageFile
    do throws(UnreadableImage) {
      file = try store.open(path)
      let format = ImageFormat(try file.signature())
      guard format != nil || path.hasImageExtension else { return nil }
    } catch {
      guard path.hasImageExtension else { return nil }
      sha256 = nil
      header = .failure(error)
      return
    }
    do throws(UnreadableImage) {
      let bytes = try file.contents()
      sha256 = ImageInspection.sha256(bytes)
      header = Result { () throws(UnreadableImage) in try ImageHeader(bytes) }
    } catch {
      sha256 = file.sha256()
      header = .failure(error)
    }
  }

  private static func sha256(_ bytes: [UInt8]) -> String {
    var digest = Digest()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.finish()
  }
}
