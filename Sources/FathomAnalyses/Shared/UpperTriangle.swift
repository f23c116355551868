internal import FathomNumerics

/// Reads the pairs of a symmetric matrix, those above the diagonal, on several threads.
///
/// The columns are dealt out to a fixed number of parts, which are reduced in their order: results do
/// not depend on the number of threads.
struct UpperTriangle {
  private let matrix: Matrix
  private let isAbsolute: Bool
  private let threads: Int

  static let parts = 16

  /// - Parameter absolute: whether the values are read without their sign.
  init(_ matrix: Matrix, absolute: Bool, threads: Int) {
    precondition(matrix.rows == matrix.columns, "a symmetric matrix is square")
    self.matrix = matrix
    isAbsolute = absolute
    self.threads = threads
  }

  /// The values of one column above the diagonal.
  struct Column: Sequence {
    /// The column, and how many values it has above the diagonal.
    let index: Int
    fileprivate let base: UnsafePointer<Double>
    fileprivate let mask: UInt64

    @inline(__always)
    func makeIterator() -> Iterator { Iterator(base: base, count: index, mask: mask) }

    struct Iterator: IteratorProtocol {
      fileprivate let base: UnsafePointer<Double>
      fileprivate let count: Int
      fileprivate let mask: UInt64
      private var row = 0

      fileprivate init(base: UnsafePointer<Double>, count: Int, mask: UInt64) {
        self.base = base
        self.count = count
        self.mask = mask
      }

      @inline(__always)
      mutating func next() -> Double? {
        guard row < count else { return nil }
        // In bounds: column j has at least j values.
        defer { row += 1 }
        return Double(bitPattern: base[row].bitPattern & mask)
      }
    }
  }

  /// The columns of one part.
  struct Columns: Sequence, IteratorProtocol {
    fileprivate var index: Int
    fileprivate let order: Int
    fileprivate let base: UnsafePointer<Double>
    fileprivate let mask: UInt64

    mutating func next() -> Column? {
      guard index < order else { return nil }
      defer { index += UpperTriangle.parts }
      return Column(index: index, base: base + index * order, mask: mask)
    }
  }

  /// One value for each part of the columns; a body does not keep what it is given.
  func map<Value: Sendable>(_ body: @Sendable (Columns) -> Value) -> [Value] {
    let order = matrix.columns
    let mask: UInt64 = isAbsolute ? ~(1 << 63) : ~0
    return matrix.storage.withUnsafeBufferPointer { storage in
      guard let base = storage.baseAddress else { return [] }
      let shared = SharedValues(base: base)
      return Parallel.map(min(order, UpperTriangle.parts), threads: threads) { part in
        body(Columns(index: part, order: order, base: shared.base, mask: mask))
      }
    }
  }
}
