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
  /// How many cells of each column repeat another.
  let repeats: [RepeatedCells]
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
    case .min(let bound): return self.bound(place, value(bound, isUpper: false)) { $0 < $1 }
    case .max(let bound): return self.bound(place, value(bound, isUpper: true)) { $0 > $1 }
    case .levels(let levels):
      let isBoolean = column.type == .boolean
      let texts = Set(isBoolean ? levels.map { $0.lowercased() } : levels)
      let numbers = Set(levels.compactMap(Double.init))
      return .cells(place) { _, cell, value in
        switch value() {
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
          order.days(String(decoding: cell, as: UTF8.self)) == nil && value() != .missing
        }
      }
      return column.kind == .numbers && column.words == 0 && otherCells[place] == 0
        ? nil : .cells(place) { _, _, value in value() == .word }
    case .pattern(let pattern): return DriftComparison.test(ofPattern: pattern, place)
    case .length(let least, let most):
      return .cells(place) { _, cell, value in
        guard value() != .missing else { return false }
        let count = String(decoding: cell, as: UTF8.self).count
        return least.map { count < $0 } ?? false || most.map { count > $0 } ?? false
      }
    case .missing(let most):
      guard missingShare(place) > most else { return nil }
      return .cells(place) { _, _, value in value() == .missing }
    case .unique:
      return repeats[place].count > 0 ? .repeats(place, column) : nil
    case .increasing: return CellTest(kind: .increasing(place))
    case .freshWithin(let days):
      // Found are those that are fresh: one is enough.
      let oldest = today - days
      return column.kind == .dates ? .days(place) { $0 >= oldest } : nil
    case .share, .condition: return nil
    }
  }

  /// Numbers or dates on the wrong side of a bound; nil where the extremes say that there are none.
  private func bound(
    _ place: Int, _ limit: Double, _ breaks: @escaping @Sendable (Double, Double) -> Bool
  ) -> CellTest? {
    switch sketch.columns[place].kind {
    case .numbers:
      if let low = profiles[place].min, let high = profiles[place].max,
        otherCells[place] == 0, !breaks(low, limit), !breaks(high, limit)
      {
        return nil
      }
    case .dates:
      return CellTest(
        kind: .rows(
          [place],
          { cells in
            cells[0].hash != 0 && (cells[0].number.isNaN || breaks(cells[0].number, limit))
          }))
    case .words: break
    }
    // Words have no size: all of them break a bound.
    return .cells(place) { _, _, value in
      let value = value()
      guard case .number(let number) = value else { return value == .word }
      return breaks(number, limit)
    }
  }

  /// A day counts from its beginning to its end; a time is what it is.
  private func value(_ bound: ColumnRule.Bound, isUpper: Bool) -> Double {
    // A hundredth of a second before midnight.
    let end = isUpper ? 1 - 1e-7 : 0
    return switch bound {
    case .number(let number): number
    case .day(let days, _): days == days.rounded(.down) ? days + end : days
    case .today: today + end
    }
  }

  private func missingShare(_ place: Int) -> Double {
    Double(profiles[place].missing) / Double(max(1, usedRows))
  }

  // MARK: Checks

  /// The check of a rule, by the cells that were found to break it.
  func check(_ prepared: Prepared, _ failures: CellAudit.Failures?) -> GateResult.Check {
    let rule = prepared.rule
    let expected = expected(rule)
    if let reason = prepared.reason {
      return check(
        rule, .failed, expected, "no such column",
        "\(title(rule)): \(reason); \(expected) was expected.")
    }
    if case .share(let level, let least, let most) = rule.kind, let place = prepared.place {
      return share(rule, place, level, least, most, expected)
    }
    if case .freshWithin(let days) = rule.kind, let place = prepared.place {
      return fresh(rule, place, days, expected, fresh: failures?.rows ?? 0)
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
    if case .unique = rule.kind, let place = prepared.place {
      (count, rows) = (repeats[place].count, repeats[place].cells)
    }
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
    case .pattern(let pattern): pattern.text
    case .unique: "no value twice"
    case .increasing: "ascending order"
    case .missing(let most): "at most \(NumberText.percent(most, decimals: 1)) missing"
    case .freshWithin(let days): "at most \(NumberText.exact(days)) days old"
    case .length(let least?, _): "at least \(NumberText.plural(least, "character"))"
    case .length(nil, let most): "at most \(NumberText.plural(most ?? 0, "character"))"
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
    case .increasing: "\(verb) below the one above"
    case .freshWithin, .share: "\(verb) not so"
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

  private func fresh(
    _ rule: ColumnRule, _ place: Int, _ days: Double, _ expected: String, fresh: Int
  ) -> GateResult.Check {
    let dates = sketch.sample.values[place].filter { !$0.isNaN }
    guard sketch.columns[place].kind == .dates, let newest = dates.max() else {
      return check(
        rule, .failed, expected, "no dates",
        "\(title(rule)): there is no date in it, \(expected) was expected.")
    }
    guard fresh == 0 else {
      return check(
        rule, .passed, expected, "\(NumberText.plural(fresh, "row")) so new",
        "\(title(rule)): \(NumberText.plural(fresh, "row")) so new, \(expected) was expected.")
    }
    let age = today - newest.rounded(.down)
    return check(
      rule, .failed, expected, "none so new",
      "No date of \(subject(rule)) is so new: \(CalendarDay.text(newest)) is \(NumberText.plural(Int(age), "day")) "
        + "before today; \(expected) was expected.", value: age)
  }
}
