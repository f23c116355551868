public import FathomNumerics
internal import COpenBLAS

/// Samples in single precision, one row after the other: what a network reads and answers.
public struct SampleRows: Sendable, Equatable {
  /// Samples.
  public let count: Int
  /// Values a sample.
  public let width: Int
  /// `count × width`, row-major.
  public var values: [Float]

  /// Samples from their values, `count × width`, row-major.
  public init(count: Int, width: Int, values: [Float]) {
    precondition(values.count == count * width, "as many values as samples and width say")
    self.count = count
    self.width = width
    self.values = values
  }

  /// Samples of zeros.
  public init(count: Int, width: Int) {
    self.init(count: count, width: width, values: [Float](repeating: 0, count: count * width))
  }

  /// The rows of a column-major matrix.
  public init(_ matrix: Matrix) {
    self.init(count: matrix.rows, width: matrix.columns)
    for column in matrix.columnIndices {
      for (row, value) in matrix.column(column).enumerated() {
        values[row * width + column] = Float(value)
      }
    }
  }

  /// One value of one sample.
  public subscript(row: Int, column: Int) -> Float {
    get { values[row * width + column] }
    set { values[row * width + column] = newValue }
  }

  /// Some of the samples.
  public func selecting(_ rows: [Int]) -> SampleRows {
    var chosen = SampleRows(count: rows.count, width: width)
    values.withUnsafeBufferPointer { source in
      chosen.values.withUnsafeMutableBufferPointer { target in
        for (place, row) in rows.enumerated() {
          precondition(row >= 0 && row < count, "a row of these samples")
          // In bounds: both rows lie inside, as was just checked.
          for column in 0..<width { target[place * width + column] = source[row * width + column] }
        }
      }
    }
    return chosen
  }

  /// Some of the values of each sample.
  public func selecting(columns: [Int]) -> SampleRows {
    precondition(columns.allSatisfy { $0 >= 0 && $0 < width }, "values of these samples")
    var chosen = SampleRows(count: count, width: columns.count)
    for row in 0..<count {
      for (place, column) in columns.enumerated() { chosen[row, place] = self[row, column] }
    }
    return chosen
  }

  /// The samples with their values in another order: value `order[i]` comes to place `i`.
  public func rearranged(_ order: [Int]) -> SampleRows {
    precondition(order.count == width && order.allSatisfy { $0 >= 0 && $0 < width })
    var result = self
    values.withUnsafeBufferPointer { source in
      result.values.withUnsafeMutableBufferPointer { target in
        // In bounds: the order names places of a row.
        for row in 0..<count {
          for column in 0..<width {
            target[row * width + column] = source[row * width + order[column]]
          }
        }
      }
    }
    return result
  }

  /// The samples as a column-major matrix.
  public var matrix: Matrix {
    var result = Matrix(rows: count, columns: width)
    for row in 0..<count {
      for column in 0..<width { result[row, column] = Double(values[row * width + column]) }
    }
    return result
  }
}

/// Memory of single-precision numbers that lives as long as its owner, zero at first.
final class FloatBuffer {
  let base: UnsafeMutablePointer<Float>
  let count: Int

  init(_ count: Int) {
    self.count = max(1, count)
    base = .allocate(capacity: self.count)
    base.initialize(repeating: 0, count: self.count)
  }

  deinit { base.deallocate() }

  func clear() { base.update(repeating: 0, count: count) }
}

/// Products of row-major matrices in single precision.
enum SingleProducts {
  /// `c = op(a) · op(b)`: `c` has `m × n` elements, the inner dimension is `k`.
  ///
  /// The caller sees to it that the pointers hold as many elements as the sizes say.
  static func multiply(
    _ a: UnsafePointer<Float>, transposingFirst transposesA: Bool = false,
    _ b: UnsafePointer<Float>, transposingSecond transposesB: Bool = false,
    into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
  ) {
    guard m > 0, n > 0, k > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, transposesA ? CblasTrans : CblasNoTrans,
      transposesB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a,
      Int32(transposesA ? m : k), b, Int32(transposesB ? k : n), 0, c, Int32(n))
  }
}
