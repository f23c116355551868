private import Dispatch

/// Work split over threads in a way that cannot change a result.
public enum Parallel {
  /// Runs `body` on every index of `0..<count`, on at most `threads` threads.
  ///
  /// Indices are handed out in interleaved strides; a body writes only to the slot of its own index.
  public static func forEach(
    _ count: Int, threads: Int, _ body: @Sendable (Int) -> Void
  ) {
    let workers = max(1, min(threads, count))
    if workers == 1 {
      for index in 0..<count { body(index) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) { body(index) }
    }
  }
}

/// A pointer that threads may share because each writes to elements of its own.
public struct SharedSlots<Element>: @unchecked Sendable {
  /// The first element.
  public let base: UnsafeMutablePointer<Element>

  /// Shares a pointer; the caller sees to it that no two threads touch one element.
  public init(base: UnsafeMutablePointer<Element>) { self.base = base }
}
