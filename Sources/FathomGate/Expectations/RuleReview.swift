internal import FathomAnalyses
internal import FathomReports
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// What becomes of the rules for columns: which cells have to be read, and then one check a rule.
struct RuleReview {
  let rules: [ColumnRule]
  let sketch: TableSketch
  let profiles: [ColumnProfile]
  /// Of each column of numbers, the cells that are none.
  let otherCells: [Int]
  let usedRows: Int
  /// Days since 1970.
  let today: Double

  /// A rule that can be looked at, and the test that it needs; nil where no cell has to be read.
  struct Prepared {
    var rule: ColumnRule
    var place: Int?
    var test: CellTest?
    /// Why it cannot be looked at; nil where it can.
    var reason: String?
  }

  private func place(_ column: String) -> Int? {
    sketch.columns.firstIndex { $0.name == column }
  }

  /// The rules with their tests.
  ///
  /// Where the extremes of a column say that all its cells hold, none is read again.
  var prepared: [Prepared] { rules.map(prepare) }

  private func prepare(_ rule: ColumnRule) -> Prepared {
    if case .condition(let condition) = rule.kind {
      let names = condition.columns
      let missing = names.filter { place($0) == nil }
      guard missing.isEmpty else {
        return Prepared(
          rule: rule,
          reason: "there is no column \(missing.map(NumberText.quoted).joined(separator: ", "))")
      }
      let places = Dictionary(
        uniqueKeysWithValues: names.compactMap { name in
          place(name).map { (name, $0) }
        })
      return Prepared(rule: rule, test: condition.test(places))
    }
    let name = rule.column ?? ""
    guard let place = place(name) else {
      let nearest = NearestName.find(name, among: sketch.columns.map(\.name))
      return Prepared(
        rule: rule,
        reason: "there is no column \(NumberText.quoted(name))"
          + (nearest.map { "; the nearest is \(NumberText.quoted($0))" } ?? ""))
    }
    return Prepared(rule: rule, place: place, test: test(rule, place))
  }

  private func test(_ rule: ColumnRule, _ place: Int) -> CellTest? {
    let column = sketch.columns[place]
    switch rule.kind {
    case .min(let bound): return self.bound(place, bound) { $0 < $1 }
    case .max(let bound): return self.bound(place, bound) { $0 > $1 }
    case .levels(let levels):
      let isBoolean = column.type == .boolean
      let texts = Set(isBoolean ? levels.map { $0.lowercased() } : levels)
      let numbers = Set(levels.compactMap(Double.init))
      return .cells(place) { _, cell, value in
        switch value {
        case .missing: return false
        case .number(let number) where numbers.contains(number): return false
        default:
          let text = String(decoding: cell, as: UTF8.self)
          return !texts.contains(isBoolean ? text.lowercased() : text)
        }
      }
    case .holds(let kind):
      if kind == .dates {
        let order = sketch.dateOrders[place] ?? DateText(sample: [])
        return .cells(place) { _, cell, value in
          value != .missing && order.days(String(decoding: cell, as: UTF8.self)) == nil
        }
      }
      return column.kind == .numbers && column.words == 0 && otherCells[place] == 0
        ? nil : .cells(place) { _, _, value in value == .word }
    case .pattern(let pattern): return DriftComparison.test(ofPattern: pattern, place)
    case .length(let least, let most):
      return .cells(place) { _, cell, value in
        guard value != .missing else { return false }
        let count = String(decoding: cell, as: UTF8.self).count
        return least.map { count < $0 } ?? false || most.map { count > $0 } ?? false
      }
    case .missing(let most):
      guard missingShare(place) > most else { return nil }
      return .cells(place) { _, _, value in value == .missing }
    case .unique:
      let repeated = column.values.counts.filter { $0.value.all > 1 }
      guard repeats(place).count > 0, !repeated.isEmpty else { return nil }
      let (hashes, first) = (Set(repeated.keys), Set(repeated.values.map(\.firstLine)))
      let isNumbers = column.kind == .numbers
      return .cells(place) { line, cell, value in
        guard value != .missing, !first.contains(line) else { return false }
        if isNumbers, case .number(let number) = value {
          return hashes.contains(StableHash.mix((number + 0).bitPattern))
        }
        return hashes.contains(StableHash.hash(UnsafeRawBufferPointer(cell)))
      }
    case .increasing, .freshWithin, .share, .condition: return nil
    }
  }

  /// Numbers or dates on the wrong side of a bound; nil where the extremes say that there are none.
  private func bound(
    _ place: Int, _ bound: ColumnRule.Bound, _ breaks: @escaping @Sendable (Double, Double) -> Bool
  ) -> CellTest? {
    let limit = value(bound)
    switch sketch.columns[place].kind {
    case .numbers:
      if let low = profiles[place].min, let high = profiles[place].max,
        sketch.columns[place].words == 0,
        !breaks(low, limit), !breaks(high, limit)
      {
        return nil
      }
      return .cells(place) { _, _, value in
        guard case .number(let number) = value else { return value == .word }
        return breaks(number, limit)
      }
    case .dates:
      return CellTest(
        kind: .rows(
          [place],
          { cells in
            cells[0].hash != 0 && (cells[0].number.isNaN || breaks(cells[0].number, limit))
          }))
    case .words:
      // Words have no size: all of them break a bound.
      return .cells(place) { _, _, value in
        guard case .number(let number) = value else { return value == .word }
        return breaks(number, limit)
      }
    }
  }

  /// A day counts from its beginning to its end.
  private func value(_ bound: ColumnRule.Bound) -> Double {
    switch bound {
    case .number(let number): number
    case .day(let days, _): days
    case .today: today + 1
    }
  }

  private func missingShare(_ place: Int) -> Double {
    Double(profiles[place].missing) / Double(max(1, usedRows))
  }

  /// How many cells repeat another one.
  private func repeats(_ place: Int) -> (count: Int, rows: Int) {
    let present = usedRows - profiles[place].missing
    if let distinct = profiles[place].distinct, profiles[place].distinctIsExact {
      return (max(0, present - distinct), present)
    }
    let counts = sketch.columns[place].values.counts.values
    let rows = counts.reduce(0) { $0 + $1.all }
    return (counts.reduce(0) { $0 + $1.all - 1 }, rows)
  }

  // MARK: Checks

  /// The check of a rule, by the cells that were found to break it.
  func check(_ prepared: Prepared, _ failures: CellAudit.Failures?) -> GateResult.Check {
    let rule = prepared.rule
    let expected = expected(rule)
    if let reason = prepared.reason {
      return check(
        rule, rule.column == nil ? .notRun : .failed, expected, "no such column",
        "\(title(rule)): \(reason); \(expected) was expected.")
    }
    if case .share(let level, let least, let most) = rule.kind, let place = prepared.place {
      return share(rule, place, level, least, most, expected)
    }
    if case .increasing = rule.kind, let place = prepared.place {
      return increasing(rule, place, expected)
    }
    if case .freshWithin(let days) = rule.kind, let place = prepared.place {
      return fresh(rule, place, days, expected)
    }
    if case .missing(let most) = rule.kind, let place = prepared.place {
      let share = missingShare(place)
      var result = check(
        rule, share > most ? .failed : .passed, expected, NumberText.percent(share, decimals: 1),
        "\(NumberText.percent(share, decimals: 1)) of \(NumberText.quoted(rule.column ?? "")) is missing, \(expected) was expected.",
        value: share)
      if share > most { result.take(failures) }
      return result
    }
    var count = failures?.rows ?? 0
    var rows = usedRows
    if case .unique = rule.kind, let place = prepared.place { (count, rows) = repeats(place) }
    let share = rows > 0 ? Double(count) / Double(rows) : 0
    guard count > 0, share > rule.allowed else {
      return check(
        rule, .passed, expected,
        count == 0 ? "all" : "\(NumberText.percent(1 - share, decimals: 1))",
        "\(title(rule)): \(count == 0 ? "all hold" : "\(NumberText.plural(count, "row")) do not, which is allowed"), \(expected).",
        value: share)
    }
    var result = check(
      rule, .failed, expected, "\(NumberText.plural(count, "row")) break it",
      "\(NumberText.plural(count, "row")) (\(NumberText.percent(share, decimals: 1))) of \(subject(rule)) "
        + "\(broken(rule, isOne: count == 1)); \(expected) was expected"
        + (rule.allowed > 0
          ? ", of all but \(NumberText.percent(rule.allowed, decimals: 1))." : "."),
      value: share)
    result.take(failures)
    if case .unique = rule.kind { result.rows = count }
    return result
  }

  private func check(
    _ rule: ColumnRule, _ status: GateResult.Status, _ expected: String, _ found: String,
    _ message: String, value: Double? = nil
  ) -> GateResult.Check {
    GateResult.Check(
      id: rule.id, title: title(rule), subject: rule.column ?? expected, severity: rule.severity,
      status: status, expected: expected, found: found, message: message,
      value: value?.isFinite == true ? value : nil, line: rule.line)
  }

  private func subject(_ rule: ColumnRule) -> String {
    rule.column.map(NumberText.quoted) ?? "the table"
  }

  private func title(_ rule: ColumnRule) -> String {
    rule.column.map { "Cells of \(NumberText.quoted($0))" } ?? "Condition"
  }

  /// What a rule asks for, in words that follow “is” and “expected”.
  func expected(_ rule: ColumnRule) -> String {
    switch rule.kind {
    case .min(let bound): "at least \(words(bound))"
    case .max(let bound): "at most \(words(bound))"
    case .levels(let levels):
      "one of \(levels.prefix(5).map { PlainText.shortened($0, width: 30) }.joined(separator: ", "))"
        + (levels.count > 5 ? " and \(levels.count - 5) more" : "")
    case .holds(let kind): "a \(kind == .dates ? "date" : "number")"
    case .pattern(let pattern): "written like \(pattern.text)"
    case .unique: "no value twice"
    case .increasing: "in ascending order"
    case .missing(let most): "at most \(NumberText.percent(most, decimals: 1)) missing"
    case .freshWithin(let days): "at most \(NumberText.exact(days)) days old"
    case .length(let least?, _): "of at least \(NumberText.plural(least, "character"))"
    case .length(nil, let most): "of at most \(NumberText.plural(most ?? 0, "character"))"
    case .share(let level, let least, let most):
      "\(NumberText.percent(least ?? 0, decimals: 1)) to \(NumberText.percent(most ?? 1, decimals: 1)) of \(NumberText.quoted(level))"
    case .condition(let condition): condition.text
    }
  }

  /// What cells do that break a rule.
  private func broken(_ rule: ColumnRule, isOne: Bool) -> String {
    let verb = isOne ? "is" : "are"
    return switch rule.kind {
    case .min(let bound): "\(verb) \(isDay(bound) ? "before" : "below") \(words(bound))"
    case .max(let bound): "\(verb) \(isDay(bound) ? "after" : "above") \(words(bound))"
    case .levels: "\(verb) of another level"
    case .pattern: "\(verb) written in another way"
    case .holds(let kind): "\(verb) no \(kind == .dates ? "date" : "number")"
    case .unique: isOne ? "repeats another" : "repeat others"
    case .missing: "\(verb) missing"
    case .length(let least, _): "\(verb) too \(least != nil ? "short" : "long")"
    case .condition: isOne ? "breaks it" : "break it"
    case .increasing, .freshWithin, .share: "\(verb) not so"
    }
  }

  private func isDay(_ bound: ColumnRule.Bound) -> Bool {
    if case .number = bound { return false }
    return true
  }

  private func words(_ bound: ColumnRule.Bound) -> String {
    switch bound {
    case .number(let number): GateChecker.words(number)
    case .day(_, let text): text
    case .today: "today (\(CalendarDay.text(today)))"
    }
  }

  private func share(
    _ rule: ColumnRule, _ place: Int, _ level: String, _ least: Double?, _ most: Double?,
    _ expected: String
  ) -> GateResult.Check {
    let column = sketch.columns[place]
    let cells = column.present.reduce(0, +)
    let count: Int?
    if let levels = column.values.levels {
      count = levels.first { $0.text == level }?.count.all ?? 0
    } else if let number = Double(level), column.kind == .numbers {
      count = column.values.counts[StableHash.mix((number + 0).bitPattern)]?.all ?? 0
    } else {
      count = nil
    }
    guard let count, cells > 0 else {
      return check(
        rule, .notRun, expected, "not counted",
        "\(title(rule)): it has too many values to count one; \(expected) was expected.")
    }
    let share = Double(count) / Double(cells)
    let holds = share >= (least ?? 0) && share <= (most ?? 1)
    return check(
      rule, holds ? .passed : .failed, expected, NumberText.percent(share, decimals: 1),
      "\(NumberText.percent(share, decimals: 1)) of \(subject(rule)) are \(NumberText.quoted(level)); \(expected) was expected.",
      value: share)
  }

  private func increasing(
    _ rule: ColumnRule, _ place: Int, _ expected: String
  ) -> GateResult.Check {
    let values = zip(sketch.sample.lines, sketch.sample.values[place]).filter { !$0.1.isNaN }
    let falls = zip(values, values.dropFirst()).filter { $0.1 > $1.1 }.map(\.1.0)
    var failures = CellAudit.Failures()
    for line in falls { failures.add(line) }
    var result = check(
      rule, falls.isEmpty ? .passed : .failed, expected,
      falls.isEmpty ? "ascending" : "\(falls.count) fall",
      falls.isEmpty
        ? "\(title(rule)): ascending, as expected."
        : "\(NumberText.plural(falls.count, "cell")) of \(subject(rule)) \(falls.count == 1 ? "is" : "are") below the one above, ascending order was expected.",
      value: Double(falls.count))
    if !falls.isEmpty { result.take(failures) }
    return result
  }

  private func fresh(
    _ rule: ColumnRule, _ place: Int, _ days: Double, _ expected: String
  ) -> GateResult.Check {
    let dates = sketch.sample.values[place].filter { !$0.isNaN }
    guard sketch.columns[place].kind == .dates, let newest = dates.max() else {
      return check(
        rule, .failed, expected, "no dates",
        "\(title(rule)): there is no date in it, \(expected) was expected.")
    }
    let age = today - newest.rounded(.down)
    return check(
      rule, age <= days ? .passed : .failed, expected, "\(NumberText.exact(max(0, age))) days",
      "The newest date of \(subject(rule)) is \(CalendarDay.text(newest)), \(NumberText.exact(age)) days before today; \(expected) was expected.",
      value: age)
  }
}
