internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// Which rows of the sample learners are fitted to.
enum ChosenRows {
  /// Rows without a missing value, chosen by a hash of their number where there are too many.
  ///
  /// Those of the smallest hashes are looked at, more and more of them until there are enough.
  static func completeRows(
    _ sample: RowSample, _ columns: [Int], _ limit: Int, where condition: (Int) -> Bool
  ) -> [Int] {
    let rows = sample.features.rows
    guard rows > limit else {
      return complete(Array(0..<rows).filter(condition), sample.features, columns)
    }
    let hashes = sample.rowNumbers.map { RandomStream.rowHash(seed: 0, row: $0) }
    var wanted = 2 * limit
    while true {
      let highest =
        wanted < rows ? UInt64(Double(wanted) / Double(rows) * 0x1p64) : UInt64.max
      let chosen = complete(
        (0..<rows).filter { hashes[$0] <= highest && condition($0) }, sample.features, columns)
      if chosen.count >= limit || highest == .max {
        return chosen.sorted { hashes[$0] < hashes[$1] }.prefix(limit).sorted()
      }
      wanted *= 4
    }
  }

  private static func complete(_ rows: [Int], _ features: Matrix, _ columns: [Int]) -> [Int] {
    var isComplete = [Bool](repeating: true, count: rows.count)
    for column in columns {
      let values = features.column(column)
      for (place, row) in rows.enumerated() where values[values.startIndex + row].isNaN {
        isComplete[place] = false
      }
    }
    return zip(rows, isComplete).filter(\.1).map(\.0)
  }

  /// The first of rows that repeat one another: none is to be predicted from itself.
  static func distinct(
    _ rows: [Int], _ sample: RowSample, _ columns: [Int]
  ) -> [Int] {
    var hashes = rows.map { RowHashes.step(1, (sample.target[$0] + 0).bitPattern) }
    for column in columns {
      let values = sample.features.column(column)
      for (place, row) in rows.enumerated() {
        hashes[place] = RowHashes.step(
          hashes[place], (values[values.startIndex + row] + 0).bitPattern)
      }
    }
    var seen = Set<UInt64>(minimumCapacity: rows.count)
    return zip(rows, hashes).filter { seen.insert($0.1).inserted }.map(\.0)
  }

  /// Rows that follow one another in time are held out in this many blocks.
  private static let blocks = 20

  /// A number for the group of each row; of rows in time, for their block; empty where they are
  /// independent.
  static func groups(_ summary: Summary, _ rows: [Int]) -> [Int] {
    if !summary.sample.groups.isEmpty {
      var numbers = [UInt64: Int]()
      return rows.map { row in
        let hash = summary.sample.groups[row]
        let number = numbers[hash] ?? numbers.count
        numbers[hash] = number
        return number
      }
    }
    guard summary.schema.isOrdered else { return [] }
    return rows.indices.map { $0 * blocks / rows.count }
  }
}
