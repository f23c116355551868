internal import CKernels

/// Count, mean and spread of one column, mergeable.
///
/// Merging is the pairwise update of Chan, Golub & LeVeque 1983 (*Am. Stat.* 37:242), stable for any split.
public struct Moments: Sendable, Codable, Equatable {
  /// How many values.
  public private(set) var count = 0
  /// Their mean; 0 for none.
  public private(set) var mean = 0.0
  /// Sum of squared deviations from the mean, each divided by ``scale``.
  private var scaledSquares = 0.0
  /// A power of two; 1 unless squares of the values would over- or underflow.
  private var scale = 1.0
  /// The smallest value; 0 for none.
  public private(set) var minimum = 0.0
  /// The largest value; 0 for none.
  public private(set) var maximum = 0.0

  /// Sum of squared deviations from the mean; ∞ and 0 where it is beyond the limits of doubles.
  public var squaredDeviations: Double { scaledSquares * scale * scale }

  /// The moments of no values.
  public init() {}

  /// The moments of the values that are not NaN, in two passes.
  ///
  /// If there are NaN, the other values are copied.
  public init(_ values: UnsafeBufferPointer<Double>) {
    let block = BlockSum(values)
    guard block.sum.isNaN, values.contains(where: \.isNaN) else {
      self.init(withoutNaN: values, block)
      return
    }
    self = withUnsafeTemporaryAllocation(of: Double.self, capacity: values.count) { numbers in
      var count = 0
      for value in values {
        // In bounds: at most as many were copied as came before.
        numbers[count] = value
        count += value.isNaN ? 0 : 1
      }
      let present = UnsafeBufferPointer(rebasing: numbers[..<count])
      return Moments(withoutNaN: present, BlockSum(present))
    }
  }

  private init(withoutNaN values: UnsafeBufferPointer<Double>, _ block: BlockSum) {
    guard !values.isEmpty else { return }
    count = values.count
    (minimum, maximum) = (block.minimum, block.maximum)
    let sum = block.sum
    // Near the limits of doubles the sum overflows although the mean does not.
    let provisional =
      sum.isFinite ? sum / Double(count) : values.reduce(0) { $0 + $1 / Double(count) }
    scale = Moments.scale(minimum, maximum)
    let sums =
      scale == 1
      ? MomentSums(values, around: provisional)
      : MomentSums(values, around: provisional, dividedBy: scale)
    mean = provisional + sums.deviations / Double(count) * scale
    scaledSquares = max(0, sums.squares - sums.deviations * sums.deviations / Double(count))
    // Values that are all alike have no spread, whatever rounding left over.
    if minimum == maximum {
      mean = minimum
      scaledSquares = 0
    }
  }

  /// What values are divided by before they are squared: 1 where no sum of squares can leave the doubles, or lose
  /// all of its digits.
  private static func scale(_ minimum: Double, _ maximum: Double) -> Double {
    let size = max(abs(minimum), abs(maximum))
    guard size.isFinite, size >= 0x1p480 || size <= 0x1p-480, size > 0 else { return 1 }
    return size.isNormal ? size.binade : Double.leastNormalMagnitude
  }

  /// The moments of the values that are not NaN, in two passes.
  public init(_ values: ArraySlice<Double>) {
    self = values.withUnsafeBufferPointer { Moments($0) }
  }

  /// The moments of the values that are not NaN, in two passes.
  public init(_ values: [Double]) { self.init(values[...]) }

  /// The moments of each column of a matrix.
  ///
  /// - Parameter threads: changes the time, never the result.
  public static func ofColumns(_ matrix: Matrix, threads: Int) -> [Moments] {
    let blockSize = 16
    let blocks = (matrix.columns + blockSize - 1) / blockSize
    return Parallel.map(blocks, threads: threads) { block in
      (block * blockSize..<min(matrix.columns, (block + 1) * blockSize)).map {
        Moments(matrix.column($0))
      }
    }.flatMap(\.self)
  }

  /// The moments of one value that occurs this many times.
  public init(repeating value: Double, count: Int) {
    guard count > 0 else { return }
    self.count = count
    mean = value
    minimum = value
    maximum = value
  }

  /// Adds the values of another batch.
  public mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let n = Double(count + other.count)
    let common = Moments.scale(min(minimum, other.minimum), max(maximum, other.maximum))
    if common == 1, scale == 1, other.scale == 1 {
      let delta = other.mean - mean
      scaledSquares +=
        other.scaledSquares + delta * delta * Double(count) * Double(other.count) / n
      mean += delta * Double(other.count) / n
    } else {
      // Each ratio is a power of two and loses nothing; what underflows is no part of the sum.
      let delta = other.mean / common - mean / common
      let (mine, theirs) = (scale / common, other.scale / common)
      scaledSquares =
        scaledSquares * mine * mine + other.scaledSquares * theirs * theirs
        + delta * delta * Double(count) * Double(other.count) / n
      mean += delta * (Double(other.count) / n) * common
      scale = common
    }
    count += other.count
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }

  /// Whether two values differ, even where the squares of their deviations underflow.
  public var varies: Bool { minimum < maximum }

  /// Standard deviation with divisor n − 1; NaN for fewer than two values.
  public var standardDeviation: Double {
    count > 1 ? (scaledSquares / Double(count - 1)).squareRoot() * scale : .nan
  }
}

/// The sum and the extremes of a block of values, in one pass.
public struct BlockSum: Sendable {
  /// The sum; NaN if one of the values is.
  public let sum: Double
  /// The smallest value that is not NaN; ∞ without one.
  public let minimum: Double
  /// The largest value that is not NaN; −∞ without one.
  public let maximum: Double

  /// Adds up values.
  public init(_ values: UnsafeBufferPointer<Double>) {
    var result = fathom_sum(sum: 0, minimum: .infinity, maximum: -.infinity)
    // In bounds: base and count are those of one buffer.
    if let base = values.baseAddress { fathom_sum_extremes(base, values.count, &result) }
    (sum, minimum, maximum) = (result.sum, result.minimum, result.maximum)
  }
}

/// Sums of the deviations of a block from a centre, and of their squares.
///
/// The order of the additions depends on the number of values only, so the sums are the same on every
/// machine.
struct MomentSums {
  let deviations: Double
  let squares: Double

  /// The sums over values without NaN, each divided by a power of two.
  init(_ values: UnsafeBufferPointer<Double>, around centre: Double, dividedBy scale: Double) {
    let scaled = values.map { $0 / scale }
    self = scaled.withUnsafeBufferPointer { MomentSums($0, around: centre / scale) }
  }

  /// The sums over values without NaN.
  init(_ values: UnsafeBufferPointer<Double>, around centre: Double) {
    var deviations = 0.0
    var squares = 0.0
    if let base = values.baseAddress {
      // In bounds: base and count are those of one buffer.
      fathom_deviations(base, values.count, centre, &deviations, &squares)
    }
    self.deviations = deviations
    self.squares = squares
  }
}
