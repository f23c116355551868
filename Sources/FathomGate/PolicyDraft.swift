public import FathomReports
internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries

/// A configuration file for data in hand: checks that hold today, with what they are for.
public struct PolicyDraft {
  private let report: Report
  private let settings: [(key: String, texts: [String])]
  private let cells: CellReview?
  private let path: String

  /// A verdict whose probability is less far from one half may turn with the next rows.
  private static let clear = 0.35
  /// Batches differ in length; one of fewer rows than this share of today's has lost some.
  private static let leastRows = 0.6
  /// What tells of broken data; the others void a score, which is for the verdict to weigh.
  private static let breakage = [
    "repeats.equal", "cells.variants", "cells.specialValues", "cells.mixed",
  ]
  /// More columns than this are not listed one by one.
  private static let listedColumns = 100

  /// A draft.
  ///
  /// - Parameters:
  ///   - path: the data, from the folder of the policy; nil for what the report says.
  ///   - settings: what was said of the data, by the keys of the file.
  ///   - cells: what is known of the cells; nil for what is no table of text.
  public init(
    _ report: Report, path: String? = nil, settings: [(key: String, texts: [String])],
    cells: CellReview? = nil
  ) {
    self.report = report
    self.path = path ?? report.input.path
    self.settings = settings
    self.cells = cells
  }

  /// The file, ending with a line break.
  public var text: String {
    let sections =
      [
        [
          "# What fathom asks of these data; `fathom check` judges by it.",
          "# Every key: fathom list --checks. Where a value comes from: fathom check --show-config.",
        ],
        settingLines, checkLines,
      ] + columnSections + [
        [
          "# What makes the gate fail: error, warning, inconclusive or never.", "failOn: error",
        ],
        [
          "# What later data are compared with: fathom baseline write makes it, and names it here.",
          "# baseline:",
          "#   file: fathom.baseline.json",
          "#   rows: {relative: 0.1}       # a tenth fewer rows is allowed",
          "#   shift: {absolute: 0.25}     # population stability index of a column",
          "#   levels: {severity: warning} # a level that was not there",
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

  private var columnSections: [[String]] {
    guard let cells, report.input.columns.count <= PolicyDraft.listedColumns else { return [] }
    return ColumnDraft(cells: cells, report: report).sections
  }

  private var settingLines: [String] {
    ["settings:", "  path: \(PolicyDraft.quoted(path))"]
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
      let verdict = report.verdict.recommendation.rawValue
      let isClear = abs(report.verdict.deepProbability - 0.5) > PolicyDraft.clear
      add(
        "The verdict of today; inconclusive never passes as another one.",
        isClear ? "verdict: \(verdict)" : "verdict: {is: \(verdict), severity: warning}")
    }
    if let rows = value("rows.used") {
      add(
        "Today \(NumberText.count(Int(rows))); batches differ, but one of hardly more than half has lost rows.",
        "rows.used.min: \(Int((rows * PolicyDraft.leastRows).rounded(.up)))")
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
        "classes.smallest.min: \(Int(smallest * PolicyDraft.leastRows / 2))")
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
        "labelErrors.sureShare.max: \(PolicyDraft.roundedUp(2 * share, atLeast: 0.05))")
    }
    if report.input.layout != .table, let index = value("localCorrelation.effectSize"), index > 0 {
      add(
        "Do neighbours belong together? Locality index, 0 at chance and 1 at best; today "
          + "\(NumberText.coefficient(index)).",
        "localCorrelation.effectSize.min: \(NumberText.exact((index * 60).rounded(.down) / 100))")
    }
    if let vif = largestVIF {
      if vif <= 10 {
        add(
          "Variance inflation factors; today at most \(NumberText.number(vif)) "
            + "(above 10: Marquardt 1970).",
          "collinearity.vif: {max: \(Int(max(10, (2 * vif).rounded(.up)))), severity: warning}")
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
      "  blindSpots: {max: \(spots.count), severity: warning}",
      "  # Of these, what might turn the verdict.",
      "  blindSpots.large: {max: \(spots.count { $0.isLarge }), severity: warning}",
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
        let worst = grades.contains(.caution) ? Grade.caution : .good
        held.append(
          PolicyDraft.breakage.contains(kind.id)
            ? "  \(kind.id).grade: \(worst.rawValue)"
            : "  \(kind.id).grade: {is: caution, severity: warning}")
      }
    }
    guard !(held + broken).isEmpty else { return [] }
    return ["  # Broken data, which fail, and what voids a score, which warns; as today."] + held
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
    guard columns.count <= PolicyDraft.listedColumns else {
      return [
        "  # The largest share of missing cells of a column; today \(NumberText.percent(missing, decimals: 1)).",
        "  columns.missingShare.max: \(PolicyDraft.roundedUp(missing + 0.1, atLeast: 0.1))",
        "  # Today there are \(NumberText.count(columns.count)) columns.",
        "  columns.count.min: \(columns.count)", "  columns.count.max: \(columns.count)",
      ]
    }
    let names = columns.map { PolicyDraft.quoted($0.name) }
    return [
      "  # Columns that must be there.", "  columns.required: [\(names.joined(separator: ", "))]",
    ]
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
