/// What the first bytes of a text show.
struct InputSample {
  /// The number of bytes that decide on the encoding.
  static let size = 1 << 20

  let encoding: TextEncoding
  /// How long the byte-order mark is.
  let markLength: Int
  /// Whether another encoding may be right.
  var isUnsure = false

  /// Judges a sample.
  ///
  /// - Parameters:
  ///   - isWhole: whether the sample is the whole text.
  ///   - asked: the encoding that the user names; a byte-order mark still says which byte of a unit
  ///     of UTF-16 comes first.
  /// - Throws: ``DataError/unsupported(path:kind:advice:)`` for what is not text.
  init(
    _ sample: [UInt8], isWhole: Bool, path: String, asked: TextEncoding?
  ) throws(DataError) {
    let mark = TextEncoding.byteOrderMark(sample)
    if mark?.encoding.isUTF32 != true { try InputRefusal.refuse(sample, path: path) }
    if let asked {
      let isMarked = mark.map {
        $0.encoding == asked || $0.encoding.isUTF16 && asked.isUTF16
          || $0.encoding.isUTF32 && (asked.isUTF32 || asked == .named("UTF-32"))
      }
      (encoding, markLength) =
        isMarked == true ? mark ?? (asked, 0) : (asked, 0)
    } else if let mark {
      (encoding, markLength) = mark
    } else {
      let found = try InputSample.detect(sample, isWhole: isWhole, path: path)
      encoding = found.encoding ?? .utf8
      isUnsure = found.isUnsure
      markLength = 0
    }
    let text = sample[markLength...]
    if encoding.isUTF32 {
      let units = InputSample.wideUnits(text, highFirst: encoding == .utf32BigEndian)
      try InputRefusal.refuseBinary(units, path: path)
    } else if encoding.isUTF16 {
      let units = InputSample.units(text, highFirst: encoding == .utf16BigEndian)
      try InputRefusal.refuseBinary(units, path: path)
    } else {
      try InputRefusal.refuseBinary(text.lazy.map(UInt16.init), path: path)
    }
  }

  private static func units(_ bytes: ArraySlice<UInt8>, highFirst: Bool) -> [UInt16] {
    stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return highFirst ? first << 8 | second : second << 8 | first
    }
  }

  /// Units of four bytes; those that do not fit two become U+FFFF.
  private static func wideUnits(_ bytes: ArraySlice<UInt8>, highFirst: Bool) -> [UInt16] {
    stride(from: bytes.startIndex, to: bytes.endIndex - 3, by: 4).map { index in
      let unit = bytes[index..<index + 4]
      let value = (highFirst ? Array(unit) : unit.reversed()).reduce(0) { $0 << 8 | UInt32($1) }
      return UInt16(exactly: value) ?? .max
    }
  }

  private static func detect(
    _ sample: [UInt8], isWhole: Bool, path: String
  ) throws(DataError) -> EncodingGuess.Finding {
    var check = UTF8Check()
    sample.withUnsafeBytes { check.absorb($0) }
    let quarter = sample.count / 4
    if quarter > 0, check.nulCount > quarter {
      // By their position in groups of four bytes.
      var nuls = [0, 0, 0, 0]
      for (index, byte) in sample.enumerated() where byte == 0 { nuls[index & 3] += 1 }
      let full = nuls.map { $0 * 10 > quarter * 9 }
      if full == [false, true, true, true] || full == [true, true, true, false] {
        return .init(encoding: full[0] ? .utf32BigEndian : .utf32LittleEndian)
      }
      // Half of the characters or more are ASCII, and next to none is NUL itself.
      let even = nuls[0] + nuls[2]
      let odd = nuls[1] + nuls[3]
      if odd > quarter, even * 50 < quarter { return .init(encoding: .utf16LittleEndian) }
      if even > quarter, odd * 50 < quarter { return .init(encoding: .utf16BigEndian) }
    }
    return another(sample, check, isWhole: isWhole)
  }

  /// The encoding of bytes of which it is known how they would do as UTF-8; nil for that.
  static func another(
    _ bytes: some Collection<UInt8>, _ check: UTF8Check, isWhole: Bool
  ) -> EncodingGuess.Finding {
    let isWestern = check.suggestsWindows1252(isWhole: isWhole)
    let isEscaped =
      check.isASCII && zip(bytes, bytes.dropFirst()).contains { $0 == 0x1B && $1 == 0x24 }
    guard isWestern || isEscaped || check.mayBeAnother(isWhole: isWhole) else {
      return EncodingGuess.Finding()
    }
    var found = EncodingGuess.judge(bytes, isWhole: isWhole)
    if found.encoding == nil, isWestern { found.encoding = .windows1252 }
    return found
  }
}

extension UTF8Check {
  /// Whether the bytes are rather Windows-1252 than UTF-8 with damage: something is not valid UTF-8,
  /// and there are at least ten invalid sequences to each valid character of two bytes or more.
  ///
  /// Two bytes of Windows-1252 look like one character of UTF-8 only when a letter of À…ß is followed
  /// by one of € to ¿, mostly signs: rare in any language, and impossible to see in small letters
  /// alone. In UTF-8 with damage the valid characters are the rule, as the bytes that do not fit are
  /// the exception.
  ///
  /// - Parameter isWhole: whether the text ends here; otherwise its last character may go on.
  func suggestsWindows1252(isWhole: Bool) -> Bool {
    let sure = surelyInvalid(isWhole: isWhole)
    return sure > 0 && sure >= 10 * validMultibyte
  }

  /// Whether the bytes may be of an encoding of several bytes a character, some of which look like UTF-8.
  func mayBeAnother(isWhole: Bool) -> Bool {
    let sure = surelyInvalid(isWhole: isWhole)
    return sure > 4 && sure >= 2 * validMultibyte
  }

  private func surelyInvalid(isWhole: Bool) -> Int {
    invalid - (endsInsideCharacter && !isWhole ? 1 : 0)
  }
}
