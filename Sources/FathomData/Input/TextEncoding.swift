/// How the characters of a text are written as bytes.
public enum TextEncoding: Sendable, Equatable, CaseIterable {
  /// UTF-8, ASCII included.
  case utf8
  /// UTF-16 with the low byte first.
  case utf16LittleEndian
  /// UTF-16 with the high byte first.
  case utf16BigEndian
  /// Windows-1252, ISO 8859-1 included.
  case windows1252

  /// The names that ``init(name:)`` knows, for messages.
  public static let names = ["utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1252", "latin-1"]

  /// The encoding of a name, in any case; nil for an unknown name.
  ///
  /// As in the WHATWG Encoding Standard, `utf-16` without a byte-order mark has the low byte first,
  /// and `latin-1` means Windows-1252.
  public init?(name: String) {
    switch name.lowercased() {
    case "utf-8", "utf8", "ascii", "us-ascii": self = .utf8
    case "utf-16", "utf16", "utf-16le", "utf16le": self = .utf16LittleEndian
    case "utf-16be", "utf16be": self = .utf16BigEndian
    case "windows-1252", "cp1252", "latin-1", "latin1", "iso-8859-1": self = .windows1252
    default: return nil
    }
  }

  /// The name that people know it by.
  public var title: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16LittleEndian: "UTF-16 (little endian)"
    case .utf16BigEndian: "UTF-16 (big endian)"
    case .windows1252: "Windows-1252"
    }
  }

  var isUTF16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }

  /// The encoding that a byte-order mark announces, and the length of the mark.
  static func byteOrderMark(_ bytes: some Collection<UInt8>) -> (encoding: Self, length: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    return nil
  }
}
