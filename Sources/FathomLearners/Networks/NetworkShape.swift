internal import FathomNumerics

/// What a small feed-forward network is made of: the extent of a sample and the layers.
public struct NetworkShape: Sendable, Equatable {
  /// How a sample lies: row-major, channels last.
  ///
  /// A sequence has height 1, a table height and width 1.
  public struct Extent: Sendable, Equatable {
    /// Rows of places.
    public var height: Int
    /// Columns of places.
    public var width: Int
    /// Values a place.
    public var channels: Int

    /// An extent.
    public init(height: Int = 1, width: Int = 1, channels: Int) {
      self.height = height
      self.width = width
      self.channels = channels
    }

    /// Values a sample.
    public var count: Int { height * width * channels }
    /// Places that a window may stand on.
    public var places: Int { height * width }
  }

  /// One layer; each keeps the extent of its input unless it says otherwise.
  public enum Layer: Sendable, Equatable {
    /// Every place sees a window around it, with shared weights and 0 beyond the edges (LeCun et al. 1989).
    case convolution(height: Int, width: Int, channels: Int)
    /// The largest value of each block.
    case maxPooling(height: Int, width: Int)
    /// Batch normalisation with a learned scale and shift a channel (Ioffe & Szegedy 2015).
    case normalisation
    /// max(0, x) (Nair & Hinton 2010).
    case rectifier
    /// The mean over all places; one place is left.
    case averagePooling
    /// A share of the values is 0 in training (Srivastava et al. 2014).
    case dropout(Double)
    /// Every output sees every value; one place with this many channels is left.
    case dense(Int)
  }

  /// The extent of a sample.
  public var input: Extent
  /// The layers in their order; a dense layer to the outputs follows them.
  public var layers: [Layer]

  /// A shape from its parts.
  public init(input: Extent, layers: [Layer]) {
    self.input = input
    self.layers = layers
  }

  /// The extent behind each layer.
  public var extents: [Extent] {
    var extent = input
    return layers.map { layer in
      switch layer {
      case .convolution(_, _, let channels): extent.channels = channels
      case .maxPooling(let height, let width):
        extent.height /= height
        extent.width /= width
      case .averagePooling:
        extent = Extent(channels: extent.channels)
      case .dense(let units): extent = Extent(channels: units)
      case .normalisation, .rectifier, .dropout: break
      }
      return extent
    }
  }

  /// Weights that are learned, with those of this many outputs.
  public func parameterCount(outputs: Int) -> Int {
    var extent = input
    var count = 0
    for (layer, next) in zip(layers, extents) {
      switch layer {
      case .convolution(let height, let width, let channels):
        count += height * width * extent.channels * channels
      case .normalisation: count += 2 * extent.channels
      case .dense(let units): count += (extent.count + 1) * units
      case .maxPooling, .rectifier, .averagePooling, .dropout: break
      }
      extent = next
    }
    return count + (extent.count + 1) * outputs
  }

  /// Multiplications and additions to learn from one sample once: three times those of a prediction.
  public func operationsPerSample(outputs: Int) -> Double {
    var extent = input
    var products = 0.0
    for (layer, next) in zip(layers, extents) {
      switch layer {
      case .convolution(let height, let width, let channels):
        products += Double(extent.count * height * width * channels)
      case .dense(let units): products += Double(extent.count * units)
      case .normalisation, .maxPooling, .rectifier, .averagePooling, .dropout:
        // Not counted in products; a few passes over the values.
        products += Double(4 * extent.count)
      }
      extent = next
    }
    return 6 * (products + Double(extent.count * outputs))
  }
}
