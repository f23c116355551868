/// Rows at the end of a table that are no rows of it: totals, footnotes, and rows of delimiters alone.
///
/// A footnote is one cell of prose where rows have several. Totals are named as such in their first cell, and
/// are what the columns add up to; where nothing is verified, a total must lie beyond all values of a column or
/// have no labels of its own. A label that recurs is a category.
struct TableBottom {
  /// Why a row at the end is left out.
  enum Reason { case total, footnote, nothing }

  /// A row at the end that may be left out.
  private struct Candidate {
    let index: Int
    let reason: Reason
    /// The word in its first cell, in lower case; empty where there is none.
    var label = ""
    /// Whether that is a total, and nothing else.
    var isExact = false
    /// Whether its numbers were found to be those of a total.
    var isConfirmed = false
    /// Whether nothing names it, so that all its numbers have to be sums.
    var isUnnamed = false
  }

  /// Rows that are left out, the last first.
  private(set) var found: [(index: Int, reason: Reason)] = []

  /// So many rows at the end are looked at.
  private static let most = 30
  private static let marks = [
    "source", "sources", "note", "notes", "n.b", "nb", "quelle", "quellen", "hinweis", "anmerkung",
    "stand", "fonte",
    "nota", "note", "fuente", "remarque", "remark", "remarks", "generated", "exported", "created",
    "downloaded",
    "copyright", "disclaimer", "legend", "footnote", "footnotes", "end of", "see also",
    "data source", "last updated",
  ]

  private let rows: TableRows
  private let width: Int
  private let body: TableBody
  private let confirmed: Set<Int>
  private var values: Set<Int> { body.values }

  /// Looks at the last rows of a table.
  ///
  /// - Parameters:
  ///   - top: the first rows, and what was found above and under their header.
  ///   - confirmed: those of the rows that were found to add up others.
  ///   - fill: reads all rows but the last so many, once, where totals have to be verified; nil where it cannot.
  init<Failure: Error>(
    _ rows: TableRows, _ top: TableTop, confirmed: Set<Int> = [],
    sums fill: (_ columns: [Int], _ labels: Set<String>, _ lastRows: Int) throws(Failure) ->
      ColumnSums?
  ) throws(Failure) {
    self.rows = rows
    self.confirmed = confirmed
    width = top.cells
    body = TableBody(top)
    guard width > 1 else { return }
    var candidates = [Candidate]()
    var index = rows.count - 1
    while index > 0, candidates.count < TableBottom.most,
      let candidate = candidate(index)
        ?? (candidates.allSatisfy { $0.reason != .total } ? unnamed(index) : nil)
    {
      candidates.append(candidate)
      index -= 1
    }
    guard index > 0, candidates.count < TableBottom.most else { return }
    var kept = candidates.count
    let totals = candidates.filter { $0.reason == .total && !$0.isConfirmed }
    if !totals.isEmpty {
      let sums = try fill(body.values.sorted(), Set(totals.map(\.label)), candidates.count)
      // What is no total ends the table, whatever comes behind it.
      for place in candidates.indices.reversed()
      where candidates[place].reason == .total && !candidates[place].isConfirmed
        && !isTotal(candidates[place], sums)
      {
        kept = min(kept, place)
      }
    }
    found = candidates.prefix(kept).map { ($0.index, $0.reason) }
    // One row of delimiters alone may be a row whose cells are missing.
    if found.count == 1, found[0].reason == .nothing, !rows.isRuler(found[0].index) { found = [] }
  }

  /// A label as it is compared: in lower case, without marks around it.
  static func label(_ text: String) -> String {
    text.lowercased().filter { !":*.()".contains($0) }.trimmingBlanks
  }

  private func candidate(_ index: Int) -> Candidate? {
    if confirmed.contains(index) {
      return Candidate(index: index, reason: .total, isConfirmed: true)
    }
    let filled = (0..<rows.width(index)).filter { rows.kind(index, $0) != .empty }
    let texts = rows.texts(index)
    if rows.isRuler(index) { return Candidate(index: index, reason: .nothing) }
    guard let first = filled.first else {
      // Words for a missing value are a row of them.
      return texts.allSatisfy(\.isEmpty) ? Candidate(index: index, reason: .nothing) : nil
    }
    let text = texts[first]
    let label = TableBottom.label(text)
    let claim = TotalScan.claim(label)
    if first < 2, filled.count > 1, rows.kind(index, first) == .text,
      claim != nil || TotalScan.claim(String(label.prefix { $0 != " " })) == .sum
    {
      return Candidate(index: index, reason: .total, label: label, isExact: claim == .sum)
    }
    if isFootnote(index, filled, text) {
      return Candidate(index: index, reason: .footnote)
    }
    // A row of numbers without a label, where all others have one.
    if rows.width(index) == width, rows.text(index, 0).isEmpty, !values.contains(0),
      body.firstCells["", default: 0] < 2, filled.allSatisfy(values.contains)
    {
      return Candidate(index: index, reason: .total)
    }
    return nil
  }

  /// A last row under any name whose numbers lie far from those above: `All regions,640,484.98`.
  private func unnamed(_ index: Int) -> Candidate? {
    guard rows.width(index) == width, rows.kind(index, 0) == .text, values.count > 1,
      values.allSatisfy({ rows.kind(index, $0) == .value })
    else { return nil }
    let sums = body.sums
    let beyond = values.count { column in
      guard let number = sums.parse(rows, index, column), let sum = sums.columns[column] else {
        return false
      }
      return number.value > sum.largest || number.value < sum.smallest
    }
    guard beyond * 2 >= values.count else { return nil }
    return Candidate(
      index: index, reason: .total, label: TableBottom.label(rows.text(index, 0)), isUnnamed: true)
  }

  private func isFootnote(_ index: Int, _ filled: [Int], _ text: String) -> Bool {
    // `(200 rows)` is more word than number.
    guard filled.first == 0,
      rows.kind(index, 0) == .text || text.count(where: \.isLetter) >= 3
    else { return false }
    let words = text.split { $0 == " " || $0 == "\u{A0}" }.count
    let lowered = text.lowercased()
    let first = text.first ?? " "
    let isMarked =
      TableBottom.marks.contains { mark in
        lowered.hasPrefix(mark) && lowered.dropFirst(mark.count).first.map { !$0.isLetter } ?? true
      } || (words > 1 && "*†‡§©[(#".contains(first)) || "¹²³⁴".contains(first)
    if filled.count == 1 {
      let isShort = rows.width(index) != width
      let isApart = index > 0 && rows.rows[index] - rows.rows[index - 1] > 1
      let isNote = isShort ? words > 1 || isMarked || isApart : words > 2 || isMarked
      return isNote && body.firstCells[text, default: 0] < 2 && (isShort || body.isWide)
    }
    // Prose that holds the delimiter.
    guard isMarked, body.firstCells[text, default: 0] < 2 else { return false }
    return rows.width(index) != width
      || (!values.isEmpty && values.allSatisfy { rows.kind(index, $0) != .value })
  }

  /// Whether the numbers of a row are those of a total.
  private func isTotal(_ candidate: Candidate, _ sums: ColumnSums?) -> Bool {
    let index = candidate.index
    guard let sums else { return candidate.isExact }
    guard !sums.labels.contains(candidate.label) || candidate.label.isEmpty else { return false }
    // A total that is not as wide as the table cannot be compared, and is no row anyway.
    guard rows.width(index) == width else { return candidate.isExact }
    let columns = values.sorted().compactMap { column -> (ColumnSum, Double, Double)? in
      guard let sum = sums.columns[column], let number = sums.parse(rows, index, column) else {
        return nil
      }
      return (sum, number.value, number.precision)
    }
    let claim = TotalScan.claim(candidate.label) ?? .sum
    let agreeing = columns.count { $0.0.isSummary(claim, $0.1, precision: $0.2) }
    let beyond = columns.count { $0.1 > $0.0.largest || $0.1 < $0.0.smallest }
    if candidate.isUnnamed {
      return columns.count == values.count && agreeing == columns.count
        && beyond * 2 >= columns.count
    }
    // Without a label all columns have to agree.
    let enough = candidate.label.isEmpty ? columns.count : (columns.count + 1) / 2
    if agreeing > 0, agreeing >= enough { return true }
    guard candidate.isExact else { return false }
    if agreeing > 0 { return true }
    if !columns.isEmpty, beyond * 2 >= columns.count { return true }
    let others = (1..<width).filter { !values.contains($0) }
    return !others.isEmpty && others.allSatisfy { rows.kind(index, $0) == .empty }
  }
}

/// What the first rows of a table hold, looked at where its last rows ask for it.
private final class TableBody {
  private let top: TableTop
  /// The columns that hold values.
  lazy var values = Set(top.rows.valueColumns(from: top.firstRow, width: top.cells))
  /// How often each text stands in the first column.
  lazy var firstCells: [String: Int] = (top.firstRow..<max(top.firstRow, top.rows.count)).reduce(
    into: [:]
  ) { $0[top.rows.text($1, 0), default: 0] += 1 }
  lazy var isWide = top.isWide
  /// What the first rows add up to.
  lazy var sums: ColumnSums = {
    var sums = ColumnSums(values.sorted(), top.rows.table.dialect)
    let rows = top.firstRow..<max(top.firstRow, min(top.firstRow + 200, top.rows.count - 1))
    for row in rows { sums.add(top.rows.table, top.rows.rows[row], looking: []) }
    return sums
  }()

  init(_ top: TableTop) { self.top = top }
}

/// What the numbers of a column add up to.
struct ColumnSum {
  private(set) var count = 0
  private(set) var sum = 0.0
  private(set) var magnitude = 0.0
  private(set) var squares = 0.0
  private(set) var smallest = Double.infinity
  private(set) var largest = -Double.infinity
  /// Half a unit of the last digit that any number is written with.
  private(set) var precision = 0.0

  mutating func add(_ value: Double, precision: Double) {
    count += 1
    sum += value
    magnitude += abs(value)
    squares += value * value
    smallest = min(smallest, value)
    largest = max(largest, value)
    self.precision = max(self.precision, precision)
  }

  /// Whether a number is the sum, as far as the numbers are written.
  func isSum(_ value: Double, precision: Double) -> Bool {
    guard count > 1, magnitude > 0 else { return false }
    // Errors of rounding add up like independent ones: 0.58 of the precision each, seven standard deviations.
    return abs(value - sum)
      <= 4 * self.precision * Double(count).squareRoot() + precision + 1e-12 * magnitude
  }
}

/// The sums of the columns of a table, and which labels recur in it.
struct ColumnSums {
  var columns: [Int: ColumnSum] = [:]
  /// Those of the labels that were looked for which stand in other rows.
  var labels: Set<String> = []
  private let parser: NumberParser

  init(_ columns: [Int], _ dialect: CSVDialect) {
    parser = NumberParser(dialect)
    for column in columns { self.columns[column] = ColumnSum() }
  }

  /// Takes in a row.
  mutating func add(_ table: FieldTable, _ row: Int, looking wanted: Set<String>) {
    for column in columns.keys where column < table.width(row) {
      if let number = number(table, row, column) {
        columns[column]?.add(number.value, precision: number.precision)
      }
    }
    guard !wanted.isEmpty else { return }
    for column in 0..<min(2, table.width(row)) {
      let isLong = table.withCell(row: row, column: column) { $2 - $1 > 60 || $1 == $2 }
      guard !isLong else { continue }
      let label = TableBottom.label(table.text(row: row, column: column))
      if wanted.contains(label) { labels.insert(label) }
    }
  }

  /// The number in a cell, and half a unit of its last digit.
  func parse(_ rows: TableRows, _ index: Int, _ column: Int) -> (value: Double, precision: Double)?
  {
    number(rows.table, rows.rows[index], column)
  }

  /// The number in a cell of a table.
  func number(
    _ table: FieldTable, _ row: Int, _ column: Int
  ) -> (value: Double, precision: Double)? {
    table.withCell(row: row, column: column) { cell, start, end in
      let number = parser.parse(cell, start, end)
      guard number.kind.isFinite else { return nil }
      var decimals = 0
      var isBehind = false
      for offset in start..<end {
        if cell[offset] == parser.decimalMark { isBehind = true } else if isBehind { decimals += 1 }
      }
      var unit = 0.5
      for _ in 0..<min(decimals, 20) { unit /= 10 }
      return (number.value, unit)
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
