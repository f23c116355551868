import FathomGate
import FathomReports
import Yams

/// What a policy expects of cells, by column and by row.
extension ConfigurationFile {
  /// ```yaml
  /// columns:
  ///   age: {min: 0, max: 120, missing.max: 0.02}
  ///   plan: {in: [free, pro]}
  /// ```
  mutating func read(columns node: Node) throws(CommandFailure) {
    for (key, value) in try mapping(node, "columns") {
      guard value.null == nil else { continue }
      try read(column: key.text, value)
    }
  }

  private mutating func read(column: String, _ node: Node) throws(CommandFailure) {
    var found = [(key: String, node: Node, value: Node)]()
    try flatten(node, column, prefix: "", into: &found)
    var severity = GateResult.Severity.error
    var allowed = 0.0
    var isSensitive = false
    for item in found where ColumnRule.modifiers.contains(item.key) {
      switch item.key {
      case "severity":
        severity = try one(
          item.value, "severity", GateResult.Severity.self, "error or warning")
      case "allow":
        guard let share = item.value.float, (0...1).contains(share) else {
          throw failure(item.value, "\(column).allow: expected a share from 0 to 1")
        }
        allowed = share
      default: isSensitive = item.value.bool == true
      }
    }
    for item in found where !ColumnRule.modifiers.contains(item.key) {
      for var rule in try rules(column, item, severity) {
        (rule.allowed, rule.isSensitive) = (allowed, isSensitive)
        rules.append(rule)
      }
    }
  }

  /// Keys with points are blocks too: `missing: {max: 0.1}` is `missing.max: 0.1`.
  private func flatten(
    _ node: Node, _ what: String, prefix: String,
    into found: inout [(key: String, node: Node, value: Node)]
  ) throws(CommandFailure) {
    for (key, value) in try mapping(node, what) {
      let name = prefix + key.text
      if case .mapping = value, name != "share" {
        try flatten(value, "\(what).\(key.text)", prefix: name + ".", into: &found)
      } else {
        guard !found.contains(where: { $0.key == name }) else {
          throw failure(key.node, "“\(name)” is there twice for \(what)")
        }
        found.append((name, key.node, value))
      }
    }
  }

  private func rules(
    _ column: String, _ item: (key: String, node: Node, value: Node),
    _ severity: GateResult.Severity
  ) throws(CommandFailure) -> [ColumnRule] {
    let line = item.node.mark?.line
    if item.key == "share" { return try shares(column, item.value, severity, line) }
    // `unique: false` asks for nothing.
    if item.value.bool == false { return [] }
    let value = try checkValue(item.value, "\(column).\(item.key)")
    do {
      return [
        try ColumnRule(column: column, key: item.key, value, severity: severity, line: line)
      ]
    } catch {
      throw failure(item.node, "columns: \(error.description)")
    }
  }

  private func shares(
    _ column: String, _ node: Node, _ severity: GateResult.Severity, _ line: Int?
  ) throws(CommandFailure) -> [ColumnRule] {
    var rules = [ColumnRule]()
    for (level, value) in try mapping(node, "\(column).share") {
      var (least, most) = (Double?.none, Double?.none)
      for (key, bound) in try mapping(value, "\(column).share.\(level.text)") {
        guard let share = bound.float, (0...1).contains(share) else {
          throw failure(bound, "\(column).share.\(level.text): expected shares from 0 to 1")
        }
        switch key.text {
        case "min": least = share
        case "max": most = share
        default: throw unknown(key.node, key.text, among: ["min", "max"])
        }
      }
      rules.append(
        ColumnRule(
          column: column, share: level.text, least: least, most: most, severity: severity,
          line: level.node.mark?.line ?? line))
    }
    return rules
  }

  /// ```yaml
  /// conditions:
  ///   - end >= start
  ///   - {check: "total == net + tax", allow: 0.01, severity: warning}
  /// ```
  mutating func read(conditions node: Node) throws(CommandFailure) {
    guard case .sequence(let items) = node else {
      throw failure(node, "conditions must be a list, such as “- end >= start”")
    }
    for item in items {
      var (text, severity, allowed) = (item.scalar?.string, GateResult.Severity.error, 0.0)
      if case .mapping = item {
        let keys = ["check", "allow", "severity"]
        for (key, value) in try mapping(item, "a condition") {
          switch key.text {
          case "check": text = value.scalar?.string
          case "allow":
            guard let share = value.float, (0...1).contains(share) else {
              throw failure(value, "allow: expected a share from 0 to 1")
            }
            allowed = share
          case "severity":
            severity = try one(value, "severity", GateResult.Severity.self, "error or warning")
          default: throw unknown(key.node, key.text, among: keys)
          }
        }
      }
      guard let text else { throw failure(item, "a condition is a text, such as “end >= start”") }
      do {
        var rule = ColumnRule(try RowCondition(text), severity: severity, line: item.mark?.line)
        rule.allowed = allowed
        rules.append(rule)
      } catch {
        throw failure(item, "conditions: \(error.description)")
      }
    }
  }
}
