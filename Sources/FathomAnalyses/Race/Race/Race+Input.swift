internal import FathomData
internal import FathomNumerics
public import FathomSummaries

extension Race {
  /// Takes the rows from the summary, or says why there is no race.
  public func input(from summary: Summary) -> Applicability<Input> {
    guard budget > 0 else { return .notApplicable("it was not asked for (--no-race)") }
    guard summary.schema.task != nil else { return .notApplicable("there is no target") }
    let classes = summary.classes.count
    if summary.schema.task == .classification {
      guard summary.classes.count(where: { $0.count > 1 }) >= 2 else {
        return .notApplicable("the target has a single class")
      }
      guard classes <= RacePlan.mostClasses else {
        return .notApplicable(
          "the target has \(NumberText.count(classes)) classes; the race tells at most "
            + "\(RacePlan.mostClasses) apart")
      }
    }
    let columns = Race.columns(summary)
    guard columns.contains(where: { $0.map { summary.moments[$0].varies } ?? false }) else {
      return .notApplicable("there is no feature that varies")
    }
    let sample = summary.sample
    let limit = min(RacePlan.mostRows, RacePlan.mostValues / columns.count)
    guard limit >= Race.fewestRows else {
      return .notApplicable(
        "\(NumberText.count(columns.count)) columns are too many: the race looks at "
          + "\(NumberText.count(RacePlan.mostValues)) values, and takes \(Race.fewestRows) rows")
    }
    let chosen = ChosenRows.completeRows(sample, [], limit) { !sample.target[$0].isNaN }
    guard chosen.count >= Race.fewestRows else {
      return .notApplicable(
        "\(NumberText.plural(chosen.count, "row")) with a target are too few; it takes \(Race.fewestRows)"
      )
    }
    let target = chosen.map { sample.target[$0] }
    guard Set(target).count > 1 else { return .notApplicable("the target does not vary") }
    let isRegression = summary.schema.task == .regression
    let groups = ChosenRows.groups(summary, chosen)
    let rows = LabelledRows(
      features: Race.features(
        sample, chosen, columns, hasCommonUnit: summary.schema.layout != .table),
      isNumber: columns.map { column in
        column.map { Race.takesManyValues(sample.features, $0, chosen) } ?? false
      },
      target: target, classes: isRegression ? nil : classes,
      mayBeCount: isRegression && target.allSatisfy { $0 >= 0 && $0 == $0.rounded() },
      layout: summary.schema.layout, groups: groups.isEmpty ? nil : groups)
    return .applicable(
      Input(rows: rows, available: summary.rows.used - summary.missingTargets))
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
    return summary.design.terms.filter {
      summary.schema.columns[$0.column].role == .feature
    }.flatMap { Array($0.range) }.filter { summary.moments[$0].varies }
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

extension Race {
  /// Runs the race; the same input and seed give the same result.
  public func measure(
    _ input: Input, _ context: AnalysisContext
  ) throws(AnalysisError) -> Evidence {
    try measure(input, context, Race.contenders)
  }

  /// The same with other contenders.
  func measure(
    _ input: Input, _ context: AnalysisContext, _ all: [any FathomAnalyses.Contender]
  ) throws(AnalysisError) -> Evidence {
    let plan = RacePlan(all, input.rows, budget: budget)
    let crossValidation = try CrossValidation(input.rows, plan, context)
    return Evidence(
      metric: crossValidation.metric, layout: input.rows.layout, folds: crossValidation.folds.count,
      availableRows: input.available, rows: crossValidation.rows.count,
      trainingRows: crossValidation.trainingRows, guessing: crossValidation.guessing,
      contenders: crossValidation.contenders,
      deepMinusClassical: crossValidation.difference(.deep, .classical),
      localityGain: crossValidation.difference(
        ConvolutionContender(positions: .asGiven).info.id,
        ConvolutionContender(positions: .shuffled).info.id),
      reflections: crossValidation.folds.first.map(Reflections.measure) ?? [],
      leftOut: crossValidation.leftOut, curve: crossValidation.curve, budget: budget)
  }
}
