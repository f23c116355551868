internal import FathomData
internal import FathomNumerics
private import Synchronization

/// Exact quartiles and histograms of the numeric columns of a source, from batches in any order.
///
/// All threads write to one tracker a column, so that memory does not grow with them; what comes out
/// depends on the values only.
final class ColumnTrackers: Sendable {
  private struct State: Sendable {
    var quantiles = QuantileTracker(probabilities: [0.25, 0.5, 0.75])
    var histogram = DyadicHistogram(limit: ColumnHistogram.binLimit)
    /// What each batch holds, by its index; nil where there are too many batches to know.
    var zones: [Int: Zone]? = [:]

    mutating func note(_ zone: Zone?, _ index: Int) {
      if let zone { zones?[index] = zone } else { zones = nil }
    }

    /// What still has to be found in a second pass; nil for nothing.
    func secondPass(_ moments: Moments) -> BracketCounter? {
      let estimates = quantiles.finish(minimum: moments.minimum, maximum: moments.maximum)
      guard estimates.contains(where: { $0.quantile == nil }) else { return nil }
      let zones = zones.map { ZoneMap(Array($0.values)) }
      let brackets = zip(quantiles.probabilities, estimates).map { probability, estimate in
        zones?.bracket(probability, of: quantiles.count).clamped(to: estimate.bracket)
          ?? estimate.bracket
      }
      return BracketCounter(
        probabilities: quantiles.probabilities, count: quantiles.count, brackets: brackets)
    }
  }

  /// How many numbers a batch holds and between which limits.
  ///
  /// In a column that is sorted, which one pass cannot follow, few batches hold a quartile, and only
  /// these are read again.
  private struct Zone: Sendable {
    var count: Int
    var minimum: Double
    var maximum: Double

    init(_ count: Int, _ values: UnsafeBufferPointer<Double>) {
      self.count = count
      let block = BlockSum(values)
      (minimum, maximum) = (block.minimum, block.maximum)
    }
  }

  /// What the zones of all batches say about order statistics.
  private struct ZoneMap {
    let byMinimum: [Zone]
    let byMaximum: [Zone]

    init(_ zones: [Zone]) {
      byMinimum = zones.filter { $0.count > 0 }.sorted { $0.minimum < $1.minimum }
      byMaximum = byMinimum.sorted { $0.maximum < $1.maximum }
    }

    /// Where both order statistics of a quantile of so many numbers lie.
    func bracket(_ probability: Double, of count: Int) -> ClosedRange<Double> {
      let lower = Int(Double(count - 1) * probability)
      let low = ZoneMap.zone(ofRank: lower, in: byMinimum)?.minimum ?? -.infinity
      let high = ZoneMap.zone(ofRank: min(lower + 1, count - 1), in: byMaximum)?.maximum
      return low...max(low, high ?? .infinity)
    }

    /// The zone with which so many numbers, and one more, are reached.
    private static func zone(ofRank rank: Int, in zones: [Zone]) -> Zone? {
      var sum = 0
      return zones.first { zone in
        sum += zone.count
        return sum > rank
      }
    }
  }

  /// More batches than this have no zones: a million zones of all columns together take 50 MB.
  private static let zoneLimit = 1 << 20

  private final class Slot<Value: Sendable>: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
  }

  /// What was found of one column.
  struct Found {
    var quartiles: [Double]
    var histogram: ColumnHistogram?
  }

  /// More columns than this are not tracked: 200 kB each would exceed 200 MB.
  static let columnLimit = 1_000

  private let slots: [Slot<State>?]
  /// Whether anything is tracked.
  let isActive: Bool

  /// Trackers of the columns of a dataset that are numbers; of none where there are too many.
  init(_ schema: Schema) {
    let numeric = schema.columns.indices.filter { schema.columns[$0].holdsNumbers }
    isActive = schema.images == nil && numeric.count <= ColumnTrackers.columnLimit
    var slots = [Slot<State>?](repeating: nil, count: schema.columns.count)
    if isActive { for column in numeric { slots[column] = Slot(State()) } }
    self.slots = slots
  }

  /// Takes in the numbers of a batch.
  func absorb(_ batch: Batch, _ index: Int) {
    guard isActive, !slots.isEmpty else { return }
    // Threads that work on neighbouring batches start at different columns.
    let first = index % 8 * slots.count / 8
    let zoneLimit = ColumnTrackers.zoneLimit / slots.count
    for place in slots.indices {
      let column = (place + first) % slots.count
      guard let slot = slots[column], let values = batch.columns[column].numbers else { continue }
      values.withUnsafeBufferPointer { values in
        slot.value.withLock { state in
          let before = state.quantiles.count
          state.quantiles.absorb(values)
          state.histogram.absorb(values)
          state.note(
            index < zoneLimit ? Zone(state.quantiles.count - before, values) : nil, index)
        }
      }
    }
  }

  /// The quartiles and histograms by column; reads the source again where the order of the rows was
  /// so unusual that one pass did not find a quartile.
  func finish(
    _ source: some Source, _ moments: [Moments], threads: Int,
    progress: @escaping @Sendable (Double) -> Void
  ) throws(DataError) -> [Int: Found] {
    var result = [Int: Found]()
    var open = [Int: BracketCounter]()
    for (column, slot) in slots.enumerated() {
      guard let state = slot?.value.withLock({ $0 }), moments[column].count > 0 else { continue }
      let moments = moments[column]
      let quantiles = state.quantiles.finish().compactMap(\.quantile)
      result[column] = Found(
        quartiles: quantiles, histogram: ColumnHistogram(state.histogram))
      if let counter = state.secondPass(moments) { open[column] = counter }
    }
    while !open.isEmpty {
      let counted = try count(open, source, threads, progress)
      open = [:]
      for (column, counter) in counted {
        switch counter.finish() {
        case .quantiles(let quartiles): result[column]?.quartiles = quartiles
        case .again(let next): open[column] = next
        case .contradiction:
          throw .unreadable(
            path: source.schema.path, reason: "it changed while it was read; run again")
        }
      }
    }
    return result
  }

  /// Feeds counters with the batches that may hold what they look for; of the others it is enough to
  /// know how many numbers lie on which side.
  private func count(
    _ counters: [Int: BracketCounter], _ source: some Source, _ threads: Int,
    _ progress: @escaping @Sendable (Double) -> Void
  ) throws(DataError) -> [Int: BracketCounter] {
    var counters = counters
    let zones = counters.keys.reduce(into: [Int: [Int: Zone]?]()) { zones, column in
      zones[column] = slots[column]?.value.withLock { $0.zones }
    }
    let isNeeded = (0..<source.batchCount).map { index in
      counters.contains { column, counter in
        guard let known = zones[column] ?? nil else { return true }
        guard let zone = known[index] else { return false }
        return zone.count > 0 && counter.looks(between: zone.minimum, and: zone.maximum)
      }
    }
    for column in counters.keys {
      guard let known = zones[column] ?? nil else { continue }
      for (index, zone) in known where !isNeeded[index] {
        counters[column]?.skip(count: zone.count, maximum: zone.maximum)
      }
    }
    let batches = isNeeded.indices.filter { isNeeded[$0] }
    let fed = counters.mapValues { Slot($0) }
    let total = Double(max(1, batches.count))
    _ = try SourceReader.reduce(
      count: batches.count, threads: threads, lanes: 1,
      make: { place throws(DataError) in
        let batch = try source.batch(batches[place])
        for (column, slot) in fed {
          guard let values = batch.columns[column].numbers else { continue }
          values.withUnsafeBufferPointer { values in slot.value.withLock { $0.absorb(values) } }
        }
        return place
      },
      initial: { 0 }, absorb: { _, _ in }, merge: { _, _ in },
      progress: { progress(Double($0) / total) })
    return fed.mapValues { $0.value.withLock { $0 } }
  }
}

extension ColumnHistogram {
  /// The histogram of all rows; nil without a value.
  init?(_ counted: DyadicHistogram) {
    guard let (edge, width, counts) = counted.finish() else { return nil }
    self.init(lowerEdge: edge, binWidth: width, counts: counts, isExact: true)
  }
}
