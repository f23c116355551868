import FathomData
import Yams

/// Reading YAML with the line of every mistake.
extension ConfigurationFile {
  func mapping(
    _ node: Node, _ what: String
  ) throws(CommandFailure) -> [(key: (text: String, node: Node), value: Node)] {
    guard case .mapping(let mapping) = node else {
      throw failure(node, "\(what) must hold keys and values, such as “thresholds:”")
    }
    var pairs = [(key: (text: String, node: Node), value: Node)]()
    for (key, value) in mapping {
      guard let text = key.scalar?.string else { throw failure(key, "a key must be a word") }
      pairs.append(((text, key), value))
    }
    return pairs
  }

  /// One value or several.
  func texts(_ node: Node, _ name: String) throws(CommandFailure) -> [String] {
    if let scalar = node.scalar { return [scalar.string] }
    guard case .sequence(let items) = node else {
      throw failure(node, "\(name) must be a value or a list")
    }
    var texts = [String]()
    for item in items {
      guard let text = item.scalar?.string else {
        throw failure(item, "\(name) must be a list of words")
      }
      texts.append(text)
    }
    return texts
  }

  /// One of a few words.
  func one<Choice: RawRepresentable<String>>(
    _ node: Node, _ name: String, _ type: Choice.Type, _ expected: String
  ) throws(CommandFailure) -> Choice {
    guard let choice = node.scalar.flatMap({ Choice(rawValue: $0.string) }) else {
      throw failure(node, "\(name): expected \(expected)")
    }
    return choice
  }

  func place(of node: Node) -> String { "\(path)\(node.mark.map { ":\($0.line)" } ?? "")" }

  /// A path of the file, from the working directory.
  func besides(_ other: String) -> String {
    guard !other.hasPrefix("/"), other != "-", let slash = path.lastIndex(of: "/") else {
      return other
    }
    return path[...slash] + other
  }

  func failure(_ node: Node, _ message: String) -> CommandFailure {
    CommandFailure(message: "\(place(of: node)): \(message)")
  }

  func unknown(_ node: Node, _ name: String, among names: [String]) -> CommandFailure {
    let nearest = NearestName.find(name, among: names)
    return failure(
      node,
      "unknown key “\(name)”"
        + (nearest.map { "; did you mean “\($0)”?" }
          ?? "; there \(names.count == 1 ? "is" : "are") \(names.joined(separator: ", "))"))
  }

  static func message(_ path: String, _ error: any Error) -> String {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      "\(path):\(mark.line): \(problem)"
    case YamlError.duplicatedKeysInMapping(let duplicates, let context):
      "\(path):\(context.mark.line): "
        + duplicates.sorted().map { "“\($0)”" }.joined(separator: ", ")
        + " is there twice in this block"
    default: "\(path): not YAML: \(error)"
    }
  }
}
