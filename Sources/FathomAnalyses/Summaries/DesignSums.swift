public import FathomNumerics

/// What correlation and collinearity need of the rows, mergeable: sums of products, and the
/// triangular factor of [1, Z] over the complete rows, Z the standardised design.
public struct DesignSums: Sendable, Codable {
  /// Sums of products of the standardised columns.
  public private(set) var correlation: CorrelationPartial
  /// The factor of the complete rows; nil where it was not asked for.
  public private(set) var factor: TriangularFactor?
  /// Complete rows that wait until they are worth a factorisation.
  private var pending: [Matrix] = []
  private var pendingRows = 0
  /// Set when a factorisation failed; the factor is void then.
  public private(set) var failure: String?

  private let scaling: Scaling

  /// Sums over no row.
  public init(scaling: Scaling, isPairwise: Bool, withFactor: Bool) {
    self.scaling = scaling
    let columns = scaling.means.count
    correlation = CorrelationPartial(columns: columns, isPairwise: isPairwise)
    factor = withFactor ? TriangularFactor(columns: columns + 1) : nil
  }

  /// Takes in rows of the design, `b × p`, as they were read; NaN where a cell is missing.
  public mutating func absorb(_ block: Matrix) {
    let standardised = scaling.apply(to: block)
    correlation.absorb(standardised)
    guard factor != nil else { return }
    let complete = DesignSums.withIntercept(standardised)
    guard complete.rows > 0 else { return }
    pending.append(complete)
    pendingRows += complete.rows
    // Factoring few rows at a time would repeat the work on the factor so far.
    if pendingRows >= max(1024, 2 * complete.columns) { flush() }
  }

  /// Adds the sums of later rows.
  public mutating func merge(_ other: DesignSums) {
    var other = other
    other.flush()
    flush()
    correlation.merge(other.correlation)
    failure = failure ?? other.failure
    guard let theirs = other.factor else { return }
    do { try factor?.merge(theirs) } catch { failure = failure ?? "\(error)" }
  }

  /// Factors the rows that still wait.
  public mutating func flush() {
    guard pendingRows > 0 else { return }
    var rows = Matrix(rows: pendingRows, columns: pending[0].columns)
    var first = 0
    for block in pending {
      for column in 0..<block.columns {
        for row in 0..<block.rows { rows[first + row, column] = block[row, column] }
      }
      first += block.rows
    }
    pending = []
    pendingRows = 0
    do { try factor?.absorb(rows) } catch { failure = failure ?? "\(error)" }
  }

  /// The complete rows with a column of ones in front.
  private static func withIntercept(_ block: Matrix) -> Matrix {
    var isComplete = [Bool](repeating: true, count: block.rows)
    for column in 0..<block.columns {
      for row in 0..<block.rows where block[row, column].isNaN { isComplete[row] = false }
    }
    let rows = isComplete.indices.filter { isComplete[$0] }
    var storage = [Double](repeating: 1, count: rows.count)
    storage.reserveCapacity(rows.count * (block.columns + 1))
    if rows.count == block.rows {
      storage.append(contentsOf: block.storage)
    } else {
      storage.append(contentsOf: block.selecting(rows: rows).storage)
    }
    return Matrix(rows: rows.count, columns: block.columns + 1, storage: storage)
  }
}

/// The means and standard deviations by which the design is standardised.
public struct Scaling: Sendable, Codable, Equatable {
  /// The mean of each design column.
  public var means: [Double]
  /// The standard deviation of each design column; 1 where a column does not vary.
  public var deviations: [Double]

  /// The scaling that moments imply; columns without spread are only centred.
  ///
  /// Where squares over- or underflow, the largest size takes the place of the standard deviation:
  /// any positive scale serves.
  public init(_ moments: [Moments]) {
    means = moments.map(\.mean)
    deviations = moments.map { moments in
      guard moments.varies else { return 1 }
      let deviation = moments.standardDeviation
      return deviation > 1e-140 && deviation < 1e140
        ? deviation : max(abs(moments.maximum), abs(moments.minimum))
    }
  }

  /// (x − mean) / standard deviation.
  public func apply(to block: Matrix) -> Matrix {
    var result = block
    result.storage.withUnsafeMutableBufferPointer { storage in
      for column in 0..<block.columns {
        let mean = means[column]
        let deviation = deviations[column]
        // In bounds: the block has `rows` elements in each of its columns.
        for index in column * block.rows..<(column + 1) * block.rows {
          storage[index] = (storage[index] - mean) / deviation
        }
      }
    }
    return result
  }
}
