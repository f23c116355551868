internal import ArgumentParser
internal import FathomReports
private import Foundation

/// The manual page of a command, made from what its help says, in the macros of man(7).
struct ManualPage {
  private let root: Command

  /// The page of a command and its subcommands.
  init(of type: any ParsableCommand.Type) throws {
    var description = ""
    do {
      _ = try type.parseAsRoot(["--experimental-dump-help"])
    } catch {
      description = type.fullMessage(for: error)
    }
    root = try JSONDecoder().decode(Help.self, from: Data(description.utf8)).command
  }

  /// The page, ending with a line break; it names no date, so that the same program gives the same page.
  var text: String {
    let name = root.commandName
    var lines = [
      ".TH \(name.uppercased()) 1 \"\" \"\(name) \(Report.currentVersion)\" \"User Commands\"",
      ".SH NAME", "\(name) \\- \(escape(sentence(root.abstract)))", ".SH SYNOPSIS",
      ".B \(name)", "\\fIsubcommand\\fR [\\fIoptions\\fR]", ".SH DESCRIPTION",
    ]
    lines += paragraphs(root.discussion) + [".SH SUBCOMMANDS"]
    for command in root.commands { lines += section(command) }
    return (lines + ManualPage.closing).joined(separator: "\n") + "\n"
  }

  /// The codes are frozen; the help of the subcommands says the rest.
  private static let closing = [
    ".SH EXIT STATUS", ".TP", ".B 0", "Done; for a gate: passed.", ".TP", ".B 1",
    "The gate failed.", ".TP", ".B 2",
    "It could not run: usage, configuration, input or an error of the program.", ".TP", ".B 3",
    "The gate could not tell, and was asked to stop then.", ".SH FILES", ".TP", ".I fathom.yml",
    "What a team settled on; looked for in the working directory and the folders above it.",
  ]

  // MARK: Parts

  private func section(_ command: Command) -> [String] {
    let shown = command.shown
    var lines = [".SS \(root.commandName) \(escape(command.commandName))"]
    lines += [escape(command.abstract ?? ""), ".PP"]
    let synopsis = shown.filter { $0.kind == .positional }.map { argument in
      let name = "\\fI\(escape(argument.valueName ?? ""))\\fR"
      return argument.isOptional ? "[\(name)]" : name
    }
    lines.append(
      (["\\fB\(root.commandName) \(escape(command.commandName))\\fR"] + synopsis
        + (shown.contains { $0.kind != .positional } ? ["[\\fIoptions\\fR]"] : []))
        .joined(separator: " "))
    for argument in shown { lines += [".TP"] + entry(argument) }
    if command.discussion != nil { lines += [".PP"] + paragraphs(command.discussion) }
    return lines
  }

  private func entry(_ argument: Argument) -> [String] {
    let value = argument.valueName.map { "\\fI\(escape($0))\\fR" } ?? ""
    let head: String
    switch argument.kind {
    case .positional: head = value
    case .option, .flag:
      let names = (argument.names ?? []).map { "\\fB\(escape($0.spelling))\\fR" }
      head = names.joined(separator: ", ") + (argument.kind == .option ? " " + value : "")
    }
    var text = escape(
      [argument.abstract, argument.discussion].compactMap { $0 }
        .joined(separator: " "))
    if let value = argument.defaultValue, !value.isEmpty {
      text += " Default: \(escape(value))."
    }
    return [head, text.isEmpty ? "\\&" : text]
  }

  /// Sentences, and lines that are indented, which stay as they are.
  private func paragraphs(_ text: String?) -> [String] {
    var lines = [String]()
    var isExample = false
    func end() {
      if isExample { lines.append(".fi") }
      isExample = false
    }
    for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  ") {
        if !isExample { lines += [".PP", ".nf"] }
        isExample = true
        lines.append(escape(String(line)))
      } else {
        end()
        let isRepeated = lines.last == ".PP" || lines.isEmpty
        if !line.isEmpty {
          lines.append(escape(String(line)))
        } else if !isRepeated {
          lines.append(".PP")
        }
      }
    }
    end()
    // A paragraph directly before a paragraph is a warning.
    return lines.enumerated().filter { index, line in
      line != ".PP" || (index + 1 < lines.count && lines[index + 1] != ".PP")
    }.map(\.element)
  }

  private func sentence(_ text: String?) -> String {
    let text = text ?? ""
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// Text in which troff sees no command, and that is ASCII.
  private func escape(_ text: String) -> String {
    var result = text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\n": result += " "
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      }
    }
    return result
  }

  // MARK: What ArgumentParser says of a command

  private struct Help: Decodable {
    var command: Command
  }

  private struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var subcommands: [Command]?
    var arguments: [Argument]?

    /// Its subcommands but `help`, which every command has.
    var commands: [Command] {
      (subcommands ?? []).filter { $0.shouldDisplay ?? true && $0.commandName != "help" }
    }

    /// Its arguments but those that every command has.
    var shown: [Argument] {
      (arguments ?? []).filter {
        ($0.shouldDisplay ?? true) && !["help", "version"].contains($0.preferredName?.name)
      }
    }
  }

  private struct Argument: Decodable {
    enum Kind: String, Decodable {
      case positional, option, flag
    }

    struct Name: Decodable {
      var kind: String
      var name: String
      var spelling: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: Kind
    var shouldDisplay: Bool?
    var isOptional: Bool
    var names: [Name]?
    var preferredName: Name?
    var valueName: String?
    var defaultValue: String?
    var abstract: String?
    var discussion: String?
  }
}
