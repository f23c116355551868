package import FathomData

/// How many rows differ from one another, in whatever tells them apart, and which do not.
package struct RowHashes: Partial, Codable {
  /// The features that are read.
  private let columns: [Int]
  private let target: Int?
  private(set) var counter = DistinctCounter()
  private(set) var prints: RowPrints

  /// Hashes of no row.
  ///
  /// - Parameters:
  ///   - columns: the features.
  ///   - target: the target; nil for none.
  ///   - rows: how many rows there are at most.
  ///   - printed: of how many the hashes are kept.
  init(columns: [Int], target: Int?, rows: Int, printed: Int) {
    self.columns = columns
    self.target = target
    prints = RowPrints(rows: rows, capacity: printed)
  }

  package var byteCount: Int { counter.byteCount + prints.byteCount }

  package var byteLimit: Int { counter.byteLimit + prints.byteLimit }

  /// Takes in the rows of a batch.
  package mutating func absorb(_ batch: Batch) {
    var hashes = [UInt64](repeating: 0x9E37_79B9_7F4A_7C15, count: batch.rowCount)
    RowHashes.take(columns, of: batch, into: &hashes)
    for (row, other) in batch.otherCells.enumerated() {
      hashes[row] = RowHashes.step(hashes[row], other)
    }
    var features = hashes.map(RowHashes.spread)
    if let target { RowHashes.take([target], of: batch, into: &hashes) }
    for row in hashes.indices { hashes[row] = RowHashes.spread(hashes[row]) }
    // A row without a target is nobody's copy.
    if let target {
      for (row, isPresent) in RowHashes.presence(batch.columns[target]).enumerated()
      where !isPresent {
        features[row] = RowHashes.spread(~UInt64(batch.rowNumbers[row]))
      }
    }
    prints.absorb(features, wholes: hashes, others: batch.otherCells, numbers: batch.rowNumbers)
    counter.absorb(&hashes)
  }

  /// Adds the cells of some columns to the hashes of their rows.
  private static func take(_ columns: [Int], of batch: Batch, into hashes: inout [UInt64]) {
    hashes.withUnsafeMutableBufferPointer { hashes in
      for column in columns {
        switch batch.columns[column] {
        case .doubles(let values, nil):
          values.withUnsafeBufferPointer { values in
            // In bounds, here and below: a column holds a value a row.
            for row in 0..<values.count {
              hashes[row] = RowHashes.step(hashes[row], (values[row] + 0).bitPattern)
            }
          }
        case .codes(let codes):
          codes.withUnsafeBufferPointer { codes in
            for row in 0..<codes.count {
              hashes[row] = RowHashes.step(
                hashes[row], UInt64(truncatingIfNeeded: Int64(codes[row]) + 2))
            }
          }
        case let others:
          for (row, bits) in (others.exactBits ?? []).enumerated() {
            hashes[row] = RowHashes.step(hashes[row], bits)
          }
        }
      }
    }
  }

  /// Which rows have a target.
  private static func presence(_ target: ColumnValues) -> [Bool] {
    if case .codes(let codes) = target { return codes.map { $0 >= 0 } }
    return (target.numbers ?? []).map { !$0.isNaN }
  }

  /// Spread evenly, as the counter wants it.
  @inline(__always)
  package static func spread(_ hash: UInt64) -> UInt64 {
    var mixed = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Adds the rows of other batches.
  package mutating func merge(_ other: RowHashes) {
    counter.merge(other.counter)
    prints.merge(other.prints)
  }

  @inline(__always)
  package static func step(_ hash: UInt64, _ bits: UInt64) -> UInt64 {
    let mixed = (hash ^ bits) &* 0xD6E8_FEB8_6659_FD93
    return mixed ^ (mixed >> 32)
  }
}
