/// Decides how all columns of a table are read.
struct CellRule {
  /// The names of the columns.
  let names: [String]
  /// What the user says of them.
  let roles: ColumnRoles
  /// What decimals follow in the table.
  let decimalMark: UInt8
  /// Whether the user says so.
  var isTold = false

  /// Contents that were read under one reading may imply another one, yet the second one is final but where few
  /// levels become many: no more than this many times anything is read again.
  static let rounds = 3

  /// The readings that contents imply.
  func readings(_ contents: TableContents) -> [ColumnReading] {
    let rule = ReadingRule(decimalMark: decimalMark, isTold: isTold)
    return names.indices.map { column in
      let name = names[column]
      let isTarget = name == roles.target
      return rule.reading(
        of: contents.columns[column], named: name,
        needsNumbers: isTarget && roles.task == .regression
          || !isTarget && roles.include.contains(name)
            && rule.isMostlyNumbers(contents.columns[column])
      )
    }
  }

  /// Whether contents are what they would be under some readings.
  ///
  /// - Parameter isNumber: whether each column was read as numbers, so that the lines of other cells are known;
  ///   nil where these do not matter.
  func agrees(_ contents: TableContents, _ readings: [ColumnReading], isNumber: [Bool]?) -> Bool {
    readings.indices.allSatisfy { column in
      let seen = contents.columns[column]
      guard seen.reading.reads(like: readings[column]) else { return false }
      // Of a column that is left out for its words the lines are wanted too.
      return !readings[column].namesLines || isNumber?[column] ?? true
    }
  }

  /// Tells contents how they are read.
  func set(_ readings: [ColumnReading], _ contents: inout TableContents) {
    for column in readings.indices { contents.columns[column].reading = readings[column] }
  }

  /// How columns of such contents are best read to find out what they hold.
  func plans(_ contents: TableContents) -> [ColumnPlan] {
    contents.columns.map { seen in
      let survey = seen.survey
      return !seen.reading.isCode && 2 * (survey.plain + survey.dressed) >= survey.all
        ? .numbers : .undecoded
    }
  }
}
