/// How the cells of a column are handed to the summaries.
enum ColumnPlan: Sendable, Equatable {
  /// As doubles, or as what a typed column holds; cells that are no numbers are missing.
  case numbers
  /// As integers of 64 bits, because some of them are no doubles.
  case integers
  /// As codes of levels, by the key of a level.
  case codes([UInt64: Int32])
  /// Not at all.
  case undecoded

  /// How the columns of a schema are handed over whose contents are known.
  static func plans(_ schema: Schema, _ contents: TableContents) -> [ColumnPlan] {
    schema.columns.indices.map { index in
      let column = schema.columns[index]
      let isClass = index == schema.targetIndex && schema.task == .classification
      if isClass || column.type == .categorical || column.type == .boolean, !column.levels.isEmpty {
        guard column.role != .excluded || column.mayNameGroups else { return .undecoded }
        return .codes(codes(of: column, contents.columns[index]))
      }
      // An empty column keeps its place in a sequence or a grid.
      let isEmptyPosition = column.type == .empty && schema.layout != .table
      guard column.type.isNumeric || column.holdsNumbers || isEmptyPosition else {
        return .undecoded
      }
      return contents.columns[index].holdsLargeIntegers ? .integers : .numbers
    }
  }

  private static func codes(of column: Column, _ seen: ColumnContents) -> [UInt64: Int32] {
    guard let levels = seen.levels else { return [:] }
    let order = Dictionary(
      uniqueKeysWithValues: column.levels.enumerated().map { ($1, Int32($0)) })
    return levels.compactMapValues { order[$0] }
  }
}

extension Schema {
  /// Whether summaries read the columns of another schema as they read those of this one, so that what
  /// they made under one of them counts under the other.
  func reads(like other: Schema) -> Bool {
    targetIndex == other.targetIndex && groupName == other.groupName && task == other.task
      && tellingColumns == other.tellingColumns
      && zip(columns, other.columns).allSatisfy {
        $0.role == $1.role && $0.levels == $1.levels && $0.holdsNumbers == $1.holdsNumbers
          && ($0.type == .categorical) == ($1.type == .categorical)
          && ($0.type == .constant) == ($1.type == .constant)
          && $0.isFreeText == $1.isFreeText && $0.isSampled == $1.isSampled
          && ($0.roleReason == ExclusionReason.noVariation)
            == ($1.roleReason == ExclusionReason.noVariation)
      }
  }
}
