import CKernels
import Testing

@testable import FathomData

/// Every kernel for columns of numbers that this processor can run, against the portable twin.
@Suite struct ColumnKernelTests {
  private var parsers: [fathom_column_parser] {
    var list = [fathom_column_parser?](repeating: nil, count: Int(FATHOM_COLUMN_PARSERS))
    let count = fathom_column_parsers(&list)
    return list[..<count].compactMap { $0 }
  }

  private struct Columns: Equatable {
    var values: [UInt64]
    var decimals: [UInt32]
    /// For each column, the rows whose cells are no finite numbers, in the order they were listed.
    var others: [[Int]]
  }

  /// - Parameter first: the first row that is read.
  private func read(
    _ parse: fathom_column_parser, _ table: FieldTable, from first: Int = 0, slots: [Int32],
    mark: UInt8 = UInt8(ascii: ".")
  ) -> Columns {
    let rows = table.rowCount - first
    let stored = slots.count { $0 >= 0 }
    var values = [Double](repeating: 7, count: stored * rows)
    var decimals = [UInt32](repeating: 0, count: stored)
    var cells = [UInt32](repeating: 0, count: stored * rows)
    // In bounds: every row has a cell a slot, and there is room for a value and a number a cell.
    let count = parse(
      table.block.base, table.markBase, Array(table.rowCells[first...]), rows, slots.count, slots,
      mark,
      &values, rows, &decimals, &cells)
    var others = [[Int]](repeating: [], count: slots.count)
    for cell in cells[..<count] { others[Int(cell) % slots.count].append(Int(cell) / slots.count) }
    return Columns(values: values.map(\.bitPattern), decimals: decimals, others: others)
  }

  private func bytes(_ alphabet: String, _ length: Int, _ random: inout SplitMix) -> [UInt8] {
    let choices = Array(alphabet.utf8)
    return (0..<length).map { _ in choices[Int.random(in: 0..<choices.count, using: &random)] }
  }

  private static let unusualWords: [String] = [
    "", "-", "+", ".", "-.", "+.", "-.5", "5.", "+1", "--1", "-+1", "1-", "1.2.3", "..", "1e5",
    "-3.5e-7", "1e400", "nan", "NaN", "inf", "x", "\"1.5\"", "\"\"", " 2.25\t", "\" 8 \"", "1 2",
    "-0", "0.0", "1,5", "1,5,", "000000000000000000000000000001", "00000000000000.5",
    "0.0000000000000000000000001", "9007199254740991", "9007199254740992", "9007199254740993",
    "-9007199254740993.0", "9999999999999999", "1234567890123456.", ".1234567890123456",
    "-1234567890123456", "12345678901234567", "-123456789012345.6", "123456789012345678",
    "9999999999999999999", "-9999999999999999999", "18446744073709551615",
    "18446744073709551616", "12345678901234567890", "1234.5678.90123456789",
    "123456.78901234567.8", "-.00012345678901234567", "1234567890123456-7", "12/34", "12:34",
  ]

  /// Bytes that are no text: NUL, and from 0x80 on.
  private static let unusualBytes: [[UInt8]] = [
    [0x31, 0, 0x32], [0], [0x31, 0x80], [0xB1, 0xB2], [0x31, 0xFF, 0x2E],
  ]

  /// A cell of a column of one style, so that rows beside one another are of about the same length.
  private func cell(_ style: Int, _ random: inout SplitMix) -> [UInt8] {
    switch style {
    case 0: return Array("\(Int.random(in: -99...99, using: &random))".utf8)
    case 1:
      return Array("\(Double(Int.random(in: -9_999_999...9_999_999, using: &random)) / 1000)".utf8)
    case 2: return Array("-0.\(random.next() >> UInt64.random(in: 0...40, using: &random))".utf8)
    case 3:
      let pick = Int.random(in: 0..<Self.unusualWords.count + 5, using: &random)
      return pick < Self.unusualWords.count
        ? Array(Self.unusualWords[pick].utf8) : Self.unusualBytes[pick - Self.unusualWords.count]
    case 4: return bytes("0123456789.-", Int.random(in: 0...26, using: &random), &random)
    case 5: return bytes("0123456789", Int.random(in: 1...26, using: &random), &random)
    default:
      // Mostly usual, so that lanes of both kinds are beside one another.
      return cell(Int.random(in: 0..<8, using: &random) == 0 ? 3 : style % 2, &random)
    }
  }

  @Test func `columns of numbers are those of the portable twin`() {
    var random = SplitMix(15)
    #expect(parsers.count >= 1)
    for round in 0..<3000 {
      let mark = UInt8(ascii: round % 4 == 0 ? "," : ".")
      let widths = [1, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 19]
      let width = widths[Int.random(in: 0..<widths.count, using: &random)]
      let styles = (0..<width).map { _ in Int.random(in: 0..<8, using: &random) }
      let ends = [["\n"], ["\r\n"], ["\n", "\r\n"]][round % 3].map { Array($0.utf8) }
      var text = [UInt8]()
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        for column in 0..<width {
          if column > 0 { text.append(UInt8(ascii: ";")) }
          var content = cell(styles[column], &random)
          if mark == UInt8(ascii: ","), Bool.random(using: &random) {
            content = content.map { $0 == UInt8(ascii: ".") ? mark : $0 }
          }
          text += content
        }
        text += ends[Int.random(in: 0..<ends.count, using: &random)]
      }
      // A last row that only the end of the text ends.
      if round % 5 == 0 { text.removeLast() }
      let table = FieldTable(scanning: text, delimiter: UInt8(ascii: ";"))
      guard table.rowCount > 0 else { continue }
      var slots = [Int32](repeating: -1, count: width)
      var places = Array(0..<width).filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
      places.shuffle(using: &random)
      for (slot, column) in places.enumerated() { slots[column] = Int32(slot) }
      let first = Int.random(in: 0..<table.rowCount, using: &random) / 4
      let twin = read(fathom_parse_columns_scalar, table, from: first, slots: slots, mark: mark)
      for (number, parse) in (parsers + [fathom_parse_columns]).enumerated() {
        let found = read(parse, table, from: first, slots: slots, mark: mark)
        #expect(
          found == twin,
          "kernel \(number), \(String(decoding: text, as: UTF8.self).debugDescription)")
      }
    }
  }

  /// A number of at most 19 digits, and where it could be rounded wrongly.
  private func hardNumber(_ random: inout SplitMix) -> String {
    var digits = random.next() >> UInt64.random(in: 0...63, using: &random)
    var places = Int.random(in: 0...21, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      // Half way between two doubles, or one digit beside: m / 2^k with an odd m of 54 bits.
      places = Int.random(in: 0...3, using: &random)
      digits = (random.next() >> 11) | 1 << 53 | 1
      for _ in 0..<places { digits *= 5 }
      digits += UInt64.random(in: 0...2, using: &random)
      digits -= 1
    case 1: digits = (1 << 53) - 3 + UInt64.random(in: 0...6, using: &random)
    case 2: digits |= 1 << 62
    default: break
    }
    digits %= 10_000_000_000_000_000_000
    var text = String(digits)
    while text.utf8.count < places { text = "0" + text }
    if places > 0 || Bool.random(using: &random) {
      text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
    }
    let sign = ["", "-", "+"][Int.random(in: 0..<3, using: &random)]
    return sign + text
  }

  @Test func `columns of numbers are those of the standard library`() {
    var random = SplitMix(16)
    let width = 3
    for _ in 0..<300 {
      var rows = [[String]]()
      for _ in 0..<64 { rows.append((0..<width).map { _ in hardNumber(&random) }) }
      let text = rows.map { $0.joined(separator: ";") }.joined(separator: "\n") + "\n"
      let table = FieldTable(scanning: Array(text.utf8), delimiter: UInt8(ascii: ";"))
      for (number, parse) in parsers.enumerated() {
        let found = read(parse, table, slots: [0, 1, 2])
        #expect(found.others == [[], [], []])
        for column in 0..<width {
          for row in rows.indices {
            let expected = Double(rows[row][column])?.bitPattern
            #expect(
              found.values[column * rows.count + row] == expected,
              "kernel \(number), \(rows[row][column])")
          }
          let written = rows.count { $0[column].utf8.contains(UInt8(ascii: ".")) }
          #expect(found.decimals[column] == UInt32(written))
        }
      }
    }
  }
}
