import Testing

@testable import FathomData

/// What makes reading words fast must not show in what is read.
@Suite struct WordReaderTests {
  @Test func `a hash of padded bytes is the hash of the bytes`() {
    var random = SplitMix(41)
    for count in 0...70 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      // What stands behind the bytes has no influence.
      for filler: UInt8 in [0, 0x2C, 0xFF] {
        let padded = bytes + [UInt8](repeating: filler, count: 8)
        let hash = padded.withUnsafeBufferPointer { buffer in
          buffer.baseAddress.map { StableHash.hash(padded: $0, count: count) }
        }
        #expect(hash == bytes.withUnsafeBytes { StableHash.hash($0) })
      }
    }
  }

  @Test func `the hashes of words are those of earlier versions`() {
    // Estimates of distinct values, and samples of them, depend on these.
    let hashes = ["a", "violet", "12345678", "2022-04-25T07:42:41"].map { word in
      Array(word.utf8).withUnsafeBytes { StableHash.hash($0) }
    }
    #expect(
      hashes == [
        0x5E02_5F9A_DE9E_AF3E, 0x0FD0_6741_CDAC_EE59, 0x92DF_3520_C5D0_0ECE, 0x4D8E_B5EB_20C5_50A8,
      ])
  }

  /// The kind of a word, found with and without the test for frequent forms of dates.
  private func kinds(_ word: String) -> (isCalendarDate: Bool, isDate: Bool, isNumber: Bool) {
    Array(word.utf8).withUnsafeBufferPointer { buffer in
      guard let cell = buffer.baseAddress else { return (false, false, false) }
      let parsers = [CSVDialect.point, CSVDialect.comma].flatMap { mark in
        [nil, UInt8(ascii: "-"), UInt8(ascii: "."), 0x20].map {
          NumberParser(decimalMark: mark, groupMark: $0)
        }
      }
      return (
        CellKind.isCalendarDate(cell, buffer.count), CellKind(cell, 0, buffer.count) == .date,
        parsers.contains { $0.parse(cell, 0, buffer.count).kind != .none }
      )
    }
  }

  @Test func `the frequent forms of dates are dates, and no numbers`() {
    for word in [
      "2024-05-17", "0000-12-31", "2024-31-12", "2024-05-17T12:30:05", "2024-05-17 24:59:61",
    ] {
      #expect(kinds(word) == (true, true, false), "\(word)")
    }
    for word in [
      "2024-13-32", "2024-00-10", "2024-13-13", "2024-05-17T25:00:00", "2024-05-17T12:60:00",
      "2024-05-17T12:30:62", "2024-05-17x12:30:05", "a024-05-17", "2024-5-017",
    ] {
      #expect(kinds(word).isCalendarDate == false, "\(word)")
      #expect(kinds(word).isDate == false, "\(word)")
    }
    // Every byte in every place, and two at once.
    var random = SplitMix(42)
    var dates = 0
    for word in ["2024-05-17", "2024-12-09T10:20:30"] {
      for round in 0..<40_000 {
        var bytes = Array(word.utf8)
        let wild = Array("0123456789-:T /.e".utf8)
        for _ in 0...round % 2 {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] =
            wild.randomElement(using: &random) ?? 0
        }
        let kinds = kinds(String(decoding: bytes, as: UTF8.self))
        if kinds.isCalendarDate {
          dates += 1
          #expect(kinds.isDate && !kinds.isNumber, "\(bytes)")
        }
      }
    }
    #expect(dates > 10_000)
  }

  @Test func `cells that need unquoting are the same words as those that do not`() {
    let rows = [
      "x,y", "red,1", "\"red\",2", " red ,3", "\"re\"\"d\",4", "\" red\",5", ",6", "\"\",7",
      "\"\"\"\",8", "NA,9", "\"NA\",10", "blue sky,11", "2024-05-17,12", "\"2024-05-17\",13",
    ]
    for end in ["\n", "\r\n"] {
      let table = FieldTable(
        scanning: rows.map { $0 + end }.joined().utf8, delimiter: UInt8(ascii: ","))
      let chunk = TableChunk(table, width: 2, firstLine: 0, skipsHeader: true)
      var contents = TableContents(columns: 2)
      contents.absorb(chunk)
      let words = contents.columns[0]
      #expect(words.sortedLevels == ["\"", "2024-05-17", "blue sky", "re\"d", "red"])
      #expect(words.missing == 4)
      #expect(words.dates == 2)
      #expect(words.texts == 7)
      #expect(words.textsWithBlanks == 1)
      #expect(contents.columns[1].integers == 13)
    }
  }

  @Test func `words that are too many to be levels are still counted, each once`() {
    let count = ColumnContents.wordLevelLimit + 1_500
    let words = (0..<count).map { "w\($0)" }
    var contents = TableContents(columns: 1)
    for part in [words[..<3_000], words[...], words[2_000...]] {
      let text = "x\n" + part.map { "\($0)\n" }.joined()
      contents.absorb(
        TableChunk(
          FieldTable(scanning: text.utf8, delimiter: UInt8(ascii: ",")), width: 1, firstLine: 0,
          skipsHeader: true))
    }
    #expect(contents.columns[0].sortedLevels == nil)
    #expect(contents.columns[0].distinctIsExact)
    #expect(contents.columns[0].distinct == count)
    #expect(contents.columns[0].texts == 3_000 + count + count - 2_000)
  }

  @Test func `codes are those of the levels, in rows of any number`() {
    var random = SplitMix(43)
    let labels = ["red", "green", "\"a \"\"b\"\"\"", "", "NA", "7", "7.0", "other"]
    for count in [1, 127, 128, 129, 300] {
      let cells = (0..<count).map { _ in labels.randomElement(using: &random) ?? "" }
      let text = "x,y\n" + cells.map { "\($0),1\n" }.joined()
      let chunk = TableChunk(
        FieldTable(scanning: text.utf8, delimiter: UInt8(ascii: ",")), width: 2, firstLine: 0,
        skipsHeader: true)
      var levels = [UInt64: Int32]()
      for (code, label) in ["red", "green", "a \"b\""].enumerated() {
        levels[Array(label.utf8).withUnsafeBytes { StableHash.hash($0) }] = Int32(code)
      }
      levels[ExactNumber.key(7)] = 3
      let reader = ColumnReader(
        dialect: CSVDialect(), missing: .standard, plans: [.codes(levels), .undecoded])
      let columns = reader.read(chunk, Scratch(columns: 2))
      let expected = cells.map { cell -> Int32 in
        [labels[0]: 0, labels[1]: 1, labels[2]: 2, "7": 3, "7.0": 3][cell] ?? -1
      }
      #expect(columns[0] == .codes(expected))
    }
  }
}
