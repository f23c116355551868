internal import FathomData
private import Foundation

/// The levels of a column by digests, with how often each is there.
struct LevelCounts: Sendable, Equatable {
  /// A level.
  struct Level: Sendable, Equatable {
    var count: Int
    /// A digest of its letters and digits alone, so that another spelling is known.
    var form: String
  }

  /// The levels by their digests.
  var levels: [String: Level]
  /// The rows of levels that are not kept.
  var others: Int

  /// Levels beyond the most frequent ones are not kept.
  static let most = 40

  /// All levels of a column.
  ///
  /// - Parameter salt: what the digests are formed with beside the level.
  init(_ levels: [(text: String, count: Int)], salt: String) {
    let sorted = levels.sorted { ($1.count, $0.text) < ($0.count, $1.text) }
    self.levels = Dictionary(
      sorted.prefix(LevelCounts.most).map {
        (
          LevelCounts.digest($0.text, salt),
          Level(count: $0.count, form: LevelCounts.digest(LevelCounts.form($0.text), salt))
        )
      }, uniquingKeysWith: { first, _ in first })
    others = sorted.dropFirst(LevelCounts.most).reduce(0) { $0 + $1.count }
  }

  private init(levels: [String: Level], others: Int) {
    self.levels = levels
    self.others = others
  }

  /// Eight digits of SHA-256.
  static func digest(_ text: String, _ salt: String) -> String {
    String(Fingerprint.sha256(salt + "\0" + text).prefix(8))
  }

  /// What different spellings of a level have in common.
  static func form(_ text: String) -> String {
    let folded = text.lowercased().unicodeScalars.filter {
      CharacterSet.alphanumerics.contains($0)
    }
    return folded.isEmpty ? text : String(String.UnicodeScalarView(folded))
  }

  /// Whether all levels are kept.
  var isWhole: Bool { others == 0 }

  /// How many rows have a level.
  var rows: Int { levels.values.reduce(others) { $0 + $1.count } }

  // MARK: One line of text

  /// `digest form count`, the most frequent first, and the rows of the others.
  var text: String {
    let parts = levels.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
      $0.value.form == $0.key
        ? "\($0.key) \($0.value.count)" : "\($0.key)/\($0.value.form) \($0.value.count)"
    }
    return (parts + (others > 0 ? ["others \(others)"] : [])).joined(separator: ", ")
  }

  init?(text: String) {
    levels = [:]
    others = 0
    for part in text.components(separatedBy: ", ") where !part.isEmpty {
      let words = part.split(separator: " ")
      guard words.count == 2, let count = Int(words[1]) else { return nil }
      if words[0] == "others" {
        others = count
        continue
      }
      let digests = words[0].split(separator: "/").map(String.init)
      guard let digest = digests.first, let form = digests.last else { return nil }
      levels[digest] = Level(count: count, form: form)
    }
  }
}

extension LevelCounts: Codable {
  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let counts = LevelCounts(text: text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no counts of levels"))
    }
    self = counts
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
