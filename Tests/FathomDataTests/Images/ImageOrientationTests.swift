import Foundation
import Testing

@testable import FathomData

@Suite struct ImageOrientationTests {
  @Test(
    arguments: zip(
      ImageOrientation.allCases,
      [
        ["abc", "def"], ["cba", "fed"], ["fed", "cba"], ["def", "abc"],
        ["ad", "be", "cf"], ["da", "eb", "fc"], ["fc", "eb", "da"], ["cf", "be", "ad"],
      ]))
  func `two rows of three are turned as Exif says`(
    _ orientation: ImageOrientation, _ displayed: [String]
  ) {
    let shown = orientation.applied(to: Array("abcdef"), height: 2, width: 3)
    #expect(String(shown) == displayed.joined())
    let size = orientation.displayed(ImageSize(height: 2, width: 3))
    #expect(size == ImageSize(height: displayed.count, width: displayed[0].count))
    #expect(orientation.swapsSides == (displayed.count == 3))
  }

  @Test func `turning by the opposite gives the stored grid back`() {
    // Only the two quarter turns do not undo themselves.
    let opposite: [ImageOrientation: ImageOrientation] = [
      .rightTop: .leftBottom, .leftBottom: .rightTop,
    ]
    let cells = Array(0..<35)
    for orientation in ImageOrientation.allCases {
      let shown = orientation.applied(to: cells, height: 5, width: 7)
      let size = orientation.displayed(ImageSize(height: 5, width: 7))
      let back = opposite[orientation, default: orientation]
        .applied(to: shown, height: size.height, width: size.width)
      #expect(back == cells)
    }
  }

  // MARK: Exif

  private func exif(
    _ value: UInt8, bigEndian: Bool, type: UInt8 = 3, count: UInt8 = 1, tag: UInt8 = 0x12
  ) -> [UInt8] {
    func word(_ low: UInt8, _ high: UInt8 = 0) -> [UInt8] {
      bigEndian ? [high, low] : [low, high]
    }
    func long(_ low: UInt8) -> [UInt8] { bigEndian ? [0, 0, 0, low] : [low, 0, 0, 0] }
    let mark: [UInt8] = bigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
    return mark + word(42) + long(8) + word(1) + word(tag, 1) + word(type) + long(count)
      + word(value) + [0, 0] + long(0)
  }

  @Test func `Exif of either byte order is read`() {
    for orientation in ImageOrientation.allCases {
      for bigEndian in [false, true] {
        let data = exif(UInt8(orientation.rawValue), bigEndian: bigEndian)
        #expect(ImageOrientation(exif: data[...]) == orientation)
        #expect(ImageOrientation(exif: (Array("Exif\0\0".utf8) + data)[...]) == orientation)
      }
    }
  }

  @Test func `damaged Exif turns nothing`() {
    for value: UInt8 in [0, 9, 255] {
      #expect(ImageOrientation(exif: exif(value, bigEndian: false)[...]) == .topLeft)
    }
    #expect(ImageOrientation(exif: exif(6, bigEndian: true, type: 4)[...]) == .topLeft)
    #expect(ImageOrientation(exif: exif(6, bigEndian: true, count: 2)[...]) == .topLeft)
    #expect(ImageOrientation(exif: exif(6, bigEndian: true, tag: 0x13)[...]) == .topLeft)
    let whole = exif(6, bigEndian: false)
    // The last 4 bytes are the address of another directory, the 2 before fill the value.
    for length in 0..<(whole.count - 6) {
      #expect(ImageOrientation(exif: whole.prefix(length)) == .topLeft)
    }
    // A directory behind the end, and one that claims to hold more than there is.
    var far = whole
    far[4...7] = [255, 255, 255, 255]
    #expect(ImageOrientation(exif: far[...]) == .topLeft)
    var many = exif(6, bigEndian: false, tag: 0x13)
    many[8...9] = [255, 255]
    #expect(ImageOrientation(exif: many[...]) == .topLeft)
  }

  @Test func `the displayed size of a turned image has its sides swapped`() throws {
    for orientation in ImageOrientation.allCases {
      let header = try ImageHeader(
        try imageFixture("formats/orientation\(orientation.rawValue).jpg"))
      let size = orientation.swapsSides ? (height: 7, width: 5) : (height: 5, width: 7)
      #expect(header.size == ImageSize(height: size.height, width: size.width))
      #expect(header.storedSize == ImageSize(height: 5, width: 7))
    }
  }
}
