import Testing

@testable import FathomData

@Suite struct InputUTF8CheckTests {
  private func check(_ bytes: some Sequence<UInt8>) -> UTF8Check {
    var check = UTF8Check()
    Array(bytes).withUnsafeBytes { check.absorb($0) }
    return check
  }

  /// Bytes of which many come near to UTF-8.
  private func randomBytes(_ random: inout SplitMix) -> [UInt8] {
    let pieces: [[UInt8]] = [
      [0x41], [0x0A], [0x0D, 0x0A], [0x0D], [0], Array("é".utf8), Array("€".utf8), Array("𝄞".utf8),
      [0xC3], [0xE2, 0x82], [0xF0, 0x9D, 0x84], [0x80], [0xBF], [0xED, 0xA0, 0x80],
      [0xE0, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xC0, 0xAF], [0xF5],
    ]
    return (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in
      Int.random(in: 0..<4, using: &random) == 0
        ? [UInt8.random(in: 0...255, using: &random)] : pieces.randomElement(using: &random) ?? []
    }
  }

  @Test func `invalid sequences are those that the standard library replaces`() {
    var random = SplitMix(21)
    var invalid = 0
    for _ in 0..<3000 {
      let bytes = randomBytes(&random)
      let check = check(bytes)
      let decoded = String(decoding: bytes, as: UTF8.self).unicodeScalars
      #expect(check.invalid == decoded.count { $0 == "\u{FFFD}" })
      #expect(check.validMultibyte == decoded.count { $0 != "\u{FFFD}" && !$0.isASCII })
      #expect((check.invalid == 0) == (String(validating: bytes, as: UTF8.self) != nil))
      #expect(check.isASCII == bytes.allSatisfy { $0 < 0x80 })
      #expect(check.nulCount == bytes.count { $0 == 0 })
      #expect(check.byteCount == bytes.count)
      // What is before the first invalid sequence is valid, and nothing longer is.
      if let offset = check.firstInvalidOffset {
        #expect(String(validating: bytes[..<offset], as: UTF8.self) != nil)
        #expect(self.check(bytes[..<(offset + 1)]).invalid == 1)
        let lines =
          bytes.contains(0x0A)
          ? bytes[..<offset].count { $0 == 0x0A } : bytes[..<offset].count { $0 == 0x0D }
        #expect(check.firstInvalidLine == lines + 1)
      }
      if let offset = bytes.firstIndex(of: 0) {
        let isLF = bytes.contains(0x0A)
        #expect(
          check.firstNulLine == 1 + bytes[..<offset].count { $0 == (isLF ? 0x0A : 0x0D) })
      }
      invalid += check.invalid
    }
    #expect(invalid > 3000)
  }

  @Test func `the cut into blocks changes nothing`() {
    var random = SplitMix(22)
    for _ in 0..<2000 {
      let bytes = randomBytes(&random)
      let whole = check(bytes)
      var parts = [ArraySlice<UInt8>]()
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 0...5, using: &random))
        parts.append(bytes[start..<end])
        start = end
      }
      var streamed = UTF8Check()
      var merged = UTF8Check()
      for part in parts {
        Array(part).withUnsafeBytes { streamed.absorb($0) }
        merged.merge(check(part))
      }
      #expect(streamed == whole)
      #expect(merged == whole)
      // From the right: merging is associative.
      let folded = parts.reversed().reduce(UTF8Check()) { right, part in
        var left = check(part)
        left.merge(right)
        return left
      }
      #expect(folded == whole)
    }
  }

  @Test func `what is known of the bytes spares a look, and changes nothing`() {
    var random = SplitMix(24)
    for _ in 0..<2000 {
      // Some texts are valid but for a cut at either end.
      var bytes = Int.random(in: 0..<2, using: &random) == 0 ? randomBytes(&random) : []
      if bytes.isEmpty {
        let text = (0..<60).map { _ in
          ["a", "\n", "é", "東", "𝄞"].randomElement(using: &random) ?? ""
        }
        bytes = Array(text.joined().utf8.dropFirst(Int.random(in: 0...2, using: &random)))
      }
      var told = UTF8Check()
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 1...90, using: &random))
        let part = Array(bytes[start..<end])
        let breaks = LineBreaks(
          lineFeeds: part.count { $0 == 0x0A }, carriageReturns: part.count { $0 == 0x0D })
        part.withUnsafeBytes {
          told.absorb(
            $0, hasNUL: part.contains(0), isASCII: part.allSatisfy { $0 < 0x80 }, breaks)
        }
        start = end
      }
      #expect(told == check(bytes))
    }
  }

  @Test func `places are right far from the beginning`() {
    var bytes = [UInt8]()
    for row in 0..<5000 { bytes += Array("\(row),x\n".utf8) }
    let offset = bytes.count
    bytes += [0x41, 0xE9, 0x0A, 0, 0x0A, 0xE9]
    let check = check(bytes)
    #expect(check.invalid == 2)
    #expect(check.firstInvalidOffset == offset + 1)
    #expect(check.firstInvalidLine == 5001)
    #expect(check.firstNulLine == 5002)
    #expect(
      check.notes == [
        "2 byte sequences are not valid UTF-8, the first in line 5001; they are read as U+FFFD.",
        "1 NUL character, in line 5002, is kept as a character.",
      ])
    #expect(self.check([0x41]).notes.isEmpty)
  }

  @Test func `a character that is cut at the end is invalid`() {
    let check = check(Array("a\nZ".utf8) + [0xE2, 0x82])
    #expect(check.endsInsideCharacter)
    #expect(check.invalid == 1)
    #expect(check.firstInvalidOffset == 3)
    #expect(check.firstInvalidLine == 2)
    #expect(!check.isASCII)
  }

  @Test func `Windows-1252 is suggested by what is not valid`() {
    func suggests(_ invalid: Int, _ valid: Int) -> Bool {
      let bytes =
        (0..<invalid).flatMap { _ in [0xE9, 0x20] as [UInt8] }
        + (0..<valid).flatMap { _ in Array("é ".utf8) }
      return check(bytes).suggestsWindows1252(isWhole: true)
    }
    #expect(!suggests(0, 0))
    #expect(!suggests(0, 5))
    #expect(suggests(1, 0))
    #expect(suggests(10, 1))
    #expect(!suggests(9, 1))
    let torn = check([0x41, 0xC3])
    #expect(torn.suggestsWindows1252(isWhole: true))
    #expect(!torn.suggestsWindows1252(isWhole: false))
  }

  @Test func `the survey counts exactly`() {
    var random = SplitMix(23)
    let values: [UInt8] = [0, 1, 0x0A, 0x0B, 0x0D, 0x0E, 0x7F, 0x41]
    for count in [0, 1, 7, 8, 9, 100, UTF8Survey.largest] {
      for values in [values, values + [0x80, 0x8A, 0x8D, 0xFF]] {
        let bytes = (0..<count).map { _ in values.randomElement(using: &random) ?? 0 }
        let survey = bytes.withUnsafeBytes { UTF8Survey($0) }
        #expect(survey.nuls == bytes.count { $0 == 0 })
        #expect(survey.breaks.lineFeeds == bytes.count { $0 == 0x0A })
        #expect(survey.breaks.carriageReturns == bytes.count { $0 == 0x0D })
        #expect(survey.isASCII == bytes.allSatisfy { $0 < 0x80 })
      }
    }
    let same = [UInt8](repeating: 0x0A, count: UTF8Survey.largest)
    #expect(same.withUnsafeBytes { UTF8Survey($0) }.breaks.lineFeeds == UTF8Survey.largest)
  }
}
