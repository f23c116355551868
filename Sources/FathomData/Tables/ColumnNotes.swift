/// What is to be said of how columns were read, and of what could not be read in them.
struct ColumnNotes {
  /// The columns with their types and roles.
  let columns: [Column]
  /// What they hold.
  let contents: TableContents
  /// What the user says of them.
  let roles: ColumnRoles

  /// So many columns are named where several are meant.
  private static let namedColumns = 3
  /// So many columns have a sentence or a blind spot of their own.
  private static let columnLimit = 10
  /// Cells that read “NA” are named where they are more than this many, and more than a hundredth.
  private static let fewMissing = 5
  /// Of this many cells the lines are named.
  private static let namedLines = 3

  /// One sentence each.
  var notes: [String] {
    dressNotes + markNotes + otherCellNotes + codeNotes + missingWordNotes
  }

  /// The columns that anybody wants to know of.
  private var wanted: [Int] {
    columns.indices.filter { !roles.exclude.contains(columns[$0].name) }
  }

  private func reading(_ column: Int) -> ColumnReading { contents.columns[column].reading }

  // MARK: Numbers in dress

  private var dressNotes: [String] {
    var order = [String]()
    var wearers = [String: [Int]]()
    for column in wanted {
      guard let phrase = dressPhrase(column) else { continue }
      if wearers[phrase] == nil { order.append(phrase) }
      wearers[phrase, default: []].append(column)
    }
    let dressed = order.map { phrase in
      let columns = wearers[phrase] ?? []
      return "\(named(columns)) \(columns.count > 1 ? "are" : "is") written with \(phrase)."
    }
    let bounds = wanted.compactMap { column -> String? in
      let count = self.bounds(column)
      guard count > 0 else { return nil }
      return "“\(columns[column].name)”: \(cells(count)) with a sign such as <, > or ~ "
        + "\(count == 1 ? "is" : "are") read as the number beside it."
    }
    return dressed + limited(bounds, "cells with a sign such as <, > or ~")
  }

  private func worn(_ column: Int) -> CellSurvey.Dress? {
    guard let dress = reading(column).dress else { return nil }
    let dresses = contents.columns[column].survey.dresses ?? [:]
    var worn = dresses[dress.unit] ?? CellSurvey.Dress()
    if dress.unit != .none, let bare = dresses[.none] { worn.merge(bare) }
    for (unit, other) in dresses where dress.scale(unit) != nil { worn.merge(other) }
    return worn
  }

  private func bounds(_ column: Int) -> Int { worn(column)?.bounds ?? 0 }

  /// What the numbers of a column wear; nil for nothing but signs of bounds.
  private func dressPhrase(_ column: Int) -> String? {
    guard let dress = reading(column).dress, let worn = worn(column) else { return nil }
    let seen = contents.columns[column]
    var parts = [String]()
    if dress.isScaled {
      parts.append("thousands, millions or billions by a letter, multiplied out")
    }
    if dress.unit.isWhole {
      parts.append("“\(dress.unit.text)”, what they are out of, behind each number")
    } else if dress.unit == .percent {
      parts.append("a percent sign")
    } else if dress.unit.isKnown {
      parts.append("“\(dress.unit.text)”")
    } else if dress.unit != .none {
      parts.append("one word or unit beside each number")
    }
    if worn.parentheses > 0 { parts.append("parentheses around negative numbers") }
    if worn.otherMinus > 0 { parts.append("a minus sign that is no hyphen") }
    if worn.spaced > 0 { parts.append("blanks or apostrophes between groups of digits") }
    let isComma = dress.decimalMark == UInt8(ascii: ",")
    let hasDecimals = isComma ? worn.comma + worn.maybeComma > 0 : worn.point + worn.maybePoint > 0
    let hasGroups = isComma ? worn.maybePoint > 0 : worn.maybeComma > 0
    if isComma, hasDecimals { parts.append("a decimal comma") }
    if hasGroups { parts.append("digits in groups of three") }
    guard let last = parts.last else {
      // A decimal point and groups with commas: nothing that needs a word, but for being unusual here.
      guard worn.cells > worn.bounds else { return nil }
      if dress.hasOtherMark, !isComma { return "a decimal point: read as numbers" }
      return worn.comma + worn.point > 0
        ? "digits in groups of three: read as numbers"
        : "signs or dashes apart from the digits: read as numbers"
    }
    let all =
      parts.count > 1 ? parts.dropLast().joined(separator: ", ") + " and " + last : last
    guard dress.unit == .percent else { return all + ": read as numbers" }
    let isShare = (seen.smallest ?? 0) >= 0 && (seen.largest ?? 0) <= 100
    return all + ": read as numbers" + (isShare ? " between 0 and 100" : ", 100 for the whole")
  }

  // MARK: Marks

  private var markNotes: [String] {
    let unsure = wanted.filter { reading($0).isAmbiguous }
    guard !unsure.isEmpty else { return [] }
    let comma = UInt8(ascii: ",")
    func note(_ columns: [Int], _ meaning: String, _ mark: String) -> [String] {
      columns.isEmpty
        ? []
        : [
          "\(named(columns)): all numbers have one mark and three digits behind it, which are read as "
            + "\(meaning); --decimal-mark \(mark) reads them the other way."
        ]
    }
    func isDecimal(_ column: Int) -> Bool {
      let mark = reading(column).dress?.decimalMark
      return (mark == comma) == ((worn(column)?.maybeComma ?? 0) > 0)
    }
    func other(_ column: Int) -> String { reading(column).dress?.decimalMark == comma ? "." : "," }
    return [".", ","].flatMap { mark in
      let mine = unsure.filter { other($0) == mark }
      return note(mine.filter(isDecimal), "decimals", mark)
        + note(mine.filter { !isDecimal($0) }, "a group", mark)
    }
  }

  // MARK: Other cells

  private var otherCellNotes: [String] {
    limited(
      wanted.filter(hasOtherCells).map(otherCells),
      "cells that are no numbers")
  }

  /// Whether a column of numbers has cells that count as missing, or that have a unit of their own.
  private func hasOtherCells(_ column: Int) -> Bool {
    let seen = contents.columns[column]
    return seen.leftOut > 0 || seen.infinite > 0 && seen.numeric > 0 || otherUnits(column) != nil
  }

  /// Cells of a column of numbers with another unit than its own.
  private func otherUnits(_ column: Int) -> (cells: Int, unit: UnitName)? {
    reading(column).conflict == nil && contents.columns[column].numeric > 0
      ? contents.columns[column].survey.otherUnits(reading(column).dress) : nil
  }

  private func otherCells(_ column: Int) -> String {
    let seen = contents.columns[column]
    let units = otherUnits(column)
    let apart =
      units.map { $0.unit == reading(column).dress?.unit ? 0 : min($0.cells, seen.leftOut) } ?? 0
    var said = [String]()
    if let units, apart == 0 {
      said.append(
        "“\(columns[column].name)”: \(cells(units.cells)) \(units.cells == 1 ? "has" : "have") the unit “\(units.unit.text)” "
          + "and the others none: all are read as if they had the same.")
    } else if let units, apart > 0 {
      said.append(
        "“\(columns[column].name)”: \(cells(apart)) \(apart == 1 ? "has" : "have") another unit, such as “\(units.unit.text)”, "
          + "and \(apart == 1 ? "counts" : "count") as missing\(apart == seen.leftOut ? lines(seen.survey.lines, of: apart) : "")."
      )
    }
    if seen.leftOut > apart { said.append(wordCells(column, seen.leftOut - apart)) }
    if seen.infinite > 0 {
      said.append(
        "“\(columns[column].name)”: \(cells(seen.infinite)) \(seen.infinite == 1 ? "is" : "are") infinite or too large for a "
          + "number and \(seen.infinite == 1 ? "counts" : "count") as missing.")
    }
    return said.joined(separator: " ")
  }

  private func wordCells(_ column: Int, _ count: Int) -> String {
    let seen = contents.columns[column]
    return "“\(columns[column].name)”: "
      + (count == 1
        ? "1 cell is not a number and counts" : "\(count) cells are not numbers and count")
      + " as missing\(lines(seen.survey.lines, of: count))."
  }

  private func lines(_ known: [Int], of count: Int) -> String {
    let lines = known.prefix(ColumnNotes.namedLines)
    guard let last = lines.last else { return "" }
    let all =
      lines.count == 1
      ? "line \(last)"
      : "lines " + lines.dropLast().map { "\($0)" }.joined(separator: ", ") + " and \(last)"
    return count > lines.count ? " (first in \(all))" : " (\(all))"
  }

  // MARK: Codes

  private var codeNotes: [String] {
    func note(_ columns: [Int], _ what: String) -> [String] {
      columns.isEmpty
        ? []
        : [
          "\(named(columns)) \(columns.count > 1 ? "hold" : "holds") \(what): read as codes, not as quantities."
        ]
    }
    let codes = wanted.filter { reading($0).isCode }
    func isPadded(_ column: Int) -> Bool { contents.columns[column].survey.spelling.padded > 0 }
    let long = wanted.filter {
      [.categorical, .identifier].contains(columns[$0].type)
        && contents.columns[$0].holdsInexactIntegers && !ColumnNames.isIdentifier(columns[$0].name)
    }
    let days = wanted.filter {
      columns[$0].type == .date && contents.columns[$0].numeric == contents.columns[$0].present
    }
    func hasExponent(_ column: Int) -> Bool {
      contents.columns[column].survey.spelling.bareExponents > 0
    }
    func isFixed(_ column: Int) -> Bool {
      let spelling = contents.columns[column].survey.spelling
      return spelling.shortest == spelling.longest
    }
    let others = codes.filter { !isPadded($0) }
    let diagnoses = others.filter { contents.columns[$0].holdsDiagnoses }
    let articles = others.filter {
      isFixed($0) && contents.columns[$0].survey.codes == 0 && !hasExponent($0)
    }
    return note(diagnoses, "digits, some with a letter before them")
      + note(articles, "numbers of articles")
      + note(codes.filter(isPadded), "digits with leading zeros")
      + note(
        others.filter(hasExponent), "digits and letters, of which some look like an exponent")
      + note(
        others.filter {
          !hasExponent($0) && isFixed($0) && !articles.contains($0) && !diagnoses.contains($0)
        },
        "digits of one length, of which some have a letter")
      + note(long, "whole numbers of more than 15 digits")
      + (days.isEmpty
        ? []
        : [
          "\(named(days)) \(days.count > 1 ? "hold" : "holds") eight digits that are a year, a month and a day: "
            + "read as dates; --include reads them as numbers."
        ])
  }

  // MARK: Missing words

  private var missingWordNotes: [String] {
    let notes = wanted.compactMap { column -> String? in
      let seen = contents.columns[column]
      let (count, words) = seen.survey.missingLevels
      guard columns[column].type == .categorical || columns[column].type == .boolean,
        count > ColumnNotes.fewMissing, count * 100 > seen.present + seen.absent
      else { return nil }
      let quoted = words.map { "“\($0)”" }
      let all =
        quoted.count > 1
        ? quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
        : quoted.first ?? ""
      return
        "“\(columns[column].name)”: \(cells(count)) that read \(all) count as missing; --missing-values "
        + "with other words keeps them as a level."
    }
    return limited(notes, "cells whose word counts as missing")
  }

  // MARK: Blind spots

  /// What was passed over in columns.
  var blindSpots: [BlindSpot] { unreadCells + partlyNumeric }

  private var unreadCells: [BlindSpot] {
    let found = wanted.filter {
      hasOtherCells($0) && columns[$0].role != .excluded
    }
    return found.prefix(ColumnNotes.columnLimit).map { column in
      let seen = contents.columns[column]
      let units = otherUnits(column)
      let count = max(seen.leftOut + seen.infinite, units?.cells ?? 0)
      return BlindSpot(
        units == nil ? .unreadCells : .otherUnits, subject: columns[column].name,
        share: Double(count) / Double(max(1, seen.present + seen.absent)),
        message: otherCells(column),
        remedy: units == nil
          ? "Correct these cells, or name their words with --missing-values."
          : "Bring all cells to one unit.")
    }
      + rest(
        found, .unreadCells, "columns of numbers hold cells that are not numbers",
        "Correct these cells.")
  }

  private var partlyNumeric: [BlindSpot] {
    let found = wanted.filter {
      reading($0).conflict != nil && columns[$0].role == .excluded
    }
    let candidates = columns.indices.count { column in
      columns[column].role == .feature
        || [.text, .date, .categorical].contains(columns[column].type)
          && columns[column].role == .excluded && wanted.contains(column)
    }
    let share = 1 / Double(max(1, candidates))
    let isLarge = BlindSpotInfo.partlyNumericColumn.isLarge(share * Double(found.count))
    return found.prefix(ColumnNotes.columnLimit).map { column in
      BlindSpot(
        .partlyNumericColumn, subject: columns[column].name, share: share,
        message: "“\(columns[column].name)” was left out: \(columns[column].roleReason ?? "").",
        remedy: ColumnNotes.remedy(reading(column).conflict, columns[column].name), isLarge: isLarge
      )
    }
      + rest(
        found, .partlyNumericColumn, "columns are numbers in part only and were left out",
        "Write their cells in one way.")
  }

  private static func remedy(_ conflict: ColumnReading.Conflict?, _ name: String) -> String {
    switch conflict {
    case .units: "Bring all cells to one unit."
    case .partlyWithUnit: "Write all cells with it or all without."
    case .words, nil:
      "Correct the cells that are not numbers, or let them count as missing with --include \(name)."
    }
  }

  private func rest(
    _ found: [Int], _ info: BlindSpotInfo, _ what: String, _ remedy: String
  ) -> [BlindSpot] {
    let more = found.count - ColumnNotes.columnLimit
    guard more > 0 else { return [] }
    return [
      BlindSpot(
        info, share: Double(more) / Double(max(1, columns.count)), message: "\(more) more \(what).",
        remedy: remedy)
    ]
  }

  // MARK: Words

  private func limited(_ notes: [String], _ what: String) -> [String] {
    let more = notes.count - ColumnNotes.columnLimit
    guard more > 0 else { return notes }
    return notes.prefix(ColumnNotes.columnLimit)
      + ["\(more) more column\(more == 1 ? " holds" : "s hold") \(what)."]
  }

  private func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

  private func named(_ chosen: [Int]) -> String {
    let names = chosen.prefix(ColumnNotes.namedColumns).map { "“\(columns[$0].name)”" }
    let more = chosen.count - names.count
    if more > 0 { return names.joined(separator: ", ") + " and \(more) more columns" }
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension ColumnReading {
  /// Why the column is left out, where it is not read.
  func exclusion(_ seen: ColumnContents) -> String? {
    switch conflict {
    case nil: nil
    case .words(let count): "\(count) of \(seen.survey.all) cells are not numbers"
    case .units(let units):
      "numbers in "
        + units.prefix(4).dropLast().map { "“\($0.text)”" }.joined(separator: ", ")
        + " and “\(units.prefix(4).last?.text ?? "")”"
    case .partlyWithUnit(let unit):
      "numbers with “\(unit.text)” and numbers without"
    }
  }
}
