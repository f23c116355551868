import Foundation
import Testing

@testable import FathomData

@Suite struct InputEncodingTests {
  @Test(arguments: [
    ("words.csv", TextEncoding.utf8, 0), ("utf8-mark.csv", .utf8, 3),
    ("utf16le-mark.csv", .utf16LittleEndian, 0), ("utf16be-mark.csv", .utf16BigEndian, 0),
    ("utf16le.csv", .utf16LittleEndian, 0), ("utf16be.csv", .utf16BigEndian, 0),
    ("windows1252.csv", .windows1252, 0),
  ])
  func `every encoding gives the same text`(
    _ name: String, _ encoding: TextEncoding, _ textStart: Int
  ) throws {
    let words = try inputBytes("words.csv")
    for asked in [nil, encoding] {
      let input = try TextInput.open(path: inputPath(name), encoding: asked)
      #expect(try input.text() == words)
      #expect(input.encoding == encoding)
      #expect(input.textStart == textStart)
      #expect(input.damage == nil)
      #expect(input.compression == nil)
      #expect(input.rawSHA256 == (encoding == .utf8 ? nil : sha256(try inputBytes(name))))
      #expect(
        input.notes == (encoding == .utf8 ? [] : ["Text is encoded in \(encoding.title)."]))
    }
  }

  @Test func `a pipe may be encoded in any way`() throws {
    let bytes = try inputBytes("utf16be.csv")
    let input = try throughPipe(bytes) { try TextInput.open(path: $0) }
    #expect(try input.text() == inputBytes("words.csv"))
    #expect(input.rawSHA256 == sha256(bytes))
  }

  @Test func `text longer than a block is decoded without a seam`() throws {
    // An odd number of bytes a row moves the border of the blocks through the characters.
    let text = (0..<60_000).map { "\($0),Zürich 𝄞 €\n" }.joined()
    let units = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(units.count > 2 << 20)
    #expect(try open(units).text() == Array(text.utf8))
    #expect(try open([0xFF, 0xFE] + units).text() == Array(text.utf8))
  }

  @Test func `surrogates without a partner are replaced and counted`() throws {
    func little(_ units: [UInt16]) -> [UInt8] {
      [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }
    let before = Array("a,b\n1,2\n".utf16)
    let cases: [([UInt16], Int)] = [
      ([0xD834, 0xDD1E], 0), ([0xD834], 1), ([0xDD1E], 1), ([0xD834, 0x41], 1),
      ([0xD834, 0xD834, 0xDD1E], 1), ([0xDD1E, 0xD834], 2), ([0xD834, 0xD834], 2),
    ]
    for (units, count) in cases {
      let input = try open(little(before + units))
      #expect(try input.text() == Array(String(decoding: before + units, as: UTF16.self).utf8))
      switch count {
      case 0: #expect(input.notes.count == 1)
      case 1:
        #expect(
          input.notes.last
            == "1 character in line 3 is not valid UTF-16 (little endian); it is read as U+FFFD.")
      default:
        #expect(
          input.notes.last
            == "2 characters are not valid UTF-16 (little endian), the first in line 3; "
            + "they are read as U+FFFD.")
      }
      #expect(input.damage == nil)
    }
  }

  @Test func `half a unit at the end is said and left out`() throws {
    let bytes = try inputBytes("utf16le.csv")
    let input = try open(bytes + [0x31])
    #expect(try input.text() == inputBytes("words.csv"))
    #expect(
      input.damage
        == InputDamage(
          kind: .endsEarly,
          message: "The UTF-16 (little endian) text ends inside a character; "
            + "what comes before is used."))
  }

  @Test func `a byte-order mark wins over the order that was asked`() throws {
    let input = try TextInput.open(
      path: inputPath("utf16be-mark.csv"), encoding: .utf16LittleEndian)
    #expect(try input.text() == inputBytes("words.csv"))
    #expect(input.encoding == .utf16BigEndian)
  }

  @Test func `UTF-32 is read with and without its mark`() throws {
    let text = "a,b\n1,Zürich 𝄞\n3,4\n"
    let little = text.unicodeScalars.flatMap { scalar in
      (0..<4).map { UInt8(scalar.value >> (8 * UInt32($0)) & 0xFF) }
    }
    let big = text.unicodeScalars.flatMap { scalar in
      (0..<4).map { UInt8(scalar.value >> (8 * UInt32(3 - $0)) & 0xFF) }
    }
    for bytes in [[0xFF, 0xFE, 0, 0] + little, [0, 0, 0xFE, 0xFF] + big, little, big] {
      #expect(try open(bytes).text() == Array(text.utf8))
    }
    #expect(try open(little).notes == ["Text is encoded in UTF-32 (little endian)."])
  }

  // MARK: Others

  /// Texts, what encodes them, and what is found.
  private static let others: [(String, String.Encoding, String)] = [
    ("東京,赤い\n大阪,データ\n名前,ひらがな\n", .shiftJIS, "Shift_JIS"),
    ("東京,赤い\n大阪,データ\n名前,ひらがな\n", .iso2022JP, "ISO-2022-JP"),
    ("Москва,красный\nКазань,синий\nгород,река\n", .windowsCP1251, "Windows-1251"),
    ("Łódź,żółty\nKraków,święto\nGdańsk,źródło\nPoznań,książka\n", .windowsCP1250, "Windows-1250"),
    ("Łódź,żółty\nKraków,święto\nGdańsk,źródło\nPoznań,książka\n", .isoLatin2, "ISO-8859-2"),
    ("Αθήνα,κόκκινο\nπόλη,ποτάμι\nσπίτι,μπλε\n", .windowsCP1253, "ISO-8859-7"),
    ("München,groß\nKöln,für\nNürnberg,schön\n", .windowsCP1252, "Windows-1252"),
    ("São Paulo,5 °C\nÅrhus,10 µm\nOrléans,m²\n", .windowsCP1252, "Windows-1252"),
    ("Reykjavík,þorskur\nÍsafjörður,ýsa\nbær,maður\n", .windowsCP1252, "Windows-1252"),
  ]

  @Test(arguments: others.indices)
  func `encodings are found by the letters of languages`(_ index: Int) throws {
    let (text, encoding, title) = InputEncodingTests.others[index]
    for count in [1, 200] {
      let lines = "id,name\n" + String(repeating: text, count: count)
      let bytes = Array(try #require(lines.data(using: encoding)))
      let input = try open(bytes)
      #expect(try String(decoding: input.text(), as: UTF8.self) == lines, "\(title) \(count)")
      #expect(input.notes.first?.hasPrefix("Text is encoded in \(title).") == true)
    }
  }

  @Test func `a late character of another encoding is found by the check of the whole`() throws {
    let ascii = String(repeating: "1234567,x\n", count: 120_000)
    let text = ascii + String(repeating: "東京,赤い\n大阪,データ\n名前,ひらがな\n", count: 4)
    let bytes = Array(try #require(text.data(using: .shiftJIS)))
    let input = try open(bytes)
    #expect(input.encoding == .utf8)
    let better = input.betterEncoding(check(bytes))
    #expect(better?.encoding == .named("CP932"))
    #expect(try input.reopen(as: .named("CP932")).text() == Array(text.utf8))
  }

  @Test func `a character may lie across two blocks`() throws {
    let text = "é" + String(repeating: "東京,赤い\n", count: 150_000)
    let bytes = [0x41] + Array(try #require(text.dropFirst().description.data(using: .shiftJIS)))
    #expect(bytes.count > 1 << 20)
    #expect(
      try String(decoding: open(bytes).text(), as: UTF8.self).dropFirst() == text.dropFirst())
  }

  @Test func `what an encoding has no character for is replaced and counted`() throws {
    let bytes = Array("a\n1\n".utf8) + [0x82, 0x0A, 0x31]
    let input = try open(bytes, encoding: .named("CP932"))
    #expect(try String(decoding: input.text(), as: UTF8.self) == "a\n1\n\u{FFFD}\n1")
    #expect(
      input.notes.last == "1 character in line 3 is not valid Shift_JIS; it is read as U+FFFD.")
  }

  // MARK: Windows-1252

  @Test func `every byte of Windows-1252 has its character`() throws {
    // Foundation's table, apart from the five that are undefined.
    let undefined: Set<UInt8> = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
    for byte in UInt8(0x80)...0xFF {
      let input = try open(Array("a\n1\n".utf8) + [byte], encoding: .windows1252)
      let expected =
        undefined.contains(byte)
        ? "\u{FFFD}" : String(data: Data([byte]), encoding: .windowsCP1252)
      #expect(try String(decoding: input.text().dropFirst(4), as: UTF8.self) == expected)
      #expect(
        input.notes.dropFirst()
          == (undefined.contains(byte)
            ? ["1 character in line 3 is not valid Windows-1252; it is read as U+FFFD."] : []))
    }
  }

  @Test func `UTF-8 with damage stays UTF-8`() throws {
    let input = try TextInput.open(path: inputPath("invalid.csv"))
    #expect(input.encoding == .utf8)
    #expect(try input.text() == inputBytes("invalid.csv"))
    let check = check(try input.text())
    #expect(input.betterEncoding(check) == nil)
    #expect(
      check.notes == [
        "2 byte sequences are not valid UTF-8, the first in line 5; they are read as U+FFFD."
      ])
  }

  @Test func `a late byte of Windows-1252 is found by the check of the whole`() throws {
    let ascii = [UInt8](repeating: 0x31, count: (1 << 20) + 7)
    let bytes = Array("a\n".utf8) + ascii + [0xE9, 0x0A]
    try withCSV(bytes) { path in
      let input = try TextInput.open(path: path)
      #expect(input.encoding == .utf8)
      let better = input.betterEncoding(check(bytes))
      #expect(better?.encoding == .windows1252)
      let again = try input.reopen(as: .windows1252)
      #expect(again.encoding == .windows1252)
      #expect(again.rawSHA256 == sha256(bytes))
      #expect(try again.text() == Array("a\n".utf8) + ascii + Array("é\n".utf8))
      #expect(again.betterEncoding(check(try again.text())) == nil)
      let asked = try TextInput.open(path: path, encoding: .utf8)
      #expect(asked.betterEncoding(check(bytes)) == nil)
    }
  }

  @Test func `the whole text decides against Windows-1252, too`() throws {
    let ascii = [UInt8](repeating: 0x31, count: 1 << 20)
    let bytes = [0xE9, 0x0A] + ascii + Array("\nZürich\nMalmö\n".utf8)
    let input = try open(bytes)
    #expect(input.encoding == .utf8)
    #expect(try input.text() == bytes)
    #expect(input.notes.isEmpty)
    #expect(input.rawSHA256 == nil)
  }

  @Test func `a character that a cut tears is no Windows-1252`() throws {
    let packed = storedGzip(Array("a\nZü".utf8))
    // Behind the header of 10 bytes and that of the block, 5: “a”, LF, “Z”, half of “ü”.
    let input = try open(Array(packed[..<19]))
    #expect(input.encoding == .utf8)
    #expect(input.damage?.kind == .endsEarly)
    #expect(try input.text() == Array("a\nZ".utf8) + [0xC3])
    #expect(try open(Array("a\nZ".utf8) + [0xC3]).encoding == .windows1252)
  }

  // MARK: Binary data

  @Test func `a few NULs are read and said`() throws {
    let input = try TextInput.open(path: inputPath("nul.csv"))
    #expect(try input.text() == inputBytes("nul.csv"))
    #expect(
      check(try input.text()).notes == [
        "3 NUL characters, the first in line 7, are kept as characters."
      ])
  }

  @Test func `binary data is refused`() throws {
    var random = SplitMix(3)
    let noise = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let shorts = (0..<4000).flatMap { _ in [UInt8.random(in: 0...255, using: &random), 0] }
    let nuls = Array("a,b\n1,2\n".utf8) + [0] + Array("3,4\n".utf8)
    var tar = [UInt8](repeating: 0, count: 1024)
    tar.replaceSubrange(257..<262, with: "ustar".utf8)
    let cases: [([UInt8], String)] = [
      (noise, "binary data (it holds control characters)"),
      (shorts, "binary data (it holds control characters)"),
      (nuls, "binary data (it holds NUL bytes)"), (tar, "a tar archive"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D], "a PNG image"), ([0xFF, 0xD8, 0xFF, 0xE0], "a JPEG image"),
      ([0x50, 0x4B, 0x03, 0x04], "a zip file or a spreadsheet"),
      ([0x04, 0x22, 0x4D, 0x18], "an lz4 file"),
    ]
    for (bytes, expected) in cases {
      guard case .unsupported(_, let kind, _) = try openingError(bytes) else {
        Issue.record("\(expected) was read")
        continue
      }
      #expect(kind == expected)
    }
    // Cells may be separated by control characters.
    #expect(try open(Array("a\u{1}b\n1\u{1}2\n".utf8)).encoding == .utf8)
  }

  @Test func `blank files are empty`() throws {
    let blanks: [[UInt8]] = [
      [], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFF, 0xFE, 0x0A, 0x00], [0x20, 0x0A],
    ]
    for bytes in blanks {
      guard case .empty = try openingError(bytes) else {
        Issue.record("\(bytes) was read")
        continue
      }
    }
  }

  @Test func `encodings are named as people write them`() {
    #expect(TextEncoding(name: "UTF-8") == .utf8)
    #expect(TextEncoding(name: "utf-16") == .utf16LittleEndian)
    #expect(TextEncoding(name: "utf-16be") == .utf16BigEndian)
    #expect(TextEncoding(name: "Latin-1") == .windows1252)
    #expect(TextEncoding(name: "shift_jis") == .named("SHIFT_JIS"))
    #expect(TextEncoding(name: "utf-99") == nil)
    #expect(TextEncoding(name: "") == nil)
    #expect(TextEncoding.names.allSatisfy { TextEncoding(name: $0) != nil })
  }

  private func check(_ bytes: [UInt8]) -> UTF8Check {
    var check = UTF8Check()
    bytes.withUnsafeBytes { check.absorb($0) }
    return check
  }
}
