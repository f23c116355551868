internal import FathomLearners
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// The rows that families of models are compared on.
public struct LabelledInput: Sendable {
  /// The rows that are looked at.
  var rows: LabelledRows
  /// Rows with a target that there are.
  var available: Int
  /// The number of each row that is looked at in the source.
  var rowNumbers: [Int] = []
}

extension LabelledInput {
  /// Why classes cannot be told apart.
  static func absence(_ summary: Summary) -> String {
    let seen = summary.classes.count { $0.count > 0 }
    let shared = summary.classes.count { $0.count > 1 }
    let rows = summary.classes.reduce(0) { $0 + $1.count }
    if seen == 0 { return "no row has a target" }
    if seen == 1 { return "the target has a single class in \(NumberText.plural(rows, "row"))" }
    if shared == 0 {
      return "the target differs in every row: \(NumberText.count(seen)) classes of one row each"
    }
    return "only one of \(NumberText.count(seen)) classes has more than one row"
  }

  /// Takes the rows from the summary, or says why nothing can be compared.
  ///
  /// - Parameter most: rows that are taken at most.
  static func from(_ summary: Summary, most: Int = RacePlan.mostRows) -> Applicability<
    LabelledInput
  > {
    guard summary.schema.task != nil else { return .notApplicable("there is no target") }
    let classes = summary.classes.count
    if summary.schema.task == .classification {
      guard summary.classes.count(where: { $0.count > 1 }) >= 2 else {
        return .notApplicable(LabelledInput.absence(summary))
      }
      guard classes <= RacePlan.mostClasses else {
        return .notApplicable(
          "the target has \(NumberText.count(classes)) classes; the race tells at most "
            + "\(RacePlan.mostClasses) apart")
      }
    }
    let columns = columns(summary)
    guard columns.contains(where: { $0.map { summary.moments[$0].varies } ?? false }) else {
      return .notApplicable(
        summary.leaks.isEmpty
          ? "there is no feature that varies" : "every feature gives the target away")
    }
    let sample = summary.sample
    let limit = min(most, RacePlan.mostValues / columns.count)
    guard limit >= RacePlan.fewestRows else {
      return .notApplicable(
        "\(NumberText.count(columns.count)) columns are too many: the race looks at "
          + "\(NumberText.count(RacePlan.mostValues)) values, and takes \(RacePlan.fewestRows) rows"
      )
    }
    let chosen = ChosenRows.completeRows(sample, [], limit) { !sample.target[$0].isNaN }
    guard chosen.count >= RacePlan.fewestRows else {
      return .notApplicable(
        "\(NumberText.plural(chosen.count, "row")) with a target are too few; it takes \(RacePlan.fewestRows)"
      )
    }
    let target = chosen.map { sample.target[$0] }
    guard Set(target).count > 1 else { return .notApplicable("the target does not vary") }
    guard Moments(target).squaredDeviations.isFinite else {
      return .notApplicable(
        "the target's numbers are too large to be squared; divide them by a power of ten")
    }
    let isRegression = summary.schema.task == .regression
    let groups = ChosenRows.groups(summary, chosen)
    var rows = LabelledRows(
      features: features(
        sample, chosen, columns, hasCommonUnit: summary.schema.layout != .table),
      isNumber: columns.map { column in
        column.map { takesManyValues(sample.features, $0, chosen) } ?? false
      },
      target: target, classes: isRegression ? nil : classes,
      mayBeCount: isRegression && target.allSatisfy { $0 >= 0 && $0 == $0.rounded() },
      layout: summary.schema.layout, groups: groups.isEmpty ? nil : groups)
    rows.takeCopies(chosen.map { summary.copies[sample.rowNumbers[$0]] })
    rows.labels = isRegression ? [] : summary.classes.map(\.label)
    rows.foundOrder = foundOrder(summary, columns)
    return .applicable(
      LabelledInput(
        rows: rows, available: summary.rows.used - summary.missingTargets,
        rowNumbers: chosen.map { sample.rowNumbers[$0] }))
  }

  /// The features in the order that was found; nil where none was, or where some of a table are no numbers.
  private static func foundOrder(_ summary: Summary, _ columns: [Int?]) -> [Int]? {
    guard let found = summary.foundOrder else { return nil }
    let schema = summary.schema
    var order: [Int]
    if schema.layout == .table {
      // Positions of a table are its features; the race has those that vary.
      let designs = Dictionary(
        uniqueKeysWithValues: summary.design.terms.map { ($0.column, $0) })
      let places = Dictionary(
        uniqueKeysWithValues: columns.enumerated().compactMap { place, column in
          column.map { ($0, place) }
        })
      order = found.compactMap { position in
        guard let position, schema.positions.indices.contains(position),
          let term = designs[schema.positions[position]], term.isNumeric
        else { return nil }
        return places[term.range.lowerBound]
      }
      guard order.count == columns.count else { return nil }
    } else {
      var channels = 1
      if case .grid(_, _, let count) = schema.layout { channels = count }
      let pixels = columns.count / channels
      var unused = Set(0..<pixels).subtracting(found.compactMap(\.self)).sorted()[...]
      let filled = found.compactMap { $0 ?? unused.popFirst() } + unused
      order = filled.flatMap { pixel in (0..<channels).map { pixel * channels + $0 } }
    }
    return Set(order) == Set(columns.indices) && order.count == columns.count ? order : nil
  }

  /// The design column of each feature; of a sequence or grid that of each position, nil where there is no
  /// number.
  private static func columns(_ summary: Summary) -> [Int?] {
    guard summary.schema.layout == .table else {
      let termOfColumn = Dictionary(
        uniqueKeysWithValues: summary.design.terms.map { ($0.column, $0) })
      return summary.schema.positions.map { column in
        termOfColumn[column].flatMap { $0.isNumeric ? $0.range.lowerBound : nil }
      }
    }
    return tableColumns(summary).map(\.design)
  }

  /// The columns of the dataset behind the features of a table, in their order.
  static func sources(_ summary: Summary) -> [Int] { tableColumns(summary).map(\.source) }

  /// What varies and does not give the target away.
  private static func tableColumns(_ summary: Summary) -> [(source: Int, design: Int)] {
    summary.design.terms.filter {
      summary.schema.columns[$0.column].role == .feature && !summary.leaks.contains($0.column)
    }.flatMap { term in
      term.range.filter { summary.moments[$0].varies }.map { (term.column, $0) }
    }
  }

  /// The values in single precision, shifted and scaled first so that they keep their digits there.
  ///
  /// Columns of a table each by themselves, positions with a common unit alike: what contenders make of them
  /// does not depend on it.
  private static func features(
    _ sample: RowSample, _ rows: [Int], _ columns: [Int?], hasCommonUnit: Bool
  ) -> SampleRows {
    var features = SampleRows(count: rows.count, width: columns.count)
    let moments = columns.map { column in
      column.map { column -> Moments in
        let values = sample.features.column(column)
        return Moments(
          rows.map { values[values.startIndex + $0] }.filter { $0.isFinite })
      }
    }
    let varying = moments.compactMap(\.self).filter(\.varies)
    let centre = varying.reduce(0) { $0 + $1.mean / Double(max(1, varying.count)) }
    let spread = varying.map(\.standardDeviation).max() ?? 1
    for (place, column) in columns.enumerated() {
      guard let column, let own = moments[place] else { continue }
      let shift = hasCommonUnit ? centre : own.mean
      let scale = hasCommonUnit ? spread : own.varies ? own.standardDeviation : 1
      let values = sample.features.column(column)
      for (row, source) in rows.enumerated() {
        let value = Float((values[values.startIndex + source] - shift) / scale)
        // What is too large for single precision is as good as missing.
        features[row, place] = value.isFinite ? value : .nan
      }
    }
    return features
  }

  private static func takesManyValues(_ features: Matrix, _ column: Int, _ rows: [Int]) -> Bool {
    let values = features.column(column)
    var seen = Set<Double>()
    for row in rows where !values[values.startIndex + row].isNaN {
      seen.insert(values[values.startIndex + row])
      if seen.count > 2 { return true }
    }
    return false
  }
}
