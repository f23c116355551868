import Testing

@testable import FathomData

@Suite struct WordGlanceTests {
  private func contents(_ text: String) -> (glance: CellContent?, look: CellContent) {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return (nil, .missing) }
      return (
        WordGlance(base, 0, bytes.count, missing: .standard)?.content,
        ReadCell(
          base, 0, bytes.count, parser: NumberParser(decimalMark: UInt8(ascii: ".")),
          missing: .standard, reading: .plain
        ).content
      )
    }
  }

  @Test func `a glance finds what a close look finds`() {
    var random = SplitMix(31)
    let parts = [
      "kr", "USD", "Rs.", "5", "12", "2024-05-17", "Jan", "mar", "Montag", "A", "K9", "user", " ",
      " ", "-", ".", "/", ":", "12:30", "inf", "nan", "true", "n/a", "not", "available", "unknown",
      "Q1", "kg", "é", "maart", "stycznia", "blank", "(", "no", "value", "W05", "EUR", "e", "T",
      "Z", "$", "%",
    ]
    var seen = 0
    for _ in 0..<40_000 {
      let count = Int.random(in: 1...5, using: &random)
      let text = (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      guard text.first != " ", text.last != " " else { continue }
      let (glance, look) = contents(text)
      guard let glance else { continue }
      seen += 1
      #expect(glance == look, "\(text)")
    }
    // The test would be void if hardly any cell were seen at a glance.
    #expect(seen > 10_000)
  }

  @Test(arguments: [
    ("sigma kappa north sigma sigma", CellContent.prose), ("K99674794", .code),
    ("2022-04-25T07:42:41", .date), ("Montserrat", .text),
    ("not available", .spacedPlaceholder),
  ])
  func `most words show at a glance`(text: String, content: CellContent) {
    #expect(contents(text).glance == content)
    #expect(contents(text).look == content)
  }
}
