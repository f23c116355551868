internal import CZstd

/// Unpacks a zstd frame with libzstd, within the 128 MiB that every decoder grants.
final class ZstdDecoder: MemberDecoder {
  private let stream: OpaquePointer

  init?() {
    guard let created = ZSTD_createDStream() else { return nil }
    stream = created
  }

  deinit { ZSTD_freeDStream(stream) }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    // A call either writes or reads: when libzstd finds a damage, it says nothing of what the same
    // call wrote, and a frame that fits both buffers would be unpacked in one go.
    let written = call(UnsafeRawBufferPointer(start: nil, count: 0), into: output)
    if written.produced > 0 || written.outcome != .more { return written }
    return call(input, into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
  }

  private func call(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    // In bounds: libzstd stays within both sizes.
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let status = ZSTD_decompressStream(stream, &target, &source)
    let outcome: DecodingStep.Outcome =
      if ZSTD_isError(status) != 0 {
        .failed(ZstdDecoder.failure(ZSTD_getErrorCode(status)))
      } else {
        status == 0 ? .endOfMember : .more
      }
    return DecodingStep(consumed: source.pos, produced: target.pos, outcome: outcome)
  }

  private static func failure(_ code: ZSTD_ErrorCode) -> DecodingFailure {
    switch code {
    case ZSTD_error_checksum_wrong: .checksum
    case ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_memory_allocation: .memory
    default: .corrupt
    }
  }
}
