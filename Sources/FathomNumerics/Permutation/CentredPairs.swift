/// The pairs of positions of a symmetric matrix around their mean, with the sums over each position.
///
/// Centring X shifts a statistic by its mean and keeps the sums small. The centred matrix is not
/// kept: its sums are taken while the matrix is read.
struct CentredPairs {
  /// The mean over all pairs.
  let mean: Double
  /// For each position: Σ y over its pairs.
  let sums: [Double]
  /// For each position: Σ y² over its pairs.
  let squares: [Double]

  private let x: Matrix
  private let isAbsolute: Bool

  init(_ x: Matrix, absolute: Bool, threads: Int) {
    self.x = x
    isAbsolute = absolute
    let p = x.columns
    // Summing deviations from one value of the matrix loses nothing when all values are alike.
    let pivot = absolute ? abs(x[1, 0]) : x[1, 0]
    let deviations = CentredPairs.columnSums(x, absolute, around: pivot, threads)
    let mean = pivot + deviations.reduce(0) { $0 + $1.sum } / (Double(p) * Double(p - 1))
    let centred = CentredPairs.columnSums(x, absolute, around: mean, threads)
    self.mean = mean
    sums = centred.map(\.sum)
    squares = centred.map(\.squares)
  }

  /// The centred values, with a zero diagonal.
  func matrix() -> Matrix {
    var y = x
    let p = x.columns
    y.storage.withUnsafeMutableBufferPointer { values in
      // In bounds: a square matrix of p columns.
      for index in values.indices {
        values[index] = (isAbsolute ? abs(values[index]) : values[index]) - mean
      }
      for j in 0..<p { values[j + j * p] = 0 }
    }
    return y
  }

  private static func columnSums(
    _ x: Matrix, _ absolute: Bool, around centre: Double, _ threads: Int
  ) -> [(sum: Double, squares: Double)] {
    let p = x.columns
    return x.storage.withUnsafeBufferPointer { storage in
      guard let base = storage.baseAddress else { return [] }
      let shared = SharedValues(base: base)
      let mask: UInt64 = absolute ? ~(1 << 63) : ~0
      let blockSize = 64
      let blocks = (p + blockSize - 1) / blockSize
      return Parallel.map(blocks, threads: threads) { block in
        (block * blockSize..<min(p, (block + 1) * blockSize)).map { j in
          // In bounds: column j has p elements, and four lanes end at p at the latest.
          let column = shared.base + j * p
          var sums = SIMD4<Double>()
          var squares = SIMD4<Double>()
          for first in stride(from: 0, to: p / 4 * 4, by: 4) {
            let bits = SIMD4<UInt64>(
              column[first].bitPattern, column[first + 1].bitPattern,
              column[first + 2].bitPattern, column[first + 3].bitPattern)
            var y = SIMD4<Double>(bitPattern: bits & mask) - centre
            if j >= first, j < first + 4 { y[j - first] = 0 }
            sums += y
            squares += y * y
          }
          var result = (sum: sums.sum(), squares: squares.sum())
          for i in p / 4 * 4..<p where i != j {
            let y = Double(bitPattern: column[i].bitPattern & mask) - centre
            result.sum += y
            result.squares += y * y
          }
          return result
        }
      }.flatMap(\.self)
    }
  }
}

extension SIMD4<Double> {
  fileprivate init(bitPattern bits: SIMD4<UInt64>) {
    self = unsafeBitCast(bits, to: SIMD4<Double>.self)
  }
}
