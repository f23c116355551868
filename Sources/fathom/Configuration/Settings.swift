private import ArgumentParser
internal import FathomAnalyses
import FathomReports
private import Foundation

/// What holds of the settings: flags over variables over the configuration file over the defaults.
struct Settings {
  /// All settings, wherever they come from.
  let arguments: AnalysisArguments
  /// The configuration file; nil where there is none.
  let configuration: ConfigurationFile?
  /// Where each setting comes from, by option.
  private let origins: [String: String]

  /// The data to look at: as named, or else as the configuration file says.
  let path: String?

  init(
    _ flags: AnalysisArguments, path: String?,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    configuration = try ConfigurationFile.find(flags.config)
    var merged = flags
    var origins = [String: String]()
    for field in SettingField.all {
      if field.isGiven(flags) {
        origins[field.option] = "flag"
        continue
      }
      if let text = environment[field.variable], !text.isEmpty {
        let source = try Settings.parsed(
          field, Settings.texts(field, text), "\(field.variable)=\(text)")
        field.take(from: source, into: &merged)
        origins[field.option] = field.variable
      } else if let entry = configuration?.settings[field.key] {
        let source = try Settings.parsed(field, entry.texts, "\(entry.place): \(field.key)")
        field.take(from: source, into: &merged)
        origins[field.option] = entry.place
      }
    }
    origins["path"] = path == nil ? configuration?.dataPath?.place : "argument"
    try merged.check()
    arguments = merged
    self.origins = origins
    self.path = path ?? configuration?.dataPath?.path
  }

  /// The data to look at.
  func requiredPath() throws(CommandFailure) -> String {
    guard let path else {
      throw CommandFailure(
        message: "say which data: a file, a folder, or - for standard input; or settings.path in "
          + ConfigurationFile.name)
    }
    return path
  }

  private static func texts(_ field: SettingField, _ text: String) -> [String] {
    guard case .list = field.kind else { return [text] }
    return text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The arguments that hold one setting alone, as the command line would read it.
  private static func parsed(
    _ field: SettingField, _ texts: [String], _ place: String
  ) throws(CommandFailure) -> AnalysisArguments {
    guard let words = field.words(texts) else {
      throw CommandFailure(
        message: "\(place): expected \(field.kind.expectation), such as "
          + "\(field.kind.example)")
    }
    do {
      let arguments = try AnalysisArguments.parse(words)
      try arguments.check()
      return arguments
    } catch let failure as CommandFailure {
      throw CommandFailure(message: "\(place): \(failure.message)")
    } catch {
      throw CommandFailure(message: "\(place): \(AnalysisArguments.message(for: error))")
    }
  }

  /// What holds and where each value comes from, a line each.
  func lines() -> [String] {
    let rows = SettingField.all.map { field in
      (field.key, field.value(arguments), origins[field.option] ?? "default")
    }
    return Settings.aligned([("path", path ?? "none", origins["path"] ?? "default")] + rows)
  }

  /// Three columns, the first two as wide as they need.
  static func aligned(_ rows: [(String, String, String)]) -> [String] {
    let first = rows.map { PlainText.width($0.0) }.max() ?? 0
    let second = min(40, rows.map { PlainText.width($0.1) }.max() ?? 0)
    return rows.map { name, value, origin in
      PlainText.padded(name, to: first) + "  "
        + PlainText.padded(PlainText.visible(value, limit: 400), to: second) + "  " + origin
    }
  }
}

extension SettingField.Kind {
  fileprivate var expectation: String {
    switch self {
    case .value, .budget: "one value"
    case .list: "a list"
    case .flag, .choice: "true or false"
    }
  }

  fileprivate var example: String {
    switch self {
    case .value: "a name or number"
    case .budget: "45"
    case .list: "[a, b]"
    case .flag, .choice: "true"
    }
  }
}

/// A size in bytes, as people write it: `512MB`, `1.5GiB`, `300000000`.
enum MemorySize {
  private static let units: [(name: String, bytes: Double)] = [
    ("kib", 1_024), ("mib", 1_048_576), ("gib", 1_073_741_824), ("tib", 1_099_511_627_776),
    ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("k", 1e3), ("m", 1e6), ("g", 1e9),
    ("b", 1),
  ]

  /// The bytes of `--memory-limit`; the standard without it.
  static func bytes(_ written: String?) throws(CommandFailure) -> Int {
    guard let written else { return Survey.standardMemory }
    let text = written.lowercased()
    let unit = units.first { text.hasSuffix($0.name) }
    let number = Double(text.dropLast(unit?.name.count ?? 0)) ?? .nan
    let bytes = number * (unit?.bytes ?? 1)
    guard bytes >= Double(Survey.leastMemory), bytes < 0x1p60 else {
      throw CommandFailure(
        message: "--memory-limit \(written): expected \(Survey.leastMemory / 1_000_000)MB or more, "
          + "such as 512MB or 2GB")
    }
    return Int(bytes)
  }
}
