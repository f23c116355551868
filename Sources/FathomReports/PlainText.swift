/// Untrusted text made safe to show: column names and file names may hold anything.
enum PlainText {
  /// Control characters, line breaks, and marks that turn the direction of writing, made visible;
  /// over `limit` characters, the middle is left out.
  static func visible(_ text: String, limit: Int = 400) -> String {
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

  /// The number of columns that a text takes on a terminal, one for each character but two for wide
  /// ones (East Asian scripts and emoji).
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      if scalar.properties.generalCategory == .nonspacingMark { return sum }
      let isWide =
        (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
        || (0xAC00...0xD7A3).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
        || (0xFE30...0xFE6F).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
        || (0x1F300...0x1FAFF).contains(scalar.value)
      return sum + (isWide ? 2 : 1)
    }
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
