private import Dispatch
private import Synchronization

/// Something that yields rows in batches, as often as it is asked.
public protocol Source: Sendable {
  /// The schema, known before the first batch.
  var dataset: Dataset { get }
  /// How many batches there are. Fixed by the data, never by the number of threads.
  var batchCount: Int { get }
  /// The batch at an index; may be called from several threads at once.
  func batch(_ index: Int) throws(DataError) -> Batch
}

/// A mergeable accumulator: starts empty, absorbs batches, merges with another.
///
/// Merging does not depend on how the rows were split, beyond rounding. `Codable`, because the same
/// partials travel between the workers of a cluster.
public protocol Partial: Sendable, Codable {
  /// What is absorbed.
  associatedtype Input
  /// Takes in one batch.
  mutating func absorb(_ input: Input)
  /// Takes in all that another partial has absorbed; its rows come after this one's.
  mutating func merge(_ other: Self)
}

/// Reading a source with several threads, always to the same result.
public enum SourceReader {
  /// Batches are dealt to this many accumulators in turn, whatever the number of threads, so that
  /// sums are always formed in the same order.
  public static let lanes = 8

  /// Reduces all batches of a source into one value.
  ///
  /// - Parameters:
  ///   - lanes: how many accumulators exist at once; fewer where one is large.
  ///   - initial: makes an empty accumulator.
  ///   - absorb: takes a batch into an accumulator.
  ///   - merge: takes a later accumulator into an earlier one.
  ///   - progress: called with the number of batches done, from any thread.
  public static func reduce<Value: Sendable>(
    _ source: some Source, threads: Int, lanes: Int = lanes,
    initial: @Sendable () -> Value,
    absorb: @Sendable (inout Value, Batch) -> Void,
    merge: (inout Value, Value) -> Void,
    progress: @Sendable (Int) -> Void = { _ in }
  ) throws(DataError) -> Value {
    try reduce(
      count: source.batchCount, threads: threads, lanes: lanes,
      make: { index throws(DataError) in try source.batch(index) },
      initial: initial, absorb: absorb, merge: merge, progress: progress)
  }

  /// Makes `count` items on several threads and reduces them in an order that depends on `lanes` only.
  ///
  /// A lane owns the items with its remainder modulo `lanes` and takes them in ascending order; a
  /// thread works on one lane at a time. Of several errors that of the lowest lane is thrown.
  public static func reduce<Item: Sendable, Value: Sendable>(
    count: Int, threads: Int, lanes: Int,
    make: @Sendable (Int) throws(DataError) -> Item,
    initial: @Sendable () -> Value,
    absorb: @Sendable (inout Value, Item) -> Void,
    merge: (inout Value, Value) -> Void,
    progress: @Sendable (Int) -> Void
  ) throws(DataError) -> Value {
    let laneCount = max(1, min(lanes, count))
    let shared = Mutex(ReductionState<Value>(lanes: laneCount))
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, laneCount))) { _ in
      while let lane = shared.withLock({ $0.takeLane() }) {
        var value = initial()
        do throws(DataError) {
          for index in stride(from: lane, to: count, by: laneCount) {
            // Lanes before the failed one go on, because theirs is the error to be thrown.
            if shared.withLock({ $0.errorLane < lane }) { return }
            absorb(&value, try make(index))
            progress(shared.withLock { $0.countDone() })
          }
          let finished = value
          shared.withLock { $0.results[lane] = finished }
        } catch {
          shared.withLock { $0.record(error, at: lane) }
          return
        }
      }
    }
    let state = shared.withLock { $0 }
    if let error = state.error { throw error }
    var result = initial()
    for value in state.results { if let value { merge(&result, value) } }
    return result
  }

  private struct ReductionState<Value: Sendable>: Sendable {
    var nextLane = 0
    var done = 0
    var results: [Value?]
    var error: DataError?
    private(set) var errorLane = Int.max

    init(lanes: Int) {
      results = [Value?](repeating: nil, count: lanes)
    }

    mutating func takeLane() -> Int? {
      guard error == nil, nextLane < results.count else { return nil }
      nextLane += 1
      return nextLane - 1
    }

    mutating func countDone() -> Int {
      done += 1
      return done
    }

    mutating func record(_ failure: DataError, at lane: Int) {
      guard lane < errorLane else { return }
      error = failure
      errorLane = lane
    }
  }
}
