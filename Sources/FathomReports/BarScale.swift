internal import FathomAnalyses
private import Foundation

/// Bars drawn with characters, on a logarithmic scale, with a mark at what is there.
struct BarScale {
  /// Characters of the longest bar.
  static let width = 24

  private let lower: Double
  private let upper: Double
  private let mark: Int

  init(_ bars: ExhibitBars) {
    let values = bars.bars.compactMap(\.needed) + [bars.present]
    lower = log10(max(1, values.min() ?? 1)) - 0.3
    upper = max(lower + 0.6, log10(max(1, values.max() ?? 1)))
    mark = BarScale.length(bars.present, lower, upper)
  }

  private static func length(_ value: Double, _ lower: Double, _ upper: Double) -> Int {
    max(1, min(width, Int(((log10(max(1, value)) - lower) / (upper - lower) * Double(width)).rounded())))
  }

  /// Filled as far as what is asked for is there, light beyond.
  func drawing(of bar: ExhibitBars.Bar) -> String {
    guard let needed = bar.needed else { return String(repeating: " ", count: BarScale.width) }
    let length = BarScale.length(needed, lower, upper)
    let filled = bar.isMet ? length : max(0, min(length - 1, mark))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
      + String(repeating: " ", count: BarScale.width - length)
  }
}
