/// Where the path of an image names its class, as the user says.
public enum ClassPlace: Sendable, Equatable {
  /// A folder by its level: 1 for the folders that lie in the one that is analysed, 0 for none.
  case folder(Int)
  /// A pattern of the whole path, such as `*/{class}/*` or `{class}_*.jpg`: `*` stands for any part of one
  /// name, `**` for any folders.
  case pattern(String)

  /// The word in a pattern that stands for the class.
  static let word = "{class}"

  /// Reads a level, or a pattern that holds `{class}` once; nil for anything else.
  public init?(_ text: String) {
    if let level = Int(text) {
      guard 0...64 ~= level else { return nil }
      self = .folder(level)
    } else {
      guard text.split(separator: ClassPlace.word, omittingEmptySubsequences: false).count == 2
      else { return nil }
      self = .pattern(text)
    }
  }

  /// Finds the class that paths name.
  ///
  /// - Returns: a class a path; nil where it names none.
  func classes(of paths: [FilePath]) -> [String?] {
    switch self {
    case .folder(let level):
      return paths.map { path in
        let folders = path.folders
        return level > 0 && folders.count >= level ? FilePath.text(folders[level - 1]) : nil
      }
    case .pattern(let pattern):
      guard let expression = try? Regex(ClassPlace.expression(pattern)) else {
        return paths.map { _ in nil }
      }
      return paths.map { path in
        guard let match = try? expression.wholeMatch(in: path.description),
          let name = match.output[1].substring
        else { return nil }
        return String(name)
      }
    }
  }

  /// The pattern as a regular expression.
  private static func expression(_ pattern: String) -> String {
    var result = ""
    var rest = Substring(pattern)
    while let first = rest.first {
      if rest.hasPrefix(word) {
        result += "([^/]+?)"
        rest = rest.dropFirst(word.count)
      } else if rest.hasPrefix("**/") {
        result += "(?:.*/)?"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("**") {
        result += ".*"
        rest = rest.dropFirst(2)
      } else {
        switch first {
        case "*": result += "[^/]*"
        case "?": result += "[^/]"
        default: result += #"\.+()[]{}^$|"#.contains(first) ? "\\\(first)" : String(first)
        }
        rest = rest.dropFirst()
      }
    }
    return result
  }
}

extension ClassPlace: CustomStringConvertible {
  /// As the user writes it.
  public var description: String {
    switch self {
    case .folder(let level): "\(level)"
    case .pattern(let pattern): pattern
    }
  }
}
