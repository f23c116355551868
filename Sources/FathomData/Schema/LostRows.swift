/// Some rows that could not be read beside some that could, so that it can be judged whether the ones differ from the
/// others.
///
/// Of a row with too few cells the leading ones can still be read.
public struct LostRows: Sendable {
  /// The leading cells of a row.
  public struct Row: Sendable {
    /// Its line, from 0.
    public var line: Int
    /// What the cells hold, in the order of the columns; nil where nothing is there.
    public var cells: [Cell?]

    /// A row from its parts.
    public init(line: Int, cells: [Cell?]) {
      self.line = line
      self.cells = cells
    }
  }

  /// What a cell holds.
  public enum Cell: Sendable, Equatable {
    case number(Double)
    /// A hash of other bytes.
    case word(UInt64)
  }

  /// Rows that could not be read.
  public var lost: [Row]
  /// Rows that could.
  public var used: [Row]

  /// Rows of both kinds.
  public init(lost: [Row], used: [Row]) {
    self.lost = lost
    self.used = used
  }
}
