internal import FathomAnalyses
internal import FathomData
internal import FathomSummaries

/// The columns of the data as a table that fits a terminal: what matters least is dropped first.
///
/// A type, which is Latin, stands behind each name: so digits behind a name that is written from
/// right to left keep their order on a terminal that turns such runs.
struct ColumnTable {
  /// A number of a column, or its histogram.
  enum Field: CaseIterable {
    case missing, distinct, min, q1, median, q3, max, mean, deviation, histogram

    /// Fields that are shown together or not at all, the most important first.
    static let byImportance: [[Field]] = [
      [.missing], [.histogram], [.min, .max], [.distinct], [.median], [.mean, .deviation],
      [.q1, .q3],
    ]

    var head: String {
      switch self {
      case .missing: "Missing"
      case .distinct: "Distinct"
      case .min: "Min"
      case .q1: "Q1"
      case .median: "Median"
      case .q3: "Q3"
      case .max: "Max"
      case .mean: "Mean"
      case .deviation: "SD"
      case .histogram: "Histogram"
      }
    }

    /// Whether only numbers have it, so that words may stand in its place.
    var isNumeric: Bool { self != .missing && self != .distinct }
  }

  /// A line of the table; words about a column are faint.
  struct Line: Equatable {
    var text: String
    var faint = ""
  }

  static let histogramWidths = 12...24
  /// A wider table has nothing more to show.
  static let widest = 200

  private let names: [String]
  private let columns: [ColumnProfile]
  private let rows: Int
  private let gap = "  "
  private let nameWidth: Int
  private let typeWidth: Int
  private var histogramWidth = 0
  private var widths: [Field: Int] = [:]

  /// A table of columns.
  ///
  /// - Parameters:
  ///   - rows: of which ``ColumnProfile/missing`` is a share.
  ///   - width: no line is wider, in columns of a terminal.
  init(_ columns: [ColumnProfile], rows: Int, width: Int) {
    self.columns = columns
    self.rows = rows
    let longest = Swift.max(16, width / 5)
    names = columns.map { PlainText.shortened(PlainText.visible($0.name), width: longest) }
    nameWidth = (names + ["Column"]).map(PlainText.width).max() ?? 0
    typeWidth = (columns.map(\.type.rawValue) + ["Type"]).map(PlainText.width).max() ?? 0
    var room = width - gap.count - nameWidth - gap.count - typeWidth
    for group in Field.byImportance where isPresent(group) {
      let wanted = group.map { ($0, self.width(of: $0)) }
      let needed = wanted.reduce(0) { $0 + gap.count + $1.1 }
      // A less important group does not take the place of one that did not fit.
      guard needed <= room else { break }
      room -= needed
      for (field, width) in wanted { widths[field] = width }
    }
    if let taken = widths[.histogram] {
      // What is left over makes the histograms finer.
      histogramWidth = Swift.min(ColumnTable.histogramWidths.upperBound, taken + room)
      let widest = columns.map { histogram($0).count }.max() ?? 0
      widths[.histogram] = Swift.max(Field.histogram.head.count, widest)
    }
  }

  /// The head, and for each column a line or several, in the order of the columns.
  func lines() -> (head: Line, columns: [[Line]]) {
    let fields = Field.allCases.filter { widths[$0] != nil }
    let head =
      [PlainText.padded("Column", to: nameWidth), PlainText.padded("Type", to: typeWidth)]
      + fields.map { place($0.head, $0) }
    return (Line(text: joined(head)), columns.indices.map { lines(of: $0, fields) })
  }

  private func lines(of index: Int, _ fields: [Field]) -> [Line] {
    let column = columns[index]
    var cells = [
      PlainText.padded(names[index], to: nameWidth),
      PlainText.padded(column.type.rawValue, to: typeWidth),
    ]
    let remarks = remarks(on: column)
    guard column.min == nil else {
      let line = Line(text: joined(cells + fields.map { cell($0, of: column) }))
      return [line] + wrapped(remarks, indent: 2 * gap.count, first: nil)
    }
    // There are no numbers: words take their place.
    let places = fields.filter(\.isNumeric)
    cells += fields.filter { !$0.isNumeric }.map { cell($0, of: column) }
    let room = places.reduce(0) { $0 + (widths[$1] ?? 0) + gap.count } - gap.count
    let start = joined(cells) + gap
    guard room >= 20 else {
      return [Line(text: joined(cells))] + wrapped(remarks, indent: 2 * gap.count, first: nil)
    }
    return wrapped(remarks, indent: PlainText.width(start), first: start)
  }

  /// Why a column is no feature, how many values it has where that has no place of its own, and the
  /// most frequent ones where they were asked for.
  private func remarks(on column: ColumnProfile) -> String {
    var remarks = [ReportPhrases.role(column)].compactMap { $0 }
    if widths[.distinct] == nil, column.min == nil, column.role != .excluded {
      remarks.append(ReportPhrases.distinct(column) + (column.distinct == 1 ? " value" : " values"))
    }
    if let values = ReportPhrases.topValues(column, limit: 5) { remarks.append(values) }
    return remarks.joined(separator: "; ")
  }

  private func wrapped(_ words: String, indent: Int, first: String?) -> [Line] {
    let parts = PlainText.wrap(PlainText.visible(words, limit: 600), width: lineWidth - indent)
    let blanks = String(repeating: " ", count: indent)
    guard !parts.isEmpty else { return first.map { [Line(text: $0)] } ?? [] }
    return parts.enumerated().map { index, part in
      Line(text: index == 0 ? first ?? blanks : blanks, faint: part)
    }
  }

  /// The width of a whole line.
  private var lineWidth: Int {
    widths.values.reduce(gap.count + nameWidth + gap.count + typeWidth) { $0 + gap.count + $1 }
  }

  // MARK: Values

  private func isPresent(_ group: [Field]) -> Bool {
    group.contains { field in
      switch field {
      case .missing, .distinct: true
      case .histogram: columns.contains { $0.histogram != nil }
      case .min, .max, .mean, .deviation: columns.contains { $0.min != nil }
      case .q1, .median, .q3: columns.contains { $0.median != nil }
      }
    }
  }

  private func width(of field: Field) -> Int {
    if field == .histogram { return ColumnTable.histogramWidths.lowerBound }
    return ([field.head] + columns.map { text(field, of: $0) }).map(PlainText.width).max() ?? 0
  }

  private func text(_ field: Field, of column: ColumnProfile) -> String {
    switch field {
    case .missing: ReportPhrases.share(column.missing, of: rows)
    case .distinct: ReportPhrases.distinct(column)
    case .min: ReportPhrases.number(column.min)
    case .q1: ReportPhrases.quantile(column.q1, of: column)
    case .median: ReportPhrases.quantile(column.median, of: column)
    case .q3: ReportPhrases.quantile(column.q3, of: column)
    case .max: ReportPhrases.number(column.max)
    case .mean: ReportPhrases.number(column.mean)
    case .deviation: ReportPhrases.number(column.standardDeviation)
    case .histogram: histogram(column)
    }
  }

  private func histogram(_ column: ColumnProfile) -> String {
    column.histogram.map { ReportPhrases.bars($0, width: histogramWidth) } ?? ""
  }

  private func cell(_ field: Field, of column: ColumnProfile) -> String {
    place(text(field, of: column), field)
  }

  private func place(_ text: String, _ field: Field) -> String {
    let width = widths[field] ?? 0
    return field == .histogram
      ? PlainText.padded(text, to: width)
      : PlainText.padded("", to: width - PlainText.width(text)) + text
  }

  private func joined(_ cells: [String]) -> String {
    gap + cells.joined(separator: gap)
  }
}

/// Which columns of the data a report for people lists; the JSON report has them all.
package struct ColumnSelection {
  /// Consecutive columns from the first on.
  let first: ArraySlice<ColumnProfile>
  /// Columns behind those that a reader would look for, in the order of the data.
  let notable: [ColumnProfile]
  /// How many columns are listed nowhere.
  let leftOut: Int

  /// All columns where there are few; of many the first ones, the target, and those behind them
  /// that lack most cells or do not vary.
  ///
  /// - Parameters:
  ///   - limit: up to this many columns are listed.
  ///   - firstCount: of more columns this many from the first on.
  ///   - notableCount: behind those at most this many for each reason.
  init(_ columns: [ColumnProfile], limit: Int, firstCount: Int, notableCount: Int = 0) {
    guard columns.count > limit else {
      (first, notable, leftOut) = (columns[...], [], 0)
      return
    }
    first = columns.prefix(firstCount)
    let rest = Array(columns.indices.dropFirst(firstCount))
    var chosen = Set<Int>()
    if notableCount > 0 { chosen.formUnion(rest.filter { columns[$0].role == .target }) }
    let emptiest = rest.filter { columns[$0].missing > 0 }.sorted {
      (columns[$1].missing, $0) < (columns[$0].missing, $1)
    }
    chosen.formUnion(emptiest.prefix(notableCount))
    let constant = rest.filter { columns[$0].type == .constant && !chosen.contains($0) }
    chosen.formUnion(constant.prefix(notableCount))
    notable = chosen.sorted().map { columns[$0] }
    leftOut = rest.count - chosen.count
  }
}
