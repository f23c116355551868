internal import CKernels

/// How wide the strong edges of an image are: what blur makes wider, whatever the picture shows.
///
/// Along rows and columns, the grey values over nine pixels rise or fall by some total, of which the
/// steepest single step is a part. Total over steepest step is the width of the edge in pixels: 1
/// for a step, 8 for an endless ramp, about σ·√2π for a step blurred by a Gaussian of σ up to 2
/// (Marziliano, Dufaux, Winkler & Ebrahimi 2002, ICIP, measure an edge from its start to its end
/// instead). Only strong edges are looked at: plain backgrounds, which have none, are neither sharp
/// nor blurred.
enum EdgeWidth {
  /// Over how many steps an edge is looked at.
  static let reach = Int(FATHOM_EDGE_REACH)
  /// A strong edge rises by at least a tenth of the range of grey values.
  static let leastRise = 25
  /// It also rises by at least half of the largest rise of the image.
  static let partOfLargest = 2

  /// The mean width of the strong edges, in pixels, each weighted by its rise.
  ///
  /// - Parameter grey: row by row, `height · width` values.
  /// - Returns: 1 or more; nil where there is no strong edge, or no side is longer than ``reach``.
  /// - Complexity: O(height · width).
  static func mean(_ grey: [UInt8], height: Int, width: Int) -> Double? {
    precondition(grey.count == height * width)
    let count = grey.count
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 5 * count) { room in
      room.initialize(repeating: 0)
      return grey.withUnsafeBufferPointer { grey in
        guard let source = grey.baseAddress, let base = room.baseAddress else { return nil }
        // In bounds: five times `count` elements, one part each for rises and steps along rows and
        // along columns, and one for the kernel's own use.
        let parts = (0..<5).map { base + $0 * count }
        if width > reach {
          fathom_edge_rises(source, count, 1, parts[0], parts[1], parts[4])
          // Windows that run over the end of a row are no edges.
          for y in 0..<height {
            for x in (width - reach)..<width { base[y * width + x] = 0 }
          }
        }
        if height > reach {
          // The same along columns, where the next element is a whole row away.
          fathom_edge_rises(source, count, width, parts[2], parts[3], parts[4])
        }
        let largest = max(
          fathom_largest_rise(parts[0], count), fathom_largest_rise(parts[2], count))
        guard Int(largest) >= leastRise else { return nil }
        let threshold = UInt8(max(leastRise, Int(largest) / partOfLargest))
        var (rise, step): (UInt64, UInt64) = (0, 0)
        fathom_strong_edges(parts[0], parts[1], count, threshold, &rise, &step)
        fathom_strong_edges(parts[2], parts[3], count, threshold, &rise, &step)
        return Double(rise) / Double(max(1, step))
      }
    }
  }
}
