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
      guard DateCursor.mayBeName(cell[start], cell[start + 1], cell[start + 2]),
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
