#if canImport(Glibc)
  private import Glibc
#endif

/// Arrays of many doubles whose memory the kernel hands out in large pages where it can.
///
/// A matrix of 200 MB is 50,000 small pages, each fetched and cleared on its first use, and a walk
/// through the page table for each access at random.
enum LargeArray {
  /// Below this many bytes small pages do.
  private static let threshold = 8 << 20

  /// This many copies of a value.
  static func make(repeating value: Double, count: Int) -> [Double] {
    make(count: count) { $0.initialize(repeating: value) }
  }

  /// This many doubles, every one of which `fill` must set.
  static func make(
    count: Int, _ fill: (UnsafeMutableBufferPointer<Double>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialised in
      let elements = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      advise(UnsafeMutableRawBufferPointer(elements))
      fill(elements)
      initialised = count
    }
  }

  /// Asks for large pages; a kernel that has none ignores it.
  private static func advise(_ memory: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      guard memory.count >= threshold, let base = memory.baseAddress else { return }
      let page = 4096
      // In bounds: the address is rounded up, the end down, to whole pages of the array's own.
      let first = base.alignedUp(toMultipleOf: page)
      let count = (memory.count - (first - base)) / page * page
      _ = madvise(first, count, Int32(MADV_HUGEPAGE))
    #endif
  }
}

extension UnsafeMutableRawPointer {
  fileprivate func alignedUp(toMultipleOf alignment: Int) -> UnsafeMutableRawPointer {
    let rest = Int(bitPattern: self) % alignment
    return rest == 0 ? self : self + (alignment - rest)
  }
}
