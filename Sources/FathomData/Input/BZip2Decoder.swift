internal import CBZip2

/// Unpacks a bzip2 stream with libbz2, which verifies the checksum of each block.
///
/// A damaged block unpacks to noise before its checksum tells, so the decoder keeps count of what
/// was verified.
final class BZip2Decoder: MemberDecoder {
  // libbz2 remembers the address, so the structure must not move.
  private let stream: UnsafeMutablePointer<bz_stream>
  /// Bytes of the block that is being written, its checksum not yet verified.
  private var unverified = 0

  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: bz_stream())
    guard BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else { return nil }
  }

  deinit {
    BZ2_bzDecompressEnd(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    // A call either writes or reads, so that the borders of the blocks show in the output.
    let written = call(UnsafeRawBufferPointer(start: nil, count: 0), into: output)
    unverified += written.produced
    if written.produced > 0 || written.outcome != .more { return judged(written) }
    unverified = 0
    return judged(call(input, into: UnsafeMutableRawBufferPointer(start: nil, count: 0)))
  }

  private func judged(_ step: DecodingStep) -> DecodingStep {
    guard step.outcome == .failed(.corrupt) else { return step }
    return DecodingStep(
      consumed: step.consumed, produced: step.produced,
      outcome: .failed(.corruptBlock(unpacked: unverified)))
  }

  private func call(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    // In bounds: libbz2 stays within both counts, and does not write to its input.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_out = UInt32(output.count)
    let status = BZ2_bzDecompress(stream)
    let outcome: DecodingStep.Outcome =
      switch status {
      case BZ_STREAM_END: .endOfMember
      case BZ_OK: .more
      case BZ_MEM_ERROR: .failed(.memory)
      default: .failed(.corrupt)
      }
    return DecodingStep(
      consumed: input.count - Int(stream.pointee.avail_in),
      produced: output.count - Int(stream.pointee.avail_out), outcome: outcome)
  }
}
