internal import FathomAnalyses

/// Intervals drawn with characters on a common axis, with a mark at the value to compare with.
struct IntervalScale {
  /// Characters of the axis, unless there is little room.
  static let fullWidth = 40

  private let width: Int
  private let lower: Double
  private let upper: Double
  private let reference: Double

  init(_ intervals: ExhibitIntervals, width: Int = IntervalScale.fullWidth) {
    self.width = width
    (lower, upper) = IntervalScale.range(intervals)
    reference = intervals.reference
  }

  /// From the lowest to the highest value shown, the one to compare with among them.
  static func range(_ intervals: ExhibitIntervals) -> (lower: Double, upper: Double) {
    let values =
      intervals.entries.flatMap { [$0.lower, $0.upper, $0.value] } + [intervals.reference]
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    return (low, max(high, low + 1e-9))
  }

  private func place(_ value: Double) -> Int {
    let share = (value - lower) / (upper - lower)
    return max(0, min(width - 1, Int((share * Double(width - 1)).rounded())))
  }

  /// The interval as a line, the value as a dot, the value to compare with as a bar.
  func drawing(of entry: ExhibitIntervals.Entry) -> String {
    var characters = [Character](repeating: " ", count: width)
    characters[place(reference)] = "│"
    for index in place(entry.lower)...place(entry.upper) { characters[index] = "─" }
    characters[place(entry.value)] = entry.isMarked ? "●" : "○"
    return String(characters)
  }

  /// The value with the reach of its interval.
  static func words(_ entry: ExhibitIntervals.Entry) -> String {
    let value = Words.error(entry.value)
    return entry.upper > entry.lower
      ? "\(value) (\(Words.error(entry.lower)) to \(Words.error(entry.upper)))" : value
  }

  /// What the signs mean, and how to read them.
  static func legend(_ intervals: ExhibitIntervals) -> String {
    "● \(intervals.markLabel); │ \(intervals.referenceLabel) "
      + "(\(Words.error(intervals.reference))). \(intervals.howToRead)"
  }
}
