internal import FathomData

/// What a summary may keep in memory.
///
/// Each limit is a share of the memory that may be used. At the standard 512 MB these are 96 MB of
/// rows or, for larger tables, a sample of 16 MB (32 MB for sequences and grids); 288 MB for all pairs of columns; and, while rows are
/// read, 320 MB for sums that are formed side by side (a fifth of that without missing values) and 160 MB for quartiles.
public struct SummaryLimits: Codable, Sendable, Equatable {
  /// A source of no more values than this is in memory as a whole.
  public var cells = 12_000_000
  /// How many values the sample of a larger table holds.
  public var sampledCells = 2_000_000
  /// How many values the sample of a larger sequence or grid holds, whose rows are long.
  public var sampledGridCells = 4_000_000
  /// How many values are in memory of a source with this many columns that they are not correlated: the
  /// memory for all pairs is free then.
  public var wideCells = 16_000_000
  /// More design columns than this are not correlated.
  public var correlatedColumns = 6_000
  /// More design columns than this are not factored.
  public var factoredColumns = 4_000
  /// How many bytes sums of products may take that are formed side by side.
  public var sumBytes = 320_000_000
  /// How many bytes may be taken, while rows are read, to find the quartiles of all columns; with fewer
  /// than chance demands, rows are read once more for them.
  public var trackedBytes = 160_000_000
  /// Of how many rows hashes are kept, to tell which repeat others: 64 bytes each.
  public var printedRows = 1_000_000

  /// The limits of the standard memory.
  public init() {}

  /// The limits for this many bytes.
  public init(memory: Int) {
    let share = Double(memory) / Double(TableOptions.standardMemory)
    cells = Int(12_000_000 * share)
    sampledCells = Int(2_000_000 * share)
    sampledGridCells = Int(4_000_000 * share)
    correlatedColumns = Int(6_000 * share.squareRoot())
    factoredColumns = Int(4_000 * share.squareRoot())
    wideCells = Int(16_000_000 * share)
    sumBytes = Int(320_000_000 * share)
    trackedBytes = Int(160_000_000 * share)
    printedRows = Int(1_000_000 * share)
  }
}
