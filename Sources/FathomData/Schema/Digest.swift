internal import CCrypto

/// A running SHA-256.
///
/// It cannot be copied, so its context has one owner at a time.
struct Digest: ~Copyable, @unchecked Sendable {
  private let context: OpaquePointer?

  init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // In bounds: address and length come from one buffer.
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// The digest in hexadecimal; the value is used up.
  consuming func finish() -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &bytes, nil)
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

/// Fast 64-bit hashing that is the same in every process, unlike `Hasher`.
package enum StableHash {
  /// A full-avalanche mix of 64 bits (the finaliser of SplitMix64).
  @inline(__always)
  package static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A hash of a group that a row is alone in.
  static func alone(_ row: Int) -> UInt64 {
    mix(UInt64(bitPattern: Int64(row)) ^ 0x5851_F42D_4C95_7F2D)
  }

  /// A hash of bytes, eight at a time.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = mix(UInt64(bytes.count))
    var offset = 0
    while offset + 8 <= bytes.count {
      // In bounds: offset + 8 ≤ count.
      state = mix(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var tail: UInt64 = 0
    while offset < bytes.count {
      tail = tail << 8 | UInt64(bytes[offset])
      offset += 1
    }
    return mix(state ^ tail)
  }

  /// As ``hash(_:)``, of bytes behind which at least eight more can be read.
  @inline(__always)
  static func hash(padded bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(bytes)
    var state = mix(UInt64(truncatingIfNeeded: count))
    var offset = 0
    while offset &+ 8 <= count {
      // In bounds: offset + 8 ≤ count.
      state = mix(state ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset &+= 8
    }
    let rest = count &- offset
    // In bounds: offset ≤ count, and eight bytes behind the last may be read.
    let tail = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).bigEndian
    // At most seven bytes are left; two shifts, since one may be by all 64 bits.
    return mix(state ^ ((tail &>> 8) &>> UInt64(truncatingIfNeeded: 56 &- 8 &* rest)))
  }
}

/// What tells texts apart without showing them.
public enum Fingerprint {
  /// SHA-256 of a text's UTF-8, in hexadecimal.
  public static func sha256(_ text: String) -> String {
    var digest = Digest()
    digest.update(text)
    return digest.finish()
  }
}
