internal import FathomData
internal import FathomNumerics

extension Race {
  /// Takes the rows from the summary, or says why there is no race.
  public func input(from summary: Summary) -> Applicability<Input> {
    guard budget > 0 else { return .notApplicable("it was not asked for (--no-race)") }
    guard summary.dataset.task != nil else { return .notApplicable("there is no target") }
    let classes = summary.classes.count
    if summary.dataset.task == .classification {
      guard summary.classes.count(where: { $0.count > 1 }) >= 2 else {
        return .notApplicable("the target has a single class")
      }
      guard classes <= RacePlan.mostClasses else {
        return .notApplicable(
          "the target has \(Words.count(classes)) classes; the race tells at most "
            + "\(RacePlan.mostClasses) apart")
      }
    }
    let columns = Race.columns(summary)
    guard columns.contains(where: { $0 != nil }) else {
      return .notApplicable("there is no feature that varies")
    }
    let sample = summary.sample
    let limit = min(RacePlan.mostRows, max(1, RacePlan.mostValues / columns.count))
    let chosen = ChosenRows.completeRows(sample, [], limit) { !sample.target[$0].isNaN }
    guard chosen.count >= Race.fewestRows else {
      return .notApplicable(
        "\(Words.plural(chosen.count, "row")) with a target are too few; it takes \(Race.fewestRows)")
    }
    let target = chosen.map { sample.target[$0] }
    guard Set(target).count > 1 else { return .notApplicable("the target does not vary") }
    let isRegression = summary.dataset.task == .regression
    let groups = ChosenRows.groups(summary, chosen)
    let rows = RaceRows(
      features: Race.features(sample, chosen, columns),
      isNumber: columns.map { column in
        column.map { Race.takesManyValues(sample.features, $0, chosen) } ?? false
      },
      target: target, classes: isRegression ? nil : classes,
      mayBeCount: isRegression && target.allSatisfy { $0 >= 0 && $0 == $0.rounded() },
      layout: summary.dataset.layout, groups: groups.isEmpty ? nil : groups)
    return .applicable(
      Input(rows: rows, available: summary.rows.used - summary.missingTargets))
  }

  /// The design column of each feature; of a sequence or grid that of each position, nil where nothing
  /// varies.
  private static func columns(_ summary: Summary) -> [Int?] {
    guard summary.dataset.layout == .table else {
      let arranged = ArrangedFeatures(summary)
      let columnOf = Dictionary(uniqueKeysWithValues: zip(arranged.positions, arranged.columns))
      return summary.dataset.positions.indices.map { columnOf[$0] }
    }
    return summary.design.terms.filter {
      summary.dataset.columns[$0.column].role == .feature
    }.flatMap { Array($0.range) }.filter { summary.moments[$0].varies }
  }

  private static func features(
    _ sample: RowSample, _ rows: [Int], _ columns: [Int?]
  ) -> SampleRows {
    var features = SampleRows(count: rows.count, width: columns.count)
    for (place, column) in columns.enumerated() {
      guard let column else { continue }
      let values = sample.features.column(column)
      for (row, source) in rows.enumerated() {
        features[row, place] = Float(values[values.startIndex + source])
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
