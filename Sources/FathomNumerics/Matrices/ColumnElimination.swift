/// Which columns of a triangular factor depend on those before them, and the factor of the others.
///
/// Columns are taken in order. What remains of a column beside those kept before it is its diagonal
/// element; a dependent one is taken out, and Givens rotations make the rest triangular again (Golub &
/// Van Loan 2013, *Matrix Computations*, 6.5.2), which is backward stable and costs O(p²) for each.
public struct ColumnElimination: Sendable {
  /// The columns that are kept, ascending.
  public private(set) var kept: [Int] = []
  /// The dependent columns, ascending, each with its coordinates in the directions of the columns
  /// kept before it.
  public private(set) var dependent: [(column: Int, coordinates: [Double])] = []
  /// The triangular factor of the kept columns.
  public let factor: Matrix

  /// - Parameters:
  ///   - triangular: `p × p`, upper triangular.
  ///   - isDependent: says by its number and the size of what remains of it whether a column depends on
  ///     those before it.
  public init(_ triangular: Matrix, isDependent: (_ column: Int, _ rest: Double) -> Bool) {
    precondition(triangular.rows == triangular.columns, "a triangular factor is square")
    let p = triangular.columns
    var columns = (0..<p).map {
      Array(triangular.column($0)[..<(triangular.column($0).startIndex + $0 + 1)])
    }
    var numbers = Array(0..<p)
    var place = 0
    while place < numbers.count {
      let rest = abs(columns[place][place])
      guard isDependent(numbers[place], rest) else {
        kept.append(numbers[place])
        place += 1
        continue
      }
      dependent.append((numbers[place], Array(columns[place][..<place])))
      numbers.remove(at: place)
      columns.remove(at: place)
      ColumnElimination.retriangulate(&columns, from: place)
    }
    var factor = Matrix(rows: kept.count, columns: kept.count)
    for (j, column) in columns.enumerated() {
      for (i, value) in column.enumerated() { factor[i, j] = value }
    }
    self.factor = factor
  }

  /// Rotates away the element below the diagonal of each column from a place on.
  private static func retriangulate(_ columns: inout [[Double]], from first: Int) {
    var cosines = [Double]()
    var sines = [Double]()
    for place in columns.indices.dropFirst(first) {
      // In bounds: a column has an element below its diagonal, which is the last.
      columns[place].withUnsafeMutableBufferPointer { values in
        for turn in cosines.indices {
          let (c, s) = (cosines[turn], sines[turn])
          let (upper, lower) = (values[first + turn], values[first + turn + 1])
          values[first + turn] = c * upper + s * lower
          values[first + turn + 1] = c * lower - s * upper
        }
        let (upper, lower) = (values[place], values[place + 1])
        let size = (upper * upper + lower * lower).squareRoot()
        cosines.append(size > 0 ? upper / size : 1)
        sines.append(size > 0 ? lower / size : 0)
        values[place] = size
      }
      columns[place].removeLast()
    }
  }
}
