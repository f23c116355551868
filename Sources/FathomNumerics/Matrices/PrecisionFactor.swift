internal import COpenBLAS

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A factor B of the inverse of a correlation matrix, R⁻¹ = B·Bᵀ, from which columns are dropped one by
/// one.
///
/// Dropping column w turns R⁻¹ into R⁻¹ − r·rᵀ/r_w, r its column w, which cancels where that column was
/// collinear. Here a Householder reflection from the right turns row w of B into (0, …, 0, β), and the
/// last column of B goes: the same in exact arithmetic, with errors of the size of ε·√VIF instead of
/// ε·VIF, in O(p²).
///
/// Further rows may ride along: with c = Bᵀ·r, r the correlations with a variable y, the squared length
/// of c is the share of y that the columns explain, and stays so while columns are dropped.
public struct PrecisionFactor: Sendable {
  /// B, and the rows that ride along below it; dropped columns have rows of zeros.
  private var rows: Matrix
  /// How many columns of B are left.
  private var width: Int
  /// How many rows are those of B.
  private let count: Int

  /// - Parameters:
  ///   - inverse: the inverse of the triangular factor, `p × p`.
  ///   - companions: `k × p`, rows that ride along.
  public init(_ inverse: Matrix, companions: Matrix? = nil) {
    precondition(inverse.rows == inverse.columns, "B is square at first")
    precondition(companions.map { $0.columns == inverse.columns } ?? true, "rows as long as B's")
    count = inverse.rows
    width = inverse.columns
    guard let companions else {
      rows = inverse
      return
    }
    var all = Matrix(rows: inverse.rows + companions.rows, columns: inverse.columns)
    for column in 0..<inverse.columns {
      for row in 0..<inverse.rows { all[row, column] = inverse[row, column] }
      for row in 0..<companions.rows { all[inverse.rows + row, column] = companions[row, column] }
    }
    rows = all
  }

  /// The diagonal of R⁻¹: the variance inflation factor of each column; 0 where it was dropped.
  public var inflations: [Double] {
    var sums = [Double](repeating: 0, count: count)
    for column in 0..<width {
      for row in 0..<count { sums[row] += rows[row, column] * rows[row, column] }
    }
    return sums
  }

  /// Row of B of a column.
  public func row(_ column: Int) -> [Double] { (0..<width).map { rows[column, $0] } }

  /// The partial correlation of a column with every other, given all that are left, but for its sign;
  /// 0 with those that were dropped.
  public func partialCorrelations(_ column: Int, _ inflations: [Double]) -> [Double] {
    let own = row(column)
    let products = times(own)
    return (0..<count).map { other in
      let size = (inflations[other] * inflations[column]).squareRoot()
      return size > 0 ? min(1, abs(products[other]) / size) : 0
    }
  }

  /// The squared length of each companion.
  public var companionSquares: [Double] {
    (count..<max(count, rows.rows)).map { row in
      (0..<width).reduce(0) { $0 + rows[row, $1] * rows[row, $1] }
    }
  }

  /// What the squared length of each companion would lose if a column were dropped.
  public func companionLosses(_ column: Int) -> [Double] {
    let own = row(column)
    let square = own.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return companionSquares.map { _ in 0 } }
    return (count..<max(count, rows.rows)).map { row in
      let product = own.indices.reduce(0) { $0 + rows[row, $1] * own[$1] }
      return product * product / square
    }
  }

  /// Drops a column.
  public mutating func drop(_ column: Int) {
    precondition(column >= 0 && column < count && width > 0, "a column of B")
    var reflection = row(column)
    let length = reflection.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return }
    let last = width - 1
    // The sign that does not cancel.
    reflection[last] += reflection[last] < 0 ? -length : length
    let square = reflection.reduce(0) { $0 + $1 * $1 }
    let products = times(reflection)
    let height = rows.rows
    rows.storage.withUnsafeMutableBufferPointer { storage in
      // In bounds: the first `width` columns of a matrix of `height` rows.
      cblas_dger(
        CblasColMajor, Int32(height), Int32(width), -2 / square, products, 1, reflection, 1,
        storage.baseAddress, Int32(height))
    }
    width = last
    for place in 0..<width { rows[column, place] = 0 }
  }

  /// All rows times a vector.
  private func times(_ vector: [Double]) -> [Double] {
    LinearAlgebra.prepare()
    var result = [Double](repeating: 0, count: rows.rows)
    guard width > 0, rows.rows > 0 else { return result }
    cblas_dgemv(
      CblasColMajor, CblasNoTrans, Int32(rows.rows), Int32(width), 1, rows.storage,
      Int32(rows.rows), vector, 1, 0, &result, 1)
    return result
  }
}
