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
