private import Dispatch
private import Synchronization

/// Something that yields rows in batches, as often as it is asked.
public protocol Source: Sendable {
  /// The schema, known before the first batch.
  var schema: Schema { get }
  /// What was observed of each column of the schema.
  var observations: [ColumnObservation] { get }
  /// How many batches there are. Fixed by the data, never by the number of threads.
  var batchCount: Int { get }
  /// How many bytes all batches are read from; nil where that is not known.
  var byteCount: Int? { get }
  /// The batch at an index; may be called from several threads at once.
  func batch(_ index: Int) throws(DataError) -> Batch
}

extension Source {
  /// Unknown, unless a source says otherwise.
  public var byteCount: Int? { nil }
}

/// Something that becomes a source by being read.
///
/// Its schema is certain only when all of it was seen, yet it mostly is the one that a sample
/// implies. It is therefore reduced in one pass under a provisional schema, and what was made of it
/// counts when the schema turns out to be that.
public protocol UnreadSource: Sendable {
  /// What it becomes.
  associatedtype Known: Source
  /// It with the schema that a sample implies; nil where the sample implies none.
  var provisional: Known? { get }
  /// The batches that were looked at for ``provisional``.
  var sampledBatches: [Int] { get }
  /// How many bytes are read; nil where that is not known.
  var byteCount: Int? { get }
  /// Reads all of it and finds out its schema.
  func read(
    threads: Int, progress: @escaping @Sendable (Double) -> Void
  ) throws(DataError) -> Known
  /// Reads all of it, finds out its schema, and reduces the batches on the way.
  ///
  /// - Parameters:
  ///   - threads: changes the time, never the result.
  ///   - lanes: how many accumulators exist at once.
  ///   - observe: sees each batch with its index, in any order and on several threads at once.
  /// - Returns: the source, and what was made of the batches of ``provisional``; nil when the schema
  ///   turned out to be another one, so that the batches have to be read again.
  func read<Value: Sendable>(
    threads: Int, lanes: Int, initial: @Sendable () -> Value,
    observe: @Sendable (Int, Batch) -> Void,
    absorb: @Sendable (inout Value, Batch) -> Void, merge: (inout Value, Value) -> Void,
    progress: @escaping @Sendable (Double) -> Void
  ) throws(DataError) -> (source: Known, value: Value?)
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
  ///   - observe: sees each batch with its index, in any order and on several threads at once.
  ///   - absorb: takes a batch into an accumulator.
  ///   - merge: takes a later accumulator into an earlier one.
  ///   - progress: called with the number of batches done, from any thread.
  public static func reduce<Value: Sendable>(
    _ source: some Source, threads: Int, lanes: Int = lanes,
    initial: @Sendable () -> Value,
    observe: @Sendable (Int, Batch) -> Void = { _, _ in },
    absorb: @Sendable (inout Value, Batch) -> Void,
    merge: (inout Value, Value) -> Void,
    progress: @Sendable (Int) -> Void = { _ in }
  ) throws(DataError) -> Value {
    try reduce(
      count: source.batchCount, threads: threads, lanes: lanes,
      make: { index throws(DataError) in
        let batch = try source.batch(index)
        observe(index, batch)
        return batch
      },
      initial: initial, absorb: absorb, merge: merge, progress: progress)
  }

  /// Makes `count` items on several threads and reduces them in an order that depends on `lanes` only.
  ///
  /// Items are made from the first to the last, as a disk likes it. A lane owns the items with its
  /// remainder modulo `lanes` and takes them in ascending order; what comes early waits, and there are
  /// at most two items for each thread at once. Of several errors that of the earliest item
  /// is thrown.
  public static func reduce<Item: Sendable, Value: Sendable>(
    count: Int, threads: Int, lanes: Int,
    make: @Sendable (Int) throws(DataError) -> Item,
    initial: @Sendable () -> Value,
    absorb: @Sendable (inout Value, Item) -> Void,
    merge: (inout Value, Value) -> Void,
    progress: @Sendable (Int) -> Void
  ) throws(DataError) -> Value {
    let laneCount = max(1, min(lanes, count))
    let workers = max(1, min(threads, count))
    let queues = (0..<laneCount).map { Lane<Item, Value>(first: $0, step: laneCount, initial()) }
    let state = Mutex(ReductionState())
    // An item is being made, waits, or is being absorbed; the earliest never waits for a ticket.
    let tickets = DispatchSemaphore(value: 2 * workers)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        tickets.wait()
        guard let index = state.withLock({ $0.take(below: count) }) else {
          tickets.signal()
          return
        }
        do throws(DataError) {
          let item = try make(index)
          queues[index % laneCount].deliver(item, index, absorb) {
            tickets.signal()
            progress(state.withLock { $0.countDone() })
          }
        } catch {
          tickets.signal()
          state.withLock { $0.record(error, at: index) }
        }
      }
    }
    if let error = state.withLock({ $0.error }) { throw error }
    var result = queues[0].finish(initial)
    for queue in queues.dropFirst() { merge(&result, queue.finish(initial)) }
    return result
  }

  private struct ReductionState {
    private var next = 0
    private var done = 0
    private(set) var error: DataError?
    private var errorIndex = Int.max

    mutating func take(below count: Int) -> Int? {
      guard error == nil, next < count else { return nil }
      next += 1
      return next - 1
    }

    mutating func countDone() -> Int {
      done += 1
      return done
    }

    mutating func record(_ failure: DataError, at index: Int) {
      guard index < errorIndex else { return }
      error = failure
      errorIndex = index
    }
  }

  /// One accumulator, and the items that wait for their turn.
  private final class Lane<Item: Sendable, Value: Sendable>: Sendable {
    private struct State: Sendable {
      /// Nil while a thread is absorbing.
      var value: Value?
      var expected: Int
      var waiting: [Int: Item] = [:]
    }

    private let state: Mutex<State>
    private let step: Int

    init(first: Int, step: Int, _ value: Value) {
      state = Mutex(State(value: value, expected: first))
      self.step = step
    }

    /// Absorbs an item if it is its turn, and then those that waited for it.
    func deliver(
      _ item: Item, _ index: Int, _ absorb: (inout Value, Item) -> Void, done: () -> Void
    ) {
      var turn: (value: Value, item: Item)? = state.withLock { state in
        guard index == state.expected, let value = state.value else {
          state.waiting[index] = item
          return nil
        }
        state.value = nil
        return (value, item)
      }
      while var current = turn {
        turn = nil
        absorb(&current.value, current.item)
        done()
        let absorbed = current.value
        // Given back at once, so that the accumulator is never copied.
        turn = state.withLock { state in
          state.expected += step
          guard let next = state.waiting.removeValue(forKey: state.expected) else {
            state.value = absorbed
            return nil
          }
          return (absorbed, next)
        }
      }
    }

    func finish(_ initial: () -> Value) -> Value {
      state.withLock { state in
        defer { state.value = nil }
        return state.value ?? initial()
      }
    }
  }
}

/// A mergeable accumulator: starts empty, takes in rows, merges with another.
///
/// What comes out does not depend on how the rows were split:
///
/// - The same split, absorbed and merged in the same order, gives the same bytes.
/// - Other splits agree in counts and samples exactly, and in sums to a relative 1e-12.
/// - An empty partial changes nothing, and `a + (b + c)` is `(a + b) + c` in the same sense.
///
/// A split is one into whole batches, which are cut by the data alone.
public protocol Partial: Sendable {
  /// What is absorbed: one named value.
  associatedtype Input
  /// About how many bytes it holds now.
  var byteCount: Int { get }
  /// How many bytes it may hold at most, by its definition and whatever comes in.
  var byteLimit: Int { get }
  /// Takes in rows.
  mutating func absorb(_ input: Input)
  /// Takes in all that another partial has absorbed; its rows come after this one's.
  mutating func merge(_ other: Self)
}
