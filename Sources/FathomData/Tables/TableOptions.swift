/// What a user may say about a table beyond its bytes.
public struct TableOptions: Sendable {
  /// How the text is encoded; nil to detect it.
  public var encoding: TextEncoding?
  /// The column to be predicted.
  public var target: String?
  /// The column that names the groups which rows come in; nil where rows are independent.
  public var group: String?
  /// Whether rows follow one another in time.
  public var isOrdered = false
  /// The task; nil to infer it from the target.
  public var task: Task?
  /// How the features lie beside one another.
  public var layout: Layout
  /// Columns to leave out.
  public var exclude: [String]
  /// Columns to keep as features, whatever they look like.
  public var include: [String]
  /// The byte between cells, a space for any run of blanks; nil to detect it.
  public var delimiter: UInt8?
  /// Whether the first row names the columns; nil to detect it.
  public var hasHeader: Bool?
  /// The byte around cells; nil for the double quote, 0 for none.
  public var quote: UInt8?
  /// The byte that takes the next one literally; nil to detect a backslash.
  public var escape: UInt8?
  /// The byte that starts a line to be left out; nil to detect `#` above the header.
  public var comment: UInt8?
  /// The byte between whole and fractional digits; nil to detect it.
  public var decimalMark: UInt8?
  /// The byte between groups of three digits; nil to detect it.
  public var groupMark: UInt8?
  /// The words that stand for a missing value, beside the empty cell; nil for the usual ones.
  public var missingValues: [String]?
  /// Reads the first rows only; nil for all.
  public var rowLimit: Int?
  /// Reads about so many rows, chosen by the seed; nil for all.
  public var sampleRows: Int?
  /// The seed of that choice.
  public var seed: UInt64
  /// Whether a row or byte that cannot be used is an error.
  public var isStrict: Bool
  /// About how many bytes of memory may be used.
  public var memoryLimit: Int
  /// Whether more than 256 distinct values of a numeric column are counted; without, only where
  /// they may identify the rows.
  public var countsDistinct = true

  /// About how many bytes are read at a time; nil for what suits the length of the rows.
  var blockSize: Int?

  /// Options; all are optional.
  public init(
    encoding: TextEncoding? = nil, target: String? = nil, task: Task? = nil,
    layout: Layout = .table, exclude: [String] = [],
    include: [String] = [], delimiter: UInt8? = nil, hasHeader: Bool? = nil, quote: UInt8? = nil,
    escape: UInt8? = nil, comment: UInt8? = nil, decimalMark: UInt8? = nil,
    groupMark: UInt8? = nil, missingValues: [String]? = nil, rowLimit: Int? = nil,
    sampleRows: Int? = nil, seed: UInt64 = 1, isStrict: Bool = false,
    memoryLimit: Int = TableOptions.standardMemory
  ) {
    self.encoding = encoding
    self.target = target
    self.task = task
    self.layout = layout
    self.exclude = exclude
    self.include = include
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.quote = quote
    self.escape = escape
    self.comment = comment
    self.decimalMark = decimalMark
    self.groupMark = groupMark
    self.missingValues = missingValues
    self.rowLimit = rowLimit
    self.sampleRows = sampleRows
    self.seed = seed
    self.isStrict = isStrict
    self.memoryLimit = memoryLimit
  }

  /// 512 MB.
  public static let standardMemory = 512_000_000

  /// The longest row that is read, in bytes: it is in memory twice while it is looked for.
  var longestRow: Int { max(1 << 24, memoryLimit / 4) }

  /// How many hashes of distinct values are kept, of 16 to 32 bytes each.
  var distinctHashes: Int { max(1 << 14, memoryLimit / 488) }
}
