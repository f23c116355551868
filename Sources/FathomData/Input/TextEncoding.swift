/// How the characters of a text are written as bytes.
public enum TextEncoding: Sendable, Equatable {
  /// UTF-8, ASCII included.
  case utf8
  /// UTF-16 with the low byte first.
  case utf16LittleEndian
  /// UTF-16 with the high byte first.
  case utf16BigEndian
  /// Windows-1252, ISO 8859-1 included.
  case windows1252
  /// Another one, by a name that iconv knows.
  case named(String)

  /// The names that people use most, for messages; ``init(name:)`` knows all that iconv knows.
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
    default:
      guard let decoder = IconvDecoder(name) else { return nil }
      self = .named(decoder.name)
    }
  }

  /// The name that people know it by.
  public var title: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16LittleEndian: "UTF-16 (little endian)"
    case .utf16BigEndian: "UTF-16 (big endian)"
    case .windows1252: "Windows-1252"
    case .named(let name): TextEncoding.titles[name] ?? name
    }
  }

  /// Titles that are not the name.
  private static let titles = [
    "CP932": "Shift_JIS", "UHC": "EUC-KR", "BIG5": "Big5", "BIG5-HKSCS": "Big5",
    "WINDOWS-1250": "Windows-1250", "WINDOWS-1251": "Windows-1251", "WINDOWS-1253": "Windows-1253",
    "WINDOWS-1254": "Windows-1254", "WINDOWS-1255": "Windows-1255", "WINDOWS-1256": "Windows-1256",
    "WINDOWS-1257": "Windows-1257", "WINDOWS-1258": "Windows-1258", "MACINTOSH": "Mac Roman",
    "MAC-CENTRALEUROPE": "Mac Central European", "SHIFT_JIS": "Shift_JIS",
    "UTF-32LE": "UTF-32 (little endian)", "UTF-32BE": "UTF-32 (big endian)",
  ]

  var isUTF16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }

  /// UTF-32, with the low or the high byte first.
  static let utf32LittleEndian = TextEncoding.named("UTF-32LE")
  static let utf32BigEndian = TextEncoding.named("UTF-32BE")

  var isUTF32: Bool { self == .utf32LittleEndian || self == .utf32BigEndian }

  /// The encoding that a byte-order mark announces, and the length of the mark.
  static func byteOrderMark(_ bytes: some Collection<UInt8>) -> (encoding: Self, length: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    // UTF-16 would begin with a NUL.
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return (.utf32LittleEndian, 4) }
    if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return (.utf32BigEndian, 4) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    return nil
  }
}
