/// How a CSV is written.
public struct CSVDialect: Sendable, Equatable, Codable {
  /// The byte between cells.
  public var delimiter: UInt8
  /// The byte between whole and fractional digits: a point, or a comma.
  public var decimalMark: UInt8
  /// Whether the first row names the columns.
  public var hasHeader: Bool

  /// A dialect from its parts.
  public init(
    delimiter: UInt8 = UInt8(ascii: ","), decimalMark: UInt8 = UInt8(ascii: "."),
    hasHeader: Bool = true
  ) {
    self.delimiter = delimiter
    self.decimalMark = decimalMark
    self.hasHeader = hasHeader
  }

  static let quote = UInt8(ascii: "\"")

  /// The dialect that the first rows speak.
  ///
  /// The delimiter is the one of comma, semicolon, tab and bar under which most rows are as wide as
  /// the first, which must have two cells at least; among equals the one under which more cells are
  /// numbers, and then the one that makes the widest rows. A header is missing when every cell of
  /// the first row is a number. The decimal mark is a comma when the delimiter is another one and
  /// there are cells like `1,5` and none like `1.5`.
  ///
  /// - Parameters:
  ///   - sample: the first bytes of a file.
  ///   - isWhole: whether the sample is the whole file.
  ///   - delimiter: the delimiter, where the user has said it.
  init(detectingIn sample: [UInt8], isWhole: Bool, delimiter known: UInt8? = nil) {
    self.init()
    delimiter = known ?? CSVDialect.delimiter(in: sample, isWhole: isWhole)
    let table = FieldTable(scanning: sample, delimiter: delimiter, keepLastPartialRow: isWhole)
    if delimiter != UInt8(ascii: ",") { decimalMark = CSVDialect.decimalMark(in: table) }
    hasHeader = !CSVDialect.isFirstRowNumeric(table, decimalMark: decimalMark)
  }

  private static func delimiter(in sample: [UInt8], isWhole: Bool) -> UInt8 {
    var best = UInt8(ascii: ",")
    var bestScore = (agreement: 0.0, numeric: 0.0, width: 1)
    for candidate in [",", ";", "\t", "|"].map({ UInt8(ascii: $0) }) {
      let table = FieldTable(scanning: sample, delimiter: candidate, keepLastPartialRow: isWhole)
      let rows = (0..<table.rowCount).filter { !table.isBlank($0) }
      guard let first = rows.first, table.width(first) > 1 else { continue }
      let width = table.width(first)
      let agreeing = rows.count { table.width($0) == width }
      let score = (
        agreement: Double(agreeing) / Double(rows.count),
        numeric: numericShare(of: table, mayUseComma: candidate != UInt8(ascii: ",")), width: width
      )
      if score > bestScore {
        bestScore = score
        best = candidate
      }
    }
    return best
  }

  private static func numericShare(of table: FieldTable, mayUseComma: Bool) -> Double {
    let point = NumberParser(decimalMark: UInt8(ascii: "."))
    let comma = NumberParser(decimalMark: UInt8(ascii: ","))
    var cells = 0
    var numbers = 0
    table.forEachCell { bytes, start, end in
      cells += 1
      if point.parse(bytes, start, end).kind != .none
        || (mayUseComma && comma.parse(bytes, start, end).kind != .none)
      {
        numbers += 1
      }
    }
    return cells == 0 ? 0 : Double(numbers) / Double(cells)
  }

  private static func decimalMark(in table: FieldTable) -> UInt8 {
    var withComma = 0
    var withPoint = 0
    table.forEachCell { bytes, start, end in
      let comma = NumberParser(decimalMark: UInt8(ascii: ",")).parse(bytes, start, end)
      let point = NumberParser(decimalMark: UInt8(ascii: ".")).parse(bytes, start, end)
      if comma.kind == .decimal, point.kind == .none { withComma += 1 }
      if point.kind == .decimal, comma.kind == .none { withPoint += 1 }
    }
    return withComma > 0 && withPoint == 0 ? UInt8(ascii: ",") : UInt8(ascii: ".")
  }

  private static func isFirstRowNumeric(_ table: FieldTable, decimalMark: UInt8) -> Bool {
    guard let first = (0..<table.rowCount).first(where: { !table.isBlank($0) }) else {
      return false
    }
    let parser = NumberParser(decimalMark: decimalMark)
    return table.withBytes { bytes in
      (0..<table.width(first)).allSatisfy { column in
        table.withCell(row: first, column: column, bytes) { cell, start, end in
          parser.parse(cell, start, end).kind != .none
        }
      }
    }
  }
}
