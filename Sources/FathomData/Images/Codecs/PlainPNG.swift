internal import CDeflate
internal import CKernels
private import Synchronization

/// The fast way through the PNGs that programs write most: grey, RGB or RGBA of 8 bits, not
/// interlaced, without any chunk but the header, the pixels and the end.
///
/// Whatever else there is, and whatever is damaged, goes through libspng, so that it alone decides
/// what is a PNG and says what is wrong. Unpacked by libdeflate as a whole, filters undone by a kernel.
enum PlainPNG {
  /// Decodes a file; nil for one that libspng must decide on.
  static func decode(_ bytes: [UInt8]) -> DecodedImage? {
    bytes.withUnsafeBufferPointer { bytes in
      guard let file = Chunks(bytes) else { return nil }
      let length = file.size.width * file.samples.bytesPerPixel
      let count = file.size.height * (length + 1)
      // Deflate packs 1,032 bytes into one at the most (RFC 1951): what claims more is not asked for.
      guard count / 1_032 <= file.packed else { return nil }
      let pixels = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { rows in
        file.unpack(bytes, into: rows) ? unfiltered(rows, file, length) : nil
      }
      return pixels.map { DecodedImage(size: file.size, samples: file.samples, bytes: $0) }
    }
  }

  private static func unfiltered(
    _ rows: UnsafeMutableBufferPointer<UInt8>, _ file: Chunks, _ length: Int
  ) -> [UInt8]? {
    let count = file.size.height * length
    var isKnown = false
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, written in
      // In bounds: the rows are one byte longer than those of the target, as many, and all filled.
      isKnown =
        fathom_png_unfilter(
          rows.baseAddress, file.size.height, length, file.samples.bytesPerPixel,
          target.baseAddress) == 1
      written = isKnown ? count : 0
    }
    return isKnown ? pixels : nil
  }

  /// Where the chunks of a file are; their checksums are right.
  private struct Chunks {
    let size: ImageSize
    let samples: DecodedImage.Samples
    /// The contents of the IDAT chunks.
    private var parts: [Range<Int>] = []
    /// How many bytes these have.
    private(set) var packed = 0

    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
      guard bytes.count >= 57,
        DataFormat.png.matches(bytes),
        let header = Chunks.chunk(bytes, 8), header.type == 0x4948_4452, header.content.count == 13
      else { return nil }
      let fields = header.content.lowerBound
      let (width, height) = (Chunks.word(bytes, fields), Chunks.word(bytes, fields + 4))
      guard width > 0, height > 0, max(width, height) <= ImageHeader.maximumSide,
        width * height <= ImageHeader.maximumPixels, bytes[fields + 8] == 8,
        bytes[fields + 10] == 0, bytes[fields + 11] == 0, bytes[fields + 12] == 0
      else { return nil }
      switch bytes[fields + 9] {
      case 0: samples = .grey8
      case 2: samples = .rgb8
      case 6: samples = .rgba8
      default: return nil
      }
      size = ImageSize(height: height, width: width)
      var offset = header.end
      while let chunk = Chunks.chunk(bytes, offset), chunk.type == 0x4944_4154 {
        parts.append(chunk.content)
        packed += chunk.content.count
        offset = chunk.end
      }
      guard packed > 0, let last = Chunks.chunk(bytes, offset), last.type == 0x4945_4E44,
        last.content.isEmpty
      else { return nil }
    }

    /// Unpacks the pixels with their filters; false where the buffer is not filled exactly.
    func unpack(
      _ bytes: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
      // In bounds: the parts lie in the file.
      if parts.count == 1, let base = bytes.baseAddress {
        return Decompressor.unpack(base + parts[0].lowerBound, packed, into: target)
      }
      let whole = parts.flatMap { bytes[$0] }
      return whole.withUnsafeBufferPointer { whole in
        whole.baseAddress.map { Decompressor.unpack($0, packed, into: target) } ?? false
      }
    }

    /// The chunk at an offset; nil where it does not fit the file or its checksum is wrong.
    private static func chunk(
      _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int
    ) -> (type: Int, content: Range<Int>, end: Int)? {
      guard offset + 12 <= bytes.count, let base = bytes.baseAddress else { return nil }
      let length = word(bytes, offset)
      guard length <= bytes.count - offset - 12 else { return nil }
      let content = offset + 8..<offset + 8 + length
      // In bounds: type, content and checksum end in the file.
      let checksum = libdeflate_crc32(0, base + offset + 4, length + 4)
      guard Int(checksum) == word(bytes, content.upperBound) else { return nil }
      return (word(bytes, offset + 4), content, content.upperBound + 4)
    }

    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
    }
  }

  /// Decompressors of libdeflate, which are costly to make and serve one thread at a time.
  private enum Decompressor {
    private struct Idle: @unchecked Sendable {
      // A pointer leaves the list before it is used, so no two threads have one.
      var all: [OpaquePointer] = []
    }

    private static let idle = Mutex(Idle())

    static func unpack(
      _ source: UnsafePointer<UInt8>, _ count: Int,
      into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
      guard
        let decompressor = idle.withLock({ $0.all.popLast() }) ?? libdeflate_alloc_decompressor()
      else { return false }
      defer { idle.withLock { $0.all.append(decompressor) } }
      var written = 0
      let result = libdeflate_zlib_decompress(
        decompressor, source, count, target.baseAddress, target.count, &written)
      return result == LIBDEFLATE_SUCCESS && written == target.count
    }
  }
}
