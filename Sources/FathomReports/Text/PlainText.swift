/// Untrusted text made safe to show: column names and file names may hold anything.
public enum PlainText {
  /// Control characters, line breaks, and marks that turn the direction of writing, made visible;
  /// over `limit` characters, the middle is left out.
  public static func visible(_ text: String, limit: Int = 400) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
        // The narrow no-break space and soft marks of our own are no format characters.
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    guard result.count > limit else { return result }
    let half = (limit - 1) / 2
    return result.prefix(half) + "…" + result.suffix(half)
  }

  /// The number of columns that a text takes on a terminal: one for each character, none for a mark
  /// over another one, two for wide ones (East Asian scripts and emoji).
  public static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  /// A text with blanks behind it, so that it takes this many columns.
  public static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - PlainText.width(text)))
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    // Nearly all names: a printable ASCII character.
    if scalar.value < 0x7F { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    // The vowels and finals of Hangul join the consonant before them.
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }
    let isWide =
      wideScripts.contains { $0.contains(scalar.value) } || scalar.properties.isEmojiPresentation
    return isWide ? 2 : 1
  }

  /// What Unicode's East Asian Width calls wide (W) or full-width (F).
  private static let wideScripts: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x1F300...0x1F64F,
    0x1F680...0x1FAFF, 0x20000...0x3FFFD,
  ]

  /// The text in at most `width` columns: of a longer one the beginning and the end.
  package static func shortened(_ text: String, width limit: Int) -> String {
    guard width(text) > limit else { return text }
    let head = fitting(text, width: limit / 2)
    let tail = fitting(text.reversed(), width: max(0, limit - 1 - width(head)))
    return head + "…" + String(tail.reversed())
  }

  /// As many characters from the start as fit into this many columns.
  private static func fitting(_ text: some Sequence<Character>, width limit: Int) -> String {
    var result = ""
    var taken = 0
    for character in text {
      taken += width(String(character))
      if taken > limit { break }
      result.append(character)
    }
    return result
  }

  /// Lines of at most `width` columns, broken at blanks; a word that is longer than a line is broken
  /// too.
  static func wrap(_ text: String, width: Int) -> [String] {
    var lines = [String]()
    var line = ""
    for word in text.split(separator: " ") {
      for (index, part) in pieces(of: word, width: width).enumerated() {
        if index > 0 || (!line.isEmpty && PlainText.width(line) + 1 + PlainText.width(part) > width)
        {
          lines.append(line)
          line = ""
        }
        line += (line.isEmpty ? "" : " ") + part
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// The word in pieces of at most `width` columns, each of one character at least.
  private static func pieces(of word: Substring, width limit: Int) -> [String] {
    guard width(String(word)) > limit else { return [String(word)] }
    var pieces = [""]
    var taken = 0
    for character in word {
      let size = width(String(character))
      if taken + size > limit, taken > 0 {
        pieces.append("")
        taken = 0
      }
      pieces[pieces.count - 1].append(character)
      taken += size
    }
    return pieces
  }
}

/// Text inside of XML 1.0.
enum XMLText {
  /// The text for an attribute or an element: marks as entities, line breaks and tabs as references, and
  /// without the characters that XML 1.0 forbids even as references.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: result += "&amp;"
      case 0x3C: result += "&lt;"
      case 0x3E: result += "&gt;"
      case 0x22: result += "&quot;"
      case 0x27: result += "&#39;"
      // A parser would turn them into blanks in an attribute.
      case 0x9, 0xA, 0xD: result += "&#\(scalar.value);"
      // <https://www.w3.org/TR/xml/#charsets>
      case 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
        result.unicodeScalars.append(scalar)
      default: break
      }
    }
    return result
  }

  /// Text that a user may have made up: what is invisible made visible, then escaped.
  static func visible(_ text: String, limit: Int = 4_000) -> String {
    escaped(PlainText.visible(text, limit: limit))
  }
}
