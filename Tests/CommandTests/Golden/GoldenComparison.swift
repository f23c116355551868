import Foundation

@testable import FathomReports

/// Compares a report with the one that was kept: the same words, and numbers that agree.
///
/// A processor without AVX2 runs other BLAS kernels, which add in another order. So numbers of the JSON
/// report may differ by a millionth, and printed ones by one unit in their last digit; a bar of a
/// figure counts as a digit. Blanks and line breaks may move with the width of a number.
enum GoldenComparison {
  /// Relative difference that is allowed between numbers of the JSON report.
  static let tolerance = 1e-6
  /// What is left where numbers cancel; correlations and shares are of the order of 1.
  static let noise = 1e-12

  // MARK: Printed text

  /// A piece of text that is compared as one.
  enum Token: Equatable {
    case word(String)
    /// A printed number and what its last digit counts.
    case number(Double, unit: Double)
    /// The height of a bar, or the darkness of a cell.
    case level(Int, of: String)

    func agrees(with other: Token) -> Bool {
      switch (self, other) {
      case (.number(let a, let unit), .number(let b, let otherUnit)):
        // A hundredth of a unit for what the decimal fractions themselves round.
        return abs(a - b) <= 1.01 * min(unit, otherUnit)
      case (.level(let a, let figure), .level(let b, let otherFigure)):
        return figure == otherFigure && abs(a - b) <= 1
      default: return self == other
      }
    }
  }

  /// The first difference between two texts; nil when they agree.
  static func difference(text old: String, _ new: String) -> String? {
    let (old, new) = (tokens(old), tokens(new))
    for (index, (a, b)) in zip(old, new).enumerated() where !a.agrees(with: b) {
      let before = old[max(0, index - 6)..<index].map { "\($0)" }.joined(separator: " ")
      return "\(a) became \(b), after \(before)"
    }
    return old.count == new.count ? nil : "\(old.count) words and numbers became \(new.count)"
  }

  private static let figures = ["▁▂▃▄▅▆▇█", "·░▒▓█"]

  static func tokens(_ text: String) -> [Token] {
    var tokens = [Token]()
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let figure = figures.first(where: { $0.contains(word) || word.allSatisfy($0.contains) }),
        word != "·"
      {
        let levels = Array(figure)
        tokens += word.map { .level(levels.firstIndex(of: $0) ?? 0, of: figure) }
      } else {
        tokens += numbersAndWords(word)
      }
    }
    return tokens
  }

  private static func numbersAndWords(_ word: Substring) -> [Token] {
    var tokens = [Token]()
    var letters = ""
    var rest = word
    while let first = rest.first {
      // Digits inside of a name, or of a digest, are no number.
      let isInName = letters.last.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
      if !isInName, let match = rest.prefixMatch(of: number),
        !(rest[match.range.upperBound...].first.map { $0.isLetter || $0 == "_" } ?? false)
      {
        if !letters.isEmpty { tokens.append(.word(letters)) }
        letters = ""
        let printed = match.0.filter { $0 != "," }.map { $0 == "\u{2212}" ? "-" : String($0) }
        let decimals = Double(match.2?.count ?? 1) - 1
        let exponent = printed.joined().split(separator: "e").dropFirst().first.flatMap {
          Double($0)
        }
        tokens.append(
          .number(Double(printed.joined()) ?? .nan, unit: pow(10, (exponent ?? 0) - decimals)))
        rest = rest[match.range.upperBound...]
      } else {
        letters.append(first)
        rest = rest.dropFirst()
      }
    }
    if !letters.isEmpty { tokens.append(.word(letters)) }
    return tokens
  }

  private static var number: Regex<(Substring, Substring, Substring?, Substring?)> {
    /([\-−]?[0-9]+(?:,[0-9]{3})*)(\.[0-9]+)?(e[+\-−][0-9]+)?/
  }

  // MARK: JSON

  /// The first difference between two JSON texts; nil when they agree.
  static func difference(json old: String, _ new: String) throws -> String? {
    let decoder = JSONDecoder()
    return difference(
      try decoder.decode(JSONValue.self, from: Data(old.utf8)),
      try decoder.decode(JSONValue.self, from: Data(new.utf8)), "")
  }

  private static func difference(_ old: JSONValue, _ new: JSONValue, _ place: String) -> String? {
    switch (old, new) {
    case (.null, .null): return nil
    case (.boolean(let a), .boolean(let b)) where a == b: return nil
    case (.number(let a), .number(let b))
    where abs(a - b) <= tolerance * max(abs(a), abs(b)) + noise: return nil
    case (.string(let a), .string(let b)):
      return difference(text: a, b).map { "\(place): \($0)" }
    case (.array(let a), .array(let b)) where a.count == b.count:
      for (index, pair) in zip(a, b).enumerated() {
        if let found = difference(pair.0, pair.1, "\(place)/\(index)") { return found }
      }
      return nil
    case (.object(let a), .object(let b)) where a.keys == b.keys:
      for (name, value) in a.sorted(by: { $0.key < $1.key }) {
        if let found = difference(value, b[name] ?? .null, "\(place)/\(name)") { return found }
      }
      return nil
    default: return "\(place): \(short(old)) became \(short(new))"
    }
  }

  private static func short(_ value: JSONValue) -> String {
    switch value {
    case .array(let list): "a list of \(list.count)"
    case .object(let object): "an object of \(object.keys.sorted())"
    default: "\(value)"
    }
  }
}
