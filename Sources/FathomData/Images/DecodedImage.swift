/// An image as its decoder left it: rows from top to bottom, pixels from left to right, no padding.
struct DecodedImage: Sendable {
  /// How a pixel is stored; 16 bits in the order of the machine.
  enum Samples: Sendable, Equatable {
    case grey8, rgb8, rgba8, rgba16
    /// Doubles from 0 to 255; 1 channel or 3.
    case real(channels: Int)

    var bytesPerPixel: Int {
      switch self {
      case .grey8: 1
      case .rgb8: 3
      case .rgba8: 4
      case .rgba16: 8
      case .real(let channels): 8 * channels
      }
    }
  }

  let size: ImageSize
  let samples: Samples
  var orientation = ImageOrientation.up
  var isColour: Bool { samples != .grey8 && samples != .real(channels: 1) }
  private let bytes: [UInt8]

  /// An image from its parts; `bytes` holds height · width · bytesPerPixel bytes.
  init(size: ImageSize, samples: Samples, bytes: [UInt8]) {
    precondition(bytes.count == size.height * size.width * samples.bytesPerPixel)
    self.size = size
    self.samples = samples
    self.bytes = bytes
  }

  /// An image from real values from 0 to 255, the 1 or 3 channels of a pixel beside one another.
  init(size: ImageSize, real values: [Double], channels: Int) {
    precondition(channels == 1 || channels == 3)
    self.init(
      size: size, samples: .real(channels: channels), bytes: values.withUnsafeBytes(Array.init))
  }

  /// Decodes a file.
  init(decoding bytes: [UInt8]) throws(UnreadableImage) {
    switch ImageFormat(bytes) {
    case .png: self = try PNGDecoder.decode(bytes)
    case .jpeg: self = try JPEGDecoder.decode(bytes)
    case nil: throw bytes.isEmpty ? .empty : .unknownContent
    }
  }

  func forEachStoredRow(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { all in
      let rowLength = size.width * samples.bytesPerPixel
      for y in 0..<size.height {
        // In bounds: the initializer checked that there are height rows of this length.
        body(UnsafeRawBufferPointer(rebasing: all[(y * rowLength)..<((y + 1) * rowLength)]))
      }
    }
  }

  func forEachColourRow(_ body: (UnsafeBufferPointer<Double>) -> Void) {
    if samples == .real(channels: 3) {
      // The bytes are those of doubles, and heap storage of arrays is aligned to 16.
      return forEachStoredRow { row in row.withMemoryRebound(to: Double.self, body) }
    }
    forEachGreyRow { row in
      let three = row.flatMap { [$0, $0, $0] }
      three.withUnsafeBufferPointer(body)
    }
  }

  /// Calls a function with each row of grey values, from 0 to 255 and not rounded.
  ///
  /// grey = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), which is R itself where R = G = B; 16 bits
  /// are divided by 257. Where alpha is A, of at most M: grey · A / M + 255 · (1 − A / M), on white.
  func forEachGreyRow(_ body: (UnsafeBufferPointer<Double>) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: size.width) { row in
      row.initialize(repeating: 0)
      bytes.withUnsafeBytes { all in
        let rowLength = size.width * samples.bytesPerPixel
        for y in 0..<size.height {
          // In bounds: the initializer checked that there are height rows of this length.
          let bytes = all[(y * rowLength)..<((y + 1) * rowLength)]
          fill(row, from: UnsafeRawBufferPointer(rebasing: bytes))
          body(UnsafeBufferPointer(row))
        }
      }
    }
  }

  // In bounds, all cases: `source` holds bytesPerPixel bytes for each of the `row.count` pixels.
  private func fill(
    _ row: UnsafeMutableBufferPointer<Double>, from source: UnsafeRawBufferPointer
  ) {
    switch samples {
    case .grey8:
      for x in 0..<row.count { row[x] = Double(source[x]) }
    case .rgb8:
      for x in 0..<row.count {
        row[x] = grey(Double(source[3 * x]), Double(source[3 * x + 1]), Double(source[3 * x + 2]))
      }
    case .rgba8:
      for x in 0..<row.count {
        let value = grey(
          Double(source[4 * x]), Double(source[4 * x + 1]), Double(source[4 * x + 2]))
        row[x] = onWhite(value, alpha: Double(source[4 * x + 3]) / 255)
      }
    case .rgba16:
      for x in 0..<row.count {
        let pixel = source.loadUnaligned(fromByteOffset: 8 * x, as: SIMD4<UInt16>.self)
        let value = grey(Double(pixel.x), Double(pixel.y), Double(pixel.z)) / 257
        row[x] = onWhite(value, alpha: Double(pixel.w) / 65_535)
      }
    case .real(let channels):
      for x in 0..<row.count {
        let value = {
          source.loadUnaligned(fromByteOffset: 8 * (channels * x + $0), as: Double.self)
        }
        row[x] = channels == 1 ? value(0) : grey(value(0), value(1), value(2))
      }
    }
  }

  @inline(__always)
  private func grey(_ red: Double, _ green: Double, _ blue: Double) -> Double {
    red == green && green == blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue
  }

  @inline(__always)
  private func onWhite(_ grey: Double, alpha: Double) -> Double {
    alpha == 1 ? grey : grey * alpha + 255 * (1 - alpha)
  }
}

enum ImageOrientation: Int, Sendable {
  case up = 1
  var swapsSides: Bool { rawValue > 4 }
  func applied<T>(to cells: [T], height: Int, width: Int) -> [T] { cells }
}
