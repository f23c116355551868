/// Texts as numbered tokens.
///
/// Tokens are words, in lower case; ideographs stand for themselves. Where the texts have no spaces, as
/// in strands of DNA, each character is a token.
struct Tokens: Sendable, Equatable {
  /// What a token is.
  enum Unit: String, Codable, Sendable {
    case word, character
  }

  /// What a token is.
  let unit: Unit
  /// The tokens of each text, those of one token left out; 0 is any rare token.
  let texts: [[Int32]]
  /// How many different tokens are told apart, the rare ones counted as one.
  let vocabulary: Int

  /// All tokens are below it: one more than the vocabulary where no token is rare.
  let bound: Int

  /// How many tokens there are.
  var count: Int { texts.reduce(0) { $0 + $1.count } }

  /// More tokens than these are not looked at.
  static let tokenLimit = 50_000
  /// This many different tokens are told apart.
  static let vocabularyLimit = 1_000
  /// Texts of fewer words on average, yet this many characters, have no spaces.
  private static let fewestWords = 3.0
  private static let fewestCharacters = 20.0

  init(_ strings: [String]) {
    let count = Double(max(1, strings.count))
    let words = strings.map(Tokens.words)
    let wordCount = Double(words.reduce(0) { $0 + $1.count }) / count
    let characters = Double(strings.reduce(0) { $0 + $1.unicodeScalars.count }) / count
    unit =
      wordCount < Tokens.fewestWords && characters >= Tokens.fewestCharacters ? .character : .word
    let split =
      unit == .word ? words : strings.map { $0.unicodeScalars.map { String($0) } }
    (texts, vocabulary, bound) = Tokens.numbered(split)
  }

  /// Whether letters make up half of what texts hold beside blanks and marks, so that they are no telephone
  /// numbers, addresses or lists of figures.
  static func areWords(_ texts: [String]) -> Bool {
    var (letters, digits) = (0, 0)
    for text in texts {
      for scalar in text.unicodeScalars {
        if scalar.properties.numericType != nil, !scalar.properties.isIdeographic {
          digits += 1
        } else if scalar.properties.isAlphabetic {
          letters += 1
        }
      }
    }
    return letters > digits
  }

  /// The words of a text.
  static func words(_ text: String) -> [String] {
    var words = [String]()
    var word = String.UnicodeScalarView()
    func close() {
      if !word.isEmpty { words.append(String(word).lowercased()) }
      word = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      if properties.isIdeographic {
        close()
        words.append(String(scalar))
      } else if properties.isAlphabetic || properties.numericType != nil
        || !word.isEmpty && (scalar == "'" || scalar == "’" || properties.isDiacritic)
      {
        word.append(scalar)
      } else {
        close()
      }
    }
    close()
    return words
  }

  /// Numbers tokens by how frequent they are.
  private static func numbered(
    _ split: [[String]]
  ) -> (texts: [[Int32]], vocabulary: Int, bound: Int) {
    var taken = [[String]]()
    var total = 0
    for words in split where words.count >= 2 {
      guard total < tokenLimit else { break }
      taken.append(Array(words.prefix(tokenLimit - total)))
      total += taken[taken.count - 1].count
    }
    var frequencies = [String: Int]()
    for word in taken.joined() { frequencies[word, default: 0] += 1 }
    let frequent = frequencies.filter { $0.value > 1 }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(vocabularyLimit - 1)
    let numbers = Dictionary(
      uniqueKeysWithValues: frequent.enumerated().map { ($1.key, Int32($0 + 1)) })
    let hasRare = frequent.count < frequencies.count
    return (
      taken.filter { $0.count >= 2 }.map { $0.map { numbers[$0] ?? 0 } },
      frequent.count + (hasRare ? 1 : 0), frequent.count + 1
    )
  }
}
