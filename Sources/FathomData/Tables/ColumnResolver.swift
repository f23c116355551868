/// Turns what the columns of a table hold into types, and types into roles.
///
/// This is the one place that decides them, for columns of text and for typed ones.
struct ColumnResolver {
  /// Where the table is, for errors.
  let path: String
  let format: String
  let names: [String]
  let contents: TableContents
  let roles: ColumnRoles

  /// More levels than this are not spread into indicators.
  ///
  /// Source: ydata-profiling calls more than 50 distinct values "high cardinality"
  /// (`vars.cat.cardinality_threshold`, <https://docs.profiling.ydata.ai>).
  static let encodableLevels = 50
  /// A target of whole numbers with more distinct values is a quantity, not a class.
  static let integerClassLimit = 20
  /// Fewer values than this may be distinct by chance.
  static let rowsForIdentifiers = 5
  /// Fewer rows than this cannot show that a run of integers numbers the rows.
  static let rowsForRowNumbers = 20

  /// The schema of the table: its columns with types and roles, the target among them, and its task.
  func schema() throws(DataError) -> Schema {
    var columns = names.indices.map { untargeted($0) }
    let excluded = try roles.exclude.map { name throws(DataError) in try index(of: name) }
    let included = try roles.include.map { name throws(DataError) in try index(of: name) }
    let target = try roles.target.map { name throws(DataError) in try index(of: name) }
    for index in included where columns[index].role == .excluded {
      try include(&columns[index], contents.columns[index])
    }
    for index in excluded {
      columns[index].role = .excluded
      columns[index].roleReason = ExclusionReason.request
    }
    let group = try roles.group.map { name throws(DataError) in try index(of: name) }
    if let group {
      guard group != target else {
        throw .invalidOption(
          "\(path): “\(names[group])” cannot be the target and name the groups at once")
      }
      guard !included.contains(group) else {
        throw .invalidOption(
          "\(path): “\(names[group])” cannot be a feature and name the groups at once")
      }
      columns[group].role = .excluded
      columns[group].roleReason = ExclusionReason.group
    }
    var task: Task?
    if let target {
      task = try makeTarget(&columns[target], contents.columns[target])
    }
    if roles.layout != .table { try arrange(&columns) }
    var schema = Schema(
      path: path, format: format, sha256: "", layout: roles.layout, rows: contents.rows,
      columns: columns, targetIndex: target, task: task)
    schema.groupName = roles.group
    schema.isOrdered = roles.isOrdered
    schema.included = Set(included)
    let said = ColumnNotes(columns: columns, contents: contents, roles: roles)
    schema.notes = said.notes + targetNotes(target, task)
    schema.blindSpots = said.blindSpots
    return schema
  }

  private func index(of name: String) throws(DataError) -> Int {
    if let index = names.firstIndex(of: name) { return index }
    throw .unknownColumn(
      name: name, nearest: NearestName.find(name, among: names), path: path)
  }

  // MARK: Types

  private func untargeted(_ index: Int) -> Column {
    let seen = contents.columns[index]
    let type = self.type(of: seen, named: names[index])
    var column = Column(
      name: names[index], type: type,
      holdsNumbers: seen.present > 0 && seen.numeric == seen.present,
      isNullable: seen.absent > 0)
    if type == .categorical || type == .boolean {
      column.levels = seen.sortedLevels ?? []
    }
    column.roleReason = exclusion(of: column, seen)
    column.role = column.roleReason == nil ? .feature : .excluded
    return column
  }

  private func type(of seen: ColumnContents, named name: String) -> ColumnType {
    if seen.present == 0 { return .empty }
    if seen.distinct == 1 { return .constant }
    if seen.reading.conflict != nil { return .text }
    if seen.reading.isCode { return codeType(seen) }
    if seen.numeric == seen.present {
      guard seen.integers == seen.present else {
        // Missing numbers make tools write `9000.0`.
        let isNamed =
          ColumnNames.isIdentifier(name) && seen.holdsWholeNumbers && seen.reading.dress == nil
        return isNamed && isIdentifier(seen, name) ? .identifier : .double
      }
      if isIdentifier(seen, name) { return .identifier }
      if seen.holdsInexactIntegers, seen.present >= ColumnResolver.rowsForIdentifiers,
        !ColumnNames.isTime(name)
      {
        return codeType(seen)
      }
      return isDay(seen, name) ? .date : .integer
    }
    // `True` beside `true` would make three levels, which are not 0 and 1.
    if seen.booleans == seen.present, seen.distinct == 2 { return .boolean }
    if seen.dates * 10 >= seen.present * 9,
      seen.levelCount ?? .max > 20 || seen.dates == seen.present
    {
      return .date
    }
    // Names that never repeat are no categories, however few there are.
    let repeats = !seen.isUnique || seen.present < ColumnResolver.rowsForIdentifiers
    if seen.levels != nil, repeats, seen.distinct <= 20 || seen.distinct * 2 <= seen.present {
      return .categorical
    }
    if seen.isUnique, seen.textsWithBlanks == 0 || ColumnNames.isIdentifier(name) {
      return .identifier
    }
    return .text
  }

  /// Codes are categories where they recur, and else tell rows apart.
  private func codeType(_ seen: ColumnContents) -> ColumnType {
    let recurs = seen.distinct * 2 <= seen.present
    return !seen.isUnique && (recurs || seen.levels != nil) ? .categorical : .identifier
  }

  /// Whether integers are days such as 20240517, and the name says so.
  private func isDay(_ seen: ColumnContents, _ name: String) -> Bool {
    let spelling = seen.survey.spelling
    return spelling.looked > 0 && spelling.days == spelling.looked && ColumnNames.isTime(name)
      && seen.reading.dress == nil && !roles.include.contains(name)
  }

  /// Integers that are all distinct and whose name is that of an identifier, or which number the rows.
  ///
  /// What counts 0, 1, 2 or 1, 2, 3 numbers the rows where the name says no more than that (`no`, `sample`,
  /// `V1`), or says nothing and the rows lie in this order. A time, a step, a rank or a dose that counts is a
  /// quantity, and so is anything else that has a name of its own.
  private func isIdentifier(_ seen: ColumnContents, _ name: String) -> Bool {
    guard seen.isUnique, let smallest = seen.smallest, let largest = seen.largest
    else { return false }
    if ColumnNames.isIdentifier(name),
      seen.absent == 0 || seen.present >= ColumnResolver.rowsForIdentifiers
    {
      return true
    }
    guard seen.absent == 0, seen.present >= ColumnResolver.rowsForRowNumbers,
      smallest == 0 || smallest == 1,
      largest - smallest == Double(seen.present - 1)
    else { return false }
    return ColumnNames.isCounter(name) && !ColumnNames.isQuantity(name)
  }

  // MARK: Roles

  private func exclusion(of column: Column, _ seen: ColumnContents) -> String? {
    // In a sequence or grid the column keeps its place between its neighbours.
    if roles.layout == .table, seen.present > 0, seen.absent > seen.present {
      return ExclusionReason.mostlyMissing
    }
    switch column.type {
    case .integer, .double, .boolean: return nil
    case .constant, .empty: return ExclusionReason.noVariation
    case .identifier: return "identifies rows"
    case .date: return "a date or time"
    case .text: return seen.reading.exclusion(seen) ?? ExclusionReason.freeText
    case .categorical:
      let levels = max(column.levels.count, seen.distinct)
      return levels <= ColumnResolver.encodableLevels
        ? nil : "\(levels) levels, more than \(ColumnResolver.encodableLevels)"
    }
  }

  private func include(_ column: inout Column, _ seen: ColumnContents) throws(DataError) {
    if column.type == .identifier, column.holdsNumbers {
      column.type = seen.integers == seen.present ? .integer : .double
    }
    guard column.type.isNumeric || column.type == .categorical else {
      throw .invalidOption(
        "column “\(column.name)” cannot be a feature: \(column.roleReason ?? column.type.rawValue)")
    }
    column.role = .feature
    column.roleReason = nil
  }

  /// Gives a column the role of the target and says which task that makes.
  private func makeTarget(
    _ column: inout Column, _ seen: ColumnContents
  ) throws(DataError) -> Task {
    guard seen.present > 0 else {
      throw .invalidOption("\(path): the target “\(column.name)” has no value at all")
    }
    if let conflict = seen.reading.exclusion(seen), roles.task == nil {
      throw .invalidOption(
        "\(path): the target “\(column.name)” is neither a quantity nor classes (\(conflict)); "
          + "--task regression lets the cells that are not numbers count as missing, "
          + "--task classification takes every word as a class")
    }
    let isNumeric = seen.numeric == seen.present
    // Few whole numbers that recur are classes; written with a point they must recur often.
    let recurs =
      seen.integers == seen.present
      ? seen.distinct < seen.present : seen.distinct * 2 <= seen.present
    let looksLikeClasses =
      !isNumeric
      || (seen.holdsWholeNumbers && seen.distinct <= ColumnResolver.integerClassLimit && recurs)
    let task = roles.task ?? (looksLikeClasses ? .classification : .regression)
    column.role = .target
    column.roleReason = nil
    switch task {
    case .classification:
      guard let levels = seen.sortedLevels else {
        throw .invalidOption(
          "\(path): the target “\(column.name)” has \(seen.countsDistinct ? "" : "at least ")"
            + "\(seen.distinct) distinct values, too many for "
            + "classes; choose another target or --task regression")
      }
      column.levels = levels
      if column.type == .identifier || column.type == .text { column.type = .categorical }
    case .regression:
      guard isNumeric else {
        throw .invalidOption(
          "\(path): the target “\(column.name)” holds text, so it cannot be regressed on; "
            + "use --task classification")
      }
      column.levels = []
      if column.type == .identifier || column.type == .categorical || column.type == .date {
        column.type = seen.integers == seen.present ? .integer : .double
      }
    }
    return task
  }

  /// Says which task was taken where whole numbers may be classes or a quantity: from three levels on, as few as
  /// classes are.
  private func targetNotes(_ target: Int?, _ task: Task?) -> [String] {
    guard let target, roles.task == nil, task == .classification else { return [] }
    let seen = contents.columns[target]
    let levels = seen.distinct
    guard seen.numeric == seen.present, seen.holdsWholeNumbers, !seen.reading.isCode,
      !seen.holdsInexactIntegers, (3...ColumnResolver.integerClassLimit).contains(levels)
    else { return [] }
    return [
      "“\(names[target])” has \(levels) whole numbers: taken as classes; --task regression predicts them as a "
        + "quantity."
    ]
  }

  // MARK: Sequences and grids

  /// Keeps the columns that can hold a position, and checks that a grid is filled.
  private func arrange(_ columns: inout [Column]) throws(DataError) {
    for index in columns.indices where columns[index].role == .feature {
      guard !columns[index].type.isNumeric else { continue }
      columns[index].role = .excluded
      columns[index].roleReason = "not a number, so not a position of a \(layoutNoun)"
    }
    // Integers that happen to be unique are pixels too, unless their name says otherwise.
    for index in columns.indices
    where columns[index].type == .identifier && columns[index].holdsNumbers
      && columns[index].role == .excluded && !ColumnNames.isIdentifier(columns[index].name)
    {
      columns[index].type = .integer
      columns[index].role = .feature
      columns[index].roleReason = nil
    }
    for index in columns.indices
    where columns[index].role == .excluded
      && columns[index].roleReason == ExclusionReason.noVariation
      && columns[index].type == .constant && !columns[index].holdsNumbers
    {
      columns[index].roleReason = "one text in every row"
    }
    let schema = Schema(
      path: path, format: format, sha256: "", layout: roles.layout, columns: columns)
    let found = schema.positions.count
    guard let expected = roles.layout.positions, expected != found else { return }
    throw .layoutMismatch(
      path: path, expected: expected, found: found, layout: roles.layout.description,
      hint: hint(expected, found, columns))
  }

  private var layoutNoun: String { roles.layout == .sequence ? "sequence" : "grid" }

  private func hint(_ expected: Int, _ found: Int, _ columns: [Column]) -> String {
    guard roles.target == nil, found == expected + 1 else {
      let side = Int(Double(found).squareRoot().rounded())
      if side > 1, side * side == found { return "; did you mean --layout \(side)x\(side)?" }
      return roles.target == nil
        ? "; name the target with --target, and leave other columns out with --exclude"
        : "; leave columns that are no positions out with --exclude"
    }
    let likely = ["label", "target", "class", "y"]
    let name =
      columns.first { likely.contains($0.name.lowercased()) }?.name ?? columns.last?.name ?? ""
    return "; if “\(name)” is the label, add --target \(name)"
  }
}
