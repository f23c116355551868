public import FathomReports
internal import FathomAnalyses
internal import FathomData

/// What somebody expects of the cells of a column, or of the cells of a row.
public struct ColumnRule: Sendable, Equatable {
  /// A number, or a day.
  enum Bound: Sendable, Equatable {
    case number(Double)
    /// Days since 1970, with the text.
    case day(Double, String)
    case today
  }

  /// What is expected.
  enum Kind: Sendable, Equatable {
    case min(Bound), max(Bound)
    case levels([String])
    /// Numbers or dates.
    case holds(Baseline.Column.Kind)
    case pattern(CellPattern)
    case unique
    case increasing
    /// The share of missing cells, at most.
    case missing(Double)
    /// The newest date is at most so many days old.
    case freshWithin(Double)
    /// Characters of a cell.
    case length(least: Int?, most: Int?)
    /// The share of a level.
    case share(level: String, least: Double?, most: Double?)
    case condition(RowCondition)
  }

  /// The keys that a column may have, with their meaning and what stands behind them.
  public static let keys: [(name: String, meaning: String, expected: String)] = [
    ("min", "no number or date is smaller", "a number, a day (2024-05-17) or today"),
    ("max", "no number or date is larger", "a number, a day (2024-05-17) or today"),
    ("holds", "each cell is a number, or a date", "numbers or dates"),
    ("in", "each cell is one of these", "a list of words or numbers"),
    ("pattern", "each whole cell fits this regular expression", "a regular expression"),
    ("unique", "no two cells are the same", "true"),
    ("increasing", "no number or date is smaller than the one above it", "true"),
    ("missing.max", "the share of missing cells, at most", "a share from 0 to 1"),
    ("notBefore", "no date is earlier", "a day (2024-05-17) or today"),
    ("notAfter", "no date is later", "a day (2024-05-17) or today"),
    ("freshWithin", "the newest date is at most so many days old", "a number of days"),
    ("length.min", "no cell has fewer characters", "a whole number"),
    ("length.max", "no cell has more characters", "a whole number"),
    (
      "share", "the shares of levels, each with min and max",
      "levels with shares, such as “yes: {min: 0.1}”"
    ),
  ]
  /// The keys that change the others.
  public static let modifiers = ["allow", "severity", "sensitive"]

  /// The column; nil for a condition.
  public var column: String?
  /// Its name among the checks: `columns.min`.
  public var id: String
  /// The share of cells, or of rows, that may break it.
  public var allowed = 0.0
  /// How much it matters.
  public var severity: GateResult.Severity
  /// Whether no cell of the column may be written anywhere.
  public var isSensitive = false
  /// The line that asks for it.
  public var line: Int?
  let kind: Kind

  /// A rule for a column.
  ///
  /// - Parameter key: one of ``keys``.
  /// - Throws: ``GateError`` where there is no such key, or the value is none for it.
  public init(
    column: String, key: String, _ value: CheckValue,
    severity: GateResult.Severity = .error, line: Int? = nil
  ) throws(GateError) {
    self.column = column
    id = "columns.\(key)"
    self.severity = severity
    self.line = line
    kind = try ColumnRule.kind(column, key, value)
  }

  /// The share of a level of a column.
  public init(
    column: String, share level: String, least: Double?, most: Double?,
    severity: GateResult.Severity = .error, line: Int? = nil
  ) {
    self.column = column
    id = "columns.share"
    self.severity = severity
    self.line = line
    kind = .share(level: level, least: least, most: most)
  }

  /// A condition between columns.
  public init(
    _ condition: RowCondition, severity: GateResult.Severity = .error, line: Int? = nil
  ) {
    id = "conditions"
    self.severity = severity
    self.line = line
    kind = .condition(condition)
  }

  /// Whether the rows that its test finds are those that keep it.
  var findsWhatHolds: Bool {
    if case .freshWithin = kind { return true }
    return false
  }

  // MARK: Reading

  private static func kind(
    _ column: String, _ key: String, _ value: CheckValue
  ) throws(GateError) -> Kind {
    guard let known = keys.first(where: { $0.name == key }) else {
      throw .unknownCheck(
        "\(column).\(key)", nearest: NearestName.find(key, among: keys.map(\.name) + modifiers))
    }
    let wrong = GateError.badValue("\(column).\(key)", expected: known.expected)
    func number(_ range: ClosedRange<Double>) throws(GateError) -> Double {
      guard case .number(let number) = value, range.contains(number) else { throw wrong }
      return number
    }
    switch key {
    case "min": return .min(try bound(value, wrong))
    case "max": return .max(try bound(value, wrong))
    case "notBefore":
      let bound = try bound(value, wrong)
      if case .number = bound { throw wrong }
      return .min(bound)
    case "notAfter":
      let bound = try bound(value, wrong)
      if case .number = bound { throw wrong }
      return .max(bound)
    case "in":
      switch value {
      case .list(let list) where !list.isEmpty: return .levels(list)
      case .text(let text): return .levels([text])
      case .number(let number): return .levels([NumberText.exact(number)])
      default: throw wrong
      }
    case "holds":
      guard case .text(let text) = value, let kind = Baseline.Column.Kind(rawValue: text),
        kind == .numbers || kind == .dates
      else { throw wrong }
      return .holds(kind)
    case "pattern":
      guard case .text(let text) = value, let pattern = CellPattern(text) else { throw wrong }
      return .pattern(pattern)
    case "unique", "increasing":
      guard value == .text("true") else { throw wrong }
      return key == "unique" ? .unique : .increasing
    case "missing.max": return .missing(try number(0...1))
    case "freshWithin": return .freshWithin(try number(0...1e6))
    case "length.min": return .length(least: Int(try number(0...1e9)), most: nil)
    case "length.max": return .length(least: nil, most: Int(try number(0...1e9)))
    default: throw wrong
    }
  }

  private static func bound(_ value: CheckValue, _ wrong: GateError) throws(GateError) -> Bound {
    switch value {
    case .number(let number) where number.isFinite: return .number(number)
    case .text("today"): return .today
    case .text(let text):
      guard let days = DateText(sample: [text]).days(text) else { throw wrong }
      return .day(days, text)
    default: throw wrong
    }
  }
}
