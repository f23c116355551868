public import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// What a verdict has not seen: the blind spots of the source, of the summary, and of the analyses.
struct VerdictBlindSpots {
  private let evidence: VerdictEvidence

  init(_ evidence: VerdictEvidence) { self.evidence = evidence }

  /// All of them: large ones first, then by their share.
  var all: [BlindSpot] {
    let summary = evidence.summary
    let spots =
      summary.schema.blindSpots
      + [BlindSpot(rejectedRowsOf: summary), withoutTarget, singleClasses, foundOrder].compactMap(
        \.self)
      + mostlyMissing
      + TableShape(summary, isLocal: evidence.strength == .strong).blindSpots
      + evidence.outcomes.flatMap(\.blindSpots)
    // What names groups is no feature that was passed over.
    let groups = VerdictObstacles(evidence).groups?.subject
    return spots.filter { $0.subject != groups }.enumerated().sorted { first, second in
      if first.element.isLarge != second.element.isLarge { return first.element.isLarge }
      let shares = (first.element.share ?? -1, second.element.share ?? -1)
      return shares.0 != shares.1 ? shares.0 > shares.1 : first.offset < second.offset
    }.map(\.element)
  }

  // MARK: Rows without a target

  private var withoutTarget: BlindSpot? {
    let summary = evidence.summary
    guard let target = summary.schema.target, summary.missingTargets > 0, summary.rows.used > 0
    else { return nil }
    let share = Double(summary.missingTargets) / Double(summary.rows.used)
    let column = patternColumn
    let rows = NumberText.plural(summary.missingTargets, "row")
    let isOne = summary.missingTargets == 1
    return BlindSpot(
      column == nil ? .rowsWithoutTarget : .rowsWithoutTargetByPattern, subject: target.name,
      share: share,
      message:
        "\(rows) of \(NumberText.count(summary.rows.used)) \(isOne ? "lacks" : "lack") the target and "
        + "\(isOne ? "was" : "were") not learned from"
        + (column.map {
          "; they are not a random part: they differ from the rest in \(NumberText.quoted($0))."
        } ?? "."),
      remedy: "Fill the target in, or leave out rows that will never have one.")
  }

  /// The column in which rows without a target differ most from the rest; nil where none differs by more than
  /// chance (by ranks, with Bonferroni's correction).
  private var patternColumn: String? {
    let sample = evidence.summary.sample
    let width = sample.features.columns
    guard sample.target.count == sample.features.rows, width > 0 else { return nil }
    let lost = sample.target.indices.filter { sample.target[$0].isNaN }
    let kept = sample.target.indices.filter { !sample.target[$0].isNaN }
    let found = (0..<width).compactMap { column -> (column: Int, p: Double)? in
      let values = Array(sample.features.column(column))
      let (a, b) = (lost.map { values[$0] }, kept.map { values[$0] })
      let parts = (a.filter { !$0.isNaN }, b.filter { !$0.isNaN })
      guard min(parts.0.count, parts.1.count) >= LostRowsPattern.fewestRows else { return nil }
      return (column, SampleComparison.rankProbability(parts.0, parts.1))
    }
    let clearest = found.min { $0.p < $1.p }
    guard let clearest, clearest.p < LostRowsPattern.level / Double(width) else { return nil }
    return evidence.summary.design.columnNames[clearest.column]
  }

  // MARK: Classes that no split can hold out

  private var singleClasses: BlindSpot? {
    let classes = evidence.summary.classes
    let single = classes.count { $0.count == 1 }
    let labelled = classes.reduce(0) { $0 + $1.count }
    guard single > 0, labelled > 0 else { return nil }
    return BlindSpot(
      .singleClasses, subject: evidence.summary.schema.target?.name ?? "data",
      share: Double(single) / Double(labelled),
      message: single == 1
        ? "One class has a single row: it cannot be learned from and held out at once."
        : "\(NumberText.count(single)) classes have a single row: they cannot be learned from and held out at once.",
      remedy: "Collect more rows of such classes, or put rare classes together.")
  }

  // MARK: An order that the data do not come in

  /// Where a convolution wins in an order that was found, the verdict on the given order is not the last word.
  private var foundOrder: BlindSpot? {
    guard let race = evidence[Race.self], let difference = race.foundMinusClassical,
      evidence.raceComparison?.outcome != .better
    else { return nil }
    let comparison = evidence.rules(Race.self).comparison(difference, race)
    guard comparison.outcome == .better else { return nil }
    return BlindSpot(
      .foundOrder, subject: "order of the \(evidence.unit)", share: nil,
      message:
        "The \(evidence.unit) were judged in the order in which they stand. In an order that was found, "
        + comparison.clause("a convolutional network", race.name(difference.second))
        + " \(scores(race, difference)).",
      remedy:
        "Write the order out with --write-order, put the \(evidence.unit) into it, and analyze them"
        + (evidence.layout == .table ? " with --layout sequence." : " again."),
      isLarge: true)
  }

  private func scores(_ race: Race.Evidence, _ difference: ScoreDifference) -> String {
    let scores = [difference.first, difference.second].compactMap { id in
      race.contenders.first { $0.id == id }.map { NumberText.error($0.score) }
    }
    return "(\(race.metricName) \(scores.joined(separator: " against ")))"
  }

  // MARK: Columns that are mostly empty

  private var mostlyMissing: [BlindSpot] {
    let schema = evidence.summary.schema
    guard schema.images == nil else { return [] }
    let left = schema.columns.filter {
      $0.role == .excluded && $0.roleReason == ExclusionReason.mostlyMissing
    }
    return left.map { column in
      BlindSpot(
        .mostlyMissingColumn, subject: column.name, share: schema.shareOfCandidates,
        message:
          "\(NumberText.quoted(column.name)) was left out: more of its cells are missing than there.",
        remedy: "Keep it with --include where a missing value says something by itself.")
    }
  }
}

extension Schema {
  /// What one column is a share of: the features and the columns that were left out although they may say something.
  var shareOfCandidates: Double {
    let candidates = columns.count { column in
      column.role == .feature
        || column.role == .excluded && ![.constant, .empty, .identifier].contains(column.type)
          && column.roleReason != ExclusionReason.group
          && column.roleReason != ExclusionReason.request
    }
    return 1 / Double(max(1, candidates))
  }
}

// MARK: - Kinds

extension BlindSpotInfo {
  /// The kinds that follow from the summary, whatever the source.
  public static let ofSurvey: [BlindSpotInfo] = [
    rejectedRows, rowsRejectedByPattern, rowsWithoutTarget, rowsWithoutTargetByPattern,
    singleClasses, mostlyMissingColumn, foundOrder,
    layout, longRows, sideways,
  ]

  static let foundOrder = BlindSpotInfo(
    id: "order.found",
    meaning:
      "An order of the features in which a convolution wins, while they come in another one.",
    share: "of the features", largeFrom: nil,
    source: "a race in that order says so, by the margin that holds for any race")

  static let rowsWithoutTarget = BlindSpotInfo(
    id: "rows.withoutTarget",
    meaning: "Rows whose target is missing, at random as far as the columns tell.",
    share: "of the rows", largeFrom: 0.5,
    source:
      "Little & Rubin 2002, Statistical Analysis with Missing Data: what is missing at random costs rows, "
      + "not validity; from half on most of the data were not seen")

  static let rowsWithoutTargetByPattern = BlindSpotInfo(
    id: "rows.withoutTargetByPattern",
    meaning: "Rows whose target is missing, and which differ from the rest in some column.",
    share: "of the rows", largeFrom: 0.05,
    source:
      "Schafer 1999, Statistical Methods in Medical Research 8:3: below 5 % what is missing is of little consequence"
  )

  static let singleClasses = BlindSpotInfo(
    id: "classes.single",
    meaning: "Classes of a single row, which cannot be learned from and held out at once.",
    share: "of the rows with a target", largeFrom: 0.1,
    source: "as many rows as may be lost elsewhere: Bennett 2001")

  static let mostlyMissingColumn = BlindSpotInfo(
    id: "columns.mostlyMissing",
    meaning: "A column that was left out because more of its cells are missing than there.",
    share: "of the columns that could be features", largeFrom: 0.5,
    source: "with half of the candidates unread the rest cannot stand for the table")
}
