private import Foundation

/// Which levels of a column are one level, written in several ways.
///
/// Levels are one where nothing but case, accents, blanks and marks without a meaning tells them apart. Two rules spare
/// what is meant: a mark beside a digit stays (`1.5`, `45-54`), and so does a sign that begins or ends a level (`A+`, `A-`,
/// `C#`); letters alone, of which case is the meaning (`A` and `a`, `AA`, `Aa` and `aa`), stay apart.
///
/// A level is a typing error of another where one letter differs (Damerau's distance), both are long, it is much rarer,
/// and levels as rare as it are mostly such errors: in a list of places rare names abound, and some differ in a letter.
struct LevelVariants: Sendable, Equatable {
  /// A level and how many rows have it.
  struct Level: Sendable, Equatable {
    var label: String
    var count: Int
  }

  /// The places of levels that are one, the most frequent first; the groups by their first place.
  private(set) var groups: [[Int]] = []
  /// How many levels differ from a frequent one by a letter.
  private(set) var typingErrors = 0
  /// How many levels are left when each is written in one way.
  private(set) var distinctLevels: Int

  /// Longer levels are prose.
  private static let longest = 100
  /// Of levels as rare as typing errors at least this share are such errors.
  private static let errorShare = 0.5
  /// More levels that hold a digit are codes, in which case may matter.
  private static let fewCodes = 50
  /// Letters of a word in which one may be wrong.
  private static let shortWord = 5

  /// Compares levels.
  ///
  /// - Complexity: O(levels · length²).
  init(_ levels: [Level], typoLetters: Int, typoShare: Double) {
    let spellings = levels.map {
      $0.label.count <= LevelVariants.longest ? Spelling($0.label) : nil
    }
    var byKey = [String: [Int]]()
    for (place, spelling) in spellings.enumerated() {
      guard let key = spelling?.key, !key.isEmpty else { continue }
      byKey[key, default: []].append(place)
    }
    LevelVariants.spareMeaning(&byKey, levels)
    // Each group of spellings is one word with a count.
    let words = byKey.map { key, places in
      Word(
        key: key, count: places.reduce(0) { $0 + levels[$1].count }, places: places,
        lengths: spellings[places[0]]?.lengths ?? [])
    }.sorted { $0.places[0] < $1.places[0] }
    let errors = LevelVariants.errors(
      words, levels, letters: typoLetters, share: typoShare)
    var merged = [Int: [Int]]()
    for index in words.indices {
      // What is meant is no error itself, as it is more frequent.
      var meant = index
      while let next = errors[meant] { meant = next }
      merged[meant, default: []] += words[index].places
    }
    groups = merged.values.filter { $0.count > 1 }.map { places in
      places.sorted { (levels[$1].count, $0) < (levels[$0].count, $1) }
    }.sorted { ($0.min() ?? 0) < ($1.min() ?? 0) }
    typingErrors = errors.count
    distinctLevels = levels.count - groups.reduce(0) { $0 + $1.count - 1 }
  }

  private struct Word {
    var key: String
    var count: Int
    var places: [Int]
    /// For each letter of the key how long the word is that it stands in.
    var lengths: [Int]
  }

  // MARK: Spellings

  /// A level without what carries no meaning.
  private struct Spelling {
    var key = ""
    /// For each character of the key how long the word is that it stands in.
    var lengths = [Int]()

    init(_ label: String) {
      // In large letters first, so that ß is ss.
      let folded = label.decomposedStringWithCompatibilityMapping.uppercased().lowercased()
      let scalars = folded.unicodeScalars.filter {
        $0.properties.canonicalCombiningClass == .notReordered
      }
      let places = scalars.indices.filter { !Spelling.isBlank(scalars[$0]) }
      var before: Unicode.Scalar?
      var last: String.UnicodeScalarView.Index?
      var words = [0]
      func begin() { if words[words.count - 1] > 0 { words.append(0) } }
      for (number, place) in places.enumerated() {
        let scalar = scalars[place]
        let after = number + 1 < places.count ? scalars[places[number + 1]] : nil
        let hasBlank = last.map { scalars.index(after: $0) != place } ?? false
        // `1 1` is not `11`.
        if hasBlank, let before, Spelling.isDigit(before), Spelling.isDigit(scalar) {
          key.append(" ")
          words[words.count - 1] += 1
        }
        if hasBlank { begin() }
        if !Spelling.marks.contains(scalar) || Spelling.hasMeaning(scalar, before, after) {
          key.unicodeScalars.append(scalar)
          words[words.count - 1] += 1
        } else {
          begin()
        }
        (before, last) = (scalar, place)
      }
      lengths = words.flatMap { Array(repeating: $0, count: $0) }
    }

    private static let marks = Set("._'\"’‘`´,;:()-–—‐".unicodeScalars)

    /// Whether a mark says something where it stands.
    private static func hasMeaning(
      _ mark: Unicode.Scalar, _ before: Unicode.Scalar?, _ after: Unicode.Scalar?
    ) -> Bool {
      if let before, isDigit(before) { return true }
      if let after, isDigit(after) { return true }
      let isDash = "-–—‐".unicodeScalars.contains(mark)
      return isDash && (before == nil || after == nil)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || scalar.value == 0xFEFF || scalar.value == 0x200B
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.numericType != nil
    }
  }

  /// Takes out groups in which case is the meaning.
  private static func spareMeaning(_ byKey: inout [String: [Int]], _ levels: [Level]) {
    // `m`, `M`, `f` and `F` are two sexes; `a` and `A` are two alleles.
    let single = byKey.filter { $0.key.count == 1 && $0.value.count > 1 }
    for (key, places) in byKey where places.count > 1 {
      let isSpared =
        key.count == 1
        ? single.count < 2 || single.count * 2 < byKey.count
        : Set(key).count == 1 && key.allSatisfy(\.isLetter)
          || key.count == 2 && places.contains { isAllele(levels[$0].label) }
          || levels.count > fewCodes && key.contains(where: \.isNumber)
      guard isSpared else { continue }
      byKey[key] = nil
      for place in places { byKey["\(key)\0\(place)"] = [place] }
    }
  }

  /// Whether a small letter comes before a large one, as in `aB`.
  private static func isAllele(_ label: String) -> Bool {
    guard label.count == 2, let first = label.first, let last = label.last else { return false }
    return first.isLowercase && last.isUppercase
  }

  // MARK: Typing errors

  /// For each word that is a typing error the place of the word that was meant.
  private static func errors(
    _ words: [Word], _ levels: [Level], letters: Int, share: Double
  ) -> [Int: Int] {
    let long = words.indices.filter { place in
      let key = words[place].key
      return key.count >= letters && key.allSatisfy { $0.isLetter || "/&".contains($0) }
    }
    // Words of distance one share what is left when one letter is taken out of each, or of one.
    var rests = [String: [Int]]()
    for place in long {
      let key = Array(words[place].key)
      var own: Set<String> = [words[place].key]
      for letter in key.indices {
        own.insert(String(key[..<letter] + key[(letter + 1)...]))
      }
      for rest in own { rests[rest, default: []].append(place) }
    }
    var meant = [Int: Int]()
    for places in rests.values where places.count > 1 {
      for rare in places {
        for frequent in places
        where words[rare].count < words[frequent].count
          && Double(words[rare].count) <= share * Double(words[frequent].count)
          && isSlip(words[rare], words[frequent])
        {
          // Of several the most frequent was meant; of equals the first.
          guard let other = meant[rare] else {
            meant[rare] = frequent
            continue
          }
          if (words[other].count, frequent) < (words[frequent].count, other) {
            meant[rare] = frequent
          }
        }
      }
    }
    guard let most = meant.keys.map({ words[$0].count }).max() else { return [:] }
    let asRare = words.count { $0.count <= most }
    return Double(meant.count) >= errorShare * Double(asRare) ? meant : [:]
  }

  /// Whether one letter too many or too few, a wrong one, or two in the wrong order make one word the other.
  ///
  /// Not at the first letter, where it changes the meaning (`typical`, `atypical`), nor another last letter
  /// (`employer`, `employee`).
  /// Nor in a short word, where it is a number (`Park I`, `Park II`).
  private static func isSlip(_ first: Word, _ second: Word) -> Bool {
    let (a, b) = (Array(first.key), Array(second.key))
    guard a != b, abs(a.count - b.count) <= 1 else { return false }
    let same = zip(a, b).prefix { $0 == $1 }.count
    let isShort = [first, second].contains { word in
      let place = min(same, word.lengths.count - 1)
      return place < 0 || word.lengths[place] < shortWord
    }
    guard !isShort else { return false }
    if a.count == b.count {
      if same + 1 < a.count, a[same] == b[same + 1], a[same + 1] == b[same] {
        return a[(same + 2)...] == b[(same + 2)...]
      }
      return same > 0 && same + 1 < a.count && a[(same + 1)...] == b[(same + 1)...]
    }
    let (long, short) = a.count > b.count ? (a, b) : (b, a)
    return same > 0 && long[(same + 1)...] == short[same...]
  }
}
