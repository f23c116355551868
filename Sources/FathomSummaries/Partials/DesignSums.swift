public import FathomData
public import FathomNumerics

/// What correlation and collinearity need of the rows, mergeable: sums of products, and the
/// triangular factor of [1, Z] over the complete rows, Z the standardised design.
public struct DesignSums: Partial, Codable {
  /// Rows of the design as they were read.
  public struct Rows: Sendable {
    /// `b × p`; NaN where a cell is missing.
    public var features: Matrix
    /// The target of each row, NaN where it is missing; empty without a target.
    public var targets: [Double]
    /// Changes the time, never the result.
    public var threads: Int

    /// Rows with their targets.
    public init(features: Matrix, targets: [Double] = [], threads: Int = 1) {
      self.features = features
      self.targets = targets
      self.threads = threads
    }
  }

  /// Where the triangular factor comes from.
  public enum FactorSource: String, Sendable, Codable {
    /// There is none.
    case none
    /// From the Gram matrix, at the end, where its condition allows; see ``TriangularFactor``.
    case gram
    /// From the rows, by a QR of each block, whatever the condition.
    case rows
  }

  /// Sums of products of the standardised columns.
  public private(set) var correlation: CorrelationPartial
  /// Sums of products with the target, over the rows behind the factor; nil without a target.
  private(set) var target: TargetSums?
  private let source: FactorSource
  private var rowFactor: TriangularFactor
  /// Complete rows that wait until they are worth a factorisation.
  private var pending: [Matrix] = []
  private var pendingRows = 0
  /// Set when a factorisation failed; the factor is void then.
  public private(set) var failure: String?

  /// How the columns are standardised.
  public let scaling: Scaling

  /// The columns of a factor from the rows; nil for all.
  private let factorColumns: [Int]?
  /// Whether a missing value counts as the mean in a factor from the rows, rather than its row being
  /// left out.
  private let replacesMissing: Bool

  /// Sums over no row.
  public init(scaling: Scaling, factor: FactorSource) {
    self.init(scaling: scaling, factor: factor, target: nil)
  }

  /// Sums over no row, with those of products with a target.
  ///
  /// - Parameters:
  ///   - scaling: how the columns are standardised; by their exact means where missing values are to be
  ///     replaced.
  ///   - factor: where the triangular factor comes from.
  ///   - factorColumns: the columns of a factor from the rows, ascending.
  ///   - replacesMissing: whether a missing value counts as the mean there.
  ///   - target: no row, over the columns of the factor; nil without a target.
  init(
    scaling: Scaling, factor: FactorSource, factorColumns: [Int]? = nil,
    replacesMissing: Bool = false, target: TargetSums?
  ) {
    self.target = factor == .none ? nil : target
    self.scaling = scaling
    source = factor
    let columns = scaling.means.count
    self.factorColumns = factorColumns?.count == columns ? nil : factorColumns
    self.replacesMissing = replacesMissing
    correlation = CorrelationPartial(columns: columns)
    rowFactor = TriangularFactor(columns: (factorColumns?.count ?? columns) + 1)
  }

  /// The scaling of the factor's columns.
  var factorScaling: Scaling { factorColumns.map { scaling.selecting($0) } ?? scaling }

  /// Columns of the design.
  var columnCount: Int { scaling.means.count }

  /// Whether a factor was asked for.
  var mayHaveFactor: Bool { source != .none }

  /// How many matrices of all pairs of columns these sums may hold.
  var matrices: Int {
    // With missing values, four more; a factor of rows, and up to twice as many rows as columns.
    source == .rows ? 9 : 5
  }

  /// What the sums, the factor and the rows that wait for it take.
  public var byteCount: Int {
    correlation.byteCount + (target?.byteCount ?? 0)
      + 8 * (rowFactor.factor.storage.count + pending.reduce(0) { $0 + $1.storage.count })
  }

  /// The matrices of all pairs of columns, and the rows that wait: twice as many as columns, or 1,024, and
  /// a block of as many.
  public var byteLimit: Int {
    let columns = rowFactor.columns
    let waiting = source == .rows ? 2 * max(1_024, 2 * columns) * columns + columns * columns : 0
    return correlation.byteLimit + (target?.byteLimit ?? 0) + 8 * waiting
  }

  /// Takes in rows.
  public mutating func absorb(_ rows: consuming Rows) {
    let targets = rows.targets
    let threads = rows.threads
    var values = Matrix(rows: 0, columns: 0)
    swap(&values, &rows.features)
    scaling.standardise(&values, threads: threads)
    correlation.absorb(values, threads: threads)
    let needsTarget = target != nil && targets.count == values.rows
    guard source == .rows || needsTarget else { return }
    guard let (complete, chosen) = DesignSums.present(values, factorColumns, replacesMissing) else {
      return
    }
    if needsTarget {
      target?.absorb(
        TargetSums.Rows(
          features: complete, targets: chosen.map { $0.map { targets[$0] } } ?? targets))
    }
    guard source == .rows else { return }
    pending.append(DesignSums.withIntercept(complete))
    pendingRows += complete.rows
    // Factoring few rows at a time would repeat the work on the factor so far.
    if pendingRows >= max(1024, 2 * (complete.columns + 1)) { flush() }
  }

  /// Adds the sums of later rows.
  public mutating func merge(_ other: DesignSums) {
    var other = other
    other.flush()
    flush()
    correlation.merge(other.correlation)
    failure = failure ?? other.failure
    if let theirs = other.target { target?.merge(theirs) }
    do { try rowFactor.merge(other.rowFactor) } catch { failure = failure ?? "\(error)" }
  }

  /// The factor of the complete rows; nil where it was not asked for, failed, or where a Gram matrix
  /// does not tell enough.
  public var factor: TriangularFactor? {
    guard failure == nil else { return nil }
    switch source {
    case .none: return nil
    case .rows:
      var whole = self
      whole.flush()
      return whole.failure == nil ? whole.rowFactor : nil
    case .gram:
      let (gram, rows) = correlation.completeGram
      return TriangularFactor(gram: gram, rowCount: rows)
    }
  }

  /// Whether there is a factor of the complete rows.
  var hasFactor: Bool { factor != nil }

  /// The correlations, in the memory of their sums, which are void afterwards.
  mutating func takeCorrelations(threads: Int) -> Matrix {
    correlation.takeCorrelations(threads: threads)
  }

  /// Factors the rows that still wait.
  public mutating func flush() {
    guard pendingRows > 0 else { return }
    let rows = Matrix(stacking: pending)
    pending = []
    pendingRows = 0
    do { try rowFactor.absorb(rows) } catch { failure = failure ?? "\(error)" }
  }

  /// The rows of a block that a factor is made of, and which they are; nil for all, and without any rows
  /// nothing.
  private static func present(
    _ block: Matrix, _ columns: [Int]?, _ replacesMissing: Bool
  ) -> (rows: Matrix, chosen: [Int]?)? {
    var used = columns.map { block.selecting(columns: $0) } ?? block
    if replacesMissing { used.replaceUndefined(by: 0) }
    let rows = CompleteRows(used).rows
    guard !rows.isEmpty else { return nil }
    return rows.count == used.rows ? (used, nil) : (used.selecting(rows: rows), rows)
  }

  /// The rows with a column of ones in front.
  private static func withIntercept(_ block: Matrix) -> Matrix {
    var storage = [Double](repeating: 1, count: block.rows)
    storage.reserveCapacity(block.rows * (block.columns + 1))
    storage.append(contentsOf: block.storage)
    return Matrix(rows: block.rows, columns: block.columns + 1, storage: storage)
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

  /// The scaling of some columns.
  func selecting(_ columns: [Int]) -> Scaling {
    var result = self
    result.means = columns.map { means[$0] }
    result.deviations = columns.map { deviations[$0] }
    return result
  }

  /// Whether columns of such moments are centred and scaled well enough for sums of their products.
  ///
  /// A mean that is off by d standard deviations costs a factor of 1 + d² in rounding, which is 65 at
  /// the most here: two of sixteen digits.
  func suits(_ moments: [Moments]) -> Bool {
    moments.indices.allSatisfy { column in
      let exact = moments[column]
      guard exact.varies else { return deviations[column] == 1 || exact.count == 0 }
      let deviation = exact.standardDeviation
      guard deviation > 1e-140, deviation < 1e140 else { return false }
      let ratio = deviation / deviations[column]
      return abs(exact.mean - means[column]) <= 8 * deviation && ratio > 1e-3 && ratio < 1e3
    }
  }

  /// (x − mean) / standard deviation.
  ///
  /// - Parameter threads: changes the time, never the result.
  public func apply(to block: Matrix, threads: Int = 1) -> Matrix {
    var result = block
    standardise(&result, threads: threads)
    return result
  }

  /// Puts (x − mean) / standard deviation in the place of x.
  package func standardise(_ block: inout Matrix, threads: Int) {
    let rows = block.rows
    let columns = block.columns
    let blockSize = 64
    block.storage.withUnsafeMutableBufferPointer { storage in
      guard let base = storage.baseAddress else { return }
      let shared = SharedSlots(base: base)
      Parallel.forEach((columns + blockSize - 1) / blockSize, threads: threads) { block in
        for column in block * blockSize..<min(columns, (block + 1) * blockSize) {
          let mean = means[column]
          // A product is three times as fast as a quotient, and adds half a unit in the last place.
          let factor = 1 / deviations[column]
          // In bounds: the matrix has `rows` elements in each of its columns.
          let values = UnsafeMutableBufferPointer(start: shared.base + column * rows, count: rows)
          if factor.isNormal {
            for row in 0..<rows { values[row] = (values[row] - mean) * factor }
          } else {
            for row in 0..<rows { values[row] = (values[row] - mean) / deviations[column] }
          }
        }
      }
    }
  }
}
