internal import FathomReports
internal import FathomAnalyses
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// What differs between a baseline and later data, as checks.
struct BaselineComparison {
  let past: Baseline
  let present: Baseline
  let allowances: Allowances

  /// In what the cells differ; nil where they were not compared.
  let drifts: CellDrifts?

  init(
    _ past: Baseline, _ present: Baseline, _ allowances: Allowances,
    drifts: CellDrifts? = nil
  ) {
    self.past = past
    self.present = present
    self.allowances = allowances
    self.drifts = drifts
  }

  /// All checks: of each kind those that fail, or one that holds.
  var checks: [GateResult.Check] {
    [
      columns, order, rows, missing, cells, classes, collinearity, correlation, locality, verdict,
    ].flatMap { $0() }
  }

  // MARK: Checks

  func check(
    _ name: String, _ title: String, _ status: GateResult.Status, subject: String? = nil,
    expected: String, found: String, value: Double? = nil, _ message: String
  ) -> GateResult.Check {
    GateResult.Check(
      id: "baseline.\(name)", title: title, subject: subject,
      severity: allowances[name].severity ?? .error, status: status, expected: expected,
      found: found, message: message, value: value?.isFinite == true ? value : nil)
  }

  /// One check that holds where none fails.
  func all(
    _ name: String, _ title: String, expected: String, found: String,
    _ failing: [GateResult.Check]
  ) -> [GateResult.Check] {
    guard allowances[name].severity != nil else { return [] }
    return failing.isEmpty
      ? [
        check(
          name, title, .passed, expected: expected, found: found,
          "\(title): \(found), expected \(expected).")
      ] : failing
  }

  var pairs: [(past: Baseline.Column, present: Baseline.Column)] {
    let later = Dictionary(
      present.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return past.columns.compactMap { column in later[column.name].map { (column, $0) } }
  }

  private func columns() -> [GateResult.Check] {
    let title = "Columns since the baseline"
    var failing = [GateResult.Check]()
    func fail(_ subject: String?, _ expected: String, _ found: String, _ message: String) {
      failing.append(
        check(
          "columns", title, .failed, subject: subject, expected: expected, found: found, message))
    }
    if past.layout != present.layout {
      fail(
        nil, past.layout.description, present.layout.description,
        "The layout is \(present.layout); it was \(past.layout).")
    }
    if past.target != present.target {
      let (was, now) = (past.target ?? "none", present.target ?? "none")
      fail(
        nil, was, now, "The target is \(NumberText.quoted(now)); it was \(NumberText.quoted(was)).")
    }
    let before = Set(past.columns.map(\.name))
    let after = Set(present.columns.map(\.name))
    for column in past.columns where !after.contains(column.name) {
      fail(
        column.name, column.type.rawValue, "none",
        "The column \(NumberText.quoted(column.name)) is gone.")
    }
    for column in present.columns where !before.contains(column.name) {
      let copy = present.dependencies?.first {
        $0.column == column.name || $0.others.contains(column.name)
      }
      fail(
        column.name, "no such column", column.type.rawValue,
        "The column \(NumberText.quoted(column.name)) is new"
          + (copy.map { ": \(words(of: $0))" } ?? "") + ".")
    }
    for (was, now) in pairs
    where was.kind != now.kind && was.kind != .empty && now.kind != .empty {
      fail(
        was.name, was.kind.rawValue, now.kind.rawValue,
        "The column \(NumberText.quoted(was.name)) holds \(now.kind.rawValue) (\(now.type.rawValue)); it held "
          + "\(was.kind.rawValue) (\(was.type.rawValue)).")
    }
    // Of words nothing more is compared where the cells were not.
    for (was, now) in pairs
    where drifts == nil && was.kind == .words && now.kind == .words && was.type != now.type {
      fail(
        was.name, was.type.rawValue, now.type.rawValue,
        "The column \(NumberText.quoted(was.name)) holds \(now.type.rawValue) cells; it held "
          + "\(was.type.rawValue) ones.")
    }
    return all(
      "columns", title, expected: "the same",
      found: present.columns.isEmpty
        ? "images, as before" : "\(NumberText.plural(present.columns.count, "column")), as before",
      failing)
  }

  private func order() -> [GateResult.Check] {
    guard !past.columns.isEmpty else { return [] }
    let title = "Order of the columns since the baseline"
    let before = past.columns.map(\.name)
    let after = present.columns.map(\.name)
    guard before != after, Set(before) == Set(after) else {
      return before == after
        ? all("order", title, expected: "the same", found: "the same", []) : []
    }
    let moved = zip(before, after).filter { $0 != $1 }.count
    let found =
      "\(NumberText.count(moved)) of \(NumberText.plural(before.count, "column")) elsewhere"
    return all(
      "order", title, expected: "the same", found: found,
      [
        check(
          "order", title, .failed, expected: "the same", found: found, value: Double(moved),
          "The columns are the same but shuffled: \(found). "
            + (past.layout == .table
              ? "Nothing in a table depends on that, but programs that read by position do."
              : "In a layout of \(past.layout) their places have a meaning."))
      ])
  }

  private func rows() -> [GateResult.Check] {
    let allowed = allowances["rows"].change(from: Double(past.rows))
    let title = "Rows since the baseline"
    let lost = Double(past.rows - present.rows)
    let share = past.rows > 0 ? lost / Double(past.rows) : 0
    let expected = "at least \(NumberText.count(max(0, past.rows - Int(allowed))))"
    let found = NumberText.count(present.rows)
    return all(
      "rows", title, expected: expected, found: found,
      lost <= allowed
        ? []
        : [
          check(
            "rows", title, .failed, expected: expected, found: found, value: Double(present.rows),
            "There are \(found) rows; there were \(NumberText.count(past.rows)): "
              + "\(NumberText.percent(share)) less, allowed are "
              + "\(NumberText.percent(allowed / Double(max(1, past.rows)))).")
        ])
  }

  /// What became of the cells: of each kind what differs, or one check that holds.
  private func cells() -> [GateResult.Check] {
    guard let drifts else { return shift() }
    return Allowances.ofCells.filter { drifts.asked.contains($0.name) }.flatMap { name, title in
      var told = drifts.located.filter { $0.drift.name == name }.sorted {
        ($1.drift.value ?? 0) < ($0.drift.value ?? 0)
      }.map { found in
        var check = check(
          name, title, .failed, subject: found.drift.column, expected: found.drift.expected,
          found: found.drift.found, value: found.drift.value, found.drift.message)
        check.take(found.failures)
        return check
      }
      if told.isEmpty, let reason = drifts.reasons[name] {
        told = [
          check(
            name, title, .notRun, expected: "as before", found: "not compared",
            "\(title): not compared, because \(reason).")
        ]
      }
      return all(name, title, expected: "as before", found: "as before", told)
    }
  }

  private func missing() -> [GateResult.Check] {
    guard !past.columns.isEmpty else { return [] }
    let title = "Missing cells since the baseline"
    let failing = pairs.compactMap { was, now -> GateResult.Check? in
      let allowed = allowances["missing"].change(from: was.missingShare)
      guard now.missingShare - was.missingShare > allowed else { return nil }
      let pair = SharePair(
        past: was.missingShare, pastRows: past.rows,
        count: Int((now.missingShare * Double(present.rows)).rounded()), rows: present.rows)
      guard pair.deviate > DriftComparison.deviate else { return nil }
      return check(
        "missing", title, .failed, subject: was.name,
        expected: "at most \(NumberText.percent(was.missingShare + allowed))",
        found: NumberText.percent(now.missingShare), value: now.missingShare,
        "\(NumberText.percent(now.missingShare)) of \(NumberText.quoted(was.name)) is missing; it was "
          + "\(NumberText.percent(was.missingShare)).")
    }
    return all(
      "missing", title, expected: "about as many", found: "about as many",
      failing.sorted { ($0.value ?? 0) > ($1.value ?? 0) })
  }

  private func shift() -> [GateResult.Check] {
    guard !past.columns.isEmpty else { return [] }
    let title = "Distributions since the baseline"
    let allowed = allowances["shift"].absolute
    var largest = 0.0
    let failing = pairs.compactMap { was, now -> GateResult.Check? in
      guard let shift = DistributionShift(was, now) else { return nil }
      largest = max(largest, shift.index)
      guard shift.index > allowed, shift.isSignificant else { return nil }
      let mean = shift.meanShift.map {
        "; its mean moved by \(NumberText.coefficient($0)) standard deviations"
      }
      return check(
        "shift", title, .failed, subject: was.name,
        expected: "at most \(NumberText.number(allowed))",
        found: NumberText.number(shift.index), value: shift.index,
        "\(NumberText.quoted(was.name)) is distributed differently: population stability index "
          + "\(NumberText.number(shift.index)), allowed are \(NumberText.number(allowed))\(mean ?? "")."
      )
    }
    return all(
      "shift", title, expected: "index at most \(NumberText.number(allowed))",
      found: "largest \(NumberText.number(largest))",
      failing.sorted { ($0.value ?? 0) > ($1.value ?? 0) })
  }

  private func classes() -> [GateResult.Check] {
    guard !past.classes.isEmpty || !present.classes.isEmpty else { return [] }
    let title = "Classes since the baseline"
    let allowed = allowances["classes"].absolute
    func shares(_ classes: [ClassCount]) -> [String: Double] {
      let total = Double(max(1, classes.map(\.count).reduce(0, +)))
      return Dictionary(
        classes.map { ($0.label, Double($0.count) / total) }, uniquingKeysWith: +)
    }
    let (before, after) = (shares(past.classes), shares(present.classes))
    var failing = [GateResult.Check]()
    for label in before.keys.sorted() where after[label] == nil {
      failing.append(
        check(
          "classes", title, .failed, subject: label, expected: "rows", found: "none",
          "The class \(NumberText.quoted(label)) is gone."))
    }
    for label in after.keys.sorted() where before[label] == nil {
      failing.append(
        check(
          "classes", title, .failed, subject: label, expected: "no such class", found: "rows",
          "The class \(NumberText.quoted(label)) is new."))
    }
    let labels = Set(before.keys).union(after.keys).sorted()
    let distance =
      labels.map { abs((after[$0] ?? 0) - (before[$0] ?? 0)) }.reduce(0, +) / 2
    let expected = "at most \(NumberText.percent(allowed)) of the rows in another class"
    let counts = [past.classes, present.classes].map { classes in
      labels.map { label in Double(classes.first { $0.label == label }?.count ?? 0) }
    }
    let chance = StabilityIndex(counts[0], counts[1])?.chance ?? 0
    if distance > allowed, chance > DriftComparison.deviate {
      let most = labels.max {
        abs((after[$0] ?? 0) - (before[$0] ?? 0)) < abs((after[$1] ?? 0) - (before[$1] ?? 0))
      }
      let example = most.map {
        "; most of all \(NumberText.quoted($0)), \(NumberText.percent(before[$0] ?? 0)) before and "
          + "\(NumberText.percent(after[$0] ?? 0)) now"
      }
      failing.append(
        check(
          "classes", title, .failed, expected: expected, found: NumberText.percent(distance),
          value: distance,
          "The classes have other shares: \(NumberText.percent(distance)) of the rows would have to "
            + "change their class, allowed are \(NumberText.percent(allowed))\(example ?? "")."))
    }
    return all(
      "classes", title, expected: expected, found: NumberText.percent(distance, decimals: 1),
      failing)
  }

  private func locality() -> [GateResult.Check] {
    // In a table the order of the columns means nothing.
    guard past.layout != .table, let before = past.localityIndex else { return [] }
    let title = "Local correlation since the baseline"
    let allowed = allowances["locality"].change(from: before)
    let expected = "at least \(NumberText.coefficient(before - allowed))"
    guard let after = present.localityIndex else {
      return all(
        "locality", title, expected: expected, found: "not measured",
        [
          check(
            "locality", title, .notRun, expected: expected, found: "not measured",
            "The locality index was not measured; it was \(NumberText.coefficient(before)).")
        ])
    }
    return all(
      "locality", title, expected: expected, found: NumberText.coefficient(after),
      before - after <= allowed
        ? []
        : [
          check(
            "locality", title, .failed, expected: expected, found: NumberText.coefficient(after),
            value: after,
            "Neighbours belong together less: locality index \(NumberText.coefficient(after)), it was "
              + "\(NumberText.coefficient(before)). Were positions shuffled?")
        ])
  }

  private func verdict() -> [GateResult.Check] {
    guard let before = past.verdict else { return [] }
    let title = "Verdict since the baseline"
    guard let after = present.verdict else {
      return all(
        "verdict", title, expected: before.rawValue, found: "none",
        [
          check(
            "verdict", title, .notRun, expected: before.rawValue, found: "none",
            "There is no verdict; it was \(before.rawValue).")
        ])
    }
    func words(_ recommendation: Verdict.Recommendation, _ probability: Double?) -> String {
      recommendation.rawValue
        + (probability.map { " (\(NumberText.percent($0)) for deep learning)" } ?? "")
    }
    let (was, now) = (words(before, past.deepProbability), words(after, present.deepProbability))
    return all(
      "verdict", title, expected: before.rawValue, found: now,
      before == after
        ? []
        : [
          check(
            "verdict", title, after == .inconclusive ? .inconclusive : .failed,
            expected: before.rawValue, found: now, "The verdict is \(now); it was \(was).")
        ])
  }
}
