import Foundation
import Testing

/// Inputs as users bring them, each with its oracle: what is read, which blind spots, which exit code.
///
/// `Fixtures/Field/README.md` states the form of an oracle.
@Suite struct FieldCorpusTests {
  /// What is expected of one input.
  private struct Case: Sendable {
    let name: String
    let input: URL
    private let bytes: Data

    init(_ file: URL) throws {
      bytes = try Data(contentsOf: file)
      let oracle = try Case.oracle(bytes)
      let kind = file.deletingLastPathComponent()
      name = "\(kind.lastPathComponent)/\(file.deletingPathExtension().lastPathComponent)"
      input = kind.appending(path: try #require(oracle["input"] as? String, "\(name)"))
      let unknown = Set(oracle.keys).subtracting(Case.keys)
      try #require(unknown.isEmpty, "\(name): unknown keys \(unknown.sorted())")
    }

    static let keys: Set = [
      "why", "input", "folder", "command", "arguments", "race", "exit", "expect", "notes", "silent",
      "blindSpots", "error",
    ]

    private static func oracle(_ bytes: Data) throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }

    var oracle: [String: Any] { (try? Case.oracle(bytes)) ?? [:] }

    func list(_ key: String) -> [String] { oracle[key] as? [String] ?? [] }
  }

  private static let root = Command.root.appending(path: "Fixtures/Field")

  private static func cases() throws -> [Case] {
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
    return try files.filter { $0.hasSuffix(".json") && !$0.contains(".input") }.map {
      try Case(root.appending(path: $0))
    }
  }

  @Test func `every input of the field is read as its oracle says`() throws {
    let cases = try FieldCorpusTests.cases()
    let wanted = ProcessInfo.processInfo.environment["FATHOM_FIELD"]
    let chosen = cases.filter { wanted.map($0.name.contains) ?? true }
    let problems = Problems()
    DispatchQueue.concurrentPerform(iterations: chosen.count) { index in
      do {
        let found = try FieldCorpusTests.problems(of: chosen[index])
        problems.add(found.map { "\(chosen[index].name): \($0)" })
      } catch {
        problems.add(["\(chosen[index].name): \(error)"])
      }
    }
    for problem in problems.all { Issue.record("\(problem)") }
  }

  /// What differs from the oracle; empty where nothing does.
  private static func problems(of item: Case) throws -> [String] {
    let folder = try TestFolder()
    var path = item.input.path
    if let inner = item.oracle["folder"] as? String {
      let unpacked = try Command.shell("tar -xzf '\(path)' -C '\(folder.path)'")
      if unpacked.code != 0 { return ["cannot be unpacked: \(unpacked.error)"] }
      path = folder.path(inner)
    }
    let command = item.oracle["command"] as? String ?? "analyze"
    var environment = [String: String]()
    if item.oracle["race"] as? Bool == true {
      environment = ["FATHOM_RACE_BUDGET": "20", "FATHOM_NO_TRIAL": "false"]
    }
    let result = try Command.run(
      [command, path] + item.list("arguments") + ["--format", "json", "--permutations", "199"],
      environment: environment)
    var problems = [String]()
    let code = item.oracle["exit"] as? Int ?? 0
    if Int(result.code) != code {
      problems.append("exit code \(result.code) instead of \(code): \(result.error)")
      return problems
    }
    for words in item.list("error") where !result.error.contains(words) {
      problems.append("standard error lacks “\(words)”: \(result.error)")
    }
    guard code != 2 else { return problems }
    let report = try result.json()
    for (path, wanted) in (item.oracle["expect"] as? [String: Any] ?? [:]).sorted(by: {
      $0.key < $1.key
    }) {
      let found = FieldCorpusTests.value(path, in: report)
      if !FieldCorpusTests.agree(found, wanted) {
        problems.append("\(path) is \(found ?? "absent") instead of \(wanted)")
      }
    }
    let notes = (FieldCorpusTests.value("input.notes", in: report) as? [String] ?? [])
    for words in item.list("notes") where !notes.contains(where: { $0.contains(words) }) {
      problems.append("no note holds “\(words)”: \(notes)")
    }
    let text = result.output
    for words in item.list("silent") where text.contains(words) {
      problems.append("the report says “\(words)”")
    }
    if let wanted = item.oracle["blindSpots"] as? [String] {
      let spots = FieldCorpusTests.value("verdict.blindSpots", in: report) as? [[String: Any]] ?? []
      let found = spots.compactMap { $0["id"] as? String }
      if Set(found) != Set(wanted) {
        problems.append("blind spots are \(found.sorted()) instead of \(wanted.sorted())")
      }
    }
    return problems
  }

  /// The value at a path such as `input.columns[age].type`: an element of a list is found by its name, id or label,
  /// or by its place.
  private static func value(_ path: String, in report: Any) -> Any? {
    var value: Any? = report
    for key in steps(path) {
      if key == "count", let list = value as? [Any] {
        value = list.count
      } else if let list = value as? [Any] {
        value =
          list.first { item in
            ["name", "id", "label"].contains { (item as? [String: Any])?[$0] as? String == key }
          } ?? Int(key).flatMap { list.indices.contains($0) ? list[$0] : nil }
      } else {
        value = (value as? [String: Any])?[key]
      }
    }
    return value
  }

  /// The names in a path; one in brackets may hold points.
  private static func steps(_ path: String) -> [String] {
    var steps = [""]
    var isBracketed = false
    for character in path {
      switch character {
      case "[":
        isBracketed = true
        steps.append("")
      case "]": isBracketed = false
      case "." where !isBracketed: steps.append("")
      default: steps[steps.count - 1].append(character)
      }
    }
    return steps.filter { !$0.isEmpty }
  }

  private static func agree(_ found: Any?, _ wanted: Any) -> Bool {
    if let range = wanted as? [String: Any] {
      if let other = range["not"] as? NSObject { return (found as? NSObject) != other }
      guard let number = (found as? NSNumber)?.doubleValue else { return false }
      let least = (range["atLeast"] as? NSNumber)?.doubleValue ?? -.infinity
      let most = (range["atMost"] as? NSNumber)?.doubleValue ?? .infinity
      return (least...most).contains(number)
    }
    if wanted is NSNull { return found == nil || found is NSNull }
    return (found as? NSObject) == (wanted as? NSObject)
  }

  private final class Problems: @unchecked Sendable {
    private let lock = NSLock()
    private var found = [String]()

    func add(_ more: [String]) { lock.withLock { found += more } }
    var all: [String] { lock.withLock { found.sorted() } }
  }
}
