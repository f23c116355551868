internal import FathomAnalyses

extension Measure {
  /// All numbers of the evidence of an analysis, arrays passed through, in the order of the schema.
  static func ofEvidence(_ entry: Catalog.Entry) -> [Measure] {
    var seen = Set<String>()
    return entry.evidence.numbers.compactMap { number in
      let name = ([entry.info.id] + number.path).joined(separator: ".")
      guard seen.insert(name).inserted else { return nil }
      return Measure(
        name: name, meaning: number.meaning,
        place: .evidence(analysis: entry.info.id, path: number.path))
    }
  }
}

extension ValueInfo {
  /// The numbers within, each with its path and what it means alone.
  fileprivate var numbers: [(path: [String], meaning: String)] {
    var found: [(path: [String], meaning: String)] = []
    // `outer` is what the object around says, `said` what an array says of its items.
    func visit(_ info: ValueInfo, _ path: [String], _ outer: String, _ said: String) {
      switch info.kind {
      case .number, .integer:
        found.append((path, Self.meaning(said.isEmpty ? info.meaning : said, in: outer)))
      case .array(let item, _, _): visit(item, path, outer, said.isEmpty ? info.meaning : said)
      case .part(_, let inner):
        let isSaidHere = !info.meaning.isEmpty && !info.isOptional
        visit(inner, path, outer, said, as: isSaidHere ? info.meaning : inner.meaning)
      case .object: visit(info, path, outer, said, as: info.meaning)
      case .boolean, .text, .choice, .dictionary: break
      }
    }
    func visit(
      _ info: ValueInfo, _ path: [String], _ outer: String, _ said: String, as meaning: String
    ) {
      guard case .object(let fields) = info.kind else { return visit(info, path, outer, said) }
      let own = meaning.isEmpty ? said : meaning
      for field in fields { visit(field.value, path + [field.name], path.isEmpty ? "" : own, "") }
    }
    visit(self, [], "", "")
    return found
  }

  /// What a number within a part means alone: “The best network against …: the score of …”.
  private static func meaning(_ own: String, in outer: String) -> String {
    let own = clause(own)
    var outer = clause(outer)
    // Of one item of many, the name of the item is told with the number.
    if ["A ", "An ", "One "].contains(where: outer.hasPrefix), !own.isEmpty,
      !own.hasPrefix("Its ")
    {
      outer = ""
    }
    guard !outer.isEmpty, !own.isEmpty else { return (own.isEmpty ? outer : own) + "." }
    return "\(outer): \(isName(own) ? own : own.prefix(1).lowercased() + own.dropFirst())."
  }

  /// Whether a sentence begins with a word that keeps its capital: Moran, Pearson, T, R².
  private static func isName(_ sentence: String) -> Bool {
    sentence.hasPrefix("Moran") || sentence.hasPrefix("Pearson")
      || !(sentence.dropFirst().first?.isLowercase ?? false)
  }

  /// The clause that says what it is: without when it is null or empty.
  private static func clause(_ sentence: String) -> String {
    var clause = sentence[...]
    while clause.hasSuffix(".") { clause = clause.dropLast() }
    let ends = ["; null ", "; empty ", "; lower and upper "].compactMap {
      clause.firstRange(of: $0)?.lowerBound
    }
    return String(ends.min().map { clause[..<$0] } ?? clause)
  }
}
