public import FathomNumerics

/// Sums of products of standardised columns, mergeable: what a correlation matrix is made of.
///
/// The columns come in already centred and scaled by their means and standard deviations, so nothing
/// cancels. With missing values every pair of columns uses the rows where both are present.
public struct CorrelationPartial: Sendable, Codable, Equatable {
  /// Σ z_i z_j over the rows where both are present.
  private var products: Matrix
  /// Rows absorbed.
  public private(set) var rows = 0
  private let isPairwise: Bool
  /// Σ z_i; for pairwise sums, Σ z_i over the rows where j is present.
  private var sums: Matrix
  /// For pairwise sums: Σ z_i² over the rows where j is present.
  private var squares: Matrix
  /// For pairwise sums: rows where both are present.
  private var counts: Matrix

  /// Sums over no row.
  ///
  /// - Parameter isPairwise: whether any value is missing; costs four products instead of one.
  public init(columns: Int, isPairwise: Bool) {
    self.isPairwise = isPairwise
    products = Matrix(rows: columns, columns: columns)
    let order = isPairwise ? columns : 0
    sums = Matrix(rows: isPairwise ? columns : 1, columns: columns)
    squares = Matrix(rows: order, columns: order)
    counts = Matrix(rows: order, columns: order)
  }

  /// Takes in a block of standardised rows, `b × p`; NaN where a value is missing.
  public mutating func absorb(_ block: Matrix) {
    rows += block.rows
    guard isPairwise else {
      LinearAlgebra.addGram(of: block, to: &products)
      for column in 0..<block.columns { sums[0, column] += block.column(column).reduce(0, +) }
      return
    }
    var present = block
    var values = block
    var squared = block
    for index in block.storage.indices {
      let value = block.storage[index]
      let isMissing = value.isNaN
      present.storage[index] = isMissing ? 0 : 1
      values.storage[index] = isMissing ? 0 : value
      squared.storage[index] = isMissing ? 0 : value * value
    }
    LinearAlgebra.addGram(of: values, to: &products)
    LinearAlgebra.addGram(of: present, to: &counts)
    add(LinearAlgebra.product(values, transposingFirst: true, present), to: &sums)
    add(LinearAlgebra.product(squared, transposingFirst: true, present), to: &squares)
  }

  /// Adds the sums of other rows.
  public mutating func merge(_ other: CorrelationPartial) {
    rows += other.rows
    add(other.products, to: &products)
    add(other.sums, to: &sums)
    add(other.squares, to: &squares)
    add(other.counts, to: &counts)
  }

  private func add(_ other: Matrix, to matrix: inout Matrix) {
    for index in matrix.storage.indices { matrix.storage[index] += other.storage[index] }
  }

  /// Pearson's correlations, `p × p`; NaN where a pair has fewer than `minimumRows` rows in common
  /// or one of the two does not vary over them.
  public func correlations(minimumRows: Int = 3) -> Matrix {
    let p = products.columns
    var result = Matrix(rows: p, columns: p)
    for j in 0..<p {
      result[j, j] = 1
      for i in 0..<j {
        let r = correlation(i, j, minimumRows)
        result[i, j] = r
        result[j, i] = r
      }
    }
    return result
  }

  private func correlation(_ i: Int, _ j: Int, _ minimumRows: Int) -> Double {
    let n = isPairwise ? counts[i, j] : Double(rows)
    guard n >= Double(minimumRows) else { return .nan }
    let sumI = isPairwise ? sums[i, j] : sums[0, i]
    let sumJ = isPairwise ? sums[j, i] : sums[0, j]
    let squareI = (isPairwise ? squares[i, j] : products[i, i]) - sumI * sumI / n
    let squareJ = (isPairwise ? squares[j, i] : products[j, j]) - sumJ * sumJ / n
    // Standardised columns have squares near n; what is left after rounding is not variation.
    guard squareI > 1e-12 * n, squareJ > 1e-12 * n else { return .nan }
    let r = (products[i, j] - sumI * sumJ / n) / (squareI * squareJ).squareRoot()
    return min(1, max(-1, r))
  }
}
