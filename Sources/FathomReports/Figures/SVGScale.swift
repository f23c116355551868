private import Foundation

/// A scale from numbers to units, with round numbers to label it.
struct SVGScale {
  let lower: Double
  let upper: Double
  let start: Double
  let end: Double

  /// - Parameters:
  ///   - range: the numbers that are shown.
  ///   - start: where the smallest lies, in units.
  ///   - end: where the largest lies.
  init(_ range: ClosedRange<Double>, start: Double, end: Double) {
    let margin = range.upperBound > range.lowerBound ? 0 : max(1e-9, abs(range.lowerBound) * 0.1)
    lower = range.lowerBound - margin
    upper = range.upperBound + margin
    self.start = start
    self.end = end
  }

  func callAsFunction(_ value: Double) -> Double {
    start + (value - lower) / (upper - lower) * (end - start)
  }

  /// Steps of 1, 2 or 5 times a power of ten, so that no more labels are needed than this.
  func ticks(atMost count: Int) -> [Double] {
    let raw = (upper - lower) / Double(max(1, count))
    let power = pow(10, floor(log10(raw)))
    let step = ([1, 2, 5, 10].first { $0 * power >= raw * 0.999_999 } ?? 10) * power
    var ticks = [Double]()
    var k = (lower / step).rounded(.up)
    while k * step <= upper + 1e-9 * step, ticks.count <= 4 * count {
      ticks.append(k == 0 ? 0 : k * step)
      k += 1
    }
    return ticks
  }

  /// A label with as many digits as the steps between the labels need.
  static func label(_ value: Double, step: Double) -> String {
    let decimals = max(0, min(6, Int(ceil(-log10(max(1e-6, step)) - 1e-9))))
    return String(format: "%.\(decimals)f", value == 0 ? 0 : value)
      .replacingOccurrences(of: "-", with: "\u{2212}")
  }

  func labels(atMost count: Int) -> [(value: Double, text: String)] {
    let ticks = ticks(atMost: count)
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : upper - lower
    return ticks.map { ($0, SVGScale.label($0, step: step)) }
  }
}
