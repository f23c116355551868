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

  /// Encodings of Cyrillic letters; those of Ukrainian hold the letters of Russian too.
  private static let cyrillic = [
    "WINDOWS-1251", "KOI8-R", "KOI8-U", "ISO-8859-5", "IBM866", "CP1125", "MAC-CYRILLIC",
  ]

  /// Encodings of DOS and of the Macintosh, and Latin-9: tried where what Windows-1252 makes of the bytes stands where
  /// no language has it.
  private static let old = [
    "ISO-8859-15", "IBM858", "CP858", "CP850", "CP437", "MACINTOSH", "CP852", "MAC-CENTRALEUROPE",
    "CP857", "CP865", "CP860", "CP862", "IBM866", "CP1125", "CP737", "ISO-8859-5", "KOI8-U",
    "WINDOWS-1251",
  ]

  /// Letters of languages that Windows-1252 is made for.
  private static let western = [
    "äöüßé", "àâæçéèêëîïôœùûüÿñ", "áéíñóúüçàèïò", "áâãàçéêíóôõúüº", "àèéìíîòóùú",
    "æøåéäöüòóôê", "åäöéüáàšž", "áéíóúýþæöð", "éëïóöüáèê", "àçéèíïóòúü", "äöõüšž",
  ]
  /// Letters of those that it lacks.
  private static let eastern = [
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîșțşţ",
    "çğıiöşüâîûi̇İ", "āčēģīķļņšūž", "ąčęėįšųūž",
    "ăâđêôơưàáèéìíòóùúýãõũĩ\u{300}\u{301}\u{303}\u{309}\u{323}",
  ]
  /// Letters of other alphabets than the Latin one.
  private static let foreign = [
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћђџѓќѕ", "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰς",
    "אבגדהוזחטיכלמנסעפצקרשתךםןףץ",
  ]

  /// What was found of some bytes.
  struct Finding {
    /// The encoding; nil where nothing speaks against Windows-1252, or against UTF-8.
    var encoding: TextEncoding?
    /// Whether another one may be right.
    var isUnsure = false
  }

  /// The encoding of some bytes; nil where nothing speaks against Windows-1252, or against UTF-8.
  static func find(_ bytes: some Collection<UInt8>, isWhole: Bool) -> TextEncoding? {
    judge(bytes, isWhole: isWhole).encoding
  }

  /// The encoding of some bytes, and whether that is certain.
  static func judge(_ bytes: some Collection<UInt8>, isWhole: Bool) -> Finding {
    let sample = lines(bytes, isWhole: isWhole)
    let name = name(of: sample) ?? ""
    if cyrillic.contains(name), areTogether(sample), let best = bestCyrillic(sample, name) {
      return Finding(encoding: .named(best))
    }
    if let decoders = others[name], name.hasPrefix("ISO-2022") || areTogether(sample),
      let decoder = decoders.first(where: { text(sample, $0) != nil })
    {
      return Finding(encoding: .named(decoder))
    }
    guard let plain = text(sample, "WINDOWS-1252", strictly: false) else { return Finding() }
    let isWestern = western.contains { fits(plain, $0) } || isSigns(plain)
    let isPlausible = EncodingJudge(plain).isPlausible
    if !isPlausible, let found = old.first(where: { showsSigns(sample, $0) }) {
      return Finding(encoding: .named(found))
    }
    if !isWestern, latinGuesses.contains(name),
      let found = likeliest([name] + latin, sample, where: { isEastern($0) })
    {
      return Finding(encoding: .named(found))
    }
    if !isPlausible, let found = ofOld(sample) { return found }
    if !isWestern || !isPlausible,
      let found = likeliest(
        latin + ["WINDOWS-1258", "ISO-8859-16"], sample, where: { isSurelyEastern($0, plain) })
    {
      return Finding(encoding: .named(found))
    }
    // Where no language fits nobody can say which it is.
    return Finding(isUnsure: !isPlausible)
  }

  /// Of the encodings that fit, the first under which the fewest characters stand where no language has them.
  private static func likeliest(
    _ names: [String], _ sample: [UInt8], where fits: (String) -> Bool
  ) -> String? {
    names.compactMap { name -> (name: String, faults: Int)? in
      guard let text = text(sample, name), fits(text) else { return nil }
      return (name, EncodingJudge(text).implausible)
    }.min { $0.faults < $1.faults }?.name
  }

  private static func isEastern(_ text: String) -> Bool {
    eastern.contains { fits(text, $0) }
  }

  /// Whether a text is in a language of the East where the detector does not say so: all letters belong to one
  /// alphabet, and enough of them are none in Windows-1252.
  private static func isSurelyEastern(_ text: String, _ plain: String) -> Bool {
    guard EncodingJudge(text).implausible == 0 else { return false }
    let differing = zip(text.unicodeScalars, plain.unicodeScalars).count { $0 != $1 }
    return differing >= fewestLetters
      && eastern.contains { fits(text, $0, letters: fewestOthers, isStrict: true) }
  }

  /// Whether a text has no letter above ASCII, but signs of units and currencies.
  private static func isSigns(_ text: String) -> Bool {
    let signs: Set<Unicode.Scalar> = Set("°µ€£¥²³½±§©®\u{A0}–—’“”…".unicodeScalars)
    return text.unicodeScalars.allSatisfy { $0.isASCII || signs.contains($0) }
  }

  /// Whether an encoding shows signs alone, and where they belong.
  private static func showsSigns(_ sample: [UInt8], _ name: String) -> Bool {
    text(sample, name).map { isSigns($0) && EncodingJudge($0).implausible == 0 } ?? false
  }

  /// The first encoding of old systems under which all letters belong to one alphabet and stand where it has them;
  /// unsure where another one fits as well and reads something else, or where there are few letters.
  private static func ofOld(_ sample: [UInt8]) -> Finding? {
    let fitting = old.compactMap { name -> (name: String, text: String)? in
      guard let text = text(sample, name), EncodingJudge(text).implausible == 0,
        swappedCase(text) == 0,
        (western + eastern + foreign).contains(where: { fits(text, $0, letters: 1, isStrict: true) }
        )
      else { return nil }
      return (name, text)
    }
    guard let first = fitting.first else { return nil }
    let letters = first.text.unicodeScalars.count { !$0.isASCII }
    return Finding(
      encoding: .named(first.name),
      isUnsure: letters < fewestLetters || fitting.contains { $0.text != first.text })
  }

  /// The encoding of Cyrillic letters under which the fewest stand where no language has them.
  private static func bestCyrillic(_ sample: [UInt8], _ guess: String) -> String? {
    let candidates = [guess] + cyrillic.filter { $0 != guess }
    let judged = candidates.compactMap { name -> (name: String, faults: Int)? in
      guard let text = text(sample, name) else { return nil }
      let capitals = swappedCase(text)
      return (name, EncodingJudge(text).implausible + capitals)
    }
    return judged.min { $0.faults < $1.faults }?.name
  }

  /// How many capital letters follow small ones: KOI8 has them where Windows-1251 has the others.
  private static func swappedCase(_ text: String) -> Int {
    zip(text.unicodeScalars, text.unicodeScalars.dropFirst()).count {
      $0.properties.isLowercase && $1.properties.isUppercase && !$1.isASCII
    }
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
  private static func fits(
    _ text: String, _ alphabet: String, letters fewest: Int = fewestLetters,
    isStrict: Bool = false
  ) -> Bool {
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
    return inside >= fewest && (isStrict ? outside == 0 : outside * 30 <= inside)
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic
  }
}
