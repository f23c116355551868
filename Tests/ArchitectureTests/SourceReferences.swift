import Foundation

/// Which file refers to which by the names of types, as far as the text of the sources tells.
///
/// Types are known by their whole names, `Race.Evidence`; a name is looked up from the innermost type around it
/// outwards, as the compiler does. Members and functions are not followed.
struct SourceReferences {
  /// For each file the files it refers to, with the names of the types.
  let edges: [String: [String: Set<String>]]

  /// - Parameter texts: the source texts by path; types are shared by all of them.
  init(_ texts: [String: String]) {
    let files = texts.mapValues { SwiftOutline($0) }
    var owners = [[String]: Set<String>]()
    for (path, outline) in files {
      for type in outline.declared { owners[type, default: []].insert(path) }
    }
    edges = files.reduce(into: [:]) { edges, entry in
      let (path, outline) = entry
      for use in outline.used {
        guard let name = SourceReferences.resolve(use, owners) else { continue }
        for owner in owners[name] ?? [] where owner != path {
          edges[path, default: [:]][owner, default: []].insert(name.joined(separator: "."))
        }
      }
    }
  }

  private static func resolve(
    _ use: SwiftOutline.Use, _ owners: [[String]: Set<String>]
  ) -> [String]? {
    for depth in stride(from: use.scope.count, through: 0, by: -1) {
      for length in stride(from: use.chain.count, through: 1, by: -1) {
        let name = Array(use.scope.prefix(depth) + use.chain.prefix(length))
        if owners[name] != nil { return name }
      }
    }
    return nil
  }

  /// Groups of files each of which leads to each other one, the largest first (Tarjan 1972).
  var circles: [[String]] {
    var search = CircleSearch(edges.mapValues { Array($0.keys).sorted() })
    for path in edges.keys.sorted() { search.visit(path) }
    return search.found.sorted { $0.count > $1.count }
  }
}

/// The strongly connected components of a graph.
private struct CircleSearch {
  private let edges: [String: [String]]
  private var index: [String: Int] = [:]
  private var low: [String: Int] = [:]
  private var stack: [String] = []
  private var onStack: Set<String> = []
  private(set) var found: [[String]] = []

  init(_ edges: [String: [String]]) { self.edges = edges }

  mutating func visit(_ node: String) {
    guard index[node] == nil else { return }
    let own = index.count
    index[node] = own
    low[node] = own
    stack.append(node)
    onStack.insert(node)
    for next in edges[node] ?? [] {
      if index[next] == nil {
        visit(next)
        low[node] = min(low[node] ?? own, low[next] ?? own)
      } else if onStack.contains(next) {
        low[node] = min(low[node] ?? own, index[next] ?? own)
      }
    }
    guard low[node] == own else { return }
    var members = [String]()
    while let last = stack.popLast() {
      onStack.remove(last)
      members.append(last)
      if last == node { break }
    }
    if members.count > 1 { found.append(members.sorted()) }
  }
}

/// The types that a source text declares and those that it names.
struct SwiftOutline {
  /// A name in the text, such as `Evidence.Point`, and the types around it, outermost first.
  struct Use: Hashable {
    var scope: [String]
    var chain: [String]
  }

  /// The whole names of the types declared here; those that an extension adds to are not.
  private(set) var declared: Set<[String]> = []
  /// The names of types.
  private(set) var used: Set<Use> = []

  private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor"]

  init(_ text: String) {
    let tokens = SwiftOutline.tokens(SwiftOutline.code(text))
    var scopes = [[String]]()
    var pending = [String]()
    var place = 0
    func isType(_ token: Substring) -> Bool { token.first?.isUppercase == true }
    while place < tokens.count {
      let token = tokens[place]
      let next = place + 1 < tokens.count ? tokens[place + 1] : ""
      let isMember = place > 0 && tokens[place - 1] == "."
      if SwiftOutline.kinds.contains(token), isType(next), !isMember {
        declared.insert(scopes.flatMap { $0 } + [String(next)])
        pending = [String(next)]
        place += 2
      } else if token == "typealias", isType(next) {
        declared.insert(scopes.flatMap { $0 } + [String(next)])
        place += 2
      } else if token == "extension", isType(next) {
        let (chain, end) = SwiftOutline.chain(tokens, from: place + 1)
        used.insert(Use(scope: [], chain: chain))
        pending = chain
        place = end
      } else if token == "{" {
        scopes.append(pending)
        pending = []
        place += 1
      } else if token == "}" {
        _ = scopes.popLast()
        place += 1
      } else if isType(token), !isMember {
        let (chain, end) = SwiftOutline.chain(tokens, from: place)
        used.insert(Use(scope: scopes.flatMap { $0 } + pending, chain: chain))
        place = end
      } else {
        place += 1
      }
    }
  }

  /// `A.B.C` from a place on, and the place behind it.
  private static func chain(_ tokens: [Substring], from start: Int) -> ([String], Int) {
    var chain = [String(tokens[start])]
    var place = start + 1
    while place + 1 < tokens.count, tokens[place] == ".",
      tokens[place + 1].first?.isUppercase == true
    {
      chain.append(String(tokens[place + 1]))
      place += 2
    }
    return (chain, place)
  }

  private static func tokens(_ code: String) -> [Substring] {
    code.matches(of: /[A-Za-z_][A-Za-z_0-9]*|[{}.]/).map(\.output)
  }

  /// The text without comments and without the letters of literals; what is interpolated stays.
  static func code(_ text: String) -> String {
    var scanner = LiteralFreeScanner(text)
    return scanner.run()
  }
}

/// Takes comments and literals out of a source text.
private struct LiteralFreeScanner {
  private let text: [Character]
  private var place = 0
  private var code = ""

  init(_ text: String) { self.text = Array(text) }

  mutating func run() -> String {
    scan(untilParenthesis: false)
    return code
  }

  private func starts(_ token: String) -> Bool {
    text[place...].starts(with: token)
  }

  private mutating func scan(untilParenthesis: Bool) {
    var depth = 0
    while place < text.count {
      let character = text[place]
      if starts("//") {
        while place < text.count, !text[place].isNewline { place += 1 }
      } else if starts("/*") {
        while place < text.count, !starts("*/") { place += 1 }
        place += 2
      } else if character == "\"" || (character == "#" && opensRawLiteral) {
        literal()
      } else {
        if untilParenthesis {
          if character == "(" { depth += 1 }
          if character == ")" {
            guard depth > 0 else { return }
            depth -= 1
          }
        }
        code.append(character)
        place += 1
      }
    }
  }

  /// Whether number signs lead to a quotation mark.
  private var opensRawLiteral: Bool {
    text[place...].first { $0 != "#" } == "\""
  }

  private mutating func literal() {
    var signs = ""
    while place < text.count, text[place] == "#" {
      signs += "#"
      place += 1
    }
    let quote = starts("\"\"\"") ? "\"\"\"" : "\""
    place += quote.count
    let escape = "\\" + signs
    while place < text.count {
      if starts(quote + signs) {
        place += quote.count + signs.count
        code.append(" ")
        return
      }
      if starts(escape + "(") {
        place += escape.count + 1
        code.append(" ")
        scan(untilParenthesis: true)
        place += 1
      } else if starts(escape) {
        place += escape.count + 1
      } else {
        place += 1
      }
    }
  }
}
