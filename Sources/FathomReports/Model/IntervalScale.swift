internal import FathomAnalyses
private import Foundation

/// Intervals drawn with characters on a common axis, with a mark at the value to compare with.
struct IntervalScale {
  /// Characters of the axis, unless there is little room.
  static let fullWidth = 40

  private let width: Int
  private let lower: Double
  private let upper: Double
  private let reference: Double?

  init(_ intervals: ExhibitIntervals, width: Int = IntervalScale.fullWidth) {
    self.width = width
    (lower, upper) = IntervalScale.range(intervals)
    reference = IntervalScale.showsReference(intervals) ? intervals.reference : nil
  }

  /// From the lowest to the highest value shown, the one to compare with among them if it is near.
  static func range(_ intervals: ExhibitIntervals) -> (lower: Double, upper: Double) {
    let (low, high) = entries(intervals)
    guard showsReference(intervals) else { return (low, high) }
    return (min(low, intervals.reference), max(high, intervals.reference))
  }

  /// Whether the value to compare with is on the scale: not where it would take more than half of it, so that
  /// the intervals could not be told apart.
  static func showsReference(_ intervals: ExhibitIntervals) -> Bool {
    let (low, high) = entries(intervals)
    return (low - (high - low)...high + (high - low)).contains(intervals.reference)
  }

  private static func entries(_ intervals: ExhibitIntervals) -> (low: Double, high: Double) {
    let values = intervals.entries.flatMap { [$0.lower, $0.upper, $0.value] }
    let low = values.min() ?? 0
    return (low, max(values.max() ?? 1, low + 1e-9))
  }

  private func place(_ value: Double) -> Int {
    let share = (value - lower) / (upper - lower)
    return max(0, min(width - 1, Int((share * Double(width - 1)).rounded())))
  }

  /// The interval as a line, the value as a dot, the value to compare with as a bar.
  func drawing(of entry: ExhibitIntervals.Entry) -> String {
    var characters = [Character](repeating: " ", count: width)
    if let reference { characters[place(reference)] = "│" }
    for index in place(entry.lower)...place(entry.upper) { characters[index] = "─" }
    characters[place(entry.value)] = entry.isMarked ? "●" : "○"
    return String(characters)
  }

  /// The value with the reach of its interval.
  static func words(_ entry: ExhibitIntervals.Entry) -> String {
    let value = NumberText.error(entry.value)
    return entry.upper > entry.lower
      ? "\(value) (\(NumberText.error(entry.lower)) to \(NumberText.error(entry.upper)))" : value
  }

  /// What the signs mean, and how to read them.
  static func legend(_ intervals: ExhibitIntervals) -> String {
    let sign = showsReference(intervals) ? "│ " : ""
    return "● \(intervals.markLabel); \(sign)\(reference(intervals)). \(intervals.howToRead)"
  }

  /// The value to compare with, and where it is if it is not shown.
  static func reference(_ intervals: ExhibitIntervals) -> String {
    let words = "\(intervals.referenceLabel) (\(NumberText.error(intervals.reference)))"
    guard !showsReference(intervals) else { return words }
    let isLeft = intervals.reference < entries(intervals).low
    return words + ", off the scale on the \(isLeft ? "left" : "right")"
  }
}

/// Bars drawn with characters, on a logarithmic scale, with a mark at what is there.
struct BarScale {
  /// Characters of the longest bar, unless there is little room.
  static let fullWidth = 24

  private let width: Int
  private let lower: Double
  private let upper: Double
  private let mark: Int

  init(_ bars: ExhibitBars, width: Int = BarScale.fullWidth) {
    self.width = width
    let values = bars.bars.compactMap(\.needed) + [bars.present]
    lower = log10(max(1, values.min() ?? 1)) - 0.3
    upper = max(lower + 0.6, log10(max(1, values.max() ?? 1)))
    mark = BarScale.length(bars.present, lower, upper, width)
  }

  private static func length(
    _ value: Double, _ lower: Double, _ upper: Double, _ width: Int
  ) -> Int {
    let share = (log10(max(1, value)) - lower) / (upper - lower)
    return max(1, min(width, Int((share * Double(width)).rounded())))
  }

  /// Filled as far as what is asked for is there, light beyond.
  func drawing(of bar: ExhibitBars.Bar) -> String {
    guard let needed = bar.needed else { return String(repeating: " ", count: width) }
    let length = BarScale.length(needed, lower, upper, width)
    let filled = bar.isMet ? length : max(0, min(length - 1, mark))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
      + String(repeating: " ", count: width - length)
  }
}
