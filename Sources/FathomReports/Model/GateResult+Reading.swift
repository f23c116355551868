/// What the renderers of a gate share.
extension GateResult {
  /// Whether the check makes the command end with 1.
  package func fails(_ check: Check) -> Bool {
    guard check.status == .failed else { return false }
    switch failOn {
    case .never: return false
    case .error: return check.severity == .error
    case .warning, .inconclusive: return true
    }
  }

  /// The places of the checks that do not hold or could not be told, the worst first and otherwise in
  /// the order of the file.
  package var worstFirst: [Int] {
    var ranks = [[Int]](repeating: [], count: 5)
    for (index, check) in checks.enumerated() {
      if let rank = GateResult.rank(check) { ranks[rank].append(index) }
    }
    return ranks.flatMap { $0 }
  }

  private static func rank(_ check: Check) -> Int? {
    switch check.status {
    case .passed: nil
    case .failed: check.severity == .error ? 0 : 1
    case .inconclusive: 2
    case .notRun: 3
    case .excepted: 4
    }
  }

  /// How many checks before each one have the same id and subject.
  package var repeats: [Int] {
    var seen = [[String?]: Int]()
    return checks.map { check in
      let count = seen[[check.id, check.subject], default: 0]
      seen[[check.id, check.subject]] = count + 1
      return count
    }
  }

  /// Where the configuration file asks for the check.
  package func place(of check: Check) -> (file: String, line: Int)? {
    guard let configuration, let line = check.line else { return nil }
    return (configuration, line)
  }
}

extension GateResult.Status {
  /// The status in words.
  package var words: String { self == .notRun ? "not run" : rawValue }
}

extension GateResult.Check {
  /// A sign and a word for what became of it.
  var sign: String {
    switch status {
    case .passed: "✓ \(status.words)"
    case .failed: severity == .error ? "✗ \(status.words)" : "! warning"
    case .inconclusive: "? \(status.words)"
    case .notRun: "– \(status.words)"
    case .excepted: "~ \(status.words)"
    }
  }

  /// The id before its first point: an analysis or another part of the report.
  package var part: String { id.split(separator: ".").first.map(String.init) ?? id }

  /// “collinearity.vif.max: alcohol”, or the id alone.
  package var name: String { subject.map { "\(id): \($0)" } ?? id }
}

extension Report {
  /// What the gate made of the report.
  ///
  /// - Throws: ``ReportError/noGate(_:)`` where none looked at it.
  package func gate(for format: String) throws(ReportError) -> GateResult {
    guard let gate else { throw .noGate(format) }
    return gate
  }
}

extension Report.Input {
  /// The path without needless dots before it; nil for standard input, which is no file.
  package var file: String? {
    path == "standard input" ? nil : PlainText.withoutLeadingDots(path)
  }
}

extension PlainText {
  /// `data/a.csv` for `./data/a.csv`: that is how version control names it.
  package static func withoutLeadingDots(_ path: String) -> String {
    var rest = path[...]
    while rest.hasPrefix("./") {
      rest = rest.dropFirst(2).drop { $0 == "/" }
    }
    return rest.isEmpty ? "." : String(rest)
  }
}
