internal import CBZip2
internal import CLZMA
internal import CZlib
internal import CZstd

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

/// Unpacks a gzip member with zlib, which verifies its checksum and length; or bare deflate, which has
/// none.
final class GzipDecoder: MemberDecoder {
  // zlib remembers the address, so the structure must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// - Parameter windowBits: 15: the largest window; + 16: gzip framing, nothing else; below 0: no
  ///   framing.
  init?(windowBits: Int32 = 15 + 16) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard
      inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    // In bounds: zlib stays within both counts, and does not write to its input.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(output.count)
    let status = inflate(stream, Z_NO_FLUSH)
    let outcome: DecodingStep.Outcome =
      switch status {
      case Z_STREAM_END: .endOfMember
      // Z_BUF_ERROR says that there was nothing to do.
      case Z_OK, Z_BUF_ERROR: .more
      case Z_MEM_ERROR: .failed(.memory)
      default: .failed(failure)
      }
    return DecodingStep(
      consumed: input.count - Int(stream.pointee.avail_in),
      produced: output.count - Int(stream.pointee.avail_out), outcome: outcome)
  }

  /// zlib tells a wrong checksum or length from other damage by its message alone.
  private var failure: DecodingFailure {
    let message = stream.pointee.msg.map { String(cString: $0) } ?? ""
    return ["incorrect data check", "incorrect length check"].contains(message)
      ? .checksum : .corrupt
  }
}
