/// What the name of a folder of images says of its place: a part of the data, a patient, a bag of files, or
/// something of its own, which may be a class.
struct FolderName: Sendable, Hashable {
  /// What a folder stands for.
  enum Kind: Sendable, Hashable {
    /// Training, validation or test.
    case split(ImageSplit)
    /// A numbered part of a cross-validation, or of a download.
    case fold
    /// A bag such as `images`, which says nothing of what is in it.
    case container
    /// One of many that pictures come from, such as a patient or a date.
    case group
    /// A letter and a number, or a long number, which may count patients or classes.
    case number
    /// Anything else.
    case own
  }

  /// The words of the name in small letters, numbers apart.
  let words: [String]
  /// What it stands for.
  let kind: Kind

  /// Takes a name apart.
  init(_ text: String) {
    words = FolderName.words(text)
    kind = FolderName.kind(words, text)
  }

  /// What a character of a name is.
  private enum Sign {
    case capital, small, letter, number, other

    init(_ character: Character) {
      if let byte = character.asciiValue {
        self.init(byte)
      } else if character.isNumber {
        self = .number
      } else if !character.isLetter {
        self = .other
      } else {
        self = character.isUppercase ? .capital : character.isLowercase ? .small : .letter
      }
    }

    /// A character of ASCII, of which Unicode's tables need not be asked.
    init(_ byte: UInt8) {
      switch byte {
      case 65...90: self = .capital
      case 97...122: self = .small
      case 48...57: self = .number
      default: self = .other
      }
    }
  }

  /// The words of a name in small letters: `train2017` is train and 2017, `gtFine` gt and fine.
  static func words(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    if bytes.allSatisfy({ $0 < 0x80 }) {
      return parts(bytes.map { Sign($0) }).map { part in
        String(decoding: bytes[part].map { $0 &- 65 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
      }
    }
    let characters = Array(text)
    return parts(characters.map { Sign($0) }).map { String(characters[$0]).lowercased() }
  }

  /// Where the words of a name are.
  private static func parts(_ signs: [Sign]) -> [Range<Int>] {
    var parts = [Range<Int>]()
    var start: Int?
    for place in signs.indices {
      let sign = signs[place]
      if let first = start {
        let previous = signs[place - 1]
        let isBeforeSmall = place + 1 < signs.count && signs[place + 1] == .small
        let isHump =
          sign == .capital && (previous == .small || previous == .capital && isBeforeSmall)
        if sign == .other || (previous == .number) != (sign == .number) || isHump {
          parts.append(first..<place)
          start = nil
        }
      }
      if start == nil, sign != .other { start = place }
    }
    if let start { parts.append(start..<signs.count) }
    return parts
  }

  // MARK: Words

  private static let splits: [String: ImageSplit] = [
    "train": .training, "training": .training, "trainval": .training, "trn": .training,
    "tr": .training, "val": .validation, "valid": .validation, "validation": .validation,
    "validate": .validation, "dev": .validation, "test": .test, "testing": .test,
    "tst": .test, "ts": .test, "te": .test, "eval": .test, "evaluation": .test, "holdout": .test,
  ]

  /// Words that say nothing of what is in a folder.
  static let generic: Set<String> = pictures.union([
    "set", "sets", "data", "dataset", "datasets", "folder", "folders", "file", "files", "dir",
    "all", "full", "small", "mini", "tiny", "subset", "resized", "resize", "cropped", "crop",
    "crops", "aligned", "raw", "processed", "preprocessed", "original", "originals", "orig",
    "augmented", "aug", "new", "old", "final", "clean", "v", "ver", "version", "input", "inputs",
    "rgb", "obj", "download", "downloads", "archive", "content", "root", "my", "the", "main",
    "classes", "split", "splits", "extra", "unlabeled", "unlabelled", "pred", "predict", "jpg",
    "jpeg", "png", "tif", "tiff", "bmp", "release", "public",
    "ds", "media", "output", "export",
  ])

  /// Further words beside the name of a split.
  private static let besideSplits: Set<String> = [
    "x", "seg", "clf", "coco", "imagenet", "net", "out",
  ]

  /// Words whose numbers count classes.
  private static let classes: Set<String> = [
    "class", "category", "cat", "type", "grade", "stage", "level", "label", "digit", "kind",
    "species", "cluster", "c", "n", "score", "degree", "birads",
  ]

  /// Words for pictures.
  static let pictures: Set<String> = [
    "image", "images", "img", "imgs", "im", "ims", "pic", "pics", "picture", "pictures", "photo",
    "photos", "photograph", "photographs", "frame", "frames", "jpegimages", "rgb", "leftimg",
    "bit", "thumbnails", "thumbs",
  ]

  private static let folds: Set<String> = [
    "fold", "folds", "kfold", "cv", "part", "shard", "chunk", "batch", "split",
  ]

  private static let groups: Set<String> = [
    "patient", "patients", "pat", "subject", "subjects", "subj", "sub", "case", "participant",
    "volunteer", "donor", "study", "session", "ses", "visit", "animal", "mouse", "rat", "slide",
    "video", "vid", "clip", "seq", "sequence", "scene", "recording", "rec", "trial", "specimen",
    "pid", "mrn", "exam", "scan", "series", "plate", "run", "acquisition", "acq", "stack",
    "site", "hospital", "clinic", "center", "centre", "camera", "cam", "location", "station",
    "farm",
    "flight", "scanner", "device",
  ]

  /// Words for how or when something was seen, and for what is left or right: folders of these within others are
  /// no classes.
  private static let views: Set<String> = [
    "left", "right", "front", "back", "rear", "top", "bottom", "side", "lateral", "frontal", "ap",
    "pa", "cc", "mlo", "indoor", "indoors", "outdoor", "outdoors", "day", "night", "morning",
    "evening", "dark", "bright", "ir", "nir", "depth", "gray", "grey", "color", "colour", "thermal",
    "visible", "easy", "hard", "high", "low", "near", "far", "close", "large", "medium", "sun",
    "rain", "fog", "snow", "summer", "winter", "spring", "autumn", "zoom", "x", "sob", "unknown",
    "other", "others", "misc",
  ]

  /// A word for a split, with a word that says nothing in front of it or behind it.
  private static func split(_ word: String) -> ImageSplit? {
    if let split = splits[word] { return split }
    for (name, split) in splits where name.count > 2 {
      if word.hasPrefix(name), generic.contains(String(word.dropFirst(name.count))) { return split }
      if word.hasSuffix(name), generic.contains(String(word.dropLast(name.count))) { return split }
    }
    return nil
  }

  private static func isNumber(_ word: String) -> Bool { word.allSatisfy(\.isNumber) }

  private static func kind(_ words: [String], _ text: String) -> Kind {
    let named = words.filter { !isNumber($0) }
    let hasNumber = named.count < words.count
    let own = named.filter { !generic.contains($0) }
    let found = own.filter { !besideSplits.contains($0) }.map(split)
    if let first = found.first, let split = first, found.allSatisfy({ $0 == split }) {
      return .split(split)
    }
    if isDate(words, named) || isCode(text) { return .group }
    if hasNumber, named.count == 1, folds.contains(named[0]) { return .fold }
    if hasNumber || own.count < named.count, !own.isEmpty, own.allSatisfy(groups.contains) {
      return .group
    }
    // The number may be letters: “patient_A”.
    if named.count == 2, groups.contains(named[0]), named[1].count == 1 { return .group }
    if own.isEmpty, !named.isEmpty { return .container }
    // “224x224”.
    if named == ["x"], words.count == 3 { return .container }
    if named.isEmpty { return (words.first?.count ?? 0) >= 3 ? .number : .own }
    let isNumbered = hasNumber && named.count == 1 && words.count == 2
    return isNumbered && !classes.contains(named[0]) ? .number : .own
  }

  /// Whether a word of it says nothing, as in “my photos”.
  var hasGenericWord: Bool { words.contains(where: FolderName.generic.contains) }

  /// Whether it is the name of a split.
  var isSplit: Bool { if case .split = kind { true } else { false } }

  /// Whether it may be a class where others hold a folder of this name too.
  var mayBeClassWithin: Bool {
    kind == .own && words.contains(where: { !FolderName.isNumber($0) })
      && !words.allSatisfy { FolderName.views.contains($0) || FolderName.isNumber($0) }
  }

  /// Whether it counts classes, as “grade1” does.
  var countsClasses: Bool {
    words.count == 2 && FolderName.classes.contains(words[0]) && FolderName.isNumber(words[1])
  }

  /// The split that one word of the name says, and its other words; nil where there is none, or no other word.
  var splitWithin: (split: ImageSplit, rest: [String])? {
    let places = words.indices.filter { FolderName.split(words[$0]) != nil && words[$0].count > 2 }
    guard places.count == 1, words.count > 1, let split = FolderName.split(words[places[0]]) else {
      return nil
    }
    var rest = words
    rest.remove(at: places[0])
    return (split, rest)
  }

  /// Whether the name begins like that of a patient.
  var beginsAsGroup: Bool {
    words.count > 1 && words.first.map(FolderName.groups.contains) ?? false
  }

  /// A year, a month and perhaps a day.
  private static func isDate(_ words: [String], _ named: [String]) -> Bool {
    guard named.isEmpty else { return false }
    let numbers = words.compactMap { Int($0) }
    func isYear(_ number: Int) -> Bool { 1_900..<2_100 ~= number }
    func isDay(_ number: Int) -> Bool { 1...31 ~= number }
    switch numbers.count {
    case 1:
      return words[0].count == 8 && isYear(numbers[0] / 10_000)
        && 1...12 ~= numbers[0] / 100 % 100 && isDay(numbers[0] % 100)
    case 2...6:
      return (isYear(numbers[0]) && isDay(numbers[1]))
        || (numbers.count > 2
          && isYear(numbers[2]) && isDay(numbers[0]) && isDay(numbers[1]))
    default: return false
    }
  }

  /// A long code that a machine made, such as a UUID or a UID of DICOM.
  private static func isCode(_ text: String) -> Bool {
    let hexadecimal = text.filter { $0 != "-" }
    if hexadecimal.count >= 16, hexadecimal.allSatisfy(\.isHexDigit),
      hexadecimal.contains(where: \.isNumber)
    {
      return true
    }
    return text.count >= 16 && text.contains(".") && text.allSatisfy { $0.isNumber || $0 == "." }
  }
}

/// The parts into which people divide images before they learn from them.
enum ImageSplit: Int, CaseIterable, Sendable {
  case training, validation, test
}
