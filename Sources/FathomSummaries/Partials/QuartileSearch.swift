public import FathomData
internal import FathomNumerics
private import Synchronization

/// A round that finds quartiles which the rounds before have only bracketed.
///
/// It reads the batches that may hold one, and counts of them how many numbers lie where. What is found
/// depends on the values alone.
public struct QuartileSearch: Partial {
  fileprivate var counters: [Int: BracketCounter]
  /// Which batches hold what; nil for a column of which that is not known.
  private let zones: [Int: BatchZones]

  init(_ counters: [Int: BracketCounter], zones: [Int: BatchZones]) {
    self.counters = counters
    self.zones = zones
  }

  /// At most six windows of each column.
  public var byteCount: Int { counters.values.reduce(0) { $0 + $1.byteCount } }

  /// Six windows of each column, of 98 kB and the values that are kept.
  public var byteLimit: Int { counters.values.reduce(0) { $0 + $1.byteLimit } }

  /// Whether a batch has to be read; of the others it is enough to know what the first round has noted.
  public func needs(batch index: Int) -> Bool {
    counters.contains { column, counter in
      guard let known = zones[column] else { return true }
      guard let zone = known[index] else { return false }
      return zone.count > 0 && counter.looks(between: zone.minimum, and: zone.maximum)
    }
  }

  /// Takes in a batch that ``needs(batch:)`` asks for.
  public mutating func absorb(_ batch: Batch) {
    for column in counters.keys {
      batch.withNumbers(column) { counters[column]?.absorb($0) }
    }
  }

  /// Adds what was counted in other batches.
  public mutating func merge(_ other: QuartileSearch) {
    for (column, theirs) in other.counters { counters[column]?.merge(theirs) }
  }

  /// What each column's counter shows once the batches that were not read are counted too.
  func outcomes() -> [Int: BracketCounter.Outcome] {
    var counters = counters
    var isNeeded = [Int: Bool]()
    for column in counters.keys {
      guard let known = zones[column] else { continue }
      for (index, zone) in known.known {
        let isRead = isNeeded[index] ?? needs(batch: index)
        isNeeded[index] = isRead
        if !isRead { counters[column]?.skip(count: zone.count, maximum: zone.maximum) }
      }
    }
    return counters.mapValues { $0.finish() }
  }
}

/// A search that all threads write to, one column at a time, so that memory does not grow with them.
final class SharedSearch: Sendable {
  private final class Slot: Sendable {
    let counter: Mutex<BracketCounter>
    init(_ counter: BracketCounter) { self.counter = Mutex(counter) }
  }

  private let search: QuartileSearch
  private let slots: [Int: Slot]

  init(_ search: QuartileSearch) {
    self.search = search
    slots = search.counters.mapValues { Slot($0) }
  }

  func absorb(_ batch: Batch) {
    for (column, slot) in slots {
      batch.withNumbers(column) { values in slot.counter.withLock { $0.absorb(values) } }
    }
  }

  func finish() -> QuartileSearch {
    var result = search
    result.counters = slots.mapValues { $0.counter.withLock { $0 } }
    return result
  }
}
