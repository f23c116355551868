/// What the cells of a column are.
public enum ColumnType: String, Codable, Sendable, CaseIterable {
  case integer, double, boolean, date, categorical, text, identifier, constant, empty

  /// Whether the cells are numbers (booleans count as 0 and 1).
  public var isNumeric: Bool { self == .integer || self == .double || self == .boolean }
}

/// What a column is used for.
public enum ColumnRole: String, Codable, Sendable {
  case feature, target, excluded
}

/// One column of a source: its declaration, as a schema holds it.
public struct Column: Sendable, Codable, Equatable {
  /// The name in the header, made unique.
  public var name: String
  /// What the cells are.
  public var type: ColumnType
  /// What the column is used for.
  public var role: ColumnRole
  /// Why the column is excluded; nil otherwise.
  public var roleReason: String?
  /// The levels of a categorical or boolean column, or of a classification target, sorted; numbers
  /// are labelled by their value, `1` for `1.0` and `01`, integers by all of their digits.
  public var levels: [String]
  /// Whether the cells are numbers, whatever ``type`` says; true for a constant 7.
  public var holdsNumbers: Bool
  /// Whether cells may be missing.
  public var isNullable: Bool

  /// A column from all its parts.
  public init(
    name: String, type: ColumnType, role: ColumnRole = .feature, roleReason: String? = nil,
    levels: [String] = [], holdsNumbers: Bool, isNullable: Bool = false
  ) {
    self.name = name
    self.type = type
    self.role = role
    self.roleReason = roleReason
    self.levels = levels
    self.holdsNumbers = holdsNumbers
    self.isNullable = isNullable
  }

  /// Whether the cells are words of people, or strings that name nothing else: free text, and
  /// identifiers that are no numbers.
  public var isFreeText: Bool {
    role == .excluded && !holdsNumbers
      && (type == .text && roleReason == ExclusionReason.freeText || type == .identifier)
  }

  /// With fewer levels a column names categories rather than groups of rows.
  public static let fewestGroups = 20

  /// Whether its levels may name groups of rows, such as patients, and are too many, or not wanted, as a feature.
  public var mayNameGroups: Bool {
    role == .excluded && type == .categorical && !holdsNumbers
      && levels.count >= Column.fewestGroups && roleReason != ExclusionReason.group
  }

  /// Whether some of its cells are kept as texts: it was left out for what they are, and yet they may say something.
  public var isSampled: Bool {
    isFreeText
      || role == .excluded && !holdsNumbers && roleReason != ExclusionReason.request
        && roleReason != ExclusionReason.group && [.date, .categorical].contains(type)
  }
}

/// What was observed of one column when its source was read.
public struct ColumnObservation: Sendable, Codable, Equatable {
  /// How many cells are missing.
  public var missing: Int
  /// How many distinct values there are among the cells that are not missing, told apart exactly; nil
  /// where they were not counted.
  public var distinct: Int?
  /// Whether ``distinct`` was counted; otherwise it is an estimate from a sample of hashes.
  public var distinctIsExact: Bool
  /// Cells of a column of numbers that are no numbers, nor a word for none.
  public var otherCells: Int
  /// The lines of the first hundred of them, from 1; empty where they were not noted.
  public var otherLines: [Int]

  /// An observation from its parts.
  public init(
    missing: Int = 0, distinct: Int?, distinctIsExact: Bool = true, otherCells: Int = 0,
    otherLines: [Int] = []
  ) {
    self.missing = missing
    self.distinct = distinct
    self.distinctIsExact = distinctIsExact
    self.otherCells = otherCells
    self.otherLines = otherLines
  }
}
