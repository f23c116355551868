import FathomGate
import ArgumentParser
import FathomReports
private import Foundation

/// Keeps what data look like today, to compare later data with.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keep what data look like today, to compare later data with.",
    discussion: "Example:\n  fathom baseline write data.csv --target price",
    subcommands: [Write.self])

  /// Writes the file.
  struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a baseline: summaries of the data, and no value of a cell.",
      discussion: """
        Examples:
          fathom baseline write data.csv --target price
          fathom baseline write photos/ --to photos.baseline.json
          fathom check data.csv --baseline fathom.baseline.json
        """)

    @Argument(
      help: ArgumentHelp(
        "The data, as for `fathom analyze`. Default: settings.path of the configuration file."))
    var path: String?

    @OptionGroup var analysis: AnalysisArguments

    @Option(
      help: ArgumentHelp(
        "The file. Default: the one that the configuration file names, or \(BaselineFile.name) beside it.",
        valueName: "file"))
    var to: String?

    mutating func run() throws {
      let settings = try Settings(analysis, path: path)
      let file = ReportFile(
        path: to ?? settings.configuration?.baseline?.path
          ?? BaselineFile.name(beside: settings.configuration?.path))
      try file.check()
      let run = try AnalysisRun(settings)
      try file.write(try run.baseline().text())
      try Console.output("Wrote \(file.path)\n" + (try entry(file.path, settings)))
    }

    /// What becomes of the policy: it names the baseline, or its user is told how.
    private func entry(_ path: String, _ settings: Settings) throws -> String {
      guard let policy = settings.configuration else {
        return BaselineFile.isSame(BaselineFile.name, path)
          ? "" : "`fathom check` compares with it by --baseline \(path)\n"
      }
      if let named = policy.baseline?.path, BaselineFile.isSame(named, path) { return "" }
      let relative = BaselineFile.path(path, from: policy.path)
      if policy.baseline == nil,
        let text = try? String(contentsOfFile: policy.path, encoding: .utf8),
        let changed = BaselineFile.naming(relative, in: text)
      {
        try ReportFile(path: policy.path).write(changed)
        return "\(policy.path) names it now: `fathom check` compares with it\n"
      }
      let other = policy.baseline.map { "compares with \($0.path)" } ?? "names no baseline"
      return "\(policy.path) \(other); to compare with this one, write there:\n"
        + "baseline:\n  file: \(PolicyDraft.quoted(relative))\n"
    }
  }
}

/// The file of a baseline.
enum BaselineFile {
  /// The name that is written without another.
  static let name = "fathom.baseline.json"

  /// The one that lies beside a policy, or, without a policy, in the working directory; nil where there is none.
  static func beside(_ policy: String?) -> String? {
    let file = name(beside: policy)
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }

  /// The name that is written without another, in the folder of a policy or in the working directory.
  static func name(beside policy: String?) -> String {
    let folder = policy.map { ($0 as NSString).deletingLastPathComponent } ?? ""
    return folder.isEmpty ? name : "\(folder)/\(name)"
  }

  /// Whether two paths are one file.
  static func isSame(_ one: String, _ other: String) -> Bool { absolute(one) == absolute(other) }

  private static func absolute(_ path: String) -> [String] {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().pathComponents
  }

  /// A path as the policy has it: from its own folder.
  static func path(_ path: String, from policy: String) -> String {
    let (file, folder) = (absolute(path), absolute((policy as NSString).deletingLastPathComponent))
    let shared = zip(file, folder).prefix { $0 == $1 }.count
    let up = folder.dropFirst(shared).map { _ in ".." }
    // Whoever names a place from the root means that place, wherever the policy goes.
    if !up.isEmpty, path.hasPrefix("/") { return path }
    return (up + file.dropFirst(shared)).joined(separator: "/")
  }

  /// A policy that names a baseline; nil where its section for it is written in braces.
  ///
  /// The lines that `fathom init` left as a remark are used, and a section that is there; all others stay as they are.
  static func naming(_ path: String, in policy: String) -> String? {
    let lineBreak = policy.contains("\r\n") ? "\r\n" : "\n"
    var lines = policy.components(separatedBy: lineBreak)
    let entry = "file: \(PolicyDraft.quoted(path))"
    if let place = lines.firstIndex(where: { $0.hasPrefix("baseline:") }) {
      let rest = lines[place].dropFirst("baseline:".count).drop(while: \.isWhitespace)
      guard rest.isEmpty || rest.hasPrefix("#") else { return nil }
      // Entries of a section are indented alike.
      let next = lines.dropFirst(place + 1).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
      let indent = next.prefix { $0 == " " }
      lines.insert((indent.isEmpty ? "  " : indent) + entry, at: place + 1)
    } else if let place = lines.firstIndex(of: "# baseline:"), place + 1 < lines.count,
      lines[place + 1].hasPrefix("#   file:")
    {
      lines.replaceSubrange(place...place + 1, with: ["baseline:", "  " + entry])
    } else {
      if lines.last?.isEmpty == true { lines.removeLast() }
      lines += [
        "", "# What later data are compared with: fathom baseline write.", "baseline:",
        "  " + entry, "",
      ]
    }
    return lines.joined(separator: lineBreak)
  }

  /// Reads it.
  static func read(_ path: String) throws -> Baseline {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(
        message: "\(path): there is no such baseline, or it cannot be read; "
          + "`fathom baseline write` makes one")
    }
    return try Baseline.read(data, path: path)
  }
}
