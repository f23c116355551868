internal import FathomData
internal import FathomNumerics

/// Tells copies of a picture from other pictures of the same place by what differs in the worst cell.
///
/// A copy that was compressed, resized or made brighter differs a little everywhere, another picture from the same
/// camera by much in a few cells. How much is little depends on the set: no more than a third of what
/// nearly all pairs of its pictures differ by. In a set of pictures that are alike, such as those of a fixed camera,
/// a cell may moreover differ by more only where both pictures have edges: compression and resizing move edges, and
/// a thing that is elsewhere has its edges in one of both.
struct ThumbnailComparison: Sendable {
  /// The worst grey cell of copies differs by no more, of 255.
  ///
  /// Measured on 240 pictures of 96 × 128 (plain grounds, one camera, scenes), each saved at JPEG quality 30 to
  /// 90, or halved: 99 % of the copies differ by at most 4.5; of different pictures 1 % by less than 6 where one
  /// camera saw objects of 0.3 % of its picture, and by less than 15 elsewhere.
  static let largestDifference: Float = 5
  /// Cells are rounded, so no tolerance is smaller.
  static let smallestDifference: Float = 1.5
  /// Further tolerance for a copy whose brightness was changed: clipping moves cells by up to 10.
  static let brightnessTolerance: Float = 0.25
  /// The standard deviation of what differs is at most this part of the picture's own.
  static let largestPart: Float = 0.25
  /// The worst cell of a colour differs by no more: quality 30 to 90 moves it by up to 19.
  static let largestColour: Float = 20
  /// In sets of pictures that are alike, cells without edges differ by no more than this part of the tolerance.
  ///
  /// Measured with the three below on pictures of 96 × 128 of three fixed cameras, 90 a set, that differ by a disc
  /// in place and colour, at the smallest tolerance: of 1,300 pairs of one camera 0 or 1 are called copies with
  /// discs of 3 to 6 pixels (3 to 27 without), 0 to 12 with 2 to 4 (86 to 142); of copies at quality 50 or 75, or
  /// halved, as many are found. At a tolerance of 3 about 100 pairs with the smallest discs still pass.
  static let evenPart: Float = 0.7
  /// And cells of colours by no more than this multiple of it.
  static let evenColour: Float = 2
  /// Cells beside edges may differ by this part of what the less active of both pictures has there in addition.
  static let edgePart: Float = 0.1
  /// The part of all pairs, of different pictures nearly all, that the tolerance stays far below.
  static let closest = 0.02
  /// Where half of the pairs differ by less in the worst cell, and the closest by less than can be told, no pair
  /// is called alike.
  static let hardlyAny: Float = 15
  /// Fewer pairs tell nothing of the set.
  static let fewestPairs = 200

  private static let side = ImageThumbnail.side
  private static let colourSide = ImageThumbnail.colourSide
  private static let cells = side * side
  private static let colours = 2 * colourSide * colourSide

  private let thumbnails: [ImageThumbnail]
  /// The mean of the grey cells of each image, and the sum of the squares of what they differ from it by.
  private var means: [Float] = []
  private var norms: [Float] = []
  /// The largest difference between grey cells of copies in this set.
  private(set) var tolerance = largestDifference

  init(_ thumbnails: [ImageThumbnail]) {
    self.thumbnails = thumbnails
    let cells = ThumbnailComparison.cells
    means.reserveCapacity(thumbnails.count)
    norms.reserveCapacity(thumbnails.count)
    ImageThumbnail.withMemory(of: thumbnails) { memory in
      for start in stride(from: 0, to: memory.count, by: ImageThumbnail.stride) {
        var (sum, squares): (UInt32, UInt32) = (0, 0)
        for place in start..<(start + cells) {
          let value = UInt32(memory[place])
          sum &+= value
          squares &+= value &* value
        }
        let mean = Double(sum) / Double(cells)
        means.append(Float(mean))
        norms.append(Float(Double(squares) - mean * Double(sum)))
      }
    }
    tolerance = toleranceOfSet()
  }

  /// Whether both images are large enough to be compared.
  func canCompare(_ first: Int, _ second: Int) -> Bool {
    thumbnails[first].isThere && thumbnails[second].isThere
  }

  /// Whether two images show the same.
  func areSame(_ first: Int, _ second: Int) -> Bool {
    guard tolerance > 0 else { return false }
    let found = difference(first, second)
    let shift = abs(means[second] - means[first])
    let areAlike = tolerance < ThumbnailComparison.largestDifference
    // Where all pictures are alike, brightness is no sign of a copy.
    let bonus = areAlike ? 0 : min(5, ThumbnailComparison.brightnessTolerance * shift)
    let largestColour =
      ThumbnailComparison.largestColour * (tolerance / ThumbnailComparison.largestDifference)
    let own = (norms[second] / Float(ThumbnailComparison.cells)).squareRoot()
    return found.grey <= tolerance + bonus && found.colour <= largestColour
      && found.deviation <= ThumbnailComparison.largestPart * own
      && (!areAlike || haveSameEdges(first, second))
  }

  /// Whether two images differ hardly anywhere but where both have edges.
  private func haveSameEdges(_ first: Int, _ second: Int) -> Bool {
    let slope = slope(first, second)
    let (side, half) = (ThumbnailComparison.side, ThumbnailComparison.colourSide)
    let even = ThumbnailComparison.evenPart * tolerance
    // Differences of colours are stored halved.
    let evenColour = ThumbnailComparison.evenColour * tolerance / 2
    let (a, b) = (thumbnails[first].bytes, thumbnails[second].bytes)
    let planes = [
      (0, side, means[first], means[second], even), (side * side, half, 128, 128, evenColour),
      (side * side + half * half, half, 128, 128, evenColour),
    ]
    return planes.allSatisfy { start, side, meanA, meanB, even in
      (0..<side * side).allSatisfy { cell in
        let place = start + cell
        let rest = abs(Float(b[place]) - meanB - slope * (Float(a[place]) - meanA))
        if rest <= even { return true }
        let edges = min(
          slope * ThumbnailComparison.edge(a, start, side, cell),
          ThumbnailComparison.edge(b, start, side, cell))
        return rest <= even + ThumbnailComparison.edgePart * edges
      }
    }
  }

  /// The largest difference between a cell and those around it.
  private static func edge(_ bytes: [UInt8], _ start: Int, _ side: Int, _ cell: Int) -> Float {
    let (row, column) = (cell / side, cell % side)
    var largest = 0
    for y in max(0, row - 1)...min(side - 1, row + 1) {
      for x in max(0, column - 1)...min(side - 1, column + 1) {
        let other = bytes[start + y * side + x]
        largest = max(largest, abs(Int(other) - Int(bytes[start + cell])))
      }
    }
    return Float(largest)
  }

  /// By what the contrast of the first image is to be multiplied to be that of the second.
  private func slope(_ first: Int, _ second: Int) -> Float {
    let cells = ThumbnailComparison.cells
    let (a, b) = (first * ImageThumbnail.stride, second * ImageThumbnail.stride)
    let (meanA, meanB) = (means[first], means[second])
    let product: Float = ImageThumbnail.withMemory(of: thumbnails) { memory in
      var product: Float = 0
      for k in 0..<cells {
        product += (Float(memory[a + k]) - meanA) * (Float(memory[b + k]) - meanB)
      }
      return product
    }
    return min(2, max(0.5, product / max(norms[first], 1e-6)))
  }

  /// What two images differ by when the contrast and the brightness of one are those of the other.
  private func difference(
    _ first: Int, _ second: Int
  ) -> (grey: Float, deviation: Float, colour: Float) {
    let (cells, colours) = (ThumbnailComparison.cells, ThumbnailComparison.colours)
    let (a, b) = (first * ImageThumbnail.stride, second * ImageThumbnail.stride)
    let (meanA, meanB) = (means[first], means[second])
    let slope = slope(first, second)
    return ImageThumbnail.withMemory(of: thumbnails) { memory in
      // Grey less its mean, and then the differences of colours.
      func grey(_ place: Int, _ mean: Float) -> Float { Float(memory[place]) - mean }
      func colour(_ place: Int) -> Float { 2 * (Float(memory[place]) - 128) }
      var (worst, squares, worstColour): (Float, Float, Float) = (0, 0, 0)
      for k in 0..<cells {
        let rest = grey(b + k, meanB) - slope * grey(a + k, meanA)
        worst = max(worst, abs(rest))
        squares += rest * rest
      }
      for k in cells..<(cells + colours) {
        worstColour = max(worstColour, abs(colour(b + k) - slope * colour(a + k)))
      }
      return (worst, (squares / Float(cells)).squareRoot(), worstColour)
    }
  }

  /// A third of what the closest 2 % of some pairs differ by, within limits.
  private func toleranceOfSet() -> Float {
    let places = thumbnails.indices.filter { thumbnails[$0].isThere }
    let pairs = min(2_000, places.count * (places.count - 1) / 2)
    guard pairs >= ThumbnailComparison.fewestPairs else {
      return ThumbnailComparison.largestDifference
    }
    var stream = RandomStream(seed: 1, domain: "thumbnails", index: 0)
    var found = [Float]()
    while found.count < pairs {
      let first = Int(stream.uniform(below: UInt32(places.count)))
      let second = Int(stream.uniform(below: UInt32(places.count)))
      guard first != second else { continue }
      found.append(difference(places[first], places[second]).grey)
    }
    found.sort()
    let close = found[Int(ThumbnailComparison.closest * Double(pairs))]
    // Of pictures that hardly differ anywhere no thumbnail tells which are copies.
    if close < 3 * ThumbnailComparison.smallestDifference,
      found[pairs / 2] < ThumbnailComparison.hardlyAny
    {
      return -.infinity
    }
    return min(
      ThumbnailComparison.largestDifference,
      max(ThumbnailComparison.smallestDifference, close / 3))
  }
}
