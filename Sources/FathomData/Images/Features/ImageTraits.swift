extension ImageTraits {
  /// Images whose longer side is shorter are too small to be called blurred: an edge that is five pixels
  /// wide is a sixth of them.
  static let leastSideForEdges = 32

  /// Measures a grid of grey values, 0 to 255, row by row.
  ///
  /// - Parameter contrast: of the channels; nil for that of the grey values.
  init(
    grey: [Double], height: Int, width: Int, chroma: Float, contrast: UInt8?, largestChroma: UInt8
  ) {
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
    let lowest = histogram.firstIndex { $0 > 0 } ?? 0
    let spread = UInt8((histogram.lastIndex { $0 > 0 } ?? 0) - lowest)
    self.init(
      mean: Float(mean), deviation: Float((squares / count).squareRoot()), low: percentile(0.05),
      high: percentile(0.99), range: percentile(0.99) - percentile(0.01),
      edgeWidth: max(height, width) < ImageTraits.leastSideForEdges
        ? nil : EdgeWidth.mean(rounded, height: height, width: width).map { Float($0) },
      chroma: chroma, contrast: contrast ?? spread, largestChroma: largestChroma)
  }
}
