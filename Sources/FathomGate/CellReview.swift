public import FathomAnalyses
public import FathomReports
public import FathomData
public import FathomSummaries

/// The cells of a table as they are written, held to the rules for its columns and to what they were like before.
public struct CellReview: Sendable {
  /// A cell, or a row, that breaks a check.
  public struct Reject: Sendable {
    /// The line of the data, from 1.
    public var line: Int
    /// The column; nil where it is a matter of the row.
    public var column: String?
    /// The check: `columns.min`, `baseline.range`.
    public var rule: String
    /// What was expected.
    public var expected: String
    /// The cell; nil where it was not asked for, and for rows.
    public var cell: String?
  }

  /// What the table is like, for a baseline.
  public let table: TableTraits
  /// What is known of the cells.
  let sketch: TableSketch
  /// The day of the run, in days since 1970.
  let today: Double
  /// One check a rule.
  let ruleChecks: [GateResult.Check]
  /// In what the cells differ from the baseline; nil without one.
  let drifts: CellDrifts?

  /// What a review asks for.
  public struct Request: Sendable {
    /// The rules for columns and rows.
    public var rules: [ColumnRule]
    /// What was; nil for nothing.
    public var past: Baseline?
    /// By how much it may differ.
    public var allowances: Allowances
    /// The day of the run, `YYYY-MM-DD`.
    public var today: String
    /// Whether what is rejected comes with its cell, but for columns that are sensitive.
    public var includesCells = false

    /// A request from its parts.
    public init(
      rules: [ColumnRule] = [], past: Baseline? = nil, allowances: Allowances = Allowances(),
      today: String
    ) {
      self.rules = rules
      self.past = past
      self.allowances = allowances
      self.today = today
    }
  }

  /// Reads the cells of a table.
  ///
  /// - Parameters:
  ///   - threads: changes the time, never the result.
  ///   - rejected: is told of each cell that breaks a check, in the order of the lines.
  /// - Returns: nil where there are no cells as they are written: images, arrays.
  /// - Throws: what reading throws.
  public static func read(
    _ summary: Summary, _ report: Report, _ request: Request, threads: Int,
    rejected: @escaping @Sendable (Reject) -> Void = { _ in }
  ) throws(DataError) -> CellReview? {
    guard let cells = summary.schema.cells,
      let sketch = try TableSketch.read(summary.schema, threads: threads)
    else { return nil }
    let table = TableTraits(summary, sketch, repeated: report.repeatedShare, threads: threads)
    let today = DateText(sample: []).days(request.today) ?? 0
    let repeats = zip(summary.profiles, sketch.columns).map {
      RepeatedCells($0, $1, rows: summary.rows.used)
    }
    let review = RuleReview(
      rules: request.rules, sketch: sketch, profiles: summary.profiles,
      otherCells: summary.observations.map(\.otherCells), repeats: repeats,
      usedRows: summary.rows.used, today: today)
    let prepared = review.prepared
    let comparison = request.past.flatMap { past in
      past.table.map { was in
        DriftComparison(
          past: was,
          pastColumns: Dictionary(
            past.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
          present: table, pastRows: past.rows, presentRows: summary.rows.used,
          repeats: repeats, targetName: past.target, sketch: sketch,
          allowances: request.allowances)
      }
    }
    let lost = request.past.flatMap { $0.table }.flatMap { was in
      rejectedRows(was, summary.rows, request.allowances)
    }
    let drifts = (comparison?.drifts ?? []) + [lost].compactMap(\.self)
    let patterns = comparison?.patterns ?? []

    // One pass over the cells for all that has to be looked for in them.
    var tests = [CellTest]()
    var names = [Reject?]()
    func add(_ test: CellTest?, _ reject: Reject?) -> Int? {
      guard let test else { return nil }
      tests.append(test)
      names.append(reject)
      return tests.count - 1
    }
    func reject(_ column: String?, _ rule: String, _ expected: String) -> Reject {
      Reject(line: 0, column: column, rule: rule, expected: expected)
    }
    let rulePlaces = prepared.map { item in
      add(
        item.test,
        item.rule.findsWhatHolds
          ? nil : reject(item.rule.column, item.rule.id, review.expected(item.rule)))
    }
    let patternPlaces = patterns.map { column, pattern in
      add(
        DriftComparison.test(ofPattern: pattern, column),
        reject(sketch.columns[column].name, "baseline.pattern", pattern.text))
    }
    let driftPlaces = drifts.map {
      add($0.test, reject($0.column, "baseline.\($0.name)", $0.expected))
    }
    let told = names
    let sensitive = Set(request.rules.filter(\.isSensitive).compactMap(\.column))
    let failures = try CellAudit.find(
      tests, in: cells, dates: sketch.dateOrders, threads: threads,
      includesCells: request.includesCells,
      found: { line, test, cell in
        guard var reject = told[test] else { return }
        reject.line = line
        reject.cell = sensitive.contains(reject.column ?? "") ? nil : cell
        rejected(reject)
      })
    func failure(_ place: Int?) -> CellAudit.Failures? { place.map { failures[$0] } }
    var located = zip(drifts, driftPlaces).map { drift, place in
      LocatedDrift(drift: drift, failures: failure(place))
    }
    for ((column, pattern), place) in zip(patterns, patternPlaces) {
      let found = failure(place)
      if let drift = comparison?.drift(ofPattern: pattern, column, failing: found?.rows ?? 0) {
        located.append(LocatedDrift(drift: drift, failures: found))
      }
    }
    return CellReview(
      table: table, sketch: sketch, today: today,
      ruleChecks: zip(prepared, rulePlaces).map { review.check($0, failure($1)) },
      drifts: comparison.map {
        CellDrifts(located: located, asked: $0.asked, reasons: $0.reasons)
      })
  }

  /// How well a model tells these rows from earlier ones; nil where nothing can be said.
  public func tellingApart(from earlier: CellReview, seed: UInt64) -> GateResult.TellingApart? {
    TellingApart(earlier.sketch, sketch, seed: seed).map { told in
      GateResult.TellingApart(
        area: told.area, columns: told.columns.map { .init(name: $0.name, area: $0.area) })
    }
  }

  /// Rows that cannot be read, where none or fewer were.
  private static func rejectedRows(
    _ was: TableTraits, _ rows: RowAccount, _ allowances: Allowances
  ) -> Drift? {
    let count = rows.rejected.values.reduce(0, +)
    let share = Double(count) / Double(max(1, rows.read))
    guard count > 0, share > 2 * was.rejected + allowances["rejected"].change(from: was.rejected)
    else { return nil }
    let reasons = rows.rejected.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { "\(NumberText.count($0.value)) with \($0.key.phrase)" }
    return Drift(
      name: "rejected", column: nil,
      expected: was.rejected == 0
        ? "none" : "at most \(NumberText.percent(was.rejected, decimals: 1))",
      found: NumberText.count(count), value: share,
      message:
        "\(NumberText.plural(count, "row")) cannot be read (\(reasons.joined(separator: ", "))); "
        + (was.rejected == 0
          ? "there were none." : "it was \(NumberText.percent(was.rejected, decimals: 1))."),
      test: CellTest(kind: .rejections))
  }
}

extension Report {
  /// The share of rows that repeat an earlier one; nil where that was not counted.
  var repeatedShare: Double? {
    Measure.named("duplicates.share").flatMap { MeasuredValue.find($0, in: self) }?.first?.value
  }
}
