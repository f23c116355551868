internal import FathomData
public import FathomSummaries

extension Cells {
  /// What was measured.
  public struct Evidence: Codable, Sendable, Equatable {
    /// The rows that were looked at.
    public var rows: Int
    /// Columns whose levels are written in more than one way, the target first.
    public var variants: [Variants]
    /// Values that stand for missing ones.
    public var specialValues: [SpecialValue]
    /// Columns of numbers or dates with other cells.
    public var mixed: [Mixed]
    /// Columns that hold one value in nearly all rows.
    public var nearlyConstant: [String]
    /// Columns that tell rows apart, or what rows belong to.
    public var identifiers: [String]
    /// Columns with missing cells, those with the largest V first.
    public var missingness: [Missingness]
    /// The target; null without one.
    @NullCodable public var target: String?
    /// Whether the target is classes.
    public var hasClasses: Bool
    /// Columns of so many levels that typing errors could not be looked for.
    public var notCompared: [String]
    /// The share of the columns that could be features, of one column.
    public var columnShare: Double
  }

  /// A column whose levels are written in more than one way.
  public struct Variants: Codable, Sendable, Equatable {
    /// The column's name.
    public var column: String
    /// Whether it is the target.
    public var isTarget: Bool
    /// How many levels there are.
    public var levels: Int
    /// How many are left when each is written in one way.
    public var distinctLevels: Int
    /// Levels that are one, the most frequent first.
    public var groups: [[Level]]
    /// Levels among them that differ from a frequent one by a letter.
    public var typingErrors: Int
  }

  /// One way of writing a level.
  public struct Level: Codable, Sendable, Equatable {
    /// How it is written; null where cell values may not be shown.
    @NullCodable public var level: String?
    /// What tells it apart: the first half of a SHA-256 of the column and the level.
    public var digest: String
    /// How many of the counted rows have it.
    public var count: Int
  }

  /// A value that stands for a missing one.
  public struct SpecialValue: Codable, Sendable, Equatable {
    /// The column's name.
    public var column: String
    /// The value, one of a fixed list: a number, or a date such as `1900-01-01`.
    public var value: String
    /// How the cells write it.
    public var written: String
    /// How many of the cells that were looked at hold it.
    public var count: Int
    /// Cells that were looked at and are not missing.
    public var cells: Int
    /// Interquartile ranges between it and all others; null where half of these are one value.
    @NullCodable public var gap: Double?
    /// The mean with it; null for dates.
    @NullCodable public var meanWith: Double?
    /// The mean without it; null for dates.
    @NullCodable public var meanWithout: Double?
    /// Whether another column holds it as an ordinary value.
    public var isOrdinaryElsewhere: Bool
  }

  /// A column of numbers or dates with other cells.
  public struct Mixed: Codable, Sendable, Equatable {
    /// The column's name.
    public var column: String
    /// What most of its cells are.
    public var among: Kind
    /// Cells that are something else; of dates, in a sample of a thousand cells.
    public var cells: Int
    /// The lines of the first of them, from 1; empty where they were not noted.
    public var lines: [Int]
    /// Whether the column was left out because of them.
    public var isLeftOut: Bool

    /// What most cells of a column are.
    public enum Kind: String, Codable, Sendable, CaseIterable {
      case numbers, dates
    }
  }

  /// A column with missing cells.
  public struct Missingness: Codable, Sendable, Equatable {
    /// The column's name.
    public var column: String
    /// Rows that were looked at and lack it.
    public var missing: Int
    /// Their share.
    public var share: Double
    /// Cramér's V of being missing and the target's class, or the correlation with the ranks of the target; null
    /// without a target.
    @NullCodable public var cramersV: Double?
    /// How likely chance alone would show as much.
    @NullCodable public var pValue: Double?
    /// The share that is missing in each class of enough rows; empty without classes.
    public var byClass: [ClassShare]
    /// Columns that lack a value in the same rows.
    public var together: [String]
  }

  /// A share of the rows of a class.
  public struct ClassShare: Codable, Sendable, Equatable {
    /// The class.
    public var label: String
    /// The share of its rows.
    public var share: Double
  }
}
