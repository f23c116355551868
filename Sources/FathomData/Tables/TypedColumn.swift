/// A column whose cells are typed before any is read, brought to what a cell of text would mean: the same
/// values have the same keys, are missing by the same words, and lead to the same types.
///
/// Texts are read as the cells of a text file are, so that numbers and dates which are kept as texts are
/// numbers and dates.
struct TypedColumn: Sendable {
  /// What is held.
  let values: ColumnValues
  private let missing: MissingWords
  /// What each text of the dictionary means; empty where there is none.
  private let meanings: [Meaning]

  /// What a text means.
  private struct Meaning: Sendable {
    var cell: ReadCell
    var key: UInt64
    var label: String
    /// How it is spelled, where it is a plain number.
    var spelling: Spelling?

    var content: CellContent { cell.content }
    var number: ExactNumber? { cell.number }
  }

  /// A column of cells that are read in some way.
  init(_ values: ColumnValues, missing: MissingWords, reading: ColumnReading = .plain) {
    self.values = values
    self.missing = missing
    guard case .strings(_, let dictionary, _) = values else {
      meanings = []
      return
    }
    let parser = NumberParser(decimalMark: UInt8(ascii: "."))
    meanings = dictionary.map { TypedColumn.meaning($0, parser, missing, reading) }
  }

  private static func meaning(
    _ text: String, _ parser: NumberParser, _ missing: MissingWords, _ reading: ColumnReading
  ) -> Meaning {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    let start = text.utf8.drop(while: isBlank)
    let cell = Array(start.prefix(start.count - start.reversed().prefix(while: isBlank).count))
    return cell.withUnsafeBufferPointer { cell in
      guard let base = cell.baseAddress, !cell.isEmpty else {
        return Meaning(cell: .missing, key: 0, label: "")
      }
      let found = ReadCell(base, 0, cell.count, parser: parser, missing: missing, reading: reading)
      var meaning = Meaning(cell: found, key: 0, label: "")
      if found.dressed == nil, found.number != nil || found.content == .digits {
        var spelling = Spelling()
        spelling.look(base, 0, cell.count)
        meaning.spelling = spelling
      }
      if let number = found.number {
        meaning.key = number.key
      } else {
        meaning.key = StableHash.hash(UnsafeRawBufferPointer(cell))
        meaning.label = ColumnContents.label(cell)
      }
      return meaning
    }
  }

  // MARK: What it holds

  /// Notes what all cells are.
  func note(in contents: inout ColumnContents) {
    switch values {
    case .doubles, .integers, .unsignedIntegers: noteNumbers(&contents)
    case .strings(let codes, _, let validity): noteTexts(codes, validity, &contents)
    case .booleans, .dates: noteWords(&contents)
    case .codes, .skipped: break
    }
  }

  private func noteNumbers(_ contents: inout ColumnContents) {
    let numbers = values.numbers ?? []
    var finite = numbers
    var infinite = 0
    for row in numbers.indices where !numbers[row].isNaN {
      if numbers[row].isInfinite {
        infinite += 1
        finite[row] = .nan
      } else if isMissing(row, numbers[row]) {
        finite[row] = .nan
      }
    }
    let present = finite.count { !$0.isNaN }
    var isWhole = true
    if case .doubles = values { isWhole = false }
    finite.withUnsafeBufferPointer { finite in
      contents.absorb(numbers: finite, present: present, decimals: isWhole ? 0 : present) {
        integer($0)
      }
    }
    contents.count(.infinite, infinite)
    contents.count(.missing, finite.count - present - infinite)
  }

  private func noteTexts(
    _ codes: [Int32], _ validity: Validity?, _ contents: inout ColumnContents
  ) {
    var counts = [Int](repeating: 0, count: meanings.count)
    for (row, code) in codes.enumerated() {
      guard validity?[row] ?? true else {
        contents.count(.missing, 1)
        continue
      }
      counts[Int(code)] += 1
      let meaning = meanings[Int(code)]
      if meaning.number == nil, !meaning.cell.isMissing { contents.note(line: row + 1) }
    }
    for (meaning, count) in zip(meanings, counts) where count > 0 {
      contents.count(meaning.content, count)
      if let spelling = meaning.spelling { contents.look(spelling, times: count) }
      if let dressed = meaning.cell.dressed { contents.note(dressed, times: count) }
      if let isDecimal = meaning.cell.plainDecimal {
        contents.notePlain(isDecimal: isDecimal, times: count)
      }
      if let number = meaning.number {
        contents.note(number)
      } else if let place = meaning.cell.missingLevel {
        contents.note(missingWord: place)
      } else if !meaning.cell.isMissing {
        contents.note(word: meaning.key) { meaning.label }
      }
    }
  }

  private func noteWords(_ contents: inout ColumnContents) {
    var isDate = false
    if case .dates = values { isDate = true }
    for row in 0..<(values.count ?? 0) {
      guard let word = word(row) else {
        contents.count(.missing, 1)
        continue
      }
      contents.count(isDate ? .date : .boolean, 1)
      contents.note(word: TypedColumn.key(word)) { word }
    }
  }

  /// A truth value or a date as a text file would have it; nil for others, and where it is missing.
  private func word(_ row: Int) -> String? {
    guard values.isPresent(row) else { return nil }
    switch values {
    case .booleans(let values, _): return values[row] ? "true" : "false"
    case .dates(let values, let unit, _): return unit.text(values[row])
    default: return nil
    }
  }

  private static func key(_ word: String) -> UInt64 {
    var word = word
    return word.withUTF8 { StableHash.hash(UnsafeRawBufferPointer($0)) }
  }

  /// The integer in a cell; nil for doubles.
  private func integer(_ row: Int) -> ExactInteger? {
    switch values {
    case .integers(let values, _): ExactInteger(values[row])
    case .unsignedIntegers(let values, _): ExactInteger(values[row])
    default: nil
    }
  }

  /// The number in a cell that rounds to `value`.
  private func number(_ row: Int, _ value: Double) -> ExactNumber {
    guard value.magnitude >= ExactNumber.largestExact, let integer = integer(row) else {
      return ExactNumber(value)
    }
    return ExactNumber(integer, near: value)
  }

  /// Whether a number stands for a missing value.
  private func isMissing(_ row: Int, _ value: Double) -> Bool {
    missing.mayContain(value) && missing.contains(number(row, value))
  }

  // MARK: What the summaries read

  /// The cells of some rows as a plan asks for them.
  func values(_ rows: Range<Int>, _ plan: ColumnPlan) -> ColumnValues {
    switch plan {
    case .undecoded: .skipped
    case .codes(let codes): .codes(rows.map { key($0).flatMap { codes[$0] } ?? -1 })
    case .numbers, .integers: numbers(rows)
    }
  }

  /// The numbers of some rows: integers stay what they are.
  private func numbers(_ rows: Range<Int>) -> ColumnValues {
    switch values {
    case .integers(let values, _): .integers(Array(values[rows]), validity(rows))
    case .unsignedIntegers(let values, _): .unsignedIntegers(Array(values[rows]), validity(rows))
    default: .doubles(rows.map { finite($0) ?? .nan })
    }
  }

  /// Which of some rows hold a number; nil where all do.
  private func validity(_ rows: Range<Int>) -> Validity? {
    let isPresent = rows.map { finite($0) != nil }
    return isPresent.allSatisfy { $0 } ? nil : Validity(isPresent)
  }

  /// The number in a cell as a double; nil where there is none that an analysis can use.
  private func finite(_ row: Int) -> Double? {
    guard values.isPresent(row) else { return nil }
    let value: Double
    switch values {
    case .doubles(let values, _): value = values[row]
    case .integers(let values, _): value = Double(values[row])
    case .unsignedIntegers(let values, _): value = Double(values[row])
    case .strings(let codes, _, _): return meanings[Int(codes[row])].number?.value
    case .booleans, .dates, .codes, .skipped: return nil
    }
    return value.isFinite && !isMissing(row, value) ? value : nil
  }

  /// The key of a cell among the levels; nil where it is missing.
  func key(_ row: Int) -> UInt64? {
    if case .strings(let codes, _, _) = values {
      guard values.isPresent(row) else { return nil }
      let meaning = meanings[Int(codes[row])]
      return meaning.cell.isMissing ? nil : meaning.key
    }
    if let value = finite(row) { return number(row, value).key }
    return word(row).map(TypedColumn.key)
  }

  /// The text in a cell; nil where it is missing, and for other columns than texts.
  func text(_ row: Int) -> String? {
    guard case .strings(let codes, let dictionary, _) = values, key(row) != nil else { return nil }
    return dictionary[Int(codes[row])]
  }
}

extension DateUnit {
  /// A point in time in the form of ISO 8601, as text files have it: `2024-05-17`, and for all units but
  /// days the time of day behind it, `T12:30:05.25`.
  package func text(_ value: Int64) -> String {
    let (day, rest) = DateUnit.floored(value, by: perDay)
    // Days of years that begin in March, counted from the year 0 in cycles of 400 years.
    let (cycle, dayOfCycle) = DateUnit.floored(day + 719_468, by: 146_097)
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let month = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let year = 400 * cycle + yearOfCycle + (month >= 10 ? 1 : 0)
    let date =
      "\(DateUnit.padded(year, 4))-\(DateUnit.padded(month < 10 ? month + 3 : month - 9, 2))"
      + "-\(DateUnit.padded(dayOfMonth, 2))"
    if self == .days { return date }
    let perSecond = perDay / 86_400
    let second = rest / perSecond
    let time = [second / 3_600, second / 60 % 60, second % 60].map { DateUnit.padded($0, 2) }
    var fraction = ""
    if rest % perSecond > 0 {
      fraction = "." + DateUnit.padded(rest % perSecond, String(perSecond).count - 1)
      while fraction.last == "0" { fraction.removeLast() }
    }
    return date + "T" + time.joined(separator: ":") + fraction
  }

  private static func floored(_ value: Int64, by size: Int64) -> (quotient: Int64, rest: Int64) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: size)
    return rest < 0 ? (quotient - 1, rest + size) : (quotient, rest)
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value.magnitude)
    return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count))
      + digits
  }
}
