import FathomGate
import FathomAnalyses
import FathomData
import FathomReports
private import Foundation
import Yams

/// `fathom.yml`: what a team settled on, beside the data.
///
/// ```yaml
/// settings:
///   target: cultivar
/// thresholds:
///   collinearity:
///     vifBad: 8
/// checks:
///   collinearity.vif.max: 10
/// ```
///
/// Paths in it are relative to its folder.
struct ConfigurationFile {
  /// The name that is looked for.
  static let name = "fathom.yml"
  /// Larger files are none of ours.
  private static let largestSize = 1_000_000
  /// What it may hold.
  private static let sections = [
    "settings", "thresholds", "checks", "columns", "conditions", "failOn", "exceptions",
    "baseline",
  ]

  /// A setting with the line that holds it.
  struct Setting {
    var texts: [String]
    var place: String
  }

  /// Where it is: as the user named it, or from the working directory.
  let path: String
  /// The thresholds that it changes.
  private(set) var thresholds = ThresholdChanges()
  /// The thresholds that it changes, with their places: `collinearity.vifBad`.
  private(set) var thresholdPlaces: [(name: String, value: Double, place: String)] = []
  /// The settings of the analysis, by the key of ``SettingField``.
  private(set) var settings: [String: Setting] = [:]
  /// The data; nil where it does not say.
  private(set) var dataPath: (path: String, place: String)?
  /// What is asked of the data; nil where it does not say.
  private(set) var checks: [CheckRequest]?
  /// What is expected of the cells of columns and of rows.
  var rules: [ColumnRule] = []
  /// What makes the gate fail; nil where it does not say.
  private(set) var failOn: (value: GateResult.FailOn, place: String)?
  /// What is known not to hold.
  private(set) var exceptions: [GatePolicy.Exception] = []
  /// The baseline; nil where it does not say.
  private(set) var baseline: (path: String, place: String)?
  /// By how much data may differ from the baseline.
  private(set) var allowances = Allowances()

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
      guard ConfigurationFile.sections.contains(key.text) else {
        throw unknown(key.node, key.text, among: ConfigurationFile.sections)
      }
      guard value.null == nil else { continue }
      switch key.text {
      case "settings": try read(settings: value)
      case "thresholds": try read(thresholds: value)
      case "checks": try read(checks: value)
      case "columns": try read(columns: value)
      case "conditions": try read(conditions: value)
      case "failOn":
        failOn = (try read(failOn: value), place(of: value))
      case "exceptions": try read(exceptions: value)
      default: try read(baseline: value)
      }
    }
  }

  // MARK: Settings and thresholds

  private mutating func read(settings node: Node) throws(CommandFailure) {
    let keys = ["path"] + SettingField.all.map(\.key)
    for (key, value) in try mapping(node, "settings") {
      guard keys.contains(key.text) else { throw unknown(key.node, key.text, among: keys) }
      guard value.null == nil else { continue }
      let texts = try self.texts(value, key.text)
      if key.text == "path" {
        dataPath = texts.first.map { (besides($0), place(of: value)) }
      } else {
        settings[key.text] = Setting(
          texts: key.text == "labels" ? texts.map(besides) : texts, place: place(of: value))
      }
    }
  }

  private mutating func read(thresholds node: Node) throws(CommandFailure) {
    for (analysis, values) in try mapping(node, "thresholds") {
      do {
        _ = try Catalog.standard.entry(analysis.text)
      } catch {
        throw failure(analysis.node, error.description)
      }
      guard values.null == nil else { continue }
      for (name, value) in try mapping(values, analysis.text) {
        guard let number = value.scalar.flatMap({ _ in value.float }) else {
          throw failure(value, "\(analysis.text).\(name.text) must be a number")
        }
        do {
          try thresholds.set(analysis.text, name.text, to: number)
        } catch {
          throw failure(name.node, error.description)
        }
        thresholdPlaces.append(
          ("thresholds.\(analysis.text).\(name.text)", number, place(of: name.node)))
      }
    }
  }

  // MARK: The gate

  private mutating func read(checks node: Node) throws(CommandFailure) {
    var checks = [CheckRequest]()
    for (key, value) in try mapping(node, "checks") {
      try read(key.text, key.node, value, .error, &checks)
    }
    self.checks = checks
  }

  /// A check, or a block of checks whose names go on from here.
  private func read(
    _ name: String, _ key: Node, _ value: Node, _ severity: GateResult.Severity,
    _ checks: inout [CheckRequest]
  ) throws(CommandFailure) {
    if case .mapping = value, name != "columns.types" {
      let entries = try mapping(value, name)
      var severity = severity
      if let own = entries.first(where: { $0.key.text == "severity" }) {
        severity = try one(
          own.value, "severity", GateResult.Severity.self, "error or warning")
      }
      for (inner, value) in entries where inner.text != "severity" {
        // `is` says what a check without a bound is.
        try read(
          inner.text == "is" ? name : "\(name).\(inner.text)", inner.node, value, severity,
          &checks)
      }
      return
    }
    guard !checks.contains(where: { $0.id == name }) else {
      throw failure(key, "“\(name)” is there twice in checks")
    }
    do {
      checks.append(
        try CheckRequest(
          name, try checkValue(value, name), severity: severity, line: key.mark?.line))
    } catch let error as GateError {
      throw failure(key, error.description)
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw failure(key, "\(error)")
    }
  }

  func checkValue(_ node: Node, _ name: String) throws(CommandFailure) -> CheckValue {
    switch node {
    case .mapping:
      var types = [String: String]()
      for (key, value) in try mapping(node, name) {
        guard let text = value.scalar?.string else {
          throw failure(value, "\(name).\(key.text) must be a word")
        }
        types[key.text] = text
      }
      return .mapping(types)
    case .sequence: return .list(try texts(node, name))
    case .scalar(let scalar):
      // `.float` reads what YAML calls a number; quotes make a text of it.
      if scalar.style == .plain || scalar.style == .any, let number = node.float {
        return .number(number)
      }
      return .text(scalar.string)
    case .alias: throw failure(node, "\(name) must be a value")
    }
  }

  private func read(failOn node: Node) throws(CommandFailure) -> GateResult.FailOn {
    try one(node, "failOn", GateResult.FailOn.self, "error, warning, inconclusive or never")
  }

  private mutating func read(exceptions node: Node) throws(CommandFailure) {
    guard case .sequence(let items) = node else {
      throw failure(node, "exceptions must be a list, each with an id and a reason")
    }
    for item in items {
      var texts = [String: String]()
      let keys = ["id", "subject", "reason", "expires"]
      for (key, value) in try mapping(item, "an exception") {
        guard keys.contains(key.text) else { throw unknown(key.node, key.text, among: keys) }
        guard let text = value.scalar?.string, !text.isEmpty else {
          throw failure(value, "\(key.text) must be a word")
        }
        texts[key.text] = text
      }
      guard let id = texts["id"], let reason = texts["reason"] else {
        throw failure(item, "an exception must say its id and its reason")
      }
      if let day = texts["expires"], !ConfigurationFile.isDay(day) {
        throw failure(item, "expires: “\(day)” is no day; write it as 2027-01-31")
      }
      exceptions.append(
        GatePolicy.Exception(
          id: id, subject: texts["subject"], reason: reason, expires: texts["expires"],
          line: item.mark?.line ?? 1))
    }
  }

  private mutating func read(baseline node: Node) throws(CommandFailure) {
    if case .scalar(let scalar) = node {
      baseline = (besides(scalar.string), place(of: node))
      return
    }
    let names = Allowances.all.map(\.name)
    for (key, value) in try mapping(node, "baseline") {
      if key.text == "file" {
        guard let text = value.scalar?.string else { throw failure(value, "file must be a path") }
        baseline = (besides(text), place(of: value))
        continue
      }
      guard names.contains(key.text) else {
        throw unknown(key.node, key.text, among: ["file"] + names)
      }
      do {
        try allowances.set(key.text, to: try allowance(value, key.text))
      } catch let error as GateError {
        throw failure(key.node, error.description)
      } catch let error as CommandFailure {
        throw error
      } catch {
        throw failure(key.node, "\(error)")
      }
    }
  }

  private func allowance(
    _ node: Node, _ name: String
  ) throws(CommandFailure) -> Allowances.Allowance {
    var allowance = allowances[name]
    if node.scalar?.string == "off" {
      allowance.severity = nil
      return allowance
    }
    let keys = ["absolute", "relative", "severity"]
    for (key, value) in try mapping(node, name) {
      switch key.text {
      case "severity":
        allowance.severity = try one(
          value, "severity", GateResult.Severity.self, "error or warning")
      case "absolute", "relative":
        guard let number = value.float, number >= 0, number.isFinite else {
          throw failure(value, "\(name).\(key.text) must be a number from 0 on")
        }
        if key.text == "absolute" {
          allowance.absolute = number
        } else {
          allowance.relative = number
        }
      default: throw unknown(key.node, key.text, among: keys)
      }
    }
    return allowance
  }

  /// Whether a text is a day, `YYYY-MM-DD`.
  private static func isDay(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let month = Int(parts[1]), let day = Int(parts[2])
    else { return false }
    return (1...12).contains(month) && (1...31).contains(day)
  }
}
