public import FathomData
internal import FathomNumerics
private import Synchronization

/// A batch and its place among all batches.
public struct NumberedBatch: Sendable {
  /// The batch.
  public var batch: Batch
  /// Its index, which no other batch of all parts has.
  public var index: Int

  /// A batch with its index.
  public init(_ batch: Batch, index: Int) {
    self.batch = batch
    self.index = index
  }
}

/// Exact quartiles and histograms of the numeric columns of a table, from batches in any order.
///
/// What comes out depends on the values only. How much of it one round finds depends on their order: where
/// that is random, all of it; where it is not, a ``QuartileSearch`` finds the rest in later rounds. So
/// partials that were merged in another order may search for other quartiles, and end with the same.
package struct TrackedColumns: Partial, Codable {
  /// What is known of one column.
  struct State: Sendable, Codable {
    var quantiles: QuantileTracker
    var histogram = DyadicHistogram(limit: ColumnHistogram.binLimit)
    /// What each batch holds; nil where there are too many batches to know.
    var zones: BatchZones? = BatchZones()
    /// How many batches are not too many.
    let zoneLimit: Int

    init(valuesKept: Int, zoneLimit: Int) {
      quantiles = QuantileTracker(
        probabilities: [0.25, 0.5, 0.75], largestLimit: valuesKept)
      self.zoneLimit = zoneLimit
    }

    mutating func absorb(_ values: UnsafeBufferPointer<Double>, _ index: Int) {
      let before = quantiles.count
      quantiles.absorb(values)
      histogram.absorb(values)
      if index < zoneLimit {
        zones?.note(BatchZones.Zone(quantiles.count - before, values), index)
      } else {
        zones = nil
      }
    }

    mutating func merge(_ other: State) {
      quantiles.merge(other.quantiles)
      histogram.merge(other.histogram)
      if let theirs = other.zones { zones?.merge(theirs) } else { zones = nil }
    }

    /// What still has to be found in another round; nil for nothing.
    func search(_ moments: Moments) -> BracketCounter? {
      let estimates = quantiles.finish(minimum: moments.minimum, maximum: moments.maximum)
      guard estimates.contains(where: { $0.quantile == nil }) else { return nil }
      let order = zones.map { ZoneOrder($0) }
      let brackets = zip(quantiles.probabilities, estimates).map { probability, estimate in
        order?.bracket(probability, of: quantiles.count).clamped(to: estimate.bracket)
          ?? estimate.bracket
      }
      return BracketCounter(
        probabilities: quantiles.probabilities, count: quantiles.count, brackets: brackets)
    }
  }

  /// More columns than this are not tracked: 200 kB each would exceed 200 MB.
  static let columnLimit = 1_000

  private(set) var states: [State?]

  /// What is known of no row, of the columns that are numbers; of none where there are too many.
  init(_ schema: Schema, limits: SummaryLimits) {
    let numeric = schema.columns.indices.filter { schema.columns[$0].holdsNumbers }
    states = Array(repeating: nil, count: schema.columns.count)
    guard schema.images == nil, numeric.count <= TrackedColumns.columnLimit else { return }
    // A quarter is for the zones, the rest for three intervals a column.
    let bytes = limits.trackedBytes / (4 * max(1, numeric.count))
    let state = State(valuesKept: bytes / 8, zoneLimit: bytes / BatchZones.bytesOfZone)
    for column in numeric { states[column] = state }
  }

  init(_ states: [State?]) { self.states = states }

  /// Whether anything is tracked.
  var isActive: Bool { states.contains { $0 != nil } }

  /// Columns of the table.
  var columnCount: Int { states.count }

  package var byteCount: Int {
    states.reduce(0) {
      $0 + ($1?.quantiles.byteCount ?? 0) + ($1?.histogram.byteCount ?? 0)
        + ($1?.zones?.byteCount ?? 0)
    }
  }

  package var byteLimit: Int {
    states.reduce(0) {
      $0
        + ($1.map {
          $0.quantiles.byteLimit + $0.histogram.byteLimit
            + BatchZones.bytesOfZone * $0.zoneLimit
        } ?? 0)
    }
  }

  package mutating func absorb(_ input: NumberedBatch) {
    for column in states.indices where states[column] != nil {
      input.batch.withNumbers(column) { states[column]?.absorb($0, input.index) }
    }
  }

  package mutating func merge(_ other: TrackedColumns) {
    for column in states.indices {
      if let theirs = other.states[column] { states[column]?.merge(theirs) }
    }
  }
}

/// Tracked columns that all threads write to, one column at a time, so that memory does not grow with
/// the threads.
final class SharedColumns: Sendable {
  private final class Slot: Sendable {
    let state: Mutex<TrackedColumns.State>
    init(_ state: TrackedColumns.State) { self.state = Mutex(state) }
  }

  private let slots: [Slot?]

  init(_ columns: TrackedColumns) {
    slots = columns.states.map { $0.map { Slot($0) } }
  }

  /// Takes in the numbers of a batch.
  func absorb(_ batch: Batch, _ index: Int) {
    guard !slots.isEmpty else { return }
    // Threads that work on neighbouring batches start at different columns.
    let first = index % 8 * slots.count / 8
    for place in slots.indices {
      let column = (place + first) % slots.count
      guard let slot = slots[column] else { continue }
      batch.withNumbers(column) { values in
        slot.state.withLock { $0.absorb(values, index) }
      }
    }
  }

  /// What is known of all batches so far.
  func finish() -> TrackedColumns {
    TrackedColumns(slots.map { $0?.state.withLock { $0 } })
  }
}

/// How many numbers each batch holds and between which limits.
///
/// In a column that is sorted, which one round cannot follow, few batches hold a quartile, and only these
/// are read again.
struct BatchZones: Sendable {
  struct Zone: Sendable {
    var count: Int
    var minimum: Double
    var maximum: Double

    init(count: Int, minimum: Double, maximum: Double) {
      self.count = count
      self.minimum = minimum
      self.maximum = maximum
    }

    init(_ count: Int, _ values: UnsafeBufferPointer<Double>) {
      self.count = count
      let block = BlockSum(values)
      (minimum, maximum) = (block.minimum, block.maximum)
    }
  }

  /// By the index of the batch; a count of −1 where a batch is not known.
  private var byIndex: [Zone] = []

  /// Up to twice as many are in memory as there are.
  static let bytesOfZone = 2 * MemoryLayout<Zone>.stride

  var byteCount: Int { byIndex.capacity * MemoryLayout<Zone>.stride }

  /// The zones of the batches that are known, with their indices, ascending.
  var known: some Sequence<(index: Int, zone: Zone)> {
    byIndex.enumerated().lazy.filter { $0.element.count >= 0 }.map {
      (index: $0.offset, zone: $0.element)
    }
  }

  /// The zone of a batch; nil where it is not known.
  subscript(index: Int) -> Zone? {
    byIndex.indices.contains(index) && byIndex[index].count >= 0 ? byIndex[index] : nil
  }

  mutating func note(_ zone: Zone, _ index: Int) {
    while byIndex.count <= index { byIndex.append(Zone(count: -1, minimum: 0, maximum: 0)) }
    byIndex[index] = zone
  }

  /// - Precondition: no batch is in both.
  mutating func merge(_ other: BatchZones) {
    for (index, zone) in other.known {
      precondition(self[index] == nil, "all batches of a plan have indices of their own")
      note(zone, index)
    }
  }
}

extension BatchZones: Codable {
  /// Reads zones.
  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    let indices = try container.decode([Int].self)
    let counts = try container.decode([Int].self)
    let minima = try container.decode([Double].self)
    let maxima = try container.decode([Double].self)
    guard Set([counts.count, minima.count, maxima.count]) == [indices.count] else {
      throw PassError.malformed(section: "value")
    }
    for (place, index) in indices.enumerated() {
      // Ascending, and no further apart than memory allows.
      guard index >= byIndex.count, index < 1 << 24, counts[place] >= 0 else {
        throw PassError.malformed(section: "value")
      }
      note(Zone(count: counts[place], minimum: minima[place], maximum: maxima[place]), index)
    }
  }

  /// Writes the zones in the order of the batches.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    let known = Array(known)
    try container.encode(known.map(\.index))
    try container.encode(known.map(\.zone.count))
    try container.encode(known.map(\.zone.minimum))
    try container.encode(known.map(\.zone.maximum))
  }
}

/// What the zones of all batches say about order statistics.
private struct ZoneOrder {
  let byMinimum: [BatchZones.Zone]
  let byMaximum: [BatchZones.Zone]

  init(_ zones: BatchZones) {
    // In one order, whatever the order in which the batches came.
    byMinimum = zones.known.map(\.zone).filter { $0.count > 0 }.sorted {
      ($0.minimum, $0.maximum, $0.count) < ($1.minimum, $1.maximum, $1.count)
    }
    byMaximum = byMinimum.sorted {
      ($0.maximum, $0.minimum, $0.count) < ($1.maximum, $1.minimum, $1.count)
    }
  }

  /// Where both order statistics of a quantile of this many numbers lie.
  func bracket(_ probability: Double, of count: Int) -> ClosedRange<Double> {
    let lower = Int(Double(count - 1) * probability)
    let low = ZoneOrder.zone(ofRank: lower, in: byMinimum)?.minimum ?? -.infinity
    let high = ZoneOrder.zone(ofRank: min(lower + 1, count - 1), in: byMaximum)?.maximum
    return low...max(low, high ?? .infinity)
  }

  /// The zone with which this many numbers, and one more, are reached.
  private static func zone(ofRank rank: Int, in zones: [BatchZones.Zone]) -> BatchZones.Zone? {
    var sum = 0
    return zones.first { zone in
      sum += zone.count
      return sum > rank
    }
  }
}

extension Batch {
  /// Gives the numbers of a column to a closure; nothing where it holds no numbers.
  func withNumbers(_ column: Int, _ body: (UnsafeBufferPointer<Double>) -> Void) {
    guard let values = columns[column].numbers else { return }
    values.withUnsafeBufferPointer(body)
  }
}

extension ColumnHistogram {
  /// The histogram of all rows; nil without a value.
  init?(_ counted: DyadicHistogram) {
    guard let (edge, width, counts) = counted.finish() else { return nil }
    self.init(lowerEdge: edge, binWidth: width, counts: counts, isExact: true)
  }
}
