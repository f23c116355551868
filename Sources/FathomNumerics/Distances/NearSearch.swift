internal import CKernels

/// Pairs of 64-bit hashes that differ in few bits, without looking at all pairs.
///
/// Hashes that differ in at most d bits agree in one of d + 1 parts of their bits, so only those that
/// share a part are compared (Norouzi, Punjani & Fleet 2012, multi-index hashing). Bits that tell hashes
/// apart are dealt out evenly, because pictures with a flat border leave many of them alike.
public struct HashSearch: Sendable {
  private let hashes: [UInt64]
  private let distance: Int

  /// The bits of each part.
  private let masks: [UInt64]

  /// - Parameters:
  ///   - hashes: the hashes, fewer than 2^31.
  ///   - distance: in how many bits a pair may differ.
  public init(_ hashes: [UInt64], distance: Int) {
    self.hashes = hashes
    self.distance = distance
    masks = HashSearch.masks(hashes, count: distance + 1)
  }

  /// How many parts the search has; each may be searched by a thread of its own.
  public var parts: Int { masks.count }

  /// Calls a closure with the places of the pairs that one part finds, the smaller place first.
  ///
  /// A pair that agrees in several parts is found by the first of them alone.
  public func search(part: Int, _ body: (_ first: Int, _ second: Int) -> Void) {
    let mask = masks[part]
    let order = hashes.indices.sorted {
      (hashes[$0] & mask, $0) < (hashes[$1] & mask, $1)
    }
    var start = 0
    while start < order.count {
      let key = hashes[order[start]] & mask
      var end = start + 1
      while end < order.count, hashes[order[end]] & mask == key { end += 1 }
      if end - start > 1 { compare(order[start..<end], part, body) }
      start = end
    }
  }

  /// Compares each with each; the places ascend.
  private func compare(_ group: ArraySlice<Int>, _ part: Int, _ body: (Int, Int) -> Void) {
    let earlier = masks[..<part]
    let own = group.map { hashes[$0] }
    var found = [UInt32](repeating: 0, count: own.count)
    for second in 1..<own.count {
      // In bounds: room for as many places as there are hashes.
      let count = fathom_near(own, second, own[second], UInt32(distance), &found)
      for first in found[..<count] {
        let difference = own[Int(first)] ^ own[second]
        guard earlier.allSatisfy({ difference & $0 != 0 }) else { continue }
        body(group[group.startIndex + Int(first)], group[group.startIndex + second])
      }
    }
  }

  /// The parts: bits that are set in about half of the hashes are dealt out first.
  private static func masks(_ hashes: [UInt64], count: Int) -> [UInt64] {
    var counts = [Int](repeating: 0, count: 64)
    // A sample tells enough, and any choice of bits is right.
    let step = max(1, hashes.count / 4_096)
    for place in stride(from: 0, to: hashes.count, by: step) {
      var bits = hashes[place]
      while bits != 0 {
        counts[bits.trailingZeroBitCount] += 1
        bits &= bits - 1
      }
    }
    let sampled = (hashes.count + step - 1) / step
    let bits = (0..<64).sorted {
      (abs(2 * counts[$0] - sampled), $0) < (abs(2 * counts[$1] - sampled), $1)
    }
    return (0..<count).map { part in
      stride(from: part, to: 64, by: count).reduce(0) { $0 | 1 << UInt64(bits[$1]) }
    }
  }
}

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

/// Finds the points that may be near another from products that are nearly right.
public enum NearProducts {
  /// The places with `(norms[i] + own) · narrowing − 2 · products[i]` of at most a limit, in their order.
  ///
  /// - Parameters:
  ///   - products: of the point with others.
  ///   - norms: the squared norms of these, as many.
  ///   - places: has room for as many.
  /// - Returns: how many there are.
  public static func find(
    _ products: UnsafeBufferPointer<Float>, norms: UnsafeBufferPointer<Float>, own: Float,
    narrowing: Float, limit: Float, into places: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    precondition(
      products.count == norms.count && places.count >= products.count, "a product and a place each")
    guard let first = products.baseAddress, let norm = norms.baseAddress,
      let place = places.baseAddress
    else { return 0 }
    return fathom_near_products(first, norm, products.count, own, narrowing, limit, place)
  }
}
