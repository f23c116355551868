internal import FathomAnalyses
internal import FathomReports
internal import FathomData
internal import FathomSummaries

/// What a draft expects of columns: what the first two thirds of the rows let expect and the last third keeps.
extension PolicyDraft {
  /// The rules that a table proposes, as lines of a policy, each with what it was made from.
  struct ColumnDraft {
    let cells: CellReview
    let report: Report

    /// The section for columns and the one for conditions; none for a table without rules.
    var sections: [[String]] {
      var lines = [
        "# What the cells of a column must be like. Proposed is what the first two thirds of the rows let expect and the last third",
        "# keeps. Keys: \(ColumnRule.keys.map(\.name).joined(separator: ", ")); allow: the share of cells that may break them.",
        "columns:",
      ]
      let sketch = cells.sketch
      for (place, column) in report.input.columns.enumerated() where place < sketch.columns.count {
        let rules = rules(place, column)
        guard !rules.isEmpty else { continue }
        lines.append("  \(PolicyDraft.quoted(column.name)):  # \(remark(place, column))")
        lines += rules.map { rule, remark in
          "    \(rule)" + (remark.isEmpty ? "" : "  # \(remark)")
        }
      }
      let orders = cells.table.orders
      let conditions =
        orders.isEmpty
        ? []
        : [
          [
            "# Conditions between the cells of a row; these hold today in every row, and would not by chance.",
            "conditions:",
          ]
            + orders.map { order in
              let text = "\(RowCondition.named(order.high)) >= \(RowCondition.named(order.low))"
              let allowed = max(0.001, 5 / Double(max(1, report.input.rows.used)))
              return "  - {check: \(PolicyDraft.quoted(text)), allow: "
                + "\(PlainNumber.text((allowed * 1000).rounded(.up) / 1000))}"
            }
        ]
      return (lines.count > 3 ? [lines] : []) + conditions
    }

    private func remark(_ place: Int, _ column: ColumnProfile) -> String {
      let rows = report.input.rows.used
      let missing = rows > 0 ? Double(column.missing) / Double(rows) : 0
      return column.type.rawValue
        + (column.role == .target ? ", the target" : "")
        + ", "
        + (column.missing == 0
          ? "none missing" : "\(NumberText.percent(missing, decimals: 1)) missing")
    }

    private func rules(
      _ place: Int, _ column: ColumnProfile
    ) -> [(rule: String, remark: String)] {
      let sketch = cells.sketch.columns[place]
      guard let traits = cells.table.columns[column.name],
        traits.cells >= NumberRange.fewest
      else { return [] }
      var rules = [(rule: String, remark: String)]()
      switch sketch.kind {
      case .numbers:
        if traits.words == 0 { rules.append(("holds: numbers", "")) }
        if traits.isUnique != true, column.type != .identifier { rules += range(place, column) }
      case .dates:
        rules.append(("holds: dates", ""))
        rules += pattern(traits)
        rules += dates(place)
      case .words:
        rules += pattern(traits)
        rules += levels(sketch, traits, isTarget: column.role == .target)
      }
      if traits.isUnique == true, sketch.kind != .dates { rules.append(("unique: true", "")) }
      rules += missing(sketch, column)
      return rules
    }

    private func range(
      _ place: Int, _ column: ColumnProfile
    ) -> [(rule: String, remark: String)] {
      let sample = cells.sketch.sample
      let values = zip(sample.values[place], sample.thirds).filter { !$0.0.isNaN }
      let drift = cells.table.columns[column.name]?.drift ?? 0
      guard let early = NumberRange(values.filter { $0.1 < 2 }.map(\.0)),
        values.allSatisfy({ early.contains($0.0) }),
        let low = column.min, let high = column.max,
        let range = NumberRange(values.map(\.0), extremes: low...high, margin: drift > 0.5 ? 6 : 3)
      else { return [] }
      // Of what none of n rows has, the next n may have three.
      let allowed = max(0.001, 3 / Double(max(1, values.count)))
      let today = "\(NumberText.number(low)) to \(NumberText.number(high)) today"
      return [
        ("min: \(PlainNumber.text(range.lower))", today),
        ("max: \(PlainNumber.text(range.upper))", ""),
        (
          "allow: \(PlainNumber.text((allowed * 1000).rounded(.up) / 1000))",
          "the share of rows beyond them"
        ),
      ]
    }

    private func dates(_ place: Int) -> [(rule: String, remark: String)] {
      let days = cells.sketch.sample.values[place].filter { !$0.isNaN }
      guard let first = days.min(), let last = days.max(), last < cells.today + 1 else { return [] }
      let times = zip(days, days.dropFirst())
      let isAscending = days.count >= NumberRange.fewest && times.allSatisfy { $0 <= $1 }
      return [
        (
          "notAfter: today",
          "\(CalendarDay.text(first)) to \(CalendarDay.text(last)) today"
        )
      ] + (isAscending ? [("# increasing: true", "the rows come in this order today")] : [])
    }

    private func pattern(_ traits: ColumnTraits) -> [(rule: String, remark: String)] {
      guard let pattern = traits.pattern, traits.patternExceptions == 0 else { return [] }
      return [
        (
          "pattern: \(PolicyDraft.quoted(pattern))",
          "all of \(NumberText.count(traits.cells)) cells"
        )
      ]
    }

    private func levels(
      _ sketch: ColumnSketch, _ traits: ColumnTraits, isTarget: Bool
    ) -> [(rule: String, remark: String)] {
      guard let levels = sketch.values.levels, levels.count <= DriftComparison.fewLevels,
        traits.levels != nil, traits.turnover == 0,
        levels.allSatisfy({
          $0.count.all >= 5 && $0.count.thirds[2] + $0.count.thirds[1] + $0.count.thirds[0] > 0
        })
      else { return [] }
      // Of a level that none of n rows has, the next n may have five.
      let allowed = max(0.01, 5 / Double(max(1, traits.cells)))
      let sorted = levels.sorted { ($1.count.all, $0.text) < ($0.count.all, $1.text) }
      let shares = sorted.prefix(3).map {
        "\(PlainText.shortened($0.text, width: 20)) \(NumberText.percent(Double($0.count.all) / Double(traits.cells)))"
      }
      var rules = [
        (
          rule: "in: [\(sorted.map { PolicyDraft.quoted($0.text) }.joined(separator: ", "))]",
          remark: PolicyDraft.remark(shares.joined(separator: ", "))
        ),
        (
          rule: "allow: \(PlainNumber.text((allowed * 1000).rounded(.up) / 1000))",
          remark: "the share of rows with another level"
        ),
      ]
      if isTarget, levels.count <= 10 {
        let bounds = sorted.map { level in
          let (least, most) = ColumnDraft.shares(level.count, sketch)
          return
            "\(PolicyDraft.quoted(level.text)): {min: \(PlainNumber.text(least)), max: \(PlainNumber.text(most))}"
        }
        rules.append(
          (
            "share: {\(bounds.joined(separator: ", "))}",
            "class shares, with what thirds of the rows differ by"
          ))
      }
      return rules
    }

    /// The share of a level with a margin: a tenth, four standard errors, or twice what thirds of the rows differ by.
    private static func shares(
      _ count: ValueSample.Count, _ sketch: ColumnSketch
    ) -> (least: Double, most: Double) {
      let all = Double(max(1, sketch.present.reduce(0, +)))
      let share = Double(count.all) / all
      let thirds = (0..<3).map { Double(count.thirds[$0]) / Double(max(1, sketch.present[$0])) }
      let spread = (thirds.max() ?? share) - (thirds.min() ?? share)
      let margin = max(0.1, 4 * (share * (1 - share) / all).squareRoot(), 2 * spread)
      func rounded(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
        min(1, max(0, (value * 100).rounded(rule) / 100))
      }
      return (
        rounded(min(share / 2, share - margin) < 0 ? share / 4 : share - margin, .down),
        rounded(share + margin, .up)
      )
    }

    private func missing(
      _ sketch: ColumnSketch, _ column: ColumnProfile
    ) -> [(rule: String, remark: String)] {
      let shares = (0..<3).map { third in
        Double(sketch.missing[third])
          / Double(max(1, sketch.missing[third] + sketch.present[third]))
      }
      let all = Double(column.missing) / Double(max(1, report.input.rows.used))
      let most = max(shares.max() ?? 0, all)
      let margin = max(
        0.05, 4 * (most * (1 - most) / Double(max(1, report.input.rows.used))).squareRoot(),
        2 * (most - all))
      guard most + margin < 1 else { return [] }
      return [("missing.max: \(PlainNumber.text(((most + margin) * 100).rounded(.up) / 100))", "")]
    }
  }

  /// A remark of one line.
  static func remark(_ text: String) -> String { PlainText.visible(text, limit: 120) }
}
