/// The words that stand for a missing value; an empty cell always does.
struct MissingWords: Sendable, Equatable {
  private let words: [[UInt8]]
  /// Whether a word starts with this byte, to turn most cells away at once.
  private let starts: [Bool]
  private let longest: Int
  /// Those of the words that are numbers: a cell of this value is missing however it is written.
  private let numbers: [ExactNumber]

  /// The words of ``CellKind/missingWords``.
  static let standard = MissingWords(CellKind.missingWords.map { Array("\($0)".utf8) })

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
    if length == 0 { return true }
    guard length <= longest, starts[Int(cell[0])] else { return false }
    return words.contains { word in
      word.count == length && (0..<length).allSatisfy { word[$0] == cell[$0] }
    }
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
    } else if CellKind.isDate(bytes, start, end) {
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

  /// `2024-05-17`, `2024/5/7`, `17.05.2024`, `5/17/2024`, each with an optional time of day
  /// (`T12:30`, ` 12:30:05.25`, a zone), or a time of day alone.
  private static func isDate(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard (4...35).contains(end - start), bytes[start] &- 48 < 10 else { return false }
    var cursor = Cursor(bytes: bytes, position: start, end: end)
    guard let first = cursor.number() else { return false }
    guard let separator = cursor.take(anyOf: "-/.:") else { return false }
    if separator == UInt8(ascii: ":") {
      return first.value < 25 && cursor.timeAfterHour() && cursor.isAtEnd
    }
    guard let second = cursor.number(), cursor.take(separator), let third = cursor.number() else {
      return false
    }
    let yearFirst = first.digits == 4 && second.digits <= 2 && third.digits <= 2
    let yearLast = first.digits <= 2 && second.digits <= 2 && third.digits == 4
    guard yearFirst || yearLast else { return false }
    let a = yearFirst ? second.value : first.value
    let b = yearFirst ? third.value : second.value
    guard (1...31).contains(a), (1...31).contains(b), min(a, b) <= 12 else { return false }
    if cursor.isAtEnd { return true }
    guard cursor.take(anyOf: "T ") != nil, let hour = cursor.number(), hour.value < 25,
      cursor.take(UInt8(ascii: ":"))
    else { return false }
    return cursor.timeAfterHour() && cursor.isAtEnd
  }

  private struct Cursor {
    let bytes: UnsafePointer<UInt8>
    var position: Int
    let end: Int

    var isAtEnd: Bool { position == end }

    mutating func number() -> (value: Int, digits: Int)? {
      var value = 0
      var digits = 0
      while position < end, bytes[position] &- 48 < 10, digits < 10 {
        value = value * 10 + Int(bytes[position] - 48)
        digits += 1
        position += 1
      }
      return digits > 0 ? (value, digits) : nil
    }

    mutating func take(_ byte: UInt8) -> Bool {
      guard position < end, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    mutating func take(anyOf characters: StaticString) -> UInt8? {
      for i in 0..<characters.utf8CodeUnitCount where take(characters.utf8Start[i]) {
        return characters.utf8Start[i]
      }
      return nil
    }

    /// Minutes, optional seconds with a fraction, an optional zone.
    mutating func timeAfterHour() -> Bool {
      guard let minute = number(), minute.value < 60 else { return false }
      if take(UInt8(ascii: ":")) {
        guard let second = number(), second.value < 62 else { return false }
        if take(anyOf: ".,") != nil, number() == nil { return false }
      }
      if take(UInt8(ascii: "Z")) { return true }
      if take(anyOf: "+-") != nil {
        guard number() != nil else { return false }
        if take(UInt8(ascii: ":")), number() == nil { return false }
      }
      return true
    }
  }
}

/// What a cell holds, numbers included.
enum CellContent: UInt8, CaseIterable {
  /// `prose` is text that holds a blank.
  case missing, integer, decimal, infinite, boolean, date, text, prose
}

extension CellContent {
  /// What a cell holds that is not a finite number.
  init(
    _ number: ParsedNumber, _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int,
    missing: MissingWords
  ) {
    if number.kind == .infinite {
      self = .infinite
      return
    }
    switch CellKind(cell, start, end, missing: missing) {
    case .missing: self = .missing
    case .boolean: self = .boolean
    case .date: self = .date
    case .text:
      self =
        UnsafeBufferPointer(start: cell + start, count: end - start).contains(0x20)
        ? .prose : .text
    }
  }
}

/// What a cell of text means, with its value where that is a finite number.
enum CellMeaning {
  case number(ExactNumber, isInteger: Bool)
  case other(CellContent)

  /// What `cell[start..<end]` means, which holds something and has no blanks around it.
  @inline(__always)
  init(
    of cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, parser: NumberParser,
    missing: MissingWords
  ) {
    if CellKind.isCalendarDate(cell + start, end - start) {
      self = .other(missing.contains(cell + start, end - start) ? .missing : .date)
      return
    }
    let number = parser.parse(cell, start, end)
    guard number.kind.isFinite else {
      self = .other(CellContent(number, cell, start, end, missing: missing))
      return
    }
    let exact = number.exact(cell, start, end)
    self =
      missing.contains(exact)
      ? .other(.missing) : .number(exact, isInteger: number.kind == .integer)
  }
}
