internal import CLZMA

/// Unpacks an xz stream with liblzma, which verifies the checks of its blocks.
final class XZDecoder: MemberDecoder {
  /// The memory that is granted; `xz -9` needs 65 MiB.
  static let memoryLimit: UInt64 = 256 << 20

  private let stream: UnsafeMutablePointer<lzma_stream>

  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: lzma_stream())
    guard lzma_stream_decoder(stream, XZDecoder.memoryLimit, 0) == LZMA_OK else { return nil }
  }

  deinit {
    lzma_end(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    // In bounds: liblzma stays within both counts.
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = input.count
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = output.count
    let status = lzma_code(stream, LZMA_RUN)
    let outcome: DecodingStep.Outcome =
      switch status {
      case LZMA_STREAM_END: .endOfMember
      // LZMA_BUF_ERROR says that there was nothing to do.
      case LZMA_OK, LZMA_BUF_ERROR: .more
      case LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR: .failed(.memory)
      default: .failed(.corrupt)
      }
    return DecodingStep(
      consumed: input.count - stream.pointee.avail_in,
      produced: output.count - stream.pointee.avail_out, outcome: outcome)
  }
}
