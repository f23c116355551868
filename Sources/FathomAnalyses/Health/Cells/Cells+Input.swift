internal import FathomData
internal import FathomNumerics
public import FathomSummaries

extension Cells {
  /// Takes the rows in memory, the levels and some cells from the summary.
  public func input(from summary: Summary) -> Applicability<Input> {
    let schema = summary.schema
    guard schema.images == nil else { return .notApplicable("images have no cells") }
    var columns = schema.columns.indices.map { column(summary, $0) }
    let sample = summary.sample
    for term in summary.design.terms {
      let values = Array(sample.features.column(term.range.lowerBound))
      columns[term.column].missing = Cells.missing(values)
      if schema.columns[term.column].holdsNumbers { columns[term.column].numbers = values }
    }
    for (place, column) in summary.otherColumns.enumerated() {
      let values = Array(summary.others.column(place))
      columns[column].missing = Cells.missing(values)
      let reason = schema.columns[column].roleReason
      guard schema.columns[column].type != .identifier, reason != ExclusionReason.request,
        reason != ExclusionReason.group
      else { continue }
      columns[column].numbers = values
    }
    for index in columns.indices {
      look(at: &columns[index], schema.columns[index])
      // Names that do not read like numbers are there.
      if summary.observations[index].otherCells > 0, columns[index].otherCells == 0 {
        columns[index].missing = nil
      }
    }
    var target: MissingCells.Target?
    if let place = schema.targetIndex, sample.target.count == sample.rowNumbers.count {
      // What a target lacks is said elsewhere.
      columns[place].missing = nil
      if schema.task == .classification { columns[place].numbers = nil }
      target = MissingCells.Target(
        values: sample.target,
        labels: schema.task == .classification ? schema.columns[place].levels : nil)
    }
    return .applicable(
      Input(
        columns: columns, rows: sample.rowNumbers.count, target: target,
        targetName: schema.target?.name, share: schema.shareOfCandidates))
  }

  /// Whether levels of the target are one class that is written in several ways.
  static func hasVariants(_ summary: Summary) -> Bool {
    let schema = summary.schema
    guard schema.images == nil, schema.task == .classification, let place = schema.targetIndex
    else { return false }
    let cells = Cells()
    let levels = cells.column(summary, place).levels
    return levels.count > 1
      && !LevelVariants(
        levels, typoLetters: Int(cells.typoLetters), typoShare: cells.typoShare
      ).groups.isEmpty
  }

  /// What is known of a column without its numbers.
  private func column(_ summary: Summary, _ index: Int) -> InputColumn {
    let column = summary.schema.columns[index]
    var result = InputColumn(name: column.name, isTarget: index == summary.schema.targetIndex)
    result.isTime = ColumnNames.isTime(column.name) && !ColumnNames.isDuration(column.name)
    let seen = summary.observations[index]
    result.otherCells = seen.otherCells
    result.otherLines = seen.otherLines
    result.isLeftOut = column.role == .excluded
    // What is a name, and reads like a number for the most part, is no number.
    let isName = ColumnNames.isIdentifier(column.name) || ColumnNames.isCounter(column.name)
    if isName { result.otherCells = 0 }
    let isAsked = column.role != .excluded || column.roleReason != ExclusionReason.request
    guard isAsked else {
      result.otherCells = 0
      return result
    }
    if column.type == .date {
      let cells = summary.texts.cells(index)
      let dates = DateText(sample: cells.map(\.text))
      for cell in cells {
        if let day = dates.days(cell.text) {
          result.days.append((day.rounded(.down), cell.text))
        } else {
          result.otherCells += 1
          result.otherLines.append(cell.row + 1)
        }
      }
      result.isLeftOut = false
    }
    guard !column.levels.isEmpty, !column.holdsNumbers else { return result }
    if let counts = summary.levelCounts[index] {
      result.levels = zip(column.levels, counts).map { .init(label: $0, count: $1) }
        .filter { $0.count > 0 }
    } else {
      var counts = [String: Int]()
      for text in summary.texts.texts(index) { counts[text, default: 0] += 1 }
      result.levels = column.levels.map { .init(label: $0, count: counts[$0] ?? 0) }
      result.hasUncountedLevels = counts.isEmpty
    }
    return result
  }

  private static func missing(_ values: [Double]) -> [Bool]? {
    values.contains(where: \.isNaN) ? values.map(\.isNaN) : nil
  }

  /// Fewer values than this may be all different by chance.
  private static let fewestIdentifiers = 20
  /// Levels of codes, such as `P1062`, have more rows each where they are categories.
  private static let rowsOfCode = 50

  /// Decides whether a column tells rows apart, or what they belong to.
  private func look(at column: inout InputColumn, _ declared: Column) {
    guard declared.role != .target, ![.constant, .empty].contains(declared.type) else { return }
    let isNamed =
      ColumnNames.isIdentifier(column.name) || ColumnNames.isAddress(column.name)
      || ColumnNames.isCounter(column.name) && !ColumnNames.isQuantity(column.name)
    if declared.type == .identifier {
      column.isIdentifier = true
    } else if declared.type == .text {
      column.isIdentifier = isNamed && declared.roleReason == ExclusionReason.freeText
    } else if declared.holdsNumbers, isNamed, let numbers = column.numbers {
      let values = numbers.filter { !$0.isNaN }
      guard values.count >= Cells.fewestIdentifiers,
        values.allSatisfy({ $0 == $0.rounded() && $0 >= 0 })
      else { return }
      let distinct = Set(values).count
      // Customers with many rows each recur; a number of doors has few values.
      column.isIdentifier =
        distinct >= Cells.fewestIdentifiers && distinct * Cells.rowsOfCode >= values.count
        && (values.max() ?? 0) >= 100
    } else if declared.type == .categorical {
      let codes = declared.levels.count { Cells.isCode($0) }
      column.isIdentifier =
        declared.levels.count >= Cells.fewestIdentifiers
        && (isNamed || codes * 20 >= declared.levels.count * 19)
        && codes * 2 >= declared.levels.count
    }
  }

  /// Whether a level is written like a number of a customer: at least three digits, with or without letters and dashes.
  private static func isCode(_ level: String) -> Bool {
    let scalars = level.unicodeScalars
    return scalars.count { $0.isASCII && 48...57 ~= $0.value } >= 3
      && scalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || 48...57 ~= $0.value
            || "-_#./+() ".unicodeScalars.contains($0))
      }
  }
}
