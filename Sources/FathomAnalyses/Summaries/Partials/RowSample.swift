public import FathomNumerics

/// Rows of the design that are kept in memory: all of them where they fit, else a seeded sample.
///
/// A row belongs to the sample when a keyed hash of its number falls below a limit, so the choice
/// depends neither on how the rows were split nor on the number of threads.
public struct RowSample: Sendable {
  /// The sampled rows, `n × p`; NaN where a cell is missing.
  public var features: Matrix
  /// The target of each row: a number, or the code of a class; NaN where missing; empty without target.
  public var target: [Double]
  /// The number of each row in the source.
  public var rowNumbers: [Int]
  /// A hash of the group of each row; empty without groups.
  var groups: [UInt64] = []
  /// Whether the sample holds every usable row.
  public var isComplete: Bool
}

/// Collects the sampled rows batch by batch.
struct RowSamplePartial: Sendable, Codable {
  private struct Block: Sendable, Codable {
    var features: Matrix
    var target: [Double]
    var rowNumbers: [Int]
    var groups: [UInt64]
  }

  private var blocks: [Block] = []
  private let seed: UInt64
  private let hashLimit: UInt64

  /// A sample of a source with so many rows; its width counts the target.
  ///
  /// - Parameters:
  ///   - cells: a source of no more values is kept as a whole.
  ///   - sampledCells: how many values the sample of a larger one holds.
  init(rows: Int, width: Int, seed: UInt64, cells: Int, sampledCells: Int) {
    self.seed = seed
    let wanted = max(1, min(cells, sampledCells) / max(1, width))
    hashLimit =
      rows <= max(wanted, cells / max(1, width))
      ? .max : UInt64((Double(wanted) / Double(rows) * 0x1p64).rounded(.down))
  }

  /// Whether every row is kept.
  var takesAll: Bool { hashLimit == .max }

  mutating func absorb(
    features: Matrix, target: [Double], rowNumbers: [Int], groups: [UInt64] = []
  ) {
    guard !takesAll else {
      blocks.append(
        Block(features: features, target: target, rowNumbers: rowNumbers, groups: groups))
      return
    }
    let chosen = rowNumbers.indices.filter {
      RandomStream.rowHash(seed: seed, row: rowNumbers[$0]) < hashLimit
    }
    guard !chosen.isEmpty else { return }
    blocks.append(
      Block(
        features: features.selecting(rows: chosen),
        target: target.isEmpty ? [] : chosen.map { target[$0] },
        rowNumbers: chosen.map { rowNumbers[$0] },
        groups: groups.isEmpty ? [] : chosen.map { groups[$0] }))
  }

  mutating func merge(_ other: RowSamplePartial) { blocks += other.blocks }

  /// The sample with its rows in the order of the source.
  consuming func finish(columns: Int) -> RowSample {
    var ordered = blocks.filter { !$0.rowNumbers.isEmpty }.sorted {
      $0.rowNumbers[0] < $1.rowNumbers[0]
    }
    blocks = []
    let target = ordered.flatMap(\.target)
    let rowNumbers = ordered.flatMap(\.rowNumbers)
    let groups = ordered.flatMap(\.groups)
    let rows = ordered.reduce(0) { $0 + $1.rowNumbers.count }
    var features = Matrix(rows: rows, columns: columns)
    var firstRow = 0
    features.storage.withUnsafeMutableBufferPointer { storage in
      for index in ordered.indices {
        let block = ordered[index]
        let count = block.rowNumbers.count
        block.features.storage.withUnsafeBufferPointer { source in
          // In bounds: the blocks' rows add up to `rows`, and each block has `columns` columns.
          for column in 0..<columns {
            for row in 0..<count {
              storage[column * rows + firstRow + row] = source[column * count + row]
            }
          }
        }
        firstRow += count
        // Copied rows are let go at once, so that the sample is never in memory twice.
        ordered[index] = Block(
          features: Matrix(rows: 0, columns: 0), target: [], rowNumbers: [], groups: [])
      }
    }
    return RowSample(
      features: features, target: target, rowNumbers: rowNumbers, groups: groups,
      isComplete: takesAll)
  }
}
