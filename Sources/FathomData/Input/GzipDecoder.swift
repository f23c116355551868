internal import CZlib

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
