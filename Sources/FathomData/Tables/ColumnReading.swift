/// How the cells of a column are read where there is more to it than plain numbers and words.
struct ColumnReading: Sendable, Codable, Equatable {
  /// The dress of numbers that are read as such; nil where only plain ones are.
  var dress: NumberDress?
  /// Whether numbers are codes, which are told apart by how they are spelled.
  var isCode = false
  /// Whether cells that are no numbers are missing.
  var leavesWordsOut = false
  /// Why the column is neither numbers nor anything else; nil for others.
  var conflict: Conflict?
  /// Whether the marks in it can mean two things, and nothing told which.
  var isAmbiguous = false

  /// Numbers are numbers, and words are words.
  static let plain = ColumnReading()

  /// Why a column cannot be read.
  enum Conflict: Sendable, Codable, Equatable {
    /// Numbers and so many cells that are none.
    case words(Int)
    /// Numbers with more than one unit, the most frequent first.
    case units([UnitName])
    /// Numbers with a unit and numbers without.
    case partlyWithUnit(UnitName)
  }

  /// Whether the lines of cells that are no numbers are named.
  var namesLines: Bool {
    if case .words = conflict { return true }
    return leavesWordsOut
  }

  /// Whether cells mean the same under another reading.
  func reads(like other: ColumnReading) -> Bool {
    dress == other.dress && isCode == other.isCode
  }
}

/// What numbers of a column are dressed in.
struct NumberDress: Sendable, Codable, Equatable {
  /// What stands beside them, in all cells or in most.
  var unit: UnitName
  /// What their decimals follow.
  var decimalMark: UInt8
  /// Whether thousands, millions and billions beside others are multiplied out.
  var isScaled = false
  /// Whether this is another mark than that of the table.
  var hasOtherMark = false
}

/// What a cell is in a column that is read in some way.
struct ReadCell {
  /// What it holds.
  var content: CellContent
  /// The number; nil where it is none.
  var number: ExactNumber?
  /// Its dress, whether this makes it a number or not; nil where it has none.
  var dressed: DressedNumber?
  /// Whether it is a plain number that is something else, or another number, in this column; and whether
  /// it has decimals as a plain one.
  var plainDecimal: Bool?
  /// Which of the words that stand for a missing value it is, where it may well be a level.
  var missingLevel: Int?

  /// Whether it stands for no value.
  var isMissing: Bool { content == .missing || content == .missingLevel }

  /// A cell that holds nothing.
  static let missing = ReadCell(content: .missing)

  private init(content: CellContent) { self.content = content }

  /// What `cell[start..<end]` is, which holds something and has no blanks around it.
  @inline(__always)
  init(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, parser: NumberParser,
    missing: MissingWords, reading: ColumnReading
  ) {
    switch CellMeaning(of: cell, start, end, parser: parser, missing: missing) {
    case .number(let number, let isInteger):
      if reading.isCode {
        content = .digits
      } else if let dress = reading.dress, dress.decimalMark != parser.decimalMark {
        plainDecimal = !isInteger
        let other = dress.number(cell, start, end)
        content = other.map { $0.isInteger ? .dressedInteger : .dressedDecimal } ?? .dressed
        self.number = other?.exact
      } else {
        content = isInteger ? .integer : .decimal
        self.number = number
      }
    case .other(let other):
      content = other.content
      dressed = other.dressed
      missingLevel = other.missingLevel
      if let dress = reading.dress, let found = other.dressed, let value = dress.value(of: found) {
        content = value.number.kind == .integer ? .dressedInteger : .dressedDecimal
        number = value.exact
      }
    }
  }
}

extension NumberDress {
  /// Whether a number is dressed like this, or wears less.
  func fits(_ number: DressedNumber) -> Bool {
    number.unit == unit || number.unit == .none || scale(number.unit) != nil
  }

  /// What a unit multiplies by, as a power of ten; nil where it is not multiplied out.
  func scale(_ name: UnitName) -> Int? {
    guard isScaled, let scale = name.scale, scale.unit == unit || scale.unit == .none else {
      return nil
    }
    return scale.powerOfTen
  }

  /// The value of a number that is dressed like this.
  func value(of number: DressedNumber) -> (number: ParsedNumber, exact: ExactNumber)? {
    fits(number)
      ? number.value(decimalMark: decimalMark, powerOfTen: scale(number.unit) ?? 0) : nil
  }

  /// The number in a cell by the marks of this dress.
  func number(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> (exact: ExactNumber, isInteger: Bool)? {
    let plain = NumberParser(decimalMark: decimalMark).parse(cell, start, end)
    if plain.kind.isFinite { return (plain.exact(cell, start, end), plain.kind == .integer) }
    guard let dressed = DressedNumber(cell, start, end), let value = value(of: dressed) else {
      return nil
    }
    return (value.exact, value.number.kind == .integer)
  }
}

// MARK: - Deciding

/// Decides how columns are read, from what all of their cells are.
///
/// A column is numbers where nine cells in ten are, cells without an entry and ``Placeholders`` not counted: the
/// others then count as missing, of which Bennett (2001) finds up to a tenth harmless. Below that, down to a half,
/// nobody can say what it is, and it is not read. Where numbers recur as levels do (at most twenty with the words,
/// each twice on average), words beside them are levels too, as `other` beside 1, 2 and 3, and so they stay.
struct ReadingRule {
  /// What decimals follow in the table.
  let decimalMark: UInt8
  /// Whether the user says so, which settles all doubt.
  let isTold: Bool
  /// Numbers in this many of ten cells make a column of numbers.
  private static let numbersOfTen = 9
  /// Digits of one length, of which some end in a letter, are part numbers from this length on.
  private static let shortestPart = 5
  /// So many numbers have a check digit by chance in one of a hundred million columns.
  private static let fewestArticles = 8
  /// More levels than this are no words beside numbers.
  private static let levelLimit = ColumnResolver.integerClassLimit

  /// How a column is read.
  ///
  /// - Parameter needsNumbers: whether the user asks for numbers, so that whatever is none is missing.
  func reading(
    of seen: ColumnContents, named name: String, needsNumbers: Bool
  ) -> ColumnReading {
    let survey = seen.survey
    if !needsNumbers, isCode(survey, name) || seen.holdsDiagnoses || isArticle(seen, name) {
      return ColumnReading(isCode: true)
    }
    guard survey.plain + survey.dressed > 0 else { return .plain }
    let cells = Cells(seen, decimalMark, isTold)
    var reading = ColumnReading(dress: cells.dress, isAmbiguous: cells.isAmbiguous)
    guard cells.others + survey.placeholders > 0 else {
      let isLevels = cells.dress?.unit == UnitName.none && cells.bounds > 0 && hasLevels(seen)
      return isLevels && !needsNumbers ? .plain : reading
    }
    let isNumbers = cells.numbers * 10 >= (cells.numbers + cells.others) * ReadingRule.numbersOfTen
    if needsNumbers || isNumbers && cells.conflict == nil {
      let hasUnit = cells.dress.map { $0.unit != UnitName.none } ?? false
      let mayBeMissing = cells.others == 0 && survey.placeholders * 10 <= cells.all
      if !needsNumbers, !mayBeMissing, !hasUnit, hasLevels(seen) {
        return .plain
      }
      reading.leavesWordsOut = true
      return reading
    }
    guard !hasLevels(seen) else { return .plain }
    if let conflict = cells.conflict { return ColumnReading(conflict: conflict) }
    guard cells.numbers >= cells.others else { return .plain }
    // `12`, `12A`, `13`: names of something, of which some happen to be digits.
    if cells.codes * 2 > cells.others { return ColumnReading(isCode: true) }
    return ColumnReading(conflict: .words(cells.others + survey.placeholders))
  }

  /// Whether half of the cells are numbers, in one dress or in none.
  func isMostlyNumbers(_ seen: ColumnContents) -> Bool {
    let cells = Cells(seen, decimalMark, isTold)
    return cells.numbers > 0 && cells.numbers * 2 >= cells.all
  }

  /// Whether the cells are few levels that recur.
  private func hasLevels(_ seen: ColumnContents) -> Bool {
    guard let levels = seen.levelCount, levels * 2 <= seen.survey.all else { return false }
    return levels <= ReadingRule.levelLimit || seen.holdsChromosomes
  }

  /// Numbers of articles and books: with the right check digit, of a length that they have under the name of a code, or
  /// beginning like an ISBN.
  private func isArticle(_ seen: ColumnContents, _ name: String) -> Bool {
    let survey = seen.survey
    let spelling = survey.spelling
    guard spelling.looked > 0, spelling.signed == 0, spelling.marked == 0,
      spelling.bareExponents == 0, survey.allDressed == 0, !ColumnNames.isTime(name),
      survey.plainDecimals == 0, survey.plain * 2 >= survey.all
    else { return false }
    let isFixed = spelling.shortest == spelling.longest
    if isFixed, ColumnNames.isCode(name),
      spelling.longest == 8 || (12...14).contains(spelling.longest)
    {
      return true
    }
    // By chance one number in ten has it.
    if spelling.looked >= ReadingRule.fewestArticles, spelling.articles == spelling.looked {
      return true
    }
    return spelling.books == spelling.looked
  }

  /// Digits that name something: padded with zeros to one width, or padded often (in one cell of fifty, and
  /// twice) where no number is shorter than those that are padded, or at all under the name of a code; or of one length beside part numbers such as
  /// `12345X`; or with an E among part numbers, which only looks like an exponent.
  private func isCode(_ survey: CellSurvey, _ name: String) -> Bool {
    let spelling = survey.spelling
    let parts = survey.codes + survey.glued
    let ratios = survey.ratios
    guard spelling.looked > 0, spelling.signed == 0, survey.allDressed == survey.glued + ratios,
      parts > 0 || survey.allDressed == ratios, !ColumnNames.isTime(name)
    else { return false }
    let isFixed = spelling.shortest == spelling.longest
    let isOften =
      spelling.padded > 1 && spelling.padded * 50 >= spelling.looked
      && spelling.shortestBare >= spelling.shortestPadded
    if spelling.padded > 0, isFixed || isOften || ColumnNames.isCode(name) { return true }
    guard spelling.marked == 0 else { return false }
    let hasParts = parts > 0 && parts * 2 >= survey.words + survey.glued
    let isMostlyPlain = survey.plain * 2 >= survey.all
    if isFixed, spelling.shortest >= ReadingRule.shortestPart, hasParts, isMostlyPlain {
      return true
    }
    // `34E7`, `51E2`: a quantity has one digit before its exponent, or a mark.
    if spelling.bareExponents == spelling.looked, spelling.shortestBare > 1, spelling.padded == 0,
      !ColumnNames.isQuantity(name)
    {
      return true
    }
    return spelling.bareExponents > 0
      && (hasParts || isFixed && spelling.bareExponents < spelling.looked
        || spelling.longExponents * 2 > spelling.looked)
  }

  /// The cells of a column, sorted by what they are under the dress that fits best.
  private struct Cells {
    /// All that are there.
    var all = 0
    /// Those that are numbers under the dress.
    var numbers = 0
    /// The others, but for placeholders.
    var others = 0
    /// Those of the others that are digits and letters.
    var codes = 0
    /// Numbers that are bounds.
    var bounds = 0
    var dress: NumberDress?
    var isAmbiguous = false
    var conflict: Conflict?

    typealias Conflict = ColumnReading.Conflict

    init(_ seen: ColumnContents, _ tableMark: UInt8, _ isTold: Bool) {
      let survey = seen.survey
      let dresses = survey.dresses ?? [:]
      all = survey.all
      var units = dresses.filter { $0.key != .none }.sorted {
        $0.value.cells != $1.value.cells ? $0.value.cells > $1.value.cells : $0.key < $1.key
      }
      // `3/4` and `5/8` are no numbers out of one whole; `120/80` are two numbers.
      let isOutOfOne = units.first.map {
        $0.key.isWhole && $0.value.cells * 10 >= (survey.all - survey.placeholders) * 9
      }
      if isOutOfOne != true { units.removeAll { $0.key.isWhole } }
      var worn = dresses[.none] ?? CellSurvey.Dress()
      let bare = survey.plain + worn.cells
      var unit = UnitName.none
      var isScaled = false
      if let base = Cells.base(of: units, bare: bare) {
        unit = base
        isScaled = true
        for other in units { worn.merge(other.value) }
      } else if let first = units.first {
        let with = first.value.cells
        let isRare = with * 10 <= with + bare
        let isUsual = bare * 10 <= with + bare
        // `12345X` has no unit where only some have it.
        let isPart = first.value.glued == with && first.key.isLetter
        let isSame =
          first.key.isCurrency || isUsual
          || isRare && first.key.isKnown && first.key != .percent && !isPart
        if isSame {
          unit = first.key
          worn.merge(first.value)
        } else if !isRare, first.key.isKnown {
          conflict = .partlyWithUnit(first.key)
        }
      }
      let known = units.filter { $0.key.isKnown }
      let knownCells = known.reduce(bare) { $0 + $1.value.cells }
      numbers = survey.plain + worn.cells
      bounds = worn.bounds
      decideMark(worn, survey, unit, tableMark, isTold)
      dress?.isScaled = isScaled
      let real = all - survey.placeholders
      others = real - numbers
      codes =
        survey.codes
        + units.reduce(0) {
          $0 + ($1.key == unit || $1.key.isKnown && !$1.key.isLetter ? 0 : $1.value.glued)
        }
      // `<=50K` and `>50K` are two classes, not fifty twice.
      let kinds = [worn.below, worn.above, worn.about].count { $0 > 0 }
      if kinds > 1, (numbers - bounds) * 10 < numbers {
        numbers = survey.plain
        others = real - numbers
        dress = nil
      }
      if known.count > 1, knownCells * 10 >= real * 9, others * 10 > real {
        conflict = .units(known.map(\.key))
      }
      if knownCells * 10 < real * 9 { conflict = nil }
    }

    /// What numbers count of which some are in thousands, millions or billions and others are not, so that they are
    /// multiplied out; nil where they are not such numbers.
    private static func base(
      of units: [(key: UnitName, value: CellSurvey.Dress)], bare: Int
    ) -> UnitName? {
      let scaled = units.filter { $0.key.scale != nil }
      // `300 K` is a temperature, `300K` a number; what stands alone is in one scale.
      guard !scaled.isEmpty, scaled.allSatisfy({ $0.value.glued == $0.value.cells }),
        bare > 0 || units.count > 1
      else { return nil }
      let bases = Set(units.map { $0.key.scale?.unit ?? $0.key }).filter { $0 != .none }
      guard bases.count <= 1, bases.allSatisfy(\.isCurrency) else { return nil }
      return bases.first ?? UnitName.none
    }

    /// What decimals follow in this column: what the cells leave no doubt of, and else what the table says.
    private mutating func decideMark(
      _ worn: CellSurvey.Dress, _ survey: CellSurvey, _ unit: UnitName, _ tableMark: UInt8,
      _ isTold: Bool
    ) {
      guard worn.cells > 0 else { return }
      let (comma, point) = (UInt8(ascii: ","), UInt8(ascii: "."))
      let points = worn.point + (tableMark == point ? survey.plainDecimals : 0)
      let commas = worn.comma + (tableMark == comma ? survey.plainDecimals : 0)
      var mark = tableMark
      if isTold {
        mark = tableMark
      } else if points != commas {
        mark = points > commas ? point : comma
      } else if points == 0, worn.maybePoint + worn.maybeComma > 0 {
        // Money has two decimals or none, so three digits are a group.
        if unit.isCurrency, worn.maybePoint == 0 || worn.maybeComma == 0 {
          mark = worn.maybePoint > 0 ? comma : point
        }
        isAmbiguous = worn.short == 0 && !unit.isCurrency
      }
      numbers -= mark == point ? worn.comma : worn.point
      if mark != tableMark { numbers -= survey.plainDecimals }
      dress = NumberDress(unit: unit, decimalMark: mark)
      dress?.hasOtherMark = mark != tableMark
    }
  }
}
