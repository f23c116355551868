import ArgumentParser

/// A setting of the analysis that a flag, a variable or the configuration file may give.
struct SettingField: Sendable {
  /// What a value in text looks like.
  enum Kind: Sendable {
    /// One value.
    case value
    /// Several values.
    case list
    /// `true` or `false`; only the first does something.
    case flag
    /// `true` or `false`, which are different from nothing.
    case choice
    /// Seconds, of which 0 means that there is no race.
    case budget
  }

  /// The name of the option: `race-budget`.
  let option: String
  let kind: Kind
  /// What it is without anybody saying so.
  let standard: String
  private let given: @Sendable (AnalysisArguments) -> Bool
  private let copy: @Sendable (AnalysisArguments, inout AnalysisArguments) -> Void
  private let values: @Sendable (AnalysisArguments) -> [String]

  /// The name in a configuration file: `raceBudget`.
  var key: String {
    let parts = option.split(separator: "-")
    return String(parts[0])
      + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// The name of the variable: `FATHOM_RACE_BUDGET`.
  var variable: String {
    "FATHOM_" + option.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// Whether somebody says.
  func isGiven(_ arguments: AnalysisArguments) -> Bool { given(arguments) }

  /// Takes the setting over from other arguments.
  func take(from source: AnalysisArguments, into target: inout AnalysisArguments) {
    copy(source, &target)
  }

  /// The setting in words.
  func value(_ arguments: AnalysisArguments) -> String {
    given(arguments) ? values(arguments).joined(separator: ", ") : standard
  }

  /// The setting as a configuration file has it.
  func texts(_ arguments: AnalysisArguments) -> [String] { values(arguments) }

  /// The words of the command line that say so; nil where the text is none for it.
  func words(_ texts: [String]) -> [String]? {
    switch kind {
    case .value: return texts.count == 1 ? ["--\(option)=\(texts[0])"] : nil
    case .list: return texts.map { "--\(option)=\($0)" }
    case .flag, .choice:
      guard texts.count == 1 else { return nil }
      switch texts[0].lowercased() {
      case "true", "yes", "1": return ["--\(option)"]
      case "false", "no", "0": return kind == .choice ? ["--no-\(option)"] : []
      default: return nil
      }
    case .budget:
      guard texts.count == 1 else { return nil }
      return Double(texts[0]) == 0 ? ["--no-race"] : ["--\(option)=\(texts[0])"]
    }
  }

  // MARK: All of them

  static let all: [SettingField] = [
    .value("target", \.target), .value("task", \.task), .value("layout", \.layout, "table"),
    .value("labels", \.labels), .value("classes-at", \.images.classesAt, "found"),
    .colour, .value("pages", \.images.pages, "first"),
    .list("exclude", \.exclude), .list("include", \.include),
    .value("group", \.group), .flag("ordered", \.ordered), .value("gain", \.gain, "0.01"),
    .value("missing", \.missing, "complete-cases"),
    .value("delimiter", \.table.delimiter, "detected"), .header,
    .value("quote", \.table.quote, "\""), .value("escape", \.table.escape, "detected"),
    .value("comment", \.table.comment, "detected"),
    .value("decimal-mark", \.table.decimalMark, "detected"),
    .value("thousands-mark", \.table.thousandsMark, "detected"),
    .value("skip", \.table.skip, "0"), .flag("keep-edges", \.table.keepEdges),
    .value("encoding", \.table.encoding, "detected"),
    .value("missing-values", \.table.missingValues, "NA, NaN, null and the like"),
    .value("rows", \.table.rows, "all"), .value("sample", \.table.sample, "all"),
    .flag("strict", \.table.strict), .flag("include-samples", \.includeSamples),
    .list("only", \.only, "everything"), .budget,
    .value("race-rows", \.raceRows, "as the budget allows"),
    .flag("no-trial", \.noTrial), .value("test", \.test),
    .value("seed", \.seed, "1"),
    .value("permutations", \.permutations, "9999"),
    .value("memory-limit", \.memoryLimit, "512MB"), .value("threads", \.threads, "all cores"),
  ]

  private static func value<Value>(
    _ option: String,
    _ property: any WritableKeyPath<AnalysisArguments, Value?> & Sendable,
    _ standard: String = "none"
  ) -> SettingField {
    SettingField(
      option: option, kind: .value, standard: standard,
      given: { $0[keyPath: property] != nil },
      copy: { $1[keyPath: property] = $0[keyPath: property] },
      values: { $0[keyPath: property].map { [SettingField.written($0)] } ?? [] })
  }

  /// A value as the command line has it.
  private static func written<Value>(_ value: Value) -> String {
    (value as? any RawRepresentable)?.rawValue as? String ?? "\(value)"
  }

  private static func list(
    _ option: String,
    _ property: any WritableKeyPath<AnalysisArguments, [String]> & Sendable,
    _ standard: String = "none"
  ) -> SettingField {
    SettingField(
      option: option, kind: .list, standard: standard,
      given: { !$0[keyPath: property].isEmpty },
      copy: { $1[keyPath: property] = $0[keyPath: property] },
      values: { $0[keyPath: property] })
  }

  private static func flag(
    _ option: String, _ property: any WritableKeyPath<AnalysisArguments, Bool> & Sendable
  ) -> SettingField {
    SettingField(
      option: option, kind: .flag, standard: "false",
      given: { $0[keyPath: property] },
      copy: { $1[keyPath: property] = $0[keyPath: property] },
      values: { [$0[keyPath: property] ? "true" : "false"] })
  }

  private static let header = SettingField(
    option: "header", kind: .choice, standard: "detected",
    given: { $0.table.header != nil }, copy: { $1.table.header = $0.table.header },
    values: { [$0.table.header == true ? "true" : "false"] })

  private static let colour = SettingField(
    option: "colour", kind: .choice, standard: "as the pixels are",
    given: { $0.images.colour != nil }, copy: { $1.images.colour = $0.images.colour },
    values: { [$0.images.colour == true ? "true" : "false"] })

  private static let budget = SettingField(
    option: "race-budget", kind: .budget, standard: "45",
    given: { $0.budget != nil },
    copy: {
      $1.raceBudget = $0.raceBudget
      $1.noRace = $0.noRace
    },
    values: { $0.budget.map { [$0 == 0 ? "0" : "\($0)"] } ?? [] })
}
