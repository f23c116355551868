internal import FathomNumerics
private import Foundation

/// Whether it says something about the target that a cell is missing, and which columns lack cells together.
enum MissingCells {
  /// The target of each row.
  struct Target: Sendable {
    /// A number, or the code of a class; NaN where it is missing.
    var values: [Double]
    /// The labels of the classes; nil for a number.
    var labels: [String]?
  }

  /// How being missing and the target belong together.
  struct Association: Sendable, Equatable {
    var strength: Double
    var pValue: Double
    /// The share that is missing in each class, nil for one of too few rows; empty for a number.
    var shares: [Double?] = []
  }

  /// Fewer rows with or without a value say nothing.
  private static let fewest = 10

  /// How being missing and the target belong together; nil where too few cells are missing, or there.
  ///
  /// For classes Cramér's V, corrected for bias (Bergsma 2013), with the χ² test; for a number the correlation with its
  /// ranks, corrected in the same sense (Ezekiel 1930), with the normal test.
  static func association(_ missing: [Bool], _ target: Target) -> Association? {
    let rows = missing.indices.filter { !target.values[$0].isNaN }
    let lost = rows.count { missing[$0] }
    guard min(lost, rows.count - lost) >= fewest else { return nil }
    guard let labels = target.labels else {
      return ofNumber(rows.map { missing[$0] }, rows.map { target.values[$0] })
    }
    var counts = [[Int]](repeating: [0, 0], count: labels.count)
    for row in rows { counts[Int(target.values[row])][missing[row] ? 1 : 0] += 1 }
    return ofClasses(counts)
  }

  /// - Parameter counts: of each class, how many rows have a value and how many lack it.
  static func ofClasses(_ counts: [[Int]]) -> Association? {
    let all = table(counts)
    var table = all.table
    let n = Double(table.reduce(0) { $0 + $1[0] + $1[1] })
    let lost = Double(table.reduce(0) { $0 + $1[1] })
    table.removeAll { $0[0] + $0[1] == 0 }
    guard table.count > 1, lost > 0, lost < n else { return nil }
    var chiSquare = 0.0
    for row in table {
      let size = Double(row[0] + row[1])
      for (found, share) in [(row[0], 1 - lost / n), (row[1], lost / n)] {
        let expected = size * share
        chiSquare += (Double(found) - expected) * (Double(found) - expected) / expected
      }
    }
    let freedom = Double(table.count - 1)
    let square = max(0, chiSquare / n - freedom / (n - 1))
    // Of two columns and k rows, without bias: min(k′ − 1, 2′ − 1).
    let k = Double(table.count) - freedom * freedom / (n - 1)
    let two = 2 - 1 / (n - 1)
    let strength = (square / max(1e-12, min(k - 1, two - 1))).squareRoot()
    return Association(
      strength: min(1, strength),
      pValue: Distributions.incompleteGamma(freedom / 2, chiSquare / 2).upper,
      shares: zip(counts, all.isLarge).map { row, isLarge in
        isLarge ? Double(row[1]) / Double(row[0] + row[1]) : nil
      })
  }

  /// In a smaller class chance makes χ² large (Cochran 1954, Biometrics 10:417).
  private static let fewestExpected = 5.0

  /// The classes that are large enough for χ², and the others put together, where these are.
  private static func table(_ counts: [[Int]]) -> (table: [[Int]], isLarge: [Bool]) {
    let n = counts.reduce(0) { $0 + $1[0] + $1[1] }
    let lost = counts.reduce(0) { $0 + $1[1] }
    let rarer = Double(min(lost, n - lost)) / Double(max(1, n))
    func isLarge(_ row: [Int]) -> Bool { Double(row[0] + row[1]) * rarer >= fewestExpected }
    let large = counts.map(isLarge)
    let rest = zip(counts, large).filter { !$0.1 }.reduce(into: [0, 0]) { sum, entry in
      sum[0] += entry.0[0]
      sum[1] += entry.0[1]
    }
    return (zip(counts, large).filter(\.1).map(\.0) + (isLarge(rest) ? [rest] : []), large)
  }

  private static func ofNumber(_ missing: [Bool], _ values: [Double]) -> Association? {
    let ranks = ranks(of: values)
    let n = Double(values.count)
    let moments = Moments(ranks)
    guard moments.varies else { return nil }
    let lost = zip(ranks, missing).filter(\.1).map(\.0)
    let share = Double(lost.count) / n
    let shift = lost.reduce(0, +) / Double(lost.count) - moments.mean
    // r² of an indicator: the variance between over that of all.
    let whole = moments.squaredDeviations / n
    let square = shift * shift * share / (1 - share) / whole
    let corrected = 1 - (1 - square) * (n - 1) / (n - 2)
    return Association(
      strength: max(0, corrected).squareRoot(),
      pValue: Distributions.normalTails((square * (n - 1)).squareRoot()))
  }

  /// Ranks from 1, of equals their mean.
  private static func ranks(of values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
      for place in first...last { ranks[order[place]] = Double(first + last) / 2 + 1 }
      first = last + 1
    }
    return ranks
  }

  // MARK: Blocks

  /// Two columns are missing together where both lack a value in this share of the rows in which one of them does.
  private static let sharedRows = 0.95
  /// More columns are not compared.
  private static let mostColumns = 400

  /// Groups of columns that lack values in the same rows, at least ten; the places of the columns, ascending.
  ///
  /// - Complexity: O(columns² · rows / 64).
  static func blocks(_ missing: [[Bool]]) -> [[Int]] {
    let bits = missing.prefix(mostColumns).map(BitRow.init)
    var group = Array(bits.indices)
    for second in bits.indices {
      for first in 0..<second
      where group[first] == first && bits[first].count >= fewest
        && bits[first].isAlike(bits[second], share: sharedRows)
      {
        group[second] = first
        break
      }
    }
    return bits.indices.compactMap { first in
      let members = bits.indices.filter { group[$0] == first }
      return members.count > 1 ? members : nil
    }
  }

  private struct BitRow {
    var words: [UInt64]
    var count: Int

    init(_ bits: [Bool]) {
      words = [UInt64](repeating: 0, count: (bits.count + 63) / 64)
      for place in bits.indices where bits[place] { words[place / 64] |= 1 << UInt64(place % 64) }
      count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    func isAlike(_ other: BitRow, share: Double) -> Bool {
      guard Double(min(count, other.count)) >= share * Double(max(count, other.count)) else {
        return false
      }
      let both = zip(words, other.words).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
      return Double(both) >= share * Double(count + other.count - both)
    }
  }
}
