/// How well a decoded text reads: what no language writes shows a wrong encoding.
///
/// Old encodings have a letter at every place where Windows-1252 has a sign, and the other way round: `Müller` of
/// DOS becomes a control character, `Jäger` becomes `J„ger`, and on a Macintosh `JŠger`.
struct EncodingJudge {
  /// Characters above ASCII.
  private(set) var characters = 0
  /// Those that stand where no language has them.
  private(set) var implausible = 0

  /// Such a share of the characters, a part of so many, may be slips.
  private static let slips = 25

  /// Signs that stand inside of words: apostrophes, dashes, the middle dot of Catalan, the soft hyphen and blanks.
  private static let inside: Set<Unicode.Scalar> = Set(
    "’‘'´`–—‐‑-·•\u{AD}\u{A0}\u{202F}&".unicodeScalars)
  /// Signs that open something or belong to a number, so that none stands behind a word.
  private static let openers: Set<Unicode.Scalar> = ["‚", "„", "‹", "¿", "¡", "ˆ", "˜", "‰"]
  /// Signs that end something, so that none stands before a word.
  private static let closers: Set<Unicode.Scalar> = ["®", "¹", "¾", "¼", "¶", "‰", "™"]
  /// Signs that nobody writes in a table.
  private static let odd: Set<Unicode.Scalar> = ["¤", "¦", "¬", "¨", "¸", "ƒ"]

  /// Judges a text.
  init(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    for (place, scalar) in scalars.enumerated() where !scalar.isASCII {
      characters += 1
      let before = place > 0 ? scalars[place - 1] : " "
      let behind = place + 1 < scalars.count ? scalars[place + 1] : " "
      if EncodingJudge.isOdd(scalar, before, behind) || isUnit(scalars, place, behind) {
        implausible += 1
      }
    }
  }

  /// Whether nothing, or next to nothing, is where no language has it.
  var isPlausible: Bool { implausible * EncodingJudge.slips <= characters }

  private static func isOdd(
    _ scalar: Unicode.Scalar, _ before: Unicode.Scalar, _ behind: Unicode.Scalar
  ) -> Bool {
    let category = scalar.properties.generalCategory
    if category == .control || scalar == "\u{FFFD}" || odd.contains(scalar) { return true }
    // Frames, blocks and shapes of DOS.
    if (0x2500...0x25FF).contains(scalar.value) || category == .privateUse { return true }
    let isBehindWord = isLetter(before)
    let isBeforeWord = isLetter(behind)
    guard isLetter(scalar) else {
      if category == .nonspacingMark { return !isBehindWord }
      if isBehindWord, isBeforeWord { return !inside.contains(scalar) }
      return isBehindWord && openers.contains(scalar) || isBeforeWord && closers.contains(scalar)
    }
    // A letter of another alphabet beside one of ours.
    if (0x370...0x1FFF).contains(scalar.value), !isCombining(scalar),
      isASCIILetter(before) || isASCIILetter(behind)
    {
      return !(0x1E00...0x1EFF).contains(scalar.value)
    }
    // `xŸy`, `MŸller`: a capital letter inside of a word of small ones.
    if scalar.properties.isUppercase, isBehindWord, isSmall(behind) { return true }
    if scalar.properties.isUppercase, isSmall(before) { return true }
    return false
  }

  /// Whether a letter or an opening mark stands where degrees, micro or a currency belong: `21 øC`, `5 æg`, `12 Û`.
  private func isUnit(
    _ scalars: [Unicode.Scalar], _ place: Int, _ behind: Unicode.Scalar
  ) -> Bool {
    let scalar = scalars[place]
    let next = place + 2 < scalars.count ? scalars[place + 2] : " "
    if ["ø", "¡", "º"].contains(scalar), behind == "C" || behind == "F", scalar != "º",
      !EncodingJudge.isLetter(next)
    {
      return true
    }
    var start = place
    while start > 0, scalars[start - 1] == " " || scalars[start - 1] == "\u{A0}" { start -= 1 }
    let followsNumber = start > 0 && (48...57).contains(scalars[start - 1].value)
    let isAlone = place == 0 || !EncodingJudge.isLetter(scalars[place - 1])
    if scalar == "æ", isAlone, ["g", "m", "l", "L", "s"].contains(behind),
      !EncodingJudge.isLetter(next)
    {
      return true
    }
    return followsNumber && scalar.properties.isUppercase && !EncodingJudge.isLetter(behind)
      && scalar.value < 0x250
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic && scalar != "ª" && scalar != "º"
  }

  private static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && scalar.properties.isAlphabetic
  }

  private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .nonspacingMark
  }

  private static func isSmall(_ scalar: Unicode.Scalar) -> Bool {
    isLetter(scalar) && scalar.properties.isLowercase
  }
}
