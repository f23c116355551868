/// A run of consecutive rows as typed columns: the boundary between a source and the summaries.
public struct Batch: Sendable {
  /// The columns, in the order of the schema; each holds ``rowCount`` values.
  public var columns: [ColumnValues]
  /// A number of each row that is here, which no other row has and which grows along the source: for a
  /// table the line from 0 on which the row starts, for images the place of the file.
  public var rowNumbers: [Int]
  /// The rows that could not be used.
  public var rejections: [Rejection]
  /// The index of the split that each row belongs to; empty where rows are not split.
  public var splits: [Int32] = []
  /// A hash of the group of each row, of the row itself where its group is missing; empty where rows
  /// have no groups.
  public var groups: [UInt64] = []
  /// A hash of the cells of each row that were left out although they tell rows apart, by ``Schema/tellingColumns``;
  /// empty where there are none.
  public var otherCells: [UInt64] = []
  /// For images: a record a row; empty for tables.
  public var images: [ImageRecord]
  /// Some cells of the columns of free text, a bounded number of them.
  public var texts: [TextCell] = []

  /// A batch from its parts.
  public init(
    columns: [ColumnValues], rowNumbers: [Int], rejections: [Rejection] = [],
    images: [ImageRecord] = []
  ) {
    self.columns = columns
    self.rowNumbers = rowNumbers
    self.rejections = rejections
    self.images = images
  }

  /// How many rows are here.
  public var rowCount: Int { rowNumbers.count }
}

/// A cell of free text.
public struct TextCell: Sendable, Codable, Equatable {
  /// The column's index in the schema.
  public var column: Int
  /// The number of the row, as in the batch.
  public var row: Int
  /// The text; of a long one the beginning.
  public var text: String

  /// This many cells of each column of text are taken from all batches, at least some of them from
  /// each, and this many bytes of each cell.
  private static let cells = 1_000
  private static let fewestOfBatch = 16
  private static let bytes = 2_048

  /// How many cells of a column are taken from a batch of this many rows.
  static func count(rows: Int, batches: Int) -> Int {
    let share = (cells + batches - 1) / max(1, batches)
    return min(rows, max(fewestOfBatch, share))
  }

  /// A cell with as much of a text as is kept.
  init(column: Int, row: Int, beginningOf text: String) {
    self.init(
      column: column, row: row,
      text: text.utf8.count <= TextCell.bytes
        ? text : String(decoding: text.utf8.prefix(TextCell.bytes), as: UTF8.self))
  }

  /// A cell from its parts.
  public init(column: Int, row: Int, text: String) {
    self.column = column
    self.row = row
    self.text = text
  }
}

/// A row that could not be used, why, and where it is.
public struct Rejection: Sendable, Codable, Equatable, Hashable {
  /// The kinds of rejection; the raw value is the name in the JSON report.
  public enum Reason: String, Sendable, Codable, CaseIterable {
    case tooFewFields, tooManyFields, unclosedQuote, cutOff, unreadableImage

    /// The reason in plain words.
    public var phrase: String {
      switch self {
      case .tooFewFields: "fewer cells than the header"
      case .tooManyFields: "more cells than the header"
      case .unclosedQuote: "a quote that never closes"
      case .cutOff: "the data end in the middle of the row"
      case .unreadableImage: "the image cannot be decoded"
      }
    }
  }

  /// Why the row was rejected.
  public var reason: Reason
  /// The line of the file, from 1; nil for images.
  public var line: Int?
  /// The cell of the row, from 1, at which it goes wrong; nil for images.
  public var column: Int?
  /// The name of the image, relative to the folder, and what is wrong with it; nil for tables.
  public var detail: String?

  /// Writes `null` for what does not apply.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(reason, forKey: .reason)
    try container.encode(line, forKey: .line)
    try container.encode(column, forKey: .column)
    try container.encode(detail, forKey: .detail)
  }

  /// A rejection from its parts.
  public init(
    reason: Reason, line: Int? = nil, column: Int? = nil, detail: String? = nil
  ) {
    self.reason = reason
    self.line = line
    self.column = column
    self.detail = detail
  }
}
