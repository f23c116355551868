public import FathomAnalyses
private import Foundation

/// Whether what an analysis declares is what its types are.
public enum DeclarationCheck {
  /// What is wrong with the declarations of an analysis, one sentence each; empty where nothing is.
  ///
  /// Evidence made up from the declaration is read into its type and written again. A name that the type needs and
  /// the declaration lacks cannot be read; one that the type lacks is not written again.
  public static func problems(of entry: Catalog.Entry) -> [String] {
    let id = entry.info.id
    var problems = entry.findings.filter { !$0.id.hasPrefix(id + ".") }.map {
      "the finding \($0.id) does not begin with \(id)"
    }
    if Set(entry.findings.map(\.id)).count < entry.findings.count {
      problems.append("\(id) declares a finding twice")
    }
    guard case .object = entry.evidence.kind else {
      return problems + ["the evidence of \(id) is no object"]
    }
    for turn in 0..<entry.evidence.mostChoices {
      let made = entry.evidence.example(turn)
      do {
        let written = try entry.rewrite(try JSONEncoder().encode(made))
        let read = try JSONDecoder().decode(JSONValue.self, from: written)
        problems += differences(made, read, entry.evidence, at: "\(id).evidence")
      } catch {
        problems.append("\(id).evidence cannot be read: \(JSONRenderer.reason(error))")
      }
      if !problems.isEmpty { break }
    }
    return problems
  }

  private static func differences(
    _ made: JSONValue, _ read: JSONValue, _ info: ValueInfo, at place: String
  ) -> [String] {
    switch (info.kind, made, read) {
    case (.part(_, let inner), _, _): return differences(made, read, inner, at: place)
    case (.object(let fields), .object(let made), .object(let read)):
      let undeclared = read.keys.filter { made[$0] == nil }.sorted().map {
        "\(place).\($0) is not declared"
      }
      return undeclared
        + fields.flatMap { field in
          guard let before = made[field.name], let after = read[field.name] else {
            return ["\(place).\(field.name) is declared, but not written"]
          }
          return differences(before, after, field.value, at: "\(place).\(field.name)")
        }
    case (.array(let item, _, _), .array(let made), .array(let read)) where made.count == read.count:
      return zip(made, read).flatMap { differences($0, $1, item, at: place) }
    case (.dictionary(let inner), .object(let made), .object(let read)):
      return made.keys.sorted().flatMap { name in
        read[name].map { differences(made[name] ?? .null, $0, inner, at: "\(place).\(name)") }
          ?? ["\(place).\(name) is not written"]
      }
    default: return made == read ? [] : ["\(place) is written as another value"]
    }
  }
}

extension ValueInfo {
  /// The most texts that a choice within has, at least 1.
  fileprivate var mostChoices: Int {
    switch kind {
    case .choice(let names): max(1, names.count)
    case .array(let inner, _, _), .dictionary(let inner), .part(_, let inner): inner.mostChoices
    case .object(let fields): fields.map(\.value.mostChoices).max() ?? 1
    case .number, .integer, .boolean, .text: 1
    }
  }

  /// A value that fits; nothing in it is null, and choices take turns.
  fileprivate func example(_ turn: Int) -> JSONValue {
    switch kind {
    case .number(let limits), .integer(let limits):
      return .number(
        limits.minimum.map { $0.rounded(.up) } ?? limits.exclusiveMinimum.map { $0 + 1 }
          ?? limits.maximum.map { $0.rounded(.down) } ?? 1)
    case .boolean: return .boolean(true)
    case .text(_, _, let example): return .string(example)
    case .choice(let names): return .string(names[turn % names.count])
    case .array(let item, let least, _):
      return .array(Array(repeating: item.example(turn), count: max(1, least ?? 1)))
    case .dictionary(let inner): return .object(["name": inner.example(turn)])
    case .object(let fields):
      return .object(
        Dictionary(
          fields.map { ($0.name, $0.value.example(turn)) }, uniquingKeysWith: { first, _ in first })
      )
    case .part(_, let inner): return inner.example(turn)
    }
  }
}
