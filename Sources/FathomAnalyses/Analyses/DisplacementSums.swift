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

  private let frame: Frame
  private let mean: Double
  /// Σ (r − mean)² over all pairs.
  private let squares: Double
  /// By the number that the frame gives to a displacement.
  private let sums: [Sum]

  init(_ correlations: Matrix, _ neighbours: NeighbourGraph, threads: Int) {
    let frame = Frame(neighbours.layout)
    let places = (0..<correlations.columns).map { frame.number(of: neighbours.place($0)) }
    let mean = LocalityMeasures.meanOfPairs(correlations, threads: threads)
    let parts = PairScan(correlations, absolute: false, threads: threads).map { columns in
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
    self.mean = mean
    squares = parts.reduce(0) { $0 + $1.squares }
    var total = parts[0].sums
    for part in parts.dropFirst() {
      for index in total.indices { total[index].add(part.sums[index]) }
    }
    sums = total
  }

  /// The share of the variance of the correlations that the displacement between two positions
  /// explains, and the share that as many arbitrary groups would.
  func toeplitz() -> (share: Double, expected: Double) {
    let occurring = sums.filter { $0.pairs > 0 }
    let pairs = Double(occurring.reduce(0) { $0 + $1.pairs })
    // Below rounding there is no variance to explain.
    guard squares > 1e-24 * pairs, pairs > 1 else { return (.nan, .nan) }
    let between = occurring.reduce(0.0) {
      $0 + $1.deviations * $1.deviations / Double($1.pairs)
    }
    return (between / squares, Double(occurring.count - 1) / (pairs - 1))
  }

  /// Mean correlation by distance, nearest first.
  func correlogram(limit: Int) -> [CorrelogramPoint] {
    var byDistance = [Sum](repeating: Sum(), count: limit + 1)
    for (number, sum) in sums.enumerated() where sum.pairs > 0 {
      guard let distance = frame.distance(number), distance <= limit else { continue }
      byDistance[distance].add(sum)
    }
    return byDistance.enumerated().filter { $0.element.pairs > 0 }.map { distance, sum in
      let n = Double(sum.pairs)
      return CorrelogramPoint(
        distance: distance, pairs: sum.pairs, signed: mean + sum.deviations / n,
        absolute: sum.absolutes / n)
    }
  }

  struct CorrelogramPoint {
    var distance: Int
    var pairs: Int
    var signed: Double
    var absolute: Double
  }

  /// Numbers places so that the difference of two numbers tells the displacement: columns and
  /// channels are spread twice as wide as they are, so that a step back differs from a step on.
  private struct Frame {
    private let width: Int
    private let channels: Int

    init(_ layout: Layout) {
      guard case .grid(_, let width, let channels) = layout else {
        self.width = 0
        self.channels = 1
        return
      }
      self.width = width
      self.channels = channels
    }

    private var isGrid: Bool { width > 0 }
    private var channelSpan: Int { 2 * channels - 1 }
    private var rowSpan: Int { (2 * width - 1) * channelSpan }

    func number(of place: (row: Int, column: Int, channel: Int)) -> Int {
      isGrid ? place.row * rowSpan + place.column * channelSpan + place.channel : place.column
    }

    /// Manhattan distance of a displacement; nil between channels.
    func distance(_ number: Int) -> Int? {
      guard isGrid else { return number }
      let (pixel, channel) = Frame.nearest(number, channelSpan)
      guard channel == 0 else { return nil }
      let (row, column) = Frame.nearest(pixel, 2 * width - 1)
      return abs(row) + abs(column)
    }

    /// How many spans, and what remains when it may be negative.
    private static func nearest(_ number: Int, _ span: Int) -> (spans: Int, rest: Int) {
      let spans = (number + span / 2) / span
      return (spans, number - spans * span)
    }
  }
}
