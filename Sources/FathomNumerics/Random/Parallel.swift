private import Dispatch
private import Synchronization

/// Work split over threads in a way that cannot change a result.
public enum Parallel {
  /// Runs `body` on every index of `0..<count`, on at most `threads` threads.
  ///
  /// A thread that is done takes the next index, so bodies may differ in length; those that take long
  /// come first. A body writes only to the slot of its own index. Threads without work go to `spare`.
  public static func forEach(
    _ count: Int, threads: Int, spare: SpareThreads = .none, _ body: @Sendable (Int) -> Void
  ) {
    let workers = max(1, min(threads, count))
    spare.release(max(0, threads - workers))
    if workers == 1 {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return spare.release() }
        body(index)
      }
    }
  }

  /// One value for each index of `0..<count`, in their order.
  public static func map<Value: Sendable>(
    _ count: Int, threads: Int, spare: SpareThreads = .none, _ body: @Sendable (Int) -> Value
  ) -> [Value] {
    var values = [Value?](repeating: nil, count: count)
    values.withUnsafeMutableBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      let shared = SharedSlots(base: base)
      // In bounds: one slot an index.
      forEach(count, threads: threads, spare: spare) { shared.base[$0] = body($0) }
    }
    return values.compactMap(\.self)
  }
}

/// A pointer that threads may share because each writes to elements of its own.
public struct SharedSlots<Element>: @unchecked Sendable {
  /// The first element.
  public let base: UnsafeMutablePointer<Element>

  /// Shares a pointer; the caller sees to it that no two threads touch one element.
  public init(base: UnsafeMutablePointer<Element>) { self.base = base }
}

/// A pointer that threads may share because they only read.
public struct SharedValues<Element>: @unchecked Sendable {
  /// The first element.
  public let base: UnsafePointer<Element>

  /// Shares a pointer; the caller sees to it that nobody writes meanwhile.
  public init(base: UnsafePointer<Element>) { self.base = base }
}
