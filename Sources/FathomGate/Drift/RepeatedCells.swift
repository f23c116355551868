internal import FathomData
internal import FathomSummaries

/// How many cells of a column repeat an earlier one.
struct RepeatedCells: Sendable, Equatable {
  /// Those that do.
  var count: Int
  /// Cells that are not missing, of those that were looked at.
  var cells: Int

  /// Counted exactly where all values were told apart, else by those that the sketch keeps.
  init(_ profile: ColumnProfile, _ column: ColumnSketch, rows: Int) {
    if let distinct = profile.distinct, profile.distinctIsExact {
      cells = rows - profile.missing
      count = max(0, cells - distinct)
    } else {
      let counts = column.values.counts.values
      cells = counts.reduce(0) { $0 + $1.all }
      count = cells - counts.count
    }
  }

  /// The share of those that do.
  var share: Double { cells > 0 ? Double(count) / Double(cells) : 0 }
}

extension CellTest {
  /// Cells that repeat an earlier one, as far as the sketch of the column keeps their values; nil where it keeps none.
  static func repeats(_ place: Int, _ column: ColumnSketch) -> CellTest? {
    let repeated = column.values.counts.filter { $0.value.all > 1 }
    guard !repeated.isEmpty else { return nil }
    let (hashes, first) = (Set(repeated.keys), Set(repeated.values.map(\.firstLine)))
    let isNumbers = column.kind == .numbers
    return .cells(place) { line, cell, value in
      guard !first.contains(line) else { return false }
      guard isNumbers else { return hashes.contains(StableHash.hash(UnsafeRawBufferPointer(cell))) }
      guard case .number(let number) = value() else { return false }
      return hashes.contains(StableHash.mix((number + 0).bitPattern))
    }
  }
}
