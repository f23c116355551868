internal import FathomData
internal import FathomNumerics

/// Correlations summed by the displacement between two positions.
///
/// A convolution shares its weights over positions, which suits data whose correlations depend on
/// the displacement alone: a Toeplitz matrix for a sequence, a block Toeplitz one for a grid.
struct DisplacementSums {
  /// The sums of one displacement; a displacement and its opposite are one.
  private struct Sum: Sendable {
    var pairs = 0
    /// Σ (r − mean).
    var deviations = 0.0
    /// Σ |r|.
    var absolutes = 0.0

    mutating func add(_ other: Sum) {
      pairs += other.pairs
      deviations += other.deviations
      absolutes += other.absolutes
    }
  }

  private let frame: DisplacementFrame
  /// The number that the frame gives to each position, ascending.
  private let places: [Int]
  private let threads: Int
  private let mean: Double
  /// Σ (r − mean)² over all pairs.
  private let squares: Double
  /// By the number that the frame gives to a displacement.
  private let sums: [Sum]

  init(_ correlations: Matrix, _ neighbours: NeighbourGraph, threads: Int) {
    let frame = DisplacementFrame(neighbours.layout)
    let places = (0..<correlations.columns).map { frame.number(of: neighbours.place($0)) }
    let mean = LocalityMeasures.meanOfPairs(correlations, threads: threads)
    let parts = UpperTriangle(correlations, absolute: false, threads: threads).map { columns in
      var sums = [Sum](repeating: Sum(), count: (places.last ?? 0) + 1)
      var squares = 0.0
      sums.withUnsafeMutableBufferPointer { sums in
        places.withUnsafeBufferPointer { places in
          for column in columns {
            let here = places[column.index]
            for (row, value) in column.enumerated() {
              let deviation = value - mean
              squares += deviation * deviation
              // In bounds: positions ascend, so the difference lies in 0...the last number.
              let displacement = here - places[row]
              sums[displacement].pairs += 1
              sums[displacement].deviations += deviation
              sums[displacement].absolutes += abs(value)
            }
          }
        }
      }
      return (sums: sums, squares: squares)
    }
    self.frame = frame
    self.places = places
    self.threads = threads
    self.mean = mean
    squares = parts.reduce(0) { $0 + $1.squares }
    var total = parts[0].sums
    for part in parts.dropFirst() {
      for index in total.indices { total[index].add(part.sums[index]) }
    }
    sums = total
  }

  /// The share of the variance of the correlations that the displacement between two positions
  /// explains.
  func toeplitzShare() -> Double {
    let pairs = Double(sums.reduce(0) { $0 + $1.pairs })
    // Below rounding there is no variance to explain.
    guard squares > 1e-24 * pairs, pairs > 1 else { return .nan }
    return sums.reduce(0.0) {
      $1.pairs > 0 ? $0 + $1.deviations * $1.deviations / Double($1.pairs) : $0
    } / squares
  }

  /// The mean of ``toeplitzShare()`` over all permutations of the positions, exact.
  ///
  /// - Parameter permuted: the signed correlations.
  /// - Complexity: O(displacements · positions).
  func expectedToeplitzShare(_ permuted: PermutedSums) -> Double {
    guard permuted.squares > 1e-24 * Double(sums.reduce(0) { $0 + $1.pairs }) else { return .nan }
    var isPlace = [Bool](repeating: false, count: sums.count)
    for place in places { isPlace[place] = true }
    let hasPlace = isPlace
    let occurring = sums.indices.filter { sums[$0].pairs > 0 }
    let blockSize = 64
    let blocks = (occurring.count + blockSize - 1) / blockSize
    let parts = Parallel.map(blocks, threads: threads) { block in
      hasPlace.withUnsafeBufferPointer { isPlace in
        occurring[block * blockSize..<min(occurring.count, (block + 1) * blockSize)].reduce(0.0) {
          let displacement = $1
          // Positions with a partner on both sides are where two pairs of a displacement meet.
          let meetings = places.count {
            $0 >= displacement && isPlace[$0 - displacement]
              && $0 + displacement < isPlace.count && isPlace[$0 + displacement]
          }
          let pairs = Double(sums[displacement].pairs)
          return $0
            + permuted.variance(edges: pairs, adjacentPairs: 2 * Double(meetings)) / pairs
        }
      }
    }
    return parts.reduce(0, +) / permuted.squares
  }

  /// Mean r by displacement, no more than a few steps in each direction; empty without a grid.
  ///
  /// Rows go from −steps to steps, and columns likewise; nil at no displacement and where there are no
  /// pairs.
  func map(steps limit: Int) -> [[Double?]] {
    guard let steps = frame.longestSteps.map({ min(limit, $0) }) else { return [] }
    return (-steps...steps).map { row in
      (-steps...steps).map { column in
        let number = frame.number(of: (row, column, 0))
        guard number != 0, abs(number) < sums.count, frame.holds(row, column) else { return nil }
        let sum = sums[abs(number)]
        return sum.pairs > 0 ? mean + sum.deviations / Double(sum.pairs) : nil
      }
    }
  }

  /// Mean correlation by distance, nearest first.
  ///
  /// - Parameter permuted: X as in the statistic, for the exact deviation of each mean over all
  ///   permutations.
  func correlogram(limit: Int, _ permuted: PermutedSums) -> [CorrelogramPoint] {
    var byDistance = [Sum](repeating: Sum(), count: limit + 1)
    var steps = [[Int]](repeating: [], count: limit + 1)
    for (number, sum) in sums.enumerated() where sum.pairs > 0 {
      guard let distance = frame.distance(number), distance <= limit else { continue }
      byDistance[distance].add(sum)
      steps[distance].append(number)
    }
    let distances = byDistance.indices.filter { byDistance[$0].pairs > 0 }
    let adjacent = adjacentPairs(distances.map { steps[$0] })
    return distances.enumerated().map { place, distance in
      let sum = byDistance[distance]
      let n = Double(sum.pairs)
      return CorrelogramPoint(
        distance: distance, pairs: sum.pairs, signed: mean + sum.deviations / n,
        absolute: sum.absolutes / n,
        deviation: permuted.variance(edges: n, adjacentPairs: adjacent[place]).squareRoot() / n)
    }
  }

  /// For each set of displacements: Σ degree (degree − 1) of the graph that joins what they join.
  private func adjacentPairs(_ sets: [[Int]]) -> [Double] {
    var isPlace = [Bool](repeating: false, count: sums.count)
    for place in places { isPlace[place] = true }
    let hasPlace = isPlace
    return Parallel.map(sets.count, threads: threads) { index in
      hasPlace.withUnsafeBufferPointer { isPlace in
        places.reduce(0.0) { total, place in
          var degree = 0.0
          for step in sets[index] {
            if place >= step, isPlace[place - step] { degree += 1 }
            if place + step < isPlace.count, isPlace[place + step] { degree += 1 }
          }
          return total + degree * (degree - 1)
        }
      }
    }
  }

  struct CorrelogramPoint {
    var distance: Int
    var pairs: Int
    var signed: Double
    var absolute: Double
    /// Standard deviation over all permutations.
    var deviation: Double
  }
}

/// Numbers places so that the difference of two numbers tells the displacement: columns and
/// channels are spread twice as wide as they are, so that a step back differs from a step on.
struct DisplacementFrame {
  private let width: Int
  private let height: Int
  private let channels: Int

  init(_ layout: Layout) {
    guard case .grid(let height, let width, let channels) = layout else {
      self.width = 0
      self.height = 0
      self.channels = 1
      return
    }
    self.width = width
    self.height = height
    self.channels = channels
  }

  /// How many columns a grid has; nil without one.
  var columns: Int? { isGrid ? width : nil }

  /// How many steps a grid allows in its longer direction; nil without one.
  var longestSteps: Int? { isGrid ? max(height, width) - 1 : nil }

  /// Whether two places of the grid can be so far apart.
  func holds(_ rows: Int, _ columns: Int) -> Bool { abs(columns) < width && abs(rows) < height }

  private var isGrid: Bool { width > 0 }
  private var channelSpan: Int { 2 * channels - 1 }
  private var rowSpan: Int { (2 * width - 1) * channelSpan }

  func number(of place: (row: Int, column: Int, channel: Int)) -> Int {
    isGrid ? place.row * rowSpan + place.column * channelSpan + place.channel : place.column
  }

  /// Manhattan distance of a displacement; nil between channels.
  func distance(_ number: Int) -> Int? {
    guard isGrid else { return number }
    let (pixel, channel) = DisplacementFrame.nearest(number, channelSpan)
    guard channel == 0 else { return nil }
    let (row, column) = DisplacementFrame.nearest(pixel, 2 * width - 1)
    return abs(row) + abs(column)
  }

  /// How many spans, and what remains when it may be negative.
  private static func nearest(_ number: Int, _ span: Int) -> (spans: Int, rest: Int) {
    let spans = (number + span / 2) / span
    return (spans, number - spans * span)
  }
}
