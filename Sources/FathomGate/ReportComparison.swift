public import FathomReports
public import FathomAnalyses
public import FathomSummaries

/// What differs between two reports.
public struct ReportComparison: Codable, Sendable, Equatable {
  /// A report.
  public struct Side: Codable, Sendable, Equatable {
    /// The data.
    public var path: String
    /// SHA-256 of the data.
    public var sha256: String
    /// The version of the program.
    public var version: String
    /// The seed.
    public var seed: UInt64

    init(_ report: Report) {
      path = report.input.path
      sha256 = report.input.sha256
      version = report.tool.version
      seed = report.seed
    }
  }

  /// A number beside what it was; null where it was not measured.
  public struct Value: Codable, Sendable, Equatable {
    /// The name of the measure.
    public var name: String
    /// What it is.
    public var meaning: String
    /// What it was.
    @NullCodable public var was: Double?
    /// What it is now.
    @NullCodable public var now: Double?
  }

  /// A finding whose grade is another one; null where there is none.
  public struct Grading: Codable, Sendable, Equatable {
    /// The finding.
    public var id: String
    /// What is graded.
    public var subject: String
    /// The grade that it had.
    @NullCodable public var was: Grade?
    /// The grade that it has.
    @NullCodable public var now: Grade?
    /// What it says now, or said.
    public var message: String
  }

  /// The earlier report.
  public var old: Side
  /// The later report.
  public var new: Side
  /// Sentences on what changed by more than the allowances of a gate; empty where nothing did.
  public var changes: [String]
  /// The main numbers, those that are the same left out.
  public var values: [Value]
  /// Findings with another grade.
  public var grades: [Grading]

  /// The numbers that are compared.
  private static let measures = [
    "rows.used", "columns.count", "classes.smallest", "verdict.deepProbability",
    "localCorrelation.effectSize", "supervisedLocality.effectSize", "collinearity.conditionNumber",
    "sampleSize.effectiveRows", "race.deepMinusClassical.difference",
    "race.localityGain.difference", "trial.randomFeaturesMinusClassical.difference",
  ]

  /// Compares two reports.
  public init(_ old: Report, _ new: Report) {
    self.old = Side(old)
    self.new = Side(new)
    changes = BaselineComparison(Baseline(old), Baseline(new), Allowances()).checks.filter {
      $0.status != .passed
    }.map(\.message)
    values = ReportComparison.measures.compactMap { name in
      guard let measure = Measure.named(name) else { return nil }
      let was = MeasuredValue.find(measure, in: old)?.first?.value
      let now = MeasuredValue.find(measure, in: new)?.first?.value
      return was == now
        ? nil : Value(name: name, meaning: measure.meaning, was: was, now: now)
    }
    func findings(_ report: Report) -> [(key: String, finding: Finding)] {
      report.analyses.flatMap(\.outcome.findings).map { ("\($0.id)\0\($0.subject)", $0) }
    }
    let before = Dictionary(
      findings(old).map { ($0.key, $0.finding) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(
      findings(new).map { ($0.key, $0.finding) }, uniquingKeysWith: { first, _ in first })
    grades =
      findings(new).compactMap { key, finding in
        before[key]?.grade == finding.grade
          ? nil
          : Grading(
            id: finding.id, subject: finding.subject, was: before[key]?.grade,
            now: finding.grade, message: finding.message)
      }
      + findings(old).compactMap { key, finding in
        after[key] == nil
          ? Grading(
            id: finding.id, subject: finding.subject, was: finding.grade, now: nil,
            message: finding.message) : nil
      }
  }

  /// As JSON with all its digits.
  public func json() throws(ReportError) -> String { try JSONRenderer.text(of: self) }

  /// For a terminal.
  public func text(usesColour: Bool = false, width: Int = 100) -> String {
    var page = TerminalPage(usesColour: usesColour, width: width)
    page.title("fathom compare", "\(old.path) → \(new.path)")
    for sentence in origin { page.faintParagraph(sentence) }
    page.heading("What changed")
    if changes.isEmpty { page.bullet("Nothing by more than a gate allows.", mark: "·") }
    for change in changes.prefix(ReportComparison.shown) { page.bullet(change, mark: "·") }
    if let more = ReportComparison.more(changes.count) { page.note(more) }
    if !values.isEmpty {
      page.heading("Numbers")
      page.table(
        ["Measure", "Was", "Is"],
        values.map { value in
          [
            (value.name, false), (ReportPhrases.number(value.was), true),
            (ReportPhrases.number(value.now), true),
          ]
        })
    }
    if !grades.isEmpty {
      page.heading("Grades")
      for grading in grades.prefix(ReportComparison.shown) {
        page.bullet(ReportComparison.words(grading), mark: grading.now.map(page.graded) ?? "–")
      }
      if let more = ReportComparison.more(grades.count) { page.note(more) }
    }
    return page.text
  }

  /// As Markdown.
  public func markdown() -> String {
    func escape(_ text: String) -> String { MarkdownText.escape(text) }
    var lines = ["# \(escape(old.path)) → \(escape(new.path))", ""]
    lines += origin.map(escape) + [""]
    lines += ["## What changed", ""]
    lines +=
      changes.isEmpty
      ? ["Nothing by more than a gate allows."]
      : changes.prefix(ReportComparison.shown).map { "- " + escape($0) }
    if let more = ReportComparison.more(changes.count) { lines += ["", more] }
    if !values.isEmpty {
      lines += ["", "## Numbers", "", "| Measure | Was | Is |", "| --- | ---: | ---: |"]
      lines += values.map {
        "| \(escape($0.name)) | \(ReportPhrases.number($0.was)) | \(ReportPhrases.number($0.now)) |"
      }
    }
    if !grades.isEmpty {
      lines += ["", "## Grades", ""]
      lines += grades.prefix(ReportComparison.shown).map {
        "- " + escape(ReportComparison.words($0))
      }
      if let more = ReportComparison.more(grades.count) { lines += ["", more] }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Sentences that are shown; the others are in the JSON.
  private static let shown = 100

  private static func more(_ count: Int) -> String? {
    count > shown ? "\(NumberText.count(count - shown)) more in the JSON." : nil
  }

  private static func words(_ grading: Grading) -> String {
    "\(grading.id), \(NumberText.quoted(grading.subject)): \(grading.was?.rawValue ?? "none") → "
      + "\(grading.now?.rawValue ?? "none"). \(grading.message)"
  }

  /// What the two have in common.
  private var origin: [String] {
    [
      old.sha256 == new.sha256
        ? "Both reports are of the same bytes." : "The reports are of different bytes.",
      old.version == new.version
        ? nil : "They are of fathom \(old.version) and \(new.version).",
      old.seed == new.seed ? nil : "Their seeds are \(old.seed) and \(new.seed).",
    ].compactMap(\.self)
  }
}
