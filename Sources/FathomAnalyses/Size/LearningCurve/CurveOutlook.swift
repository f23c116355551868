#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// What a learning curve says of more rows.
enum CurveOutlook: Equatable {
  /// About this many more rows bring the gain, within limits.
  case falling(more: Int, lower: Int, upper: Int)
  /// Ten times the rows bring no more than this.
  case flattened(atMost: Double)
  /// Ten times the rows bring something between these.
  case undecided(lower: Double, upper: Double)

  /// - Parameter gain: by how much the error is to fall.
  init(_ curve: FittedLearningCurve, gain: Double) {
    guard let last = curve.projections.last else {
      self = .undecided(lower: .nan, upper: .nan)
      return
    }
    if last.gainUpper < gain {
      self = .flattened(atMost: max(0, last.gainUpper))
      return
    }
    // The interval of the number of rows: where the limits of the gain reach it.
    let ahead =
      Array(curve.projections.prefix(1))
      + curve.band.filter { $0.rows > curve.today && $0.rows < last.rows }
      + [last]
    guard last.gainLower >= gain,
      let lower = CurveOutlook.crossing(ahead, gain, \.gainUpper),
      let middle = CurveOutlook.crossing(ahead, gain, \.gain),
      let upper = CurveOutlook.crossing(ahead, gain, \.gainLower)
    else {
      self = .undecided(lower: last.gainLower, upper: last.gainUpper)
      return
    }
    self = .falling(
      more: CurveOutlook.more(middle, curve.today), lower: CurveOutlook.more(lower, curve.today),
      upper: CurveOutlook.more(upper, curve.today))
  }

  private typealias Projection = FittedLearningCurve.Projection

  /// The rows at which a gain is reached, between two projections on a logarithmic scale.
  private static func crossing(
    _ band: [Projection], _ gain: Double, _ limit: KeyPath<Projection, Double>
  ) -> Double? {
    guard let place = band.firstIndex(where: { $0[keyPath: limit] >= gain }) else { return nil }
    guard place > 0 else { return Double(band[place].rows) }
    let (before, after) = (band[place - 1], band[place])
    let step = after[keyPath: limit] - before[keyPath: limit]
    let share = step > 0 ? (gain - before[keyPath: limit]) / step : 1
    return Double(before.rows) * pow(Double(after.rows) / Double(max(1, before.rows)), share)
  }

  private static func more(_ rows: Double, _ today: Int) -> Int {
    max(1, Int(rows.rounded(.up)) - today)
  }
}
