#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Between what numbers later ones are expected, learned from the tails of those that are there.
///
/// Beyond the largest number there is room for as much again as lies between it and the number that one in ten exceeds, on the
/// scale on which the numbers are spread: for a normal distribution of a thousand numbers that is five standard deviations. Where
/// the largest number recurs, it is a bound; and numbers that are never negative stay so where some are 0, or where they are
/// spread as powers are.
struct NumberRange: Equatable {
  var lower: Double
  var upper: Double

  /// Fewer numbers show no range.
  static let fewest = 50

  /// The range; nil for too few numbers, or numbers that are all the same.
  ///
  /// - Parameters:
  ///   - extremes: the smallest and the largest of all numbers, where `numbers` are a sample.
  ///   - margin: how much room there is, as a multiple of the length of the tail.
  init?(_ numbers: [Double], extremes: ClosedRange<Double>? = nil, margin: Double = 1.5) {
    let sorted = numbers.filter(\.isFinite).sorted()
    guard sorted.count >= NumberRange.fewest, var low = sorted.first, var high = sorted.last else {
      return nil
    }
    if let extremes {
      (low, high) = (min(low, extremes.lowerBound), max(high, extremes.upperBound))
    }
    guard low < high else { return nil }
    func quantile(_ share: Double) -> Double {
      sorted[min(sorted.count - 1, Int(share * Double(sorted.count - 1)))]
    }
    let isWhole = sorted.allSatisfy { $0.rounded() == $0 }
    let isBound = (
      low: NumberRange.isBound(sorted, low), high: NumberRange.isBound(sorted.reversed(), high)
    )
    let isPositive = low >= 0
    let (middle, tail) = (quantile(0.5), quantile(0.95))
    let isPower = isPositive && middle > 0 && tail > 3 * middle
    if isPower {
      let tenth = max(quantile(0.9), middle)
      let factor = tenth > 0 ? high / tenth : 1
      upper = high * max(pow(factor, margin), 2)
    } else {
      upper = high + margin * max(high - quantile(0.9), (quantile(0.75) - quantile(0.25)) / 2)
    }
    let isSkewed = isPositive && tail - middle > 1.5 * (middle - quantile(0.05))
    if isSkewed, quantile(0.9) > 0 { upper = max(upper, high * pow(high / quantile(0.9), margin)) }
    // Counts are as uncertain as their roots.
    if isWhole, isPositive { upper = max(upper, high + 2 + 2 * margin * (high + 1).squareRoot()) }
    lower = low - margin * max(quantile(0.1) - low, (quantile(0.75) - quantile(0.25)) / 2)
    // Whole numbers have a neighbour.
    if isWhole { (lower, upper) = (min(lower, low - 1), max(upper, high + 1)) }
    if isBound.high, !isPower { upper = high }
    if isBound.low { lower = low }
    // Many zeros, or many ones of whole numbers: nothing lies below.
    let least = max(3, sorted.count / 100)
    let isCount = isWhole && low <= 1 && sorted.count { $0 <= 1 } >= least
    if isPositive, lower < 0, isPower || isCount || sorted.count { $0 == 0 } >= least { lower = 0 }
    if isPower, !isBound.low { lower = 0 }
    (lower, upper) = (
      NumberRange.rounded(lower, down: true), NumberRange.rounded(upper, down: false)
    )
    if isPositive { lower = max(0, lower) }
  }

  /// Whether the first of sorted numbers is where they end by definition: it is there about as often as the next one, and in one of fifty at least.
  private static func isBound(_ sorted: some Collection<Double>, _ end: Double) -> Bool {
    let count = sorted.prefix { $0 == end }.count
    guard count >= max(3, sorted.count / 50), let next = sorted.first(where: { $0 != end }) else {
      return false
    }
    return 5 * count >= 4 * sorted.count { $0 == next }
  }

  /// Two digits, outward, as people would write a bound; a bound that is there already stays.
  private static func rounded(_ value: Double, down: Bool) -> Double {
    guard value != 0, value.isFinite else { return value }
    let power = pow(10, (log10(abs(value))).rounded(.down) - 2)
    guard power > 0, power.isFinite else { return value }
    let scaled = value / power
    let whole =
      abs(scaled - scaled.rounded()) < 1e-9 ? scaled.rounded() : scaled.rounded(down ? .down : .up)
    return power < 1 ? whole / (1 / power).rounded() : whole * power
  }

  func contains(_ number: Double) -> Bool { number >= lower && number <= upper }
}
