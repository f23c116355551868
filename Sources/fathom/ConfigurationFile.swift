import FathomAnalyses
import FathomData
private import Foundation
private import Yams

/// `fathom.yml`: what a team settled on, beside the data.
///
/// ```yaml
/// thresholds:
///   collinearity:
///     vifBad: 8
/// ```
struct ConfigurationFile {
  /// The name that is looked for.
  static let name = "fathom.yml"
  /// Larger files are none of ours.
  private static let largestSize = 1_000_000

  /// Where it is: as the user named it, or from the working directory.
  let path: String
  /// The thresholds that it changes.
  private(set) var thresholds = ThresholdChanges()

  /// The file that holds: the named one, or else the nearest `fathom.yml` upward from the working
  /// directory; nil where there is none.
  static func find(_ named: String?) throws(CommandFailure) -> ConfigurationFile? {
    if let named { return try ConfigurationFile(path: named) }
    var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    var path = name
    while true {
      if FileManager.default.fileExists(atPath: path) { return try ConfigurationFile(path: path) }
      path = "../" + path
      let parent = folder.deletingLastPathComponent()
      guard parent.path != folder.path else { return nil }
      folder = parent
    }
  }

  private init(path: String) throws(CommandFailure) {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(message: "\(path): no such file, or it cannot be read")
    }
    guard data.count <= ConfigurationFile.largestSize,
      let text = String(data: data, encoding: .utf8)
    else {
      throw CommandFailure(message: "\(path): not a configuration file (UTF-8 of at most 1 MB)")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw CommandFailure(message: ConfigurationFile.message(path, error))
    }
    // An empty file changes nothing.
    guard let root, root.null == nil else { return }
    for (key, value) in try mapping(root, "the file") {
      guard key.text == "thresholds" else {
        let nearest = NearestName.find(key.text, among: ["thresholds"])
        throw failure(
          key.node,
          "unknown key “\(key.text)”"
            + (nearest.map { "; did you mean “\($0)”?" } ?? "; there is thresholds"))
      }
      guard value.null == nil else { continue }
      try read(thresholdsOf: value)
    }
  }

  private mutating func read(thresholdsOf node: Node) throws(CommandFailure) {
    for (analysis, settings) in try mapping(node, "thresholds") {
      do {
        _ = try ThresholdChanges.entry(analysis.text)
      } catch {
        throw failure(analysis.node, error.description)
      }
      guard settings.null == nil else { continue }
      for (name, value) in try mapping(settings, analysis.text) {
        guard let number = value.scalar.flatMap({ _ in value.float }) else {
          throw failure(value, "\(analysis.text).\(name.text) must be a number")
        }
        do {
          try thresholds.set(analysis.text, name.text, to: number)
        } catch {
          throw failure(name.node, error.description)
        }
      }
    }
  }

  // MARK: YAML

  private func mapping(
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

  private func failure(_ node: Node, _ message: String) -> CommandFailure {
    CommandFailure(message: "\(path)\(node.mark.map { ":\($0.line)" } ?? ""): \(message)")
  }

  private static func message(_ path: String, _ error: any Error) -> String {
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
