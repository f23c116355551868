internal import CKernels

/// Vectors of 64 bytes, one behind the other in memory.
public struct ByteVectors: Sendable {
  private var storage: [UInt8] = []

  /// No vector.
  public init() {}

  /// How many vectors there are.
  public var count: Int { storage.count / 64 }

  /// Appends a vector.
  public mutating func append(_ vector: SIMD64<UInt8>) {
    for index in 0..<64 { storage.append(vector[index]) }
  }

  /// The inner product of two vectors.
  public func product(_ first: Int, _ second: Int) -> Int {
    precondition(first >= 0 && second >= 0 && max(first, second) < count, "there are such vectors")
    return storage.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      // In bounds: both vectors are there, 64 bytes each.
      return Int(fathom_dot_bytes(base + 64 * first, base + 64 * second))
    }
  }
}
