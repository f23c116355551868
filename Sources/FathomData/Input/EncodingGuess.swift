internal import CUchardet

/// Which encoding bytes are probably written in that are not UTF-8.
///
/// uchardet knows how often letters follow one another in the languages of the world. Windows-1252 is what
/// remains: another encoding must decode the bytes without an error, and show what Western text does not. That
/// is letters side by side above ASCII, as in Cyrillic or Chinese; or, for the languages of Central Europe,
/// the Baltic and Turkey, letters that all belong to one of their alphabets and to no Western one.
enum EncodingGuess {
  /// So many bytes of lines with characters above ASCII are looked at.
  private static let size = 1 << 16
  /// Fewer letters show no language: of a Latin alphabet, where most are ASCII, and of another.
  private static let fewestLetters = 3
  private static let fewestOthers = 8
  /// A text repeats itself less than this.
  private static let fewestKinds = 5

  /// What iconv calls the encodings that are not Latin, by the names of uchardet; those of vendors, which hold
  /// a few characters more, first.
  private static let others: [String: [String]] = [
    "SHIFT_JIS": ["CP932"], "EUC-JP": ["EUC-JP"], "ISO-2022-JP": ["ISO-2022-JP"],
    "ISO-2022-KR": ["ISO-2022-KR"], "ISO-2022-CN": ["ISO-2022-CN"],
    "GB18030": ["GB18030"], "BIG5": ["BIG5", "BIG5-HKSCS"], "EUC-TW": ["EUC-TW"],
    "UHC": ["UHC"], "EUC-KR": ["UHC"], "JOHAB": ["JOHAB"],
    "WINDOWS-1251": ["WINDOWS-1251"], "KOI8-R": ["KOI8-R"], "KOI8-U": ["KOI8-U"],
    "ISO-8859-5": ["ISO-8859-5"], "IBM866": ["IBM866"], "IBM855": ["IBM855"],
    "MAC-CYRILLIC": ["MAC-CYRILLIC"], "WINDOWS-1253": ["WINDOWS-1253"],
    "ISO-8859-7": ["ISO-8859-7", "WINDOWS-1253"], "WINDOWS-1255": ["WINDOWS-1255"],
    "ISO-8859-8": ["ISO-8859-8"], "WINDOWS-1256": ["WINDOWS-1256"], "ISO-8859-6": ["ISO-8859-6"],
    "TIS-620": ["TIS-620"], "ISO-8859-11": ["TIS-620"],
  ]

  /// Encodings of Latin letters that Windows-1252 lacks, beside the one that uchardet finds.
  private static let latin = [
    "WINDOWS-1250", "ISO-8859-2", "WINDOWS-1254", "WINDOWS-1257",
  ]
  private static let latinGuesses: Set<String> = Set(
    latin + ["ISO-8859-3", "ISO-8859-4", "ISO-8859-9", "ISO-8859-10", "ISO-8859-13", "ISO-8859-16"])

  /// Letters of languages that Windows-1252 is made for.
  private static let western = [
    "äöüßé", "àâæçéèêëîïôœùûüÿñ", "áéíñóúüçàèïò", "áâãàçéêíóôõúüº", "àèéìíîòóùú",
    "æøåéäöüòóôê", "åäöéüáàšž", "áéíóúýþæöð", "éëïóöüáèê", "àçéèíïóòúü",
  ]
  /// Letters of those that it lacks.
  private static let eastern = [
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîșțşţ",
    "çğıiöşüâîûi̇İ", "āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž",
  ]

  /// The encoding of some bytes; nil where nothing speaks against Windows-1252, or against UTF-8.
  static func find(_ bytes: some Collection<UInt8>, isWhole: Bool) -> TextEncoding? {
    let sample = lines(bytes, isWhole: isWhole)
    guard let name = name(of: sample) else { return nil }
    if let decoders = others[name] {
      guard name.hasPrefix("ISO-2022") || areTogether(sample) else { return nil }
      return decoders.first { text(sample, $0) != nil }.map { .named($0) }
    }
    guard latinGuesses.contains(name), let plain = text(sample, "WINDOWS-1252", strictly: false),
      !western.contains(where: { fits(plain, $0) })
    else { return nil }
    return ([name] + latin).first { candidate in
      guard let text = text(sample, candidate) else { return false }
      return eastern.contains { fits(text, $0) }
    }.map { .named($0) }
  }

  /// The lines with bytes above ASCII or escape sequences.
  private static func lines(_ bytes: some Collection<UInt8>, isWhole: Bool) -> [UInt8] {
    var result = [UInt8]()
    var line = [UInt8]()
    var isForeign = false
    for byte in bytes {
      line.append(byte)
      if byte >= 0x80 || byte == 0x1B { isForeign = true }
      guard byte == 0x0A || byte == 0x0D || line.count >= size else { continue }
      if isForeign { result += line }
      line.removeAll(keepingCapacity: true)
      isForeign = false
      if result.count >= size { return result }
    }
    // The last line may end inside a character.
    return isForeign && isWhole || result.isEmpty ? result + line : result
  }

  private static func name(of sample: [UInt8]) -> String? {
    guard let detector = uchardet_new() else { return nil }
    defer { uchardet_delete(detector) }
    let isDone = sample.withUnsafeBytes { buffer in
      // In bounds: address and length come from one buffer.
      uchardet_handle_data(
        detector, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count) == 0
    }
    guard isDone else { return nil }
    uchardet_data_end(detector)
    return uchardet_get_charset(detector).map { String(cString: $0).uppercased() }
  }

  /// Whether most bytes above ASCII stand side by side, as letters do that are not Latin.
  private static func areTogether(_ sample: [UInt8]) -> Bool {
    var high = 0
    var together = 0
    var kinds = Set<UInt8>()
    for (index, byte) in sample.enumerated() where byte >= 0x80 {
      high += 1
      kinds.insert(byte)
      let before = index > 0 && sample[index - 1] >= 0x80
      let behind = index + 1 < sample.count && sample[index + 1] >= 0x80
      if before || behind { together += 1 }
    }
    return high >= fewestOthers && kinds.count >= fewestKinds && together * 10 >= high * 6
  }

  /// The text of some bytes; nil where more than one in a hundred characters is not valid.
  private static func text(_ sample: [UInt8], _ name: String, strictly: Bool = true) -> String? {
    guard let decoder = IconvDecoder(name) else { return nil }
    let output = UnsafeMutableRawBufferPointer.allocate(
      byteCount: IconvDecoder.outputSize(for: sample.count), alignment: 16)
    defer { output.deallocate() }
    let count = sample.withUnsafeBytes { decoder.absorb($0, into: output) }
    let high = sample.count { $0 >= 0x80 }
    guard !strictly || decoder.replacements.count * 100 <= high else { return nil }
    // In bounds: the decoder wrote that many bytes.
    return String(decoding: output[..<count], as: UTF8.self)
  }

  /// Whether nearly all letters of a text that are not ASCII belong to an alphabet.
  private static func fits(_ text: String, _ alphabet: String) -> Bool {
    let letters = Set(alphabet.unicodeScalars)
    var inside = 0
    var outside = 0
    var before: Unicode.Scalar = " "
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      defer { before = scalar }
      guard !scalar.isASCII else { continue }
      if scalar.properties.isAlphabetic, scalar != "µ", scalar != "ª" {
        let small = scalar.properties.lowercaseMapping.unicodeScalars
        if small.allSatisfy(letters.contains) { inside += 1 } else { outside += 1 }
      } else if index + 1 < scalars.count, isLetter(before), isLetter(scalars[index + 1]),
        !"’'´`-–".unicodeScalars.contains(scalar)
      {
        // A sign in the middle of a word, or a control character.
        outside += 1
      } else if scalar.properties.generalCategory == .control {
        outside += 1
      }
    }
    return inside >= fewestLetters && outside * 30 <= inside
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic
  }
}
