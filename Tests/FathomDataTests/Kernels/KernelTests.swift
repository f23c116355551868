import CKernels
import Testing

@testable import FathomData

/// The fast kernels against their portable twins, on bytes of every length and alignment.
@Suite struct KernelTests {
  private func randomBytes(
    _ count: Int, _ alphabet: [UInt8], _ random: inout SplitMix
  ) -> [UInt8] {
    (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
  }

  private struct Structure: Equatable {
    var marks: [UInt32]
    var numbers: [Int]

    init(_ result: fathom_structure, _ marks: UnsafeMutablePointer<UInt32>) {
      // Marks of irregular bytes are void.
      self.marks =
        result.is_irregular == 0
        ? Array(UnsafeBufferPointer(start: marks, count: result.marks)) : []
      numbers = [
        result.line_feeds, result.carriage_returns, Int(result.has_quotes),
        Int(result.has_non_ascii), Int(result.has_nul), Int(result.is_irregular),
      ]
    }
  }

  @Test func `marks are those of the portable twin and of the state machine`() {
    var random = SplitMix(11)
    let alphabets = ["a1,;\"\n\r .", "ab,\n", "\"\",\n", "a,\"\u{E9}\0\n\r"].map { Array($0.utf8) }
    var indexers = [fathom_indexer?](repeating: nil, count: Int(FATHOM_INDEXERS))
    indexers.removeLast(indexers.count - fathom_indexers(&indexers))
    let all = indexers.compactMap(\.self)
    var regular = 0
    for round in 0..<6000 {
      let bytes = randomBytes(
        Int.random(in: 0...200, using: &random), alphabets[round % alphabets.count], &random)
      let block = ByteBlock(bytes)
      let comma = UInt8(ascii: ",")
      let written = String(decoding: bytes, as: UTF8.self).debugDescription
      var fast = fathom_structure()
      fathom_index_scalar(block.base, block.count, comma, CSVDialect.quote, block.marks(), &fast)
      let found = Structure(fast, block.marks())
      for index in all.dropFirst() {
        index(block.base, block.count, comma, CSVDialect.quote, block.marks(), &fast)
        #expect(found == Structure(fast, block.marks()), "\(written)")
      }
      guard fast.is_irregular == 0 else { continue }
      regular += 1
      var scanner = RowScanner(CSVDialect())
      let count = scanner.scan(block.bytes, marks: block.marks())
      let marks = Array(UnsafeBufferPointer(start: block.marks(), count: count))
      #expect(found.marks == marks, "\(written)")
      #expect(fast.row_ends == scanner.rowEnds, "\(written)")
    }
    // The test would be void if hardly any text were regular.
    #expect(regular > 500)
  }

  @Test func `the last row end is that of the state machine`() {
    var random = SplitMix(12)
    let alphabets = ["a1,;\"\n\r .", "ab,\n", "\"\",\n"].map { Array($0.utf8) }
    for round in 0..<6000 {
      let bytes = randomBytes(
        Int.random(in: 0...200, using: &random), alphabets[round % alphabets.count], &random)
      let block = ByteBlock(bytes)
      var fast = fathom_structure()
      let end = fathom_row_boundary(
        block.base, block.count, UInt8(ascii: ","), CSVDialect.quote, block.marks(), &fast)
      let longRows = Array(UnsafeBufferPointer(start: block.marks(), count: fast.marks))
      var slow = fathom_structure()
      let twin = fathom_row_boundary_scalar(
        block.base, block.count, UInt8(ascii: ","), CSVDialect.quote, block.marks(), &slow)
      #expect(fast.is_irregular == slow.is_irregular)
      guard fast.is_irregular == 0 else { continue }
      #expect(end == twin)
      #expect(fast.line_feeds == slow.line_feeds)
      #expect(longRows == Array(UnsafeBufferPointer(start: block.marks(), count: slow.marks)))
      var scanner = RowScanner(CSVDialect())
      _ = scanner.scan(block.bytes, marks: block.marks())
      let written = String(decoding: bytes, as: UTF8.self).debugDescription
      #expect(end == scanner.lastRowEnd ?? 0, "\(written)")
      #expect(fast.line_feeds == bytes[..<end].count { $0 == 0x0A }, "\(written)")
      let table = FieldTable(ByteBlock(bytes[..<end]), CSVDialect())
      let hold = (0..<table.rowCount).filter { row in
        let next = row + 1 < table.rowCount ? table.start(row: row + 1) : end
        return bytes[table.start(row: row)..<next].count { $0 == 0x0A } > 1
      }
      #expect(longRows.filter { $0 < end } == hold.map { UInt32(table.start(row: $0)) })
    }
  }

  @Test func `a census counts what is there`() {
    var random = SplitMix(13)
    let letters = [UInt8](repeating: 0x61, count: 4_000)
    // Everything everywhere; then what is rare, in blocks longer than what is looked at together.
    let alphabets: [[UInt8]] = [
      [0, 0x0A, 0x0D, 0x22, 0x61, 0xC3], [0x0A, 0x61], [0x0A] + letters, [0x0D, 0x0A] + letters,
      [0, 0x0A] + letters, [0x22, 0x0A] + letters, [0x80, 0x0A] + letters,
    ]
    for round in 0..<1400 {
      let longest = round % alphabets.count == 0 ? 300 : 20_000
      let bytes = randomBytes(
        Int.random(in: 0...longest, using: &random), alphabets[round % alphabets.count], &random)
      let block = ByteBlock(bytes)
      for census in [fathom_census, fathom_census_scalar] {
        var result = fathom_structure()
        census(block.base, block.count, CSVDialect.quote, &result)
        #expect(result.line_feeds == bytes.count { $0 == 0x0A })
        #expect(result.carriage_returns == bytes.count { $0 == 0x0D })
        let lone = zip(bytes, bytes.dropFirst()).count { $0 == 0x0D && $1 != 0x0A }
        #expect(result.lone_returns == lone)
        #expect((result.has_quotes != 0) == bytes.contains(0x22))
        #expect((result.has_nul != 0) == bytes.contains(0))
        #expect((result.has_non_ascii != 0) == bytes.contains { $0 >= 0x80 })
      }
    }
  }

  @Test func `line feeds are counted in blocks longer than a byte can count`() {
    for length in [0, 1, 239, 240, 241, 480, 5_000] {
      let all = [UInt8](repeating: 0x0A, count: length)
      #expect(fathom_line_feeds(all, length) == length)
      let some = (0..<length).map { $0 % 3 == 0 ? UInt8(0x0A) : 0x0B }
      #expect(fathom_line_feeds(some, length) == (length + 2) / 3)
    }
  }

  private func number(
    _ text: String,
    _ read: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UInt8, UnsafeMutablePointer<Double>) ->
      Int32
  ) -> (kind: Int32, value: Double) {
    // Digits all around, which must not be read.
    let block = ByteBlock(Array("77777777".utf8) + Array(text.utf8) + Array("77777777".utf8))
    var value = Double.nan
    let start = UnsafePointer(block.base) + 8
    let kind = read(start, start + text.utf8.count, UInt8(ascii: "."), &value)
    return (kind, value)
  }

  /// A number as programs write it: digits with a mark anywhere, an exponent with a sign.
  private func scientific(_ random: inout SplitMix) -> String {
    var digits = "\(random.next() >> UInt64.random(in: 0...63, using: &random))"
    let place = Int.random(in: 0...digits.count, using: &random)
    digits.insert(".", at: digits.index(digits.startIndex, offsetBy: place))
    if Int.random(in: 0..<4, using: &random) == 0 { digits.removeAll { $0 == "." } }
    let sign = ["", "-", "+"].randomElement(using: &random) ?? ""
    let mark = ["e-", "e+", "E-", "E+", "e"].randomElement(using: &random) ?? ""
    let exponent = Int.random(in: 100...199, using: &random)
    return sign + digits + mark + "\(exponent)".dropFirst(Int.random(in: 0...2, using: &random))
  }

  @Test func `numbers are those of the standard library`() {
    var random = SplitMix(14)
    for round in 0..<60_000 {
      let bits = Double(bitPattern: random.next())
      let text: String
      switch round % 8 {
      case 7: text = scientific(&random)
      case 0: text = bits.isFinite ? "\(bits)" : "0"
      case 1: text = "\(Int64(bitPattern: random.next()) >> Int64(round % 60))"
      case 2: text = "\(Double(Int.random(in: -999_999...999_999, using: &random)) / 1000)"
      case 3: text = "\(random.next())\(random.next())e-\(Int.random(in: 0...340, using: &random))"
      case 4: text = "0.\(random.next())"
      // Half way between two doubles, or close to it.
      case 5: text = "\((random.next() >> 10) | 1)e\(Int.random(in: -30...30, using: &random))"
      default:
        text = String(
          decoding: randomBytes(
            Int.random(in: 1...20, using: &random), Array("0123456789.-+e".utf8), &random),
          as: UTF8.self)
      }
      let fast = number(text, fathom_number)
      let slow = number(text, fathom_number_scalar)
      #expect(fast.kind == slow.kind, "\(text)")
      // The standard library also takes what Fathom does not: nothing of this alphabet.
      let expected = Double(text)
      #expect((fast.kind != 0) == (expected != nil), "\(text)")
      guard fast.kind != 0, let expected else { continue }
      #expect(fast.value.bitPattern == expected.bitPattern, "\(text)")
      #expect(slow.value.bitPattern == expected.bitPattern, "\(text)")
    }
  }
}
