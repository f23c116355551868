internal import CKernels

/// The words that stand for a missing value; an empty cell always does.
struct MissingWords: Sendable, Equatable {
  private let words: [[UInt8]]
  /// Whether a word starts with this byte, to turn most cells away at once.
  private let starts: [Bool]
  private let longest: Int
  /// Those of the words that are numbers: a cell of this value is missing however it is written.
  private let numbers: [ExactNumber]
  /// Whether they are those of ``CellKind/missingWords``, in this order.
  private var isStandard = false

  /// The words of ``CellKind/missingWords``.
  static let standard: MissingWords = {
    var words = MissingWords(CellKind.missingWords.map { Array("\($0)".utf8) })
    words.isStandard = true
    return words
  }()

  /// What a user says; nil for the usual words.
  init(_ words: [String]?) {
    self = words.map { MissingWords($0.map { Array($0.utf8) }) } ?? .standard
  }

  /// Some words.
  init(_ words: [[UInt8]]) {
    self.words = words
    var starts = [Bool](repeating: false, count: 256)
    for word in words { if let first = word.first { starts[Int(first)] = true } }
    self.starts = starts
    longest = words.map(\.count).max() ?? 0
    let parser = NumberParser(decimalMark: UInt8(ascii: "."))
    numbers = words.compactMap { word in
      word.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.flatMap { cell in
          let number = parser.parse(cell, 0, buffer.count)
          return number.kind.isFinite ? number.exact(cell, 0, buffer.count) : nil
        }
      }
    }
  }

  /// Whether some of the words are numbers.
  var holdNumbers: Bool { !numbers.isEmpty }

  /// Whether a number of this value, or one that is rounded to it, may be one of the words.
  @inline(__always)
  func mayContain(_ value: Double) -> Bool { numbers.contains { $0.value == value } }

  /// Whether a number is one of the words.
  func contains(_ number: ExactNumber) -> Bool { numbers.contains(number) }

  /// Whether a cell of this many bytes is one of the words, or empty.
  func contains(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    length == 0 || place(cell, length) != nil
  }

  /// The place of a cell among the words; nil where it is none.
  private func place(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int? {
    guard length > 0, length <= longest, starts[Int(cell[0])] else { return nil }
    return words.firstIndex { word in
      word.count == length && (0..<length).allSatisfy { word[$0] == cell[$0] }
    }
  }

  /// The place among ``CellKind/missingWords`` of a cell that is one of the usual words and may well be a
  /// level: `NA`, `None`; nil for others, and where a user has named the words.
  func level(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Int? {
    guard isStandard, let place = place(cell, length) else { return nil }
    return words[place].allSatisfy { $0 | 0x20 &- 97 < 26 || $0 == UInt8(ascii: "/") } ? place : nil
  }
}

/// What a cell that is not a number may be.
enum CellKind {
  case missing, boolean, date, text

  /// The words that stand for a missing value: those of pandas, and UCI's question mark.
  ///
  /// Source: `na_values` of pandas.read_csv, <https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html>.
  static let missingWords: [StaticString] = [
    "NA", "N/A", "n/a", "#N/A", "#NA", "#N/A N/A", "NaN", "nan", "NAN", "-NaN", "-nan", "null",
    "NULL", "Null", "None", "<NA>", "?", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
  ]

  private static let booleanWords: [StaticString] = [
    "true", "false", "True", "False", "TRUE", "FALSE",
  ]

  /// The kind of `bytes[start..<end]`, which is not a number and has no blanks around it.
  init(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, missing: MissingWords = .standard
  ) {
    let length = end - start
    if missing.contains(bytes + start, length) {
      self = .missing
    } else if CellKind.isBoolean(bytes, start, length) {
      self = .boolean
    } else if CellKind.isCalendarDate(bytes + start, length)
      || DateReading(bytes, start, end) != nil
    {
      self = .date
    } else {
      self = .text
    }
  }

  private static func isBoolean(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ length: Int
  ) -> Bool {
    guard length == 4 || length == 5, [0x66, 0x74].contains(bytes[start] | 0x20) else {
      return false
    }
    return booleanWords.contains { word in
      word.utf8CodeUnitCount == length
        && (0..<length).allSatisfy { word.utf8Start[$0] == bytes[start + $0] }
    }
  }

  /// Whether a cell is a date in one of the forms that are met most.
  ///
  /// These are `2024-05-17`, `2024-05-17T12:30:05` and `2024-05-17 12:30:05`. Such a cell is not a number, whatever the marks in numbers are.
  static func isCalendarDate(_ cell: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard length == 10 || length == 19 else { return false }
    // In bounds: all places are below the length.
    func pair(_ place: Int) -> UInt {
      let tens = UInt(cell[place] &- 48)
      let ones = UInt(cell[place + 1] &- 48)
      return tens < 10 && ones < 10 ? 10 * tens + ones : .max
    }
    guard cell[4] == UInt8(ascii: "-"), cell[7] == UInt8(ascii: "-"), pair(0) < 100, pair(2) < 100
    else { return false }
    let a = pair(5)
    let b = pair(8)
    guard (1...31).contains(a), (1...31).contains(b), min(a, b) <= 12 else { return false }
    if length == 10 { return true }
    guard cell[10] == UInt8(ascii: "T") || cell[10] == UInt8(ascii: " "),
      cell[13] == UInt8(ascii: ":"), cell[16] == UInt8(ascii: ":")
    else { return false }
    return pair(11) < 25 && pair(14) < 60 && pair(17) < 62
  }
}

/// What a cell holds, numbers included.
///
/// A cell that is no plain number is told apart as closely as a column of numbers needs it; for other columns the
/// ones from `code` on are text unless their line says otherwise.
enum CellContent: UInt8, CaseIterable {
  /// `prose` is text that holds a blank.
  case missing, integer, decimal, infinite, boolean, date, text, prose
  /// A word that stands for a missing value and may well be a level, such as `NA`.
  case missingLevel
  /// Text of digits and letters, such as `12A`.
  case code, spacedCode
  /// A word that stands for no number, such as `-`, `unknown` and `#DIV/0!`.
  case placeholder, spacedPlaceholder
  /// A ``DressedNumber`` which is none in this column.
  case dressed, spacedDressed
  /// A ``DressedNumber`` which is one.
  case dressedInteger, dressedDecimal
  /// A number in a column of codes: a word like the others.
  case digits
}

/// What a cell holds that is not a finite number.
struct OtherCell {
  let content: CellContent
  /// Its number, where it is a number in dress.
  let dressed: DressedNumber?
  /// Which of the words that stand for a missing value it is, where it may well be a level.
  let missingLevel: Int?

  /// What `cell[start..<end]` holds, which is no finite number.
  init(
    _ number: ParsedNumber, _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int,
    missing: MissingWords
  ) {
    var dressed: DressedNumber?
    var missingLevel: Int?
    var content = CellContent.infinite
    if number.kind != .infinite {
      switch CellKind(cell, start, end, missing: missing) {
      case .missing:
        missingLevel = missing.level(cell + start, end - start)
        content = missingLevel == nil ? .missing : .missingLevel
      case .boolean: content = .boolean
      case .date: content = .date
      case .text:
        dressed = DressedNumber(cell, start, end)
        let text = UnsafeBufferPointer(start: cell + start, count: end - start)
        content = OtherCell.text(text, ByteKinds(text), isDressed: dressed != nil)
      }
    }
    self.content = content
    self.dressed = dressed
    self.missingLevel = missingLevel
  }

  /// Part numbers are no longer.
  private static let longestCode = 20

  /// What text is, which is neither a truth value nor a date nor missing.
  static func text(
    _ text: UnsafeBufferPointer<UInt8>, _ kinds: ByteKinds, isDressed: Bool
  ) -> CellContent {
    if isDressed { return kinds.blank ? .spacedDressed : .dressed }
    if Placeholders.contains(text, kinds) { return kinds.blank ? .spacedPlaceholder : .placeholder }
    // Digits and letters.
    if kinds.digit, kinds.letter, text.count <= longestCode {
      return kinds.blank ? .spacedCode : .code
    }
    return kinds.blank ? .prose : .text
  }
}

/// Which kinds of bytes a text holds.
struct ByteKinds {
  let digit: Bool
  let letter: Bool
  let blank: Bool

  @inline(__always)
  init(_ text: UnsafeBufferPointer<UInt8>) {
    let kinds = Int(text.baseAddress.map { fathom_byte_kinds($0, text.count) } ?? 0)
    digit = kinds & FATHOM_DIGIT != 0
    letter = kinds & FATHOM_LETTER != 0
    blank = kinds & FATHOM_BLANK != 0
  }
}

/// Words that stand for no number where all others are numbers.
///
/// They count as missing there and nowhere else: in a column of words each may be a level.
enum Placeholders {
  /// Errors of spreadsheets (Microsoft Excel, ERROR.TYPE), and what people write where there is nothing.
  private static let words = PackedWords(
    [
      "-", "--", "---", "\u{2013}", "\u{2014}", "\u{2212}", ".", "..", "...", "\u{2026}", "*", "**",
      "***", "/", "??", "???", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!",
      "#error!",
      "#error", "#spill!", "#calc!", "#getting_data", "error", "err", "n/d", "nd", "n.d.", "n.d",
      "na", "n.a.", "n.a", "(na)", "n/k", "n/v", "n.v.", "n.b.", "k.a.", "k. a.", "s/d", "s.d.",
      "none",
      "nil", "null", "(null)", "(none)", "(blank)", "blank", "empty", "(empty)", "missing",
      "(missing)", "unknown", "unk", "unk.", "(unknown)", "undefined", "unavailable",
      "not available",
      "not applicable", "not reported", "not recorded", "not measured", "no data", "nodata",
      "no value", "tbd", "tba", "pending", "unbekannt", "inconnu", "desconocido", "sconosciuto",
      "$-", "-%", "- %",
    ].map { PackedWord($0.utf8) })
  /// Whether one of them begins with two bytes, to turn most words away; the second is 0 behind a single one.
  private static let starts: [Bool] = {
    var starts = [Bool](repeating: false, count: 1 << 16)
    for word in words.all { starts[word.firstBytes] = true }
    return starts
  }()

  /// Whether a cell is one of them, in letters of any size.
  static func contains(_ text: UnsafeBufferPointer<UInt8>, _ kinds: ByteKinds) -> Bool {
    guard !text.isEmpty, text.count <= PackedWord.longest else { return false }
    // Only errors of spreadsheets hold a digit.
    guard !kinds.digit || text[0] == 0x23 else { return false }
    let second = text.count > 1 ? folded(text[1]) : 0
    guard starts[Int(folded(text[0])) << 8 | Int(second)] else { return false }
    return words.place(of: PackedWord(text.lazy.map(folded))) != nil
  }

  private static func folded(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }
}

/// At most sixteen bytes as two numbers, which are compared and hashed without a look at memory.
struct PackedWord: Sendable, Codable, Hashable, Comparable {
  private var first: UInt64 = 0
  private var second: UInt64 = 0

  /// The bytes behind this many are cut off.
  static let longest = 16

  /// The first bytes of a sequence that holds no 0.
  init(_ bytes: some Sequence<UInt8>) {
    for (place, byte) in bytes.prefix(PackedWord.longest).enumerated() {
      if place < 8 {
        first |= UInt64(byte) << UInt64(56 - 8 * place)
      } else {
        second |= UInt64(byte) << UInt64(120 - 8 * place)
      }
    }
  }

  /// The first byte; 0 without any.
  var firstByte: UInt8 { UInt8(truncatingIfNeeded: first >> 56) }
  /// The first two bytes as a number.
  var firstBytes: Int { Int(first >> 48) }

  /// The bytes as text.
  var text: String {
    let bytes = (0..<PackedWord.longest).map { place in
      UInt8(truncatingIfNeeded: (place < 8 ? first : second) >> UInt64(56 - 8 * (place % 8)))
    }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The order of the bytes.
  static func < (a: PackedWord, b: PackedWord) -> Bool {
    a.first != b.first ? a.first < b.first : a.second < b.second
  }
}

/// A few hundred words at most, which are looked for by halving: faster than to hash one.
struct PackedWords: Sendable {
  /// Ascending, each once.
  let all: [PackedWord]

  init(_ words: some Sequence<PackedWord>) { all = Set(words).sorted() }

  /// The place of a word among ``all``; nil where it is none of them.
  func place(of word: PackedWord) -> Int? {
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle] < word { low = middle + 1 } else { high = middle }
    }
    return low < all.count && all[low] == word ? low : nil
  }
}

/// What a cell of text means, with its value where that is a finite number.
enum CellMeaning {
  case number(ExactNumber, isInteger: Bool)
  case other(OtherCell)

  /// What `cell[start..<end]` means, which holds something and has no blanks around it.
  @inline(__always)
  init(
    of cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, parser: NumberParser,
    missing: MissingWords
  ) {
    let number =
      CellKind.isCalendarDate(cell + start, end - start) ? .none : parser.parse(cell, start, end)
    guard number.kind.isFinite else {
      self = .other(OtherCell(number, cell, start, end, missing: missing))
      return
    }
    let exact = number.exact(cell, start, end)
    self =
      missing.contains(exact)
      ? .other(.missing) : .number(exact, isInteger: number.kind == .integer)
  }
}

extension OtherCell {
  /// A cell that holds nothing.
  static let missing = OtherCell(content: .missing)

  private init(content: CellContent) {
    self.content = content
    dressed = nil
    missingLevel = nil
  }
}
