internal import FathomAnalyses
private import Foundation

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
