internal import CKernels

/// Bytes in memory with room around them that kernels may read, and scratch space for their marks.
///
/// A block is filled once and not changed while others read it, which is why it may be shared.
final class ByteBlock: @unchecked Sendable {
  /// This many bytes before the first and behind the last may be read.
  static let margin = 64

  /// How many bytes there are.
  private(set) var count = 0
  private var storage: UnsafeMutableRawPointer
  private var capacity: Int
  /// The memory of ``marks()``.
  private(set) var markStorage: UnsafeMutablePointer<UInt32>
  private var markCapacity: Int

  /// An empty block.
  init(capacity: Int = 0) {
    self.capacity = capacity
    storage = ByteBlock.allocate(capacity)
    markCapacity = 64
    markStorage = .allocate(capacity: markCapacity)
  }

  /// A block that holds a copy of some bytes.
  convenience init(_ bytes: some Collection<UInt8>) {
    self.init(capacity: bytes.count)
    fill(count: bytes.count) { target in
      _ = UnsafeMutableBufferPointer(start: target, count: bytes.count).initialize(from: bytes)
      return bytes.count
    }
  }

  deinit {
    storage.deallocate()
    markStorage.deallocate()
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
    let storage = UnsafeMutableRawPointer.allocate(
      byteCount: capacity + 2 * margin, alignment: 64)
    storage.initializeMemory(as: UInt8.self, repeating: 0, count: margin)
    return storage
  }

  /// The first byte; `margin` bytes before it, and behind the last, are readable.
  var base: UnsafeMutablePointer<UInt8> {
    storage.advanced(by: ByteBlock.margin).assumingMemoryBound(to: UInt8.self)
  }

  /// The bytes.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// Replaces the content by what a closure writes into at most `count` bytes; it returns how many.
  func fill<Failure: Error>(
    count: Int, _ body: (UnsafeMutablePointer<UInt8>) throws(Failure) -> Int
  ) throws(Failure) {
    if count > capacity {
      storage.deallocate()
      storage = ByteBlock.allocate(count)
      capacity = count
    }
    self.count = try body(base)
    // In bounds: the margin lies behind the capacity.
    (base + self.count).initialize(repeating: 0, count: ByteBlock.margin)
  }

  /// Room for the marks of all bytes.
  ///
  /// Memory that is not written to is never given by the system, so room for a mark a byte is cheap.
  func marks() -> UnsafeMutablePointer<UInt32> {
    if markCapacity < count + ByteBlock.margin {
      markStorage.deallocate()
      markCapacity = count + ByteBlock.margin
      markStorage = .allocate(capacity: markCapacity)
    }
    return markStorage
  }
}
