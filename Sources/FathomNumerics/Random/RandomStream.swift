internal import CKernels

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// A stream of random numbers that is addressed by a key, not by what was drawn before.
///
/// Replicate *r* of a test draws from `RandomStream(seed:domain:index:)` with its own index, so a
/// result does not depend on the order in which replicates run, nor on the number of threads.
///
/// The key is spread by SplitMix64 (Steele, Lea & Flood 2014) over the state of xoshiro256**
/// (Blackman & Vigna 2021, *ACM Trans. Math. Softw.* 47:36).
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// The stream for one index of one domain, for instance replicate 17 of an analysis.
  public init(seed: UInt64, domain: String, index: UInt64) {
    self.init(Key(seed: seed, domain: domain), index: index)
  }

  /// Seed and domain of many streams, looked at once.
  public struct Key: Sendable {
    fileprivate let seed: UInt64
    fileprivate let domain: UInt64

    /// The key of a domain.
    public init(seed: UInt64, domain: String) {
      self.seed = seed
      self.domain = RandomStream.hash(domain)
    }
  }

  /// The stream for one index of a domain.
  public init(_ key: Key, index: UInt64) {
    var mixer = SplitMix64(state: key.seed)
    let a = mixer.next()
    mixer.state ^= key.domain
    let b = mixer.next()
    mixer.state ^= index &* 0x9E37_79B9_7F4A_7C15
    s0 = a ^ mixer.next()
    s1 = b ^ mixer.next()
    s2 = mixer.next()
    s3 = mixer.next()
    // The all-zero state is the one fixed point of xoshiro.
    if s0 | s1 | s2 | s3 == 0 { s0 = 0x9E37_79B9_7F4A_7C15 }
  }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    nextBits()
  }

  @usableFromInline
  package mutating func nextBits() -> UInt64 {
    let product = s1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A uniform integer in `0..<bound`, without bias (Lemire 2019, *ACM TOMACS* 29:3).
  public mutating func uniform(below bound: UInt32) -> UInt32 {
    precondition(bound > 0, "the bound is positive")
    var product = (nextBits() >> 32) &* UInt64(bound)
    var low = UInt32(truncatingIfNeeded: product)
    if low < bound {
      let threshold = (0 &- bound) % bound
      while low < threshold {
        product = (nextBits() >> 32) &* UInt64(bound)
        low = UInt32(truncatingIfNeeded: product)
      }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// A uniform double in [0, 1), with 53 random bits.
  public mutating func uniform() -> Double {
    Double(nextBits() >> 11) * 0x1p-53
  }

  /// A standard normal double.
  ///
  /// Source: Box & Muller 1958, *Ann. Math. Stat.* 29:610.
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// Rearranges the elements uniformly at random (Fisher–Yates).
  private mutating func shuffle(_ elements: UnsafeMutableBufferPointer<Int32>) {
    var remaining = elements.count
    while remaining > 1 {
      let chosen = Int(uniform(below: UInt32(remaining)))
      remaining -= 1
      elements.swapAt(remaining, chosen)
    }
  }

  /// Rearranges an array uniformly at random.
  public mutating func shuffle(_ elements: inout [Int32]) {
    elements.withUnsafeMutableBufferPointer { shuffle($0) }
  }

  /// Arranges `0..<count` uniformly at random (Fisher–Yates).
  ///
  /// Several numbers are taken from one word (Brackett-Rozinsky & Lemire 2024, *Softw. Pract. Exp.*).
  public mutating func arrange(_ order: UnsafeMutableBufferPointer<UInt32>) {
    var words = (s0, s1, s2, s3)
    withUnsafeMutableBytes(of: &words) { words in
      // In bounds: four words of state, and as many elements as there are.
      fathom_shuffle(
        words.baseAddress?.assumingMemoryBound(to: UInt64.self), order.baseAddress, order.count)
    }
    (s0, s1, s2, s3) = words
  }

  /// A uniformly random arrangement of `0..<count`.
  public mutating func arrangement(of count: Int) -> [Int] {
    var order = [UInt32](repeating: 0, count: count)
    order.withUnsafeMutableBufferPointer { arrange($0) }
    return order.map(Int.init)
  }

  /// A hash of a row's number that decides, without state, whether the row is sampled.
  public static func rowHash(seed: UInt64, row: Int) -> UInt64 {
    var mixer = SplitMix64(state: seed ^ (UInt64(bitPattern: Int64(row)) &* 0xD1B5_4A32_D192_ED03))
    _ = mixer.next()
    return mixer.next()
  }

  /// FNV-1a, 64 bits: stable across processes, unlike `Hasher`.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

/// The mixer that spreads keys over the state of a generator.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
