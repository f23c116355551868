/// What the analyses get of one image: its grid of grey values and its fingerprint.
struct ImageFeatures: Sendable {
  /// Grey values from 0 to 255, row by row.
  let values: [Double]
  let fingerprint: ImageFingerprint

  /// Measures an image in one pass over its rows.
  init(_ image: DecodedImage, grid: ImageSize) {
    var average = AreaAverage(from: image.size, to: grid)
    var cells = AreaAverage(from: image.size, to: ImageFeatures.differenceCells)
    var hash = PixelHash(image.size)
    image.forEachGreyRow { row in
      average.absorb(row)
      cells.absorb(row)
      hash.absorb(row)
    }
    values = average.cells
    fingerprint = ImageFingerprint(
      content: hash.value, difference: ImageFeatures.difference(cells.cells))
  }

  /// The cells of the difference hash: 8 differences in each of 8 rows.
  private static let differenceCells = ImageSize(height: 8, width: 9)

  /// A bit a pair of neighbours, first pair highest: is the right cell brighter than the left one?
  /// Brighter by more than rounding, so that a flat area gives zeros whatever its colour.
  private static func difference(_ cells: [Double]) -> UInt64 {
    var bits: UInt64 = 0
    for row in 0..<differenceCells.height {
      for column in 1..<differenceCells.width {
        let index = row * differenceCells.width + column
        bits = bits << 1 | (cells[index] > cells[index - 1] + 1e-6 ? 1 : 0)
      }
    }
    return bits
  }
}

/// A 64-bit hash of the size and the grey values of an image.
///
/// Grey rather than stored bytes, so that one picture has one hash, whether it was saved as grey,
/// palette or RGB.
private struct PixelHash {
  // Four independent states, because each mix waits for the one before it.
  private var states: SIMD4<UInt64>

  init(_ size: ImageSize) {
    let start = StableHash.mix(StableHash.mix(UInt64(size.height)) ^ UInt64(size.width))
    states = SIMD4(start, start &+ 1, start &+ 2, start &+ 3)
  }

  mutating func absorb(_ row: UnsafeBufferPointer<Double>) {
    var (a, b, c, d) = (states.x, states.y, states.z, states.w)
    var x = 0
    while x + 4 <= row.count {
      // In bounds: x + 4 ≤ count.
      a = StableHash.mix(a ^ row[x].bitPattern)
      b = StableHash.mix(b ^ row[x + 1].bitPattern)
      c = StableHash.mix(c ^ row[x + 2].bitPattern)
      d = StableHash.mix(d ^ row[x + 3].bitPattern)
      x += 4
    }
    while x < row.count {
      a = StableHash.mix(a ^ row[x].bitPattern)
      x += 1
    }
    states = SIMD4(a, b, c, d)
  }

  var value: UInt64 {
    StableHash.mix(
      states.x
        ^ StableHash.mix(states.y ^ StableHash.mix(states.z ^ StableHash.mix(states.w))))
  }
}
