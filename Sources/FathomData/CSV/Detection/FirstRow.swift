/// Whether the first row of a table is data, judged by the rows below it.
///
/// It is when every column that holds values below holds one there too, written like those below, and something
/// shows that these are no names: a text that recurs in its column, or a number that is no name of a column.
/// Years and numbers in order above a column each are names.
struct FirstRow {
  private let rows: TableRows
  private let row: Int
  private let width: Int
  private let body: [Int]

  /// So many rows below are looked at.
  private static let most = 200

  init(_ rows: TableRows, _ row: Int, width: Int) {
    self.rows = rows
    self.row = row
    self.width = width
    body = (row + 1..<max(row + 1, rows.count)).lazy.filter { rows.width($0) == width }
      .prefix(FirstRow.most).map { $0 }
  }

  /// Whether the row is one like those below.
  var isData: Bool {
    guard body.count >= 2, width > 1, rows.width(row) == width else { return false }
    var values = [Int]()
    var gaps = [Int]()
    for column in 0..<width {
      let kind = rows.kind(row, column)
      guard isValueColumn(column) else { continue }
      // Most headers end here.
      guard kind != .text else { return false }
      if kind == .value { values.append(column) } else { gaps.append(column) }
    }
    guard !values.isEmpty || !gaps.isEmpty else { return false }
    let others = (0..<width).filter { !values.contains($0) && !gaps.contains($0) }
    let recurring = others.map(recurrences).max() ?? 0
    if values.isEmpty {
      // `oak,NA,?`: words for what is missing, and no cells without a name.
      return recurring > 1 && gaps.allSatisfy { !rows.text(row, $0).isEmpty }
    }
    // Row names and numbered columns stand under a header that starts with an empty cell.
    guard !(gaps == [0] && rows.text(row, 0).isEmpty) else { return false }
    guard !others.contains(where: { rows.kind(row, $0) == .empty && isFilled($0) }) || recurring > 1
    else { return false }
    let texts = values.map { rows.text(row, $0) }
    guard zip(values, texts).allSatisfy({ looksAlike($0, $1) }) else { return false }
    if recurring > 1 { return true }
    guard Set(texts).count == texts.count else { return others.isEmpty || recurring > 0 }
    if isSequence(texts) || others.contains(where: isWord) { return false }
    return zip(values, texts).contains { isNoName($0, $1) }
  }

  private func isValueColumn(_ column: Int) -> Bool {
    let first = body.first ?? row
    return rows.valueColumns(from: first, width: width, among: column...column) == [column]
  }

  /// In how many rows below a text of the row stands in the same column; rows that are the same do not count.
  private func recurrences(_ column: Int) -> Int {
    guard rows.kind(row, column) == .text else { return 0 }
    let text = rows.text(row, column)
    let whole = rows.texts(row)
    return body.lazy.filter { rows.text($0, column) == text && rows.texts($0) != whole }
      .prefix(2).count
  }

  private func isFilled(_ column: Int) -> Bool {
    body.count { rows.kind($0, column) != .empty } * 10 >= body.count * 9
  }

  /// Whether a value is written like some below: `9/9/9` is no number, and `9` not one of hundreds with a point.
  private func looksAlike(_ column: Int, _ text: String) -> Bool {
    let shape = FirstRow.shape(text)
    let below = body.map { rows.text($0, column) }
    guard below.contains(where: { FirstRow.shape($0) == shape }) else { return false }
    guard shape == "9", !text.contains(where: { ".,".contains($0) }) else { return true }
    let filled = below.filter { FirstRow.shape($0) == shape }
    let fractions = filled.count { $0.contains(where: { ".,".contains($0) }) }
    return fractions * 10 < filled.count * 9
  }

  /// A text with each run of digits as one `9`, and each number as one too.
  static func shape(_ text: String) -> String {
    var shape = [UInt8]()
    let nine = UInt8(ascii: "9")
    for byte in text.utf8 {
      let isDigit = byte &- 0x30 < 10
      let isLetter = byte | 0x20 &- 0x61 < 26
      let next = isDigit ? nine : isLetter ? UInt8(ascii: "a") : byte
      if (isDigit || isLetter) && shape.last == next { continue }
      shape.append(next)
      // Points and commas inside of a number, and its exponent.
      if isDigit, shape.count > 2 {
        let mark = shape[shape.count - 2]
        if mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","), shape[shape.count - 3] == nine {
          shape.removeLast(2)
        }
      }
    }
    let number: [UInt8] = [nine]
    let signs = [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ",")]
    while let first = shape.first, signs.contains(first), shape.count > 1 { shape.removeFirst() }
    if shape.starts(with: number + [UInt8(ascii: "a")]),
      Double(text.replacing(",", with: ".")) != nil
    {
      shape = number
    }
    return String(decoding: shape, as: UTF8.self)
  }

  /// Years, and numbers in order.
  private func isSequence(_ texts: [String]) -> Bool {
    let numbers = texts.compactMap { Double($0.replacing(",", with: ".")) }
    guard numbers.count == texts.count else { return FirstRow.isAscending(texts) }
    // Two numbers are in order by chance: as names they are written with equal precision.
    if texts.count == 2, Set(texts.map(FirstRow.decimals)).count > 1 { return false }
    return numbers.allSatisfy { (1500...2200).contains($0) && $0 == $0.rounded() }
      || (numbers.count > 1 && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
      || (numbers.count > 2 && zip(numbers, numbers.dropFirst()).allSatisfy { $0 > $1 })
  }

  private static func decimals(_ text: String) -> Int {
    text.firstIndex { ".,".contains($0) }.map { text.distance(from: $0, to: text.endIndex) } ?? 0
  }

  private static func isAscending(_ texts: [String]) -> Bool {
    texts.count > 2 && Set(texts.map(shape)).count == 1
      && zip(texts, texts.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// Whether a cell holds a word that names columns, or nothing.
  private func isWord(_ column: Int) -> Bool {
    FirstRow.words.contains(rows.text(row, column).lowercased())
  }

  /// A number that names no column has decimals or a dress.
  private func isNoName(_ column: Int, _ text: String) -> Bool {
    text.contains { !$0.isNumber }
  }

  private static let words = Set(
    """
    id key name names index no nr row rows gene genes sample samples patient subject date time day month year \
    country region state city place site station label labels class target group type kind category species item \
    product code probe wavelength variable feature y x text title
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}

extension TableRows {
  /// Whether a blank stands before each cell but the first.
  func hasBlanks(_ index: Int) -> Bool {
    table.dialect.delimiter != 0x20
      && (1..<max(1, width(index))).allSatisfy {
        table.firstByte(row: rows[index], column: $0) == 0x20
      }
  }
}
