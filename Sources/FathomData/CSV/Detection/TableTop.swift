/// Some rows of a text, for finding where its table begins and ends.
struct TableRows {
  let table: FieldTable
  /// The rows that are not blank, and no comment.
  let rows: [Int]

  /// What a cell may be.
  enum Kind { case empty, value, text }

  private static let most = 1_000

  init(_ table: FieldTable, last: Bool = false) {
    self.table = table
    let rows = (0..<table.rowCount).lazy.filter { !table.isBlank($0) }
    self.rows =
      last ? Array(Array(rows).suffix(TableRows.most)) : Array(rows.prefix(TableRows.most))
  }

  var count: Int { rows.count }

  /// How many cells most rows have; nil where no width is that of most.
  var commonWidth: Int? {
    var counts = [Int: Int]()
    for row in rows { counts[table.width(row), default: 0] += 1 }
    return counts.first { $0.value * 2 > count }?.key
  }

  func width(_ index: Int) -> Int { table.width(rows[index]) }

  /// The line of a row, from 0, relative to the first byte.
  func line(_ index: Int) -> Int { table.line(rows[index]) }

  /// How many cells a row has up to the last that holds anything.
  func filled(_ index: Int) -> Int {
    var width = width(index)
    while width > 0, kind(index, width - 1) == .empty { width -= 1 }
    return width
  }

  func text(_ index: Int, _ column: Int) -> String {
    table.text(row: rows[index], column: column)
  }

  func texts(_ index: Int) -> [String] { (0..<width(index)).map { text(index, $0) } }

  /// Whether a row is a line drawn with dashes.
  func isRuler(_ index: Int) -> Bool {
    var dashes = 0
    for column in 0..<width(index) {
      let isDrawn = table.withCell(row: rows[index], column: column) { cell, start, end in
        for offset in start..<end {
          switch cell[offset] {
          case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "_"): dashes += 1
          case UInt8(ascii: "+"), UInt8(ascii: ":"), UInt8(ascii: "|"), 0x20: break
          default: return false
          }
        }
        return true
      }
      guard isDrawn else { return false }
    }
    return dashes >= 3
  }

  /// What a cell is: a number, a date or a time in whatever dress is a value.
  func kind(_ index: Int, _ column: Int) -> Kind {
    guard column < width(index) else { return .empty }
    return table.withCell(row: rows[index], column: column) { cell, start, end in
      if MissingWords.standard.contains(cell + start, end - start) { return .empty }
      var digits = 0
      var letters = 0
      for offset in start..<end {
        let byte = cell[offset]
        if byte &- 0x30 < 10 { digits += 1 }
        if byte >= 0x80 || byte | 0x20 &- 0x61 < 26 { letters += 1 }
      }
      if digits > 0, letters <= 4, letters <= 2 * digits, cell[start] | 0x20 &- 0x61 >= 26 {
        return .value
      }
      // A lone dash or point stands for nothing.
      return letters > 0 || end - start > 2 || cell[start] == UInt8(ascii: "%")
        || cell[start] == UInt8(ascii: "$") ? .text : .empty
    }
  }

  /// The columns that hold values in nearly all of some rows of a width.
  func valueColumns(from first: Int, width: Int, among columns: ClosedRange<Int>? = nil) -> [Int] {
    let body = (first..<max(first, min(count, first + 200))).filter { self.width($0) == width }
    guard body.count >= 2, width > 0 else { return [] }
    return (columns ?? 0...width - 1).filter { column in
      var values = 0
      var texts = 0
      for index in body {
        switch kind(index, column) {
        case .value: values += 1
        case .text: texts += 1
        case .empty: break
        }
      }
      return values >= 2 && texts * 10 <= values
    }
  }
}

/// Where a table begins: which row is the header, and what stands above and under it.
struct TableTop {
  /// The row of the header among those that are not blank, or the first row of a table without.
  private(set) var header = 0
  /// Whether that row names the columns; nil where nothing shows it.
  private(set) var hasHeader: Bool?
  /// How many cells each row has.
  private(set) var width: Int
  /// Whether each row starts with a name, for which the header has no cell.
  private(set) var hasRowNames = false
  /// Whether a delimiter ends each row.
  private(set) var endsWithDelimiter = false
  /// Rows under the header that belong to it.
  private(set) var under: [Int] = []
  /// Whether those are a second row of names, which were joined with the first; nil for none.
  private(set) var names: [String]?

  /// The rows that were looked at.
  let rows: TableRows

  /// So many rows above a header are looked at.
  private static let most = 60
  /// This share of the rows below has one width.
  private static let agreement = 0.8

  /// The table of a text as it stands, without looking at what surrounds it.
  init(asIs rows: TableRows) {
    self.rows = rows
    width = rows.count > 0 ? rows.width(0) : 0
  }

  /// Finds the table among some rows.
  ///
  /// - Parameters:
  ///   - told: whether there is a header; nil where that is not known.
  ///   - isWhole: whether these are all rows of the text.
  ///   - keepsEdges: whether the first row is the header whatever it holds.
  init(
    _ rows: TableRows, hasHeader told: Bool? = nil, isWhole: Bool = true, keepsEdges: Bool = false
  ) {
    self.init(asIs: rows)
    var counts = [Int: Int]()
    for index in 0..<rows.count { counts[rows.width(index), default: 0] += 1 }
    let most = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    guard let most, most.key > 1, rows.count > 2 else { return }
    findHeader(most.key, told, keepsEdges: keepsEdges)
    if told != false, !keepsEdges, !hasRowNames, isTitle(header) {
      header += 1
      hasHeader = true
    }
    if isWhole, !hasRowNames, rows.width(header) == width { findEnd() }
    if (told ?? hasHeader) != false, !keepsEdges { findUnder() }
  }

  /// How many cells most rows have.
  var cells: Int { width + (endsWithDelimiter ? 1 : 0) }

  /// Whether most rows have two filled cells and more.
  var isWide: Bool {
    let body = firstRow..<max(firstRow, rows.count - 1)
    return body.count { rows.filled($0) > 1 } * 20 >= body.count * 19
  }

  /// The first row that holds data, where there is a header.
  var firstRow: Int { header + 1 + under.count }

  /// Where the header starts, among the bytes of the rows.
  var start: Int { header > 0 ? rows.table.start(row: rows.rows[header]) : 0 }

  /// The line on which ``start`` lies, from 0.
  var firstLine: Int { header > 0 ? rows.line(header) : 0 }

  /// The lines of what stands above the header.
  var linesAbove: [Int] { (0..<header).map(rows.line) }

  /// Whether that is nothing but lines drawn with dashes.
  var isRuled: Bool { under.allSatisfy(rows.isRuler) }

  /// The lines of what stands under it and belongs to it.
  var linesUnder: [Int] { under.map(rows.line) }

  // MARK: Above

  private mutating func findHeader(_ common: Int, _ told: Bool?, keepsEdges: Bool) {
    var first = 0
    while first < min(rows.count, TableTop.most), isAbove(first, common) { first += 1 }
    guard first > 0, rows.count - first >= 2, first < TableTop.most else { return }
    let body = (first..<rows.count).count { rows.width($0) == common }
    guard Double(body) >= TableTop.agreement * Double(rows.count - first) else { return }
    let values = rows.valueColumns(from: first + 1, width: common)
    let isHeader = looksLikeHeader(first, common, values)
    if first == 1, told != false, rows.width(0) == common - 1,
      findShift(common, isFollowedByHeader: isHeader && !(values.isEmpty && common > 2))
    {
      return
    }
    if keepsEdges { return }
    let isSure = !values.isEmpty || (common > 2 && rows.count - first >= 5)
    if isHeader, isSure, told != false {
      header = first
      width = common
      hasHeader = true
    } else if common > 2, !values.isEmpty, told != true,
      (0..<first).allSatisfy({ rows.filled($0) <= 1 })
    {
      header = first
      width = common
      hasHeader = false
    }
  }

  /// A row that is no row of the table: of another width, or with one cell in a wide table.
  private func isAbove(_ index: Int, _ common: Int) -> Bool {
    // A title is padded with empty cells; words for what is missing stand in rows.
    rows.width(index) != common
      || (common > 2 && rows.filled(index) <= 1
        && (1..<common).allSatisfy { rows.text(index, $0) == "" })
  }

  /// A title with as many delimiters as the header below it: blanks follow them, or a number is among its words.
  private func isTitle(_ index: Int) -> Bool {
    let next = index + 1
    let width = rows.width(index)
    guard rows.count - next >= 3, width > 1, rows.width(next) == width,
      rows.width(next + 1) == width, (0..<width).allSatisfy({ rows.kind(next, $0) == .text }),
      (0..<width).contains(where: { rows.kind(index, $0) == .value }) || rows.hasBlanks(index)
    else { return false }
    let texts = rows.texts(next)
    let values = rows.valueColumns(from: next + 1, width: width)
    guard !values.isEmpty, Set(texts).count == width, !texts.allSatisfy(TableTop.isUnit) else {
      return false
    }
    let numbers = values.filter { rows.kind(index, $0) == .value }
    if rows.hasBlanks(index), !rows.hasBlanks(next), !rows.hasBlanks(next + 1) { return true }
    return !numbers.isEmpty && !looksLikeHeader(index, width, values)
  }

  /// Names of columns stand above values and are none, unless they are years.
  private func looksLikeHeader(_ index: Int, _ width: Int, _ values: [Int]) -> Bool {
    let texts = (0..<width).map { rows.text(index, $0) }
    let named = texts.filter { !$0.isEmpty }
    // Bars frame a row: nothing stands before the first and behind the last.
    let isFramed =
      rows.table.dialect.delimiter == UInt8(ascii: "|") && texts.first == "" && texts.last == ""
    guard named.count * 2 > width - (isFramed ? 2 : 0), Set(named).count == named.count else {
      return false
    }
    if values.isEmpty { return named.count == width }
    let numbers = values.filter { rows.kind(index, $0) == .value }
    return numbers.isEmpty || (numbers.count > 1 && numbers.allSatisfy { isYear(texts[$0]) })
  }

  private func isYear(_ text: String) -> Bool {
    text.utf8.count == 4 && Int(text).map { (1500...2200).contains($0) } == true
  }

  /// One cell more in each row than in the header: a delimiter behind the last, or names of rows.
  private mutating func findShift(_ common: Int, isFollowedByHeader: Bool) -> Bool {
    let body = (1..<rows.count).filter { rows.width($0) == common }
    if body.allSatisfy({ rows.table.isEmpty(row: rows.rows[$0], column: common - 1) }) {
      endsWithDelimiter = true
      return true
    }
    let names = body.map { rows.text($0, 0) }
    guard !isFollowedByHeader, Set(names).count == names.count,
      (0..<common - 1).allSatisfy({ rows.kind(0, $0) != .empty })
    else { return false }
    // A title of one word above two columns looks like the header of one.
    if common == 2 {
      guard !rows.text(0, 0).contains(" "), rows.kind(0, 0) == .text,
        rows.valueColumns(from: 1, width: 2).contains(1)
      else { return false }
    }
    hasRowNames = true
    width = common
    return true
  }

  /// A delimiter behind the last cell of each row, the header's too.
  private mutating func findEnd() {
    guard width > 2, rows.table.isEmpty(row: rows.rows[header], column: width - 1),
      (header..<rows.count).allSatisfy({
        rows.width($0) != width || rows.table.isEmpty(row: rows.rows[$0], column: width - 1)
      })
    else { return }
    endsWithDelimiter = true
    width -= 1
  }

  // MARK: Under

  /// Units, or a second row of names.
  private mutating func findUnder() {
    for _ in 0..<2 {
      let next = header + under.count + 1
      guard rows.count >= next + 4, isUnder(next) else { return }
      if under.isEmpty, !rows.isRuler(next) { join(next) }
      under.append(next)
    }
  }

  private func isUnder(_ index: Int) -> Bool {
    if rows.isRuler(index) { return true }
    guard rows.width(index) == rows.width(index + 1) else { return false }
    let width = rows.width(index)
    // Most first rows hold a value in a column of them, which is seen at once.
    let isData = (0..<width).contains { column in
      rows.kind(index, column) == .value
        && rows.valueColumns(from: index + 1, width: width, among: column...column) == [column]
    }
    guard !isData else { return false }
    let values = rows.valueColumns(from: index + 1, width: width)
    guard !values.isEmpty, values.allSatisfy({ rows.kind(index, $0) != .value }) else {
      return false
    }
    if !under.isEmpty, rows.filled(index) == 1 { return true }
    let texts = values.filter { rows.kind(index, $0) == .text }.map { rows.text(index, $0) }
    guard texts.count * 2 > values.count, !recurs(index, values) else { return false }
    if texts.allSatisfy(TableTop.isUnit) {
      let others = (0..<width).filter { !values.contains($0) }
      return texts.count > 1
        || others.allSatisfy {
          rows.kind(index, $0) == .empty || TableTop.isUnit(rows.text(index, $0))
        }
    }
    return texts.count > 1 && Set(texts).count > 1
      && texts.allSatisfy { $0.contains(where: \.isLetter) }
  }

  /// Whether a text of a row stands elsewhere in its column.
  private func recurs(_ index: Int, _ columns: [Int]) -> Bool {
    columns.contains { column in
      let text = rows.text(index, column)
      return !text.isEmpty
        && (index + 1..<rows.count).contains {
          column < rows.width($0) && rows.text($0, column) == text
        }
    }
  }

  /// Names in two rows, of which the upper stand for several columns each.
  private mutating func join(_ lower: Int) {
    let upper = rows.texts(header)
    let second = rows.texts(lower)
    let named = upper.filter { !$0.isEmpty }
    let isGrouped = Set(named).count < named.count || named.count * 2 <= upper.count
    guard upper.count == second.count, isGrouped,
      !second.filter({ !$0.isEmpty }).allSatisfy(TableTop.isUnit)
    else { return }
    var group = ""
    names = upper.indices.map { column in
      if !upper[column].isEmpty { group = upper[column] }
      return [group, second[column]].filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  /// Words that stand for a unit or a type, beside those in brackets.
  private static let units: Set<String> = {
    let words = """
      m cm mm µm um nm km in inch inches ft yd mi kg g mg µg ug t lb lbs oz s sec ms µs min mins h hr hrs hours \
      minutes seconds d day days wk yr yrs year years a ka ma % percent ‰ ppm ppb °c c degc °f f k kelvin pa hpa kpa \
      mpa bar mbar psi atm v mv kv w mw kw gw wh kwh mwh j kj mj cal kcal n nm kn hz khz mhz ghz l ml dl µl mol mmol \
      µmol ° deg rad db dba lux lx lm cd px usd eur gbp chf jpy $ € £ ¥ mph kmh kph knots kt rpm bpm count counts # \
      no no. number pcs unit units ha acre ph ntu mmhg u iu s/m µs/cm
      string str int integer float double real numeric number text varchar char date datetime bool boolean category \
      nominal continuous discrete class meta
      """
    return Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
  }()

  /// Whether a text is a unit, such as `kg`, `m/s²`, `[°C]`, or the name of a type.
  static func isUnit(_ text: String) -> Bool {
    let trimmed = text.lowercased().filter { !$0.isWhitespace }
    guard let first = trimmed.first, let last = trimmed.last, trimmed.count <= 16 else {
      return false
    }
    if trimmed.count > 2, "([<{".contains(first), ")]>}".contains(last) { return true }
    if units.contains(trimmed) { return true }
    let parts = trimmed.split { "/·*.^-−".contains($0) }
    return parts.allSatisfy { part in
      let base = part.filter { !$0.isNumber && $0 != "²" && $0 != "³" }
      return base.isEmpty || units.contains(base)
    } && trimmed.contains { $0.isLetter || "%°#€$£".contains($0) }
  }
}

extension FieldTable {
  /// Whether a cell holds nothing, not even a word for it.
  func isEmpty(row: Int, column: Int) -> Bool {
    withCell(row: row, column: column) { $1 == $2 }
  }
}
