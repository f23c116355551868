/// What the columns of a table are used for, as the user says.
public struct ColumnRoles: Sendable, Equatable {
  /// The column to be predicted; nil where there is none.
  public var target: String?
  /// The task; nil to infer it from the target.
  public var task: Task?
  /// How the features lie beside one another.
  public var layout: Layout
  /// Columns to keep as features, whatever they look like.
  public var include: [String]
  /// Columns to leave out.
  public var exclude: [String]
  /// The column that names the groups which rows come in; nil where rows are independent.
  public var group: String?
  /// Whether rows follow one another in time.
  public var isOrdered: Bool

  /// Roles; without any, all columns that can be features are.
  public init(
    target: String? = nil, task: Task? = nil, layout: Layout = .table, include: [String] = [],
    exclude: [String] = [], group: String? = nil, isOrdered: Bool = false
  ) {
    self.target = target
    self.task = task
    self.layout = layout
    self.include = include
    self.exclude = exclude
    self.group = group
    self.isOrdered = isOrdered
  }
}

/// Which rows of a source are read.
public struct RowSelection: Sendable, Equatable {
  /// Reads the first rows only; nil for all.
  public var limit: Int?
  /// Reads about this many rows, chosen by the seed; nil for all.
  public var sample: Int?
  /// The seed of that choice.
  public var seed: UInt64
  /// Whether a row or byte that cannot be used is an error.
  public var isStrict: Bool

  /// A selection; without any, all rows.
  public init(
    limit: Int? = nil, sample: Int? = nil, seed: UInt64 = 1, isStrict: Bool = false
  ) {
    self.limit = limit
    self.sample = sample
    self.seed = seed
    self.isStrict = isStrict
  }
}
