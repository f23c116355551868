/// How a CSV is written.
public struct CSVDialect: Sendable, Equatable, Codable {
  /// The byte between cells; a space stands for any run of blanks.
  public var delimiter: UInt8
  /// How many blanks separate cells at least where the delimiter is a space; a tab among them always does.
  public var blankRun = 1
  /// How many delimiters in a row separate two cells: 1, or 2 as in `a||b`.
  public var delimiterLength = 1
  /// The byte around cells that may hold anything; nil for none.
  public var quoteByte: UInt8?
  /// The byte that takes the next one literally; nil for none.
  public var escape: UInt8?
  /// The byte at the start of a line that is to be left out; nil for none.
  public var comment: UInt8?
  /// The byte between whole and fractional digits: a point, or a comma.
  public var decimalMark: UInt8
  /// The byte between groups of three digits; nil for none.
  public var groupMark: UInt8?
  /// Whether the first row names the columns.
  public var hasHeader: Bool
  /// A mark that may be a decimal mark or stand between groups, for all that the cells tell; nil for none.
  var ambiguousMark: UInt8?
  /// True where blanks may stand between a delimiter and a quote that opens a cell.
  var opensBehindBlanks: Bool?
  /// True where the first row was found to be data though it holds words.
  var holdsWords: Bool?

  /// A dialect from its parts.
  public init(
    delimiter: UInt8 = UInt8(ascii: ","), quoteByte: UInt8? = UInt8(ascii: "\""),
    escape: UInt8? = nil, comment: UInt8? = nil, decimalMark: UInt8 = UInt8(ascii: "."),
    groupMark: UInt8? = nil, hasHeader: Bool = true
  ) {
    self.delimiter = delimiter
    self.quoteByte = quoteByte
    self.escape = escape
    self.comment = comment
    self.decimalMark = decimalMark
    self.groupMark = groupMark
    self.hasHeader = hasHeader
  }

  static let quote = UInt8(ascii: "\"")
  static let singleQuote = UInt8(ascii: "'")
  static let comma = UInt8(ascii: ",")
  static let point = UInt8(ascii: ".")
  static let hash = UInt8(ascii: "#")
  static let backslash = UInt8(ascii: "\\")

  /// Whether quoting is the usual one, so that a kernel can take it off.
  var isPlain: Bool {
    quoteByte == CSVDialect.quote && escape == nil && delimiterLength == 1
      && opensBehindBlanks == nil
  }

  /// Whether a run of blanks and tabs from `start` to `end` separates cells.
  @inline(__always)
  func separates(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    end - start >= blankRun || bytes[start..<end].contains(0x09)
  }

  /// Whether the structure of some whole rows can be found by toggling at quotes.
  func isRegular(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard isPlain, delimiter != 0x20, delimiterLength == 1 else { return false }
    guard let comment else { return true }
    return !bytes.contains(comment)
  }
}
