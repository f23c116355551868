import Foundation
import Testing

@testable import FathomGate

/// What a whole cell must look like.
@Suite struct CellPatternTests {
  private func matches(_ pattern: String, _ cell: String) throws -> Bool {
    let pattern = try #require(CellPattern(pattern), "\(pattern)")
    var bytes = Array(cell.utf8)
    return bytes.withUnsafeMutableBufferPointer { pattern.matches(UnsafeBufferPointer($0)) }
  }

  @Test(arguments: [
    ("INV-\\d{4}-\\d{5}", "INV-2024-00017", true), ("INV-\\d{4}-\\d{5}", "INV-2024-17", false),
    ("INV-\\d{4}", "xINV-2024", false), ("INV-\\d{4}", "INV-2024x", false),
    ("[^@\\s]+@[^@\\s]+\\.[^@\\s]+", "a.b@c.d.org", true),
    ("[^@\\s]+@[^@\\s]+\\.[^@\\s]+", "a@b", false),
    ("[^@\\s]+@[^@\\s]+\\.[^@\\s]+", "a b@c.de", false),
    ("^\\d{1,3}$", "12", true), ("\\d{1,3}", "", false), ("\\d*", "", true),
    ("a|b+", "bbb", true), ("a|b+", "ab", false), ("[A-F]{2,}", "AFFE", true),
    ("[a\\-z]+", "z-a", true), ("[]a]+", "]a", true), ("x\\.y", "xzy", false),
    // What is beyond bytes is left to ICU.
    ("(ab)+", "ababab", true), ("(ab)+", "aba", false), ("\\p{L}+", "Äpfel", true),
    ("é{2}", "éé", true), ("a+?b", "aab", true),
  ])
  func `a cell fits as a whole or not at all`(
    _ pattern: String, _ cell: String, _ fits: Bool
  ) throws {
    #expect(try matches(pattern, cell) == fits)
  }

  @Test func `what is no regular expression is refused`() {
    for text in ["(", "[a", "a{2", "*a"] { #expect(CellPattern(text) == nil, "\(text)") }
  }

  @Test func `bytes and ICU agree on cells of random characters`() throws {
    let alphabet = Array("aB1-_.@ x")
    var state: UInt64 = 7
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let patterns = [
      "[a-z]+\\d", "\\w{2,4}", "[^a]*a", "a?B?1?", "\\d-\\d|[a-zA-Z]{1,2}", ".x+", "[@.]{1,3}a*",
    ]
    for _ in 0..<2_000 {
      let cell = String((0..<next(6)).map { _ in alphabet[next(alphabet.count)] })
      for pattern in patterns {
        let expression = try NSRegularExpression(pattern: "\\A(?:\(pattern))\\z")
        let whole = NSRange(location: 0, length: cell.utf16.count)
        let expected = expression.firstMatch(in: cell, range: whole) != nil
        #expect(try matches(pattern, cell) == expected, "\(pattern) on “\(cell)”")
      }
    }
  }
}
