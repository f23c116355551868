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

  private mutating func take(_ signs: [StaticString]) -> Bool {
    for sign in signs {
      let length = sign.utf8CodeUnitCount
      guard position + length <= end,
        (0..<length).allSatisfy({ cell[position + $0] == sign.utf8Start[$0] })
      else { continue }
      position += length
      return true
    }
    return false
  }

  /// The sign behind a year in Chinese, Japanese or Korean.
  mutating func takeYearSign() -> Bool {
    position < end && cell[position] >= 0x80 && take(["年", "년"])
  }

  mutating func takeMonthSign() -> Bool { take(["月", "월"]) }

  mutating func takeDaySign() -> Bool { take(["日", "일"]) }

  /// A time of day with signs behind its numbers; false where there is none, and then nothing is taken.
  mutating func signedTime(_ seconds: inout Double) -> Bool {
    var ahead = self
    ahead.skipBlanks()
    guard let hour = ahead.number(), hour.value < 25, ahead.take(["時", "时", "시"]) else {
      return false
    }
    var parts = [0, 0]
    for (place, signs) in [["分", "분"], ["秒", "초"]].enumerated()
      as EnumeratedSequence<[[StaticString]]>
    {
      ahead.skipBlanks()
      guard let number = ahead.number() else { break }
      guard number.value < 62, ahead.take(signs) else { return false }
      parts[place] = number.value
    }
    seconds = Double(3_600 * hour.value + 60 * parts[0] + parts[1])
    self = ahead
    return true
  }

  /// Skips what Russian has behind a year: `г.`, `года`.
  mutating func yearWord() {
    var ahead = self
    ahead.skipBlanks()
    guard ahead.position < end, cell[ahead.position] == 0xD0,
      ahead.take(["года", "г."]) || ahead.take(["г"])
    else { return }
    self = ahead
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
    // Spanish and Portuguese: `5 de enero de 2022`, `5 de janeiro de 2022`
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
    guard (2...PackedWord.longest).contains(stop - position) else { return nil }
    let letters = UnsafeBufferPointer(start: cell + position, count: stop - position)
    return (PackedWord(letters.lazy.map { $0 < 0x80 ? $0 | 0x20 : $0 }), stop)
  }

  /// The name of a month, 1 to 12, with a point where it is shortened.
  mutating func month() -> Int? {
    guard let word = word(), let place = DateCursor.monthNames.place(of: word.word) else {
      return nil
    }
    position = word.end
    return DateCursor.monthNumbers[place]
  }

  /// The name of a day of the week.
  mutating func weekday() -> Bool {
    guard let word = word(), DateCursor.weekdays.place(of: word.word) != nil else {
      return false
    }
    // `Mar` is March in most columns, and Tuesday in Spanish ones.
    if DateCursor.monthNames.place(of: word.word) != nil { return false }
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

  /// Whether the name of a month, a weekday or a quarter may begin with three bytes, to turn most words away.
  static func mayBeName(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    first | 0x20 == UInt8(ascii: "q") || starts[place(first, second, third)]
  }

  /// Names of two letters have none in the third place.
  private static func place(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
    let isLetter = third | 0x20 &- 97 < 26 || third >= 0x80
    return Int(first & 31) << 10 | Int(second & 31) << 5 | (isLetter ? Int(third & 31) : 0)
  }

  private static let starts: [Bool] = {
    var starts = [Bool](repeating: false, count: 1 << 15)
    for word in monthNames.all + weekdays.all {
      let bytes = Array(word.text.utf8) + [0]
      starts[place(bytes[0], bytes[1], bytes[2])] = true
    }
    return starts
  }()

  private static let months: [PackedWord: Int] = {
    let names = [
      "january jan januar januari jänner jän janvier janv enero ene gennaio gen janeiro stycznia styczeń sty января январь янв",
      "february feb februar februari février févr fevrier fevr fév fev febrero febbraio febb fevereiro lutego luty lut февраля февраль фев февр",
      "march mar märz maerz mär mrz mars marzo março maart mrt marca marzec марта март мар",
      "april apr avril avr abril abr aprile kwietnia kwiecień kwi апреля апрель апр",
      "may mai mayo maggio mag maio mei maja maj мая май",
      "june jun juni juin junio giugno giu junho czerwca czerwiec cze июня июнь июн",
      "july jul juli juillet juil julio luglio lug julho lipca lipiec lip июля июль июл",
      "august aug août aout aoû agosto ago augustus sierpnia sierpień sie августа август авг",
      "september sep sept septembre septiembre setiembre settembre sett set setembro września wrzesień wrz сентября сентябрь сен сент",
      "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź октября октябрь окт",
      "november nov novembre noviembre novembro listopada listopad lis ноября ноябрь ноя нояб",
      "december dec dezember dez décembre décem déc decembre diciembre dic dicembre dezembro grudnia grudzień gru декабря декабрь дек",
    ]
    var months = [PackedWord: Int]()
    for (index, names) in names.enumerated() {
      for name in names.split(separator: " ") {
        months[PackedWord(name.utf8)] = index + 1
        // Only letters of ASCII are made small in a cell.
        if name.utf8.first.map({ $0 >= 0x80 }) ?? false {
          months[PackedWord((name.prefix(1).uppercased() + name.dropFirst()).utf8)] = index + 1
          months[PackedWord(name.uppercased().utf8)] = index + 1
        }
      }
    }
    return months
  }()

  private static let monthNames = PackedWords(months.keys)
  /// The month of each of the names.
  private static let monthNumbers = monthNames.all.map { months[$0] ?? 0 }

  private static let weekdays = PackedWords(
    """
    monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun montag \
    dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so lundi mardi mercredi jeudi vendredi \
    samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì \
    sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag poniedziałek wtorek środa czwartek \
    piątek sobota niedziela понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
    """.split(separator: " ").map { PackedWord($0.utf8) })

  // MARK: Times

  /// Minutes, optional seconds with a fraction, an optional half of the day, an optional zone.
  ///
  /// - Parameters:
  ///   - mark: what stands between minutes and seconds.
  ///   - mayEnd: whether a zone may follow, rather than a year.
  mutating func timeAfterHour(
    _ hour: Int, _ seconds: inout Double, mark: Unicode.Scalar = ":", mayEnd: Bool = true
  ) -> Bool {
    guard let minute = number(), minute.value < 60 else { return false }
    var hour = hour
    var second = 0.0
    if take(mark) {
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
