/// How a file is compressed.
enum Compression: String, Sendable, CaseIterable {
  case gzip, zstd, bzip2, xz

  /// Finds the compression by the first bytes; nil when they show none.
  init?(startOf bytes: some Collection<UInt8>) {
    let found = Compression.allCases.first { compression in
      compression.signatures.contains { Compression.matches(bytes.prefix($0.count), $0) }
    }
    guard let found else { return nil }
    self = found
  }

  /// Whether a member of this compression may begin with these bytes, of which there may be few.
  func canStart(with bytes: some Collection<UInt8>) -> Bool {
    signatures.contains { signature in
      let known = min(bytes.count, signature.count)
      return Compression.matches(bytes.prefix(known), Array(signature[..<known]))
    }
  }

  /// The command that unpacks such a file to standard output.
  var command: String {
    switch self {
    case .gzip: "gunzip -c"
    case .zstd: "zstd -dc --long=31"
    case .bzip2: "bzip2 -dc"
    case .xz: "xz -dc"
    }
  }

  func makeDecoder() -> (any MemberDecoder)? {
    switch self {
    case .gzip: GzipDecoder()
    case .zstd: ZstdDecoder()
    case .bzip2: BZip2Decoder()
    case .xz: XZDecoder()
    }
  }

  /// The first bytes of a member, as the ranges that each may lie in.
  private var signatures: [[ClosedRange<UInt8>]] {
    func exactly(_ bytes: [UInt8]) -> [ClosedRange<UInt8>] { bytes.map { $0...$0 } }
    switch self {
    // RFC 1952: the method is always deflate, and the upper flags are reserved.
    case .gzip: return [exactly([0x1F, 0x8B, 0x08]) + [0x00...0x1F]]
    // RFC 8878: a frame, or one that is to be skipped.
    case .zstd:
      return [exactly([0x28, 0xB5, 0x2F, 0xFD]), [0x50...0x5F] + exactly([0x2A, 0x4D, 0x18])]
    // A level, then a block or the end of the stream; “BZh” alone may be a column's name.
    case .bzip2:
      return [[0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]].map {
        exactly([0x42, 0x5A, 0x68]) + [0x31...0x39] + exactly($0)
      }
    case .xz: return [exactly([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])]
    }
  }

  private static func matches(
    _ bytes: some Collection<UInt8>, _ signature: [ClosedRange<UInt8>]
  ) -> Bool {
    bytes.count == signature.count && zip(bytes, signature).allSatisfy { $1.contains($0) }
  }
}

/// Unpacks one member of a compressed file: one gzip member, zstd frame, bzip2 or xz stream.
///
/// A value is used once, by one thread.
protocol MemberDecoder: AnyObject {
  /// Reads some of the input and writes some of the output.
  ///
  /// A call that does neither, with input and room for output, has nothing left to do.
  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep
}

/// What one call of a decoder did.
struct DecodingStep {
  /// Bytes taken from the input.
  var consumed: Int
  /// Bytes written to the output.
  var produced: Int
  var outcome: Outcome

  enum Outcome: Equatable {
    case more, endOfMember
    case failed(DecodingFailure)
  }
}

/// Why a member cannot be unpacked any further.
enum DecodingFailure: Equatable {
  /// The data break the rules of the format; the last bytes that were unpacked may be wrong.
  case corrupt
  /// The data were unpacked and are not what was packed.
  case checksum
  /// As ``corrupt``; that many bytes at the end of what was unpacked are known to be wrong.
  case corruptBlock(unpacked: Int)
  /// Unpacking needs more memory than is granted.
  case memory
}
