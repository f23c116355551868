/// A date, a time, or both, in the spellings that are met most.
///
/// Numbers: `2024-05-17`, `17.05.2024`, `5/17/2024`, `17/5/24`, `2024-05`, `05/2024`, `20240517T1230`; names of
/// months in English, German, French, Spanish and Italian: `01-Jan-2022`, `Jan 5, 2022`, `5. Januar 2022`, `May 2024`;
/// quarters and weeks: `2022Q1`, `2022-W05`; each with an optional weekday before it and an optional time of day
/// behind it (`T12:30:05.25+02:00`, ` 1:30 pm`); a time of day alone.
struct DateReading: Equatable {
  /// The year of four digits; nil for a time alone.
  private(set) var year: Int?
  /// The month and the day, where their order is certain.
  private(set) var month = 1
  private(set) var day = 1
  /// Two numbers of which nobody knows which is the month.
  private(set) var pair: (Int, Int)?
  /// The week of the year, from 1, and its day, from 0 for Monday.
  private(set) var week: (number: Int, day: Int)?
  /// Seconds since midnight, in UTC where a zone is given.
  private(set) var seconds = 0.0

  /// Longer cells are no dates.
  static let longest = 48

  /// The date in `cell[start..<end]`, which has no blanks around it; nil where there is none.
  init?(_ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
    guard (4...DateReading.longest).contains(end - start) else { return nil }
    var cursor = DateCursor(cell: cell, position: start, end: end)
    if cursor.startsWithDigit {
      guard readNumbers(&cursor) else { return nil }
    } else {
      guard DateCursor.mayBeName(cell[start], cell[start + 1]),
        (start..<end).contains(where: { cell[$0] &- 48 < 10 }), readName(&cursor)
      else {
        return nil
      }
    }
    guard cursor.isAtEnd, isPossible else { return nil }
  }

  static func == (a: DateReading, b: DateReading) -> Bool {
    a.year == b.year && a.month == b.month && a.day == b.day && a.seconds == b.seconds
      && a.pair?.0 == b.pair?.0 && a.pair?.1 == b.pair?.1 && a.week?.number == b.week?.number
      && a.week?.day == b.week?.day
  }

  private var isPossible: Bool {
    if let pair {
      return (1...31).contains(pair.0) && (1...31).contains(pair.1) && min(pair.0, pair.1) <= 12
    }
    return (1...12).contains(month) && (1...31).contains(day)
      && (1...53).contains(week?.number ?? 1)
  }

  // MARK: Beginning with a digit

  private mutating func readNumbers(_ cursor: inout DateCursor) -> Bool {
    guard let first = cursor.number() else { return false }
    if first.digits == 8, cursor.take("T") {
      (year, month, day) = (first.value / 10_000, first.value / 100 % 100, first.value % 100)
      return cursor.basicTime(&seconds)
    }
    if cursor.take(":") {
      return first.value < 25 && cursor.timeAfterHour(first.value, &seconds)
    }
    if first.digits <= 2 {
      var ahead = cursor
      ahead.skipBlanks()
      if let half = ahead.half() {
        guard (1...12).contains(first.value) else { return false }
        seconds = Double(first.value % 12 + half) * 3_600
        cursor = ahead
        return true
      }
    }
    if first.digits == 4, readPart(of: first.value, &cursor) { return true }
    var ahead = cursor
    if let name = ahead.separatedMonth() {
      cursor = ahead
      return readNamed(name, beside: first, &cursor)
    }
    guard let separator = cursor.separator(), let second = cursor.number() else { return false }
    guard cursor.take(separator) else {
      // `2024-05`, `05/2024`: a year and a month, yet `2024.05` is a number.
      guard separator != UInt8(ascii: "."), cursor.isAtEnd else { return false }
      if first.digits == 4, second.digits == 2 {
        (year, month) = (first.value, second.value)
      } else if second.digits == 4, first.digits <= 2 {
        (year, month) = (second.value, first.value)
      } else {
        return false
      }
      return year.map { (1_500...2_200).contains($0) } ?? false
    }
    guard let third = cursor.number() else { return false }
    return readThree(first, second, third, separator) && readTime(&cursor)
  }

  private mutating func readThree(
    _ first: DateCursor.Number, _ second: DateCursor.Number, _ third: DateCursor.Number,
    _ separator: UInt8
  ) -> Bool {
    guard second.digits <= 2 else { return false }
    if first.digits == 4, third.digits <= 2 {
      year = first.value
      // `2024-17-05` is met, and nothing else is meant by it.
      (month, day) =
        second.value > 12 ? (third.value, second.value) : (second.value, third.value)
      return true
    }
    guard first.digits <= 2 else { return false }
    if third.digits == 4 {
      year = third.value
    } else if third.digits == 2,
      separator != UInt8(ascii: ".") || first.digits == 2 && second.digits == 2
    {
      year = DateReading.century(third.value)
      // `99/12/31`
      if first.value > 31, first.digits == 2 {
        (year, month, day) = (DateReading.century(first.value), second.value, third.value)
        return true
      }
    } else {
      return false
    }
    pair = (first.value, second.value)
    return true
  }

  /// POSIX: 69 to 99 are of the twentieth century.
  private static func century(_ year: Int) -> Int { year < 69 ? 2_000 + year : 1_900 + year }

  /// A quarter or a week behind a year.
  private mutating func readPart(of year: Int, _ cursor: inout DateCursor) -> Bool {
    var ahead = cursor
    _ = ahead.separator() ?? (ahead.take(" ") ? 0x20 : nil)
    if ahead.take("Q") || ahead.take("q"), let quarter = ahead.number(),
      (1...4).contains(quarter.value),
      quarter.digits == 1
    {
      (self.year, month) = (year, 3 * quarter.value - 2)
    } else if ahead.take("W") || ahead.take("w"), let week = ahead.number(), week.digits == 2 {
      var day = 0
      if ahead.take("-") {
        guard let number = ahead.number(), (1...7).contains(number.value) else { return false }
        day = number.value - 1
      }
      (self.year, self.week) = (year, (week.value, day))
    } else {
      return false
    }
    cursor = ahead
    return true
  }

  // MARK: With the name of a month

  private mutating func readName(_ cursor: inout DateCursor) -> Bool {
    if cursor.take("Q") || cursor.take("q") {
      guard let quarter = cursor.number(), (1...4).contains(quarter.value) else { return false }
      cursor.skipSeparators()
      guard let year = cursor.number(), year.digits == 4 else { return false }
      (self.year, month) = (year.value, 3 * quarter.value - 2)
      return true
    }
    if cursor.weekday() {
      cursor.skipSeparators()
      if cursor.startsWithDigit { return readNumbers(&cursor) }
    }
    guard let month = cursor.month() else { return false }
    let isDash = cursor.skipSeparators()
    guard let first = cursor.number() else { return false }
    self.month = month
    // `May 2024`, `Jan-22`
    if first.digits == 4 || first.digits == 2 && isDash && cursor.isAtEnd {
      year = first.digits == 4 ? first.value : DateReading.century(first.value)
      return true
    }
    guard first.digits <= 2 else { return false }
    day = first.value
    cursor.ordinal()
    return readYear(&cursor)
  }

  private mutating func readNamed(
    _ month: Int, beside first: DateCursor.Number, _ cursor: inout DateCursor
  ) -> Bool {
    self.month = month
    cursor.skipSeparators()
    if first.digits == 4 {
      year = first.value
      guard let day = cursor.number(), day.digits <= 2 else { return cursor.isAtEnd }
      self.day = day.value
      return readTime(&cursor)
    }
    guard first.digits <= 2 else { return false }
    day = first.value
    return readYear(&cursor)
  }

  /// The year behind a day and a month, or behind a time of day as `ctime` has it.
  private mutating func readYear(_ cursor: inout DateCursor) -> Bool {
    cursor.skipSeparators()
    guard let number = cursor.number() else { return false }
    if cursor.take(":") {
      guard number.value < 25, cursor.timeAfterHour(number.value, &seconds, mayEnd: false) else {
        return false
      }
      cursor.skipBlanks()
      guard let year = cursor.number(), year.digits == 4 else { return false }
      self.year = year.value
      return true
    }
    guard number.digits == 4 || number.digits == 2 else { return false }
    year = number.digits == 4 ? number.value : DateReading.century(number.value)
    return readTime(&cursor)
  }

  /// An optional time of day.
  private mutating func readTime(_ cursor: inout DateCursor) -> Bool {
    if cursor.isAtEnd { return true }
    _ = cursor.take(",")
    guard cursor.take("T") || cursor.take(" "), let hour = cursor.number(), hour.value < 25 else {
      return false
    }
    if !cursor.take(":") {
      cursor.skipBlanks()
      guard let half = cursor.half(), (1...12).contains(hour.value) else { return false }
      seconds = Double(hour.value % 12 + half) * 3_600
      return true
    }
    return cursor.timeAfterHour(hour.value, &seconds)
  }
}

/// Reads the parts of a date from the left to the right.
struct DateCursor {
  let cell: UnsafePointer<UInt8>
  var position: Int
  let end: Int

  typealias Number = (value: Int, digits: Int)

  var isAtEnd: Bool { position == end }
  var startsWithDigit: Bool { position < end && cell[position] &- 48 < 10 }

  mutating func number() -> Number? {
    var value = 0
    var digits = 0
    while position < end, cell[position] &- 48 < 10, digits < 10 {
      value = value * 10 + Int(cell[position] - 48)
      digits += 1
      position += 1
    }
    return digits > 0 ? (value, digits) : nil
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard position < end, cell[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool { take(UInt8(ascii: character)) }

  /// A dash, a slash or a point.
  mutating func separator() -> UInt8? {
    for byte in [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")] where take(byte) {
      return byte
    }
    return nil
  }

  mutating func skipBlanks() { while take(" ") {} }

  /// Skips what stands between parts with names; returns whether a dash did.
  @discardableResult
  mutating func skipSeparators() -> Bool {
    var isDash = false
    while position < end, " ,.-/'".utf8.contains(cell[position]) {
      isDash = isDash || cell[position] == UInt8(ascii: "-")
      position += 1
    }
    // Spanish: `5 de enero de 2022`
    if position + 3 < end, cell[position] == 0x64, cell[position + 1] == 0x65,
      cell[position + 2] == 0x20
    {
      position += 3
    }
    return isDash
  }

  /// Skips `st`, `nd`, `rd` or `th`.
  mutating func ordinal() {
    guard position + 1 < end else { return }
    let pair = [cell[position] | 0x20, cell[position + 1] | 0x20]
    if ["st", "nd", "rd", "th"].contains(where: { $0.utf8.elementsEqual(pair) }) { position += 2 }
  }

  /// A month behind a number and what separates them; `1er`, `5.` and `5th` are numbers.
  mutating func separatedMonth() -> Int? {
    ordinal()
    if position + 1 < end, cell[position] == 0x65, cell[position + 1] == 0x72 { position += 2 }
    skipSeparators()
    return month()
  }

  // MARK: Names

  private func word() -> (word: PackedWord, end: Int)? {
    var stop = position
    while stop < end, cell[stop] | 0x20 &- 97 < 26 || cell[stop] >= 0x80 { stop += 1 }
    guard (2...11).contains(stop - position) else { return nil }
    let letters = UnsafeBufferPointer(start: cell + position, count: stop - position)
    return (PackedWord(letters.lazy.map { $0 < 0x80 ? $0 | 0x20 : $0 }), stop)
  }

  /// The name of a month, 1 to 12, with a point where it is shortened.
  mutating func month() -> Int? {
    guard let word = word(), let month = DateCursor.months[word.word] else { return nil }
    position = word.end
    return month
  }

  /// The name of a day of the week.
  mutating func weekday() -> Bool {
    guard let word = word(), DateCursor.weekdays.contains(word.word) else { return false }
    // `Mar` is March in most columns, and Tuesday in Spanish ones.
    if DateCursor.months[word.word] != nil { return false }
    position = word.end
    return true
  }

  /// 12 for the second half of the day, 0 for the first.
  mutating func half() -> Int? {
    guard position < end else { return nil }
    let first = cell[position] | 0x20
    guard first == UInt8(ascii: "a") || first == UInt8(ascii: "p") else { return nil }
    var ahead = self
    ahead.position += 1
    let hasPoint = ahead.take(".")
    guard ahead.take("m") || ahead.take("M"), !hasPoint || ahead.take(".") || ahead.isAtEnd else {
      return nil
    }
    self = ahead
    return first == UInt8(ascii: "p") ? 12 : 0
  }

  /// Whether the name of a month, a weekday or a quarter may begin with two bytes, to turn most words away.
  static func mayBeName(_ first: UInt8, _ second: UInt8) -> Bool {
    first | 0x20 == UInt8(ascii: "q") || starts[Int(first & 31) << 5 | Int(second & 31)]
  }

  private static let starts: [Bool] = {
    var starts = [Bool](repeating: false, count: 1 << 10)
    for word in Set(months.keys).union(weekdays) {
      let bytes = Array(word.text.utf8)
      starts[Int(bytes[0] & 31) << 5 | Int(bytes[1] & 31)] = true
    }
    return starts
  }()

  private static let months: [PackedWord: Int] = {
    let names = [
      "january jan januar jänner jän janvier janv enero ene gennaio gen",
      "february feb februar février févr fevrier fevr fév fev febrero febbraio febb",
      "march mar märz maerz mär mrz mars marzo",
      "april apr avril avr abril abr aprile",
      "may mai mayo maggio mag",
      "june jun juni juin junio giugno giu",
      "july jul juli juillet juil julio luglio lug",
      "august aug août aout aoû agosto ago",
      "september sep sept septembre septiembre setiembre settembre sett set",
      "october oct oktober okt octobre octubre ottobre ott",
      "november nov novembre noviembre",
      "december dec dezember dez décembre décem déc decembre diciembre dic dicembre",
    ]
    var months = [PackedWord: Int]()
    for (index, names) in names.enumerated() {
      for name in names.split(separator: " ") { months[PackedWord(name.utf8)] = index + 1 }
    }
    return months
  }()

  private static let weekdays: Set<PackedWord> = Set(
    """
    monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun montag \
    dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so lundi mardi mercredi jeudi vendredi \
    samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì \
    sabato domenica
    """.split(separator: " ").map { PackedWord($0.utf8) })

  // MARK: Times

  /// Minutes, optional seconds with a fraction, an optional half of the day, an optional zone.
  ///
  /// - Parameter mayEnd: whether a zone may follow, rather than a year.
  mutating func timeAfterHour(_ hour: Int, _ seconds: inout Double, mayEnd: Bool = true) -> Bool {
    guard let minute = number(), minute.value < 60 else { return false }
    var hour = hour
    var second = 0.0
    if take(":") {
      guard let whole = number(), whole.value < 62 else { return false }
      second = Double(whole.value)
      if take(".") || take(",") {
        guard let fraction = number() else { return false }
        var size = 1.0
        for _ in 0..<fraction.digits { size *= 10 }
        second += Double(fraction.value) / size
      }
    }
    var ahead = self
    ahead.skipBlanks()
    if let half = ahead.half() {
      guard (1...12).contains(hour) else { return false }
      hour = hour % 12 + half
      self = ahead
    }
    seconds = Double(3_600 * hour + 60 * minute.value) + second
    return mayEnd ? zone(&seconds) : true
  }

  /// Hours, minutes and maybe seconds without marks, such as `123005`.
  mutating func basicTime(_ seconds: inout Double) -> Bool {
    guard let time = number(), time.digits == 4 || time.digits == 6 else { return false }
    let full = time.digits == 4 ? time.value * 100 : time.value
    guard full / 10_000 < 25, full / 100 % 100 < 60, full % 100 < 62 else { return false }
    seconds = Double(full / 10_000 * 3_600 + full / 100 % 100 * 60 + full % 100)
    return zone(&seconds)
  }

  private mutating func zone(_ seconds: inout Double) -> Bool {
    skipBlanks()
    if take("Z") || take("z") { return true }
    // The short name of a zone says little, for many have two meanings; it is read past.
    if let word = word(), (2...4).contains(word.end - position), cell[position] < 0x61 {
      position = word.end
    }
    let isWest = position < end && cell[position] == UInt8(ascii: "-")
    guard take("+") || take("-") else { return true }
    guard let hours = number() else { return false }
    var offset = hours.digits > 2 ? hours.value / 100 * 60 + hours.value % 100 : 60 * hours.value
    if take(":") {
      guard let minutes = number() else { return false }
      offset += minutes.value
    }
    seconds -= Double(isWest ? -60 * offset : 60 * offset)
    return true
  }
}
