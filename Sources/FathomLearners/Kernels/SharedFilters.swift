public import FathomNumerics
internal import CKernels

/// Random filters that pass over small images: what a convolution, a ReLU and a mean over regions make
/// of them.
///
/// The filters are drawn once and never fitted.
public struct SharedFilters: Sendable {
  /// How many features there are: one a filter and region.
  public var featureCount: Int { shape.count * shape.region_rows * shape.region_columns }
  /// How many filters.
  public var count: Int { shape.count }

  private let shape: fathom_filters
  private let weights: [Float]
  /// Where the frame around an image begins and a pixel lies behind it.
  private let stride: Int
  private let plane: Int

  /// The widest image.
  public static let widest = 1_024

  /// Filters with normally distributed taps.
  ///
  /// - Parameters:
  ///   - height: of the images; 1 for a sequence.
  ///   - width: of the images, 1,024 at most.
  ///   - channels: of the images.
  ///   - count: how many filters.
  ///   - taps: rows and columns of a filter, odd.
  ///   - regions: into how many bands and columns the answers are averaged.
  ///   - key: where the taps are drawn from; filter k draws from stream k.
  public init(
    height: Int, width: Int, channels: Int, count: Int, taps: (rows: Int, columns: Int),
    regions: (rows: Int, columns: Int), key: RandomStream.Key
  ) {
    precondition(width <= SharedFilters.widest && taps.rows % 2 == 1 && taps.columns % 2 == 1)
    shape = fathom_filters(
      height: height, width: width, channels: channels, count: count, tap_rows: taps.rows,
      tap_columns: taps.columns, region_rows: regions.rows, region_columns: regions.columns)
    stride = withUnsafePointer(to: shape) { fathom_filter_stride($0) }
    plane = stride * (height + taps.rows - 1)
    weights = (0..<count).flatMap { filter in
      var stream = RandomStream(key, index: UInt64(filter))
      return (0..<channels * taps.rows * taps.columns).map { _ in Float(stream.normal()) }
    }
  }

  /// How many floats an image takes with the frame around each of its planes.
  public var imageSize: Int { plane * shape.channels }

  /// Where a pixel lies in an image.
  public func place(row: Int, column: Int, channel: Int) -> Int {
    channel * plane + (row + shape.tap_rows / 2) * stride + column + shape.tap_columns / 2
  }

  /// The features of one image, ``imageSize`` floats whose frame is 0.
  public func features(of image: [Float]) -> [Double] {
    precondition(image.count == imageSize, "an image with its frame")
    return withUnsafePointer(to: shape) { shape in
      [Double](unsafeUninitializedCapacity: featureCount) { means, count in
        // In bounds: the image has its frame, and as many weights and features as the shape says.
        fathom_filter_means(image, shape, weights, means.baseAddress)
        count = featureCount
      }
    }
  }
}
