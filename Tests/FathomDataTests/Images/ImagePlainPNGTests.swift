import CDeflate
import Testing

@testable import FathomData

/// The fast way through PNGs against libspng.
@Suite struct ImagePlainPNGTests {
  /// A PNG of random pixels, whose rows have random filters, packed by libdeflate.
  private func png(
    _ width: Int, _ height: Int, colourType: UInt8, parts: Int = 1, _ random: inout SplitMix
  ) -> [UInt8] {
    let step: Int = colourType == 0 ? 1 : colourType == 2 ? 3 : 4
    var rows = [UInt8]()
    for _ in 0..<height {
      rows.append(UInt8.random(in: 0...4, using: &random))
      for _ in 0..<width * step {
        rows.append(
          UInt8.random(in: 0...255, using: &random) / (Bool.random(using: &random) ? 64 : 1))
      }
    }
    let compressor = libdeflate_alloc_compressor(6)
    defer { libdeflate_free_compressor(compressor) }
    var packed = [UInt8](
      repeating: 0, count: libdeflate_zlib_compress_bound(compressor, rows.count))
    let room = packed.count
    packed.removeLast(
      room - libdeflate_zlib_compress(compressor, rows, rows.count, &packed, room))
    func word(_ value: Int) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
    func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
      let body = Array(type.utf8) + content
      return word(content.count) + body + word(Int(libdeflate_crc32(0, body, body.count)))
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", word(width) + word(height) + [8, colourType, 0, 0, 0])
    for part in 0..<parts {
      file += chunk(
        "IDAT", Array(packed[part * packed.count / parts..<(part + 1) * packed.count / parts]))
    }
    return file + chunk("IEND", [])
  }

  private func rows(_ image: DecodedImage) -> [UInt8] {
    var all = [UInt8]()
    image.forEachStoredRow { all += $0 }
    return all
  }

  @Test(arguments: [0, 2, 6] as [UInt8])
  func `all filters give the pixels that libspng gives`(_ colourType: UInt8) throws {
    var random = SplitMix(UInt64(colourType) + 1)
    for round in 0..<60 {
      let bytes = png(
        Int.random(in: 1...70, using: &random), Int.random(in: 1...20, using: &random),
        colourType: colourType, parts: 1 + round % 3, &random)
      let fast = try #require(PlainPNG.decode(bytes))
      let slow = try PNGDecoder.decodeByLibrary(bytes)
      #expect(fast.samples == slow.samples && fast.size == slow.size)
      #expect(rows(fast) == rows(slow))
    }
  }

  @Test func `a damaged file is left to libspng, or read as libspng reads it`() throws {
    var random = SplitMix(77)
    var accepted = 0
    for round in 0..<4_000 {
      let whole = png(9, 7, colourType: [0, 2, 6][round % 3], parts: 1 + round % 2, &random)
      var bytes = whole
      switch round % 4 {
      case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      case 1: bytes += [0]
      default:
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
            1 << UInt8.random(in: 0...7, using: &random)
        }
      }
      guard let fast = PlainPNG.decode(bytes) else { continue }
      accepted += 1
      #expect(rows(fast) == rows(try PNGDecoder.decodeByLibrary(bytes)))
    }
    // Bytes behind the end are no damage.
    #expect(accepted >= 1_000)
  }

  @Test func `what is not plain is left to libspng`() {
    let grey: [[UInt8]] = [[1, 2], [3, 4]]
    #expect(PlainPNG.decode(TestPNG.grey(grey)) != nil)
    for png in [
      TestPNG(width: 2, height: 1, bitDepth: 4, rows: [[0x12]]),
      TestPNG(width: 1, height: 1, bitDepth: 16, rows: [[1, 2]]),
      TestPNG(width: 1, height: 1, colourType: 3, rows: [[0]], palette: [1, 2, 3]),
      TestPNG(width: 2, height: 1, rows: [[1, 2]], transparency: [0, 1]),
      TestPNG(width: 1, height: 1, colourType: 4, rows: [[1, 2]]),
    ] {
      #expect(PlainPNG.decode(png.bytes) == nil)
    }
    #expect(PlainPNG.decode([]) == nil)
  }

  @Test func `a header that claims more than the pixels can be is not believed`() {
    var bytes = TestPNG.flat(0, width: 100, height: 100)
    // 60,000 × 1,000 pixels in a hundred bytes; the checksum is that of the new header.
    bytes.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 3, 0xE8])
    let checksum = libdeflate_crc32(0, Array(bytes[12..<29]), 17)
    bytes.replaceSubrange(
      29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32($0))) })
    #expect(PlainPNG.decode(bytes) == nil)
  }
}
