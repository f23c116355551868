public import FathomData
internal import FathomNumerics

/// Cells of free text: a seeded sample of bounded size.
///
/// Of each column those cells are kept whose row numbers have the smallest keyed hashes, so that the
/// choice depends neither on how the rows were split nor on the number of threads.
public struct TextSample: Partial, Equatable {
  private struct Kept: Sendable, Codable, Equatable {
    var hash: UInt64
    var cell: TextCell
  }

  /// This many cells a column.
  static let cellsOfColumn = 1_000
  /// More columns of text are not looked at.
  static let columnLimit = 8

  private let seed: UInt64
  private var kept: [Int: [Kept]] = [:]

  /// A sample of the first columns of text, and of the first others that were left out for what their cells are.
  init(_ schema: Schema, seed: UInt64) {
    self.seed = seed
    let sampled = schema.columns.indices.filter { schema.columns[$0].isSampled }
    let texts = sampled.filter { schema.columns[$0].isFreeText }
    let others = sampled.filter { !schema.columns[$0].isFreeText }
    for column in texts.prefix(TextSample.columnLimit) { kept[column] = [] }
    for column in others.prefix(TextSample.columnLimit) { kept[column] = [] }
  }

  /// What the cells take that are kept.
  public var byteCount: Int {
    kept.values.joined().reduce(0) { $0 + MemoryLayout<Kept>.stride + $1.cell.text.utf8.count }
  }

  /// Twice as many cells of each column as are meant to stay; a source hands over 2,048 bytes of a cell.
  public var byteLimit: Int {
    kept.count * 2 * TextSample.cellsOfColumn * (MemoryLayout<Kept>.stride + 2_048)
  }

  /// Takes in cells of a batch.
  public mutating func absorb(_ cells: [TextCell]) {
    for cell in cells where kept[cell.column] != nil {
      let hash = RandomStream.rowHash(seed: seed, row: cell.row)
      kept[cell.column]?.append(Kept(hash: hash, cell: cell))
    }
    thin(to: 2 * TextSample.cellsOfColumn)
  }

  /// Adds the cells of other batches.
  public mutating func merge(_ other: TextSample) {
    for (column, cells) in other.kept { kept[column, default: []] += cells }
    thin(to: 2 * TextSample.cellsOfColumn)
  }

  /// Keeps the smallest hashes of a column that has more cells than it may.
  private mutating func thin(to limit: Int) {
    for (column, cells) in kept where cells.count > limit {
      kept[column] = Array(TextSample.smallest(cells))
    }
  }

  private static func smallest(_ cells: [Kept]) -> ArraySlice<Kept> {
    cells.sorted { ($0.hash, $0.cell.row) < ($1.hash, $1.cell.row) }.prefix(cellsOfColumn)
  }

  /// The columns that have cells, ascending.
  public var columns: [Int] { kept.keys.sorted() }

  /// The cells of a column in the order of their rows.
  public func texts(_ column: Int) -> [String] { cells(column).map(\.text) }

  /// The same with their rows.
  public func cells(_ column: Int) -> [TextCell] {
    TextSample.smallest(kept[column] ?? []).map(\.cell).sorted { $0.row < $1.row }
  }
}

extension TextSample: Codable {
  /// Reads a sample.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    seed = try container.decode(UInt64.self)
    let columns = try container.decode([Int].self)
    let cells = try container.decode([[Kept]].self)
    kept = Dictionary(zip(columns, cells)) { first, _ in first }
  }

  /// Writes the cells that stay, by column and in the order of their hashes, so that equal samples are
  /// equal bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(seed)
    try container.encode(columns)
    try container.encode(columns.map { Array(TextSample.smallest(kept[$0] ?? [])) })
  }
}
