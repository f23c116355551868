import ReportTesting
import Testing

@testable import FathomReports

/// Untrusted text becomes harmless and keeps its width.
@Suite struct PlainTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("tab\tbreak\nreturn\r", "tab\\u{9}break\\u{a}return\\u{d}"),
    ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\u{202E}b", "a\\u{202e}b"),
    ("zero\u{200B}width", "zero\\u{200b}width"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
    ("\u{E000}", "\\u{e000}"), ("\u{7F}\u{9B}", "\\u{7f}\\u{9b}"), ("né 漢字 🙂", "né 漢字 🙂"),
    ("88\u{202F}%", "88\u{202F}%"),
  ])
  func `what cannot be seen is made visible and the rest stays`(text: String, expected: String) {
    #expect(PlainText.visible(text) == expected)
  }

  @Test func `a long text loses its middle`() {
    let text = String(repeating: "a", count: 300) + String(repeating: "z", count: 300)
    let shown = PlainText.visible(text, limit: 21)
    #expect(shown == "aaaaaaaaaa…zzzzzzzzzz")
    #expect(PlainText.visible(text, limit: 600) == text)
    #expect(PlainText.visible(text, limit: 599).count == 599)
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("한글", 4), ("🙂", 2),
    ("“α” ≤ −1", 8), ("▁█", 2), ("𠀀", 2), ("￥", 2), ("✅", 2), ("❤", 1), ("a\u{20DD}", 1),
    ("שלום", 4),
    ("\u{1112}\u{1161}\u{11AB}", 2),
  ])
  func `width is counted in columns of a terminal`(text: String, width: Int) {
    #expect(PlainText.width(text) == width)
  }

  @Test func `lines are broken at blanks`() {
    #expect(PlainText.wrap("one two three four", width: 9) == ["one two", "three", "four"])
    #expect(PlainText.wrap("one two three four", width: 100) == ["one two three four"])
    #expect(PlainText.wrap("", width: 9) == [])
    #expect(PlainText.wrap("   ", width: 9) == [])
  }

  @Test func `a word that is longer than a line is broken too`() {
    #expect(PlainText.wrap("ab cdefghij kl", width: 4) == ["ab", "cdef", "ghij", "kl"])
    #expect(PlainText.wrap("abcdefghij", width: 4) == ["abcd", "efgh", "ij"])
    #expect(PlainText.wrap("漢字漢字漢", width: 5) == ["漢字", "漢字", "漢"])
    #expect(PlainText.wrap("漢", width: 1) == ["漢"])
  }

  @Test(arguments: [
    ("short", 5, "short"), ("abcdefghij", 5, "ab…ij"), ("abcdefghij", 6, "abc…ij"),
    ("漢字漢字", 8, "漢字漢字"), ("漢字漢字", 7, "漢…漢字"),
    ("e\u{301}e\u{301}e\u{301}e\u{301}", 3, "e\u{301}…e\u{301}"),
    ("abc", 1, "…"),
  ])
  func `a name that is too wide keeps its beginning and end`(
    text: String, width: Int, expected: String
  ) {
    #expect(PlainText.shortened(text, width: width) == expected)
    #expect(PlainText.width(expected) <= width)
  }

  @Test(arguments: [1, 7, 16, 40, 100])
  func `no line is wider than asked for and no letter is lost`(width: Int) {
    var random = SplitMix(UInt64(width))
    for _ in 0..<50 {
      let words = (0..<20).map { _ in
        String(repeating: "x", count: Int.random(in: 1...30, using: &random))
      }
      let lines = PlainText.wrap(words.joined(separator: " "), width: width)
      #expect(lines.allSatisfy { PlainText.width($0) <= width })
      #expect(lines.joined().filter { $0 == "x" } == words.joined())
    }
  }
}
