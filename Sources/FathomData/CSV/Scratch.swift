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
  let values = Room<Double>()
  /// Room for the numbers of cells.
  let others = Room<UInt32>()

  /// Memory for tables of so many columns.
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
final class Room<Element> {
  private var base: UnsafeMutablePointer<Element>?
  private var capacity = 0

  deinit { base?.deallocate() }

  /// Room for so many elements; what an earlier call gave is void.
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

  /// A pool for tables of so many columns; at most `limit` threads have scratch memory at once.
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

/// What cells of a column were found to be, by the hash of their bytes: categories repeat.
///
/// Direct-mapped: a word that meets another at its place takes it.
final class WordCache {
  struct Entry {
    var hash: UInt64
    var content: CellContent
    var code: Int32
  }

  private var entries: [Entry]
  private let mask: Int

  /// A cache for one of so many columns: smaller where there are many.
  init(columns: Int) {
    let size = columns <= 1 << 10 ? 1 << 10 : 1 << 6
    mask = size - 1
    entries = Array(repeating: Entry(hash: 0, content: .missing, code: -1), count: size)
  }

  /// The entry of a hash; nil when it is not there.
  @inline(__always)
  func find(_ hash: UInt64) -> Entry? {
    // In bounds: the mask is below the number of entries.
    let entry = entries[Int(truncatingIfNeeded: hash) & mask]
    return entry.hash == hash && hash != 0 ? entry : nil
  }

  /// Keeps an entry.
  @inline(__always)
  func insert(_ entry: Entry) {
    entries[Int(truncatingIfNeeded: entry.hash) & mask] = entry
  }
}
