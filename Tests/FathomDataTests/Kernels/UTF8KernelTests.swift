import CKernels
import Testing

@testable import FathomData

/// The check of UTF-8 against its portable twin and the standard library.
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
}
