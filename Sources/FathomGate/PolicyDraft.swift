public import FathomReports
internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries

/// A configuration file for data in hand: checks that hold today, with what they are for.
public struct PolicyDraft {
  private let report: Report
  private let settings: [(key: String, texts: [String])]

  /// More columns than this are not listed one by one.
  private static let listedColumns = 100

  /// A draft.
  ///
  /// - Parameter settings: what was said of the data, by the keys of the file.
  public init(_ report: Report, settings: [(key: String, texts: [String])]) {
    self.report = report
    self.settings = settings
  }

  /// The file, ending with a line break.
  public var text: String {
    let sections = [
      [
        "# What fathom asks of these data; `fathom check` judges by it.",
        "# Every key: fathom list --checks. Where a value comes from: fathom check --show-config.",
      ],
      settingLines, checkLines,
      [
        "# What makes the gate fail: error, warning, inconclusive or never.", "failOn: error",
      ],
      [
        "# What later data are compared with: fathom baseline write makes it, and names it here.",
        "# baseline:",
        "#   file: fathom.baseline.json",
        "#   rows: {relative: 0.1}       # a tenth fewer rows is allowed",
        "#   shift: {absolute: 0.25}     # population stability index of a column",
      ],
      [
        "# Failures that are known and may stay for a while.",
        "# exceptions:",
        "#   - id: collinearity.vif.max",
        "#     subject: name of the column",
        "#     reason: why it may stay",
        "#     expires: 2030-01-31",
      ],
    ]
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var settingLines: [String] {
    ["settings:", "  path: \(PolicyDraft.quoted(report.input.path))"]
      + settings.map { key, texts in
        texts.count == 1
          ? "  \(key): \(PolicyDraft.quoted(texts[0]))"
          : "  \(key): [\(texts.map(PolicyDraft.quoted).joined(separator: ", "))]"
      }
  }

  // MARK: Checks

  private var checkLines: [String] {
    var lines = ["checks:"]
    func add(_ remark: String, _ check: String) { lines += ["  # \(remark)", "  \(check)"] }
    func value(_ name: String) -> Double? {
      Measure.named(name).flatMap { MeasuredValue.find($0, in: report) }?.first?.value
    }
    if !report.verdict.options.isEmpty {
      add(
        "The verdict of today; inconclusive never passes as another one.",
        "verdict: \(report.verdict.recommendation.rawValue)")
    }
    if let rows = value("rows.used") {
      add(
        "Today \(NumberText.count(Int(rows))); a tenth fewer is allowed.",
        "rows.used.min: \(Int(rows * 0.9))")
    }
    if let share = value("rows.rejectedShare") {
      add(
        "Rows that cannot be used; today \(NumberText.percent(share, decimals: 1)).",
        "rows.rejectedShare.max: \(PolicyDraft.roundedUp(share, atLeast: 0.01))")
      add(
        "Rows that cannot be used, over 0.98/√n: above 1 they may move any share of the rest by more than its 95 % interval.",
        "rows.rejectedRatio.max: \(PolicyDraft.roundedUp(value("rows.rejectedRatio") ?? 0, atLeast: 1, atMost: .infinity))"
      )
    }
    lines += blindSpotLines
    if let smallest = value("classes.smallest") {
      add(
        "Rows of the smallest class; today \(NumberText.count(Int(smallest))).",
        "classes.smallest.min: \(Int(smallest * 0.9))")
    }
    if let images = report.input.images {
      add(
        "Images that cannot be read; today \(NumberText.count(images.unreadable)).",
        "images.unreadable.max: \(images.unreadable)")
      add(
        "Images that repeat another one.", "images.exactDuplicates.max: \(images.exactDuplicates)")
    } else {
      lines += columnLines
    }
    lines += healthLines
    if let share = value("labelErrors.sureShare") {
      add(
        "Labels that held-out predictions surely doubt; today \(NumberText.percent(share, decimals: 1)).",
        "labelErrors.sureShare.max: \(PolicyDraft.roundedUp(share, atLeast: 0.01))")
    }
    if report.input.layout != .table, let index = value("localCorrelation.effectSize"), index > 0 {
      add(
        "Do neighbours belong together? Locality index, 0 at chance and 1 at best; today "
          + "\(NumberText.coefficient(index)).",
        "localCorrelation.effectSize.min: \(NumberText.exact((index * 80).rounded(.down) / 100))")
    }
    if let vif = largestVIF {
      if vif <= 10 {
        add(
          "Variance inflation factors; today at most \(NumberText.number(vif)) "
            + "(above 10: Marquardt 1970).", "collinearity.vif.max: 10")
      } else {
        lines.append(
          "  # Some VIFs are above 10 today (the largest: \(NumberText.number(vif))); mend them, then:"
        )
        lines.append("  # collinearity.vif.max: 10")
      }
    }
    return lines
  }

  /// What the verdict may not have seen: today's blind spots, and no other.
  private var blindSpotLines: [String] {
    let spots = report.verdict.blindSpots
    var lines = [
      "  # What the verdict has not seen; today \(spots.isEmpty ? "nothing" : NumberText.plural(spots.count, "blind spot")).",
      "  blindSpots.max: \(spots.count)",
      "  # Of these, what might turn the verdict.",
      "  blindSpots.large.max: \(spots.count { $0.isLarge })",
    ]
    for kind in report.catalog.blindSpots {
      let shares = spots.filter { $0.id == kind.id }.map { $0.share ?? 1 }
      guard let largest = shares.max() else { continue }
      lines += [
        "  # \(kind.meaning) Today up to \(NumberText.percent(largest, decimals: 1)) \(kind.share).",
        "  blindSpots.\(kind.id).max: \(PolicyDraft.roundedUp(largest, atLeast: 0.01))",
      ]
    }
    return lines
  }

  /// What voids a score before any model is chosen: no finding may become worse than it is.
  private var healthLines: [String] {
    let findings = report.analyses.flatMap(\.outcome.findings)
    var (held, broken) = ([String](), [String]())
    for kind in report.troublesLookedFor {
      let grades = findings.filter { $0.id == kind.id }.map(\.grade)
      if grades.contains(.bad) {
        broken.append("  # \(kind.id).grade: caution")
      } else {
        held.append("  \(kind.id).grade: \(grades.contains(.caution) ? "caution" : "good")")
      }
    }
    guard !(held + broken).isEmpty else { return [] }
    return ["  # What voids a score; the worst grade that each finding may have, as today."] + held
      + (broken.isEmpty ? [] : ["  # Bad today; mend them, then:"]) + broken
  }

  private var largestVIF: Double? {
    guard report.input.layout == .table, let measure = Measure.named("collinearity.vif"),
      let values = MeasuredValue.find(measure, in: report)?.map(\.value), !values.isEmpty,
      !values.contains(nil)
    else { return nil }
    return values.compactMap(\.self).max()
  }

  private var columnLines: [String] {
    let columns = report.input.columns
    let used = Double(max(1, report.input.rows.used))
    let missing = columns.map { Double($0.missing) / used }.max() ?? 0
    var lines = [
      "  # The largest share of missing cells of a column; today \(NumberText.percent(missing, decimals: 1)).",
      "  columns.missingShare.max: \(PolicyDraft.roundedUp(missing, atLeast: 0.05))",
    ]
    guard columns.count <= PolicyDraft.listedColumns else {
      return lines + [
        "  # Today there are \(NumberText.count(columns.count)) columns.",
        "  columns.count.min: \(columns.count)", "  columns.count.max: \(columns.count)",
      ]
    }
    lines += ["  # Columns that must be there, with what their cells are.", "  columns.types:"]
    lines += columns.map { "    \(PolicyDraft.quoted($0.name)): \($0.type.rawValue)" }
    return lines
  }

  /// A share a little above another one, as people would write it.
  private static func roundedUp(
    _ share: Double, atLeast least: Double, atMost most: Double = 1
  ) -> String {
    NumberText.exact(min(most, max(least, (share * 1.25 * 100).rounded(.up) / 100)))
  }

  /// A text as YAML has it between double quotes, where it could be anything else.
  public static func quoted(_ text: String) -> String {
    let isPlain =
      text.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || "_./-".unicodeScalars.contains($0)
          || ("0"..."9").contains($0)
      }
      && text.unicodeScalars.first.map { !"_./-".unicodeScalars.contains($0) } ?? false
      && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(
        text.lowercased())
    guard !isPlain else { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F || (0x80...0x9F).contains(scalar.value)
        || scalar.value == 0x2028 || scalar.value == 0x2029 || scalar.value == 0xFEFF:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
