/// Turns the dates of a column into days.
///
/// Which of two numbers is the month is a matter of the column: `17/05/2024` anywhere tells that the day comes first,
/// `05/17/2024` that the month does. Where no cell tells, or they disagree as often, the day comes first.
public struct DateText: Sendable {
  /// Whether the day comes before the month where both are numbers.
  public let isDayFirst: Bool

  /// What the cells of a column, or some of them, say of the order.
  public init(sample: some Sequence<String>) {
    var first = 0
    var second = 0
    for text in sample {
      guard let pair = DateText.reading(text)?.pair else { continue }
      if pair.0 > 12 { first += 1 }
      if pair.1 > 12 { second += 1 }
    }
    isDayFirst = first >= second
  }

  /// Days since the start of 1970, with the time of day as a fraction; a time alone is the fraction of a day.
  ///
  /// Nil for what is no date, and for days that are not in the calendar.
  public func days(_ text: String) -> Double? {
    guard let reading = DateText.reading(text) else { return DateText.daysOfDigits(text) }
    let fraction = reading.seconds / 86_400
    guard let year = reading.year else { return fraction }
    if let week = reading.week {
      // The first week holds the fourth of January, and weeks begin on Monday; 1970 began on a Thursday.
      let fourth = DateText.days(year, 1, 4)
      let weekday = ((fourth + 3) % 7 + 7) % 7
      let monday = fourth - weekday
      return Double(monday + 7 * (week.number - 1) + week.day)
    }
    var (month, day) = (reading.month, reading.day)
    if let pair = reading.pair {
      // A cell that only one order makes a date is read in it.
      let isDayFirst = pair.0 > 12 || (isDayFirst && pair.1 <= 12)
      (day, month) = isDayFirst ? (pair.0, pair.1) : (pair.1, pair.0)
    }
    guard day <= DateText.length(month, year) else { return nil }
    return Double(DateText.days(year, month, day)) + fraction
  }

  private static func reading(_ text: String) -> DateReading? {
    let bytes = Array(text.utf8)
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    guard let start = bytes.firstIndex(where: { !isBlank($0) }),
      let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return nil }
    return bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { DateReading($0, start, last + 1) }
    }
  }

  /// A day of eight digits, such as `20240517`.
  private static func daysOfDigits(_ text: String) -> Double? {
    guard text.utf8.count == 8, text.utf8.allSatisfy({ $0 &- 48 < 10 }), let number = Int(text)
    else {
      return nil
    }
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
    guard (1...12).contains(month), day >= 1, day <= length(month, year) else { return nil }
    return Double(days(year, month, day))
  }

  private static func length(_ month: Int, _ year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// The days of the Gregorian calendar since the start of 1970 (Hinnant, *chrono-Compatible Low-Level Date
  /// Algorithms*, days_from_civil).
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - 400 * era
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return 146_097 * era + dayOfEra - 719_468
  }
}
