internal import CKernels
private import Dispatch
private import Synchronization

/// Memory that a thread uses again for each chunk; never shared while in use.
final class Scratch: @unchecked Sendable {
  /// The bytes of the chunk.
  let block = ByteBlock()
  /// Words seen before, one cache a column.
  private var caches: [WordCache?]
  /// Room for numbers.
  let values = ScratchBuffer<Double>()
  /// Room for the numbers of cells.
  let others = ScratchBuffer<UInt32>()
  /// Room for cells that are being looked up.
  let words = ScratchBuffer<WordReader.Word>()
  /// Room for their places among these.
  let unknownWords = ScratchBuffer<UInt32>()
  /// Room for hashes of words.
  let hashes = ScratchBuffer<UInt64>()
  /// Room for counts of cells.
  let counts = ScratchBuffer<Int>()

  /// Memory for tables of this many columns.
  init(columns: Int) { caches = Array(repeating: nil, count: columns) }

  /// The words of a column.
  func cache(_ column: Int) -> WordCache {
    if let cache = caches[column] { return cache }
    let cache = WordCache(columns: caches.count)
    caches[column] = cache
    return cache
  }
}

/// Uninitialised memory that grows when more is asked for, and is not copied then.
final class ScratchBuffer<Element> {
  private var base: UnsafeMutablePointer<Element>?
  private var capacity = 0

  deinit { base?.deallocate() }

  /// Room for this many elements; what an earlier call gave is void.
  func callAsFunction(_ count: Int) -> UnsafeMutablePointer<Element> {
    if let base, capacity >= count { return base }
    base?.deallocate()
    let fresh = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
    base = fresh
    capacity = count
    return fresh
  }
}

/// Scratch memory for as many threads as there is memory for; further ones wait.
final class ScratchPool: Sendable {
  private let free = Mutex<[Scratch]>([])
  private let columns: Int
  private let places: DispatchSemaphore

  /// A pool for tables of this many columns; at most `limit` threads have scratch memory at once.
  init(columns: Int, limit: Int) {
    self.columns = columns
    places = DispatchSemaphore(value: limit)
  }

  /// Lends scratch memory to a closure.
  func with<Result, Failure: Error>(
    _ body: (Scratch) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    places.wait()
    defer { places.signal() }
    let scratch = free.withLock { $0.popLast() } ?? Scratch(columns: columns)
    defer { free.withLock { $0.append(scratch) } }
    return try body(scratch)
  }
}
