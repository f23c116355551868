/// A date, a time, or both, in the spellings that are met most.
///
/// Numbers: `2024-05-17`, `17.05.2024`, `5/17/2024`, `17/5/24`, `2024-05`, `05/2024`, `2024. 5. 17.`, `20240517T1230`,
/// `20240517 123005`, the day of the year: `2024-138`; signs: `2024年5月17日`, `2024년 5월 17일`; names of months in English,
/// German, French, Spanish, Italian, Portuguese, Dutch, Polish and Russian: `01-Jan-2022`, `Jan 5, 2022`,
/// `5. Januar 2022`, `5 de março de 2021`, `May 2024`; quarters and weeks: `2022Q1`, `2022-W05`; each with an optional
/// weekday before it and an optional time of day behind it (`T12:30:05.25+02:00`, ` 1:30 pm`, ` 10.15.00 AM`, of the
/// common log format `:12:30:05 +0000`); a time of day alone.
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
    if first.digits == 8 {
      (year, month, day) = (first.value / 10_000, first.value / 100 % 100, first.value % 100)
      if cursor.take("T") { return cursor.basicTime(&seconds) }
      // `20240517 123005`, `20240517_123005`, `20240517 12:30`
      guard DateReading.years.contains(first.value / 10_000),
        cursor.take(" ") || cursor.take("_") || cursor.take("-")
      else { return false }
      var ahead = cursor
      if let hour = ahead.number(), hour.digits <= 2, hour.value < 25, ahead.take(":") {
        cursor = ahead
        return cursor.timeAfterHour(hour.value, &seconds)
      }
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
    if first.digits == 4 {
      if readPart(of: first.value, &cursor) { return true }
      if cursor.takeYearSign() { return readSigns(first.value, &cursor) }
    }
    var ahead = cursor
    if let name = ahead.separatedMonth() {
      cursor = ahead
      return readNamed(name, beside: first, &cursor)
    }
    guard let separator = cursor.separator() else { return false }
    // `17. 5. 2024`, `2024. 5. 17.`
    let isSpaced = separator == UInt8(ascii: ".") && cursor.take(" ")
    guard let second = cursor.number() else { return false }
    if first.digits == 4, second.digits == 3, separator == UInt8(ascii: "-") {
      return readDayOfYear(first.value, second.value) && readTime(&cursor)
    }
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
    guard !isSpaced || cursor.take(" "), let third = cursor.number() else { return false }
    if isSpaced, first.digits == 4 { _ = cursor.take(".") }
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

  /// Years in which a row of digits is taken for a date.
  private static let years = 1_900...2_100

  /// The day of a year, from 1: `2024-138`.
  private mutating func readDayOfYear(_ year: Int, _ number: Int) -> Bool {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    guard DateReading.years.contains(year), (1...(isLeap ? 366 : 365)).contains(number) else {
      return false
    }
    self.year = year
    day = number
    for length in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
      guard day > length else { break }
      day -= length
      month += 1
    }
    return true
  }

  /// Month and day with the signs of Chinese, Japanese and Korean behind the year; a time of day likewise.
  private mutating func readSigns(_ year: Int, _ cursor: inout DateCursor) -> Bool {
    self.year = year
    cursor.skipBlanks()
    guard let month = cursor.number(), month.digits <= 2, cursor.takeMonthSign() else {
      return false
    }
    self.month = month.value
    if cursor.isAtEnd { return true }
    cursor.skipBlanks()
    guard let day = cursor.number(), day.digits <= 2, cursor.takeDaySign() else { return false }
    self.day = day.value
    return cursor.isAtEnd || cursor.signedTime(&seconds) || readTime(&cursor)
  }

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
    if number.digits <= 2, cursor.take(":") {
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
    cursor.yearWord()
    // The common log format: `05/Mar/2021:10:15:00 +0000`.
    if number.digits == 4, cursor.take(":") {
      guard let hour = cursor.number(), hour.value < 25, cursor.take(":") else { return false }
      return cursor.timeAfterHour(hour.value, &seconds)
    }
    return readTime(&cursor)
  }

  /// An optional time of day.
  private mutating func readTime(_ cursor: inout DateCursor) -> Bool {
    if cursor.isAtEnd { return true }
    _ = cursor.take(",")
    guard cursor.take("T") || cursor.take(" "), let hour = cursor.number(), hour.value < 25 else {
      return false
    }
    // Oracle: `10.15.00.000000 AM`
    if cursor.take(".") { return cursor.timeAfterHour(hour.value, &seconds, mark: ".") }
    if !cursor.take(":") {
      cursor.skipBlanks()
      guard let half = cursor.half(), (1...12).contains(hour.value) else { return false }
      seconds = Double(hour.value % 12 + half) * 3_600
      return true
    }
    return cursor.timeAfterHour(hour.value, &seconds)
  }
}
