/// What the cells of a table say of the mark between whole and fractional digits.
///
/// A cell like `1,5`, `0,478` or `1.234,5` leaves no doubt, `1,234` does. Columns of numbers vote, each once, so that
/// a list such as `1,2` in a column of words has no voice.
struct MarkEvidence {
  /// The mark that most columns have, a point among equals.
  private(set) var decimalMark = CSVDialect.point
  /// A mark that may be either, for all that the cells tell; nil for none.
  private(set) var ambiguousMark: UInt8?

  /// What the cells of one column say.
  private struct Votes {
    var cells = 0
    var numbers = 0
    var comma = 0
    var point = 0
    var maybeComma = 0
    var maybePoint = 0
    /// Numbers of one to three digits, which need no groups.
    var short = 0
    /// Whether a mark that may be either has one, two or three digits before it, a bit each.
    var lengths = 0

    var isNumeric: Bool { numbers * 2 >= cells }
  }

  /// The evidence of some rows.
  init(_ table: FieldTable) {
    var columns = [Votes]()
    let parser = NumberParser(decimalMark: CSVDialect.point)
    for row in 0..<table.rowCount {
      for column in 0..<table.width(row) {
        if column == columns.count { columns.append(Votes()) }
        table.withCell(row: row, column: column) { cell, start, end in
          MarkEvidence.count(cell, start, end, parser, &columns[column])
        }
      }
    }
    decide(columns.filter(\.isNumeric), isComma: table.dialect.delimiter == CSVDialect.comma)
  }

  private static func count(
    _ cell: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ parser: NumberParser,
    _ votes: inout Votes
  ) {
    guard start < end else { return }
    votes.cells += 1
    let text = UnsafeBufferPointer(start: cell + start, count: end - start)
    let hasComma = text.contains(CSVDialect.comma)
    let plain = hasComma ? ParsedNumber.none : parser.parse(cell, start, end)
    if plain.kind == .integer {
      votes.numbers += 1
      if text.count <= 3 { votes.short += 1 }
      return
    }
    // Most decimals leave no doubt, and need no closer look.
    if plain.kind == .decimal, text.count < 5 || text[text.count - 4] != CSVDialect.point {
      votes.numbers += 1
      votes.point += 1
      return
    }
    if CellKind.isCalendarDate(cell + start, text.count) { return }
    guard let number = DressedNumber(cell, start, end) else {
      if plain.kind != .none { votes.numbers += 1 }
      return
    }
    guard number.unit == .none || number.unit.isKnown else { return }
    votes.numbers += 1
    switch number.marks {
    case .whole: break
    case .point: votes.point += 1
    case .comma: votes.comma += 1
    case .maybePoint: votes.maybePoint += 1
    case .maybeComma: votes.maybeComma += 1
    }
    if number.marks == .maybePoint || number.marks == .maybeComma {
      votes.lengths |= 1 << number.leadingDigits
    }
  }

  private mutating func decide(_ columns: [Votes], isComma: Bool) {
    let commas = columns.count { $0.comma > $0.point }
    let points = columns.count { $0.point > $0.comma }
    guard commas == 0, points == 0 else {
      decimalMark = commas > points ? CSVDialect.comma : CSVDialect.point
      return
    }
    let unsure = columns.filter { $0.maybeComma + $0.maybePoint > 0 }
    let maybeComma = unsure.contains { $0.maybeComma > 0 }
    let maybePoint = unsure.contains { $0.maybePoint > 0 }
    guard maybeComma != maybePoint else { return }
    // `987` beside `1,234`: small numbers that need no group.
    let hasShort = unsure.contains { $0.short * 10 >= $0.maybeComma + $0.maybePoint }
    if maybeComma {
      // Those who separate by commas and quote `1,234` mostly write groups, others mostly decimals.
      decimalMark = isComma || hasShort ? CSVDialect.point : CSVDialect.comma
      ambiguousMark = hasShort ? nil : CSVDialect.comma
    } else if !hasShort, !isComma || unsure.contains(where: { $0.lengths == 0b1110 }) {
      // Beside commas a point is a decimal mark, but for numbers of any size that all have three decimals.
      ambiguousMark = CSVDialect.point
    }
  }
}
