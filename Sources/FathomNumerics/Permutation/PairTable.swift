internal import CKernels

/// A symmetric matrix in 16 bits a value, for sums over many pairs under permuted positions.
///
/// Sums of random places are bound by the cache: a matrix of a quarter of the size is read twice as
/// fast. A value is off by half a ``step`` at most, so a sum tells where it must be formed again from
/// the matrix itself.
public struct PairTable: Sendable {
  /// The most positions: their table has 8 MB.
  public static let largestOrder = 2_048

  /// The number of positions.
  public let order: Int
  /// The value that is written as 0.
  public let lower: Double
  /// What one unit stands for.
  public let step: Double
  private let values: [UInt16]

  /// Nil for a matrix that is too large for a cache.
  ///
  /// - Parameter absolute: whether the absolute values are meant.
  public init?(_ x: Matrix, absolute: Bool) {
    guard (1...PairTable.largestOrder).contains(x.columns) else { return nil }
    let p = x.columns
    order = p
    var lowest = Double.infinity
    var highest = -Double.infinity
    for j in 1..<max(1, p) {
      for i in 0..<j {
        let value = absolute ? abs(x[i, j]) : x[i, j]
        lowest = min(lowest, value)
        highest = max(highest, value)
      }
    }
    let lower = lowest.isFinite ? lowest : 0
    let step = highest > lower ? (highest - lower) / Double(UInt16.max) : 0
    let scale = step > 0 ? 1 / step : 0
    self.lower = lower
    self.step = step
    values = [UInt16](unsafeUninitializedCapacity: p * p) { buffer, count in
      x.storage.withUnsafeBufferPointer { x in
        for place in x.indices {
          let value = absolute ? abs(x[place]) : x[place]
          // The diagonal lies outside of the range, and is never asked for.
          let units = min(65_535, max(0, (value - lower) * scale))
          buffer[place] = UInt16(units.rounded())
        }
      }
      count = p * p
    }
  }

  /// The sum over some pairs in units, under a permutation of the positions.
  public func units(of pairs: PairRuns, under permutation: Permutation) -> UInt64 {
    // In bounds: a permutation arranges as many positions as the table has, and runs are made of them.
    values.withUnsafeBufferPointer { values in
      pairs.runs.withUnsafeBufferPointer { runs in
        fathom_pair_sum(
          values.baseAddress, permutation.rows, permutation.order, runs.baseAddress, runs.count)
      }
    }
  }

  /// The value of one pair, to half a ``step``, under a permutation of the positions.
  @inline(__always)
  public func value(_ a: Int, _ b: Int, under permutation: Permutation) -> Double {
    let row = Int(permutation.order[a]) &* order
    return lower + step * Double(values[row &+ Int(permutation.order[b])])
  }

  /// The mean that a sum of this many pairs stands for, to half a ``step``.
  public func mean(_ units: UInt64, pairs: Int) -> Double {
    lower + step * (Double(units) / Double(pairs))
  }
}

/// Pairs of positions, in runs in which both go on by one.
public struct PairRuns: Sendable {
  /// How many pairs.
  public let count: Int
  let runs: [fathom_run]

  /// Runs of pairs; a pair continues the run before it where both its positions are the next.
  public init(_ pairs: some Sequence<(Int, Int)>) {
    var runs = [fathom_run]()
    var count = 0
    for (a, b) in pairs {
      count += 1
      if let last = runs.last, Int(last.from + last.length) == a, Int(last.to + last.length) == b {
        runs[runs.count - 1].length += 1
      } else {
        runs.append(fathom_run(from: UInt32(a), to: UInt32(b), length: 1))
      }
    }
    self.runs = runs
    self.count = count
  }
}

extension Graph {
  /// The edges, in their order.
  public var pairs: PairRuns {
    PairRuns(from.indices.lazy.map { (Int(from[$0]), Int(to[$0])) })
  }
}
