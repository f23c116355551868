import CKernels
import Testing

@testable import FathomData

/// The checks of bytes, UTF-8 first, against its portable twin and the standard library.
@Suite struct UTF8KernelTests {
  private func expectAgreement(_ bytes: [UInt8]) {
    var fast = -1
    var slow = -1
    let isValid = fathom_utf8(bytes, bytes.count, &fast) != 0
    #expect((fathom_utf8_scalar(bytes, bytes.count, &slow) != 0) == isValid, "\(bytes)")
    #expect(fast == slow, "\(bytes)")
    let text = String(validating: bytes, as: UTF8.self)
    #expect(isValid == (text != nil), "\(bytes)")
    #expect(fast == text?.unicodeScalars.count { !$0.isASCII } ?? 0, "\(bytes)")
  }

  @Test func `every pair of bytes is judged as by the standard library`() {
    // Also where a block of 32 or 64 bytes ends between them, and where the text does.
    for place in [0, 30, 31, 62, 63, 100] {
      for first in UInt8(0x78)...0xFF {
        for second in stride(from: UInt8(0), through: 0xFF, by: place == 0 ? 1 : 7) {
          var bytes = [UInt8](repeating: 0x41, count: place) + [first, second]
          if first >= 0xE0 { bytes.append(0x80) }
          if first >= 0xF0 { bytes.append(0xBF) }
          expectAgreement(bytes)
          expectAgreement(bytes + [0x41])
        }
      }
    }
  }

  @Test func `mutated text is judged as by the standard library`() {
    var random = SplitMix(31)
    let pieces = [
      "a", "\n", "0123456789", "é", "߿", "ࠀ", "東京", "\u{D7FF}", "\u{E000}", "𐀀", "\u{10FFFF}",
    ]
    var valid = 0
    for round in 0..<20_000 {
      let length = Int.random(in: 0...60, using: &random)
      var bytes = (0..<length).flatMap { _ in
        Array((pieces.randomElement(using: &random) ?? "").utf8)
      }
      switch round % 4 {
      case 0: break
      case 1:
        bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      default:
        guard !bytes.isEmpty else { break }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        if round % 4 == 2 {
          bytes[place] = UInt8.random(in: 0...255, using: &random)
        } else {
          bytes.remove(at: place)
        }
      }
      expectAgreement(bytes)
      if String(validating: bytes, as: UTF8.self) != nil { valid += 1 }
    }
    // The test would be void if nearly all texts were of one kind.
    #expect((5_000...15_000).contains(valid))
  }

  @Test func `kinds of bytes are those that occur`() {
    func kinds(_ bytes: [UInt8]) -> UInt32 {
      var kinds = 0
      for byte in bytes {
        let letter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
        if UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { kinds |= FATHOM_DIGIT }
        if letter, byte < 0x80 { kinds |= FATHOM_LETTER }
        if byte == 0x20 { kinds |= FATHOM_BLANK }
      }
      return UInt32(kinds)
    }
    // Every byte at every place among bytes that are of no kind.
    for count in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40] {
      for byte in UInt8.min...UInt8.max {
        for place in 0..<count {
          var bytes = [UInt8](repeating: 0x2D, count: count)
          bytes[place] = byte
          let expected = kinds(bytes)
          guard fathom_byte_kinds(bytes, count) == expected,
            fathom_byte_kinds_scalar(bytes, count) == expected
          else {
            Issue.record("\(byte) at \(place) of \(count)")
            return
          }
        }
      }
    }
    #expect(fathom_byte_kinds([], 0) == 0 && fathom_byte_kinds_scalar([], 0) == 0)
    #expect(kinds(Array("a 7".utf8)) == fathom_byte_kinds(Array("a 7".utf8), 3))
  }
}
