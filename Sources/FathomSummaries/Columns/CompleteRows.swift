package import FathomNumerics

/// Which rows of a block lack no value.
package struct CompleteRows {
  /// The complete rows, ascending.
  package let rows: [Int]
  /// The others, ascending.
  package let otherRows: [Int]

  /// - Parameters:
  ///   - block: `b × p`; NaN where a value is missing.
  ///   - incomplete: the columns that lack values, if that is known; all are looked at otherwise.
  package init(_ block: Matrix, lacking incomplete: [Int]? = nil) {
    let flags = CompleteRows.lacks(block, incomplete ?? Array(block.columnIndices))
    rows = flags.indices.filter { flags[$0] == 0 }
    otherRows = flags.indices.filter { flags[$0] != 0 }
  }

  /// How many rows lack no value.
  package static func count(_ block: Matrix, lacking incomplete: [Int]) -> Int {
    incomplete.isEmpty
      ? block.rows : lacks(block, incomplete).reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
  }

  /// A one for each row that lacks a value in some columns.
  private static func lacks(_ block: Matrix, _ columns: [Int]) -> [UInt8] {
    var flags = [UInt8](repeating: 0, count: block.rows)
    flags.withUnsafeMutableBufferPointer { flags in
      block.storage.withUnsafeBufferPointer { values in
        for column in columns {
          let start = column * flags.count
          // In bounds: every column has as many values as there are flags.
          for row in flags.indices { flags[row] |= values[start + row].isNaN ? 1 : 0 }
        }
      }
    }
    return flags
  }
}
