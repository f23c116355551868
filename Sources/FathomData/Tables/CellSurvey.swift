/// How many cells of a column are plain numbers, numbers in which dress, and words; whatever the column is read as.
///
/// It is what ``ColumnReading`` is decided from, and depends on the set of cells only.
struct CellSurvey: Sendable, Codable, Equatable {
  /// Numbers as the table writes them.
  var plain = 0
  /// Those among them that have a decimal mark or an exponent.
  var plainDecimals = 0
  /// Words that stand for no number.
  var placeholders = 0
  /// Words of digits and letters.
  var codes = 0
  /// Words, placeholders and codes among them, and truth values and dates; numbers in dress are none.
  var words = 0
  /// Numbers in dress, with whatever units.
  private(set) var allDressed = 0
  /// Numbers in dress, by unit; nil once there are too many units to be one.
  private(set) var dresses: [UnitName: Dress]? = [:]
  /// Cells that are missing by a word that may well be a level, and which of the words there are, a bit each.
  private var missingWords = 0
  private var missingWordBits: UInt64 = 0
  /// How those numbers are spelled that were looked at closely.
  var spelling = Spelling()
  /// The first lines, from 1, of cells that are neither numbers nor missing; noted where the column is read as
  /// numbers.
  private(set) var lines: [Int] = []

  /// More units than this are words behind numbers, such as streets.
  static let unitLimit = 64
  /// How many lines are kept.
  static let lineLimit = 100

  /// Counts of cells that have one unit.
  struct Dress: Sendable, Codable, Equatable {
    /// How many there are.
    var cells = 0
    /// How many are bounds, by ``DressedNumber/Bound``.
    var below = 0
    var above = 0
    var about = 0
    /// How many are in parentheses.
    var parentheses = 0
    /// How many have a minus sign of typesetting.
    var otherMinus = 0
    /// How many have blanks or apostrophes between groups of digits.
    var spaced = 0
    /// How many have marks of which only one meaning is possible, and how many have one of two.
    var point = 0
    var comma = 0
    var maybePoint = 0
    var maybeComma = 0
    /// How many have so few digits that they need no groups.
    var short = 0
    /// How many have a word that touches the digits.
    var glued = 0
    /// The digits of the shortest and of the longest.
    var fewest: Int = .max
    var most = 0

    mutating func add(_ number: DressedNumber, times: Int) {
      cells += times
      switch number.bound {
      case .none: break
      case .below: below += times
      case .above: above += times
      case .about: about += times
      }
      if number.isInParentheses { parentheses += times }
      if number.hasOtherMinus { otherMinus += times }
      if number.hasSpacedGroups { spaced += times }
      if number.isShort { short += times }
      if number.isGlued { glued += times }
      fewest = min(fewest, number.digitCount)
      most = max(most, number.digitCount)
      switch number.marks {
      case .whole: break
      case .point: point += times
      case .comma: comma += times
      case .maybePoint: maybePoint += times
      case .maybeComma: maybeComma += times
      }
    }

    mutating func merge(_ other: Dress) {
      cells += other.cells
      below += other.below
      above += other.above
      about += other.about
      parentheses += other.parentheses
      otherMinus += other.otherMinus
      spaced += other.spaced
      point += other.point
      comma += other.comma
      maybePoint += other.maybePoint
      maybeComma += other.maybeComma
      short += other.short
      glued += other.glued
      fewest = min(fewest, other.fewest)
      most = max(most, other.most)
    }

    /// How many are bounds.
    var bounds: Int { below + above + about }
  }

  /// Cells that are there, infinities not counted.
  var all: Int { plain + allDressed + words }
  /// How many numbers in dress there are; of columns with too many units none.
  var dressed: Int { (dresses ?? [:]).values.reduce(0) { $0 + $1.cells } }

  /// Counts cells by what they hold; numbers in dress are noted one by one.
  mutating func count(_ kind: CellContent, _ times: Int) {
    switch kind {
    case .missingLevel: missingWords += times
    case .missing, .infinite, .dressed, .spacedDressed, .dressedInteger, .dressedDecimal: break
    case .integer, .digits: plain += times
    case .decimal:
      plain += times
      plainDecimals += times
    case .boolean, .date, .text, .prose, .spacedCode: words += times
    case .code:
      words += times
      codes += times
    case .placeholder, .spacedPlaceholder:
      words += times
      placeholders += times
    }
  }

  /// Numbers in dress whose word touches the digits and is no unit, or one letter: `12a`, `12345X`.
  var glued: Int {
    (dresses ?? [:]).reduce(0) {
      $0 + ($1.key.isKnown && !$1.key.isLetter ? 0 : $1.value.glued)
    }
  }

  /// How many cells have a known unit beside that of a column, and which of these is the most frequent.
  ///
  /// Those that are multiplied out are not counted. Where most cells have no unit, that of the column is one of them.
  func otherUnits(_ dress: NumberDress?) -> (cells: Int, unit: UnitName)? {
    let dresses = dresses ?? [:]
    guard let dress else { return nil }
    let bare = plain + (dresses[.none]?.cells ?? 0)
    let isOwnRare =
      dress.unit.isKnown && !dress.unit.isCurrency && dress.unit != .percent
      && bare > dresses[dress.unit]?.cells ?? 0
    let others = dresses.filter {
      $0.key.isKnown && ($0.key != dress.unit || isOwnRare) && dress.scale($0.key) == nil
    }
    guard
      let most = others.max(by: {
        $0.value.cells != $1.value.cells ? $0.value.cells < $1.value.cells : $0.key > $1.key
      })
    else { return nil }
    return (others.values.reduce(0) { $0 + $1.cells }, most.key)
  }

  /// How many numbers have a denominator.
  var ratios: Int {
    (dresses ?? [:]).reduce(0) { $0 + ($1.key.isWhole ? $1.value.cells : 0) }
  }

  /// Notes a number in dress.
  mutating func note(_ number: DressedNumber, times: Int = 1) {
    allDressed += times
    dresses?[number.unit, default: Dress()].add(number, times: times)
    giveUpOnTooManyUnits()
  }

  /// Notes which of the words that stand for a missing value there are.
  mutating func note(missingWords bits: UInt64) { missingWordBits |= bits }

  /// How many cells are missing by a word that may well be a level, and these words.
  var missingLevels: (cells: Int, words: [String]) {
    let words = CellKind.missingWords.indices.filter { missingWordBits >> UInt64($0) & 1 == 1 }
    return (missingWords, words.map { "\(CellKind.missingWords[$0])" })
  }

  /// Notes the line of a cell that is no number.
  mutating func note(line: Int) {
    guard lines.count < CellSurvey.lineLimit || line < lines[lines.count - 1] else { return }
    lines = Array(Set(lines + [line]).sorted().prefix(CellSurvey.lineLimit))
  }

  private mutating func giveUpOnTooManyUnits() {
    if let count = dresses?.count, count > CellSurvey.unitLimit { dresses = nil }
  }

  mutating func merge(_ other: CellSurvey) {
    plain += other.plain
    plainDecimals += other.plainDecimals
    placeholders += other.placeholders
    codes += other.codes
    words += other.words
    allDressed += other.allDressed
    missingWords += other.missingWords
    missingWordBits |= other.missingWordBits
    spelling.merge(other.spelling)
    for line in other.lines { note(line: line) }
    guard let theirs = other.dresses else {
      dresses = nil
      return
    }
    for (unit, dress) in theirs { dresses?[unit, default: Dress()].merge(dress) }
    giveUpOnTooManyUnits()
  }
}

/// How some of the plain numbers of a column are spelled.
///
/// Kernels do not tell, so not all of them are looked at, but always the same ones of the same file.
struct Spelling: Sendable, Codable, Equatable {
  /// How many were looked at.
  var looked: Int = 0
  /// Those that begin with 0 and another digit: `02116`, `008.45`.
  var padded: Int = 0
  /// Those that have a sign.
  var signed: Int = 0
  /// Those with a mark.
  var marked: Int = 0
  /// Those of digits, an E, and digits: `32E0134`.
  var bareExponents: Int = 0
  /// Those of them whose exponent has three digits or more: no quantity is as large.
  var longExponents: Int = 0
  /// Those with the check digit of an article number (GTIN of 8, 12, 13 or 14 digits).
  var articles: Int = 0
  /// Those of thirteen digits that begin like an ISBN.
  var books: Int = 0
  /// Those of eight digits that are a day: `20240517`.
  var days: Int = 0
  /// The bytes of the shortest and of the longest.
  var shortest: Int = .max
  var longest: Int = 0
  /// The digits before the mark of the shortest that is padded and of the shortest that is not.
  var shortestPadded: Int = .max
  var shortestBare: Int = .max

  /// Looks at a cell, which is a number.
  mutating func look(_ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
    guard start < end else { return }
    looked += 1
    let length = end - start
    shortest = min(shortest, length)
    longest = max(longest, length)
    let first = cell[start]
    if first &- 48 >= 10 {
      signed += 1
      return
    }
    // In bounds: the cell ends there.
    var place = start
    while place < end, cell[place] &- 48 < 10 { place += 1 }
    if first == 48, place - start > 1 {
      padded += 1
      shortestPadded = min(shortestPadded, place - start)
    } else {
      shortestBare = min(shortestBare, place - start)
    }
    if place == end {
      if length == 8, Spelling.isDay(cell + start) { days += 1 }
      if length == 8 || 12...14 ~= length, Spelling.isArticle(cell + start, length) {
        articles += 1
      }
      // In bounds: there are thirteen.
      if length == 13, first == 57, cell[start + 1] == 55, cell[start + 2] | 1 == 57 { books += 1 }
      return
    }
    if cell[place] | 0x20 == UInt8(ascii: "e"), place + 1 < end, cell[place + 1] &- 48 < 10 {
      bareExponents += 1
      if end - place > 3 { longExponents += 1 }
    } else {
      marked += 1
    }
  }

  /// Whether eight digits are a day from 1900 to 2100.
  private static func isDay(_ digits: UnsafePointer<UInt8>) -> Bool {
    // In bounds: there are eight.
    let number = (0..<8).reduce(0) { 10 * $0 + Int(digits[$1] &- 48) }
    return (1900...2100).contains(number / 10_000) && (1...12).contains(number / 100 % 100)
      && (1...31).contains(number % 100)
  }

  /// Whether the last digit checks the others, of which every second counts three times.
  ///
  /// Source: GS1 General Specifications, section 7.9.1.
  private static func isArticle(_ digits: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    // In bounds: there are that many.
    let sum = (0..<length).reduce(0) { sum, place in
      sum + Int(digits[place] &- 48) * ((length - place) % 2 == 0 ? 3 : 1)
    }
    return sum % 10 == 0
  }

  mutating func merge(_ other: Spelling, times: Int = 1) {
    looked += other.looked * times
    padded += other.padded * times
    signed += other.signed * times
    marked += other.marked * times
    bareExponents += other.bareExponents * times
    longExponents += other.longExponents * times
    articles += other.articles * times
    books += other.books * times
    days += other.days * times
    shortest = min(shortest, other.shortest)
    longest = max(longest, other.longest)
    shortestPadded = min(shortestPadded, other.shortestPadded)
    shortestBare = min(shortestBare, other.shortestBare)
  }
}
