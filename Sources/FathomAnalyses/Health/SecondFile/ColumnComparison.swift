internal import FathomNumerics

/// How one column changed from one file to another.
struct ColumnComparison {
  private let column: SecondFile.PairedColumn
  /// The bin of each row: one for missing cells and one for new levels among them.
  private let first: [Int]
  private let second: [Int]
  private let bins: Int

  /// Quantile bins of the first file's numbers.
  private static let quantiles = 10
  /// Levels of fewer rows of the first file, as a share, are taken together.
  private static let rareLevel = 0.02
  /// What has no noise at all is beyond any number.
  private static let mostZ = 1e6
  /// Rows of a bin in both files from which on its target is compared.
  private static let rowsOfBin = 10.0

  init(_ column: SecondFile.PairedColumn) {
    self.column = column
    let edges = column.levels == nil ? ColumnComparison.edges(column.first) : []
    let isRare = column.levels == nil ? [] : ColumnComparison.rareLevels(column)
    let place = ColumnComparison.binning(column, edges, isRare)
    first = column.first.map(place)
    second = column.second.map(place)
    bins = ColumnComparison.count(column, edges)
  }

  private static func count(_ column: SecondFile.PairedColumn, _ edges: [Double]) -> Int {
    // Behind the bins: rare or new levels, and missing cells.
    (column.levels?.count ?? edges.count + 1) + 2
  }

  private static func binning(
    _ column: SecondFile.PairedColumn, _ edges: [Double], _ isRare: [Bool]
  ) -> (Double) -> Int {
    let last = count(column, edges) - 1
    return { value in
      guard !value.isNaN else { return last }
      guard column.levels == nil else { return isRare[Int(value)] ? last - 1 : Int(value) }
      var (low, high) = (0, edges.count)
      while low < high {
        let middle = (low + high) / 2
        if edges[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// The upper ends of bins that hold about as many values each.
  private static func edges(_ values: [Double]) -> [Double] {
    let known = values.filter { !$0.isNaN }.sorted()
    guard !known.isEmpty else { return [] }
    var edges = [Double]()
    for place in 1..<quantiles {
      let edge = known[min(known.count - 1, place * known.count / quantiles)]
      if edge > edges.last ?? -.infinity, edge < known[known.count - 1] { edges.append(edge) }
    }
    return edges
  }

  private static func rareLevels(_ column: SecondFile.PairedColumn) -> [Bool] {
    var counts = [Double](repeating: 0, count: column.levels?.count ?? 0)
    for value in column.first where !value.isNaN { counts[Int(value)] += 1 }
    let all = counts.reduce(0, +)
    return counts.map { $0 < rareLevel * all }
  }

  // MARK: Shift

  /// The stability index; nil where one of the files has no row.
  var index: StabilityIndex? { ColumnComparison.index(first, second, bins) }

  private static func index(_ first: [Int], _ second: [Int], _ bins: Int) -> StabilityIndex? {
    var (past, present) = (
      [Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins)
    )
    for bin in first { past[bin] += 1 }
    for bin in second { present[bin] += 1 }
    let filled = past.indices.filter { past[$0] + present[$0] > 0 }
    return StabilityIndex(filled.map { past[$0] }, filled.map { present[$0] })
  }

  /// The share of missing cells in both.
  var missing: [Double] {
    [column.first, column.second].map { values in
      Double(values.count(where: \.isNaN)) / Double(max(1, values.count))
    }
  }

  /// The share of the second file's rows with a level that the first lacks.
  var newLevels: Double {
    guard column.levels != nil, column.isFeature, !column.second.isEmpty else { return 0 }
    let new = column.second.count { !$0.isNaN && Int($0) >= column.known }
    return Double(new) / Double(column.second.count)
  }

  /// Factors between units in use: of ten, time, length, weight, money in thousands.
  ///
  /// Source: BIPM 2019, *The International System of Units*, and NIST SP 811 for inch, foot, mile, pound and ounce.
  private static let factors: [Double] = {
    let units: [Double] = [
      10, 100, 1_000, 1e6, 60, 3_600, 24, 7, 12, 365.25, 2.54, 25.4, 0.3048, 30.48, 1.609344,
      0.45359237, 28.349523125, 3.785411784,
    ]
    return units + units.map { 1 / $0 }
  }()

  /// How little of the index a factor has to leave.
  private static let explained = 0.25

  /// The factor by which the second file's numbers are larger, where that undoes most of the shift: units differ.
  func unitFactor(_ index: StabilityIndex) -> Double? {
    guard column.levels == nil, let a = ColumnComparison.middle(column.first),
      let b = ColumnComparison.middle(column.second), a != 0, b / a > 0
    else { return nil }
    let ratio = b / a
    // Medians of few rows differ by chance.
    let near = ColumnComparison.factors.filter { abs($0 / ratio - 1) < 0.25 }
    return near.min { abs($0 / ratio - 1) < abs($1 / ratio - 1) }.flatMap { factor in
      var other = column
      other.second = column.second.map { $0 / factor }
      guard let left = ColumnComparison(other).index,
        left.value <= ColumnComparison.explained * index.value
      else { return nil }
      return factor
    }
  }

  private static func middle(_ values: [Double]) -> Double? {
    let known = values.filter { !$0.isNaN }.sorted()
    return known.isEmpty ? nil : known[known.count / 2]
  }

  // MARK: The target given the column

  /// The change of the target's mean, or of the shares of its classes, in each bin beside its change over all rows.
  ///
  /// As a share of its variance, less what chance gives, and by how many standard deviations that is above none; nil where
  /// too few rows have a target.
  func concept(
    _ targets: (first: [Double], second: [Double]), classes: Int?
  ) -> (share: Double, z: Double)? {
    let width = classes ?? 1
    let past = BinSums(first, targets.first, bins, width, isClasses: classes != nil)
    let present = BinSums(second, targets.second, bins, width, isClasses: classes != nil)
    guard past.rows > 0, present.rows > 0 else { return nil }
    let variance = (past.variance + present.variance) / 2
    let used = (0..<bins).filter {
      past.counts[$0] >= ColumnComparison.rowsOfBin
        && present.counts[$0] >= ColumnComparison.rowsOfBin
    }
    let weight = used.reduce(0.0) { $0 + present.counts[$1] }
    guard variance > 0, used.count > 1 else { return nil }
    // The mean change over these bins: what the target changed by itself is no matter of the column.
    let mean = (0..<width).map { place in
      used.reduce(0.0) {
        $0 + present.counts[$1] / weight * (present.mean($1, place) - past.mean($1, place))
      }
    }
    var (sum, squares) = (0.0, 0.0)
    for bin in used {
      let share = present.counts[bin] / weight
      var distance = 0.0
      for place in 0..<width {
        let change = present.mean(bin, place) - past.mean(bin, place) - mean[place]
        distance += change * change
      }
      let noise =
        past.variance(of: bin) / past.counts[bin] + present.variance(of: bin) / present.counts[bin]
      sum += share * (distance - noise)
      squares += 2 * share * share * noise * noise
    }
    let deviation = squares.squareRoot()
    return (
      sum / variance,
      deviation > 0
        ? min(ColumnComparison.mostZ, sum / deviation) : sum > 0 ? ColumnComparison.mostZ : 0
    )
  }

  /// Sums of a target in bins.
  private struct BinSums {
    let width: Int
    var counts: [Double]
    private var sums: [Double]
    private var squares: [Double]

    init(_ bins: [Int], _ target: [Double], _ count: Int, _ width: Int, isClasses: Bool) {
      self.width = width
      counts = [Double](repeating: 0, count: count)
      sums = [Double](repeating: 0, count: count * width)
      squares = [Double](repeating: 0, count: count)
      // Around a value in the middle, so that squares keep their digits.
      let centre = isClasses ? 0 : Moments(target.filter { !$0.isNaN }).mean
      for (row, bin) in bins.enumerated() where !target[row].isNaN {
        counts[bin] += 1
        if isClasses {
          sums[bin * width + Int(target[row])] += 1
          squares[bin] += 1
        } else {
          let value = target[row] - centre
          sums[bin] += value
          squares[bin] += value * value
        }
      }
      self.centre = centre
    }

    private let centre: Double

    var rows: Double { counts.reduce(0, +) }

    func mean(_ bin: Int, _ place: Int) -> Double {
      centre + sums[bin * width + place] / max(1, counts[bin])
    }

    /// The variance in a bin, over all classes together.
    func variance(of bin: Int) -> Double {
      guard counts[bin] > 1 else { return 0 }
      let n = counts[bin]
      let explained = (0..<width).reduce(0.0) {
        $0 + sums[bin * width + $1] * sums[bin * width + $1] / n
      }
      return max(0, squares[bin] - explained) / (n - 1)
    }

    /// The variance over all rows.
    var variance: Double {
      let n = rows
      guard n > 1 else { return 0 }
      let explained = (0..<width).reduce(0.0) { total, place in
        let sum = counts.indices.reduce(0.0) { $0 + sums[$1 * width + place] }
        return total + sum * sum / n
      }
      return max(0, squares.reduce(0, +) - explained) / (n - 1)
    }
  }
}
