/// How a table is written as text; what is nil is detected.
public struct TextFormat: Sendable, Equatable {
  /// How the text is encoded.
  public var encoding: TextEncoding?
  /// The byte between cells, a space for any run of blanks.
  public var delimiter: UInt8?
  /// Whether the first row names the columns.
  public var hasHeader: Bool?
  /// The byte around cells; nil for the double quote, 0 for none.
  public var quote: UInt8?
  /// The byte that takes the next one literally, 0 for none; nil to detect a backslash.
  public var escape: UInt8?
  /// The byte that starts a line to be left out, 0 for none; nil to detect `#` above the header.
  public var comment: UInt8?
  /// The byte between whole and fractional digits.
  public var decimalMark: UInt8?
  /// The byte between groups of three digits, 0 for none.
  public var thousandsMark: UInt8?
  /// The words that stand for a missing value, beside the empty cell; nil for the usual ones.
  public var missingWords: [String]?
  /// How many lines at the top are left out, whatever they hold.
  public var skippedLines = 0
  /// Whether titles, units, totals and footnotes are rows, instead of being found and left out.
  public var keepsEdges = false

  /// A format; all parts are optional.
  public init(
    encoding: TextEncoding? = nil, delimiter: UInt8? = nil, hasHeader: Bool? = nil,
    quote: UInt8? = nil, escape: UInt8? = nil, comment: UInt8? = nil, decimalMark: UInt8? = nil,
    thousandsMark: UInt8? = nil, missingWords: [String]? = nil
  ) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.quote = quote
    self.escape = escape
    self.comment = comment
    self.decimalMark = decimalMark
    self.thousandsMark = thousandsMark
    self.missingWords = missingWords
  }
}

/// What a user may say about a table of text beyond its bytes.
public struct TableOptions: Sendable {
  /// How the table is written.
  public var format: TextFormat
  /// What its columns are used for.
  public var roles: ColumnRoles
  /// Which of its rows are read.
  public var rows: RowSelection
  /// About how many bytes of memory may be used.
  public var memoryLimit: Int
  /// Whether more than 256 distinct values of a numeric column are counted; without, only where
  /// they may identify the rows.
  public var countsDistinct = true

  /// Whether everything is a row that RFC 4180 says is one, for comparison with other readers: no quote is
  /// doubted, and nothing stands around the table.
  package var readsAsWritten = false
  /// About how many bytes are read at a time; nil for what suits the length of the rows.
  var blockSize: Int?

  /// Options; all are optional.
  public init(
    format: TextFormat = TextFormat(), roles: ColumnRoles = ColumnRoles(),
    rows: RowSelection = RowSelection(), memoryLimit: Int = TableOptions.standardMemory
  ) {
    self.format = format
    self.roles = roles
    self.rows = rows
    self.memoryLimit = memoryLimit
  }

  /// 512 MB.
  public static let standardMemory = 512_000_000

  /// The longest row that is read, in bytes: it is in memory twice while it is looked for.
  var longestRow: Int { max(1 << 24, memoryLimit / 4) }

  /// How many hashes of distinct values are kept, of 16 to 32 bytes each.
  var distinctHashes: Int { TableContents.distinctHashes(memoryLimit: memoryLimit) }
}
