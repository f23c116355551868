internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries

/// The phrases that the first page of a report and its end are made of.
extension ReportPhrases {
  /// What stands before ``Verdict/tryFirst``.
  static let tryFirst = "Try first"

  /// What to try first in two parts: what it is, and how good it is.
  static func headline(_ verdict: Verdict) -> (head: String, rest: String?) {
    let ends = [": ", ". "].compactMap { verdict.tryFirst.firstRange(of: $0) }
    guard let end = ends.min(by: { $0.lowerBound < $1.lowerBound }) else {
      return (verdict.tryFirst, nil)
    }
    return (
      String(verdict.tryFirst[..<end.lowerBound]),
      capitalized(String(verdict.tryFirst[end.upperBound...]))
    )
  }

  /// What the probability is of.
  static func probability(_ verdict: Verdict) -> String {
    "\(NumberText.percent(verdict.deepProbability)) that a network from scratch pays off"
  }

  /// What the probability is one of.
  static let paysOff =
    "“Pays off” means that a small network from scratch beats the best classical method by more than "
    + "1\u{202F}% and more than a standard error."

  static let stripLegend =
    "▲ speaks for deep learning, ▼ against it, ● neither. B is the number of random relabellings, so "
    + "the smallest p that they can show is 1/(B + 1); “paired” is from the standard error of a "
    + "difference over the same rows. An effect size decides; p only guards against chance."

  static func word(_ direction: EvidenceRow.Direction) -> String {
    switch direction {
    case .speaksFor: "For"
    case .speaksAgainst: "Against"
    case .neither: "Neither"
    }
  }

  static func mark(_ direction: EvidenceRow.Direction) -> String {
    switch direction {
    case .speaksFor: "▲"
    case .speaksAgainst: "▼"
    case .neither: "●"
    }
  }

  /// “locality index 0.76 (0.75 to 0.78)”.
  static func effect(_ row: EvidenceRow) -> String {
    guard let effect = row.effect else { return "–" }
    return [effect.label, effect.value, effect.unit].filter { !$0.isEmpty }.joined(separator: " ")
      + (effect.interval.contains("(") ? "; \(effect.interval)" : " (\(effect.interval))")
  }

  /// “≤ 0.0001 (B 9,999)”.
  static func chance(_ row: EvidenceRow) -> String {
    row.chance.map { "\($0.pValue) (\($0.basis))" } ?? "–"
  }

  /// The numbers up to nine in words.
  static func numeral(_ count: Int) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words.indices.contains(count) ? words[count] : NumberText.count(count)
  }

  static func limitsHeadline(_ verdict: Verdict) -> String {
    let count = verdict.beforeAnything.count
    if verdict.isVoid { return "There is no verdict yet" }
    if count == 0, !verdict.blindSpots.isEmpty {
      return "Nothing that was seen weakens the verdict, but not everything was seen"
    }
    return count == 0
      ? "Nothing that was looked for weakens the verdict"
      : count == 1
        ? "One thing is to be fixed before anything else"
        : "\(capitalized(numeral(count))) things are to be fixed before anything else"
  }

  /// The heading over ``Verdict/blindSpots``.
  static let blindSpotsTitle = "What this verdict has not seen"

  static func blindSpotsHeadline(_ verdict: Verdict) -> String {
    let large = verdict.blindSpots.count { $0.isLarge }
    let count = NumberText.plural(verdict.blindSpots.count, "blind spot")
    switch (verdict.blindSpots.count, large) {
    case (1, 0): return "\(count), not large enough to turn the verdict"
    case (_, 0): return "\(count), none of them large enough to turn the verdict"
    case (1, _): return "\(count), large enough to turn the verdict"
    default: return "\(count), \(numeral(large)) of them large enough to turn the verdict"
    }
  }

  /// “12 % of the rows”; nil where the share is not known.
  static func share(_ spot: BlindSpot, _ catalog: Catalog) -> String? {
    guard let share = spot.share else { return nil }
    let percent = NumberText.percent(share, decimals: share < 0.0995 ? 1 : 0)
    guard let info = catalog.blindSpots.first(where: { $0.id == spot.id }) else { return percent }
    return "\(percent) \(info.share)"
  }

  /// What was not seen, how much of it that is, and what cures it, as one sentence after another.
  static func blindSpot(_ spot: BlindSpot, _ catalog: Catalog) -> String {
    spot.message + (share(spot, catalog).map { " (\($0))" } ?? "") + " " + spot.remedy
  }

  /// Every row accounted for.
  static func account(_ rows: Report.Rows, _ images: Report.Images?) -> String {
    let noun = images == nil ? "row" : "image"
    let rejected = rows.read - rows.used
    return "\(NumberText.plural(rows.read, noun)) read, \(NumberText.count(rows.used)) used, "
      + (rejected == 0 ? "none left out." : "\(NumberText.count(rejected)) left out.")
      + (rows.withoutTarget == 0
        ? ""
        : " \(NumberText.count(rows.withoutTarget)) of those used "
          + (rows.withoutTarget == 1 ? "has" : "have") + " no target.")
  }

  /// What the reader rejected and decided, and what it found repeated unless that was said before.
  static func dataNotes(_ report: Report) -> [String] {
    let input = report.input
    let repeated = report.verdict.beforeAnything.isEmpty ? duplicates(input.images) : nil
    return rejections(input.rows) + input.notes + [repeated].compactMap(\.self)
  }

  static func notRunHeadline(_ count: Int) -> String {
    count == 0
      ? "Every question that arises was answered"
      : count == 1
        ? "One question was not answered, and does not count as good"
        : "\(capitalized(numeral(count))) questions were not answered, and none counts as good"
  }

  /// Why an analysis has no result.
  static func absence(_ outcome: AnalysisOutcome) -> String {
    (outcome.status == .failed ? "It failed: " : "")
      + (outcome.reason ?? "no reason was given") + "."
  }

  /// “0.987 ± 0.003”; a dash where it did not run.
  static func expected(_ option: Verdict.Option) -> String {
    guard let score = option.expectedScore else { return "–" }
    return NumberText.error(score)
      + (option.standardError.map { " ± \(NumberText.error($0))" } ?? "")
  }

  // MARK: Data

  static func dataHeadline(_ input: Report.Input) -> String {
    if let images = input.images {
      return "\(NumberText.plural(images.read, "image")) of \(images.height) × \(images.width) "
        + (images.channels == 1 ? "grey" : "colour") + " pixels"
        + (input.classes.isEmpty
          ? "" : " in \(NumberText.plural(input.classes.count, "class", "classes"))")
    }
    let incomplete = input.columns.count { $0.missing > 0 }
    return "\(NumberText.plural(input.rows.read, "row")) and "
      + NumberText.plural(input.columns.count, "column")
      + (incomplete == 0
        ? ", no cell missing"
        : ", \(NumberText.count(incomplete)) of them \(incomplete == 1 ? "lacks" : "lack") cells")
  }

  static func columnTitle(_ input: Report.Input) -> String {
    let features = input.columns.count { $0.role == .feature }
    return "\(NumberText.count(features)) of \(NumberText.plural(input.columns.count, "column")) "
      + (features == 1 ? "is a feature" : "are features")
  }

  static func classTitle(_ classes: [ClassCount]) -> String {
    let counts = classes.map(\.count)
    guard let least = counts.min(), let most = counts.max(), least < most else {
      return "All classes are of one size"
    }
    return "The classes hold \(NumberText.count(least)) to \(NumberText.count(most)) rows"
  }

  /// The title of a figure and how to read it; empty for what is no figure.
  static func titleAndReading(_ exhibit: Exhibit) -> (title: String, howToRead: String) {
    switch exhibit {
    case .histogram(let histogram): (histogram.title, histogram.howToRead)
    case .curve(let curve): (curve.title, curve.howToRead)
    case .trend(let trend): (trend.title, trend.howToRead)
    case .bars(let bars): (bars.title, bars.howToRead)
    case .intervals(let intervals): (intervals.title, intervals.howToRead)
    case .heatMap(let map): (map.title, map.howToRead)
    case .table, .note, .arrangement, .suspects: ("", "")
    }
  }

  // MARK: Commands

  /// What to run next: what the findings suggest, then what explains and draws the report again.
  static func nextCommands(_ report: Report) -> [(purpose: String, lines: [String])] {
    let outcomes = report.analyses.map(\.outcome)
    let steps = outcomes.flatMap(\.highlights.nextSteps).map {
      (purpose: $0.purpose, lines: [command(report, adding: $0.options)])
    }
    let first = EvidenceStrip(outcomes).entries.first
    return steps
      + (first.map {
        [
          (
            purpose: "Read how the first answer was measured",
            lines: ["fathom explain \($0.analysis)"]
          )
        ]
      } ?? []) + [
        (
          purpose: "Keep all digits, and draw this report again without the data",
          lines: [
            command(report, adding: ["--output", "json=report.json"]),
            "fathom render report.json --output html=report.html",
          ]
        )
      ]
  }

  /// What the report rests on beside the command.
  static func settings(_ report: Report) -> [(name: String, value: String)] {
    let changed = report.analyses.map(\.outcome).flatMap { outcome in
      outcome.declaredThresholds.compactMap { threshold -> String? in
        guard let value = outcome.thresholds[threshold.name], value != threshold.value else {
          return nil
        }
        return "\(outcome.info.id).\(threshold.name) \(NumberText.exact(value))"
      }
    }
    return [
      ("Version", "fathom \(report.tool.version), report schema \(report.schemaVersion)"),
      ("Input", "\(report.input.path), \(report.input.format)"),
      ("SHA-256", report.input.sha256),
      ("Seed", String(report.seed)),
      ("Relabellings", NumberText.count(report.permutations)),
      ("Layout", report.input.layout.description),
      (
        "Thresholds",
        changed.isEmpty
          ? "all as declared" : changed.joined(separator: ", ") + "; all others as declared"
      ),
    ]
  }
}
