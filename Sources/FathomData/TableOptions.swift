/// What a user may say about a table beyond its bytes.
public struct TableOptions: Sendable {
  /// The column to be predicted.
  public var target: String?
  /// The task; nil to infer it from the target.
  public var task: Task?
  /// How the features lie beside one another.
  public var layout: Layout
  /// Columns to leave out.
  public var exclude: [String]
  /// Columns to keep as features, whatever they look like.
  public var include: [String]
  /// The byte between cells; nil to detect it.
  public var delimiter: UInt8?
  /// Whether the first row names the columns; nil to detect it.
  public var hasHeader: Bool?

  /// Options; all are optional.
  public init(
    target: String? = nil, task: Task? = nil, layout: Layout = .table, exclude: [String] = [],
    include: [String] = [], delimiter: UInt8? = nil, hasHeader: Bool? = nil
  ) {
    self.target = target
    self.task = task
    self.layout = layout
    self.exclude = exclude
    self.include = include
    self.delimiter = delimiter
    self.hasHeader = hasHeader
  }
}
