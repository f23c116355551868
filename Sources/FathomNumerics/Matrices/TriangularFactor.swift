/// A mergeable QR: the triangular factor of all rows seen so far.
///
/// Rows enter in blocks; the factor of a block is stacked under the factor so far and factored
/// again (TSQR: Demmel, Grigori, Hoemmen & Langou 2012, *SIAM J. Sci. Comput.* 34:A206). The result
/// is as accurate as one QR of all rows, unlike a Gram matrix, which loses half of the digits where
/// columns are collinear; where they are not, ``init(gram:rowCount:)`` costs less.
public struct TriangularFactor: Sendable, Codable, Equatable {
  /// Number of columns.
  public let columns: Int
  /// Number of rows absorbed.
  public private(set) var rowCount: Int
  /// The factor, `min(rowCount, columns) × columns`, upper triangular; signs are not normalised.
  public private(set) var factor: Matrix

  /// The factor of no rows.
  public init(columns: Int) {
    self.columns = columns
    self.rowCount = 0
    self.factor = Matrix(rows: 0, columns: columns)
  }

  /// A factor that was found otherwise.
  init(factor: Matrix, rowCount: Int) {
    self.columns = factor.columns
    self.rowCount = rowCount
    self.factor = factor
  }

  /// Takes in a block of rows, `b × columns`, without missing values.
  ///
  /// - Complexity: O((b + columns) · columns²).
  public mutating func absorb(_ block: Matrix) throws(NumericsError) {
    precondition(block.columns == columns, "a block has the columns of the factor")
    guard block.rows > 0 else { return }
    factor = try LinearAlgebra.triangularFactor(of: TriangularFactor.stack(factor, block))
    rowCount += block.rows
  }

  /// Takes in what another factor has absorbed.
  public mutating func merge(_ other: TriangularFactor) throws(NumericsError) {
    precondition(other.columns == columns, "factors merge when their columns agree")
    guard other.rowCount > 0 else { return }
    factor = try LinearAlgebra.triangularFactor(
      of: TriangularFactor.stack(factor, other.factor))
    rowCount += other.rowCount
  }

  private static func stack(_ top: Matrix, _ bottom: Matrix) -> Matrix {
    guard top.rows > 0 else { return bottom }
    var result = [Double]()
    result.reserveCapacity((top.rows + bottom.rows) * top.columns)
    for column in 0..<top.columns {
      result.append(contentsOf: top.column(column))
      result.append(contentsOf: bottom.column(column))
    }
    return Matrix(rows: top.rows + bottom.rows, columns: top.columns, storage: result)
  }
}
