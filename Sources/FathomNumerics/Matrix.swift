/// A dense matrix of doubles, column-major, as LAPACK wants it.
///
/// - Note: Element (row, column) lies at `storage[row + column * rows]`.
public struct Matrix: Sendable, Equatable, Codable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The elements, column after column; `rows * columns` of them.
  public var storage: [Double]

  /// A `rows × columns` matrix filled with one value.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative dimension")
    self.rows = rows
    self.columns = columns
    self.storage = [Double](repeating: value, count: rows * columns)
  }

  /// A `rows × columns` matrix over elements given column after column.
  public init(rows: Int, columns: Int, storage: [Double]) {
    precondition(storage.count == rows * columns, "storage must hold rows × columns elements")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// The matrix whose columns are the given arrays, all of one length.
  public init(columns columnArrays: [[Double]]) {
    let rows = columnArrays.first?.count ?? 0
    precondition(columnArrays.allSatisfy { $0.count == rows }, "columns must have one length")
    self.init(rows: rows, columns: columnArrays.count, storage: columnArrays.flatMap { $0 })
  }

  /// The element at a row and a column.
  public subscript(row: Int, column: Int) -> Double {
    get { storage[row + column * rows] }
    set { storage[row + column * rows] = newValue }
  }

  /// The elements of one column.
  public func column(_ index: Int) -> ArraySlice<Double> {
    storage[index * rows..<(index + 1) * rows]
  }

  /// The matrix made of the chosen columns, in the given order.
  public func selecting(columns indices: [Int]) -> Matrix {
    var result = [Double]()
    result.reserveCapacity(rows * indices.count)
    for index in indices { result.append(contentsOf: column(index)) }
    return Matrix(rows: rows, columns: indices.count, storage: result)
  }

  /// The matrix made of the chosen rows, in the given order.
  public func selecting(rows indices: [Int]) -> Matrix {
    var result = [Double]()
    result.reserveCapacity(indices.count * columns)
    for column in 0..<columns {
      let base = column * rows
      for row in indices { result.append(storage[base + row]) }
    }
    return Matrix(rows: indices.count, columns: columns, storage: result)
  }

  /// The transpose.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for column in 0..<columns {
      for row in 0..<rows { result.storage[column + row * columns] = storage[row + column * rows] }
    }
    return result
  }
}
