package import FathomData

/// How many rows differ from one another, in whatever tells them apart.
package struct RowHashes: Partial, Codable {
  /// The columns that were read: the features and the target.
  private let columns: [Int]
  private(set) var counter = DistinctCounter()

  /// Hashes of no row, over some columns.
  init(columns: [Int]) { self.columns = columns }

  package var byteCount: Int { counter.byteCount }

  package var byteLimit: Int { counter.byteLimit }

  /// Takes in the rows of a batch.
  package mutating func absorb(_ batch: Batch) {
    var hashes = [UInt64](repeating: 0x9E37_79B9_7F4A_7C15, count: batch.rowCount)
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
      for (row, other) in batch.otherCells.enumerated() {
        hashes[row] = RowHashes.step(hashes[row], other)
      }
      for row in hashes.indices {
        // Spread evenly, as the counter wants it.
        var mixed = (hashes[row] ^ (hashes[row] >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        hashes[row] = mixed ^ (mixed >> 31)
      }
    }
    counter.absorb(&hashes)
  }

  /// Adds the rows of other batches.
  package mutating func merge(_ other: RowHashes) { counter.merge(other.counter) }

  @inline(__always)
  package static func step(_ hash: UInt64, _ bits: UInt64) -> UInt64 {
    let mixed = (hash ^ bits) &* 0xD6E8_FEB8_6659_FD93
    return mixed ^ (mixed >> 32)
  }
}
