public import FathomData
public import FathomNumerics

/// How often each class occurs.
public struct TargetCounts: Partial, Codable, Equatable {
  /// The count of each class, in the order of the target's levels.
  public private(set) var counts: [Int]
  /// Rows whose target is missing.
  public private(set) var missing = 0

  /// The counts of no row.
  public init(classes: Int) { counts = Array(repeating: 0, count: classes) }

  /// Eight bytes a class.
  public var byteCount: Int { 8 * counts.count }

  /// As many classes as there are levels.
  public var byteLimit: Int { byteCount }

  /// Counts the codes of a batch; negative codes are missing.
  public mutating func absorb(_ codes: [Int32]) {
    for code in codes {
      if code >= 0, Int(code) < counts.count { counts[Int(code)] += 1 } else { missing += 1 }
    }
  }

  /// Adds the counts of another partial.
  public mutating func merge(_ other: TargetCounts) {
    for index in counts.indices { counts[index] += other.counts[index] }
    missing += other.missing
  }
}

/// Sums of products of the standardised design with the target, mergeable.
///
/// A number is one variable, classes are an indicator each. Only rows count whose features are there,
/// and whose target is.
struct TargetSums: Partial, Codable {
  /// Standardised rows without a missing feature.
  struct Rows: Sendable {
    /// `b × p`, without NaN.
    var features: Matrix
    /// The target of each row, NaN where it is missing.
    var targets: [Double]
  }

  /// A target of more classes has no sums.
  static let classLimit = 50

  /// Classes; 0 for a number.
  private let classes: Int
  /// What is taken off a number before it is summed, so that little cancels.
  private let shift: Double
  /// Σ z·(y − shift), a row for each column of the design.
  private var products: Matrix
  private var features: [Moments]
  private var targets: [Moments]

  /// Sums over no row; nil where there is no target, or one of too many classes.
  ///
  /// - Parameters:
  ///   - columns: columns of the design.
  ///   - shift: any value near the mean of a number.
  init?(_ schema: Schema, columns: Int, shift: Double) {
    switch schema.task {
    case .regression?:
      classes = 0
    case .classification?:
      let levels = schema.target?.levels.count ?? 0
      guard (2...TargetSums.classLimit).contains(levels) else { return nil }
      classes = levels
    case nil: return nil
    }
    self.shift = shift.isFinite ? shift : 0
    let variables = max(1, classes)
    products = Matrix(rows: columns, columns: variables)
    features = Array(repeating: Moments(), count: columns)
    targets = Array(repeating: Moments(), count: variables)
  }

  var byteCount: Int {
    8 * products.storage.count
      + MemoryLayout<Moments>.stride * (features.count + targets.count)
  }

  var byteLimit: Int { byteCount }

  /// Takes in rows; those whose target is missing do not count.
  mutating func absorb(_ rows: Rows) {
    let (block, target) = (rows.features, rows.targets)
    let present = target.indices.filter { !target[$0].isNaN }
    guard !present.isEmpty else { return }
    let z = present.count == target.count ? block : block.selecting(rows: present)
    var y = Matrix(rows: present.count, columns: targets.count)
    for (row, place) in present.enumerated() {
      if classes == 0 {
        y[row, 0] = target[place] - shift
      } else if let code = Int(exactly: target[place]), code >= 0, code < classes {
        y[row, code] = 1
      }
    }
    LinearAlgebra.addProduct(of: z, and: y, to: &products)
    for column in features.indices { features[column].merge(Moments(z.column(column))) }
    for column in targets.indices { targets[column].merge(Moments(y.column(column))) }
  }

  /// Adds the sums of other rows.
  mutating func merge(_ other: TargetSums) {
    products.add(other.products)
    for index in features.indices { features[index].merge(other.features[index]) }
    for index in targets.indices { targets[index].merge(other.targets[index]) }
  }

  /// What was found; nil where the target does not vary.
  var correlations: TargetCorrelations? {
    let rows = targets[0].count
    let whole = targets.reduce(0) { $0 + $1.squaredDeviations }
    guard rows > 2, whole > 0, whole.isFinite else { return nil }
    var values = products
    for (column, feature) in features.enumerated() {
      let size = feature.varies ? 1 / (feature.squaredDeviations * whole).squareRoot() : 0
      for (variable, target) in targets.enumerated() {
        values[column, variable] =
          (products[column, variable] - Double(rows) * feature.mean * target.mean) * size
      }
    }
    return TargetCorrelations(rows: rows, values: values)
  }
}

/// What the design columns and the target have in common.
public struct TargetCorrelations: Sendable, Equatable {
  /// Rows with a target.
  public var rows: Int
  /// `p × k`: for a number, Pearson's r of each design column; for k classes the products of column and
  /// indicator, centred, with the column at unit length and all indicators together at unit length, so
  /// that the squares of a row add up to the share of the indicators' variance that the column explains.
  public var values: Matrix

  /// Correlations from their parts.
  public init(rows: Int, values: Matrix) {
    self.rows = rows
    self.values = values
  }
}

extension Batch {
  /// The target of each row: a number, or the code of a class; NaN where it is missing; empty without a
  /// target.
  func targetValues(_ schema: Schema) -> [Double] {
    guard let index = schema.targetIndex else { return [] }
    if case .codes(let codes) = columns[index] {
      return codes.map { $0 < 0 ? .nan : Double($0) }
    }
    return columns[index].numbers ?? Array(repeating: .nan, count: rowCount)
  }
}
