internal import FathomAnalyses
internal import FathomReports
internal import FathomData
internal import FathomNumerics
internal import FathomSummaries

/// In what the cells of a table differ from those of an earlier one by more than is ordinary.
///
/// Differences are effect sizes, which do not grow with the number of rows, beyond what chance gives and beyond what the earlier
/// table differed in itself, from its first two thirds to its last.
struct DriftComparison {
  let past: TableTraits
  let pastColumns: [String: Baseline.Column]
  let present: TableTraits
  let pastRows: Int
  let presentRows: Int
  /// How many cells of each column repeat another.
  let repeats: [RepeatedCells]
  let targetName: String?
  let sketch: TableSketch
  let allowances: Allowances

  /// Beyond so many standard errors a difference is none of chance, of many columns too.
  static let deviate = 4.5
  /// More levels than this come and go.
  static let fewLevels = 12
  /// So many times what a table differs from itself is ordinary.
  static let ordinary = 3.0

  /// All that is beyond the allowances, column by column, but for patterns, which all cells have to be read for.
  var drifts: [Drift] {
    sketch.columns.indices.flatMap(drifts(ofColumn:)) + orders
      + [target, repeated].compactMap(\.self)
  }

  private func drifts(ofColumn place: Int) -> [Drift] {
    let column = sketch.columns[place]
    guard let was = past.columns[column.name], let before = pastColumns[column.name],
      was.cells >= ColumnTraits.fewestCells, let now = present.columns[column.name]
    else { return [] }
    guard before.kind == Baseline.Column.Kind(column.kind) else { return [] }
    switch column.kind {
    case .numbers:
      return [
        words(place, was), marks(place, was), range(place, was, before),
        shift(place, was, now, before), explained(place, was, now), unique(place, was),
      ].compactMap(\.self)
    case .dates:
      return [range(place, was, before), shift(place, was, now, before)].compactMap(\.self)
    case .words:
      return [
        unique(place, was), blanks(place, was), levels(place, was), gone(place, was),
        shares(place, was, now, before), text(place, was, now),
      ].compactMap(\.self)
    }
  }

  func allowed(_ name: String, from value: Double = 0) -> Double {
    allowances[name].change(from: value)
  }

  // MARK: Numbers and dates

  private func words(_ place: Int, _ was: ColumnTraits) -> Drift? {
    let column = sketch.columns[place]
    let cells = column.present.reduce(0, +)
    let pair = SharePair(
      past: was.words ?? 0, pastRows: was.cells, count: column.words, rows: cells)
    guard pair.count > 0, pair.share - pair.past > allowed("cells", from: pair.past),
      pair.past == 0 || pair.deviate > DriftComparison.deviate
    else { return nil }
    let name = NumberText.quoted(column.name)
    return Drift(
      name: "cells", column: column.name,
      expected: pair.past == 0
        ? "numbers only" : "at most \(NumberText.percent(pair.past, decimals: 1)) other cells",
      found: "\(NumberText.percent(pair.share, decimals: 1)) other cells", value: pair.share,
      message: "\(NumberText.percent(pair.share, decimals: 1)) of \(name) are no numbers; "
        + (pair.past == 0
          ? "there were none." : "it was \(NumberText.percent(pair.past, decimals: 1))."),
      test: .cells(place) { _, _, value in value() == .word })
  }

  private func marks(_ place: Int, _ was: ColumnTraits) -> Drift? {
    let column = sketch.columns[place]
    let known = Set((was.marks ?? "").utf8)
    let cells = column.present.reduce(0, +)
    let new = column.marks.filter {
      !known.contains($0.key) && Double($0.value) > 0.005 * Double(cells)
    }
    guard !new.isEmpty, was.cells >= NumberRange.fewest else { return nil }
    let signs = new.keys.sorted()
    let text = signs.map { "“\(Character(UnicodeScalar($0)))”" }.joined(separator: ", ")
    let name = NumberText.quoted(column.name)
    return Drift(
      name: "cells", column: column.name, expected: "numbers written as before",
      found: "with \(text)", value: nil,
      message:
        "Numbers of \(name) are written with \(text); they were not. Other programs may read them as words.",
      test: .cells(place) { _, cell, value in
        cell.contains { signs.contains($0) } && value() != .missing
      })
  }

  private func range(_ place: Int, _ was: ColumnTraits, _ before: Baseline.Column) -> Drift? {
    guard let bounds = was.range, bounds.count == 2, bounds[0] <= bounds[1], was.isUnique != true,
      before.type != .identifier
    else { return nil }
    let range = DriftComparison.range(bounds[0], bounds[1], drift: was.drift ?? 0)
    let values = sketch.sample.values[place]
    let outside = values.count { !$0.isNaN && !range.contains($0) }
    let cells = values.count { !$0.isNaN }
    let share = cells > 0 ? Double(outside) / Double(cells) : 0
    guard outside >= 2, share > allowed("range") else { return nil }
    // A little beyond the tails there may be more of chance; far beyond there is nothing.
    let beyond = DriftComparison.beyond(range)
    let far = values.count { !$0.isNaN && !beyond.contains($0) }
    let pair = SharePair(past: 0, pastRows: was.cells, count: outside, rows: cells)
    guard far >= 2 || pair.exceeds(allowed: allowed("range")) else { return nil }
    let column = sketch.columns[place]
    let isDate = column.kind == .dates
    func words(_ value: Double) -> String {
      isDate ? CalendarDay.text(value) : NumberText.number(value)
    }
    let below = values.count { $0 < range.lowerBound }
    let side =
      below == outside
      ? "below \(words(range.lowerBound))"
      : below == 0
        ? "above \(words(range.upperBound))"
        : "outside of \(words(range.lowerBound)) to \(words(range.upperBound))"
    return Drift(
      name: "range", column: column.name,
      expected: "\(words(range.lowerBound)) to \(words(range.upperBound))",
      found: "\(NumberText.percent(share, decimals: 1)) \(side)", value: share,
      message:
        "\(NumberText.percent(share, decimals: 1)) of \(NumberText.quoted(column.name)) are \(side); "
        + "\(words(range.lowerBound)) to \(words(range.upperBound)) were expected.",
      test: isDate ? .days(place) { !range.contains($0) } : .outside(place, range))
  }

  /// A range, wider where a column trends: what has moved goes on.
  private static func range(_ low: Double, _ high: Double, drift: Double) -> ClosedRange<Double> {
    guard drift > 0.5 else { return low...high }
    let span = high - low
    return (low == 0 ? 0 : low - 3 * span)...(high + 3 * span)
  }

  /// A range with half of its width on either side; where it begins at 0, nothing is smaller.
  private static func beyond(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let margin = (range.upperBound - range.lowerBound) / 2
    return (range.lowerBound == 0 ? 0 : range.lowerBound - margin)...(range.upperBound + margin)
  }

  private func shift(
    _ place: Int, _ was: ColumnTraits, _ now: ColumnTraits, _ before: Baseline.Column
  ) -> Drift? {
    let column = sketch.columns[place]
    guard let intervals = was.intervals, was.isUnique != true, before.type != .identifier,
      column.kind == .numbers || (was.drift ?? 0) < 0.25
    else { return nil }
    let values = sketch.sample.values[place].filter { !$0.isNaN }
    guard values.count >= ColumnTraits.fewestCells else { return nil }
    let name = NumberText.quoted(column.name)
    let limit = allowed("shift") + DriftComparison.ordinary * (was.drift ?? 0)
    if let index = intervals.index(of: values, share: was.dependence ?? 1), index.value > limit,
      index.chance > DriftComparison.deviate
    {
      let unit = DriftComparison.factor(intervals, values)
      let moved = DriftComparison.moved(intervals, values)
      return Drift(
        name: "shift", column: column.name, expected: "index at most \(NumberText.number(limit))",
        found: NumberText.number(index.value), value: index.value,
        message:
          "\(name) is distributed differently (population stability index \(NumberText.number(index.value)), "
          + "allowed are \(NumberText.number(limit)))"
          + (unit.map {
            ": its values are \(NumberText.number($0)) times as large. Was its unit changed?"
          }
            ?? moved.map { "; its middle moved by \(NumberText.coefficient($0)) of its spread." }
            ?? "."),
        test: nil)
    }
    guard column.kind == .numbers else { return nil }
    // Numbers that recur, and numbers that are rounded, may leave the intervals as they are.
    if let from = was.commonest, let to = now.commonest,
      to - from > 0.05 + allowed("shift") / 4,
      SharePair(
        past: from, pastRows: was.cells, count: Int(to * Double(values.count)), rows: values.count
      )
      .deviate > DriftComparison.deviate + 1.5
    {
      return Drift(
        name: "shift", column: column.name,
        expected: "at most \(NumberText.percent(from)) of one value",
        found: NumberText.percent(to), value: to,
        message:
          "\(NumberText.percent(to)) of \(name) are one and the same value; it was \(NumberText.percent(from)). "
          + "Does it stand for something else, or is what measures stuck?", test: nil)
    }
    if let from = was.tens, let to = now.tens, to - from > 0.4, values.count >= 50 {
      return Drift(
        name: "shift", column: column.name,
        expected: "about \(NumberText.percent(from)) multiples of ten",
        found: NumberText.percent(to), value: to,
        message:
          "\(NumberText.percent(to)) of \(name) are multiples of ten; it was \(NumberText.percent(from)). Was it rounded?",
        test: nil)
    }
    return nil
  }

  /// By what factor all quantiles have grown alike; nil where they have not.
  private static func factor(_ past: IntervalCounts, _ values: [Double]) -> Double? {
    let sorted = values.sorted()
    let all = Double(past.counts.reduce(0, +))
    var (below, ratios) = (0.0, [Double]())
    for (edge, count) in zip(past.edges, past.counts) {
      below += Double(count)
      let place = below / all * Double(sorted.count)
      guard edge != 0, place >= 1, Int(place) < sorted.count else { continue }
      let later = sorted[Int(place)]
      guard later != 0 else { continue }
      ratios.append(later / edge)
    }
    guard ratios.count >= 3, let low = ratios.min(), let high = ratios.max(), low > 0 else {
      return nil
    }
    let middle = ratios.sorted()[ratios.count / 2]
    return high / low < 1.6 && (middle > 1.7 || middle < 0.6) ? middle : nil
  }

  private static func moved(_ past: IntervalCounts, _ values: [Double]) -> Double? {
    guard let centre = past.centre, centre.spread > 0 else { return nil }
    return (values.sorted()[values.count / 2] - centre.middle) / centre.spread
  }
}
