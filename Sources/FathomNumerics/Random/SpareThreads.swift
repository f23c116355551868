private import Dispatch
private import Synchronization

/// Threads that an outer loop has no more work for, lent to the loops inside of it.
///
/// Never more threads work than the outer loop was given, and what is computed does not depend on how many are spare:
/// each index has a slot of its own.
public final class SpareThreads: Sendable {
  /// None, now and later.
  public static let none = SpareThreads()

  private let idle = Atomic(0)

  /// Nothing to lend yet.
  public init() {}

  /// Threads that have nothing to do any more.
  func release(_ count: Int = 1) {
    guard self !== SpareThreads.none else { return }
    idle.wrappingAdd(count, ordering: .relaxed)
  }

  /// Takes some of those that are idle, none if there are none.
  private func take(atMost limit: Int) -> Int {
    while true {
      let count = idle.load(ordering: .relaxed)
      let taken = min(limit, count)
      guard taken > 0 else { return 0 }
      let (isExchanged, _) = idle.compareExchange(
        expected: count, desired: count - taken, ordering: .relaxed)
      if isExchanged { return taken }
    }
  }

  /// One value for each index of `0..<count`, in their order: on this thread, and on those that are spare before each
  /// of its steps.
  public func map<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) -> Value
  ) -> [Value] {
    var values = [Value?](repeating: nil, count: count)
    values.withUnsafeMutableBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      let shared = SharedSlots(base: base)
      let next = Counter()
      let helpers = DispatchGroup()
      while let index = next.take(below: count) {
        for _ in 0..<take(atMost: count - index - 1) {
          DispatchQueue.global().async(group: helpers) {
            // In bounds: one slot an index.
            while let index = next.take(below: count) { shared.base[index] = body(index) }
            self.release()
          }
        }
        shared.base[index] = body(index)
      }
      helpers.wait()
    }
    return values.compactMap(\.self)
  }

  /// Hands out each index once.
  private final class Counter: Sendable {
    private let next = Atomic(0)

    func take(below limit: Int) -> Int? {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      return index < limit ? index : nil
    }
  }
}
