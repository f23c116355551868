import Foundation
import Testing

@testable import FathomData

@Suite struct ImageFormatTests {
  private func reason(_ bytes: [UInt8]) -> String? {
    do throws(UnreadableImage) {
      _ = try DecodedImage(decoding: bytes)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `formats are told by their first bytes`() {
    func format(_ bytes: [UInt8]) -> DataFormat? { DataFormat.find(.image, startOf: bytes) }
    #expect(format([0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A]) == .png)
    #expect(format([0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
    #expect(format(Array("RIFF\0\0\0\0WEBPVP8 ".utf8)) == .webp)
    #expect(format(Array("RIFF\0\0\0\0WAVEfmt ".utf8)) == nil)
    for version: UInt8 in [42, 43] {
      #expect(format([0x49, 0x49, version, 0]) == .tiff)
      #expect(format([0x4D, 0x4D, 0, version]) == .tiff)
      #expect(format([0x49, 0x49, 0, version]) == nil)
    }
    #expect(format(Array("GIF87a".utf8)) == .gif)
    #expect(format(Array("GIF89a".utf8)) == .gif)
    #expect(format(Array("GIF90a".utf8)) == nil)
    #expect(format([]) == nil)
  }

  @Test(arguments: [
    "BM", "BMW and Audi\n", "BMI,age\n21.5,40\n22.1,41\n23.9,38\n24.4,29\n",
    "P1", "P2 is a parameter\n", "P5 12 apples and 3 pears\n", "P3,P4,P5\n1,2,3\n", "P6\t1.5\t2\n",
    "P7 Paris\n", "P1 3 4 items\n", "P2 3 4 5 words\n", "P4\n", "P5\n# Heading\ntext\n",
  ])
  func `a text that begins like an image is none`(_ text: String) {
    #expect(DataFormat.find(.image, startOf: Array(text.utf8)) == nil)
    #expect(
      reason(Array(text.utf8)) == "the content is none of PNG, JPEG, WebP, TIFF, BMP, GIF and PNM")
  }

  @Test func `a header with a long comment is still one`() {
    let comment = String(repeating: "words ", count: 100)
    #expect(DataFormat.find(.image, startOf: Array("P5\n# \(comment)".utf8.prefix(256))) == .pnm)
    let image = "P5\n# \(comment)\n1 1\n255\n7"
    #expect(DataFormat.find(.image, startOf: Array(image.utf8)) == .pnm)
    #expect(reason(Array(image.utf8)) == nil)
  }

  // MARK: Limits

  /// A BMP header of 24 bits and no pixels.
  private func bmp(width: Int, height: Int, bits: Int = 24) -> [UInt8] {
    let fields = [0, 0, 54, 40, width, height].flatMap(le32)
    return Array("BM".utf8) + fields + [1, 0, UInt8(bits), 0] + [UInt8](repeating: 0, count: 24)
  }

  /// A TIFF of one directory with these tags of 32 bits, and no pixels.
  private func tiff(_ tags: [(tag: Int, value: Int)]) -> [UInt8] {
    var file: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, UInt8(tags.count), 0]
    for (tag, value) in tags {
      file += [UInt8(tag & 255), UInt8(tag >> 8), 4, 0]
      file += le32(1) + le32(value)
    }
    return file + le32(0)
  }

  private func le32(_ value: Int) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private func gif(width: UInt16, height: UInt16) -> [UInt8] {
    var file = Array("GIF89a".utf8)
    for side in [width, height] { file += [UInt8(side & 255), UInt8(side >> 8)] }
    // A palette of two colours, then one pixel.
    file += [0x80, 0, 0, 0, 0, 0, 255, 255, 255]
    file += [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
    return file
  }

  /// Too many pixels in each format that can declare them.
  private var bombs: [[UInt8]] {
    [
      TestPNG(width: 10_001, height: 10_000, rows: [[0]]).bytes,
      bmp(width: 10_001, height: 10_000), bmp(width: 50_000, height: 50_000, bits: 8),
      Array("P5 10001 10000 255\n0".utf8), Array("P1 20000 20000\n0".utf8),
      Array("P7\nWIDTH 20000\nHEIGHT 20000\nDEPTH 4\nMAXVAL 255\nENDHDR\n0".utf8),
      gif(width: 20_000, height: 20_000),
      tiff([(256, 20_000), (257, 20_000), (258, 8), (259, 1), (262, 1), (273, 8), (279, 4)]),
    ]
  }

  @Test func `too many pixels are refused before memory is asked for`() {
    for bomb in bombs {
      let start = ContinuousClock.now
      #expect(reason(bomb)?.hasSuffix("pixels are more than can be read, 100 million") == true)
      #expect(throws: UnreadableImage.self) { try ImageHeader(bomb) }
      #expect(ContinuousClock.now - start < .seconds(1))
    }
    #expect(
      reason(bmp(width: 70_000, height: 1))
        == "1×70000 pixels are more than can be read, 65535 a side")
    #expect(reason(Array("P5 0 4 255\n".utf8)) != nil)
    #expect(reason(bmp(width: 0, height: 4)) == "it has no pixels")
    #expect(reason(bmp(width: -4, height: 4)) == "it has no pixels")
  }

  @Test func `as many pixels as are allowed need as many bytes`() {
    #expect(reason(bmp(width: 10_000, height: 10_000)) == "the file ends too early")
    #expect(reason(Array("P5 10000 10000 255\n0".utf8)) == "the file ends too early")
  }

  @Test func `a small image of huge tiles is refused`() {
    let tiles = tiff([
      (256, 16), (257, 16), (258, 8), (259, 1), (262, 1), (322, 1 << 18), (323, 1 << 18), (324, 8),
      (325, 4),
    ])
    #expect(reason(tiles) == "its tiles of 262144×262144 pixels are more than can be read")
  }

  /// A progressive JPEG of one grey block, whose 63 coefficients come in scans of their own, each bit
  /// in one more.
  private func progressive(bits: UInt8) -> [UInt8] {
    var file: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    file += [0xFF, 0xC2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]
    // Tables of one code of one bit: no difference, end of block.
    for table: UInt8 in [0, 0x10] {
      file += [0xFF, 0xC4, 0, 20, table, 1] + [UInt8](repeating: 0, count: 16)
    }
    func scan(_ coefficient: UInt8, _ high: UInt8, _ low: UInt8) -> [UInt8] {
      [0xFF, 0xDA, 0, 8, 1, 1, 0, coefficient, coefficient, high << 4 | low, 0x7F]
    }
    file += scan(0, 0, 0)
    for coefficient: UInt8 in 1...63 {
      for bit in 1...bits { file += scan(coefficient, bit == 1 ? 0 : bits - bit + 1, bits - bit) }
    }
    return file + [0xFF, 0xD9]
  }

  @Test func `a JPEG of more scans than can be read is refused`() throws {
    let image = try DecodedImage(decoding: progressive(bits: 5))
    #expect(greys(of: image) == [Double](repeating: 128, count: 64))
    #expect(
      reason(progressive(bits: 13)) == "damaged JPEG: it has more scans than can be read")
  }

  @Test func `a GIF makes its screen as large as its picture`() throws {
    let header = try ImageHeader(gif(width: 0, height: 0))
    #expect(header.size == ImageSize(height: 1, width: 1))
    #expect(reason(gif(width: 0, height: 0)) == nil)
  }

  // MARK: Damage

  @Test func `a JPEG with pixels missing is damage, with or without its end marker`() throws {
    for name in ["rgb_420.jpg", "progressive.jpg", "restarts.jpg", "cmyk.jpg"] {
      let whole = try imageFixture("formats/\(name)")
      for lost in [40, 80, 120] {
        let cut = Array(whole.dropLast(lost))
        #expect(reason(cut) == "the file ends too early", "\(name) without \(lost)")
        #expect(reason(cut + [0xFF, 0xD9]) != nil, "\(name) without \(lost)")
      }
    }
  }

  @Test func `a JPEG in a TIFF with pixels missing is damage`() throws {
    let whole = try imageFixture("formats/jpeg_grey.tif")
    // An end marker in the middle of the codes of the first strip, of which libtiff only warns.
    let scan = try #require(
      whole.indices.dropFirst(2).first { whole[$0 - 1] == 0xFF && whole[$0] == 0xDA })
    var damaged = whole
    damaged[scan + 20...scan + 21] = [0xFF, 0xD9]
    #expect(
      reason(damaged)
        == "damaged TIFF: JPEGLib: Corrupt JPEG data: premature end of data segment")
  }

  @Test func `channels that are neither grey nor colour are refused`() {
    #expect(
      reason(Array("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\n12345".utf8))
        == "5 channels are neither grey nor colour")
  }

  @Test func `a mask beyond the bits of a BMP pixel is a channel of zeros`() throws {
    // One pixel of 16 bits, 0x1234, whose red would lie in a third byte.
    var file = bmp(width: 1, height: 1, bits: 16)
    file[10] = 66
    file[30] = 3
    file += [0xFF0000, 0xFF00, 0xFF].flatMap(le32) + [0x34, 0x12]
    #expect(colours(of: try DecodedImage(decoding: file)) == [0, 0x12, 0x34])
  }

  // MARK: Values

  @Test func `numbers on the scale of 8 bits are rows of grey and of colour`() {
    let size = ImageSize(height: 1, width: 2)
    let grey = DecodedImage(size: size, channels: 1, values: [3.5, 255])
    #expect(greys(of: grey) == [3.5, 255])
    #expect(colours(of: grey) == [3.5, 3.5, 3.5, 255, 255, 255])
    let rgb = DecodedImage(size: size, channels: 3, values: [10, 20, 30, 7, 7, 7])
    #expect(colours(of: rgb) == [10, 20, 30, 7, 7, 7])
    #expect(abs(greys(of: rgb)[0] - (2.99 + 11.74 + 3.42)) < 1e-12 && greys(of: rgb)[1] == 7)
    let alpha = DecodedImage(size: size, channels: 4, values: [10, 20, 30, 51, 1, 2, 3, 0])
    #expect(
      zip(colours(of: alpha), [206, 208, 210, 255, 255, 255]).allSatisfy { abs($0 - $1) < 1e-9 })
    let greyAlpha = DecodedImage(size: size, channels: 2, values: [100, 51, 100, 255])
    #expect(zip(greys(of: greyAlpha), [224, 100]).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func `a value above the maximum of a PNM counts as the maximum`() throws {
    func values(_ text: String) throws -> [Double] {
      greys(of: try DecodedImage(decoding: Array(text.utf8)))
    }
    #expect(try values("P2 3 1 100\n0 100 999\n") == [0, 255, 255])
    #expect(try values("P2 1 1 1000\n99999999999999999999\n") == [255])
    #expect(reason(Array("P2 2 1 100\n0 x\n".utf8)) == "damaged PNM: a value is no number")
    #expect(reason(Array("P2 2 1 100\n0 \n".utf8)) == "the file ends too early")
  }
}
