/// Finds what stands between the cells of a text.
///
/// The delimiter is the one of comma, semicolon, tab and bar under which most rows are as wide as the first,
/// which must have two cells at least; among equals the one under which more cells are numbers, and then
/// the one that makes the widest rows. Where under none of them half of the rows agree, the table may stand
/// below a title, be separated by something else, or its rows may have a cell more than the header.
struct DelimiterSearch {
  /// The dialect but for what is searched.
  let base: CSVDialect
  let sample: [UInt8]
  let isWhole: Bool

  /// Separators that one meets everywhere, and those that one meets in exports of databases.
  static let common = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
  private static let rare = ["^", "~", "\u{1}", "\u{1F}", "\u{1E}", ":"].map { UInt8(ascii: $0) }

  /// How well a dialect explains the sample.
  private struct Score: Comparable {
    /// The share of rows that are as wide as the header.
    var agreement = 0.0
    /// The share of cells that are numbers.
    var numeric = 0.0
    var width = 1

    static func < (left: Score, right: Score) -> Bool {
      (left.agreement, left.numeric, left.width) < (right.agreement, right.numeric, right.width)
    }
  }

  /// Below this agreement the first row is no header.
  private static let majority = 0.5
  /// What other explanations have to reach.
  private static let surely = 0.8

  /// The base with the delimiter that explains the sample best.
  func best() -> CSVDialect {
    var best = base
    best.delimiter = CSVDialect.comma
    var bestScore = Score()
    for candidate in DelimiterSearch.common {
      let dialect = base.separated(by: candidate)
      let table = FieldTable(sample: sample, dialect, isWhole: isWhole)
      let rows = (0..<table.rowCount).filter { !table.isBlank($0) }
      guard let first = rows.first, table.width(first) > 1 else { continue }
      let width = table.width(first)
      let agreeing = rows.count { table.width($0) == width }
      let score = Score(
        agreement: Double(agreeing) / Double(rows.count),
        numeric: CSVDialect.numericShare(of: table, mayUseComma: candidate != CSVDialect.comma),
        width: width)
      if score > bestScore {
        bestScore = score
        best = dialect
      }
    }
    if bestScore.agreement >= DelimiterSearch.majority { return doubled(best) ?? best }
    if bestScore.width == 1, let blanks = blanks(run: 1) { return blanks }
    var others = [(dialect: CSVDialect, score: Score)]()
    for candidate in DelimiterSearch.common + DelimiterSearch.rare {
      let single = base.separated(by: candidate)
      let dialect = doubled(single) ?? single
      if let score = score(dialect, isRare: DelimiterSearch.rare.contains(candidate)) {
        others.append((dialect, score))
      }
    }
    if let other = others.max(by: { $0.score < $1.score }) { return other.dialect }
    return bestScore.width == 1 ? blanks(run: 2) ?? best : best
  }

  /// How well a dialect explains the sample once what surrounds the table is left out; nil where not well.
  private func score(_ dialect: CSVDialect, isRare: Bool) -> Score? {
    let rows = TableRows(FieldTable(sample: sample, dialect, isWhole: isWhole))
    guard rows.count > 2 else { return nil }
    let top = TableTop(rows, isWhole: isWhole)
    guard top.width > 1, top.isCertain || isRare else { return nil }
    let first = top.header + (top.hasRowNames ? 1 : 0)
    let width = rows.width(first)
    let agreeing = (first..<rows.count).count { index in
      rows.width(index) == width || (top.endsWithDelimiter && rows.width(index) == width + 1)
    }
    let score = Score(
      agreement: Double(agreeing) / Double(rows.count - first),
      numeric: CSVDialect.numericShare(
        of: rows.table, mayUseComma: dialect.delimiter != CSVDialect.comma),
      width: top.width)
    guard score.agreement >= DelimiterSearch.surely else { return nil }
    if isRare {
      let values = rows.valueColumns(from: first + 1, width: width)
      // `54::535::2`: pairs between numbers need no names above them.
      let isNumeric =
        dialect.delimiterLength == 2 && values.count == width && width > 1
        && (0..<width).allSatisfy { rows.kind(first, $0) == .value }
      if isNumeric, score.agreement == 1 { return score }
      guard (0..<width).allSatisfy({ rows.kind(first, $0) == .text }),
        dialect.delimiter != UInt8(ascii: ":") || (!values.isEmpty && rows.count > 5)
      else { return nil }
    }
    return score
  }

  /// A dialect of pairs of its delimiter, where every other cell is empty without.
  private func doubled(_ dialect: CSVDialect) -> CSVDialect? {
    // Commas and tabs often follow one another, around cells that are empty.
    guard ![CSVDialect.comma, 0x09].contains(dialect.delimiter) else { return nil }
    let table = FieldTable(sample: sample, dialect, isWhole: isWhole)
    let rows = (0..<table.rowCount).filter { !table.isBlank($0) }
    guard rows.count > 2, let first = rows.first, table.width(first) > 2,
      rows.allSatisfy({ row in
        table.width(row) % 2 == 1
          && stride(from: 1, to: table.width(row), by: 2).allSatisfy {
            table.isEmpty(row: row, column: $0)
          }
      })
    else { return nil }
    var pairs = dialect
    pairs.delimiterLength = 2
    return pairs
  }

  /// Runs of blanks, if they give all rows one width.
  ///
  /// Half of the cells must be numbers or dates; in columns of three and more one such column is enough.
  private func blanks(run: Int) -> CSVDialect? {
    var dialect = base.separated(by: 0x20)
    dialect.blankRun = run
    let rows = TableRows(FieldTable(sample: sample, dialect, isWhole: isWhole))
    guard rows.count > 1 else { return nil }
    let top = TableTop(rows, isWhole: isWhole)
    let first = top.header + (top.hasRowNames ? 1 : 0)
    guard top.width > 1, rows.count - first > 1,
      (first..<rows.count).allSatisfy({ rows.width($0) == rows.width(first) })
    else { return nil }
    let share = CSVDialect.numericShare(of: rows.table, mayUseComma: false)
    if share >= 0.5, top.header == 0, !top.hasRowNames { return dialect }
    let body = first + 1..<rows.count
    let cells = body.flatMap { row in (0..<top.width).map { rows.kind(row, $0) } }
    let values = rows.valueColumns(from: first + 1, width: rows.width(first))
    let isHalf = cells.count { $0 == .value } * 2 >= cells.count
    guard !values.isEmpty, isHalf || (top.width > 2 && rows.count > 10) else { return nil }
    return dialect
  }
}

extension CSVDialect {
  /// The share of rows that are as wide as the first.
  func agreement(in sample: [UInt8], isWhole: Bool) -> Double {
    let rows = TableRows(FieldTable(sample: sample, self, isWhole: isWhole))
    guard rows.count > 0 else { return 0 }
    return Double((0..<rows.count).count { rows.width($0) == rows.width(0) }) / Double(rows.count)
  }

  /// The dialect with another delimiter.
  func separated(by delimiter: UInt8) -> CSVDialect {
    var dialect = self
    dialect.delimiter = delimiter
    return dialect
  }

  /// Whether cells are quoted with `'`: no cell starts with a double quote, half of the lines have one that
  /// starts with a single quote, and all of these close where the cell ends.
  static func usesSingleQuotes(_ sample: [UInt8], _ told: UInt8?) -> Bool {
    let mark = UInt8(ascii: "'")
    guard sample.contains(mark) else { return false }
    let candidates = told.map { [$0] } ?? DelimiterSearch.common + [0x20]
    func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    return candidates.contains { delimiter in
      var quotedLines = 0
      var lines = 1
      var isCounted = false
      var i = 0
      var isStart = true
      while i < sample.count {
        let byte = sample[i]
        if isBreak(byte) {
          if i > 0, !isBreak(sample[i - 1]) {
            lines += 1
            isCounted = false
          }
          isStart = true
        } else if isStart, byte == quote {
          return false
        } else if isStart, byte == mark {
          var end = i + 1
          while end < sample.count,
            sample[end] != mark || (end + 1 < sample.count && sample[end + 1] == mark)
          {
            end += sample[end] == mark ? 2 : 1
          }
          // The sample may end inside of a cell.
          guard end < sample.count else { break }
          let next = end + 1 < sample.count ? sample[end + 1] : 0x0A
          guard next == delimiter || isBreak(next) else { return false }
          if !isCounted { quotedLines += 1 }
          isCounted = true
          i = end
          isStart = false
        } else {
          isStart = byte == delimiter || (isStart && byte == 0x20)
        }
        i += 1
      }
      return quotedLines > 1 && quotedLines * 2 >= lines
    }
  }
}

extension TableTop {
  /// Whether something shows where the table begins, or its rows are as wide as the first.
  var isCertain: Bool { hasHeader != nil || hasRowNames || endsWithDelimiter }
}
