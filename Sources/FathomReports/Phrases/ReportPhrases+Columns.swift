internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries

/// The phrases about columns.
extension ReportPhrases {
  /// A quartile of a column; an estimate is marked.
  static func quantile(_ value: Double?, of column: ColumnProfile) -> String {
    (value != nil && !column.quantilesAreExact ? "≈ " : "") + number(value)
  }

  /// How many distinct values a column has; an estimate is marked, and a dash says that they were
  /// not counted.
  static func distinct(_ column: ColumnProfile) -> String {
    guard let distinct = column.distinct else { return "–" }
    return (column.distinctIsExact ? "" : "≈ ") + NumberText.count(distinct)
  }

  /// “12 %”; neither 0 nor 100 unless it is exactly that.
  static func share(_ part: Int, of whole: Int) -> String {
    guard part > 0, whole > 0 else { return NumberText.percent(0) }
    let share = Double(part) / Double(whole)
    if share < 0.005 { return "<" + NumberText.percent(0.01) }
    if part < whole, share >= 0.995 { return ">" + NumberText.percent(0.99) }
    return NumberText.percent(share)
  }

  /// “0”, “37 (24 %)”.
  static func missing(_ column: ColumnProfile, of rows: Int) -> String {
    column.missing == 0
      ? "0" : "\(NumberText.count(column.missing)) (\(share(column.missing, of: rows)))"
  }

  /// What a column is when it is no feature: “target”, “excluded: free text”; nil for a feature.
  static func role(_ column: ColumnProfile) -> String? {
    switch column.role {
    case .feature: nil
    case .target: "target"
    case .excluded: "excluded" + (column.roleReason.map { ": " + $0 } ?? "")
    }
  }

  /// “most frequent: “red” 40, “blue” 12, …”; nil where the values were not asked for or there are
  /// none.
  static func topValues(_ column: ColumnProfile, limit: Int = TopValue.limit) -> String? {
    guard let values = column.topValues, !values.isEmpty else { return nil }
    let shown = values.prefix(limit).map {
      "\(NumberText.quoted($0.label)) \(NumberText.count($0.count))"
    }
    return "most frequent: " + shown.joined(separator: ", ")
      + (column.distinct ?? 0 > shown.count ? ", …" : "")
  }

  /// What a list of columns ends with when it is not complete.
  static func columnsLeftOut(_ count: Int) -> String {
    "… and \(NumberText.plural(count, "more column", "more columns")); "
      + (count == 1 ? "it is" : "all are") + " in the JSON report"
  }

  /// A histogram in one line of at most `width` characters: neighbouring bins are put together until
  /// they fit; a bin without a value is blank, any other one has a bar.
  static func bars(_ histogram: ColumnHistogram, width: Int, blank: Character = " ") -> String {
    let merged = ReportPhrases.merged(histogram.counts, atMost: width)
    guard let highest = merged.max(), highest > 0 else { return "" }
    let bars = Array("▁▂▃▄▅▆▇█")
    return String(
      merged.map { count in
        guard count > 0 else { return blank }
        return bars[min(7, Int(Double(count) / Double(highest) * 7.999))]
      })
  }

  /// The counts of as many neighbouring bins together as it takes to get at most `limit` bins.
  static func merged(_ counts: [Int], atMost limit: Int) -> [Int] {
    guard limit > 0, counts.count > limit else { return counts }
    let together = (counts.count + limit - 1) / limit
    return stride(from: 0, to: counts.count, by: together).map { start in
      counts[start..<min(start + together, counts.count)].reduce(0, +)
    }
  }
}
