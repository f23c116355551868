internal import FathomNumerics

/// Rows in memory for features of which not all pairs can be: standardised, in single precision.
///
/// Row after row, so that a permutation reads one row at a time. With Z of mean 0 and mean square 1 in
/// each column, R = ZᵀZ / n need not be formed: its sums follow from Z.
struct StandardisedRows: Sendable {
  /// How many rows.
  let rows: Int
  /// How many features.
  let columns: Int
  private let values: [Float]

  /// - Parameters:
  ///   - block: rows in memory; NaN where missing, which becomes the mean.
  ///   - features: the columns that are taken, each of which varies.
  init(_ block: Matrix, features: [Int], threads: Int) {
    rows = block.rows
    columns = features.count
    let rows = rows
    let columns = columns
    values = [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      let slots = SharedSlots(base: base)
      let blockSize = 256
      Parallel.forEach((columns + blockSize - 1) / blockSize, threads: threads) { part in
        for place in part * blockSize..<min(columns, (part + 1) * blockSize) {
          let column = block.column(features[place])
          let moments = Moments(column)
          let deviation = (moments.squaredDeviations / Double(max(1, moments.count))).squareRoot()
          // Missing cells take from the mean square what keeps R's diagonal at 1.
          let scale =
            deviation > 0
            ? (Double(rows) / Double(max(1, moments.count))).squareRoot() / deviation : 0
          // In bounds: a row holds `columns` values, and there are `rows` of them.
          for (row, value) in column.enumerated() {
            slots.base[row * columns + place] =
              value.isNaN ? 0 : Float((value - moments.mean) * scale)
          }
        }
      }
      count = rows * columns
    }
  }

  /// Hands out the values of one row.
  private func withRow<Result>(
    _ row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    values.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[row * columns..<(row + 1) * columns]))
    }
  }

  /// Some columns as doubles, `rows × columns`.
  func block(_ chosen: [Int]) -> Matrix {
    var block = Matrix(rows: rows, columns: chosen.count)
    for row in 0..<rows {
      for (place, column) in chosen.enumerated() {
        block[row, place] = Double(values[row * columns + column])
      }
    }
    return block
  }

  /// The correlations of pairs of features, in their order.
  ///
  /// - Complexity: O(rows · pairs).
  func correlations(of pairs: [(a: UInt32, b: UInt32)], threads: Int) -> [Float] {
    let blockSize = 16_384
    let blocks = (pairs.count + blockSize - 1) / blockSize
    return Parallel.map(blocks, threads: threads) { block in
      let some = pairs[block * blockSize..<min(pairs.count, (block + 1) * blockSize)]
      var sums = [Float](repeating: 0, count: some.count)
      for row in 0..<rows {
        withRow(row) { values in
          sums.withUnsafeMutableBufferPointer { sums in
            some.withUnsafeBufferPointer { some in
              // In bounds: pairs are of features.
              for place in some.indices {
                sums[place] += values[Int(some[place].a)] * values[Int(some[place].b)]
              }
            }
          }
        }
      }
      return sums.map { max(-1, min(1, $0 / Float(rows))) }
    }.flatMap(\.self)
  }

  /// The mean correlation over pairs, the features rearranged.
  ///
  /// - Parameters:
  ///   - pairs: runs of positions.
  ///   - order: the feature at each position; nil as they are.
  ///   - threads: changes the time, never the result.
  func mean(over pairs: [PositionRun], count: Int, order: [UInt32]?, threads: Int) -> Double {
    let parts = Parallel.map(rows, threads: threads) { row in
      withRow(row) { source in
        guard let order else { return StandardisedRows.sum(source, pairs) }
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) { arranged in
          // In bounds: an arrangement of the features.
          order.withUnsafeBufferPointer { order in
            for place in 0..<columns { arranged[place] = source[Int(order[place])] }
          }
          return StandardisedRows.sum(UnsafeBufferPointer(arranged), pairs)
        }
      }
    }
    return parts.reduce(0, +) / Double(rows) / Double(max(1, count))
  }

  /// Σ over runs of the products of both ends.
  private static func sum(_ row: UnsafeBufferPointer<Float>, _ runs: [PositionRun]) -> Double {
    guard let base = row.baseAddress else { return 0 }
    var total = 0.0
    for run in runs {
      let from = UnsafeRawPointer(base + run.from)
      let to = UnsafeRawPointer(base + run.to)
      var lanes = SIMD8<Float>()
      var place = 0
      // In bounds: runs lie within the row, and eight lanes end at the run's end at the latest.
      while place + 8 <= run.length {
        let bytes = place * MemoryLayout<Float>.stride
        lanes +=
          from.loadUnaligned(fromByteOffset: bytes, as: SIMD8<Float>.self)
          * to.loadUnaligned(fromByteOffset: bytes, as: SIMD8<Float>.self)
        place += 8
      }
      var sum = Double(lanes.sum())
      while place < run.length {
        sum += Double(row[run.from + place] * row[run.to + place])
        place += 1
      }
      total += sum
    }
    return total
  }

  /// Mean and variance over all permutations, exact, without the correlations: with s the row sums of Z
  /// and G = Z Zᵀ, Σ R = sᵀs / n − p, Σ R² = ‖G‖² / n² − p, and the sums of R's rows are Zᵀs / n − 1.
  ///
  /// - Complexity: O(n² p).
  func permutedSums(threads: Int) -> PermutedSums {
    let n = Double(rows)
    let p = Double(columns)
    let rowSums = Parallel.map(rows, threads: threads) { row in
      withRow(row) { $0.reduce(0.0) { $0 + Double($1) } }
    }
    let width = 1_024
    let parts = (columns + width - 1) / width
    // Eight accumulators, so that the result does not depend on threads.
    let lanes = 8
    let sums = Parallel.map(min(lanes, parts), threads: threads) { lane in
      var gram = Matrix(rows: rows, columns: rows)
      var squares = 0.0
      var total = 0.0
      for part in stride(from: lane, to: parts, by: lanes) {
        let block = block(Array(part * width..<min(columns, (part + 1) * width)))
        gram.add(LinearAlgebra.outerGram(of: block))
        for column in block.columnIndices {
          let sum =
            block.column(column).enumerated().reduce(0.0) { $0 + $1.element * rowSums[$1.offset] }
            / n - 1
          total += sum
          squares += sum * sum
        }
      }
      return (gram: gram, sum: total, squares: squares)
    }
    var gram = sums[0].gram
    for part in sums.dropFirst() { gram.add(part.gram) }
    let squares = gram.storage.reduce(0.0) { $0 + $1 * $1 } / (n * n) - p
    return PermutedSums(
      positions: columns, sum: sums.reduce(0) { $0 + $1.sum }, squares: squares,
      squaredSums: sums.reduce(0) { $0 + $1.squares })
  }
}

/// Pairs (from + k, to + k) for k below the length.
struct PositionRun: Sendable, Equatable {
  var from: Int
  var to: Int
  var length: Int
}
