/// An image as its decoder left it: rows from top to bottom, pixels from left to right, no padding.
struct DecodedImage: Sendable {
  /// How a pixel is stored; 16 bits and real values in the order of the machine.
  enum Samples: Sendable, Equatable {
    case grey8, grey16, rgb8, rgb16, rgba8, rgba16
    /// Doubles on the scale from 0 to 255, or on that of ``DecodedImage/realScale``; 1 channel for grey, 2 with alpha, 3 for RGB, 4 with alpha.
    case real(channels: Int)

    var bytesPerPixel: Int {
      switch self {
      case .grey8: 1
      case .grey16: 2
      case .rgb8: 3
      case .rgba8: 4
      case .rgb16: 6
      case .rgba16: 8
      case .real(let channels): 8 * channels
      }
    }
  }

  /// The size as stored: ``orientation`` is not applied.
  let size: ImageSize
  let samples: Samples
  /// How the stored pixels are to be turned for display.
  let orientation: ImageOrientation
  /// The side of the squares of pixels whose means are stored, of which the last may be smaller; 1 where
  /// pixels are.
  let block: Int
  /// The grey value that lies behind what is transparent.
  var ground = 255.0
  /// Which numbers of 16 bits are black and white.
  var levels = ImageLevels.all
  /// How real numbers become grey values; nil where they are these already.
  var realScale: PixelScale?
  let bytes: [UInt8]

  /// Stored values, by rows and columns.
  private var rows: Int { (size.height + block - 1) / block }
  private var columns: Int { (size.width + block - 1) / block }

  /// Whether a pixel has a red, a green and a blue value, which may be equal everywhere.
  var isColour: Bool {
    switch samples {
    case .grey8, .grey16, .real(channels: 1), .real(channels: 2): false
    default: true
    }
  }

  /// An image from its parts.
  ///
  /// - Parameters:
  ///   - size: the size as stored.
  ///   - samples: how a pixel is stored.
  ///   - bytes: height · width · bytesPerPixel bytes, both divided by `block` and rounded up.
  ///   - orientation: how the stored pixels are to be turned for display.
  ///   - block: the side of the squares of pixels whose means are stored; 1 for pixels.
  init(
    size: ImageSize, samples: Samples, bytes: [UInt8], orientation: ImageOrientation = .topLeft,
    block: Int = 1
  ) {
    self.block = block
    let values = ((size.height + block - 1) / block) * ((size.width + block - 1) / block)
    precondition(bytes.count == values * samples.bytesPerPixel)
    if case .real(let channels) = samples { precondition(1...4 ~= channels) }
    self.size = size
    self.samples = samples
    self.orientation = orientation
    self.bytes = bytes
  }

  /// An image from numbers on the scale from 0 to 255.
  ///
  /// - Parameters:
  ///   - size: the size as stored.
  ///   - channels: 1 for grey, 2 with alpha, 3 for RGB, 4 with alpha.
  ///   - values: height · width · channels numbers, the channels of a pixel side by side.
  init(size: ImageSize, channels: Int, values: [Double]) {
    self.init(
      size: size, samples: .real(channels: channels),
      bytes: values.withUnsafeBytes { Array($0) })
  }

  /// Calls a function with each row as it is stored, ``Samples/bytesPerPixel`` bytes a pixel.
  func forEachStoredRow(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { all in
      let rowLength = columns * samples.bytesPerPixel
      for y in 0..<rows {
        // In bounds: the initializer checked that there are this many rows of this length.
        body(UnsafeRawBufferPointer(rebasing: all[(y * rowLength)..<((y + 1) * rowLength)]))
      }
    }
  }

  /// Calls a function with each row of grey values, from 0 to 255 and not rounded.
  ///
  /// grey = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), which is R itself where R = G = B; 16 bits
  /// are divided by 257, or brought from ``levels``. Where alpha is A, of at most M:
  /// grey · A / M + ground · (1 − A / M).
  func forEachGreyRow(_ body: (UnsafeBufferPointer<Double>) -> Void) {
    forEachRow(values: columns, fillGrey, body)
  }

  /// Calls a function with each row of colours: red, green and blue of each pixel in turn, 3 · width
  /// values from 0 to 255 and not rounded.
  ///
  /// Grey images repeat their value. Scale and transparency are those of ``forEachGreyRow(_:)``, for
  /// each channel.
  func forEachColourRow(_ body: (UnsafeBufferPointer<Double>) -> Void) {
    forEachRow(values: 3 * columns, fillColour, body)
  }

  private func forEachRow(
    values: Int,
    _ fill: (UnsafeMutableBufferPointer<Double>, UnsafeRawBufferPointer) -> Void,
    _ body: (UnsafeBufferPointer<Double>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: values) { row in
      row.initialize(repeating: 0)
      forEachStoredRow { source in
        fill(row, source)
        body(UnsafeBufferPointer(row))
      }
    }
  }

  // In bounds, all cases: `source` holds bytesPerPixel bytes for each of the `row.count` pixels.
  private func fillGrey(
    _ row: UnsafeMutableBufferPointer<Double>, _ source: UnsafeRawBufferPointer
  ) {
    switch samples {
    case .grey8:
      for x in 0..<row.count { row[x] = Double(source[x]) }
    case .grey16:
      for x in 0..<row.count { row[x] = source.level16(x, levels) }
    case .rgb8:
      for x in 0..<row.count { row[x] = PixelColour(source, bytesAt: 3 * x).grey }
    case .rgba8:
      for x in 0..<row.count {
        let value = PixelColour(source, bytesAt: 4 * x).grey
        row[x] = onGround(value, ground, alpha: Double(source[4 * x + 3]) / 255)
      }
    case .rgb16:
      for x in 0..<row.count { row[x] = PixelColour(source, wordsAt: 3 * x, levels).grey }
    case .rgba16:
      for x in 0..<row.count {
        let value = PixelColour(source, wordsAt: 4 * x, levels).grey
        row[x] = onGround(value, ground, alpha: source.level16(4 * x + 3, .all) / 255)
      }
    case .real(let channels):
      for x in 0..<row.count {
        let value = scaled(PixelColour(source, numbersAt: channels * x, channels)).grey
        row[x] = onGround(value, ground, alpha: source.alpha(x, channels))
      }
    }
  }

  @inline(__always) private func scaled(_ colour: PixelColour) -> PixelColour {
    guard let realScale else { return colour }
    var colour = colour
    colour.red = realScale.apply(colour.red)
    colour.green = realScale.apply(colour.green)
    colour.blue = realScale.apply(colour.blue)
    return colour
  }

  // In bounds, all cases: as for grey, and `row` holds 3 values for each pixel.
  private func fillColour(
    _ row: UnsafeMutableBufferPointer<Double>, _ source: UnsafeRawBufferPointer
  ) {
    let width = row.count / 3
    switch samples {
    case .grey8:
      for x in 0..<width { row.set(x, PixelColour(grey: Double(source[x]))) }
    case .grey16:
      for x in 0..<width { row.set(x, PixelColour(grey: source.level16(x, levels))) }
    case .rgb8:
      for x in 0..<row.count { row[x] = Double(source[x]) }
    case .rgba8:
      for x in 0..<width {
        let alpha = Double(source[4 * x + 3]) / 255
        row.set(x, PixelColour(source, bytesAt: 4 * x), alpha: alpha, ground: ground)
      }
    case .rgb16:
      for x in 0..<row.count { row[x] = source.level16(x, levels) }
    case .rgba16:
      for x in 0..<width {
        let alpha = source.level16(4 * x + 3, .all) / 255
        row.set(x, PixelColour(source, wordsAt: 4 * x, levels), alpha: alpha, ground: ground)
      }
    case .real(let channels):
      for x in 0..<width {
        let colour = scaled(PixelColour(source, numbersAt: channels * x, channels))
        row.set(x, colour, alpha: source.alpha(x, channels), ground: ground)
      }
    }
  }
}

/// The colour of one pixel from 0 to 255.
private struct PixelColour {
  var red: Double
  var green: Double
  var blue: Double

  @inline(__always) init(grey: Double) { (red, green, blue) = (grey, grey, grey) }

  @inline(__always) init(_ source: UnsafeRawBufferPointer, bytesAt index: Int) {
    red = Double(source[index])
    green = Double(source[index + 1])
    blue = Double(source[index + 2])
  }

  @inline(__always) init(
    _ source: UnsafeRawBufferPointer, wordsAt index: Int, _ levels: ImageLevels
  ) {
    red = source.level16(index, levels)
    green = source.level16(index + 1, levels)
    blue = source.level16(index + 2, levels)
  }

  @inline(__always)
  init(_ source: UnsafeRawBufferPointer, numbersAt index: Int, _ channels: Int) {
    red = source.real(index)
    green = channels < 3 ? red : source.real(index + 1)
    blue = channels < 3 ? red : source.real(index + 2)
  }

  @inline(__always) var grey: Double {
    red == green && green == blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue
  }
}

@inline(__always) private func onGround(_ value: Double, _ ground: Double, alpha: Double) -> Double
{
  alpha == 1 ? value : value * alpha + ground * (1 - alpha)
}

extension UnsafeMutableBufferPointer<Double> {
  @inline(__always)
  fileprivate func set(
    _ x: Int, _ colour: PixelColour, alpha: Double = 1, ground: Double = 255
  ) {
    self[3 * x] = onGround(colour.red, ground, alpha: alpha)
    self[3 * x + 1] = onGround(colour.green, ground, alpha: alpha)
    self[3 * x + 2] = onGround(colour.blue, ground, alpha: alpha)
  }
}

extension UnsafeRawBufferPointer {
  /// Word `index` on the scale from 0 to 255.
  @inline(__always) fileprivate func level16(
    _ index: Int, _ levels: ImageLevels
  ) -> Double {
    levels.grey(loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
  }

  @inline(__always) fileprivate func real(_ index: Int) -> Double {
    loadUnaligned(fromByteOffset: 8 * index, as: Double.self)
  }

  /// The alpha of pixel x from 0 to 1.
  @inline(__always) fileprivate func alpha(_ x: Int, _ channels: Int) -> Double {
    channels.isMultiple(of: 2) ? real(channels * x + channels - 1) / 255 : 1
  }
}

/// Cyan, magenta, yellow and black, of 8 or 16 bits.
enum CMYK {
  /// Turns pixels of four values into pixels of three in place: R = (M − C) (M − K) / M, rounded,
  /// where M is the largest value.
  ///
  /// The formula knows no inks and no paper; image libraries use it when there is no colour profile.
  ///
  /// - Parameters:
  ///   - pixels: the values of a pixel side by side; a quarter of them is removed.
  ///   - isInverted: whether the largest value means no ink.
  static func convert<Level: FixedWidthInteger & UnsignedInteger>(
    _ pixels: inout [Level], isInverted: Bool
  ) {
    let count = pixels.count / 4
    let maximum = UInt64(Level.max)
    for index in 0..<count {
      // In bounds, and not yet overwritten: 3 · index + 2 < 4 · index + 4.
      let black = light(pixels[4 * index + 3], isInverted)
      for channel in 0..<3 {
        let colour = light(pixels[4 * index + channel], isInverted)
        pixels[3 * index + channel] = Level((colour * black + maximum / 2) / maximum)
      }
    }
    pixels.removeLast(pixels.count - 3 * count)
  }

  @inline(__always)
  private static func light<Level: FixedWidthInteger & UnsignedInteger>(
    _ value: Level, _ isInverted: Bool
  ) -> UInt64 {
    UInt64(isInverted ? value : .max - value)
  }
}

/// Which numbers of 16 bits are black and white.
struct ImageLevels: Sendable, Equatable {
  /// What becomes 0.
  var black: UInt16
  /// What becomes 255.
  var white: UInt16

  /// All 16 bits.
  static let all = ImageLevels(black: 0, white: .max)

  /// The grey value of a number, from 0 to 255.
  @inline(__always) func grey(_ number: UInt16) -> Double {
    if self == .all { return Double(number) / 257 }
    let inside = min(white, max(black, number)) - black
    return Double(inside) * 255 / Double(white - black)
  }
}

extension DecodedImage {
  /// Whether the numbers are of 16 bits.
  var isDeep: Bool { [.grey16, .rgb16, .rgba16].contains(samples) }

  /// Calls a function with each number of 16 bits that is no alpha.
  func forEachNumber(_ body: (UInt16) -> Void) {
    guard isDeep else { return }
    forEachStoredRow { row in
      for index in 0..<(row.count / 2) where samples != .rgba16 || index % 4 != 3 {
        // In bounds: a row holds whole numbers.
        body(row.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
      }
    }
  }

  /// The smallest and the largest of its finite real numbers; nil where they are grey values already.
  var realRange: ClosedRange<Double>? {
    guard realScale != nil else { return nil }
    var (low, high) = (Double.infinity, -Double.infinity)
    forEachStoredRow { row in
      for index in 0..<(row.count / 8) {
        let number = row.real(index)
        guard number.isFinite else { continue }
        low = min(low, number)
        high = max(high, number)
      }
    }
    return low <= high ? low...high : nil
  }

  /// Which part of the picture is opaque, and how far its grey values lie from those of a ground: the root of the
  /// mean square; nil where nothing is transparent.
  func contrast(onGround ground: Double) -> Double? {
    var other = self
    other.ground = ground
    let share = opaqueness
    guard share < 1 else { return nil }
    var (sum, count) = (0.0, 0.0)
    other.forEachGreyRow { row in
      for value in row { sum += (value - ground) * (value - ground) }
      count += Double(row.count)
    }
    return share > 0 ? (sum / count / share).squareRoot() : 0
  }

  /// The mean of alpha, from 0 to 1.
  private var opaqueness: Double {
    // On grounds of 0 and 255 a pixel differs by 255 times what is transparent.
    var (black, white) = (self, self)
    black.ground = 0
    white.ground = 255
    var (first, second, count) = (0.0, 0.0, 0.0)
    black.forEachGreyRow { row in
      for value in row { first += value }
      count += Double(row.count)
    }
    white.forEachGreyRow { row in for value in row { second += value } }
    return 1 - (second - first) / 255 / max(1, count)
  }
}
