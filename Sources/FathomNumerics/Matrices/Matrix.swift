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
    self.storage = LargeArray.make(repeating: value, count: rows * columns)
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
    selecting(rows: nil, columns: indices)
  }

  /// The matrix made of the chosen rows, in the given order.
  public func selecting(rows indices: [Int]) -> Matrix {
    selecting(rows: indices, columns: nil)
  }

  /// The matrix made of the chosen rows and columns, in the given order; nil stands for all of them.
  ///
  /// All of them in their own order share the memory of this matrix.
  public func selecting(rows rowIndices: [Int]?, columns columnIndices: [Int]?) -> Matrix {
    let takesAllRows = rowIndices?.elementsEqual(0..<rows) ?? true
    let takesAllColumns = columnIndices?.elementsEqual(0..<columns) ?? true
    if takesAllRows, takesAllColumns { return self }
    let chosen = columnIndices ?? Array(0..<columns)
    precondition(chosen.allSatisfy((0..<columns).contains), "a chosen column exists")
    precondition(rowIndices?.allSatisfy((0..<rows).contains) ?? true, "a chosen row exists")
    let count = takesAllRows ? rows : rowIndices?.count ?? rows
    let selected = LargeArray.make(count: count * chosen.count) { target in
      storage.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        // In bounds: the indices were checked above.
        for (place, column) in chosen.enumerated() {
          let from = from + column * rows
          let to = to + place * count
          if takesAllRows {
            to.initialize(from: from, count: count)
          } else if let rowIndices {
            for (place, row) in rowIndices.enumerated() { to[place] = from[row] }
          }
        }
      }
    }
    return Matrix(rows: count, columns: chosen.count, storage: selected)
  }

  /// The first columns alone, in the memory of this matrix, which nobody else may use for it to stay where it is.
  public consuming func keeping(firstColumns count: Int) -> Matrix {
    precondition((0...columns).contains(count), "the columns exist")
    let rows = rows
    var kept = storage
    storage = []
    kept.removeLast(kept.count - rows * count)
    return Matrix(rows: rows, columns: count, storage: kept)
  }

  /// Whether no element is infinite or NaN.
  public var isFinite: Bool {
    storage.withUnsafeBufferPointer { values in
      // 0 · x is 0 for any finite x, and NaN for any other, which no later sum takes away.
      var sums = SIMD8<Double>()
      let whole = values.count / 8 * 8
      for first in stride(from: 0, to: whole, by: 8) {
        // In bounds: `first + 8` is at most the count.
        for lane in 0..<8 { sums[lane] += values[first + lane] * 0 }
      }
      return sums == .zero && values[whole...].allSatisfy(\.isFinite)
    }
  }

  /// The transpose.
  public var transposed: Matrix {
    let block = 32
    let turned = LargeArray.make(count: rows * columns) { target in
      storage.withUnsafeBufferPointer { source in
        // In bounds: r < rows and c < columns; blocks stay in the cache.
        for c0 in stride(from: 0, to: columns, by: block) {
          for r0 in stride(from: 0, to: rows, by: block) {
            for r in r0..<min(r0 + block, rows) {
              for c in c0..<min(c0 + block, columns) {
                target[c + r * columns] = source[r + c * rows]
              }
            }
          }
        }
      }
    }
    return Matrix(rows: columns, columns: rows, storage: turned)
  }

  /// The matrices, all of one width, one below the other.
  public init(stacking parts: [Matrix]) {
    let columns = parts.first?.columns ?? 0
    precondition(parts.allSatisfy { $0.columns == columns }, "parts must have one width")
    let rows = parts.reduce(0) { $0 + $1.rows }
    var storage = [Double]()
    storage.reserveCapacity(rows * columns)
    for column in 0..<columns {
      for part in parts { storage.append(contentsOf: part.column(column)) }
    }
    self.init(rows: rows, columns: columns, storage: storage)
  }

  /// Adds a matrix of the same shape, element by element.
  public mutating func add(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "shapes must agree")
    storage.withUnsafeMutableBufferPointer { values in
      other.storage.withUnsafeBufferPointer { others in
        // In bounds: both hold rows × columns elements.
        for index in values.indices { values[index] += others[index] }
      }
    }
  }

  /// Puts what a function makes of each element in its place.
  @inlinable
  public mutating func replaceElements(_ transform: (Double) -> Double) {
    storage.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] = transform(values[index]) }
    }
  }

  /// Puts a value in the place of each NaN.
  public mutating func replaceUndefined(by value: Double) {
    replaceElements { $0.isNaN ? value : $0 }
  }

  /// The indices of the columns.
  public var columnIndices: Range<Int> { 0..<columns }

  /// Hands each column out to be changed, on several threads.
  ///
  /// - Parameter threads: changes the time, never the result.
  public mutating func forEachColumn(
    threads: Int, _ body: @Sendable (UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    let rows = rows
    let columns = columns
    let blockSize = 64
    storage.withUnsafeMutableBufferPointer { storage in
      guard let base = storage.baseAddress else { return }
      let shared = SharedSlots(base: base)
      Parallel.forEach((columns + blockSize - 1) / blockSize, threads: threads) { block in
        for column in block * blockSize..<min(columns, (block + 1) * blockSize) {
          // In bounds: the matrix has `rows` elements in each of its columns.
          body(UnsafeMutableBufferPointer(start: shared.base + column * rows, count: rows))
        }
      }
    }
  }
}
