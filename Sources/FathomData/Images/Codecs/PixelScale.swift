private import Foundation

/// How the numbers of an array become grey values from 0 to 255.
enum PixelScale: Sendable, Equatable {
  /// They are grey values already.
  case kept
  /// They are of 16 bits, as those of PNG.
  case sixteenBits
  case times(Double)
  case linear(from: Double, to: Double)

  /// The value of a pixel; what is not finite becomes 0.
  func apply(_ value: Double) -> Double {
    guard value.isFinite else { return 0 }
    switch self {
    case .kept: return value
    case .sixteenBits: return value / 257
    case .times(let factor): return value * factor
    case .linear(let low, let high):
      // Halves, so that the difference of two large numbers cannot overflow.
      let span = high / 2 - low / 2
      return span > 0 ? max(0, min(255, (value / 2 - low / 2) / span * 255)) : 0
    }
  }
}

extension PixelScale {
  /// The scale of the numbers of a set, which have no white of their own: what uses half of 0 to 1, of 8 or of 16 bits has
  /// these, other numbers are brought to 0 to 255 by their range.
  ///
  /// - Parameter range: of all finite numbers.
  init(ofNumbersIn range: ClosedRange<Double>) {
    let (low, high) = (range.lowerBound, range.upperBound)
    if low >= 0, (0.5...1).contains(high) {
      self = .times(255)
    } else if low >= 0, (128...255).contains(high) || high == low && high <= 255 {
      self = .kept
    } else if low >= 0, (32_768...65_535).contains(high) {
      self = .sixteenBits
    } else {
      self = .linear(from: low, to: high)
    }
  }

  /// What the user should know of it; nil for what is usual.
  var note: String? {
    guard case .linear(let low, let high) = self else { return nil }
    return
      "Values from \(PixelScale.text(low)) to \(PixelScale.text(high)) were brought linearly to 0 to 255."
  }

  /// A number in four digits.
  private static func text(_ number: Double) -> String {
    let text = String(format: "%.4g", number)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }
}
