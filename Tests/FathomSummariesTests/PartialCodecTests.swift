import FathomData
import FathomNumerics
import Testing

@testable import FathomSummaries

@Suite struct PartialCodecTests {
  private struct Everything: Codable, Equatable {
    var flag = true
    var small: UInt8 = 200
    var count = -7
    var wide = UInt64.max
    var code: Int32 = -1
    var float = Float(0.1)
    var text = "größer 東京"
    var nothing: Double?
    var something: Int? = 3
    var noFloat: Float?
    var wideOrNot: UInt64? = 5
    var nested: [[Int]] = [[], [1, 2]]
    var maybe: [String?] = ["a", nil]
    var rejection = Rejection(reason: .unreadableImage, detail: "x.png")
    var cells = SIMD64<UInt8>(repeating: 9)
  }

  @Test func `every kind of value comes back`() throws {
    let value = Everything()
    let bytes = PartialWriter.bytes(of: value)
    #expect(try PartialReader.value(Everything.self, from: bytes) == value)
  }

  @Test func `doubles keep every bit`() throws {
    let patterns: [UInt64] = [
      0x7FF8_0000_0000_0000, 0x7FF8_0000_DEAD_BEEF, 0xFFF0_0000_0000_0001, 0x7FF0_0000_0000_0000,
      0xFFF0_0000_0000_0000, 0x8000_0000_0000_0000, 1,
    ]
    let matrix = Matrix(rows: 7, columns: 1, storage: patterns.map(Double.init(bitPattern:)))
    let bytes = PartialWriter.bytes(of: matrix)
    let read = try PartialReader.value(Matrix.self, from: bytes)
    #expect(read.storage.map(\.bitPattern) == patterns)
    // Rows, columns, the number of elements and the elements.
    #expect(bytes.count == 8 * 10)
  }

  @Test func `the order of bytes is stated`() {
    #expect(PartialWriter.bytes(of: [UInt32(1)]) == [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
    #expect(PartialWriter.bytes(of: "é") == [2, 0, 0, 0, 0, 0, 0, 0, 0xC3, 0xA9])
    #expect(PartialWriter.bytes(of: -2.0) == [0, 0, 0, 0, 0, 0, 0, 0xC0])
    #expect(PartialWriter.bytes(of: Int?.none) == [0])
  }

  @Test func `bytes of something else are refused without much memory`() {
    #expect(throws: PassError.missingBytes) {
      // A count of 2⁵⁶ elements.
      try PartialReader.value([Double].self, from: [0, 0, 0, 0, 0, 0, 0, 1])
    }
    #expect(throws: PassError.missingBytes) {
      try PartialReader.value(Double?.self, from: [])
    }
    #expect(throws: PassError.malformed(section: "value")) {
      try PartialReader.value(Bool.self, from: [2])
    }
    #expect(throws: PassError.malformed(section: "value")) {
      try PartialReader.value(String.self, from: [1, 0, 0, 0, 0, 0, 0, 0, 0xFF])
    }
    #expect(throws: PassError.extraBytes(count: 1)) {
      try PartialReader.value(UInt8.self, from: [1, 2])
    }
  }
}
