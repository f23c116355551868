import FathomGate
import FathomAnalyses
import FathomReports

/// What `fathom explain` says of an analysis, or of the part of one that a word names.
struct Explanation {
  private let entry: Catalog.Entry
  /// The findings that the word names.
  private let findings: [String]
  /// The thresholds that the word names; all of them where it names the analysis.
  private let thresholds: [ThresholdInfo]

  // MARK: Finding

  /// All that a user may mean by a name.
  ///
  /// That is an analysis, a part of one (`collinearity.vif`, `collinearity.vif.max`), or findings and
  /// thresholds of any whose names hold the word: `vif` means `vifCaution` too.
  static func find(_ name: String) -> [Explanation] {
    let parts = name.split(separator: ".").map(String.init)
    let first = parts.first?.lowercased()
    if let entry = Catalog.entries.first(where: { $0.info.id.lowercased() == first }) {
      let part = parts.count > 1 ? Explanation(entry, naming: parts[1]) : nil
      return [part ?? Explanation(entry)]
    }
    return Catalog.entries.compactMap { Explanation($0, naming: name) }
  }

  /// Every name that is known, for a misspelt one.
  static let names: [String] =
    Catalog.entries.map(\.info.id)
    + Catalog.entries.flatMap { findings(of: $0.info.id) + $0.thresholds.map(\.name) }

  private init(_ entry: Catalog.Entry) {
    self.entry = entry
    findings = []
    thresholds = entry.thresholds
  }

  /// Nil where nothing in the analysis has the name.
  private init?(_ entry: Catalog.Entry, naming name: String) {
    let wanted = Explanation.words(name)
    guard !wanted.isEmpty else { return nil }
    self.entry = entry
    findings = Explanation.findings(of: entry.info.id).filter {
      Explanation.words($0).contains(wanted)
    }
    thresholds = entry.thresholds.filter { Explanation.words($0.name).contains(wanted) }
    if findings.isEmpty && thresholds.isEmpty { return nil }
  }

  /// The words of a name in camel case, in small letters: `vifBad`, `vif-bad` and “VIF bad” are alike.
  private static func words(_ name: String) -> [String] {
    var words = [""]
    var previous: Character = " "
    for character in name {
      if !character.isLetter && !character.isNumber {
        words.append("")
      } else {
        if character.isUppercase, !previous.isUppercase { words.append("") }
        words[words.count - 1] += character.lowercased()
      }
      previous = character
    }
    return words.filter { !$0.isEmpty }
  }

  /// The findings of an analysis, as reports name them behind the point.
  private static func findings(of analysis: String) -> [String] {
    CheckRequest.findings.filter { $0.hasPrefix(analysis + ".") }
      .map { String($0.dropFirst(analysis.count + 1)) }
  }

  // MARK: Words

  /// The explanation, ending with a line break.
  var text: String {
    let info = entry.info
    var lines = ["\(info.title) (\(info.id))", "", info.question, ""]
    if !findings.isEmpty {
      lines += ["Findings"] + findings.map { "  \(info.id).\($0)" } + [""]
    }
    let shown = thresholds.isEmpty ? entry.thresholds : thresholds
    lines.append("Thresholds")
    for threshold in shown {
      lines.append(
        "  \(threshold.name) = \(NumberText.exact(threshold.value)): \(threshold.meaning)")
      lines.append("      \(threshold.source)")
    }
    lines += ["", "References"] + info.references.map { "  \($0)" }
    if shown.count < entry.thresholds.count {
      lines += ["", "`fathom explain \(info.id)` lists all of its thresholds."]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
