import Foundation
import Testing

@testable import FathomData

@Suite struct ImageDecodingTests {
  private struct Expected: Decodable {
    struct Pixel: Decodable {
      var x: Int
      var y: Int
      var grey: Double
    }
    var width: Int
    var height: Int
    var mean: Double
    var pixels: [Pixel]
  }

  private func grey(_ bytes: [UInt8]) throws -> [[Double]] {
    var rows = [[Double]]()
    try DecodedImage(decoding: bytes).forEachGreyRow { rows.append(Array($0)) }
    return rows
  }

  private func reason(_ bytes: [UInt8]) -> String? {
    do {
      _ = try DecodedImage(decoding: bytes)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `every photo has the size, the mean and the pixels that Pillow finds`() throws {
    let expected = try JSONDecoder().decode(
      [String: Expected].self,
      from: Data(try ImageTestFolder.bytes(ofFixture: "photos/expected.json")))
    #expect(expected.count == 13)
    for (name, image) in expected {
      let rows = try grey(try ImageTestFolder.bytes(ofFixture: "photos/\(name)"))
      #expect(rows.count == image.height && rows.allSatisfy { $0.count == image.width }, "\(name)")
      let mean = rows.joined().reduce(0, +) / Double(image.width * image.height)
      // PNG is lossless; JPEG decoders differ in the inverse DCT and in upsampling.
      let isPNG = name.hasSuffix(".png")
      #expect(abs(mean - image.mean) < (isPNG ? 1e-9 : 0.5), "\(name): \(mean) \(image.mean)")
      for pixel in image.pixels {
        let found = rows[pixel.y][pixel.x]
        #expect(abs(found - pixel.grey) < (isPNG ? 1e-9 : 3), "\(name): \(found) \(pixel)")
      }
    }
  }

  @Test func `a pixel with equal channels has exactly that grey`() throws {
    let rows = (0..<256).map { value in [UInt8](repeating: UInt8(value), count: 3) }
    let rgb = TestPNG(width: 1, height: 256, colourType: 2, rows: rows).bytes
    #expect(try Array(grey(rgb).joined()) == (0..<256).map(Double.init))
  }

  @Test func `16 bits are divided by 257 and keep what lies between`() throws {
    let png = TestPNG(width: 3, height: 1, bitDepth: 16, rows: [[0xFF, 0xFF, 1, 1, 1, 2]]).bytes
    #expect(try grey(png) == [[255, 1, 258.0 / 257]])
  }

  @Test func `transparency comes out on white`() throws {
    // A grey value, a palette entry and 16 bits that are declared transparent, and alpha of a half.
    let key = TestPNG(width: 2, height: 1, rows: [[10, 20]], transparency: [0, 20]).bytes
    #expect(try grey(key) == [[10, 255]])
    let palette = TestPNG(
      width: 2, height: 1, bitDepth: 1, colourType: 3, rows: [[0b0100_0000]],
      palette: [9, 9, 9, 7, 7, 7], transparency: [255, 0]
    ).bytes
    #expect(try grey(palette) == [[9, 255]])
    let deep = TestPNG(
      width: 2, height: 1, bitDepth: 16, rows: [[1, 1, 2, 2]], transparency: [2, 2]
    ).bytes
    #expect(try grey(deep) == [[1, 255]])
    let alpha = TestPNG(width: 1, height: 1, colourType: 4, rows: [[100, 51]]).bytes
    #expect(abs(try grey(alpha)[0][0] - (100 * 0.2 + 255 * 0.8)) < 1e-12)
  }

  @Test func `bits of grey are spread over the whole range`() throws {
    let png = TestPNG(width: 4, height: 1, bitDepth: 2, rows: [[0b0001_1011]]).bytes
    #expect(try grey(png) == [[0, 85, 170, 255]])
  }

  @Test func `headers know size and declared colour`() throws {
    func header(_ name: String) throws -> ImageHeader {
      try ImageHeader(try ImageTestFolder.bytes(ofFixture: "photos/\(name)"))
    }
    #expect(try header("rgb.png").size == ImageSize(height: 48, width: 64))
    #expect(try header("rgb_444.jpg").size == ImageSize(height: 29, width: 37))
    for name in ["rgb.png", "palette.png", "rgba.png", "rgb.jpg"] {
      #expect(try header(name).isColour, "\(name)")
    }
    for name in ["grey.png", "grey16.png", "grey_alpha.png", "bilevel.png", "grey.jpg"] {
      #expect(try !header(name).isColour, "\(name)")
    }
  }

  @Test func `damage has a reason, wherever the file is cut`() throws {
    for name in ["grey.png", "grey16.png", "rgb_interlaced.png", "rgb.jpg", "rgb_progressive.jpg"] {
      let bytes = try ImageTestFolder.bytes(ofFixture: "photos/\(name)")
      // The end marker is not needed: 12 bytes of IEND with length and checksum, 2 of EOI.
      for count in stride(from: 0, to: bytes.count - 14, by: 7) {
        #expect(reason(Array(bytes[..<count])) != nil, "\(name) cut at \(count)")
      }
    }
    #expect(reason([]) == "the file is empty")
    #expect(reason(Array("GIF89a".utf8)) == "the file ends too early")
    #expect(
      reason(Array("words".utf8))
        == "the content is none of PNG, JPEG, WebP, TIFF, BMP, GIF and PNM")
  }

  @Test func `a changed byte in the pixels is damage`() throws {
    var png = try ImageTestFolder.bytes(ofFixture: "photos/grey.png")
    png[png.count / 2] ^= 1
    #expect(reason(png)?.hasPrefix("damaged PNG") == true)
  }

  @Test func `too many pixels are refused by the header`() throws {
    for (width, height) in [(10_001, 10_000), (65_536, 1)] {
      let png = TestPNG(width: width, height: height, rows: [[0]]).bytes
      #expect(reason(png)?.contains("more than can be read") == true)
      #expect(throws: UnreadableImage.self) { try ImageHeader(png) }
    }
    let largest = TestPNG(width: 10_000, height: 10_000, rows: [[0]]).bytes
    #expect(try ImageHeader(largest).size == ImageSize(height: 10_000, width: 10_000))
  }

  @Test func `the same picture has the same record however it is stored`() throws {
    let grid = ImageSize(height: 4, width: 4)
    func record(_ bytes: [UInt8]) throws -> ImageRecord {
      ImageFeatures(try DecodedImage(decoding: bytes), grid: grid).record
    }
    let rows = (0..<10).map { y -> [UInt8] in (0..<12).map { UInt8(($0 * 19 + y * 7) % 256) } }
    let grey = try record(TestPNG.grey(rows))
    let rgb = try record(
      TestPNG(
        width: 12, height: 10, colourType: 2, rows: rows.map { $0.flatMap { [$0, $0, $0] } }
      ).bytes)
    #expect(grey == rgb)

    var changed = rows
    changed[9][11] ^= 1
    let other = try record(TestPNG.grey(changed))
    #expect(other.content != grey.content)
    #expect((other.difference ^ grey.difference).nonzeroBitCount <= 1)
    let columns = (0..<12).map { x -> [UInt8] in rows.map { $0[x] } }
    let turned = try record(TestPNG.grey(columns))
    #expect(turned.content != grey.content)
    let wide = try record(TestPNG.flat(5, width: 8, height: 2))
    let square = try record(TestPNG.flat(5, width: 4, height: 4))
    #expect(wide.content != square.content)
  }

  @Test func `the difference hash says where it gets brighter to the right`() throws {
    func hash(_ row: [UInt8]) throws -> UInt64 {
      let rows = [[UInt8]](repeating: row, count: 8)
      return ImageFeatures(
        try DecodedImage(decoding: TestPNG.grey(rows)), grid: ImageSize(height: 1, width: 1)
      ).record.difference
    }
    #expect(try hash([0, 1, 2, 3, 4, 5, 6, 7, 8]) == .max)
    #expect(try hash([8, 7, 6, 5, 4, 3, 2, 1, 0]) == 0)
    #expect(try hash([5, 5, 5, 5, 5, 5, 5, 5, 5]) == 0)
    #expect(try hash([0, 9, 9, 9, 9, 9, 9, 9, 9]) == 0x8080_8080_8080_8080)
  }
}
