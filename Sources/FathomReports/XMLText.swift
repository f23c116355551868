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
