internal import FathomData
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
  package var groups: [UInt64] = []
  /// Whether the sample holds every usable row.
  public var isComplete: Bool

  /// Some of the rows, by their places.
  package func selecting(_ rows: [Int]) -> RowSample {
    RowSample(
      features: features.selecting(rows: rows),
      target: target.isEmpty ? [] : rows.map { target[$0] },
      rowNumbers: rows.map { rowNumbers[$0] },
      groups: groups.isEmpty ? [] : rows.map { groups[$0] }, isComplete: false)
  }

  /// The places of the rows that have a target, of all rows where there is none: at most so many, chosen by a hash of
  /// their numbers.
  package func rowsWithTarget(most: Int) -> [Int] {
    var chosen = Array(rowNumbers.indices)
    if !target.isEmpty { chosen.removeAll { target[$0].isNaN } }
    guard chosen.count > most else { return chosen }
    let hashes = rowNumbers.map { RandomStream.rowHash(seed: 1, row: $0) }
    return chosen.sorted { (hashes[$0], $0) < (hashes[$1], $1) }.prefix(most).sorted()
  }
}

/// Collects the sampled rows batch by batch.
struct RowSamplePartial: Partial {
  /// Rows of the design.
  struct Rows: Sendable {
    /// `b × p`; NaN where a cell is missing.
    var features: Matrix
    /// The target of each row; empty without a target.
    var targets: [Double] = []
    /// The number of each row in the source.
    var rowNumbers: [Int]
    /// A hash of the group of each row; empty without groups.
    var groups: [UInt64] = []
  }

  /// Rows in ascending order, side by side in memory.
  private struct Stretch: Sendable, Codable, Equatable {
    /// Row by row where rows were chosen, column by column where a batch was taken as a whole.
    var values: [Double] = []
    var target: [Double] = []
    var rowNumbers: [Int] = []
    var groups: [UInt64] = []
  }

  private var stretches: [Stretch] = []
  private let seed: UInt64
  private let hashLimit: UInt64
  let byteLimit: Int
  /// How many values a stretch of chosen rows has room for.
  private let stretchValues: Int

  /// A sample as the limits allow it.
  ///
  /// - Parameters:
  ///   - rows: how many there are at most.
  ///   - width: values of a row, the target counted.
  ///   - isWide: whether the memory for all pairs of columns is free.
  ///   - isGrid: whether rows are sequences or grids.
  init(
    rows: Int, width: Int, seed: UInt64, limits: SummaryLimits, isWide: Bool, isGrid: Bool
  ) {
    let sampled = isGrid ? limits.sampledGridCells : limits.sampledCells
    self.init(
      rows: rows, width: width, seed: seed, cells: isWide ? limits.wideCells : limits.cells,
      sampledCells: isWide ? limits.wideCells : sampled)
  }

  /// A sample of a source with this many rows; its width counts the target.
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
    stretchValues = min(1 << 16, max(1 << 10, min(cells, sampledCells) / 32))
    // Of this many rows as are wanted, chance takes eight standard deviations more less than once in 10¹⁴.
    let most =
      hashLimit == .max ? Double(rows) : Double(wanted) + 8 * Double(wanted).squareRoot() + 8
    // Beside the values a number, a target and a group; a stretch of each lane has room left.
    byteLimit = Int(
      8 * (most * Double(width + 3) + Double(SourceReader.lanes * 2 * stretchValues)))
  }

  /// Whether every row is kept.
  var takesAll: Bool { hashLimit == .max }

  var byteCount: Int {
    stretches.reduce(0) {
      $0 + 8 * ($1.values.capacity + $1.target.capacity + $1.rowNumbers.capacity)
        + 8 * $1.groups.capacity
    }
  }

  mutating func absorb(_ rows: Rows) {
    let (features, target) = (rows.features, rows.targets)
    let (rowNumbers, groups) = (rows.rowNumbers, rows.groups)
    guard !takesAll else {
      stretches.append(
        Stretch(
          values: features.storage, target: target, rowNumbers: rowNumbers, groups: groups))
      return
    }
    let chosen = rowNumbers.indices.filter {
      RandomStream.rowHash(seed: seed, row: rowNumbers[$0]) < hashLimit
    }
    guard !chosen.isEmpty else { return }
    let last = roomForRows(chosen.count, features.columns)
    let rowCount = features.rows
    features.storage.withUnsafeBufferPointer { values in
      for row in chosen {
        // In bounds: row < rowCount, and each column has a value a row.
        for column in 0..<features.columns {
          stretches[last].values.append(values[column * rowCount + row])
        }
        stretches[last].rowNumbers.append(rowNumbers[row])
        if !target.isEmpty { stretches[last].target.append(target[row]) }
        if !groups.isEmpty { stretches[last].groups.append(groups[row]) }
      }
    }
  }

  /// The index of a stretch with room for some rows.
  ///
  /// Room is made for many rows at once: a few rows of every batch, each in memory of its own, would
  /// lie between the large arrays of all batches and keep the memory of these from being used again.
  private mutating func roomForRows(_ rows: Int, _ width: Int) -> Int {
    if let last = stretches.last,
      last.values.capacity >= last.values.count + rows * width,
      last.rowNumbers.capacity >= last.rowNumbers.count + rows
    {
      return stretches.count - 1
    }
    let capacity = max(rows, stretchValues / max(1, width))
    var fresh = Stretch()
    fresh.values.reserveCapacity(capacity * width)
    fresh.target.reserveCapacity(capacity)
    fresh.rowNumbers.reserveCapacity(capacity)
    stretches.append(fresh)
    return stretches.count - 1
  }

  mutating func merge(_ other: RowSamplePartial) { stretches += other.stretches }

  /// Takes the sample out, its rows in the order of the source.
  mutating func take(columns: Int) -> RowSample {
    let stretches = stretches.filter { !$0.rowNumbers.isEmpty }
    self.stretches = []
    return takesAll
      ? RowSamplePartial.finish(whole: consume stretches, columns)
      : RowSamplePartial.finish(chosen: consume stretches, columns)
  }

  /// What the plan fixes.
  var shape: [Int] { [Int(truncatingIfNeeded: hashLimit), Int(truncatingIfNeeded: seed)] }

  /// All rows, from batches that follow one another.
  private static func finish(whole stretches: consuming [Stretch], _ columns: Int) -> RowSample {
    var ordered = stretches.sorted { $0.rowNumbers[0] < $1.rowNumbers[0] }
    stretches = []
    let target = ordered.flatMap(\.target)
    let rowNumbers = ordered.flatMap(\.rowNumbers)
    let groups = ordered.flatMap(\.groups)
    let rows = rowNumbers.count
    var features = Matrix(rows: rows, columns: columns)
    var firstRow = 0
    features.storage.withUnsafeMutableBufferPointer { storage in
      for index in ordered.indices {
        let stretch = ordered[index]
        let count = stretch.rowNumbers.count
        stretch.values.withUnsafeBufferPointer { source in
          // In bounds: the stretches' rows add up to `rows`, and each has `columns` columns.
          for column in 0..<columns {
            for row in 0..<count {
              storage[column * rows + firstRow + row] = source[column * count + row]
            }
          }
        }
        firstRow += count
        // Copied rows are let go at once, so that the sample is never in memory twice.
        ordered[index] = Stretch()
      }
    }
    return RowSample(
      features: features, target: target, rowNumbers: rowNumbers, groups: groups,
      isComplete: true)
  }

  /// Chosen rows, from stretches whose rows lie between one another's.
  private static func finish(chosen stretches: consuming [Stretch], _ columns: Int) -> RowSample {
    struct Place {
      var number: Int
      var stretch: Int32
      var row: Int32
    }
    var places = [Place]()
    places.reserveCapacity(stretches.reduce(0) { $0 + $1.rowNumbers.count })
    for (index, stretch) in stretches.enumerated() {
      for (row, number) in stretch.rowNumbers.enumerated() {
        places.append(Place(number: number, stretch: Int32(index), row: Int32(row)))
      }
    }
    places.sort { $0.number < $1.number }
    var result = RowSample(
      features: Matrix(rows: places.count, columns: columns), target: [], rowNumbers: [],
      isComplete: false)
    result.target.reserveCapacity(places.count)
    result.rowNumbers.reserveCapacity(places.count)
    var remaining = stretches.map(\.rowNumbers.count)
    result.features.storage.withUnsafeMutableBufferPointer { storage in
      for (place, source) in places.enumerated() {
        let index = Int(source.stretch)
        let row = Int(source.row)
        // In bounds: a stretch has `columns` values a row, and there are as many places as rows.
        stretches[index].values.withUnsafeBufferPointer { values in
          for column in 0..<columns {
            storage[column * places.count + place] = values[row * columns + column]
          }
        }
        result.rowNumbers.append(source.number)
        if !stretches[index].target.isEmpty { result.target.append(stretches[index].target[row]) }
        if !stretches[index].groups.isEmpty { result.groups.append(stretches[index].groups[row]) }
        remaining[index] -= 1
        // Copied rows are let go at once, so that the sample is never in memory twice.
        if remaining[index] == 0 { stretches[index] = Stretch() }
      }
    }
    return result
  }
}

extension RowSamplePartial: Codable {}
