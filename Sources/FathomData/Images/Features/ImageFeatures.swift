internal import CKernels

/// What is kept of one image: its grid of values, and its record.
struct ImageFeatures: Sendable {
  /// The grid as displayed, row by row, channels last: grey or R, G and B, from 0 to 255.
  let values: [Double]
  let record: ImageRecord

  /// Measures an image in one pass over its rows.
  ///
  /// - Parameter channels: of the grid: 1 for grey, 3 for colour.
  init(_ image: DecodedImage, grid: ImageSize, channels: Int = 1) {
    let isColour = image.isColour
    var reduction = ImageReduction(
      size: image.size, orientation: image.orientation, grid: grid, channels: isColour ? 3 : 1,
      block: image.block)
    switch image.samples {
    case .grey8, .rgb8:
      image.forEachStoredRow { reduction.absorb($0.bindMemory(to: UInt8.self)) }
    default:
      if isColour {
        image.forEachColourRow { reduction.absorb($0) }
      } else {
        image.forEachGreyRow { reduction.absorb($0) }
      }
    }
    self.init(reduction, channels: channels)
  }

  init(_ reduction: ImageReduction, channels: Int) {
    values = reduction.grid(channels: channels)
    record = reduction.record()
  }
}

/// An image on its way to its grids: each row is read once and adds to all of them.
struct ImageReduction {
  /// The size in pixels, as stored.
  let size: ImageSize
  private let orientation: ImageOrientation
  /// The elements of a row.
  private let axis: AreaAxis
  private var width: Int { axis.elements }
  /// One a channel.
  private var channels: [Channel]

  /// The cells of the difference hash: 8 differences in each of 8 rows.
  private static let differenceCells = ImageSize(height: 8, width: 9)

  private static let thumbnailCells = ImageSize(
    height: ImageThumbnail.side, width: ImageThumbnail.side)

  /// One channel, averaged to four grids, and the hash of its values.
  private struct Channel {
    var grid: AreaAverage
    var work: AreaAverage
    var cells: AreaAverage
    /// For the thumbnail; nil for an image that is too small for one.
    var thumbnail: AreaAverage?
    var hash: ChannelHash
  }

  /// - Parameters:
  ///   - size: in pixels, as stored.
  ///   - orientation: how the image is displayed.
  ///   - grid: the grid of the analyses, as displayed.
  ///   - block: the side of the squares of pixels whose means the rows hold; 1 for pixels.
  init(
    size: ImageSize, orientation: ImageOrientation, grid: ImageSize, channels: Int, block: Int = 1
  ) {
    self.size = size
    self.orientation = orientation
    axis = AreaAxis(pixels: size.width, cells: 1, block: block)
    let stored = { (size: ImageSize) in
      orientation.swapsSides ? ImageSize(height: size.width, width: size.height) : size
    }
    let channel = Channel(
      grid: AreaAverage(from: size, to: stored(grid), block: block),
      work: AreaAverage(
        from: size, to: ImageReduction.workSize(size, block: block), block: block),
      cells: AreaAverage(from: size, to: stored(ImageReduction.differenceCells), block: block),
      thumbnail: max(size.height, size.width) < ImageThumbnail.leastSide
        ? nil : AreaAverage(from: size, to: ImageReduction.thumbnailCells, block: block),
      hash: ChannelHash(size))
    self.channels = Array(repeating: channel, count: channels)
  }

  /// The size at which traits are measured, as stored.
  private static func workSize(_ size: ImageSize, block: Int) -> ImageSize {
    let longer = max(size.height, size.width)
    let side = min(ImageTraits.longestSide, (longer + block - 1) / block)
    func scaled(_ length: Int) -> Int { max(1, (2 * length * side + longer) / (2 * longer)) }
    return ImageSize(height: scaled(size.height), width: scaled(size.width))
  }

  /// Takes in a row of bytes, the channels of a pixel beside one another.
  mutating func absorb(_ row: UnsafeBufferPointer<UInt8>) {
    let count = channels.count
    precondition(row.count == width * count, "a row has a value a pixel and channel")
    if count == 1 { return absorb(plane: row, 0) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width) { plane in
      for channel in 0..<count {
        // In bounds: width · count values.
        for x in 0..<width { plane[x] = row[x &* count &+ channel] }
        absorb(plane: UnsafeBufferPointer(plane), channel)
      }
    }
  }

  /// Takes in a row of values from 0 to 255, the channels of a pixel beside one another.
  mutating func absorb(_ row: UnsafeBufferPointer<Double>) {
    let count = channels.count
    precondition(row.count == width * count, "a row has a value a pixel and channel")
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * width + 1) { room in
      let plane = UnsafeMutableBufferPointer(rebasing: room[..<width])
      let sums = UnsafeMutableBufferPointer(rebasing: room[width...])
      for channel in 0..<count {
        for x in 0..<width { plane[x] = row[x * count + channel] }
        let values = UnsafeBufferPointer(plane)
        AreaAverage.sum(values, axis, into: sums)
        channels[channel].grid.absorb(values, sums: UnsafeBufferPointer(sums))
        channels[channel].work.absorb(values, sums: UnsafeBufferPointer(sums))
        channels[channel].cells.absorb(values, sums: UnsafeBufferPointer(sums))
        channels[channel].thumbnail?.absorb(values, sums: UnsafeBufferPointer(sums))
        channels[channel].hash.absorb(values)
      }
    }
  }

  /// Takes in a row of one channel.
  mutating func absorb(plane: UnsafeBufferPointer<UInt8>, _ channel: Int) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: width + 1) { sums in
      AreaAverage.sum(plane, axis, into: sums)
      let running = UnsafeBufferPointer(sums)
      channels[channel].grid.absorb(plane, sums: running)
      channels[channel].work.absorb(plane, sums: running)
      channels[channel].cells.absorb(plane, sums: running)
      channels[channel].thumbnail?.absorb(plane, sums: running)
      channels[channel].hash.absorb(plane)
    }
  }

  // MARK: What comes out

  /// The grid as displayed, channels last.
  func grid(channels wanted: Int) -> [Double] {
    let size = channels[0].grid.size
    let planes = channels.map {
      orientation.applied(to: $0.grid.cells, height: size.height, width: size.width)
    }
    if wanted == 1 { return ImageReduction.grey(planes) }
    return [Double](unsafeUninitializedCapacity: planes[0].count * wanted) { values, count in
      for channel in 0..<wanted {
        planes[min(channel, planes.count - 1)].withUnsafeBufferPointer { plane in
          // In bounds: there is room for `wanted` values a cell.
          for cell in 0..<plane.count { values[cell * wanted + channel] = plane[cell] }
        }
      }
      count = planes[0].count * wanted
    }
  }

  /// What is known of the image beside its grid.
  func record() -> ImageRecord {
    let work = channels[0].work.size
    let cells = channels[0].cells.size
    let difference = orientation.applied(
      to: ImageReduction.grey(channels.map(\.cells.cells)), height: cells.height,
      width: cells.width)
    let displayed =
      orientation.swapsSides ? ImageSize(height: size.width, width: size.height) : size
    let colours = self.colours
    return ImageRecord(
      height: displayed.height, width: displayed.width, content: content,
      difference: ImageReduction.difference(difference),
      cells: ImageReduction.signature(difference), thumbnail: thumbnail,
      traits: ImageTraits(
        grey: ImageReduction.grey(channels.map(\.work.cells)), height: work.height,
        width: work.width, chroma: colours.chroma, contrast: colours.contrast,
        largestChroma: colours.largestChroma))
  }

  private var thumbnail: ImageThumbnail {
    let planes = channels.compactMap { channel in
      channel.thumbnail.map {
        orientation.applied(
          to: $0.cells, height: ImageThumbnail.side, width: ImageThumbnail.side)
      }
    }
    guard !planes.isEmpty else { return ImageThumbnail() }
    let grey = ImageReduction.grey(planes)
    func halved(_ plane: [Double]) -> [Double] {
      let (side, half) = (ImageThumbnail.side, ImageThumbnail.colourSide)
      var result = [Double](repeating: 0, count: half * half)
      guard planes.count > 1 else { return result }
      for cell in result.indices {
        let corner = 2 * (cell / half) * side + 2 * (cell % half)
        var sum = 0.0
        for place in corner...corner + 1 {
          sum += plane[place] - grey[place] + plane[place + side] - grey[place + side]
        }
        result[cell] = sum / 8
      }
      return result
    }
    return ImageThumbnail(
      grey: grey, blue: halved(planes[planes.count - 1]), red: halved(planes[0]))
  }

  /// A hash of all channels; of a grey image as if it were stored in three.
  private var content: UInt64 {
    var state = UInt64(orientation.rawValue)
    for channel in 0..<3 {
      state = StableHash.mix(state ^ channels[min(channel, channels.count - 1)].hash.value)
    }
    return state
  }

  /// What is measured of the channels of a picture.
  private struct Colours {
    /// The mean difference between the channels of a cell, and the largest, rounded.
    var chroma: Float = 0
    var largestChroma: UInt8 = 0
    /// The largest difference between two cells in one channel, rounded; nil where grey says it.
    var contrast: UInt8?
  }

  private var colours: Colours {
    guard channels.count == 3 else { return Colours() }
    let planes = channels.map(\.work.cells)
    guard !planes[0].isEmpty else { return Colours() }
    var found = fathom_colours()
    // In bounds: the grids are of one size.
    fathom_measure_colours(planes[0], planes[1], planes[2], planes[0].count, &found)
    func rounded(_ value: Double) -> UInt8 { UInt8(min(255, max(0, value) + 0.5)) }
    return Colours(
      chroma: Float(found.chroma / Double(planes[0].count)),
      largestChroma: rounded(found.largest_chroma), contrast: rounded(found.contrast))
  }

  /// grey = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), which is R itself where R = G = B.
  ///
  /// The mean of such greys is the grey of the means, so it is formed of cells rather than of pixels.
  private static func grey(_ planes: [[Double]]) -> [Double] {
    guard planes.count == 3 else { return planes[0] }
    return planes[0].indices.map { cell in
      let (red, green, blue) = (planes[0][cell], planes[1][cell], planes[2][cell])
      return red == green && green == blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue
    }
  }

  /// A bit a pair of neighbours, first pair highest: is the right cell brighter than the left one?
  /// Brighter by more than compression changes a flat area, which gives zeros whatever its colour: by one of 255,
  /// less where the picture has little contrast.
  private static func difference(_ cells: [Double]) -> UInt64 {
    var bits: UInt64 = 0
    let range = (cells.max() ?? 0) - (cells.min() ?? 0)
    let least = max(1e-6, min(1, range / 40))
    for row in 0..<differenceCells.height {
      for column in 1..<differenceCells.width {
        let index = row * differenceCells.width + column
        bits = bits << 1 | (cells[index] > cells[index - 1] + least ? 1 : 0)
      }
    }
    return bits
  }

  /// The first eight cells of each row, rounded.
  private static func signature(_ cells: [Double]) -> SIMD64<UInt8> {
    var signature = SIMD64<UInt8>()
    for index in 0..<64 {
      let value = cells[index / 8 * differenceCells.width + index % 8]
      signature[index] = value >= 0 ? UInt8(min(255, value + 0.5)) : 0
    }
    return signature
  }
}
