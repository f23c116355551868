internal import CKernels

extension ImageTraits {
  /// Images whose longer side is shorter are too small to be called blurred: an edge that is five pixels
  /// wide is a sixth of them.
  static let leastSideForEdges = 32

  /// The sum of values, four at a time so that none waits for the one before.
  private static func sum(_ values: [Double]) -> Double {
    values.withUnsafeBufferPointer { values in
      var parts = SIMD4<Double>.zero
      let whole = values.count & ~3
      // In bounds: four values from each of these places on.
      for place in stride(from: 0, to: whole, by: 4) {
        parts += SIMD4(values[place], values[place + 1], values[place + 2], values[place + 3])
      }
      return values[whole...].reduce(parts.sum(), +)
    }
  }

  /// Measures a grid of grey values, 0 to 255, row by row.
  ///
  /// - Parameter contrast: of the channels; nil for that of the grey values.
  init(
    grey: [Double], height: Int, width: Int, chroma: Float, contrast: UInt8?, largestChroma: UInt8
  ) {
    let count = Double(max(1, grey.count))
    let total = ImageTraits.sum(grey)
    var histogram = [UInt32](repeating: 0, count: 256)
    let rounded = [UInt8](unsafeUninitializedCapacity: grey.count) { target, written in
      // In bounds: the capacity is as large as the grid, and there are 256 counts.
      if let base = target.baseAddress {
        fathom_round_greys(grey, grey.count, base)
        fathom_count_greys(base, grey.count, &histogram)
      }
      written = grey.count
    }
    let mean = total / count
    // By rounded values: the deviation of thousands of cells does not notice it.
    var squares = 0.0
    for value in 0..<256 {
      squares += Double(histogram[value]) * (Double(value) - mean) * (Double(value) - mean)
    }
    func percentile(_ part: Double) -> UInt8 {
      var left = Int(part * Double(max(0, grey.count - 1)))
      for value in 0..<256 {
        left -= Int(histogram[value])
        if left < 0 { return UInt8(value) }
      }
      return 255
    }
    let high = percentile(0.99)
    let lowest = histogram.firstIndex { $0 > 0 } ?? 0
    let spread = UInt8((histogram.lastIndex { $0 > 0 } ?? 0) - lowest)
    self.init(
      mean: Float(mean), deviation: Float((squares / count).squareRoot()), low: percentile(0.05),
      high: high, range: high - percentile(0.01),
      edgeWidth: max(height, width) < ImageTraits.leastSideForEdges
        ? nil : EdgeWidth.mean(rounded, height: height, width: width).map { Float($0) },
      chroma: chroma, contrast: contrast ?? spread, largestChroma: largestChroma)
  }
}
