/// How the numbers of a column are distributed: counts in bins of equal width.
public struct ColumnHistogram: Codable, Sendable, Equatable {
  /// Where the first bin begins.
  public var lowerEdge: Double
  /// The width of each bin; bin i holds the numbers in [lowerEdge + i · width, lowerEdge + (i + 1) · width).
  public var binWidth: Double
  /// How many numbers each bin holds; the first and the last bin hold at least one.
  public var counts: [Int]
  /// Whether all rows were counted rather than a sample.
  public var isExact: Bool

  /// The most bins that a histogram of values in memory has.
  public static let binLimit = 24

  /// A histogram from its parts.
  public init(lowerEdge: Double, binWidth: Double, counts: [Int], isExact: Bool) {
    self.lowerEdge = lowerEdge
    self.binWidth = binWidth
    self.counts = counts
    self.isExact = isExact
  }

  /// The histogram of values in memory; nil where no finite value is there.
  ///
  /// The width is a power of two and the edges are its multiples, so that they depend on the range
  /// of the values alone and each value is placed without rounding. Of integers a bin is never
  /// narrower than 1, or every other bin would be empty by construction.
  ///
  /// - Complexity: O(n)
  init?(of values: [Double], isExact: Bool) {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    var areIntegers = true
    for value in values where value.isFinite {
      least = min(least, value)
      greatest = max(greatest, value)
      areIntegers = areIntegers && value == value.rounded()
    }
    guard least <= greatest else { return nil }
    let width = ColumnHistogram.width(from: least, to: greatest, atLeastOne: areIntegers)
    let first = (least / width).rounded(.down)
    var counts = [Int](repeating: 0, count: Int((greatest / width).rounded(.down) - first) + 1)
    for value in values where value.isFinite {
      // In bounds: division by a power of two and rounding down keep the order of the values.
      counts[Int((value / width).rounded(.down) - first)] += 1
    }
    // The multiple below the least number may be no double any more.
    let edge = first == 0 ? 0 : max(first * width, -.greatestFiniteMagnitude)
    self.init(lowerEdge: edge, binWidth: width, counts: counts, isExact: isExact)
  }

  /// The smallest power of two that needs no more than ``binLimit`` bins; 1 for a single value.
  private static func width(
    from least: Double, to greatest: Double, atLeastOne: Bool
  ) -> Double {
    guard least < greatest else { return 1 }
    let limit = Double(binLimit)
    let range = greatest - least
    // The difference may exceed the largest double although its share of a bin does not.
    let share = range.isFinite ? range / limit : greatest / limit - least / limit
    let exponent = max(share, .leastNormalMagnitude).exponent
    var width = Double(sign: .plus, exponent: exponent, significand: 1)
    if atLeastOne { width = max(1, width) }
    while (greatest / width).rounded(.down) - (least / width).rounded(.down) >= limit {
      width *= 2
    }
    return width
  }
}

/// A level of a column and how many rows have it.
///
/// The label is a raw cell value, so it enters a report only when it was asked for.
public struct TopValue: Codable, Sendable, Equatable {
  /// How many values a column shows at most.
  public static let limit = 10

  /// The level.
  public var label: String
  /// How many rows have it.
  public var count: Int

  /// A level with its count.
  public init(label: String, count: Int) {
    self.label = label
    self.count = count
  }

  /// The most frequent levels that occur, at most ``limit``; equally frequent ones in the order of
  /// their scalars.
  ///
  /// - Parameter levelCounts: how many rows have each level, in the order of `levels`.
  static func top(levels: [String], levelCounts: [Int]) -> [TopValue] {
    let occurring = zip(levels, levelCounts).filter { $1 > 0 }.map {
      TopValue(label: $0, count: $1)
    }
    let sorted = occurring.sorted {
      // UTF-8 sorts as the scalars do.
      $0.count != $1.count
        ? $0.count > $1.count : $0.label.utf8.lexicographicallyPrecedes($1.label.utf8)
    }
    return Array(sorted.prefix(limit))
  }
}
