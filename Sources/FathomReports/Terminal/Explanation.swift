public import FathomAnalyses

/// What `fathom explain` says of an analysis, or of the part of one that a word names.
public struct Explanation {
  private let entry: Catalog.Entry
  /// The findings that the word names.
  private let findings: [FindingInfo]
  /// The thresholds that the word names; all of them where it names the analysis.
  private let thresholds: [ThresholdInfo]

  // MARK: Finding

  /// All that a user may mean by a name.
  ///
  /// That is an analysis, a part of one (`collinearity.vif`, `collinearity.vif.max`), or findings and
  /// thresholds of any whose names hold the word: `vif` means `vifCaution` too.
  public static func find(
    _ name: String, in catalog: Catalog = .standard
  ) -> [Explanation] {
    let parts = name.split(separator: ".").map(String.init)
    let first = parts.first?.lowercased()
    if let entry = catalog.entries.first(where: { $0.info.id.lowercased() == first }) {
      let part = parts.count > 1 ? Explanation(entry, naming: parts[1]) : nil
      return [part ?? Explanation(entry)]
    }
    return catalog.entries.compactMap { Explanation($0, naming: name) }
  }

  /// Every name that is known, for a misspelt one.
  public static func names(in catalog: Catalog = .standard) -> [String] {
    catalog.entries.map(\.info.id)
      + catalog.entries.flatMap { $0.findings.map(shortName) + $0.thresholds.map(\.name) }
  }

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
    findings = entry.findings.filter {
      Explanation.words(Explanation.shortName($0)).contains(wanted)
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

  /// The name of a finding behind the point: `vif` of `collinearity.vif`.
  private static func shortName(_ finding: FindingInfo) -> String {
    finding.id.split(separator: ".", maxSplits: 1).last.map(String.init) ?? finding.id
  }

  // MARK: Words

  /// The explanation, ending with a line break.
  public var text: String {
    let info = entry.info
    var lines = ["\(info.title) (\(info.id))", "", info.question, ""]
    if !findings.isEmpty {
      lines += ["Findings"] + findings.flatMap { ["  \($0.id)", "      \($0.meaning)"] } + [""]
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
