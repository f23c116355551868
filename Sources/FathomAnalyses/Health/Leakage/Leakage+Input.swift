internal import FathomData
internal import FathomNumerics
public import FathomSummaries

extension Leakage {
  /// Takes every column with the target from the summary, or says why the question does not arise.
  public func input(from summary: Summary) -> Applicability<Input> {
    guard let task = summary.schema.task else { return .notApplicable("there is no target") }
    guard Leakage.concerns(summary.schema) else {
      return .notApplicable("columns are looked at one by one in tables alone")
    }
    let sample = summary.sample
    let width = max(1, summary.design.columnCount)
    let chosen = ChosenRows.completeRows(
      sample, [], max(Leakage.fewestRows, min(Leakage.mostRows, Leakage.mostValues / width))
    ) { !sample.target[$0].isNaN }
    guard chosen.count >= Leakage.fewestRows else {
      return .notApplicable(
        "\(NumberText.plural(chosen.count, "row")) with a target are too few; it takes \(Leakage.fewestRows)"
      )
    }
    let target = chosen.map { sample.target[$0] }
    guard Set(target).count > 1 else { return .notApplicable("the target does not vary") }
    var labelled: LabelledInput?
    if case .applicable(let input) = LabelledInput.from(summary, most: Leakage.racedRows) {
      labelled = input
    }
    return .applicable(
      Input(
        candidates: features(summary, chosen) + numbered(summary, chosen) + sampled(summary),
        labelled: labelled,
        labelledColumns: LabelledInput.sources(summary), numbers: numbers(summary, chosen),
        isClassification: task == .classification, rows: chosen.count,
        available: summary.rows.used - summary.missingTargets))
  }

  /// Half of the rows, groups whole, by a hash that does not depend on how many there are.
  private func halves(_ summary: Summary, _ rows: [Int]) -> [Bool] {
    let sample = summary.sample
    return rows.map { row in
      sample.groups.isEmpty
        ? RandomStream.rowHash(seed: 1, row: sample.rowNumbers[row]) & 1 == 1
        : RowHashes.step(1, sample.groups[row]) & 1 == 1
    }
  }

  /// The features, as numbers or levels.
  private func features(_ summary: Summary, _ rows: [Int]) -> [Candidate] {
    let (schema, sample) = (summary.schema, summary.sample)
    let target = rows.map { sample.target[$0] }
    let half = halves(summary, rows)
    return summary.design.terms.filter { schema.columns[$0.column].role == .feature }.map { term in
      let columns = term.range.map { sample.features.column($0) }
      let values =
        term.isNumeric
        ? rows.map { columns[0][columns[0].startIndex + $0] }
        : rows.map { row -> Double in
          // Which indicator is 1; none for the first level.
          for (place, column) in columns.enumerated() {
            let value = column[column.startIndex + row]
            if value.isNaN { return .nan }
            if value == 1 { return Double(place + 1) }
          }
          return 0
        }
      return Candidate(
        name: term.name, column: term.column, kind: .proxy, values: values,
        isLevels: !term.isNumeric, target: target, half: half,
        isIncluded: schema.included.contains(term.column))
    }
  }

  /// Of consecutive rows so many ascend, or descend, where identifiers follow the order of the rows.
  private static let following = 0.75
  /// Identifiers with so many possible numbers a row, or fewer, count the rows of this file or of one that it is a part of.
  private static let counting = 3.0

  /// Identifiers that are whole numbers, unless they follow or count the rows: the order of a file is no leak.
  private func numbered(_ summary: Summary, _ rows: [Int]) -> [Candidate] {
    let (schema, sample) = (summary.schema, summary.sample)
    let target = rows.map { sample.target[$0] }
    let half = halves(summary, rows)
    let order = rows.indices.sorted { sample.rowNumbers[rows[$0]] < sample.rowNumbers[rows[$1]] }
    return summary.otherColumns.enumerated().compactMap { place, index in
      let column = schema.columns[index]
      guard column.type == .identifier, column.roleReason != ExclusionReason.request else {
        return nil
      }
      let all = summary.others.column(place)
      let values = rows.map { all[all.startIndex + $0] }
      let ascending = zip(order, order.dropFirst()).count { values[$0] < values[$1] }
      let share = Double(ascending) / Double(max(1, rows.count - 1))
      let known = Moments(values.filter { !$0.isNaN })
      guard max(share, 1 - share) < Leakage.following,
        known.maximum - known.minimum > Leakage.counting * Double(rows.count)
      else { return nil }
      return Candidate(
        name: column.name, column: index, kind: .identifier, values: values, isLevels: false,
        target: target, half: half)
    }
  }

  /// What was left out for what its cells are: identifiers of letters by their order and first letters, dates by their order.
  private func sampled(_ summary: Summary) -> [Candidate] {
    let (schema, sample) = (summary.schema, summary.sample)
    let places = Dictionary(
      uniqueKeysWithValues: sample.rowNumbers.enumerated().map { ($1, $0) })
    return schema.columns.indices.filter {
      [.identifier, .date].contains(schema.columns[$0].type) && schema.columns[$0].isSampled
    }.flatMap { index -> [Candidate] in
      let cells = summary.texts.cells(index).compactMap { cell -> (text: String, row: Int)? in
        guard let place = places[cell.row], !sample.target[place].isNaN else { return nil }
        return (cell.text, place)
      }
      guard cells.count >= 2 * Leakage.fewestRows else { return [] }
      let rows = cells.map(\.row)
      let texts = cells.map(\.text)
      let target = rows.map { sample.target[$0] }
      let half = halves(summary, rows)
      func candidate(_ kind: Kind, _ values: [Double], isLevels: Bool) -> Candidate {
        Candidate(
          name: schema.columns[index].name, column: index, kind: kind, values: values,
          isLevels: isLevels, target: target, half: half)
      }
      if schema.columns[index].type == .date {
        let dates = DateText(sample: texts)
        return [candidate(.timestamp, texts.map { dates.days($0) ?? .nan }, isLevels: false)]
      }
      let starts = texts.map { $0.lowercased().prefix(3) }
      var numbers = [Substring: Double]()
      for start in starts where numbers[start] == nil { numbers[start] = Double(numbers.count) }
      var readings = [
        candidate(.identifier, starts.map { numbers[$0] ?? .nan }, isLevels: true)
      ]
      if let values = CellNumbers(texts).values(without: []) {
        readings.append(
          candidate(.identifier, Array(values.column(0)), isLevels: false))
      }
      return readings
    }
  }

  /// The complete rows of numbers that the target may be made of; nil for classes and where rows are few.
  private func numbers(_ summary: Summary, _ rows: [Int]) -> ExactRelations.Input? {
    let (schema, sample) = (summary.schema, summary.sample)
    guard schema.task == .regression, let target = schema.target else { return nil }
    // A column that is missing in many rows would leave few of them.
    let terms = summary.design.terms.filter { term in
      guard term.isNumeric, schema.columns[term.column].role == .feature else { return false }
      let values = sample.features.column(term.range.lowerBound)
      return rows.count { values[values.startIndex + $0].isNaN } * 5 <= rows.count
    }
    guard !terms.isEmpty, terms.count <= ExactRelations.mostColumns else { return nil }
    let columns = terms.map(\.range.lowerBound)
    let complete = rows.filter { row in
      columns.allSatisfy { !sample.features[row, $0].isNaN }
    }.prefix(ExactRelations.mostRows)
    guard complete.count >= Leakage.fewestRows,
      complete.count >= ExactRelations.rowsOfColumn * columns.count
    else { return nil }
    return ExactRelations.Input(
      names: terms.map(\.name),
      features: sample.features.selecting(rows: Array(complete), columns: columns),
      target: complete.map { sample.target[$0] }, targetName: target.name)
  }
}
