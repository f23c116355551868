/// Rows that add up others or describe them, wherever they stand: subtotals among the rows, a total in the first.
///
/// A word in any cell of words names them, and their numbers must be what it says: the sum of the rows above,
/// of those since the last such row or of all rows below, or an end, the mean, a standard deviation or the count of
/// all rows. A word that also stands in a row for which that is wrong is a category.
struct TotalScan {
  /// What a row is said to be.
  enum Claim { case sum, mean, smallest, largest, deviation, count, median }

  /// A row with such a word.
  private struct Claimed {
    let line: Int
    let label: String
    let claim: Claim
    let numbers: [Int: (value: Double, precision: Double)]
    /// The sums of all rows above, and of those since the last such row.
    let above: [Int: ColumnSum]
    let group: [Int: ColumnSum]
    let groupRows: Int
    let rowsAbove: Int
  }

  /// So many such rows are looked at; more are a category.
  private static let most = 200
  private static let longest = 32

  private let columns: [Int]
  private let parser: ColumnSums
  private var all: [Int: ColumnSum] = [:]
  private var group: [Int: ColumnSum] = [:]
  private var groupRows = 0
  private var rowCount = 0
  private var claimed: [Claimed] = []
  private var isTooMuch = false

  /// - Parameter columns: those that hold values.
  init(_ columns: [Int], _ dialect: CSVDialect) {
    self.columns = columns
    parser = ColumnSums([], dialect)
    for column in columns { all[column] = ColumnSum() }
    group = all
  }

  /// Whether any of some rows has such a word.
  static func isClaimed(_ rows: TableRows, _ range: Range<Int>) -> Bool {
    range.contains { claim(rows.table, rows.rows[$0]) != nil }
  }

  private static func claim(_ table: FieldTable, _ row: Int) -> (String, Claim)? {
    for column in 0..<table.width(row) {
      let mayBe = table.withCell(row: row, column: column) { cell, start, end in
        let length = end - start
        guard length > 0, length <= longest else { return false }
        return first[Int(cell[start])] || (length > 6 && endsWithTotal(cell, end))
      }
      guard mayBe else { continue }
      let label = TableBottom.label(table.text(row: row, column: column))
      if let claim = claims[label] { return (label, claim) }
      // `Total north` and `north Total`.
      let parts = label.split(separator: " ")
      for part in [parts.first, parts.last] where parts.count > 1 {
        if let part, claims[String(part)] == .sum { return (label, .sum) }
      }
    }
    return nil
  }

  private static func endsWithTotal(_ cell: UnsafePointer<UInt8>, _ end: Int) -> Bool {
    // In bounds: the cell has more bytes.
    zip("total".utf8, end - 5..<end).allSatisfy { $0 == cell[$1] | 0x20 }
  }

  /// Takes in a row.
  mutating func add(_ table: FieldTable, _ row: Int, line: Int) {
    guard !isTooMuch else { return }
    if let (label, claim) = TotalScan.claim(table, row) {
      let claimed = Claimed(
        line: line, label: label, claim: claim, numbers: numbers(table, row), above: all,
        group: group,
        groupRows: groupRows, rowsAbove: rowCount)
      self.claimed.append(claimed)
      isTooMuch = self.claimed.count > TotalScan.most
      for column in columns { group[column] = ColumnSum() }
      groupRows = 0
      return
    }
    for (column, number) in numbers(table, row) {
      all[column]?.add(number.value, precision: number.precision)
      group[column]?.add(number.value, precision: number.precision)
    }
    groupRows += 1
    rowCount += 1
  }

  private func numbers(_ table: FieldTable, _ row: Int) -> [Int: (value: Double, precision: Double)]
  {
    var numbers: [Int: (value: Double, precision: Double)] = [:]
    for column in columns where column < table.width(row) {
      numbers[column] = parser.number(table, row, column)
    }
    return numbers
  }

  /// The lines of the rows that are what they say.
  var lines: Set<Int> {
    guard !isTooMuch, claimed.count * 4 <= rowCount else { return [] }
    let verdicts = claimed.map { ($0, isTrue($0)) }
    let wrong = Set(verdicts.filter { !$0.1 }.map(\.0.label))
    return Set(verdicts.filter { $0.1 && !wrong.contains($0.0.label) }.map(\.0.line))
  }

  private func isTrue(_ row: Claimed) -> Bool {
    guard rowCount > 4 else { return false }
    if row.claim != .sum {
      let agreeing = row.numbers.count { column, number in
        all[column]?.isSummary(row.claim, number.value, precision: number.precision) == true
      }
      // One number may be there by chance.
      return agreeing * 2 > row.numbers.count && (agreeing > 1 || isOnly(row))
    }
    let bases = [
      (row.above, row.rowsAbove), (row.group, row.groupRows),
      (row.rowsAbove == 0 ? all : [:], rowCount),
    ]
    return bases.contains { base, rows in
      guard rows > 2 else { return false }
      let agreeing = row.numbers.filter { column, number in
        base[column]?.isSum(number.value, precision: number.precision) == true
      }
      let beyond = agreeing.count { column, number in
        guard let all = all[column] else { return false }
        return number.value > all.largest || number.value < all.smallest
      }
      return !agreeing.isEmpty && agreeing.count * 2 >= row.numbers.count
        && beyond * 2 >= agreeing.count
        && beyond > 0
    }
  }

  /// Whether a row stands below all others, and its word nowhere else.
  private func isOnly(_ row: Claimed) -> Bool {
    row.rowsAbove == rowCount && claimed.count { $0.label == row.label } == 1
  }

  /// What a label says that its row is; nil for others.
  static func claim(_ label: String) -> Claim? { claims[label] }

  private static let totals = [
    "total", "totals", "grand total", "total general", "sum", "sums", "subtotal", "overall",
    "overall total",
    "gesamt", "gesamtsumme", "summe", "insgesamt", "totale", "totale generale", "somma", "totaux",
    "total général",
    "somme", "suma", "total geral", "soma", "totaal", "som", "totalt", "summa", "i alt", "yhteensä",
    "razem",
    "итого", "всего", "итог", "celkem", "összesen", "toplam", "合計", "总计", "合计", "計", "총계", "합계",
    "sub total", "sub-total", "zwischensumme", "teilsumme", "sous-total", "subtotale", "parcial",
  ]

  private static let claims: [String: Claim] = {
    var claims = [String: Claim]()
    let groups: [(Claim, [String])] = [
      (.sum, totals),
      (
        .mean,
        [
          "mean", "average", "avg", "avg.", "mittelwert", "durchschnitt", "media", "moyenne",
          "promedio", "média",
        ]
      ),
      (.smallest, ["min", "min.", "minimum"]), (.largest, ["max", "max.", "maximum"]),
      (
        .deviation,
        [
          "std", "sd", "stdev", "std dev", "std. dev.", "std.dev", "standard deviation",
          "std deviation",
        ]
      ),
      (.count, ["count", "n"]), (.median, ["median"]),
    ]
    for (claim, words) in groups { for word in words { claims[TableBottom.label(word)] = claim } }
    return claims
  }()

  /// Whether a word begins with a byte, in either case.
  private static let first: [Bool] = {
    var first = [Bool](repeating: false, count: 256)
    for word in claims.keys {
      guard let byte = word.utf8.first else { continue }
      first[Int(byte)] = true
      if byte | 0x20 &- 0x61 < 26 { first[Int(byte ^ 0x20)] = true }
    }
    // Letters that are not ASCII have other bytes in upper case.
    for byte in 0x80..<0x100 { first[byte] = true }
    for mark in "*(: " { first[Int(mark.asciiValue ?? 0)] = true }
    return first
  }()
}

extension ColumnSum {
  /// Whether a number is what is claimed of all numbers; of a median only that it lies near their mean.
  func isSummary(_ claim: TotalScan.Claim, _ value: Double, precision: Double) -> Bool {
    guard claim == .sum || count > 2 && smallest < largest else { return false }
    let n = Double(count)
    let mean = sum / n
    let variance = max(0, squares - sum * mean)
    let slack = 2 * (precision + self.precision)
    switch claim {
    case .sum: return isSum(value, precision: precision)
    case .mean: return abs(value - mean) <= slack
    case .smallest: return abs(value - smallest) <= precision
    case .largest: return abs(value - largest) <= precision
    case .count: return value == n
    case .deviation:
      return abs(value - (variance / (n - 1)).squareRoot()) <= slack
        || abs(value - (variance / n).squareRoot()) <= slack
    case .median:
      return value > smallest && value < largest && abs(value - mean) <= (largest - smallest) / 4
    }
  }
}
